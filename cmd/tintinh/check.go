package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tintinh/tintinh/crawler"
	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/portal"
)

func (a *app) checkCommand() *cobra.Command {
	var f checkFlags
	c := &cobra.Command{
		Use:   "check URL|FILE",
		Short: "Show what is read from one page: portal, family, rule, each field and its source, and what is missing",
		Long: `Check is a dry run on one page: it stores nothing. A URL is fetched as crawl would fetch it
(robots.txt, address guard, limits); a FILE is read from disk. Where there is a store, check also
says whether crawl fetched the URL, why it would not now, and under which other URLs its article goes.`,
		Example: `  tintinh check --url https://baothaibinh.com.vn/tin-tuc/1/115942/x page.html
  tintinh check --html out.html https://baocantho.com.vn/…-a196670.html     # see what is taken for what
  tintinh check https://baocantho.com.vn/…-a196670.html`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.check(cmd.Context(), args[0], f)
		},
	}
	c.Flags().StringVar(&f.url, "url", "", "where FILE was fetched")
	c.Flags().StringVar(&f.html, "html", "", "also write `FILE`: the page with every field marked where it stands, for a browser")
	c.Flags().BoolVar(&f.asJSON, "json", false, "print JSON")
	return c
}

type checkFlags struct {
	url, html string
	asJSON    bool
}

// checked is what check found, also as JSON.
type checked struct {
	Page     string               `json:"page"`
	URL      string               `json:"url,omitempty"`
	Status   int                  `json:"status,omitempty"`  // of the answer; 0 = a FILE
	Blocked  string               `json:"blocked,omitempty"` // crawl takes the answer for this, and reads no article from it
	Portal   string               `json:"portal,omitempty"`
	Family   string               `json:"family,omitempty"`
	Rule     string               `json:"rule,omitempty"`
	Kind     string               `json:"kind"`
	Reason   string               `json:"reason,omitempty"` // why it gave no article
	Fields   []extract.FieldTrace `json:"fields"`
	Missing  []extract.Missing    `json:"missing,omitempty"`
	Warnings []string             `json:"warnings,omitempty"`
	Article  *extract.Article     `json:"article,omitempty"`

	Frontier *crawler.Explanation `json:"frontier,omitempty"` // what a run made of the URL
}

func (a *app) check(ctx context.Context, page string, f checkFlags) error {
	cfg, err := a.config()
	if err != nil {
		return err
	}
	var frontier *crawler.Explanation
	if isURL(page) {
		if frontier, err = a.explain(ctx, cfg, page); err != nil {
			return err
		}
	}
	in, err := a.pageToCheck(ctx, cfg, page, f.url)
	if err != nil {
		explained(frontier, func(name, value string) { a.story("%-20s %s", name, crawler.Printable(value)) })
		return err
	}
	r := reader{parser: new(extract.Parser), extractor: extract.New(cfg.Catalogue, version()), config: cfg}
	r.extractor.Compare = true
	res, err := r.result(in)
	if err != nil {
		return fmt.Errorf("check %s: %w", page, err)
	}
	c := checked{Page: page, URL: in.url, Status: in.status, Blocked: in.blocked, Family: res.Family, Rule: res.Rule, Kind: string(res.Kind),
		Reason: res.Reason, Fields: res.Fields, Missing: res.Missing, Article: res.Article, Frontier: frontier}
	if p := cfg.Catalogue.ByURL(in.url); p != nil {
		c.Portal = p.ID
	}
	if res.Article == nil {
		c.Reason = cmp.Or(notText(in.body), c.Reason)
	} else {
		c.Warnings, c.URL = res.Article.Warnings, res.Article.URL
		if _, known := cfg.Catalogue.Portal(res.Article.Portal); known { // else it is the host
			c.Portal = res.Article.Portal
		}
	}
	if f.html != "" {
		if err := writeProof(f.html, in, res, c.Portal); err != nil {
			return fmt.Errorf("check %s: %w", page, err)
		}
		a.story("Written: %s (open it in a browser)", f.html)
	}
	if f.asJSON {
		b, err := marshalIndent(c)
		if err == nil {
			_, err = a.stdout.Write(b)
		}
		return err
	}
	return c.print(a.stdout)
}

func isURL(page string) bool {
	return strings.HasPrefix(page, "http://") || strings.HasPrefix(page, "https://")
}

// pageToCheck fetches a URL as a crawl would, or takes a file.
func (a *app) pageToCheck(ctx context.Context, cfg *Config, page, url string) (pageInput, error) {
	if !isURL(page) {
		in := pageInput{name: page, url: url}
		if err := loadFile(page)(&in); err != nil {
			return in, usagef("check %s: %w", page, err)
		}
		return in, nil
	}
	if url != "" {
		return pageInput{}, usagef("--url goes with a FILE, not with a URL")
	}
	var portals []*portal.Portal // none: the page is looked at as of a portal of its own
	if p := cfg.Catalogue.ByURL(page); p != nil {
		portals = append(portals, p)
	}
	run, err := a.crawlOf(cfg, portals, crawlFlags{})
	if err != nil {
		return pageInput{}, err
	}
	got, err := run.FetchOne(ctx, page)
	if err != nil {
		return pageInput{}, fmt.Errorf("check %s: %w", page, err)
	}
	in := pageInput{name: page, url: got.URL, contentType: got.Header.Get("Content-Type"), body: got.Body, fetchedAt: got.At, status: got.Status}
	in.blocked, _ = got.Blocked()
	return in, nil
}

func (c checked) print(w io.Writer) error {
	var b strings.Builder
	line := func(name, value string) { fmt.Fprintf(&b, "%-20s %s\n", name, crawler.Printable(value)) }
	line("page", c.Page)
	line("url", cmp.Or(c.URL, c.canonical(), "(not known: give it with --url)"))
	c.answer(line)
	line("portal", cmp.Or(c.Portal, "(none: its host is in no definition)"))
	line("family", cmp.Or(c.Family, "(none recognised: automatic extraction)"))
	line("rule", cmp.Or(c.Rule, "(none)"))
	line("reads as", c.Kind)
	explained(c.Frontier, line)
	if c.Reason != "" {
		line("no article", strings.TrimPrefix(c.Reason, "no article: "))
	}
	if len(c.Fields) > 0 {
		b.WriteString("\n")
	}
	for _, f := range c.Fields {
		fmt.Fprintf(&b, "%-20s %s\n%-20s   from %s\n", f.Field, shorten(crawler.Printable(f.Value), 100), "", crawler.Printable(f.Source))
		for _, l := range f.Losers {
			fmt.Fprintf(&b, "%-20s   not  %s: %s\n", "", crawler.Printable(l.Source), shorten(crawler.Printable(l.Value), 80))
		}
	}
	for _, m := range c.Missing {
		fmt.Fprintf(&b, "%-20s (missing) tried %s\n", m.Field, strings.Join(m.Tried, ", "))
	}
	if len(c.Warnings) > 0 {
		line("\nwarnings", strings.Join(c.Warnings, ", "))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// canonical is where the page says that it is from.
func (c checked) canonical() string {
	if c.Article == nil {
		return ""
	}
	return c.Article.CanonicalURL
}

// answer says what else than a page the server gave.
func (c checked) answer(line func(name, value string)) {
	status := fmt.Sprintf("%d %s", c.Status, http.StatusText(c.Status))
	switch {
	case c.Blocked != "":
		line("answer", status+": crawl takes it for "+c.Blocked+", and no article from it")
	case c.Status != 0 && c.Status != http.StatusOK:
		line("answer", status+": crawl takes no article from it")
	}
}

// shorten cuts what is shown, and says by how much.
func shorten(s string, most int) string {
	r := []rune(s)
	if len(r) <= most {
		return s
	}
	return fmt.Sprintf("%s… (%d characters)", string(r[:most]), len(r))
}

package main

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"runtime"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/extract/auto"
)

type extractFlags struct {
	url, list, portal, fetchedAt string
	autoOnly, articles, pageSet  bool
}

func (a *app) extractCommand() *cobra.Command {
	var f extractFlags
	c := &cobra.Command{
		Use:   "extract [FILE | DIRECTORY | FILE.warc[.gz]]…",
		Short: "Extract articles from HTML files, directories, WARC files or a list, offline, to NDJSON",
		Long: `Extract turns pages on disk into records on standard output, one a line, in input order,
with no store and no network. A page that is no article gives no record, and a line on
standard error. HTML may be gzipped. Without --url a page's own rel=canonical or og:url
names it.`,
		Example: `  tintinh extract --url https://baothaibinh.com.vn/tin-tuc/1/115942/x page.html
  tintinh extract --list pages.tsv > records.ndjson     # lines path<TAB>url, - for standard input
  tintinh extract data/raw/*.warc.gz`,
		RunE: func(cmd *cobra.Command, args []string) error { return a.extract(cmd.Context(), f, args) },
	}
	c.Flags().StringVar(&f.url, "url", "", "where the one FILE was fetched")
	c.Flags().StringVar(&f.list, "list", "", "`file` of lines path<TAB>url (- for standard input)")
	c.Flags().StringVar(&f.portal, "portal", "", "read all pages as this portal's (`id`), whatever their host")
	c.Flags().StringVar(&f.fetchedAt, "fetched-at", "", "when FILEs were fetched (RFC 3339): chooses dated rules, dates “3 giờ trước”")
	c.Flags().BoolVar(&f.autoOnly, "auto-only", false, "switch rules and families off")
	c.Flags().BoolVar(&f.articles, "articles", false, "every page is an article, also where it looks like a list or a leaflet")
	c.Flags().BoolVar(&f.pageSet, "page-set", false, "with --list FILE: look at up to 40 pages of each host first; lines that a third of them print are left out of texts found without a rule")
	return c
}

// page is one input: bytes with a name, or the reason why there are none.
type pageInput struct {
	name, url, contentType string
	note                   string // instead of a page: what a person should know
	status                 int    // of the answer; 0 = from a disk
	blocked                string // what the answer is instead of a page
	body                   []byte
	fetchedAt              time.Time
	load                   func(*pageInput) error // reads body late, in the worker; nil = there
	err                    error
}

// pageOutput is what became of one input.
type pageOutput struct {
	name, why string
	note      string // of no page
	line      []byte
	err       error
}

func (a *app) extract(ctx context.Context, f extractFlags, args []string) error {
	cfg, err := a.config()
	if err != nil {
		return err
	}
	inputs, err := a.inputs(f, args)
	if err != nil {
		return err
	}
	e := extract.New(cfg.Catalogue, version())
	e.AutoOnly = f.autoOnly
	r := reader{parser: new(extract.Parser), extractor: e, config: cfg, portal: f.portal, articles: f.articles}
	if f.portal != "" {
		if _, err := choose(cfg, []string{f.portal}); err != nil {
			return err
		}
	}
	if r.sites, err = a.pageSets(ctx, f); err != nil {
		return err
	}
	out := bufio.NewWriterSize(a.stdout, 1<<16)
	failed, total := 0, 0
	stop := func(yield func(pageInput) bool) {
		inputs(func(p pageInput) bool { return ctx.Err() == nil && yield(p) })
	}
	err = ordered(ctx, runtime.GOMAXPROCS(0), stop, r.read, func(o pageOutput) error {
		if o.note != "" {
			a.story("%s: %s", printable(o.name), o.note)
			return nil
		}
		total++
		switch {
		case o.err != nil:
			failed++
			a.story("%s: %s", printable(o.name), printable(o.err.Error()))
			return nil
		case o.line == nil:
			a.story("%s: no article: %s", printable(o.name), printable(strings.TrimPrefix(o.why, "no article: ")))
			return nil
		}
		_, err := out.Write(append(o.line, '\n'))
		return err
	})
	if err := errors.Join(err, out.Flush()); err != nil {
		return fmt.Errorf("write records: %w", err)
	}
	if total == 0 && ctx.Err() == nil {
		a.story("there was nothing to extract in %s", printable(cmp.Or(strings.Join(args, ", "), f.list)))
	}
	if failed > 0 {
		return fmt.Errorf("%d of %d inputs could not be read (named above); the others were extracted", failed, total)
	}
	return context.Cause(ctx)
}

// reader turns inputs into records; it is safe for concurrent use.
type reader struct {
	parser    *extract.Parser
	extractor *extract.Extractor
	config    *Config
	portal    string
	articles  bool
	sites     map[string]*auto.Site // what pages of a host share; nil where no set is looked at
}

func (r reader) read(in pageInput) pageOutput {
	out := pageOutput{name: in.name, note: in.note, err: in.err}
	if in.err != nil || in.note != "" {
		return out
	}
	if in.load != nil {
		if out.err = in.load(&in); out.err != nil {
			return out
		}
	}
	res, err := r.result(in)
	if err != nil {
		out.err = err
		return out
	}
	if res.Article == nil {
		out.why = cmp.Or(notText(in.body), res.Reason, "it reads as: "+string(res.Kind))
		return out
	}
	out.line, out.err = res.Article.Line()
	return out
}

// result extracts one page. The portal is found by its URL's host.
func (r reader) result(in pageInput) (*extract.Result, error) {
	doc, err := r.parser.Parse(in.body, in.contentType, in.url)
	if err != nil {
		return nil, fmt.Errorf("parse the page: %w", err)
	}
	defer doc.Free()
	p := extract.Page{URL: in.url, Body: in.body, ContentType: in.contentType, FetchedAt: in.fetchedAt, IsArticle: r.articles, Site: r.sites[hostOf(in.url)]}
	if r.portal != "" {
		chosen, err := choose(r.config, []string{r.portal})
		if err != nil {
			return nil, err
		}
		p.Portal = chosen[0]
	}
	return r.extractor.Extract(doc, p), nil
}

// notText names what bytes are that are no page: a PDF, a picture; "" for text.
func notText(body []byte) string {
	kind, _, _ := strings.Cut(http.DetectContentType(body), ";")
	if strings.HasPrefix(kind, "text/") {
		return ""
	}
	return "it is no page but " + kind
}

func parseFetchedAt(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return t, usagef("--fetched-at: expected RFC 3339 as in 2026-01-31T06:13:00+07:00, found %q", s)
	}
	return t, nil
}

func marshalIndent(v any) ([]byte, error) {
	b, err := json.MarshalIndent(v, "", "  ")
	return append(b, '\n'), err
}

package main

import (
	"bytes"
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/tintinh/tintinh/crawler"
	"github.com/tintinh/tintinh/crawler/learn"
	"github.com/tintinh/tintinh/portal"
)

type learnFlags struct {
	pages    string
	dir      string
	maxPages int
	private  bool
	delay    time.Duration
}

func (a *app) portalsLearn() *cobra.Command {
	var f learnFlags
	c := &cobra.Command{
		Use: "learn URL", Short: "Propose a definition for a site that nobody described",
		Long: `Propose a definition for a site that nobody described. From its home page and some thirty other
pages, asked for as politely as a crawl would, it finds feeds, sitemaps, listings, the pattern
of article addresses with the site's own id, the content system if it is a known one, else
selectors for each field. Every part says on how many pages it held.

The definition goes to standard output; with -o DIR it goes to DIR/ID.yaml, and the records that
it gives of the pages to DIR/ID.gold.ndjson, for a person to confirm. With --pages no request
is made: LIST has lines path<TAB>url, and URL is the site's home page.`,
		Example: "  tintinh portals learn https://example.vn/ -o portals\n  tintinh portals learn https://example.vn/ --pages saved.tsv > example.yaml",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			cfg, err := a.config()
			if err != nil {
				return err
			}
			return a.learn(cmd.Context(), cfg, args[0], f)
		},
	}
	c.Flags().StringVar(&f.pages, "pages", "", "learn from saved pages: a `file` with lines path<TAB>url, - for standard input")
	c.Flags().StringVarP(&f.dir, "output", "o", "", "`directory` for the definition and the records to confirm")
	c.Flags().IntVar(&f.maxPages, "max-pages", 30, "fetch at most this many pages, feeds and sitemaps not counted")
	c.Flags().BoolVar(&f.private, "allow-private", false, "the site is on loopback or an intranet")
	c.Flags().DurationVar(&f.delay, "delay", 0, "start to start of two requests (0: the configuration's)")
	return c
}

func (a *app) learn(ctx context.Context, cfg *Config, home string, f learnFlags) error {
	u, err := url.Parse(home)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return usagef("portals learn %s: expected the URL of a home page, with http:// or https://", home)
	}
	if f.maxPages < 5 {
		return usagef("--max-pages %d: a few articles have to be compared; expected 5 or more", f.maxPages)
	}
	if u.Path == "" {
		u.Path = "/"
	}
	site, err := a.learnSite(ctx, cfg, u, f)
	if err != nil {
		return err
	}
	for _, where := range sortedRefusals(site.Refused) {
		a.story("not fetched: %s", printable(where))
	}
	site.Private = f.private
	l := &learn.Learner{Catalogue: cfg.Catalogue, Version: version()}
	p, err := l.Learn(site)
	if err != nil {
		return err
	}
	if known := cfg.Catalogue.ByURL(home); known != nil {
		a.story("The host belongs to portal %s (%s) already; this would be a second definition of it.", known.ID, known.File)
	}
	return a.writeProposal(p, f.dir)
}

// learnSite gathers the pages, from the site or from files.
func (a *app) learnSite(ctx context.Context, cfg *Config, home *url.URL, f learnFlags) (learn.Site, error) {
	if f.pages != "" {
		return a.savedSite(home, f.pages)
	}
	run, err := a.visitor(cfg)
	if err != nil {
		return learn.Site{}, err
	}
	s, err := run.Session(ctx, &portal.Portal{ID: home.Hostname(), Hosts: []string{strings.ToLower(home.Host)}, AllowPrivate: f.private, Delay: f.delay})
	if err != nil {
		return learn.Site{}, err
	}
	defer s.Close()
	rules, err := s.Robots(home.String())
	if err != nil {
		return learn.Site{}, fmt.Errorf("learn %s: %w", home, err)
	}
	g := learn.Gatherer{Get: getter(s), MaxPages: f.maxPages}
	if rules.Rules != nil {
		g.Sitemaps = rules.Rules.Sitemaps
	}
	site, err := g.Gather(home.String())
	if err != nil {
		return site, fmt.Errorf("learn %s: %w", home, err)
	}
	a.story("%d pages were fetched of %s, %d could not be had", len(site.Pages), home, len(site.Refused))
	return site, nil
}

// visitor is a crawl's settings for sessions, which bring their own portal.
func (a *app) visitor(cfg *Config) (*crawler.Crawl, error) {
	return a.crawlOf(cfg, nil, crawlFlags{})
}

func getter(s *crawler.Session) func(string) (*learn.Page, error) {
	return func(u string) (*learn.Page, error) {
		got, err := s.Get(u)
		if err != nil {
			return nil, err
		}
		if kind, blocked := got.Blocked(); blocked {
			return nil, fmt.Errorf("fetch %s: blocked (%s)", u, kind)
		}
		if got.Status != 200 {
			return nil, fmt.Errorf("fetch %s: status %d", u, got.Status)
		}
		return &learn.Page{URL: got.URL, Body: got.Body, ContentType: got.Header.Get("Content-Type"), At: got.At}, nil
	}
}

// savedSite reads pages from disk.
func (a *app) savedSite(home *url.URL, list string) (learn.Site, error) {
	site := learn.Site{Home: home.String(), Refused: map[string]string{}}
	r, err := a.openList(list)
	if err != nil {
		return site, err
	}
	defer r.Close()
	listed(r, list, func(path, pageURL string, bad error) bool {
		in := pageInput{name: path, url: pageURL}
		if bad == nil {
			bad = loadFile(path)(&in)
		}
		if bad != nil {
			err = usagef("--pages %s: %s: %w", list, path, bad)
			return false
		}
		site.Pages = append(site.Pages, learn.Page{URL: pageURL, Body: in.body})
		return true
	})
	return site, err
}

func sortedRefusals(refused map[string]string) []string {
	var out []string
	for u, why := range refused {
		out = append(out, u+": "+why)
	}
	slices.Sort(out)
	return out
}

// writeProposal writes the definition and the records to confirm, and says
// what was found and what a person has to do.
func (a *app) writeProposal(p *learn.Proposal, dir string) error {
	src, err := p.YAML()
	if err != nil {
		return err
	}
	c := p.Check
	a.story("%d articles: %d are read with title, date and text; without the definition %d. On %d a selector missed.", c.Articles, c.Read, c.AutoRead, c.Warned)
	for _, n := range p.Notes {
		a.story("to do: %s", printable(n))
	}
	if dir == "" {
		_, err := a.stdout.Write(src)
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("make the directory for the definition: %w", err)
	}
	var gold bytes.Buffer
	for _, g := range c.Gold {
		line, err := g.Line()
		if err != nil {
			return fmt.Errorf("write the record of %s: %w", g.URL, err)
		}
		gold.Write(append(line, '\n'))
	}
	file := filepath.Join(dir, p.ID+".yaml")
	if _, err := os.Stat(file); err == nil {
		return usagef("portals learn: %s is there already; move it away first", file)
	}
	if err := writeWhole(file, src); err != nil {
		return fmt.Errorf("write the definition: %w", err)
	}
	if err := writeWhole(filepath.Join(dir, p.ID+".gold.ndjson"), gold.Bytes()); err != nil {
		return fmt.Errorf("write the records to confirm: %w", err)
	}
	a.story("definition: %s\nrecords to confirm: %s", file, filepath.Join(dir, p.ID+".gold.ndjson"))
	return nil
}

// writeWhole writes a file that is there whole or not at all.
func writeWhole(file string, b []byte) error {
	f, err := os.CreateTemp(filepath.Dir(file), "."+filepath.Base(file)+"-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // gone already when all went well
	_, err = f.Write(b)
	if err == nil {
		err = f.Sync()
	}
	if err == nil {
		err = f.Chmod(0o644)
	}
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err == nil {
		err = os.Rename(f.Name(), file)
	}
	return err
}

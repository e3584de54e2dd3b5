package probe

import (
	"bytes"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/tintinh/tintinh/crawler"
	"github.com/tintinh/tintinh/crawler/discover"
	"github.com/tintinh/tintinh/crawler/robots"
	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/portal"
)

// Prober looks at portals.
type Prober struct {
	Extractor *extract.Extractor
	Now       func() time.Time
}

// probing is the work on one portal.
type probing struct {
	*Report
	p       *portal.Portal
	x       *extract.Extractor
	session *crawler.Session
	home    *extract.Document
	fetched map[string]bool
	found   []link // on home page and listing
}

type link struct{ url, text string }

// articlesAsked is how many articles are looked at.
const articlesAsked = 3

// Probe looks at one portal. What goes wrong is part of the report.
func (r *Prober) Probe(session *crawler.Session, p *portal.Portal) *Report {
	w := &probing{
		Report: &Report{Portal: p.ID, Confidence: p.Confidence, At: r.Now().UTC().Truncate(time.Second)},
		p:      p, x: r.Extractor, session: session, fetched: map[string]bool{},
	}
	home := homeOf(p)
	sitemaps, ok := w.robots(home)
	if ok && w.front(home) {
		w.declared()
		w.named(sitemaps)
		w.articles()
		w.judge()
	}
	return w.Report
}

// homeOf is the home page: the first listing at the root, else the root of the
// first host.
func homeOf(p *portal.Portal) string {
	for _, s := range p.Sources {
		if u, err := url.Parse(s.URL); err == nil && s.Kind == portal.ListingSource && u.Path == "/" && u.RawQuery == "" {
			return s.URL
		}
	}
	return "https://" + p.Host() + "/"
}

func (w *probing) end(verdict, format string, args ...any) bool {
	w.Verdict, w.Why = verdict, fmt.Sprintf(format, args...)
	return false
}

// robots asks for robots.txt; ok is false where it forbids to go on.
func (w *probing) robots(home string) (sitemaps []string, ok bool) {
	w.Requests++
	s, err := w.session.Robots(home)
	if err != nil {
		w.Robots.Error = err.Error()
		return nil, w.end(Dead, "robots.txt: %v", err)
	}
	u, _ := url.Parse(home)
	w.Robots = Answer{URL: u.ResolveReference(&url.URL{Path: "/robots.txt"}).String(), Status: s.Status, Error: s.Err}
	if allowed, why := s.Allowed(u.RequestURI(), time.Now()); !allowed {
		if s.Verdict == robots.Unreachable && s.Status == 0 {
			return nil, w.end(Dead, "%s", s.Err)
		}
		return nil, w.end(Blocked, "robots.txt: %s", why)
	}
	if s.Rules != nil {
		sitemaps = s.Rules.Sitemaps
	}
	return sitemaps, true
}

// get asks for a page.
func (w *probing) get(u string) (*crawler.Fetched, Answer, error) {
	w.Requests++
	w.fetched[u] = true
	a := Answer{URL: u}
	f, err := w.session.Get(u)
	if err != nil {
		a.Error = err.Error()
		return nil, a, err
	}
	a.Status = f.Status
	if kind, blocked := f.Blocked(); blocked {
		a.Error = "blocked: " + kind
	} else if f.Status != 200 {
		a.Error = fmt.Sprintf("status %d", f.Status)
	}
	return f, a, nil
}

// front asks for the home page; false where there is none to go on from.
func (w *probing) front(home string) bool {
	f, a, err := w.get(home)
	w.Home = a
	var moved *crawler.Moved
	switch {
	case errors.As(err, &moved):
		w.Home.Status = moved.Status
		host := moved.To
		if u, err := url.Parse(moved.To); err == nil {
			host = u.Host
		}
		w.Edits = append(w.Edits, Edit{Key: "hosts", Old: w.p.Host(), New: host, Why: "the home page redirects there"})
		return w.end(Moved, "it redirects to %s", moved.To)
	case err != nil:
		return w.end(Dead, "%v", err)
	}
	if kind, blocked := f.Blocked(); blocked {
		return w.end(Blocked, "the home page answers %s", kind)
	}
	if f.Status != 200 {
		return w.end(Dead, "the home page answers %d", f.Status)
	}
	doc, err := extract.Parse(f.Body, f.Header.Get("Content-Type"), f.URL)
	if err != nil {
		return w.end(Nothing, "the home page cannot be read: %v", err)
	}
	w.home = doc
	w.collect(doc)
	return true
}

// collect takes the links of a page that stay on the site.
func (w *probing) collect(doc *extract.Document) (links, matching int) {
	all, _ := discover.Links(doc.Root, doc.URL)
	for _, l := range all {
		u, err := url.Parse(l.URL)
		if err != nil || !w.p.HasHost(u.Host) {
			continue
		}
		links++
		takes := w.p.Scope(l.URL).Kind == portal.ScopeArticle
		if takes {
			matching++
		}
		if !slices.ContainsFunc(w.found, func(f link) bool { return f.url == l.URL }) {
			w.found = append(w.found, link{l.URL, l.Text})
			w.Links++
			if takes {
				w.Matching++
			}
		}
	}
	return links, matching
}

// declared asks for the sources of the definition: all feeds and sitemaps, and
// one listing besides the home page.
func (w *probing) declared() {
	listings := 0
	for _, s := range w.p.Sources {
		if w.fetched[s.URL] || s.Kind == portal.ArchiveSource {
			continue
		}
		if s.Kind == portal.ListingSource {
			if listings++; listings > 1 {
				continue
			}
		}
		w.source(string(s.Kind), s.URL, true)
	}
}

// source asks for one source and counts what it leads to.
func (w *probing) source(kind, u string, declared bool) {
	f, a, err := w.get(u)
	s := Source{Answer: a, Kind: kind, Declared: declared}
	if err == nil && a.Error == "" {
		var entries []string
		switch portal.SourceKind(kind) {
		case portal.FeedSource:
			entries, err = feedEntries(f)
		case portal.SitemapSource:
			entries, err = w.sitemapEntries(f)
		default:
			var doc *extract.Document
			if doc, err = extract.Parse(f.Body, f.Header.Get("Content-Type"), f.URL); err == nil {
				s.Items, s.Articles = w.collect(doc)
			}
		}
		if err != nil {
			s.Error = err.Error()
		}
		for _, e := range entries {
			s.Items++
			if w.p.Scope(e).Kind == portal.ScopeArticle {
				s.Articles++
			}
			if kind == string(portal.FeedSource) && !slices.ContainsFunc(w.found, func(l link) bool { return l.url == e }) {
				w.found = append(w.found, link{e, "một hai ba bốn năm"}) // an entry of a feed is content, whatever its title
			}
		}
		if len(entries) == 0 && err == nil && kind != string(portal.ListingSource) {
			s.Error = "it is empty"
		}
	}
	w.Sources = append(w.Sources, s)
}

func feedEntries(f *crawler.Fetched) ([]string, error) {
	feed, err := discover.ParseFeed(f.Body, f.Header.Get("Content-Type"), f.URL)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, i := range feed.Items {
		out = append(out, i.URL)
	}
	return out, nil
}

func (w *probing) sitemapEntries(f *crawler.Fetched) ([]string, error) {
	m, err := discover.ParseSitemap(bytes.NewReader(f.Body), f.URL, discover.Limit{Own: w.p.HasHost})
	if m == nil {
		return nil, err
	}
	var out []string
	for _, e := range m.Entries {
		out = append(out, e.URL)
	}
	if m.Index && len(out) == 0 {
		return nil, errors.New("the index lists no sitemap")
	}
	return out, nil
}

// named asks for the feeds and sitemaps that the site itself names, and where
// it names none and the definition has none, for the usual addresses.
func (w *probing) named(sitemaps []string) {
	has := func(kind portal.SourceKind) bool {
		return slices.ContainsFunc(w.p.Sources, func(s portal.Source) bool { return s.Kind == kind })
	}
	at := func(path string) string { return w.home.URL.ResolveReference(&url.URL{Path: path}).String() }
	feeds := discover.Feeds(w.home.Root, w.home.URL)
	if len(feeds) == 0 && !has(portal.FeedSource) {
		feeds = []string{at("/rss"), at("/rss/home.rss")}
	}
	if len(sitemaps) == 0 && !has(portal.SitemapSource) {
		sitemaps = []string{at("/sitemap.xml")}
	}
	for _, of := range []struct {
		kind portal.SourceKind
		urls []string
	}{{portal.FeedSource, feeds}, {portal.SitemapSource, sitemaps}} {
		for _, u := range of.urls[:min(2, len(of.urls))] {
			if parsed, err := url.Parse(u); err == nil && w.p.HasHost(parsed.Host) && !w.fetched[u] {
				w.source(string(of.kind), u, false)
			}
		}
	}
	slices.SortStableFunc(w.Sources, func(a, b Source) int { return strings.Compare(a.Kind, b.Kind) })
}

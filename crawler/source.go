package crawler

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/andybalholm/cascadia"

	"github.com/tintinh/tintinh/crawler/discover"
	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/extract/vndate"
	"github.com/tintinh/tintinh/portal"
	"github.com/tintinh/tintinh/store"
)

// maxPages is how deep a listing's pagination is followed.
const maxPages = 1000

// Kinds of sources that are not what they should be.
const (
	kindNotFeed    = "not-a-feed"
	kindNotSitemap = "not-a-sitemap"
	kindNotListing = "not-a-listing"
)

// listing takes in a page of links. Its main column comes first, in its order;
// then whatever else on the page leads to articles. The next page is looked at
// while at least half of a page is new: where more of it is known, the listing
// has come to what we have.
func (v *visit) listing(row store.URL, x *exchange) error {
	doc, err := v.parse(x)
	if err != nil {
		v.fail(row, failureOf(v.run.background, err), 0)
		return nil
	}
	if v.directives(x, doc.Root).nofollow {
		v.run.Log.Warn("a listing asks crawlers not to follow its links, and the definition obeys", "portal", v.portal.ID, "url", x.URL)
		v.sourceRead(row, x, store.Outcome{})
		return nil
	}
	source := v.sourceOf(row)
	var follow cascadia.Matcher
	if source.Follow != nil {
		follow = source.Follow.Match
	}
	column, next, _ := discover.Listing(doc.Root, doc.URL, v.isArticle, follow)
	all := v.pageLinks(doc)
	v.articles = len(column)
	if len(column) == 0 && !slices.ContainsFunc(all, func(c candidate) bool { return v.isArticle(c.url) }) {
		if v.masked(row, x, doc.Text) != "" {
			return nil
		}
	} else {
		v.run.answers.own(v.portal.Host())
	}
	due := v.inLine
	if row.Page <= 1 {
		due = v.first
	}
	links, err := v.admit(row, append(candidates(column), all...), due)
	if err != nil {
		return err
	}
	o := store.Outcome{Links: links.links, Recheck: links.recheck}
	if follow != nil && next != "" && links.fresh > 0 && 2*links.fresh >= len(column) {
		o.Recheck = append(o.Recheck, v.nextPage(row, next)...)
	}
	if _, own := v.sources[row.Canonical]; own {
		o.Recheck = append(o.Recheck, v.announced(row, doc)...)
	}
	if len(column) == 0 {
		v.articles = v.articlesAmong(all)
		v.run.Log.Warn("a listing leads to no article", "portal", v.portal.ID, "url", x.URL)
	}
	v.sourceRead(row, x, o)
	return nil
}

// articlesAmong counts the links to articles.
func (v *visit) articlesAmong(all []candidate) (n int) {
	for _, c := range all {
		if v.isArticle(c.url) {
			n++
		}
	}
	return n
}

// parse reads a page of links. The error is a *failure.
func (v *visit) parse(x *exchange) (*extract.Document, error) {
	if kind := mediaType(x); !readable(kind) {
		return nil, failf(kindNotListing, "the server sent %s for %s", kind, x.URL)
	}
	doc, err := extract.Parse(x.Body, x.ResponseHeader.Get("Content-Type"), x.URL)
	if err != nil {
		return nil, unparsed(err)
	}
	return doc, nil
}

// sourceOf is the source that a row is, or was reached from.
func (h *host) sourceOf(row store.URL) portal.Source {
	if s, ok := h.sources[row.Canonical]; ok {
		return s
	}
	return h.sources[row.Via]
}

// origin is the canonical URL of the source that a row is or was reached from.
func (h *host) origin(row store.URL) string {
	if _, ok := h.sources[row.Canonical]; ok {
		return row.Canonical
	}
	return row.Via
}

func (v *visit) isArticle(rawURL string) bool {
	s := v.portal.Scope(rawURL)
	return s.Kind == portal.ScopeArticle || s.Kind == portal.ScopePage && v.likelyArticle(s.Canonical)
}

// first and inLine are the due times of links; see fresh.
func (v *visit) first(i int) time.Time { return fresh(v.run.start, i) }

func (v *visit) inLine(int) time.Time { return v.run.start }

// nextPage is the next page of a listing as a row, if it is one that may be
// followed. It is woken by the page before it, and never due by itself.
func (v *visit) nextPage(row store.URL, next string) []store.URL {
	s := v.portal.Scope(next)
	page := max(1, row.Page) + 1
	switch {
	case s.Kind == "":
		if s.Reason != portal.ReasonOffSite {
			v.refuseLink(next, s.Reason)
		}
		return nil
	case page > maxPages:
		v.refuseLink(next, "page-limit")
		return nil
	}
	canonical, err := v.portal.CanonicalPage(next)
	if err != nil {
		return nil // unreachable: Scope took it
	}
	if _, source := v.sources[canonical]; source || canonical == row.Canonical {
		return nil
	}
	return []store.URL{{
		Host: row.Host, Canonical: canonical, Fetch: v.spelling(canonical, next), Kind: store.ListingPage,
		Due: v.run.start, Via: v.origin(row), Page: page, FirstSeen: time.Now().UTC(),
	}}
}

// sourceRead ends the visit of a source that was read. Its yield is what it
// led to for the first time: articles, of an index maps.
func (v *visit) sourceRead(row store.URL, x *exchange, o store.Outcome) {
	now := x.At.UTC()
	row = v.validated(v.looked(row, now), x)
	row.Status, row.Digest = store.Fetched, x.digest()
	yield := len(o.Links)
	if row.Kind == store.SitemapPage {
		yield += len(o.Recheck)
	}
	row = v.paced(row, yield, max(maxAge(x.ResponseHeader), v.ttlAsked))
	o.URL, o.Next = row, v.next(row, now)
	v.add(o, countSource, "").links = v.articles
	v.capture(x, row, "")
}

// feed takes in RSS, Atom or JSON. What an entry says travels with the link.
func (v *visit) feed(row store.URL, x *exchange) error {
	f, err := discover.ParseFeed(x.Body, x.ResponseHeader.Get("Content-Type"), x.URL)
	if err != nil {
		kind := kindParse
		if errors.Is(err, discover.ErrNotFeed) {
			kind = kindNotFeed
		}
		if v.masked(row, x, x.Body) == "" {
			v.fail(row, &failure{Kind: kind, Err: err}, 0)
			v.capture(x, row, "")
		}
		return nil
	}
	v.run.answers.own(v.portal.Host())
	if f.Broken != "" || len(f.Items) == 0 || len(f.Dropped) > 0 {
		v.run.Log.Warn("a feed is not whole", "portal", v.portal.ID, "url", x.URL, "items", len(f.Items), "left_out", fmt.Sprint(f.Dropped), "broken", f.Broken)
	}
	var found []candidate
	for _, item := range f.Items {
		at := v.entryDate(item.Published, item.PublishedRaw, x.At)
		found = append(found, candidate{url: item.URL, at: at, content: !v.isFound(row), feed: &extract.Feed{
			URL: row.Canonical, Title: item.Title, GUID: item.GUID, PublishedAt: at,
		}})
	}
	links, err := v.admit(row, found, v.first)
	if err != nil {
		return err
	}
	v.ttlAsked, v.articles = f.TTL, len(f.Items)
	v.sourceRead(row, x, store.Outcome{Links: links.links, Recheck: links.recheck})
	return nil
}

// entryDate is an entry's date; where the feed's own form is unknown, as
// Vietnamese feeds print it.
func (v *visit) entryDate(at time.Time, raw string, now time.Time) time.Time {
	if !at.IsZero() || raw == "" {
		return at
	}
	d, ok := vndate.Parse(raw, vndate.Options{Order: v.dateOrder(now), Now: now})
	if !ok {
		return time.Time{}
	}
	return d.Time
}

// dateOrder is the portal's order of day and month.
func (h *host) dateOrder(now time.Time) string {
	if rule := portal.RuleAt(h.portal.Rules, now); rule != nil {
		return rule.DateOrder
	}
	return ""
}

package crawler

import (
	"errors"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/tintinh/tintinh/crawler/discover"
	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/extract/vndate"
	"github.com/tintinh/tintinh/portal"
	"github.com/tintinh/tintinh/store"
)

// candidate is a URL that a page, feed or sitemap leads to.
type candidate struct {
	url     string
	feed    *extract.Feed // what the entry said; nil for links of pages
	at      time.Time     // the entry's date; zero = not known
	content bool          // a feed lists it: it is content even if the article pattern does not know it
}

// bare reports whether nothing is known of a candidate but its URL.
func (c candidate) bare() bool { return c.feed == nil && c.at.IsZero() && !c.content }

// settle notes that a bare candidate needs nothing more in this run.
func (v *visit) settle(c candidate) {
	if c.bare() {
		v.settled.add(c.url)
	}
}

// admitted is what a page's candidates become.
type admitted struct {
	links   []store.URL
	recheck []store.URL
	fresh   int // links that the store does not know
}

// admit turns candidates into rows. due is the due time of the i-th one.
// What is refused is counted once in a run, under its reason; links off the
// portal and pages that are no articles are not the crawl's and not counted.
func (v *visit) admit(via store.URL, found []candidate, due func(i int) time.Time) (admitted, error) {
	var a admitted
	here := map[store.Key]bool{via.Key(): true}
	now := time.Now().UTC()
	for _, c := range found {
		if c.bare() && v.settled.has(c.url) {
			continue
		}
		s, ok := v.judge(c)
		if !ok {
			v.settle(c)
			continue
		}
		row := articleRow(v.host, s, now)
		row.Fetch = v.spelling(s.Canonical, c.url)
		row.Via, row.Feed, row.Due = via.Canonical, c.feed, due(len(a.links))
		known, err := v.run.Store.Known(v.run.background, row.Host, row.Key())
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return a, err
		}
		stored := err == nil
		if stored && known.Canonical != row.Canonical {
			err = v.alsoKnownAs(known, row.Canonical)
		} else if !stored && here[row.Key()] {
			v.noteAlias(row.Identity, row.Canonical)
		}
		switch {
		case err != nil && stored:
			return a, err
		case here[row.Key()]:
		case !stored:
			a.links = append(a.links, row)
			a.fresh++
		case v.later(known) && v.worthAnotherLook(known):
			a.recheck = append(a.recheck, row)
		case known.Canonical == row.Canonical:
			v.settle(c)
		}
		here[row.Key()] = true
	}
	return a, nil
}

// worthAnotherLook reports whether a link to a known row is a reason to look
// at it now: the definition refused it and no longer does, or it was gone and
// is linked again. Dead links stay for years, so that the latter is tried a
// few times only.
func (v *visit) worthAnotherLook(known store.URL) bool {
	switch known.Status {
	case store.Discovered:
		return known.Due.IsZero() // a back-fill left it
	case store.Refused:
		return known.Reason != reasonRobots && known.Reason != reasonUnreachable && known.Reason != reasonNoindex
	case store.Gone:
		return known.ArticleID != "" && known.Missing < 6 && v.run.start.Sub(known.FetchedAt) >= 24*time.Hour
	}
	return false
}

// later reports whether a row is not due in this run anyway.
func (v *visit) later(row store.URL) bool { return row.Due.IsZero() || row.Due.After(v.run.start) }

// judge decides whether a candidate is wanted.
func (v *visit) judge(c candidate) (portal.Scope, bool) {
	s := v.portal.Scope(c.url)
	switch {
	case s.Kind == "":
		if s.Reason != portal.ReasonOffSite {
			v.refuseLink(c.url, s.Reason)
		}
		return s, false
	case s.Kind != portal.ScopeArticle && !c.content && !v.likelyArticle(s.Canonical):
		return s, false
	case v.tooOld(c):
		v.refuseLink(s.Canonical, "since")
		return s, false
	}
	return s, true
}

// mostRefused is how many refused links of a host are remembered, so that each
// is counted once; of a calendar without end some may be counted again.
const mostRefused = 50_000

// refuseLink counts a link that does not become a row. It balances: found,
// and skipped.
func (v *visit) refuseLink(rawURL, reason string) {
	key := store.KeyOf(rawURL)
	if v.refused[key] {
		return
	}
	if len(v.refused) >= mostRefused {
		clear(v.refused)
	}
	v.refused[key] = true
	v.figures.Found++
	v.skip(reason)
}

// slug is what the last part of an article's path looks like on nearly every
// portal: five words or more, or a long number.
var slug = regexp.MustCompile(`(?:[^/?-]+-){4,}[^/?]*$|\d{5,}[^/?]*$|[?&=]\d{4,}`)

// likelyArticle guesses where the definition has no article pattern; the
// extractor decides when the page is there.
func (v *visit) likelyArticle(canonical string) bool {
	_, source := v.sources[canonical]
	return v.portal.Article == nil && !source && slug.MatchString(canonical)
}

// tooOld reports whether a candidate is known to be from before --since: by
// its entry's date, else by a date in its URL, taken at its end.
func (v *visit) tooOld(c candidate) bool {
	since := v.run.Since
	if since.IsZero() {
		return false
	}
	if !c.at.IsZero() {
		return c.at.Before(since)
	}
	u, err := url.Parse(c.url)
	if err != nil {
		return false
	}
	d, ok := vndate.FromURL(u.Path)
	if !ok {
		return false
	}
	end := d.Time.AddDate(0, 0, 1)
	if d.Precision == vndate.Month {
		end = d.Time.AddDate(0, 1, 0)
	}
	return !end.After(since)
}

// articleRow is a new row for a URL in scope. The record id is its identity:
// the same article under another path, host or slug is the same row.
func articleRow(h *host, s portal.Scope, now time.Time) store.URL {
	return store.URL{
		Host: h.portal.Host(), Canonical: s.Canonical, Identity: s.Key,
		Kind: store.ArticlePage, FirstSeen: now,
	}
}

// spelling is what to ask the server for where that is not the canonical URL:
// links to another host of the definition keep their host, for section hosts
// may not answer for each other. Mobile hosts do not: their pages say less.
func (h *host) spelling(canonical, link string) string {
	u, err := url.Parse(link)
	if err != nil {
		return ""
	}
	name := strings.ToLower(u.Host)
	if name == h.portal.Host() || strings.HasPrefix(name, "m.") || !slices.Contains(h.portal.Hosts, name) {
		return ""
	}
	c, err := url.Parse(canonical)
	if err != nil {
		return ""
	}
	c.Host = name
	return c.String()
}

// pageLinks are all links of a page as candidates. Links beyond the limit of
// a page are counted.
func (v *visit) pageLinks(doc *extract.Document) []candidate {
	urls, stats := discover.Addresses(doc.Root, doc.URL)
	v.overLimit(doc.URL.String(), stats)
	out := make([]candidate, len(urls))
	for i, u := range urls {
		out[i] = candidate{url: u}
	}
	return out
}

func candidates(links []discover.Link) []candidate {
	out := make([]candidate, len(links))
	for i, l := range links {
		out[i] = candidate{url: l.URL}
	}
	return out
}

// overLimit reports links that were beyond the limit of one page, or too long:
// how many distinct ones they are is not known, so they are no part of the
// balance.
func (v *visit) overLimit(page string, stats discover.Stats) {
	if n := stats.Dropped[discover.DropTooLong]; n > 0 {
		v.run.Log.Warn("a page has links that are too long to be taken", "portal", v.portal.ID, "url", page, "left_out", n)
	}
	if n := stats.Dropped[discover.DropLimit]; n > 0 {
		v.run.Log.Warn("a page has more links than are taken from one page", "portal", v.portal.ID, "url", page, "taken", discover.MaxLinks, "left_out", n)
	}
}

package crawler

import (
	"bytes"
	"errors"
	"fmt"
	"time"

	"github.com/tintinh/tintinh/crawler/discover"
	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/store"
)

const (
	maxLevels   = 3   // indexes of indexes
	maxChildren = 500 // maps taken from one index
	staleMap    = 24 * time.Hour
)

// sitemap takes in a list of pages, or an index of further sitemaps. What was
// read before a sitemap breaks off is kept, and the break is an error: it is
// read again.
func (v *visit) sitemap(row store.URL, x *exchange) error {
	s, err := discover.ParseSitemap(bytes.NewReader(x.Body), x.URL, discover.Limit{Own: v.portal.HasHost})
	if s == nil {
		if v.masked(row, x, x.Body) == "" {
			v.fail(row, &failure{Kind: kindNotSitemap, Err: err}, 0)
			v.capture(x, row, "")
		}
		return nil
	}
	if len(s.Foreign) > 0 || len(s.Dropped) > 0 || s.Over > 0 {
		v.run.Log.Warn("entries of a sitemap were left out", "portal", v.portal.ID, "url", x.URL, "foreign", fmt.Sprint(s.Foreign), "unusable", fmt.Sprint(s.Dropped), "over_limit", s.Over)
	}
	var o store.Outcome
	if s.Index {
		rows, aerr := v.children(row, s.Entries)
		if aerr != nil {
			return aerr
		}
		o.Recheck = rows
	} else {
		links, aerr := v.admit(row, v.entries(row, s.Entries, x.At), v.inLine)
		if aerr != nil {
			return aerr
		}
		o.Links, o.Recheck = links.links, links.recheck
	}
	if errors.Is(err, discover.ErrBroken) {
		kind := kindShort
		if errors.Is(err, discover.ErrLong) {
			kind = kindLarge
		}
		v.fail(row, &failure{Kind: kind, Err: err}, 0)
		last := &v.steps[len(v.steps)-1].outcome
		last.Links, last.Recheck = o.Links, o.Recheck
		v.capture(x, row, "")
		return nil
	}
	v.articles = len(s.Entries)
	v.sourceRead(row, x, o)
	return nil
}

// entries are the pages of a sitemap as candidates. A date of last change
// bounds the date of publication: what was not touched since is not newer.
func (v *visit) entries(row store.URL, all []discover.SitemapEntry, now time.Time) []candidate {
	found := make([]candidate, 0, len(all))
	for _, e := range all {
		published := v.entryDate(e.Published, e.PublishedRaw, now)
		c := candidate{url: e.URL, at: published}
		if c.at.IsZero() {
			c.at = v.entryDate(e.LastMod, e.LastModRaw, now)
		}
		if e.Title != "" || !published.IsZero() {
			c.feed = &extract.Feed{URL: row.Canonical, Title: e.Title, PublishedAt: published}
		}
		found = append(found, c)
	}
	return found
}

// children are the maps of an index that are to be read: those that are new,
// changed by their own account, or old where the index gives no account.
func (v *visit) children(row store.URL, all []discover.SitemapEntry) (rows []store.URL, err error) {
	level := max(1, row.Page) + 1
	for i, e := range all {
		s := v.portal.Scope(e.URL)
		switch {
		case s.Kind == "":
			v.refuseLink(e.URL, s.Reason)
			continue
		case level > maxLevels, i >= maxChildren:
			v.refuseLink(e.URL, "sitemap-limit")
			continue
		}
		canonical, err := v.portal.CanonicalPage(e.URL)
		if err != nil {
			continue // unreachable: Scope took it
		}
		child := store.URL{
			Host: row.Host, Canonical: canonical, Fetch: v.spelling(canonical, e.URL), Kind: store.SitemapPage,
			Due: v.run.start, Via: v.origin(row), Page: level, FirstSeen: time.Now().UTC(),
		}
		if _, source := v.sources[canonical]; source || canonical == row.Canonical {
			continue
		}
		wanted, err := v.mapWanted(child, e.LastMod)
		if err != nil {
			return nil, err
		}
		switch {
		case wanted == mapRead:
			rows = append(rows, child)
		case wanted != "":
			v.refuseLink(e.URL, wanted)
		}
	}
	return rows, nil
}

// What becomes of a map that an index lists; "" = it is as we know it.
const (
	mapRead = "read"
	mapDead = "dead-map"     // it answered 404 twice: a tombstone, tried again once a month
	mapRest = "map-is-tried" // it failed, and has its own time to be tried again
)

func (v *visit) mapWanted(child store.URL, changed time.Time) (string, error) {
	known, err := v.run.Store.Known(v.run.background, child.Host, child.Key())
	since := v.run.start.Sub(known.FetchedAt)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return mapRead, nil
	case err != nil:
		return "", err
	case known.Missing > 1 && since < missingLast:
		return mapDead, nil
	case known.Missing == 0 && known.Failures > 0 && known.Due.After(v.run.start):
		return mapRest, nil
	case changed.IsZero() && since >= staleMap, changed.After(known.FetchedAt):
		return mapRead, nil
	}
	return "", nil
}

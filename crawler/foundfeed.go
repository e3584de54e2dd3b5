package crawler

import (
	"maps"
	"slices"
	"time"

	"github.com/tintinh/tintinh/crawler/discover"
	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/portal"
	"github.com/tintinh/tintinh/store"
)

// FoundFeed is a feed that no definition names and a source page announces
// (<link rel="alternate">). It is a source like others as long as it is one:
// on the portal's hosts, read from once an hour to once a day by what it
// brings. One that is no feed twice in a row is dead, and not read again while
// pages announce it, but for another try each month.
type FoundFeed struct {
	URL   string    `json:"url"`           // as announced
	On    string    `json:"on"`            // the page that announced it first
	Since time.Time `json:"since"`         // when that was
	Good  time.Time `json:"good,omitzero"` // when it was read last
	Bad   int       `json:"bad,omitempty"` // reads in a row that gave no feed
	Why   string    `json:"why,omitempty"` // what was wrong with the last: a stable word
	Dead  time.Time `json:"dead,omitzero"` // since when it is left alone
}

// foundFeed is the kind of such a source.
const foundFeed portal.SourceKind = "found-feed"

const (
	mostFeeds = 20 // of a portal: one that announces more has one for each page
	badFeed   = 2  // reads in a row
	deadFeed  = 30 * 24 * time.Hour
)

// FoundFeeds are the feeds that a host's state knows, by URL; a state that
// cannot be read knows none.
func FoundFeeds(state []byte) []FoundFeed {
	s, err := readState(state)
	if err != nil {
		return nil
	}
	var all []FoundFeed
	for _, at := range slices.Sorted(maps.Keys(s.Feeds)) {
		all = append(all, *s.Feeds[at])
	}
	return all
}

// adopt makes sources of the feeds that were found; one that the definition
// names by now is the definition's.
func (h *host) adopt() {
	maps.DeleteFunc(h.sources, func(_ string, s portal.Source) bool { return s.Kind == foundFeed })
	if h.portal.NoFoundFeeds {
		return
	}
	for canonical, f := range h.state.Feeds {
		if _, own := h.sources[canonical]; !own && f.Dead.IsZero() {
			h.sources[canonical] = portal.Source{Kind: foundFeed, URL: f.URL}
		}
	}
}

func (h *host) isFound(row store.URL) bool { return h.sources[row.Canonical].Kind == foundFeed }

// feedRows are the feeds that were found as rows.
func (h *host) feedRows(due time.Time) []store.URL {
	var rows []store.URL
	for _, canonical := range slices.Sorted(maps.Keys(h.state.Feeds)) {
		if h.sources[canonical].Kind == foundFeed {
			rows = append(rows, feedRow(h.portal.Host(), canonical, due))
		}
	}
	return rows
}

func feedRow(host, canonical string, due time.Time) store.URL {
	return store.URL{Host: host, Canonical: canonical, Kind: store.FeedPage, Due: due, FirstSeen: due}
}

// announced takes in the feeds that a source page announces, and returns the
// rows of those that are new.
func (v *visit) announced(row store.URL, doc *extract.Document) (rows []store.URL) {
	if v.portal.NoFoundFeeds {
		return nil
	}
	now := time.Now().UTC()
	for _, at := range discover.Feeds(doc.Root, doc.URL) {
		canonical, err := v.portal.CanonicalPage(at)
		if err != nil || v.portal.Scope(at).Kind == "" {
			continue // another site, denied, or a trap
		}
		_, source := v.sources[canonical]
		known := v.state.Feeds[canonical]
		switch {
		case source, known != nil && now.Sub(known.Dead) < deadFeed:
			continue
		case known == nil && len(v.state.Feeds) >= mostFeeds:
			v.run.Log.Warn("pages of a portal announce more feeds than are read", "portal", v.portal.ID, "url", doc.URL.String(), "feed", at, "read", mostFeeds)
			return rows
		}
		if v.state.Feeds == nil {
			v.state.Feeds = map[string]*FoundFeed{}
		}
		v.state.Feeds[canonical] = &FoundFeed{URL: at, On: row.Canonical, Since: now}
		v.sources[canonical] = portal.Source{Kind: foundFeed, URL: at}
		found := feedRow(row.Host, canonical, v.run.start)
		found.Via, found.FirstSeen = row.Canonical, now
		rows = append(rows, found)
		v.run.Log.Info("a page announces a feed that the definition does not name: it is read from now on", "portal", v.portal.ID, "page", doc.URL.String(), "feed", at)
	}
	return rows
}

// settleFeeds notes what came of feeds that were found. A host that does not
// answer says nothing about its feeds.
func (v *visit) settleFeeds(now time.Time) {
	for i := range v.steps {
		o := &v.steps[i].outcome
		f := v.state.Feeds[o.URL.Canonical]
		if f == nil || o.URL.Kind != store.FeedPage {
			continue
		}
		switch o.URL.Status {
		case store.Fetched, store.NotModified:
			f.Bad, f.Good, f.Why = 0, now, ""
			continue
		}
		f.Why = o.URL.Reason
		switch f.Why {
		case kindNotFeed, kindParse, reasonMissing, kindOffSite:
			f.Bad++
		}
		if f.Bad >= badFeed {
			f.Dead, o.Next = now, time.Time{}
			delete(v.sources, o.URL.Canonical)
			v.run.Log.Info("a feed that was found is none: it is forgotten", "portal", v.portal.ID, "feed", f.URL, "why", f.Why)
		}
	}
}

package crawler

import (
	"bytes"
	"context"
	"net/url"
	"sync"
	"time"

	"github.com/tintinh/tintinh/crawler/robots"
	"github.com/tintinh/tintinh/portal"
	"github.com/tintinh/tintinh/store"
	"github.com/tintinh/tintinh/store/health"
)

// host is one portal in one run: what is in memory of it beside the store.
type host struct {
	mu sync.Mutex // held by the worker that holds the lease; guards all below but closed

	portal    *portal.Portal
	delay     time.Duration // of the definition or configuration
	transport *transport
	figures   *store.PortalRun
	evidence  *health.Evidence

	state    hostState
	stored   []byte    // the bytes that state was read from
	notUntil time.Time // start of the next request at the earliest; monotonic
	lastSent time.Time // of the last request, as the server may have seen it
	floor    time.Time // nothing was sent before that we do not know of; zero = never
	pages    int       // requests for pages in this run

	pagesOf map[string][]string // digest of a page → articles under whose addresses it came in this run, up to sameArticles

	refused map[store.Key]bool         // links refused in this run, each counted once
	settled *settled                   // links that need nothing more in this run
	aliases map[string]map[string]bool // record id → other URLs seen for it in this run
	sources map[string]portal.Source   // canonical URL → source of the definition
	walks   map[string]*walk           // canonical URL of its row → back-fill
	walking bool                       // what is looked at now is for a back-fill
}

func newHost(p *portal.Portal, c *Crawl) *host {
	h := &host{
		portal: p, delay: p.Delay, figures: &store.PortalRun{}, evidence: evidence(p, c.Extractor),
		refused: map[store.Key]bool{}, settled: newSettled(), aliases: map[string]map[string]bool{}, sources: map[string]portal.Source{},
		walks: map[string]*walk{}, pagesOf: map[string][]string{},
	}
	if h.delay == 0 {
		h.delay = c.Delay
	}
	dial := c.dial
	if dial == nil {
		dial = newGuard(p).dial
	}
	h.transport = newTransport(dial, c.Timeout, &trust{
		mode: p.TLS, roots: c.roots, hosts: p.Hosts, fetch: issuerFetcher{dial: dial, userAgent: c.UserAgent},
	})
	for _, s := range p.Sources {
		if canonical, err := p.CanonicalPage(s.URL); err == nil && s.Kind != portal.ArchiveSource {
			h.sources[canonical] = s
		}
		if s.Kind == portal.ArchiveSource {
			h.walks[walkRow(p.Host(), s, time.Time{}).Canonical] = &walk{Source: s}
		}
	}
	return h
}

// sourceRows are the portal's sources as rows, in the definition's order, then
// the feeds that were found.
// Date archives are walked by a backfill only.
func (h *host) sourceRows(due time.Time) []store.URL {
	var rows []store.URL
	for _, s := range h.portal.Sources {
		canonical, err := h.portal.CanonicalPage(s.URL)
		if err != nil || s.Kind == portal.ArchiveSource {
			continue // the definition was checked when it was read
		}
		rows = append(rows, store.URL{
			Host: h.portal.Host(), Canonical: canonical, Kind: store.Kind(s.Kind), Due: due, FirstSeen: due,
		})
	}
	return append(rows, h.feedRows(due)...)
}

// spellingOf is the URL that the server is asked for.
func (h *host) spellingOf(row store.URL) string {
	if row.Fetch != "" {
		return row.Fetch
	}
	if s, ok := h.sources[row.Canonical]; ok {
		return s.URL
	}
	return row.Canonical
}

// load takes in the state that came with a lease. A state that cannot be read
// costs a robots.txt request, and is reported by the caller.
func (h *host) load(b []byte) error {
	if h.stored != nil && bytes.Equal(b, h.stored) {
		return nil
	}
	s, err := readState(b)
	h.state, h.stored = s, b
	h.transport.trust.restore(s.Issuers)
	h.adopt()
	now := time.Now()
	h.state.forgive(now)
	last := s.Last
	if last.After(now) {
		last = now // the clock was set back
	}
	h.notUntil = later(h.notUntil, later(last, h.floor).Add(h.pause()))
	return err
}

// save returns the state for the store, and remembers that it went there.
func (h *host) save() []byte {
	h.state.Issuers = h.transport.trust.kept()
	h.stored = h.state.bytes()
	return h.stored
}

// maxCrawlDelay is the longest pause that robots.txt can ask for. Beyond it a
// host is left out, visibly, rather than asked faster than it allows.
const maxCrawlDelay = time.Minute

// pause is the time from one request's start to the next one's, for URLs of
// an authority: robots.txt may only lengthen it.
func (h *host) pause() time.Duration {
	longest := h.delay
	for _, r := range h.state.Robots {
		longest = max(longest, min(r.CrawlDelay(), maxCrawlDelay))
	}
	return longest
}

// tooSlow is a Crawl-delay beyond maxCrawlDelay; 0 if there is none.
func (h *host) tooSlow() time.Duration {
	for _, r := range h.state.Robots {
		if d := r.CrawlDelay(); d > maxCrawlDelay {
			return d
		}
	}
	return 0
}

// jitter is how much later than its sending a request may reach the server,
// at most: the delay is counted at the server, and the next request may be on
// its way for a shorter time.
const jitter = 100 * time.Millisecond

// sent notes a request, so that the next one waits.
func (h *host) sent(x *exchange) {
	onTheWay := jitter
	if !x.FirstByte.IsZero() {
		onTheWay = min(jitter, x.FirstByte.Sub(x.At))
	}
	h.lastSent = x.At.Add(onTheWay)
	if !x.complete {
		h.lastSent = time.Now() // the server may still be at it
	}
	h.state.Last = h.lastSent.Round(0).UTC()
	h.notUntil = h.lastSent.Add(h.pause())
	h.figures.Requests += x.Sent
	h.figures.Bytes += int64(len(x.Raw))
	h.figures.Elapsed += x.Took
}

// cooldown is what is left of the pause now.
func (h *host) cooldown() time.Duration { return max(0, time.Until(h.notUntil)) }

// wait sleeps until the next request may start.
func (h *host) wait(ctx context.Context) error {
	if err := context.Cause(ctx); err != nil {
		return err
	}
	t := time.NewTimer(h.cooldown())
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// authority is what one robots.txt binds: scheme and host with port.
func authority(u *url.URL) string { return u.Scheme + "://" + u.Host }

// robots is what is known of a URL's robots.txt; nil = never asked.
func (h *host) robots(u *url.URL) *robots.State { return h.state.Robots[authority(u)] }

func (h *host) setRobots(u *url.URL, s *robots.State) {
	if h.state.Robots == nil {
		h.state.Robots = map[string]*robots.State{}
	}
	h.state.Robots[authority(u)] = s
}

package crawler

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/tintinh/tintinh/portal"
	"github.com/tintinh/tintinh/store"
)

// Planned is one URL of a dry run.
type Planned struct {
	Portal string
	URL    string
	Kind   store.Kind
	Reason string // why it would not be fetched now; "" = it would
	Detail string // for people: the line of robots.txt, the time it is due
}

// Reasons of Plan beside those of a run.
const (
	planNotDue = "not-due"
	planBudget = "max-pages"
)

// wholeHost is how many due rows of a host a dry run lists; there are no more.
const wholeHost = 10_000_000

// Plan calls fn for each URL that a run would take up now: portal by portal,
// sources first. It fetches nothing but robots.txt, and stores nothing. What
// the pages would lead to is not known, and so not listed. An error of fn ends
// it and is returned.
func (c *Crawl) Plan(ctx context.Context, fn func(Planned) error) error {
	r, err := c.begin(ctx)
	if err != nil {
		return err
	}
	defer r.end()
	for _, p := range r.Portals {
		if err := r.plan(r.hosts[p.Host()], fn); err != nil {
			return fmt.Errorf("plan portal %s: %w", p.ID, err)
		}
	}
	r.rest()
	return context.Cause(ctx)
}

// rest waits until every host may be asked again. A dry run stores nothing,
// so that what is started after it cannot know of its requests.
func (r *run) rest() {
	for _, h := range r.hosts {
		if h.wait(r.taking) != nil {
			return // told to stop
		}
	}
}

func (r *run) plan(h *host, fn func(Planned) error) error {
	t := &tenancy{host: h, run: r, fetch: newFetcher(r.UserAgent, h.transport, r.Timeout)}
	rows, state, err := r.dueOf(h)
	if err != nil {
		return err
	}
	if err := h.load(state); err != nil {
		r.Log.Warn("starting over with robots.txt", "portal", h.portal.ID, "err", err)
	}
	rows, err = t.planSources(rows, fn)
	if err != nil {
		return err
	}
	for _, row := range rows {
		p, err := t.planned(row)
		if err != nil {
			return err
		}
		if err := fn(p); err != nil {
			return err
		}
	}
	return t.planArchives(fn)
}

// planArchives comes last, as back-fills do.
func (t *tenancy) planArchives(fn func(Planned) error) error {
	for _, s := range t.portal.Sources {
		if s.Kind != portal.ArchiveSource {
			continue
		}
		p, err := t.planArchive(s)
		if err == nil {
			err = fn(p)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// dueOf lists a host's due rows. A host that rests has no rows to show but
// its sources.
func (r *run) dueOf(h *host) (rows []store.URL, state []byte, err error) {
	states, err := r.Store.Hosts(r.background)
	if err != nil {
		return nil, nil, err
	}
	for _, s := range states {
		if s.Host == h.portal.Host() {
			state = s.State
		}
	}
	l, err := r.Store.Lease(r.background, store.Ask{
		Worker: "dry run", TTL: time.Minute, Max: wholeHost, Before: r.start, Hosts: []string{h.portal.Host()},
	})
	if _, idle := errors.AsType[*store.Idle](err); idle {
		return nil, state, nil
	}
	if err != nil {
		return nil, nil, err
	}
	return l.URLs, l.State, r.Store.Release(r.background, l)
}

// planSources puts the sources that are due before the other rows, and tells
// of those that are not.
func (t *tenancy) planSources(rows []store.URL, fn func(Planned) error) ([]store.URL, error) {
	var first []store.URL
	sources := map[store.Key]bool{}
	for _, row := range t.sourceRows(t.run.start) {
		known, err := t.run.Store.Known(t.run.background, row.Host, row.Key())
		switch {
		case errors.Is(err, store.ErrNotFound):
			known = row
		case err != nil:
			return nil, err
		}
		sources[row.Key()] = true
		if !known.Due.IsZero() && !known.Due.After(t.run.start) {
			first = append(first, known)
		} else if err := fn(t.notPlanned(known.Canonical, known.Kind, planNotDue, "due at "+known.Due.Format(time.RFC3339))); err != nil {
			return nil, err
		}
	}
	rows, _ = t.apart(rows)
	for _, row := range rows {
		if !sources[row.Key()] {
			first = append(first, row)
		}
	}
	return first, nil
}

func (t *tenancy) notPlanned(rawURL string, kind store.Kind, reason, detail string) Planned {
	return Planned{Portal: t.portal.ID, URL: rawURL, Kind: kind, Reason: reason, Detail: detail}
}

// planned decides about the next due row of a portal.
func (t *tenancy) planned(row store.URL) (Planned, error) {
	rawURL := t.spellingOf(row)
	p := Planned{Portal: t.portal.ID, URL: rawURL, Kind: row.Kind}
	if why := t.state.paused(time.Now()); why != "" {
		p.Reason, p.Detail = why, "the host is left alone until "+t.state.Until.Format(time.RFC3339)
		return p, nil
	}
	permit, err := t.permit(row, rawURL)
	if f, ok := errors.AsType[*failure](err); ok {
		p.Reason, p.Detail = f.Kind, f.Err.Error()
		return p, nil
	}
	if errors.Is(err, errShutHost) {
		p.Reason, p.Detail = "crawl-delay", fmt.Sprintf("robots.txt asks for %s between requests", t.tooSlow())
		return p, nil
	}
	if err != nil {
		return p, err
	}
	p.Reason, p.Detail = permit.reason, permit.detail
	switch {
	case p.Reason != "":
	case t.portal.MaxPages > 0 && t.pages >= t.portal.MaxPages:
		p.Reason, p.Detail = planBudget, fmt.Sprintf("the portal's budget is %d pages a run", t.portal.MaxPages)
	case !t.run.spend():
		p.Reason, p.Detail = planBudget, fmt.Sprintf("the run's budget is %d pages", t.run.MaxPages)
	default:
		t.pages++
	}
	return p, nil
}

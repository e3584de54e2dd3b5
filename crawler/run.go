package crawler

import (
	"context"
	"errors"
	"os"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/store"
)

// run is a Crawl under way.
type run struct {
	*Crawl
	start time.Time // rows due later are not this run's: so it ends
	hosts map[string]*host

	taking     context.Context // ends when no request may start any more
	flying     context.Context // ends when requests in flight are cut
	background context.Context // for the store: never ends
	stopTaking context.CancelFunc
	stopFlying context.CancelCauseFunc

	pages atomic.Int64  // requests for pages
	cores chan struct{} // held while a page is parsed
	baton chan struct{} // wakes one idle worker
	walks int           // the most archives that a host has
	room  *room         // of large bodies

	parser extract.Parser

	mu      sync.Mutex
	shutFor map[string]string // host → why nothing more of it is taken; "" = its budget
	openNow []string          // hosts that may be leased, sorted; nil = to be listed
	answers answers           // what hosts sent that nothing could be read from
	reason  string            // why the run ended before its work; "" = it did not
}

// Why a run ended, as in store.Run.
const (
	endDone     = "done"
	endMaxTime  = "max-time"
	endMaxPages = "max-pages"
	endSignal   = "signal"
	endError    = "error"
)

func newRun(ctx context.Context, c *Crawl) *run {
	r := &run{
		Crawl: c, start: time.Now().Round(0).UTC(), hosts: map[string]*host{},
		background: context.WithoutCancel(ctx), shutFor: map[string]string{}, baton: make(chan struct{}, 1),
		cores: make(chan struct{}, runtime.GOMAXPROCS(0)), room: newRoom(),
	}
	for _, p := range c.Portals {
		h := newHost(p, c)
		r.hosts[p.Host()] = h
		r.walks = max(r.walks, len(h.walks))
	}
	if c.MaxTime > 0 {
		r.taking, r.stopTaking = context.WithTimeout(ctx, c.MaxTime)
	} else {
		r.taking, r.stopTaking = context.WithCancel(ctx)
	}
	r.flying, r.stopFlying = context.WithCancelCause(r.background)
	context.AfterFunc(r.taking, r.stopping)
	return r
}

// stopping runs when no request may start any more: it gives those in flight
// their time.
func (r *run) stopping() {
	grace, reason := r.Grace, endSignal
	if errors.Is(r.taking.Err(), context.DeadlineExceeded) {
		grace, reason = min(grace, flightAfterMaxTime), endMaxTime
	}
	r.mu.Lock()
	if r.reason == "" {
		r.reason = reason
	}
	r.mu.Unlock()
	if reason == endSignal && context.Cause(r.taking) != context.Canceled { // not the run's own end
		r.Log.Info("told to stop: no request starts any more, those in flight are finished", "within", grace.String())
	}
	t := time.NewTimer(grace)
	defer t.Stop()
	select {
	case <-t.C:
		r.stopFlying(errRunOver)
	case <-r.flying.Done():
	}
}

// end frees what the run holds.
func (r *run) end() {
	r.stopFlying(errRunOver)
	r.stopTaking()
	for _, h := range r.hosts {
		h.transport.base.CloseIdleConnections()
	}
}

// seed puts the portals' sources into the frontier and opens the run's record,
// so that a crash is seen by the next one.
func (r *run) seed() error {
	unclean, err := r.afterCrash()
	if err != nil {
		return err
	}
	for _, h := range r.hosts {
		if unclean {
			h.floor = r.start // a request of the crashed run may have been sent just now
		}
		rows := h.sourceRows(r.start)
		if r.Backfill {
			rows = append(rows, h.walkRows(r.start)...)
		}
		added, err := r.Store.Add(r.background, rows...)
		if err != nil {
			return err
		}
		h.figures.Found = added
	}
	states, err := r.Store.Hosts(r.background)
	if err != nil {
		return err
	}
	for _, s := range states {
		if h := r.hosts[s.Host]; h != nil {
			h.figures.Due = max(0, s.Due-h.figures.Found) // less where others were faster
		}
	}
	return r.Store.AddRun(r.background, *r.record())
}

// afterCrash reports whether the last run did not end in order.
func (r *run) afterCrash() (unclean bool, err error) {
	err = r.Store.Runs(r.background, func(last store.Run) bool {
		unclean = last.Ended.IsZero()
		return false
	})
	return unclean, err
}

// record is the run as it is kept.
func (r *run) record() *store.Run {
	f := &store.Run{Started: r.start, Version: r.Version, PID: os.Getpid(), Portals: map[string]*store.PortalRun{}}
	for _, h := range r.hosts {
		f.Portals[h.portal.ID] = h.figures
	}
	return f
}

// settle closes the figures; due is what stillDue gave.
func (r *run) settle(err error, due map[string]int) *store.Run {
	f := r.record()
	f.Ended = time.Now().Round(0).UTC()
	r.mu.Lock()
	defer r.mu.Unlock()
	left := 0
	for _, h := range r.hosts {
		p := h.figures
		p.Discovered = p.Due + p.Found
		p.Left = p.Discovered - p.Fetched
		for _, n := range p.Skipped {
			p.Left -= n
		}
		switch {
		case r.Shared && due != nil:
			ownPart(p, due[h.portal.Host()])
		case r.Shared: // the store cannot tell
			ownPart(p, max(0, p.Left))
		}
		left += p.Left
		if why := r.shutFor[h.portal.Host()]; why != "" {
			p.Blocked = why
		}
	}
	switch {
	case err != nil:
		f.Reason = endError
	case r.reason != "":
		f.Reason = r.reason
	case r.spent() && left > 0:
		f.Reason = endMaxPages
	default:
		f.Reason = endDone
	}
	return f
}

// spend takes one request for a page from the run's budget.
func (r *run) spend() bool {
	n := r.pages.Add(1)
	if r.MaxPages == 0 || n <= int64(r.MaxPages) {
		return true
	}
	r.refund()
	return false
}

// spent reports whether the run's budget is used up.
func (r *run) spent() bool { return r.MaxPages > 0 && r.pages.Load() >= int64(r.MaxPages) }

// refund gives back what was spent on a request that was not made.
func (r *run) refund() { r.pages.Add(-1) }

// shut takes no more of a host in this run.
func (r *run) shut(h *host, why string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.shutFor[h.portal.Host()] = why
	r.openNow = nil
}

// open lists the hosts that may be leased, sorted.
func (r *run) open() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.openNow == nil {
		r.openNow = make([]string, 0, len(r.hosts))
		for name := range r.hosts {
			if _, shut := r.shutFor[name]; !shut {
				r.openNow = append(r.openNow, name)
			}
		}
		slices.Sort(r.openNow)
	}
	return r.openNow
}

// fault ends the run: the store or the archive failed.
func (r *run) fault() {
	r.stopTaking()
	r.stopFlying(errRunOver) // what cannot be stored need not be fetched
}

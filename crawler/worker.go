package crawler

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"sync"
	"time"

	"github.com/tintinh/tintinh/store"
)

// batch is how many rows are taken with one lease. New links of a front page
// come before a backlog, but not before the batch in hand.
func (r *run) batch() int {
	if r.crowded() {
		return 2 + r.walks // the host goes back after the first that must wait
	}
	return 50 + r.walks // archives' rows are always due, and must not be all that is taken
}

// work runs the workers until there is nothing left to take. Errors come in the
// order in which they were met: the first is the cause, others follow from it.
func (r *run) work() error {
	var wg sync.WaitGroup
	var mu sync.Mutex
	var errs []error
	host, _ := os.Hostname() // for people only; "" is no loss
	for i := range min(r.Workers, len(r.hosts)) {
		wg.Go(func() {
			err := r.worker(fmt.Sprintf("%s/%d/%d", host, os.Getpid(), i))
			if err == nil {
				return
			}
			r.fault()
			mu.Lock()
			defer mu.Unlock()
			errs = append(errs, err)
		})
	}
	wg.Wait()
	return errors.Join(errs...)
}

// worker leases host after host.
func (r *run) worker(name string) error {
	defer r.pass() // what made this one end may be the end for the others
	for r.taking.Err() == nil && !r.spent() {
		hosts := r.open()
		if len(hosts) == 0 {
			return nil
		}
		l, err := r.Store.Lease(r.background, store.Ask{
			Worker: name, TTL: r.leaseTime(), Max: r.batch(), Before: r.start, Hosts: hosts,
		})
		if idle, ok := errors.AsType[*store.Idle](err); ok {
			if idle.Wait < 0 || idle.Wait > sameRun {
				return nil
			}
			r.idle(idle.Wait)
			continue
		}
		if err != nil {
			return fmt.Errorf("take work: %w", err)
		}
		r.pass()
		if err := r.serve(l); err != nil {
			return err
		}
	}
	return nil
}

// leaseTime is how long a lease is first asked for; from then on it is
// renewed by each commit.
func (r *run) leaseTime() time.Duration { return r.Timeout + 2*maxCrawlDelay + 30*time.Second }

// pass wakes one idle worker. When a host is taken, the one who waited for it
// waits no more for the next: another must. When a host is given back, its
// worker itself sees what is to be had next. So each host has somebody who
// wakes in time, without all of them asking the store at every change.
func (r *run) pass() {
	select {
	case r.baton <- struct{}{}:
	default: // somebody is being woken already
	}
}

// idle waits until a host may be free.
func (r *run) idle(wait time.Duration) {
	t := time.NewTimer(max(wait, time.Millisecond))
	defer t.Stop()
	select {
	case <-t.C:
	case <-r.baton:
	case <-r.taking.Done():
	}
}

// serve works on one leased host until its batch is done, nothing more can be
// done now, or other hosts should have their turn.
func (r *run) serve(l *store.Lease) (err error) {
	h := r.hosts[l.Host]
	if h == nil {
		return fmt.Errorf("the store handed out host %s, which was not asked for", l.Host)
	}
	var t *tenancy
	h.mu.Lock()
	defer func() {
		if !t.more && len(l.URLs) < r.batch() {
			h.transport.base.CloseIdleConnections() // it has had its requests of this run
		}
		h.mu.Unlock()
		if rerr := r.Store.Release(r.background, l); err == nil && rerr != nil {
			err = fmt.Errorf("give %s back: %w", l.Host, rerr)
		}
	}()
	t = &tenancy{host: h, run: r, lease: l, fetch: newFetcher(r.UserAgent, h.transport, r.Timeout), done: map[store.Key]bool{}}
	if err := h.load(l.State); err != nil {
		r.Log.Warn("starting over with robots.txt", "portal", h.portal.ID, "err", err)
	}
	rows, err := t.inOrder(l.URLs)
	if err != nil {
		return err
	}
	rows, walks := t.apart(rows)
	if len(rows) == 0 {
		if err = t.backfill(walks); errors.Is(err, store.ErrLost) {
			r.Log.Warn("the lease was lost; another worker does the rest", "portal", h.portal.ID)
			return nil
		}
		return err
	}
	for i, row := range rows {
		if t.done[row.Key()] {
			continue // taken in as the target of a redirect
		}
		if i > 0 && r.crowded() && h.cooldown() > 0 {
			t.more = true
			return nil // others have their turn while this host rests
		}
		stop, err := t.look(row)
		if errors.Is(err, store.ErrLost) {
			r.Log.Warn("the lease was lost; another worker does the rest", "portal", h.portal.ID, "url", row.Canonical)
			return nil
		}
		if stop || err != nil {
			return err
		}
	}
	return nil
}

// crowded reports whether there are more hosts than workers: then nobody
// sleeps on a host.
func (r *run) crowded() bool { return len(r.hosts) > r.Workers }

// inOrder puts the portal's due sources first: the frontier knows only due
// times, and a backlog of pages would keep the news waiting.
func (t *tenancy) inOrder(rows []store.URL) ([]store.URL, error) {
	var first []store.URL
	for _, s := range t.sourceRows(t.run.start) {
		row, err := t.run.Store.Known(t.run.background, s.Host, s.Key())
		if errors.Is(err, store.ErrNotFound) {
			continue // unreachable: it was added at the run's start
		}
		if err != nil {
			return nil, err
		}
		if !row.Due.IsZero() && !row.Due.After(t.run.start) {
			first = append(first, row)
		}
	}
	isFirst := map[store.Key]bool{}
	for _, row := range first {
		isFirst[row.Key()] = true
	}
	rest := slices.DeleteFunc(slices.Clone(rows), func(u store.URL) bool { return isFirst[u.Key()] })
	return append(first, rest...), nil
}

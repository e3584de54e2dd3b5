// Package conform is the store's contract as a test suite. Every engine runs
// it from its own tests, so that what is true of one is true of all.
//
// An engine that takes the time from the process is tested in synctest
// bubbles: hours pass in no time, and to the nanosecond. One with a clock of
// its own (a server) is tested in real time, with short waits.
package conform

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/tintinh/tintinh/store"
)

// Engine is what is tested.
type Engine struct {
	// Open opens the store kept in a folder. The same folder again, after
	// Close, is the same store after a restart.
	Open func(t *testing.T, dir string) store.Store
	// RealTime: the engine has a clock of its own.
	RealTime bool
}

// Run runs the suite on an engine that takes the time from the process.
func Run(t *testing.T, open func(t *testing.T, dir string) store.Store) {
	Engine{Open: open}.Run(t)
}

// Run runs the suite, each test on a store of its own.
func (g Engine) Run(t *testing.T) {
	for _, part := range [][]test{frontierTests(), leaseTests(), idleTests(), doneTests(), articleTests(), walkTests(), changeTests(), besideTests(), togetherTests(), modelTests()} {
		for _, c := range part {
			t.Run(c.name, func(t *testing.T) { g.bubble(t, c.run) })
		}
	}
}

type test struct {
	name string
	run  func(e *env)
}

func (g Engine) bubble(t *testing.T, run func(e *env)) {
	if g.RealTime {
		run(g.env(t, 200*time.Millisecond))
		return
	}
	synctest.Test(t, func(t *testing.T) { run(g.env(t, time.Second)) })
}

// env is one test's store, and what the test says to it. Its methods fail the
// test on errors that the test does not expect.
type env struct {
	*testing.T
	store.Store
	engine Engine
	dir    string
	ctx    context.Context
	tick   time.Duration // a short while: 1 s, less in real time
	start  time.Time
}

func (g Engine) env(t *testing.T, tick time.Duration) *env {
	e := &env{T: t, engine: g, dir: t.TempDir(), ctx: t.Context(), tick: tick}
	e.Store = g.Open(t, e.dir)
	e.start = time.Now() // after it: making a store may take longer than a tick
	t.Cleanup(func() { e.check(e.Store.Close()) })
	return e
}

// restart closes the store and opens it again.
func (e *env) restart() {
	e.Helper()
	e.check(e.Store.Close())
	e.Store = e.engine.Open(e.T, e.dir)
}

// pass lets time go by; in a bubble it takes none.
func (e *env) pass(d time.Duration) { time.Sleep(d) }

func (e *env) check(err error) {
	e.Helper()
	if err != nil {
		e.Fatal(err)
	}
}

// same compares whole values.
func (e *env) same(what string, want, got any, opts ...cmp.Option) {
	e.Helper()
	if e.engine.RealTime {
		opts = append(opts, cmpopts.EquateApproxTime(time.Minute))
	}
	if d := cmp.Diff(want, got, opts...); d != "" {
		e.Errorf("%s (-want +got):\n%s", what, d)
	}
}

func (e *env) add(urls ...store.URL) int {
	e.Helper()
	n, err := e.Add(e.ctx, urls...)
	e.check(err)
	return n
}

// ask is for anything, with a lease of 10 ticks.
func (e *env) ask() store.Ask {
	return store.Ask{Worker: "thợ", TTL: 10 * e.tick, Max: 100}
}

// take leases what the ask gets; it must get something.
func (e *env) take(ask store.Ask) *store.Lease {
	e.Helper()
	l, err := e.Lease(e.ctx, ask)
	e.check(err)
	return l
}

// idle asks where there is nothing to get, and returns how long to wait.
func (e *env) idle(ask store.Ask) time.Duration {
	e.Helper()
	l, err := e.Lease(e.ctx, ask)
	var idle *store.Idle
	if !errors.As(err, &idle) {
		e.Fatalf("leased %+v, %v; nothing was to be had", l, err)
	}
	return idle.Wait
}

func (e *env) done(l *store.Lease, outcomes ...store.Outcome) []store.Receipt {
	e.Helper()
	r, err := e.Done(e.ctx, l, 10*e.tick, outcomes...)
	e.check(err)
	return r
}

// one is done with one outcome.
func (e *env) one(l *store.Lease, o store.Outcome) store.Receipt {
	e.Helper()
	r := e.done(l, o)
	if len(r) != 1 {
		e.Fatalf("%d receipts for one outcome", len(r))
	}
	return r[0]
}

func (e *env) release(l *store.Lease) {
	e.Helper()
	e.check(e.Release(e.ctx, l))
}

func (e *env) row(u store.URL) store.URL {
	e.Helper()
	got, err := e.Known(e.ctx, u.Host, u.Key())
	e.check(err)
	return got
}

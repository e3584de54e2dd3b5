//go:build unix

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/tintinh/tintinh/store"
	"github.com/tintinh/tintinh/store/pg"
	"github.com/tintinh/tintinh/store/pg/pgtest"
)

// trial is one crawl of a site by worker processes, with faults. Faults are
// spread evenly over the pages, so that all of them happen.
type trial struct {
	name         string
	workers      int
	hosts, pages int // pages of each host
	kills        int // workers ended with SIGKILL
	zombies      int // workers stopped for longer than a lease, then continued
	crashes      int // of all processes of the server
	failover     bool
	delay        time.Duration
}

// limit is when a trial is given up: something hangs.
const limit = 10 * time.Minute

// result is what a trial is judged by.
type result struct {
	trial
	took                time.Duration
	killed, stopped     int // what came of it: workers that were there to be killed
	lost, doubled, gaps int // pages without article; articles with two changes; holes in the numbers
	overlaps, early     int // requests, as counted by the pages' server
	again               int // requests for a page that was asked for before
	unbalanced          int // hosts whose row does not say what its tables say
	notes               []string
}

// ok: nothing was lost or done twice, and no host was asked too early.
func (r result) ok() bool {
	return r.lost+r.doubled+r.gaps+r.overlaps+r.early+r.unbalanced == 0 && r.again <= r.refetchBound()
}

// refetchBound: each fault costs a page under way, and the server's those of
// every worker.
func (r result) refetchBound() int {
	n := r.kills + 2*r.zombies + r.crashes*2*r.workers
	if r.failover {
		n += 2 * r.workers
	}
	return n
}

// run makes a store, starts the workers and lets faults happen until all is done.
func (t trial) run(ctx context.Context) (r result, err error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	s, err := newServers(ctx, t.failover)
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	web, err := newSite(t.hosts, t.pages, t.delay, 5*time.Millisecond)
	if err != nil {
		return r, err
	}
	defer web.close()
	if err := t.fill(ctx, s.dsn); err != nil {
		return r, err
	}
	start := time.Now()
	f := &fleet{dsn: s.dsn, addr: web.addr, delay: t.delay}
	defer f.killAll()
	if err := f.start(ctx, t.workers); err != nil {
		return r, err
	}
	if err := t.faults(ctx, s, web, f); err != nil {
		return r, err
	}
	r = result{trial: t, took: time.Since(start), killed: f.killed, stopped: f.stopped}
	r.overlaps, r.early, r.again, r.notes = web.overlaps, web.early, web.again(), web.notes
	return r, r.audit(ctx, s.dsn)
}

// fill makes the store and adds the first page of each host.
func (t trial) fill(ctx context.Context, dsn string) error {
	if _, _, err := pg.Migrate(ctx, dsn); err != nil {
		return err
	}
	db, err := pg.Open(ctx, dsn, pg.Options{})
	if err != nil {
		return err
	}
	defer db.Close()
	var first []store.URL
	for i := range t.hosts {
		first = append(first, store.URL{Host: hostName(i), Canonical: pageURL(hostName(i), 0), Kind: store.ArticlePage, Due: time.Now().Add(-time.Minute)})
	}
	_, err = db.Add(ctx, first...)
	return err
}

// fault is something that happens when so many pages were asked for.
type fault struct {
	at int
	do func(context.Context) error
}

// schedule spreads the faults over the pages, kinds mixed.
func (t trial) schedule(s *servers, f *fleet) (list []fault) {
	all := t.hosts * t.pages
	spread := func(n int, do func(context.Context) error) {
		for i := range n {
			list = append(list, fault{(i + 1) * all / (n + 2), do})
		}
	}
	spread(t.kills, f.kill)
	spread(t.zombies, f.freeze)
	spread(t.crashes, s.crash)
	if t.failover {
		spread(1, s.failover)
	}
	return list
}

// faults lets them happen, keeps the workers' number, and returns when a worker
// found nothing left to do.
func (t trial) faults(ctx context.Context, s *servers, web *site, f *fleet) error {
	list := t.schedule(s, f)
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return fmt.Errorf("%s: given up after %s with %d of %d pages asked for: %w", t.name, limit, web.progress(), t.hosts*t.pages, context.Cause(ctx))
		case <-tick.C:
		}
		done, err := f.replace(ctx)
		if done || err != nil {
			return err
		}
		left := list[:0]
		for _, x := range list {
			if x.at > web.progress() {
				left = append(left, x)
				continue
			}
			if err := x.do(ctx); err != nil {
				return err
			}
		}
		list = left
	}
}

// trials runs all scenarios and prints a table; an error says which failed.
func trials(ctx context.Context, short bool) error {
	all := []trial{
		{name: "workers", workers: 16, hosts: 40, pages: 100, kills: 200, zombies: 30},
		{name: "server crashes", workers: 8, hosts: 30, pages: 100, kills: 30, crashes: 6},
		{name: "failover", workers: 8, hosts: 20, pages: 40, kills: 20, failover: true},
	}
	if short {
		all = []trial{
			{name: "workers", workers: 8, hosts: 16, pages: 31, kills: 20, zombies: 4},
			{name: "server crashes", workers: 4, hosts: 8, pages: 31, kills: 4, crashes: 2},
			{name: "failover", workers: 4, hosts: 8, pages: 31, kills: 4, failover: true},
		}
	}
	fmt.Println("| scenario | workers | hosts | pages | kill -9 | frozen | server | lost | doubled | overlaps | early | number gaps | refetched | time |")
	fmt.Println("|---|---|---|---|---|---|---|---|---|---|---|---|---|---|")
	var failed []error
	for _, t := range all {
		t.delay = 50 * time.Millisecond
		r, err := t.run(ctx)
		if errors.Is(err, pgtest.ErrNone) {
			return err
		}
		if err != nil {
			return fmt.Errorf("%s: %w", t.name, err)
		}
		r.print()
		if !r.ok() {
			failed = append(failed, fmt.Errorf("%s: a promise was broken", t.name))
		}
	}
	return errors.Join(failed...)
}

func (r result) print() {
	server := "-"
	switch {
	case r.crashes > 0:
		server = fmt.Sprintf("%d × kill -9 of all processes", r.crashes)
	case r.failover:
		server = "primary killed, standby promoted"
	}
	fmt.Printf("| %s | %d | %d | %d | %d | %d | %s | %d | %d | %d | %d | %d | %d | %.1f s |\n", r.name, r.workers, r.hosts, r.hosts*r.pages,
		r.killed, r.stopped, server, r.lost, r.doubled, r.overlaps, r.early, r.gaps+r.unbalanced, r.again, r.took.Seconds())
	for _, n := range r.notes {
		fmt.Fprintln(os.Stderr, " ", n)
	}
}

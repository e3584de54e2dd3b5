//go:build unix

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/tintinh/tintinh/store"
	"github.com/tintinh/tintinh/store/bolt"
	"github.com/tintinh/tintinh/store/pg"
	"github.com/tintinh/tintinh/store/pg/pgtest"
)

// load is what commits measures: pages of 4 KB with 10 known links, by workers
// that fetch nothing.
type load struct {
	workers int
	hosts   int
	pages   int // of each host
	state   int // bytes of the host's state, which goes along with each commit
}

const (
	commitRounds = 2
	commitTime   = 15 * time.Second
	knownLinks   = 10
)

// measured is what one engine did. The processor times hardly depend on what
// else the machine does; pages/s do.
type measured struct {
	pages          int
	took           time.Duration
	client, server time.Duration // processor time; server 0: there is none
	bytes          float64       // an article, its indexes and what finds its copies
}

// commits measures both engines in turns, so that what else the machine does
// falls on both.
func commits(ctx context.Context) error {
	w := load{workers: 16, hosts: 64, pages: 3000, state: 300}
	fmt.Println("| engine | workers | fsync | committed pages/s | processor time a page: program | server | bytes an article |")
	fmt.Println("|---|---|---|---|---|---|---|")
	for range commitRounds {
		for _, e := range []struct {
			name string
			on   func(context.Context) (measured, error)
		}{{"PostgreSQL, server on the same machine", w.onPostgres}, {"bbolt", w.onBolt}} {
			m, err := e.on(ctx)
			if err != nil {
				return fmt.Errorf("%s: %w", e.name, err)
			}
			n := float64(max(1, m.pages))
			fmt.Printf("| %s | %d | on | %.0f | %.2f ms | %.2f ms | %.0f |\n", e.name, w.workers, n/m.took.Seconds(), ms(m.client)/n, ms(m.server)/n, m.bytes)
		}
	}
	return nil
}

func (w load) onPostgres(ctx context.Context) (m measured, err error) {
	s, err := pgtest.New(ctx, pgtest.Options{Durable: true})
	if err != nil {
		return m, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	dsn := fmt.Sprintf("%s&pool_max_conns=%d", s.DSN("postgres"), w.workers)
	if _, _, err := pg.Migrate(ctx, dsn); err != nil {
		return m, err
	}
	db, err := pg.Open(ctx, dsn, pg.Options{})
	if err != nil {
		return m, err
	}
	defer db.Close()
	if err := w.fill(ctx, db); err != nil {
		return m, err
	}
	before, err := s.CPU()
	if err != nil {
		return m, err
	}
	if m, err = w.measure(ctx, db); err != nil {
		return m, err
	}
	after, err := s.CPU()
	m.server = after - before
	for _, table := range []string{"changes", "articles", "revisions", "digests", "bands"} {
		if err != nil {
			return m, err
		}
		var b float64
		b, err = bytesOf(ctx, s, table, m.pages)
		m.bytes += b
	}
	return m, err
}

func (w load) onBolt(ctx context.Context) (m measured, err error) {
	dir, err := os.MkdirTemp("", "chaos")
	if err != nil {
		return m, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	db, err := bolt.Open(filepath.Join(dir, "tintinh.db"), bolt.Options{})
	if err != nil {
		return m, err
	}
	defer db.Close()
	if err := w.fill(ctx, db); err != nil {
		return m, err
	}
	return w.measure(ctx, db)
}

func (w load) fill(ctx context.Context, db store.Store) error {
	for h := range w.hosts {
		if _, err := db.Add(ctx, w.rows(h)...); err != nil {
			return err
		}
	}
	return nil
}

func (w load) measure(ctx context.Context, db store.Store) (m measured, err error) {
	ctx, cancel := context.WithTimeout(ctx, commitTime)
	defer cancel()
	var pages atomic.Int64
	errs := make([]error, w.workers)
	var wg sync.WaitGroup
	start, spent := time.Now(), ownCPU()
	for i := range w.workers {
		wg.Go(func() { errs[i] = w.worker(ctx, db, &pages) })
	}
	wg.Wait()
	return measured{pages: int(pages.Load()), took: time.Since(start), client: ownCPU() - spent}, errors.Join(errs...)
}

// ownCPU is the processor time that this process took so far.
func ownCPU() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0 // unreachable: the arguments are right
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func (w load) rows(h int) (rows []store.URL) {
	for i := range w.pages {
		rows = append(rows, store.URL{Host: hostName(h), Canonical: pageURL(hostName(h), i), Kind: store.ArticlePage, Due: time.Now().Add(-time.Hour)})
	}
	return rows
}

// worker commits page after page until the time is over.
func (w load) worker(ctx context.Context, db store.Store, pages *atomic.Int64) error {
	state := make([]byte, w.state)
	for {
		l, err := db.Lease(ctx, store.Ask{Worker: "w", TTL: time.Minute, Max: 50})
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return err
		}
		for i, row := range l.URLs {
			o := store.Outcome{URL: row, Article: article(row), Cooldown: time.Microsecond, State: state,
				Capture: &store.Capture{URL: row.Canonical, At: time.Now(), File: "tintinh-20260101-000000-00000.warc.gz", Length: 9000, Status: 200}}
			for k := range knownLinks {
				o.Links = append(o.Links, l.URLs[(i+k)%len(l.URLs)])
			}
			if _, err := db.Done(ctx, l, time.Minute, o); err != nil {
				if ctx.Err() != nil {
					return nil
				}
				return err
			}
			pages.Add(1)
		}
		if err := db.Release(ctx, l); err != nil && ctx.Err() == nil {
			return err
		}
	}
}

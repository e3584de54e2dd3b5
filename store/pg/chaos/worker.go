//go:build unix

package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptrace"
	"os"
	"strconv"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/tintinh/tintinh/store"
	"github.com/tintinh/tintinh/store/pg"
)

// Times of a worker. A lease outlasts a request and the pause after it, with
// as much again to spare.
const (
	requestTime = 500 * time.Millisecond
	leaseTime   = 2 * time.Second
	batch       = 10
)

// worker is one process: it takes work until there is none.
type worker struct {
	db    store.Store
	name  string
	site  string // address of the pages' server
	delay time.Duration
	http  *http.Client
}

// work is the command of a worker process: DSN, address, delay, and how many
// hosts it works on at the same time.
func work(ctx context.Context, args []string) error {
	if len(args) != 4 {
		return errors.New("a worker is started by the program itself")
	}
	delay, err := time.ParseDuration(args[2])
	if err != nil {
		return err
	}
	lanes, err := strconv.Atoi(args[3])
	if err != nil {
		return err
	}
	db, err := pg.Open(ctx, args[0], pg.Options{})
	if err != nil {
		return err
	}
	defer db.Close()
	w := &worker{db: db, name: fmt.Sprint(os.Getpid()), site: args[1], delay: delay, http: &http.Client{Timeout: requestTime}}
	g, ctx := errgroup.WithContext(ctx)
	for range lanes {
		g.Go(func() error { return w.lane(ctx) })
	}
	return g.Wait()
}

// lane takes host after host.
func (w *worker) lane(ctx context.Context) error {
	for {
		l, err := w.db.Lease(ctx, store.Ask{Worker: w.name, TTL: leaseTime, Max: batch})
		if idle, ok := errors.AsType[*store.Idle](err); ok {
			if idle.Wait < 0 {
				return nil
			}
			time.Sleep(min(idle.Wait, time.Second))
			continue
		}
		if err != nil {
			return err
		}
		if err := w.serve(ctx, l); err != nil {
			return err
		}
	}
}

// serve does the rows of a lease. A lease that was lost is another's.
func (w *worker) serve(ctx context.Context, l *store.Lease) error {
	for _, row := range l.URLs {
		err := w.visit(ctx, l, row)
		if errors.Is(err, store.ErrLost) {
			return nil
		}
		if err != nil {
			return err
		}
		time.Sleep(w.delay)
	}
	return w.db.Release(ctx, l)
}

func (w *worker) visit(ctx context.Context, l *store.Lease, row store.URL) error {
	if !w.holds(l) {
		if _, err := w.db.Done(ctx, l, leaseTime); err != nil {
			return err
		}
	}
	links, err := w.get(ctx, l, row)
	if err != nil {
		row.Failures++
		_, err := w.db.Done(ctx, l, leaseTime, store.Outcome{URL: row, Next: row.Due, Cooldown: w.delay})
		return err
	}
	o := store.Outcome{URL: row, Article: article(row), Cooldown: w.delay}
	for _, link := range links {
		o.Links = append(o.Links, store.URL{Host: row.Host, Canonical: link, Kind: store.ArticlePage, Due: row.Due})
	}
	_, err = w.db.Done(ctx, l, leaseTime, o)
	return err
}

// holds reports whether the lease outlasts a request that starts now.
func (w *worker) holds(l *store.Lease) bool {
	return time.Until(l.Until) >= requestTime+w.delay
}

// get asks for a page. Whether there is time is looked at once more when the
// connection is there, just before the request is written: a process may be
// stopped at any moment.
func (w *worker) get(ctx context.Context, l *store.Lease, row store.URL) (links []string, err error) {
	path, err := pagePath(row.Canonical)
	if err != nil {
		return nil, err
	}
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotConn: func(i httptrace.GotConnInfo) {
		if !w.holds(l) {
			i.Conn.Close() // the request fails, and the row stays due
		}
	}})
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+w.site+path, nil)
	if err != nil {
		return nil, err
	}
	r.Header.Set("User-Agent", w.name)
	resp, err := w.http.Do(r)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("status %s", resp.Status)
	}
	lines := bufio.NewScanner(resp.Body)
	for lines.Scan() {
		links = append(links, lines.Text())
	}
	return links, lines.Err()
}

//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/reliability/powercut"
	"github.com/tintinh/tintinh/reliability/trace"
	"github.com/tintinh/tintinh/store"
	"github.com/tintinh/tintinh/store/bolt"
)

// without is a log as of a disk that says it syncs a file and does not, once
// the file is set up.
func without(steps []powercut.Step, path string) (left []powercut.Step) {
	syncs := 0
	for _, s := range steps {
		if s.Call.Op == trace.Sync && s.Call.Path == path {
			if syncs++; syncs > 20 {
				continue
			}
		}
		left = append(left, s)
	}
	return left
}

// control counts the bad states of a log until there are some.
func (c *cut) control(ctx context.Context, steps []powercut.Step, seed uint64) (o outcome, err error) {
	other := *c
	other.faults, other.bad, other.limit = nil, 0, 1 // one proves it, and a file that is really damaged may cost the reader much memory
	o.N, err = other.states(ctx, steps, seed)
	o.Failures = other.bad
	return o, err
}

// writerMode is the argument that makes this program the writer of a store.
const writerMode = "write-store"

// The writer's modes: with the store's syncs, and with none, as no command of
// the product can write.
const (
	synced   = "synced"
	unsynced = "unsynced"
)

// recordWriter records this program as it writes a store.
func recordWriter(ctx context.Context, w *workspace, mode string, p *press) (*cut, error) {
	c := &cut{audit: audit{press: p}, root: w.dir, dir: w.dir + ".states", log: &powercut.Recorder{}, bare: true}
	o := watch{under: []string{w.dir}, data: true, before: c.log.Before, after: c.log.After}
	r, err := w.traced(ctx, o, writerMode, w.data(storeName), p.papers[0].id, mode)
	if err == nil && r.code != 0 {
		err = errors.New(r.String())
	}
	c.ended = len(c.log.Steps)
	return c, err
}

// unsynced records and judges the writer without syncs.
func (c *cut) unsynced(ctx context.Context, e *env, seed uint64) (o outcome, err error) {
	w, err := e.newWorkspace(unsynced, "")
	if err != nil {
		return o, err
	}
	if w.binary, err = os.Executable(); err != nil {
		return o, err
	}
	other, err := recordWriter(ctx, w, unsynced, c.press)
	if err != nil {
		return o, err
	}
	return other.control(ctx, other.log.Steps, seed)
}

// writeStore stores articles one by one and says of each that it is stored, as
// a crawl does.
func writeStore(ctx context.Context, path, portal, mode string) (err error) {
	db, err := bolt.Open(path, bolt.Options{NoSync: mode == unsynced})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	x := &paper{id: portal}
	row := func(n int) store.URL {
		return store.URL{Host: portal, Canonical: fmt.Sprintf("http://%s/%d", portal, n), Kind: store.ArticlePage, Due: time.Now().Add(-time.Minute)}
	}
	if _, err := db.Add(ctx, row(0)); err != nil {
		return err
	}
	l, err := db.Lease(ctx, store.Ask{Worker: "w", TTL: time.Hour, Max: 1})
	if err != nil {
		return err
	}
	for n := range 8 {
		u := row(n)
		a := &extract.Article{
			ID: fmt.Sprintf("%s:%d", portal, n), Portal: portal, URL: u.Canonical, CanonicalURL: u.Canonical,
			Title: x.title(n), Text: strings.Join(x.paragraphs(n), "\n\n"),
		}
		if _, err := db.Done(ctx, l, time.Hour, store.Outcome{URL: u, Article: a}); err != nil {
			return err
		}
		fmt.Fprintf(os.Stderr, "level=DEBUG msg=looked portal=%s url=%s status=fetched change=new\n", portal, u.Canonical)
	}
	return db.Release(ctx, l)
}

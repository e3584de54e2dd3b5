package conform

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"github.com/tintinh/tintinh/store"
)

func frontierTests() []test {
	return []test{
		{"add known URLs changes nothing", addKnown},
		{"add counts a new URL once", addTogether},
		{"add refuses a URL without host", addInvalid},
		{"an identity is the row's key", addIdentity},
		{"no row", noRow},
		{"hosts", hosts},
		{"a cancelled context", cancelled},
	}
}

func addKnown(e *env) {
	a, b := page(hostA, 1, e.start), page(hostA, 2, time.Time{})
	if n := e.add(a, b, a); n != 2 {
		e.Errorf("two new URLs, one of them twice, counted as %d", n)
	}
	e.same("a new row", a, e.row(a))
	e.same("a row that is never due", b, e.row(b))

	l := e.take(e.ask())
	visited := l.URLs[0]
	visited.ETag, visited.Visits, visited.Status = `"một"`, 1, store.Fetched
	next := e.start.Add(time.Hour)
	e.done(l, store.Outcome{URL: visited, Next: next})
	e.release(l)
	visited.Due = next

	if n := e.add(a, page(hostA, 2, e.start)); n != 0 {
		e.Errorf("known URLs counted as %d new ones", n)
	}
	e.same("a known row", visited, e.row(a))
	e.same("a known row that is never due", b, e.row(b))
	e.same("wait", time.Hour, e.idle(e.ask()).Round(time.Minute))
}

func addTogether(e *env) {
	const workers, urls = 8, 1000
	var all []store.URL
	for i := range urls {
		all = append(all, page(hostA, i, e.start), page(hostB, i, e.start))
	}
	var added atomic.Int64
	begin := make(chan struct{}) // all at once: each looks before any has stored
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			<-begin
			n, err := e.Add(e.ctx, all...)
			if err != nil {
				e.Error(err)
			}
			added.Add(int64(n))
		})
	}
	close(begin)
	wg.Wait()
	if n := added.Load(); n != 2*urls {
		e.Errorf("%d workers adding the same %d URLs counted %d", workers, 2*urls, n)
	}
}

func addInvalid(e *env) {
	for _, u := range []store.URL{
		{Canonical: "https://baovidu.vn/"},
		{Host: hostA},
		{Host: "bao\x00vidu.vn", Canonical: "https://baovidu.vn/"},
		{Host: hostA, Canonical: "https://baovidu.vn/\xff"},
	} {
		if n, err := e.Add(e.ctx, page(hostB, 1, e.start), u); err == nil || n != 0 {
			e.Errorf("added %d with %+v, %v", n, u, err)
		}
	}
	e.same("wait", time.Duration(-1), e.idle(e.ask()))
}

func addIdentity(e *env) {
	a := page(hostA, 1, e.start)
	a.Identity = "baovidu:1"
	b := a
	b.Canonical = "https://baovidu.vn/muc-khac/1"
	if n := e.add(a, b); n != 1 {
		e.Errorf("one article under two paths is %d rows", n)
	}
	e.same("the row", a, e.row(b))
	e.same("lease", []store.URL{a}, e.take(e.ask()).URLs)
}

func noRow(e *env) {
	if u, err := e.Known(e.ctx, hostA, store.KeyOf("https://baovidu.vn/")); !errors.Is(err, store.ErrNotFound) {
		e.Errorf("row %+v, %v", u, err)
	}
	if a, err := e.Article(e.ctx, "baovidu:1"); !errors.Is(err, store.ErrNotFound) {
		e.Errorf("article %+v, %v", a, err)
	}
	err := e.Revisions(e.ctx, "baovidu:1", func(store.Revision) error { return errors.New("called") })
	if !errors.Is(err, store.ErrNotFound) {
		e.Errorf("revisions: %v", err)
	}
}

func hosts(e *env) {
	e.add(page(hostB, 1, e.start), page(hostA, 1, e.start), page(hostA, 2, e.start.Add(time.Hour)), page(hostA, 3, time.Time{}))
	ask := e.ask()
	ask.Hosts = []string{hostA}
	l := e.take(ask)
	e.done(l, store.Outcome{URL: l.URLs[0], Article: article(hostA, 1), Cooldown: time.Hour, State: []byte("nhớ")})
	cooldown := time.Now().Add(time.Hour).UTC()
	got, err := e.Hosts(e.ctx)
	e.check(err)
	e.same("hosts", []store.HostState{
		{Host: hostA, Cooldown: cooldown, LastSeq: 1, Articles: 1, URLs: 3, Due: 0, State: []byte("nhớ")},
		{Host: hostB, URLs: 1, Due: 1},
	}, got)
}

func cancelled(e *env) {
	e.add(page(hostA, 1, e.start))
	l := e.take(e.ask())
	ctx, cancel := context.WithCancel(e.ctx)
	cancel()
	_, addErr := e.Add(ctx, page(hostA, 2, e.start))
	_, leaseErr := e.Lease(ctx, e.ask())
	_, doneErr := e.Done(ctx, l, e.tick, found(l.URLs[0], article(hostA, 1)))
	walkErr := e.Articles(ctx, nil, func(string, uint64, store.Record) error { return nil })
	for name, err := range map[string]error{"Add": addErr, "Lease": leaseErr, "Done": doneErr, "Articles": walkErr} {
		if !errors.Is(err, context.Canceled) {
			e.Errorf("%s: %v", name, err)
		}
	}
}

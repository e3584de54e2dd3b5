package conform

import (
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/store"
)

func walkTests() []test {
	return []test{
		{"numbers are per host, and hosts are sorted", walkOrder},
		{"a cursor goes on where it stood", walkCursor},
		{"a cursor of another store is an error", walkForeign},
		{"an error of the caller ends the walk", walkError},
		{"the caller may use the store", walkReentrant},
		{"a host is walked as it was when its walk began", walkSnapshot},
		{"a reader never sees n before n-1", walkFollows},
		{"many articles", walkMany},
	}
}

func walkOrder(e *env) {
	b, a := e.desk(hostB), e.desk(hostA)
	for i := range 3 {
		b.put(article(hostB, i))
		a.put(article(hostA, i))
	}
	a.put(titled(article(hostA, 0), "Tít mới"))
	e.same("walk", []string{
		"baovidu.vn 2 baovidu.vn:1 new", "baovidu.vn 3 baovidu.vn:2 new", "baovidu.vn 4 baovidu.vn:0 edited",
		"daimau.vn:8080 1 daimau.vn:0 new", "daimau.vn:8080 2 daimau.vn:1 new", "daimau.vn:8080 3 daimau.vn:2 new",
	}, e.brief(nil))
}

func walkCursor(e *env) {
	a, b := e.desk(hostA), e.desk(hostB)
	a.put(article(hostA, 1))
	b.put(article(hostB, 1))
	c := store.Cursor{}
	for _, x := range e.walk(nil) {
		c[x.Host] = x.N
	}
	e.same("cursor", store.Cursor{hostA: 1, hostB: 1}, c)
	e.same("nothing new", []change(nil), e.walk(c))

	a.put(article(hostA, 2))
	a.put(titled(article(hostA, 1), "Tít mới"))
	e.restart()
	c, err := store.ParseCursor(c.String())
	e.check(err)
	e.same("what is new", []string{"baovidu.vn 2 baovidu.vn:2 new", "baovidu.vn 3 baovidu.vn:1 edited"}, e.brief(c))
	e.same("a cursor without a host", 3, len(e.walk(store.Cursor{hostB: 0})))
}

func walkForeign(e *env) {
	e.desk(hostA).put(article(hostA, 1))
	for host, want := range map[string]store.CursorAhead{
		hostA:   {Host: hostA, Cursor: 2, Last: 1},
		"lạ.vn": {Host: "lạ.vn", Cursor: 2},
	} {
		err := e.Articles(e.ctx, store.Cursor{host: 2}, func(string, uint64, store.Record) error { return nil })
		var ahead *store.CursorAhead
		if !errors.As(err, &ahead) {
			e.Errorf("a cursor past %s: %v", host, err)
			continue
		}
		e.same("error", &want, ahead)
	}
}

func walkError(e *env) {
	d := e.desk(hostA)
	d.put(article(hostA, 1))
	d.put(article(hostA, 2))
	stop, n := errors.New("đủ rồi"), 0
	err := e.Articles(e.ctx, nil, func(string, uint64, store.Record) error { n++; return stop })
	if !errors.Is(err, stop) || n != 1 {
		e.Errorf("after %d calls: %v", n, err)
	}
}

func walkReentrant(e *env) {
	d := e.desk(hostA)
	d.put(article(hostA, 1))
	e.check(e.Articles(e.ctx, nil, func(host string, n uint64, _ store.Record) error {
		d.put(article(hostA, 2))
		e.add(page(hostB, 1, e.start))
		if got := e.brief(nil); len(got) != 2 {
			e.Errorf("a walk in a walk: %q", got)
		}
		return e.SetCursor(e.ctx, "trong", store.Cursor{host: n})
	}))
}

func walkSnapshot(e *env) {
	const articles = 700 // more than a page of any engine
	d := e.desk(hostA)
	var outcomes []store.Outcome
	for i := range articles {
		a := article(hostA, i)
		outcomes = append(outcomes, found(store.URL{Host: hostA, Canonical: a.URL}, a))
	}
	d.done(d.l, outcomes...)
	changed := false
	n := uint64(0)
	e.check(e.Articles(e.ctx, nil, func(_ string, at uint64, r store.Record) error {
		if n++; at != n {
			return fmt.Errorf("change %d after %d", at, n-1)
		}
		if !changed {
			changed = true
			for i := range outcomes {
				outcomes[i].Article = titled(outcomes[i].Article, "Tít mới")
			}
			d.done(d.l, outcomes...)
		}
		got, err := r.Article()
		if err == nil && (got.Seq != n || got.Change != extract.ChangeNew) {
			err = fmt.Errorf("change %d shows what came later: %d %s", n, got.Seq, got.Change)
		}
		return err
	}))
	if n != articles {
		e.Errorf("a walk saw %d of %d articles", n, articles)
	}
	next := e.walk(store.Cursor{hostA: n})
	if len(next) != articles || next[0].N != articles+1 || next[0].Article.Title != "Tít mới" {
		e.Errorf("the next walk saw %d articles", len(next))
	}
}

func walkFollows(e *env) {
	const hostsN, articles = 3, 120
	names := []string{hostA, hostB, hostC}[:hostsN]
	var writers sync.WaitGroup
	for _, host := range names {
		d := e.desk(host)
		writers.Go(func() {
			for i := range articles {
				a := article(host, i)
				if _, err := e.Done(e.ctx, d.l, time.Hour, found(store.URL{Host: host, Canonical: a.URL}, a)); err != nil {
					e.Error(err)
					return
				}
			}
		})
	}
	finished := make(chan struct{})
	go func() { writers.Wait(); close(finished) }()

	c := store.Cursor{}
	for last := false; ; {
		err := e.Articles(e.ctx, c.Clone(), func(host string, n uint64, _ store.Record) error {
			if n != c[host]+1 {
				return fmt.Errorf("saw change %d of %s after %d", n, host, c[host])
			}
			c[host] = n
			return nil
		})
		if err != nil {
			e.Error(err)
			break
		}
		if last {
			break
		}
		select {
		case <-finished:
			last = true // one more walk sees the rest
		case <-time.After(time.Millisecond): // a clock that stands still for busy readers goes on
		}
	}
	<-finished
	if !e.Failed() {
		e.same("cursor", store.Cursor{hostA: articles, hostB: articles, hostC: articles}, c)
	}
}

func walkMany(e *env) {
	d := e.desk(hostA)
	for from := 0; from < 1200; from += 300 {
		var outcomes []store.Outcome
		for i := from; i < from+300; i++ {
			a := article(hostA, i)
			outcomes = append(outcomes, found(store.URL{Host: hostA, Canonical: a.URL}, a))
		}
		d.done(d.l, outcomes...)
	}
	for i, c := range e.walk(store.Cursor{hostA: 3}) {
		if c.N != uint64(i)+4 || c.Article.ID != article(hostA, i+3).ID {
			e.Fatalf("change %d is %d, %s", i, c.N, c.Article.ID)
		}
	}
}

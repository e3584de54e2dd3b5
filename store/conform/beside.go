package conform

import (
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/tintinh/tintinh/store"
)

func besideTests() []test {
	return []test{
		{"saved cursors", savedCursors},
		{"runs", runs},
		{"notes", notes},
		{"notes changed by many", notesTogether},
		{"captures", captures},
		{"the last capture of a row", lastCapture},
		{"what was stored is there after a restart", restarts},
	}
}

func savedCursors(e *env) {
	c, err := e.Cursor(e.ctx, "tìm kiếm")
	if err != nil || c != nil {
		e.Errorf("a cursor that was never saved: %v, %v", c, err)
	}
	for _, want := range []store.Cursor{{hostA: 3, hostB: 1<<64 - 1}, {hostA: 4}, {}} {
		e.check(e.SetCursor(e.ctx, "tìm kiếm", want))
		e.check(e.SetCursor(e.ctx, "khác", store.Cursor{hostC: 1}))
		e.restart()
		got, err := e.Cursor(e.ctx, "tìm kiếm")
		e.check(err)
		e.same("cursor", want, got)
	}
	e.check(e.SetCursor(e.ctx, "tìm kiếm", nil))
	got, err := e.Cursor(e.ctx, "tìm kiếm")
	e.check(err)
	e.same("a nil cursor is the one before everything", store.Cursor{}, got)
	if err := e.SetCursor(e.ctx, "", store.Cursor{}); err == nil {
		e.Error("saved a cursor without a name")
	}
}

func runs(e *env) {
	list := func(limit int) (got []store.Run) {
		e.check(e.Runs(e.ctx, func(r store.Run) bool { got = append(got, r); return len(got) < limit }))
		return got
	}
	e.same("no runs", []store.Run(nil), list(10))
	var want []store.Run
	for i := range 40 {
		started := e.start.Add(time.Duration(i) * time.Hour).UTC()
		r := store.Run{Started: started, Version: "1.0", PID: 7, Portals: map[string]*store.PortalRun{
			"vidu": {Discovered: i, Skipped: map[string]int{"robots": 2}, Newest: started, Elapsed: time.Second},
		}}
		e.check(e.AddRun(e.ctx, r))
		want = append([]store.Run{r}, want...)
	}
	e.same("newest first", want, list(100))
	e.same("the newest two", want[:2], list(2))
	want[39].Ended, want[39].Reason = e.start.Add(time.Minute).UTC(), "done"
	e.check(e.AddRun(e.ctx, want[39]))
	e.restart()
	e.same("an ended run replaces its beginning", want, list(100))
}

func captures(e *env) {
	capture := func(host string, i, at int) store.Capture {
		return store.Capture{Host: host, URL: page(host, i, e.start).Canonical, At: e.start.Add(time.Duration(at) * time.Minute).UTC(), File: fmt.Sprint(at), Offset: 1 << 40, Length: 5, Status: 200}
	}
	counts := map[string]int{}
	for _, host := range []string{hostB, hostA} {
		d := e.desk(host)
		for i := range 3 {
			for _, at := range []int{30, 10, 20} {
				c := capture(host, i, at)
				c.Host = "" // the lease says it
				d.done(d.l, store.Outcome{URL: page(host, i, e.start), Capture: &c})
				d.done(d.l, store.Outcome{URL: page(host, i, e.start), Capture: &c})
				counts[host]++
			}
		}
	}
	last := map[string]store.Capture{}
	for _, c := range e.captures("") {
		if before := last[c.URL]; !before.At.Before(c.At) {
			e.Errorf("%s: %s after %s", c.URL, c.At, before.At)
		}
		last[c.URL] = c
		counts[c.Host]--
	}
	e.same("all captures, each once", map[string]int{hostA: 0, hostB: 0}, counts)
	e.same("the newest of a page", capture(hostA, 2, 30), last[capture(hostA, 2, 30).URL])
	if n := len(e.captures(hostA)); n != 9 {
		e.Errorf("%d captures of one host", n)
	}
	stop := errors.New("đủ rồi")
	if err := e.Captures(e.ctx, "", func(store.Capture) error { return stop }); !errors.Is(err, stop) {
		e.Errorf("an error of the caller: %v", err)
	}
}

// restarts: all that a second run needs is there, and nobody's lease is.
func restarts(e *env) {
	e.add(page(hostA, 1, e.start), page(hostA, 2, e.start), page(hostB, 1, e.start))
	l := e.take(e.ask())
	e.done(l, store.Outcome{URL: l.URLs[0], Article: article(hostA, 1), Cooldown: 15 * e.tick})
	left, walked := l.URLs[1:], e.walk(nil)
	e.restart()
	e.same("articles", walked, e.walk(nil))
	e.pass(11 * e.tick) // past the lease of the process that is gone
	if b := e.take(e.ask()); b.Host != hostB {
		e.Errorf("leased %s before its cooldown ended", b.Host)
	}
	e.pass(4*e.tick + e.tick/2)
	e.same("what was not done", left, e.take(e.ask()).URLs)
	if n := e.add(page(hostA, 1, e.start)); n != 0 {
		e.Error("a known URL was new after a restart")
	}
}

func lastCapture(e *env) {
	u, other := page(hostA, 1, e.start), page(hostA, 2, e.start)
	e.add(u, other)
	if c, err := e.LastCapture(e.ctx, hostA, u.Key()); !errors.Is(err, store.ErrNotFound) {
		e.Errorf("a row without captures: %+v, %v", c, err)
	}
	l := e.take(e.ask())
	var want store.Capture
	for i := range 3 {
		want = store.Capture{Host: hostA, URL: u.Canonical, At: e.start.Add(time.Duration(i) * time.Hour).UTC(), File: "a.warc.gz", Offset: int64(100 * i), Length: 100, Digest: fmt.Sprint(i), Status: 200}
		e.one(l, store.Outcome{URL: u, Capture: &want})
	}
	e.one(l, store.Outcome{URL: other, Capture: &store.Capture{URL: other.Canonical, At: e.start.Add(time.Minute).UTC(), File: "b.warc.gz"}})
	e.restart()
	got, err := e.LastCapture(e.ctx, hostA, u.Key())
	e.check(err)
	e.same("last capture", want, got)
}

func notes(e *env) {
	stand := func(what string, want map[string][]byte) {
		e.Helper()
		got, err := e.Notes(e.ctx)
		e.check(err)
		e.same(what, want, got)
	}
	stand("no notes", map[string][]byte{})
	e.check(e.UpdateNotes(e.ctx, []string{"health/a", "health/b", "health/c"}, func(n map[string][]byte) error {
		e.same("notes that are not there", map[string][]byte{"health/a": nil, "health/b": nil, "health/c": nil}, n)
		n["health/a"], n["health/b"] = []byte("một\x00"), []byte("hai")
		n["khác"] = []byte("was not asked for")
		return nil
	}))
	stand("two of three", map[string][]byte{"health/a": []byte("một\x00"), "health/b": []byte("hai")})
	refused := errors.New("không ghi")
	if err := e.UpdateNotes(e.ctx, []string{"health/a"}, func(n map[string][]byte) error { n["health/a"] = nil; return refused }); !errors.Is(err, refused) {
		e.Errorf("an error of the caller: %v", err)
	}
	e.check(e.UpdateNotes(e.ctx, []string{"health/b"}, func(n map[string][]byte) error {
		n["health/b"] = nil
		return nil
	}))
	e.restart()
	stand("one taken away", map[string][]byte{"health/a": []byte("một\x00")})
	if err := e.UpdateNotes(e.ctx, []string{""}, func(map[string][]byte) error { return nil }); err == nil {
		e.Error("changed a note without a name")
	}
}

// notesTogether: changes of the same note by many at once all count.
func notesTogether(e *env) {
	var all sync.WaitGroup
	errs := make([]error, 8)
	for i := range errs {
		all.Go(func() {
			errs[i] = e.UpdateNotes(e.ctx, []string{"b", "a"}, func(n map[string][]byte) error {
				n["a"] = append(n["a"], 'x')
				n["b"] = append(n["b"], 'y', 'y')
				return nil
			})
		})
	}
	all.Wait()
	e.check(errors.Join(errs...))
	got, err := e.Notes(e.ctx)
	e.check(err)
	e.same("all changes", map[string][]byte{"a": []byte("xxxxxxxx"), "b": []byte("yyyyyyyyyyyyyyyy")}, got)
}

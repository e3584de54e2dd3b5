package conform

import (
	"errors"
	"time"

	"github.com/tintinh/tintinh/store"
)

func leaseTests() []test {
	return []test{
		{"a leased host is nobody else's", exclusive},
		{"a crashed worker's host comes back at the lease's end", crash},
		{"done extends the lease", extend},
		{"done after a takeover is lost and stores nothing", lost},
		{"done after expiry without takeover is stored", late},
		{"done after release is lost", returned},
		{"cooldown", cooldown},
		{"the longest cooldown counts", longestCooldown},
		{"URLs come earliest due first", dueOrder},
		{"the host that is ready for longest comes first", hostOrder},
		{"hosts take turns", turns},
		{"an ask without URLs or time is an error", senseless},
	}
}

func exclusive(e *env) {
	e.add(page(hostA, 1, e.start), page(hostA, 2, e.start))
	ask := e.ask()
	ask.Max = 1
	l := e.take(ask)
	e.same("lease", &store.Lease{Host: hostA, Worker: "thợ", Token: l.Token, Until: time.Now().Add(ask.TTL), URLs: []store.URL{l.URLs[0]}}, l)
	e.idle(ask)
	e.release(l)
	again := e.take(ask)
	if again.Host != hostA || again.Token == l.Token {
		e.Errorf("leased again: %+v", again)
	}
}

func crash(e *env) {
	e.add(page(hostA, 1, e.start), page(hostA, 2, e.start), page(hostA, 3, e.start))
	l := e.take(e.ask())
	e.one(l, found(l.URLs[0], article(hostA, 1))) // extends it by 10 ticks from now
	left := []store.URL{l.URLs[1], l.URLs[2]}

	e.pass(8 * e.tick)
	e.idle(e.ask())
	e.pass(time.Until(l.Until) + e.tick)
	e.same("what was not done", left, e.take(e.ask()).URLs)
}

func extend(e *env) {
	e.add(page(hostA, 1, e.start), page(hostA, 2, e.start.Add(-time.Minute)))
	l := e.take(e.ask())
	e.pass(6 * e.tick)
	if _, err := e.Done(e.ctx, l, 0, store.Outcome{URL: l.URLs[0]}); err != nil {
		e.Fatal(err)
	}
	e.same("not extended", e.start.Add(10*e.tick), l.Until)
	e.done(l)
	e.same("extended", time.Now().Add(10*e.tick), l.Until)
	e.pass(8 * e.tick)
	e.idle(e.ask())
	e.pass(2*e.tick + e.tick/2)
	e.take(e.ask())
}

func lost(e *env) {
	e.add(page(hostA, 1, e.start))
	old := e.take(e.ask())
	e.pass(11 * e.tick)
	heir := e.take(e.ask())

	zombie := found(old.URLs[0], article(hostA, 1))
	zombie.Cooldown, zombie.State, zombie.Links = time.Hour, []byte("x"), []store.URL{page(hostA, 2, e.start)}
	zombie.Capture = &store.Capture{URL: old.URLs[0].Canonical, At: e.start}
	if r, err := e.Done(e.ctx, old, e.tick, zombie); !errors.Is(err, store.ErrLost) || r != nil {
		e.Errorf("a lease that was taken over: %+v, %v", r, err)
	}
	e.check(e.Release(e.ctx, old)) // must not free the heir's lease
	e.idle(e.ask())
	e.same("row", heir.URLs[0], e.row(heir.URLs[0]))
	got, err := e.Hosts(e.ctx)
	e.check(err)
	e.same("host", []store.HostState{{Host: hostA, URLs: 1, Due: 1}}, got)
	e.same("articles", []change(nil), e.walk(nil))
	e.one(heir, found(heir.URLs[0], article(hostA, 1)))
}

func late(e *env) {
	e.add(page(hostA, 1, e.start))
	l := e.take(e.ask())
	e.pass(25 * e.tick)
	e.same("receipt", store.Receipt{Change: "new", Seq: 1, Revision: 1}, e.one(l, found(l.URLs[0], article(hostA, 1))))
}

func returned(e *env) {
	e.add(page(hostA, 1, e.start))
	l := e.take(e.ask())
	e.release(l)
	e.release(l)
	if _, err := e.Done(e.ctx, l, e.tick, found(l.URLs[0], article(hostA, 1))); !errors.Is(err, store.ErrLost) {
		e.Errorf("done after release: %v", err)
	}
	if _, err := e.Done(e.ctx, &store.Lease{Host: hostB, Token: 1}, e.tick); !errors.Is(err, store.ErrLost) {
		e.Errorf("done with a lease that never was: %v", err)
	}
}

func cooldown(e *env) {
	e.add(page(hostA, 1, e.start), page(hostA, 2, e.start))
	l := e.take(e.ask())
	e.done(l, store.Outcome{URL: l.URLs[0], Cooldown: 3 * e.tick})
	e.release(l)
	wait := e.idle(e.ask())
	if wait > 3*e.tick || wait < 2*e.tick {
		e.Errorf("wait %s", wait)
	}
	e.pass(wait - e.tick/2)
	e.idle(e.ask())
	e.pass(e.tick / 2)
	e.same("after the cooldown", []store.URL{l.URLs[1]}, e.take(e.ask()).URLs)
}

func longestCooldown(e *env) {
	e.add(page(hostA, 1, e.start), page(hostA, 2, e.start), page(hostA, 3, e.start))
	l := e.take(e.ask())
	e.done(l, store.Outcome{URL: l.URLs[0], Cooldown: time.Hour}, store.Outcome{URL: l.URLs[1], Cooldown: e.tick})
	e.release(l)
	e.same("wait", time.Hour, e.idle(e.ask()).Round(time.Minute))
}

func dueOrder(e *env) {
	at := func(i int, ago time.Duration) store.URL { return page(hostA, i, e.start.Add(-ago)) }
	e.add(at(1, time.Hour), at(2, 3*time.Hour), at(3, 2*time.Hour), at(4, 0), at(5, -time.Hour), page(hostA, 6, time.Time{}))
	ask := e.ask()
	ask.Max = 3
	l := e.take(ask)
	e.same("first", []store.URL{at(2, 3*time.Hour), at(3, 2*time.Hour), at(1, time.Hour)}, l.URLs)
	e.done(l, store.Outcome{URL: l.URLs[0]}, store.Outcome{URL: l.URLs[1]}, store.Outcome{URL: l.URLs[2]})
	e.release(l)
	e.same("then", []store.URL{at(4, 0)}, e.take(ask).URLs)
}

func hostOrder(e *env) {
	e.add(page(hostA, 1, e.start.Add(-time.Minute)), page(hostB, 1, e.start.Add(-3*time.Minute)), page(hostC, 1, e.start.Add(-2*time.Minute)))
	var got []string
	for range 3 {
		got = append(got, e.take(e.ask()).Host)
	}
	e.same("hosts", []string{hostB, hostC, hostA}, got)
}

// turns: a host with a long backlog does not keep the others waiting.
func turns(e *env) {
	for i := range 20 {
		e.add(page(hostA, i, e.start.Add(-24*time.Hour)))
	}
	e.add(page(hostB, 1, e.start), page(hostC, 1, e.start))
	ask := e.ask()
	ask.Max = 1
	var got []string
	for range 4 {
		l := e.take(ask)
		got = append(got, l.Host)
		e.done(l, store.Outcome{URL: l.URLs[0], Cooldown: e.tick / 10})
		e.release(l)
		e.pass(e.tick / 5)
	}
	e.same("turns", []string{hostA, hostB, hostC, hostA}, got)
}

func senseless(e *env) {
	e.add(page(hostA, 1, e.start))
	for _, ask := range []store.Ask{{Worker: "thợ", TTL: e.tick}, {Worker: "thợ", Max: 1}} {
		var idle *store.Idle
		if l, err := e.Lease(e.ctx, ask); err == nil || errors.As(err, &idle) {
			e.Errorf("%+v gave %+v, %v", ask, l, err)
		}
	}
}

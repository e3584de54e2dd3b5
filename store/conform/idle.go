package conform

import (
	"time"

	"github.com/tintinh/tintinh/store"
)

func idleTests() []test {
	return []test{
		{"an empty store is idle for ever", idleEmpty},
		{"idle until a URL is due", idleDue},
		{"a run's URLs are those due before it began", idleBefore},
		{"asked hosts", idleHosts},
		{"idle while others work", idleLeased},
	}
}

func idleEmpty(e *env) {
	e.same("wait", time.Duration(-1), e.idle(e.ask()))
	e.add(page(hostA, 1, time.Time{}))
	e.same("wait, with a URL that is never due", time.Duration(-1), e.idle(e.ask()))
}

func idleDue(e *env) {
	e.add(page(hostA, 1, e.start.Add(20*e.tick)), page(hostB, 1, e.start.Add(5*e.tick)))
	wait := e.idle(e.ask())
	if wait <= 4*e.tick || wait > 5*e.tick {
		e.Errorf("wait %s", wait)
	}
	e.pass(wait)
	if l := e.take(e.ask()); l.Host != hostB {
		e.Errorf("leased %s", l.Host)
	}
}

func idleBefore(e *env) {
	e.add(page(hostA, 1, e.start.Add(-time.Hour)), page(hostA, 2, e.start.Add(e.tick)), page(hostB, 1, e.start.Add(e.tick)))
	e.pass(2 * e.tick)
	ask := e.ask()
	ask.Before = e.start
	l := e.take(ask)
	e.same("lease", []store.URL{page(hostA, 1, e.start.Add(-time.Hour))}, l.URLs)
	e.done(l, store.Outcome{URL: l.URLs[0], Cooldown: 3 * e.tick, Links: []store.URL{page(hostA, 3, e.start)}})
	e.release(l)
	if wait := e.idle(ask); wait <= 2*e.tick || wait > 3*e.tick {
		e.Errorf("a link that fits waits for the cooldown; wait %s", wait)
	}
	e.pass(3 * e.tick)
	l = e.take(ask)
	e.done(l, store.Outcome{URL: l.URLs[0]})
	e.release(l)
	e.same("wait, with URLs due since", time.Duration(-1), e.idle(ask))
	e.take(e.ask())

	ask.Before = time.Now().Add(5 * e.tick)
	ask.Hosts = []string{hostC}
	e.add(page(hostC, 1, time.Now().Add(4*e.tick)), page(hostC, 2, time.Now().Add(time.Hour)))
	if wait := e.idle(ask); wait <= 3*e.tick || wait > 4*e.tick {
		e.Errorf("asking for what will be due: wait %s", wait)
	}
	e.pass(4 * e.tick)
	if l := e.take(ask); len(l.URLs) != 1 {
		e.Errorf("leased %+v", l.URLs)
	}
}

func idleHosts(e *env) {
	e.add(page(hostA, 1, e.start.Add(-time.Hour)), page(hostB, 1, e.start), page(hostC, 1, e.start.Add(time.Hour)))
	ask := e.ask()
	for _, hosts := range [][]string{{}, {"lạ.vn"}} {
		ask.Hosts = hosts
		e.same("wait for a host without URLs", time.Duration(-1), e.idle(ask))
	}
	ask.Hosts = []string{hostC, hostB}
	l := e.take(ask)
	if l.Host != hostB {
		e.Errorf("leased %s", l.Host)
	}
	e.done(l, store.Outcome{URL: l.URLs[0]})
	e.release(l)
	e.same("wait", time.Hour, e.idle(ask).Round(time.Minute))
	ask.Hosts = []string{hostB}
	e.same("wait, with nothing left", time.Duration(-1), e.idle(ask))
}

func idleLeased(e *env) {
	e.add(page(hostA, 1, e.start), page(hostA, 2, e.start.Add(time.Hour)))
	ask := e.ask()
	ask.Before = e.start
	l := e.take(ask)
	if wait := e.idle(ask); wait <= 0 || wait > e.tick {
		e.Errorf("the host's worker may find more at any moment; wait %s", wait)
	}
	e.done(l, store.Outcome{URL: l.URLs[0], Links: []store.URL{page(hostA, 3, e.start)}})
	if wait := e.idle(ask); wait <= 0 || wait > e.tick {
		e.Errorf("it found more; wait %s", wait)
	}
	e.done(l, store.Outcome{URL: page(hostA, 3, e.start)})
	e.same("all is done, the host not given back", time.Duration(-1), e.idle(ask))
	ask.Before = time.Time{}
	if wait := e.idle(ask); wait <= 0 || wait > time.Hour {
		e.Errorf("without a bound; wait %s", wait)
	}
}

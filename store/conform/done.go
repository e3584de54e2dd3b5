package conform

import (
	"time"

	"github.com/tintinh/tintinh/store"
)

func doneTests() []test {
	return []test{
		{"one outcome is one commit", oneCommit},
		{"links", links},
		{"recheck", recheck},
		{"the host's state travels with the lease", hostState},
		{"an outcome of another host is refused whole", foreignOutcome},
		{"a URL that was never added", unaddedOutcome},
	}
}

func oneCommit(e *env) {
	e.add(page(hostA, 1, e.start))
	l := e.take(e.ask())
	u := l.URLs[0]
	u.Status, u.FetchedAt, u.ETag, u.Interval = store.Fetched, e.start.UTC(), `W/"x"`, time.Hour
	u.ArticleID, u.Feed = "baovidu.vn:1", nil
	next := e.start.Add(6 * time.Hour).UTC()
	c := store.Capture{URL: u.Canonical, At: e.start.UTC(), File: "a.warc.gz", Offset: 7, Length: 9, Digest: "ff", Status: 200, Kind: store.ArticlePage, ArticleID: "baovidu.vn:1"}
	r := e.one(l, store.Outcome{
		URL: u, Next: next, Cooldown: time.Hour, Capture: &c, Article: article(hostA, 1),
		Links: []store.URL{page(hostA, 2, e.start)}, Recheck: []store.URL{page(hostA, 3, e.start)}, State: []byte("s"),
	})
	e.same("receipt", store.Receipt{NewLinks: 2, Change: "new", Seq: 1, Revision: 1}, r)
	at := time.Now()
	e.restart()

	u.Due = next
	e.same("row", u, e.row(u))
	c.Host = hostA
	e.same("captures", []store.Capture{c}, e.captures(hostA))
	e.same("articles", []string{"baovidu.vn 1 baovidu.vn:1 new"}, e.brief(nil))
	got, err := e.Hosts(e.ctx)
	e.check(err)
	e.same("hosts", []store.HostState{{Host: hostA, Cooldown: at.Add(time.Hour).UTC(), LastSeq: 1, Articles: 1, URLs: 3, Due: 2, State: []byte("s")}}, got)
}

func (e *env) captures(host string) (all []store.Capture) {
	e.Helper()
	e.check(e.Captures(e.ctx, host, func(c store.Capture) error { all = append(all, c); return nil }))
	return all
}

func links(e *env) {
	e.add(page(hostA, 1, e.start), page(hostA, 2, e.start.Add(time.Hour)))
	l := e.take(e.ask())
	known := page(hostA, 2, e.start)
	r := e.one(l, store.Outcome{URL: l.URLs[0], Links: []store.URL{known, page(hostA, 3, e.start), page(hostA, 3, e.start), page(hostB, 1, e.start), l.URLs[0]}})
	e.same("receipt", store.Receipt{NewLinks: 2}, r)
	e.same("a known link", page(hostA, 2, e.start.Add(time.Hour)), e.row(known))
	if b := e.take(e.ask()); b.Host != hostB {
		e.Errorf("a link to another host: leased %s", b.Host)
	}
	e.release(l)
	e.same("next", []store.URL{page(hostA, 3, e.start)}, e.take(e.ask()).URLs)
}

func recheck(e *env) {
	later, sooner := e.start.Add(time.Hour), e.start.Add(time.Minute)
	e.add(page(hostA, 1, e.start), page(hostA, 2, later), page(hostA, 3, e.start.Add(time.Second)), page(hostA, 4, time.Time{}), page(hostA, 5, later))
	l := e.take(e.ask())
	r := e.one(l, store.Outcome{URL: page(hostA, 1, e.start), Recheck: []store.URL{
		page(hostA, 2, sooner), page(hostA, 3, sooner), page(hostA, 4, sooner), page(hostA, 5, time.Time{}), page(hostA, 6, sooner),
	}})
	e.same("receipt", store.Receipt{NewLinks: 1, Woken: 2}, r)
	for i, due := range map[int]time.Time{2: sooner, 3: e.start.Add(time.Second), 4: sooner, 5: later, 6: sooner} {
		e.same("row", page(hostA, i, due), e.row(page(hostA, i, due)))
	}
}

func hostState(e *env) {
	e.add(page(hostA, 1, e.start), page(hostA, 2, e.start), page(hostB, 1, e.start.Add(time.Hour)))
	l := e.take(e.ask())
	if l.State != nil {
		e.Errorf("a new host has state %q", l.State)
	}
	e.done(l, store.Outcome{URL: l.URLs[0], State: []byte("robots\x00\xff")}, store.Outcome{URL: l.URLs[1], Next: e.start})
	e.release(l)
	l = e.take(e.ask())
	e.same("state", []byte("robots\x00\xff"), l.State)
	e.done(l, store.Outcome{URL: l.URLs[0], Next: e.start, State: []byte("mới")})
	e.release(l)
	e.restart()
	e.same("state after a restart", []byte("mới"), e.take(e.ask()).State)
}

func foreignOutcome(e *env) {
	e.add(page(hostA, 1, e.start))
	l := e.take(e.ask())
	nameless := article(hostA, 1)
	nameless.ID = ""
	for name, o := range map[string]store.Outcome{
		"another host's URL":     {URL: page(hostB, 1, e.start)},
		"an article without id":  {URL: l.URLs[0], Article: nameless},
		"a link without host":    {URL: l.URLs[0], Links: []store.URL{{Canonical: "https://x.vn/"}}},
		"a recheck without host": {URL: l.URLs[0], Recheck: []store.URL{{Canonical: "https://x.vn/"}}},
	} {
		if r, err := e.Done(e.ctx, l, e.tick, found(l.URLs[0], article(hostA, 7)), o); err == nil {
			e.Errorf("%s was stored: %+v", name, r)
		}
	}
	e.same("articles", []change(nil), e.walk(nil))
	e.same("row", l.URLs[0], e.row(l.URLs[0]))
	e.one(l, found(l.URLs[0], article(hostA, 1)))
}

func unaddedOutcome(e *env) {
	e.add(page(hostA, 1, e.start))
	l := e.take(e.ask())
	e.done(l, store.Outcome{URL: page(hostA, 9, time.Time{}), Next: e.start.Add(time.Hour)})
	e.same("row", page(hostA, 9, e.start.Add(time.Hour)), e.row(page(hostA, 9, e.start)))
	got, err := e.Hosts(e.ctx)
	e.check(err)
	e.same("hosts", []store.HostState{{Host: hostA, URLs: 2, Due: 1}}, got)
}

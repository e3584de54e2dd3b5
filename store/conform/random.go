package conform

import (
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/store"
)

func modelTests() []test {
	var all []test
	for seed := range uint64(6) {
		all = append(all, test{fmt.Sprintf("random operations, seed %d", seed), func(e *env) { randomly(e, seed) }})
	}
	return all
}

// steps of one random test; everything is compared every compareEvery.
const (
	steps        = 800
	compareEvery = 40
)

// gambler does the same random things to the store and to the model.
type gambler struct {
	*env
	*model
	rand   *rand.Rand
	leases []*store.Lease // some of them lost
}

func randomly(e *env, seed uint64) {
	g := &gambler{env: e, model: newModel(), rand: rand.New(rand.NewPCG(seed, 1))}
	for i := range steps {
		switch n := g.rand.IntN(100); {
		case n < 15:
			g.addSome()
		case n < 40:
			g.leaseOne()
		case n < 75:
			g.doneSome()
		case n < 85:
			g.releaseOne()
		case n < 98:
			g.pass(g.moment(3))
		default:
			g.restartBoth()
		}
		if i%compareEvery == compareEvery-1 {
			g.compare()
		}
		if g.Failed() {
			g.Fatalf("step %d of seed %d", i, seed)
		}
	}
}

func (g *gambler) host() string { return []string{hostA, hostB, hostC}[g.rand.IntN(3)] }

// moment is a time span up to n ticks. In real time it is nothing, so that no
// lease, cooldown or due time passes while the two are compared.
func (g *gambler) moment(n int) time.Duration {
	if g.engine.RealTime {
		return 0
	}
	return time.Duration(g.rand.IntN(4*n)) * g.tick / 4
}

// far is a span that matters: some ticks, or a day in real time.
func (g *gambler) far(n int) time.Duration {
	if g.engine.RealTime {
		return 24 * time.Hour
	}
	return g.tick/4 + g.moment(n)
}

// url is one of 30 of a host, due soon, long since or never. Its nanosecond
// makes the order of due times unique.
func (g *gambler) url(host string) store.URL {
	i := g.rand.IntN(30)
	u := page(host, i, time.Time{})
	switch g.rand.IntN(4) {
	case 0:
		u.Due = time.Now().Add(g.far(5)).Add(time.Duration(g.rand.IntN(1e6))).UTC()
	case 1, 2:
		u.Due = time.Now().Add(-g.moment(9)).Add(-time.Duration(g.rand.IntN(1e6))).UTC()
	}
	return u
}

func (g *gambler) some(host string, n int) (urls []store.URL) {
	for range g.rand.IntN(n + 1) {
		urls = append(urls, g.url(host))
	}
	return urls
}

func (g *gambler) addSome() {
	urls := append(g.some(g.host(), 4), g.some(g.host(), 4)...)
	want := 0
	for _, u := range urls {
		want += g.model.add(u)
	}
	g.same("added", want, g.env.add(urls...))
}

func (g *gambler) leaseOne() {
	now := time.Now()
	ask := store.Ask{Worker: "thợ", TTL: g.far(6), Max: 1 + g.rand.IntN(4)}
	if g.rand.IntN(3) == 0 {
		ask.Before = now.Add(g.moment(3) - g.moment(6))
	}
	if g.rand.IntN(3) == 0 {
		ask.Hosts = []string{g.host(), g.host()}
	}
	fit := g.leasable(ask, now)
	l, err := g.Lease(g.ctx, ask)
	var idle *store.Idle
	if errors.As(err, &idle) && len(fit) == 0 {
		return
	}
	g.check(err)
	if since, ok := fit[l.Host]; !ok || since.After(slices.MinFunc(slices.Collect(maps.Values(fit)), time.Time.Compare)) {
		g.Fatalf("leased %s, but could have been: %v", l.Host, fit)
	}
	before := now
	if !ask.Before.IsZero() && ask.Before.Before(now) {
		before = ask.Before
	}
	due := g.due(l.Host, before)
	g.same("leased URLs", due[:min(len(due), ask.Max)], l.URLs)
	g.same("state", g.state[l.Host], l.State)
	g.model.leases[l.Host] = modelLease{l.Token, now.Add(ask.TTL)}
	g.leases = append(g.leases, l)
}

// story is one of few, so that some are edits and some copies.
func (g *gambler) article(host string) *extract.Article {
	a := article(host, g.rand.IntN(6))
	switch g.rand.IntN(6) {
	case 0:
		a = titled(a, fmt.Sprint("Tít ", g.rand.IntN(3)))
	case 1:
		a = written(a, story(fmt.Sprint("bản ", g.rand.IntN(4))))
	case 2:
		a.URL += "?lần=" + fmt.Sprint(g.rand.IntN(3))
	case 3:
		a.Text, a.Body = "", nil
	case 4:
		a.Change, a.Tags = extract.ChangeReextracted, []string{fmt.Sprint(g.rand.IntN(3))}
	}
	return a
}

func (g *gambler) outcome(l *store.Lease) store.Outcome {
	o := store.Outcome{URL: g.url(l.Host), Links: g.some(g.host(), 3), Recheck: g.some(l.Host, 2)}
	if len(l.URLs) > 0 && g.rand.IntN(4) > 0 {
		o.URL = l.URLs[g.rand.IntN(len(l.URLs))]
	}
	o.URL.Visits++
	o.Next = g.url(l.Host).Due
	if g.rand.IntN(2) == 0 {
		o.Cooldown = g.far(2)
	}
	if g.rand.IntN(4) == 0 {
		o.State = fmt.Append(nil, g.rand.Uint64())
	}
	switch g.rand.IntN(4) {
	case 0:
		o.Gone = article(l.Host, g.rand.IntN(6)).ID
	case 1, 2:
		o.Article = g.article(l.Host)
	}
	return o
}

func (g *gambler) doneSome() {
	if len(g.leases) == 0 {
		return
	}
	l := g.leases[g.rand.IntN(len(g.leases))]
	var outcomes []store.Outcome
	for range g.rand.IntN(4) {
		outcomes = append(outcomes, g.outcome(l))
	}
	ttl := g.far(6)
	now := time.Now()
	got, err := g.Done(g.ctx, l, ttl, outcomes...)
	held := g.model.leases[l.Host]
	if held.token != l.Token {
		if !errors.Is(err, store.ErrLost) {
			g.Fatalf("a lost lease of %s: %v", l.Host, err)
		}
		return
	}
	g.check(err)
	want := []store.Receipt{}
	for _, o := range outcomes {
		want = append(want, g.model.done(l.Host, o, now))
	}
	g.same("receipts", want, got)
	if until := now.Add(ttl); until.After(held.until) {
		g.model.leases[l.Host] = modelLease{l.Token, until}
	}
}

func (g *gambler) releaseOne() {
	if len(g.leases) == 0 {
		return
	}
	i := g.rand.IntN(len(g.leases))
	l := g.leases[i]
	g.release(l)
	if g.model.leases[l.Host].token == l.Token {
		delete(g.model.leases, l.Host)
	}
	if g.rand.IntN(2) == 0 { // else kept, to be used after its end
		g.leases = slices.Delete(g.leases, i, i+1)
	}
}

// restartBoth gives all leases back first: whether they outlive a process is
// the engine's choice.
func (g *gambler) restartBoth() {
	for _, l := range g.leases {
		g.release(l)
	}
	clear(g.model.leases)
	g.leases = nil
	g.restart()
}

func (g *gambler) compare() {
	g.Helper()
	for host, rows := range g.urls {
		for _, u := range rows {
			g.same("row of "+host, u, g.row(u))
		}
	}
	got, err := g.Hosts(g.ctx)
	g.check(err)
	g.same("hosts", g.model.hosts(time.Now()), got)
	after := store.Cursor{}
	for host, n := range g.last {
		after[host] = g.rand.Uint64N(n + 1)
	}
	g.same("everything", g.model.walk(nil), g.env.walk(nil))
	g.same("changes", g.model.walk(after), g.env.walk(after))
	for id, want := range g.history {
		var got []*extract.Article
		g.check(g.Revisions(g.ctx, id, func(r store.Revision) error {
			got = append(got, r.Article)
			return nil
		}))
		g.same("history of "+id, want, got)
	}
}

package conform

import (
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/tintinh/tintinh/store"
)

func togetherTests() []test {
	return []test{
		{"many workers crawl a site once", crawlTogether},
		{"many Dones of one lease", doneTogether},
	}
}

// crawlers is what the workers of crawlTogether share.
type crawlers struct {
	*env
	mu      sync.Mutex
	working map[string]bool // hosts in a worker's hands
	visits  map[string]int
}

// crawlTogether: each of 10 hosts has 31 pages, page i links to 2i+1 and 2i+2
// and to the front page of the next host. Only one host is known at first.
func crawlTogether(e *env) {
	const workers, hostsN, pages = 12, 10, 31
	c := &crawlers{env: e, working: map[string]bool{}, visits: map[string]int{}}
	host := func(i int) string { return fmt.Sprintf("báo-%d.vn", i%hostsN) }
	number := map[string]int{}
	links := map[string][]store.URL{}
	for h := range hostsN {
		number[host(h)] = h
		for i := range pages {
			var to []store.URL
			for _, j := range []int{2*i + 1, 2*i + 2} {
				if j < pages {
					to = append(to, page(host(h), j, e.start))
				}
			}
			links[page(host(h), i, e.start).Canonical] = append(to, page(host(h+1), 0, e.start))
		}
	}
	e.add(page(host(0), 0, e.start))
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			if err := c.work(links); err != nil {
				e.Error(err)
			}
		})
	}
	wg.Wait()
	if e.Failed() {
		return
	}
	for h := range hostsN {
		for i := range pages {
			if u := page(host(h), i, e.start).Canonical; c.visits[u] != 1 {
				e.Errorf("%s was visited %d times", u, c.visits[u])
			}
		}
	}
	next := map[string]uint64{}
	for _, x := range e.walk(nil) {
		if next[x.Host]++; x.N != next[x.Host] {
			e.Errorf("change %d of %s after %d", x.N, x.Host, next[x.Host]-1)
		}
	}
	for h := range hostsN {
		if next[host(h)] != pages {
			e.Errorf("%s has %d articles", host(h), next[host(h)])
		}
	}
}

// work leases and visits until nothing is left.
func (c *crawlers) work(links map[string][]store.URL) error {
	for {
		l, err := c.Lease(c.ctx, store.Ask{Worker: "thợ", TTL: time.Hour, Max: 4, Before: c.start})
		var idle *store.Idle
		switch {
		case errors.As(err, &idle) && idle.Wait < 0:
			return nil
		case errors.As(err, &idle):
			c.pass(idle.Wait)
			continue
		case err != nil:
			return err
		}
		if err := c.visit(l, links); err != nil {
			return err
		}
	}
}

func (c *crawlers) visit(l *store.Lease, links map[string][]store.URL) error {
	c.mu.Lock()
	if c.working[l.Host] {
		c.Errorf("%s has two workers", l.Host)
	}
	c.working[l.Host] = true
	c.mu.Unlock()
	for _, u := range l.URLs {
		a := article(u.Host, 0)
		a.ID, a.URL, a.CanonicalURL = u.Canonical, u.Canonical, u.Canonical
		o := found(u, written(a, story(u.Canonical)))
		o.Links, o.Cooldown = links[u.Canonical], c.tick/20
		if _, err := c.Done(c.ctx, l, time.Hour, o); err != nil {
			return err
		}
		c.mu.Lock()
		c.visits[u.Canonical]++
		c.mu.Unlock()
	}
	c.mu.Lock()
	c.working[l.Host] = false
	c.mu.Unlock()
	return c.Release(c.ctx, l)
}

// doneTogether: a lease's outcomes may come from several goroutines.
func doneTogether(e *env) {
	d := e.desk(hostA)
	var wg sync.WaitGroup
	seen := make([]uint64, 200)
	for i := range seen {
		wg.Go(func() {
			l := *d.l // Done moves its lease's end
			a := article(hostA, i)
			r, err := e.Done(e.ctx, &l, e.tick, found(store.URL{Host: hostA, Canonical: a.URL}, a))
			if err != nil {
				e.Error(err)
				return
			}
			seen[i] = r[0].Seq
		})
	}
	wg.Wait()
	byNumber := map[uint64]bool{}
	for _, n := range seen {
		byNumber[n] = n >= 1 && n <= uint64(len(seen))
	}
	delete(byNumber, 0)
	if len(byNumber) != len(seen) {
		e.Errorf("%d numbers for %d articles", len(byNumber), len(seen))
	}
	for i, c := range e.walk(nil) {
		if c.N != uint64(i)+1 {
			e.Fatalf("change %d is number %d", i+1, c.N)
		}
	}
}

package pg_test

import (
	"crypto/sha256"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/store"
	"github.com/tintinh/tintinh/store/pg"
)

// workers leases n hosts, each on a store of its own, as processes would.
func workers(t *testing.T, n int) (dbs []*pg.DB, leases []*store.Lease) {
	t.Helper()
	dsn := fresh(t)
	for i := range n {
		db := open(t, dsn)
		t.Cleanup(func() { db.Close() })
		host := fmt.Sprintf("bao-%d.vn", i)
		if _, err := db.Add(t.Context(), store.URL{Host: host, Canonical: "https://" + host + "/", Due: time.Now().Add(-time.Minute)}); err != nil {
			t.Fatal(err)
		}
		l, err := db.Lease(t.Context(), store.Ask{TTL: time.Hour, Max: 1, Hosts: []string{host}})
		if err != nil {
			t.Fatal(err)
		}
		dbs, leases = append(dbs, db), append(leases, l)
	}
	return dbs, leases
}

func written(host string, i int, text string) *extract.Article {
	text = strings.Repeat(text+" ", 60)
	return &extract.Article{
		Schema: 1, ID: fmt.Sprintf("%s:%d", host, i), URL: fmt.Sprintf("https://%s/%d", host, i), Title: "Được mùa", Text: text,
		TextHash: fmt.Sprintf("sha256:%x", sha256.Sum256([]byte(text))),
	}
}

// TestSameTextTogether: of papers that bring the same agency story at the same
// moment one is the first, and the others know it.
func TestSameTextTogether(t *testing.T) {
	const papers, stories = 6, 15
	dbs, leases := workers(t, papers)
	originals := make([]map[string]int, stories)
	for i := range originals {
		originals[i] = map[string]int{}
	}
	var mu sync.Mutex
	var wg sync.WaitGroup
	for i, db := range dbs {
		wg.Go(func() {
			for s := range stories {
				l := leases[i]
				a := written(l.Host, s, fmt.Sprintf("Tin hãng số %d", s))
				r, err := db.Done(t.Context(), l, time.Hour, store.Outcome{URL: store.URL{Host: l.Host, Canonical: a.URL}, Article: a})
				if err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				originals[s][r[0].Duplicate]++
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	for s, by := range originals {
		if by[""] != 1 || len(by) != 2 {
			t.Errorf("story %d: %v", s, by)
		}
	}
}

// TestCrossLinks: pages of all hosts that link to all others, at once. Each link
// is counted by one worker, and none waits for another for ever.
func TestCrossLinks(t *testing.T) {
	const papers, links = 5, 12
	dbs, leases := workers(t, papers)
	var mu sync.Mutex
	found := 0
	var wg sync.WaitGroup
	for i, db := range dbs {
		wg.Go(func() {
			for n := range links {
				o := store.Outcome{URL: leases[i].URLs[0]}
				for j := range papers {
					host := leases[(i+j)%papers].Host
					o.Links = append(o.Links, store.URL{Host: host, Canonical: fmt.Sprintf("https://%s/%d", host, n), Due: time.Now()})
				}
				r, err := db.Done(t.Context(), leases[i], time.Hour, o)
				if err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				found += r[0].NewLinks
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	if found != papers*links {
		t.Errorf("%d of %d links were counted", found, papers*links)
	}
	states, err := dbs[0].Hosts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range states {
		if h.URLs != links+1 || h.Due != links {
			t.Errorf("%s has %d rows, %d due", h.Host, h.URLs, h.Due)
		}
	}
}

// TestSameArticleTogether: a portal that is being moved from one host to another
// gives the same articles from both.
func TestSameArticleTogether(t *testing.T) {
	const hosts, articles, rounds = 3, 5, 6
	dbs, leases := workers(t, hosts)
	var wg sync.WaitGroup
	for i, db := range dbs {
		wg.Go(func() {
			for n := range articles * rounds {
				a := written("chung", n%articles, fmt.Sprintf("Bài %d của máy %d", n, i))
				if _, err := db.Done(t.Context(), leases[i], time.Hour, store.Outcome{URL: store.URL{Host: leases[i].Host, Canonical: a.URL}, Article: a}); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	next := map[string]uint64{}
	err := dbs[0].Changes(t.Context(), nil, func(host string, n uint64, _ store.Record) error {
		if next[host]++; next[host] != n {
			return fmt.Errorf("change %d of %s is number %d", next[host], host, n)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	current := 0
	err = dbs[0].Articles(t.Context(), nil, func(string, uint64, store.Record) error { current++; return nil })
	if err != nil || current != articles {
		t.Errorf("%d articles, %v", current, err)
	}
	total := uint64(0)
	for _, n := range next {
		total += n
	}
	if total != hosts*articles*rounds {
		t.Errorf("%d changes of %d", total, hosts*articles*rounds)
	}
}

package bolt_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tintinh/tintinh/store"
	"github.com/tintinh/tintinh/store/bolt"
)

func hostPage(h, i int) store.URL {
	u := page(i)
	u.Host = fmt.Sprintf("vidu-%d.vn", h)
	u.Canonical = fmt.Sprintf("https://%s/tin-tuc/%d", u.Host, i)
	return u
}

// withRows makes a store that holds n URLs of 50 hosts, all due.
func withRows(b *testing.B, n int) *bolt.DB {
	b.Helper()
	db := open(b, filepath.Join(b.TempDir(), "tintinh.db"), bolt.Options{NoSync: true})
	var urls []store.URL
	for i := range n {
		urls = append(urls, hostPage(i%50, i))
	}
	if _, err := db.Add(b.Context(), urls...); err != nil {
		b.Fatal(err)
	}
	hosts, err := db.Hosts(b.Context())
	if err != nil || len(hosts) != 50 {
		b.Fatal(len(hosts), err)
	}
	return db
}

// BenchmarkAdd adds URLs, 1,000 a call, to a store that holds some.
func BenchmarkAdd(b *testing.B) {
	for _, rows := range []int{10_000, 100_000} {
		b.Run(fmt.Sprintf("to=%d", rows), func(b *testing.B) {
			db := withRows(b, rows)
			next := rows
			for b.Loop() {
				urls := make([]store.URL, 1000)
				for i := range urls {
					urls[i] = hostPage(next%50, next)
					next++
				}
				if n, err := db.Add(b.Context(), urls...); err != nil || n != len(urls) {
					b.Fatal(n, err)
				}
			}
			b.ReportMetric(float64(b.N*1000)/b.Elapsed().Seconds(), "URLs/s")
		})
	}
}

// BenchmarkKnown adds links that are known: what most links are.
func BenchmarkKnown(b *testing.B) {
	db := withRows(b, 100_000)
	urls := make([]store.URL, 100)
	for i := range urls {
		urls[i] = hostPage(0, 50*i)
	}
	for b.Loop() {
		if n, err := db.Add(b.Context(), urls...); err != nil || n != 0 {
			b.Fatal(n, err)
		}
	}
}

// BenchmarkCycle is a crawl without a network: lease a host, store one page
// with a 4 KB article and 10 known links, give the host back; with fsync.
func BenchmarkCycle(b *testing.B) {
	for _, rows := range []int{10_000, 100_000} {
		for _, workers := range []int{1, 16} {
			b.Run(fmt.Sprintf("rows=%d/workers=%d", rows, workers), func(b *testing.B) {
				loaded := withRows(b, rows)
				db := reopened(b, loaded)
				var n atomic.Int64
				var wg sync.WaitGroup
				b.ResetTimer()
				for range workers {
					wg.Go(func() {
						for i := n.Add(1); i <= int64(b.N); i = n.Add(1) {
							if err := cycle(b.Context(), db, int(i)); err != nil {
								b.Error(err)
								return
							}
						}
					})
				}
				wg.Wait()
				b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "pages/s")
			})
		}
	}
}

// reopened opens a store again, with fsync.
func reopened(b *testing.B, db *bolt.DB) *bolt.DB {
	b.Helper()
	path := db.Path()
	if err := db.Close(); err != nil {
		b.Fatal(err)
	}
	return open(b, path, bolt.Options{})
}

func cycle(ctx context.Context, db *bolt.DB, i int) error {
	l, err := db.Lease(ctx, store.Ask{Worker: "w", TTL: time.Minute, Max: 1})
	if err != nil {
		return err
	}
	u := l.URLs[0]
	o := store.Outcome{URL: u, Next: time.Now().Add(time.Hour), Article: article(i)}
	for j := range 10 {
		o.Links = append(o.Links, hostPage(j, j))
	}
	_, err = db.Done(ctx, l, time.Minute, o)
	return errors.Join(err, db.Release(ctx, l))
}

// BenchmarkArticles walks a store, taking each record as its line.
func BenchmarkArticles(b *testing.B) {
	for _, n := range []int{10_000, 100_000} {
		b.Run(fmt.Sprintf("articles=%d", n), func(b *testing.B) {
			db := open(b, filepath.Join(b.TempDir(), "tintinh.db"), bolt.Options{NoSync: true})
			fill(b, db, n)
			bytes := 0
			for b.Loop() {
				seen := 0
				err := db.Articles(b.Context(), nil, func(_ string, _ uint64, r store.Record) error {
					line, err := r.Line()
					seen++
					bytes += len(line)
					return err
				})
				if err != nil || seen != n {
					b.Fatal(seen, err)
				}
			}
			b.ReportMetric(float64(b.N*n)/b.Elapsed().Seconds(), "records/s")
			b.ReportMetric(float64(bytes)/b.Elapsed().Seconds()/1e6, "MB/s")
		})
	}
}

// BenchmarkIdle asks a store where nothing fits, as the last workers of a run
// do: the hosts in hand and those with later URLs are walked past.
func BenchmarkIdle(b *testing.B) {
	db := open(b, filepath.Join(b.TempDir(), "tintinh.db"), bolt.Options{NoSync: true})
	var urls []store.URL
	for h := range 5000 {
		urls = append(urls, hostPage(h, 1))
	}
	if _, err := db.Add(b.Context(), urls...); err != nil {
		b.Fatal(err)
	}
	ask := store.Ask{Worker: "w", TTL: time.Minute, Max: 1, Before: time.Now().Add(-24 * time.Hour)}
	for b.Loop() {
		var idle *store.Idle
		if _, err := db.Lease(b.Context(), ask); !errors.As(err, &idle) || idle.Wait >= 0 {
			b.Fatal(err)
		}
	}
}

// BenchmarkNear takes in articles with texts of their own, one in ten an
// edited copy, into a store that holds some: what the search costs must not
// grow with the store. bands=false is the same without fingerprints.
func BenchmarkNear(b *testing.B) {
	for _, held := range []int{10_000, 100_000} {
		for _, bands := range []bool{false, true} {
			b.Run(fmt.Sprintf("held=%d/bands=%v", held, bands), func(b *testing.B) {
				n := opened(b, filepath.Join(b.TempDir(), "tintinh.db"))
				next, copies := 0, 0
				add := func(count int) {
					var outcomes []store.Outcome
					for range count {
						a := extracted(next, spun(next))
						if !bands {
							a.SimHash = ""
						}
						outcomes = append(outcomes, store.Outcome{URL: page(next), Article: a})
						next++
					}
					rs, err := n.db.Done(b.Context(), n.l, time.Hour, outcomes...)
					if err != nil {
						b.Fatal(err)
					}
					for _, r := range rs {
						if r.Duplicate != "" {
							copies++
						}
					}
				}
				for next < held {
					add(500)
				}
				first := next
				start := time.Now()
				for b.Loop() {
					add(100)
				}
				s, err := n.db.Stats(b.Context())
				if err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(float64(next-first)/time.Since(start).Seconds(), "articles/s")
				for _, bucket := range s.Buckets {
					if bucket.Name == "band" {
						b.ReportMetric(float64(bucket.Pages)/float64(next), "band-bytes/article")
					}
				}
				b.ReportMetric(100*float64(copies)/float64(next), "%copies")
			})
		}
	}
}

// spun is a text of 260 syllables out of 3,000; every tenth is the one before
// it without its last paragraph.
func spun(i int) string {
	paragraphs := 5
	if i%10 == 9 {
		i, paragraphs = i-1, 4
	}
	random := rand.New(rand.NewPCG(uint64(i), 3))
	var text []string
	for range paragraphs {
		var words []string
		for range 52 {
			n := random.IntN(3000)
			words = append(words, string(rune('b'+n%20))+[]string{"a", "e", "i", "o", "u", "ư"}[n/20%6]+string(rune('a'+n/120)))
		}
		text = append(text, strings.Join(words, " "))
	}
	return strings.Join(text, "\n\n")
}

package crawler

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tintinh/tintinh/store"
	"github.com/tintinh/tintinh/store/bolt"
)

// many puts articles 1 to n on the site and returns their paths.
func (w *world) many(n int) []string {
	var paths []string
	for id := 1; id <= n; id++ {
		paths = append(paths, w.site.article(id))
	}
	return paths
}

func TestMaxPages(t *testing.T) {
	bubble(t, "", func(t *testing.T, w *world) {
		w.site.listing("/", w.many(10)...)
		w.crawl.MaxPages = 4
		r := w.run()
		w.want(r, store.PortalRun{Discovered: 11, Found: 11, Fetched: 4, Left: 7, New: 3, Sources: 1, Requests: 5})
		if r.Reason != endMaxPages {
			t.Errorf("reason %q, want max-pages", r.Reason)
		}
		// The newest, which stand first, were taken; the rest is still due.
		if d := cmp.Diff([]string{"vidu:1", "vidu:2", "vidu:3"}, ids(w.records())); d != "" {
			t.Errorf("records (-want +got):\n%s", d)
		}
		w.crawl.MaxPages = 0
		w.want(w.run(), store.PortalRun{Discovered: 7, Due: 7, Fetched: 7, New: 7, Requests: 7})
	})
}

func ids[V any](m map[string]V) []string {
	var all []string
	for id := range m {
		all = append(all, id)
	}
	slices.Sort(all)
	return all
}

func TestPortalsOwnBudget(t *testing.T) {
	bubble(t, "max_pages: 3\n", func(t *testing.T, w *world) {
		w.site.listing("/", w.many(5)...)
		r := w.run()
		w.want(r, store.PortalRun{Discovered: 6, Found: 6, Fetched: 3, Left: 3, New: 2, Sources: 1, Requests: 4})
		if r.Reason != endDone {
			t.Errorf("reason %q: other portals had no limit", r.Reason)
		}
	})
}

func TestMaxTime(t *testing.T) {
	bubble(t, "", func(t *testing.T, w *world) {
		w.site.listing("/", w.many(30)...)
		w.crawl.MaxTime = 10 * time.Second
		start := time.Now()
		r := w.run()
		if d := time.Since(start); d > 12*time.Second {
			t.Errorf("the run took %s, want at most 12s", d)
		}
		p := figures(r)
		if r.Reason != endMaxTime || p.Left == 0 || p.Fetched < 8 || p.Discovered != 31 {
			t.Errorf("reason %q, figures %+v", r.Reason, p)
		}
	})
}

func TestMaxTimeCutsASlowPage(t *testing.T) {
	bubble(t, "", func(t *testing.T, w *world) {
		w.site.handle(newStory(1).path(), func(rw http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
		w.site.listing("/", newStory(1).path())
		w.crawl.MaxTime = 5 * time.Second
		start := time.Now()
		r := w.run()
		if d := time.Since(start); d > 7*time.Second {
			t.Errorf("the run took %s, want at most 7s", d)
		}
		// The page was asked for and cut by us: it is no failure of the page, and stays due.
		w.want(r, store.PortalRun{Discovered: 2, Found: 2, Fetched: 1, Left: 1, Sources: 1, Requests: 3})
		if u := w.row("vidu:1"); u.Failures != 0 || u.Due.After(time.Now()) {
			t.Errorf("row: %+v", u)
		}
		w.site.article(1)
		w.crawl.MaxTime = 0
		w.want(w.run(), store.PortalRun{Discovered: 1, Due: 1, Fetched: 1, New: 1, Requests: 1})
	})
}

func TestCancelFinishesWhatIsInFlight(t *testing.T) {
	bubble(t, "", func(t *testing.T, w *world) {
		ctx, cancel := context.WithCancel(t.Context())
		path := newStory(1).path()
		w.site.handle(path, func(rw http.ResponseWriter, r *http.Request) {
			cancel()
			time.Sleep(5 * time.Second)
			_, _ = io.WriteString(rw, newStory(1).html())
		})
		w.site.listing("/", path, w.site.article(2))
		start := time.Now()
		r, err := w.crawl.Run(ctx)
		if err != nil {
			t.Fatal(err)
		}
		w.check(r)
		if r.Reason != endSignal || time.Since(start) > 10*time.Second {
			t.Errorf("reason %q after %s", r.Reason, time.Since(start))
		}
		w.want(r, store.PortalRun{Discovered: 3, Found: 3, Fetched: 2, Left: 1, New: 1, Sources: 1, Requests: 3})
	})
}

func TestCancelCutsAfterGrace(t *testing.T) {
	bubble(t, "", func(t *testing.T, w *world) {
		ctx, cancel := context.WithCancel(t.Context())
		w.site.handle(newStory(1).path(), func(rw http.ResponseWriter, r *http.Request) {
			cancel()
			<-r.Context().Done()
		})
		w.site.listing("/", newStory(1).path())
		w.crawl.Grace = 3 * time.Second
		start := time.Now()
		r, err := w.crawl.Run(ctx)
		if err != nil {
			t.Fatal(err)
		}
		w.check(r)
		if d := time.Since(start); d > 7*time.Second {
			t.Errorf("the run took %s, want grace only", d)
		}
		if p := figures(r); p.Left != 1 || p.Errors != nil {
			t.Errorf("figures %+v", p)
		}
	})
}

func TestACrashedRunsLastRequestCounts(t *testing.T) {
	bubble(t, "", func(t *testing.T, w *world) {
		w.site.page("/robots.txt", "text/plain", "")
		w.site.listing("/", w.many(1)...)
		w.run()
		time.Sleep(2 * time.Hour)
		// A run that began and did not end: it may have sent a request just now.
		if err := w.db.AddRun(t.Context(), store.Run{Started: time.Now(), Portals: map[string]*store.PortalRun{}}); err != nil {
			t.Fatal(err)
		}
		w.site.forget()
		start := time.Now()
		w.run()
		if gap := w.site.log[0].At.Sub(start); gap < time.Second {
			t.Errorf("the first request came %s after the start, want the delay", gap)
		}
	})
}

func TestDelayHoldsOverRuns(t *testing.T) {
	bubble(t, "", func(t *testing.T, w *world) {
		w.site.listing("/", w.many(3)...)
		w.crawl.MaxPages = 1
		for range 4 {
			w.run() // checks the whole log
		}
		if n := len(w.site.uris()); n != 4 {
			t.Errorf("%d requests, want 4", n)
		}
	})
}

func TestManyHostsShareFewWorkers(t *testing.T) {
	bubble(t, "", func(t *testing.T, w *world) {
		w.site.listing("/", w.many(5)...)
		w.crawl.Workers = 1
		for i := range 3 {
			host := fmt.Sprintf("bao%d.test", i)
			s := newSite()
			var paths []string
			for id := 1; id <= 5; id++ {
				paths = append(paths, s.article(id))
			}
			s.listing("/", paths...)
			w.net.serve(w.t, host+":80", s)
			w.crawl.Portals = append(w.crawl.Portals, parsed(t, fmt.Sprintf(`
id: bao%d
hosts: [%s]
delay: 1s
sources: [{kind: listing, url: "http://%s/"}]
article: '^/tin-tuc/\d+/(?P<id>\d+)/'
`, i, host, host)))
			defer s.polite(t, time.Second)
		}
		start := time.Now()
		r := w.run()
		for id, p := range r.Portals {
			if p.New != 5 || p.Left != 0 {
				t.Errorf("portal %s: %+v", id, p)
			}
		}
		// One worker goes from host to host while the others rest: four hosts
		// in the time of one.
		if d := time.Since(start); d > 10*time.Second {
			t.Errorf("the run took %s: the worker slept on a host", d)
		}
	})
}

// A store that fails is a stopped run: what cannot be stored is not fetched.
func TestBrokenStoreEndsTheRun(t *testing.T) {
	bubble(t, "", func(t *testing.T, w *world) {
		w.site.listing("/", w.many(20)...)
		db, err := bolt.Open(filepath.Join(t.TempDir(), "b.db"), bolt.Options{})
		if err != nil {
			t.Fatal(err)
		}
		w.crawl.Store = db
		n := 0
		w.crawl.Progress = func(Event) {
			if n++; n == 3 {
				if err := db.Close(); err != nil {
					t.Error(err)
				}
			}
		}
		r, err := w.crawl.Run(t.Context())
		if err == nil || r == nil || r.Reason != endError {
			t.Fatalf("error %v, run %+v; want an error and the figures", err, r)
		}
		if n := len(w.site.uris()); n > 4 {
			t.Errorf("%d requests, want none after the store failed", n)
		}
	})
}

func TestNothingToCrawl(t *testing.T) {
	if _, err := (&Crawl{}).Run(t.Context()); err == nil {
		t.Error("a run without portals must say so")
	}
}

func TestRunIsKept(t *testing.T) {
	bubble(t, "", func(t *testing.T, w *world) {
		w.site.listing("/", w.many(1)...)
		var before []store.Run
		w.crawl.Progress = func(Event) {
			if len(before) == 0 {
				before = runs(t, w.db)
			}
		}
		r := w.run()
		if len(before) != 1 || !before[0].Ended.IsZero() || before[0].PID == 0 {
			t.Errorf("while running: %+v, want a run without an end", before)
		}
		got := runs(t, w.db)
		if len(got) != 1 || got[0].Ended.IsZero() || got[0].Portals["vidu"].New != 1 || !got[0].Started.Equal(r.Started) {
			t.Errorf("kept: %+v", got)
		}
	})
}

func runs(t *testing.T, db store.Store) (all []store.Run) {
	t.Helper()
	err := db.Runs(t.Context(), func(r store.Run) bool {
		all = append(all, r)
		return true
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestNobodyIdlesAtTheEnd: the run ends with its last page. A worker that found
// nothing to do meanwhile does not wait on.
func TestNobodyIdlesAtTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(time.Date(2026, 3, 12, 0, 0, 0, 0, time.UTC)))
		w := city{}.world(t)
		var sites []*site
		for i := range 2 {
			s, c := &strict{host: fmt.Sprintf("bao%d.test", i)}, newSite()
			var paths []string
			for id := range 5 * i {
				paths = append(paths, c.article(id+1))
			}
			c.listing("/", paths...)
			sites = append(sites, c)
			w.net.serve(t, s.host+":80", c)
			w.crawl.Portals = append(w.crawl.Portals, parsed(t, strings.Replace(s.definition(), "delay: 1s", "delay: 1700ms", 1)))
		}
		if _, err := w.crawl.Run(t.Context()); err != nil {
			t.Fatal(err)
		}
		if idle := time.Since(sites[1].log[len(sites[1].log)-1].At); idle > 100*time.Millisecond {
			t.Errorf("the run ended %s after its last request", idle)
		}
	})
}

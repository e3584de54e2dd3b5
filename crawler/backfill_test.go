package crawler

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tintinh/tintinh/store"
)

// withArchive is a portal with a front page and an archive of ten days.
func withArchive(t *testing.T, w *world, more string) {
	t.Helper()
	w.crawl.Revisit = nil
	w.crawl.Portals[0] = parsed(t, withSources(`
  - {kind: listing, url: "http://vidu.test/", every: 1h}
  - {kind: archive, url: "http://vidu.test/luu-tru?ngay={yyyy}-{mm}-{dd}"`+more+`}`))
}

func archiveDay(day int, page int) string {
	uri := fmt.Sprintf("/luu-tru?ngay=2026-03-%02d", day)
	if page > 1 {
		uri += fmt.Sprintf("&trang=%d", page)
	}
	return uri
}

func TestBackfillWalksToTheOldestDay(t *testing.T) {
	bubble(t, "", func(t *testing.T, w *world) {
		withArchive(t, w, ", from: 2026-03-09")
		w.site.listing("/", w.site.article(1))
		// The 12th lists what is known and an article with a known one as relation,
		// the 11th has two pages, the 10th none, the 9th is the last.
		w.site.listing(archiveDay(12, 1), newStory(1).path(), w.site.article(2))
		w.site.html(archiveDay(11, 1), listingHTML(archiveDay(11, 2), w.site.article(3), w.site.article(4)))
		w.site.html(archiveDay(11, 2), listingHTML(archiveDay(11, 1), w.site.article(5)))
		w.site.listing(archiveDay(9, 1), w.site.article(6))
		w.site.listing(archiveDay(8, 1), w.site.article(7))
		w.run()
		if d := cmp.Diff([]string{"/", newStory(1).path()}, w.site.uris()); d != "" {
			t.Errorf("without --backfill (-want +got):\n%s", d)
		}
		w.site.forget()
		w.crawl.Backfill = true
		w.want(w.run(), store.PortalRun{
			Discovered: 11, Found: 11, Fetched: 10, New: 5, Sources: 5, Skipped: map[string]int{"archive-done": 1}, Requests: 10,
		})
		want := []string{
			archiveDay(12, 1), newStory(2).path(),
			archiveDay(11, 1), newStory(3).path(), newStory(4).path(), archiveDay(11, 2), newStory(5).path(),
			archiveDay(10, 1), archiveDay(9, 1), newStory(6).path(),
		}
		if d := cmp.Diff(want, w.site.uris()); d != "" {
			t.Errorf("requests (-want +got):\n%s", d)
		}
		// It is over for good.
		w.site.forget()
		w.want(w.run(), store.PortalRun{})
		// An older end goes on where it stopped.
		withArchive(t, w, ", from: 2026-03-08")
		w.run()
		if a := w.records()["vidu:7"]; a == nil {
			t.Errorf("the day before was not walked: %v", w.site.uris())
		}
	})
}

func TestBackfillKeepsItsBudget(t *testing.T) {
	bubble(t, "", func(t *testing.T, w *world) {
		withArchive(t, w, ", from: 2026-03-11, budget: 3")
		w.crawl.Backfill = true
		w.site.listing("/", w.site.article(1))
		var day []string
		for id := 2; id <= 8; id++ {
			day = append(day, w.site.article(id))
		}
		w.site.listing(archiveDay(12, 1), day[:4]...)
		w.site.listing(archiveDay(11, 1), day[4:]...)
		// News first; then a page and two of its articles.
		w.want(w.run(), store.PortalRun{
			Discovered: 8, Found: 8, Fetched: 5, New: 3, Sources: 2, Left: 2, Skipped: map[string]int{"archive-budget": 1}, Requests: 6,
		})
		if d := cmp.Diff([]string{"/", newStory(1).path(), archiveDay(12, 1), day[0], day[1]}, w.site.uris()); d != "" {
			t.Errorf("requests (-want +got):\n%s", d)
		}
		// A run without it leaves the rest alone, and has its news.
		w.site.forget()
		w.crawl.Backfill = false
		time.Sleep(time.Hour)
		w.site.listing("/", w.site.article(9), newStory(1).path())
		w.want(w.run(), store.PortalRun{
			Discovered: 3, Due: 2, Found: 1, Fetched: 2, New: 1, Sources: 1, Skipped: map[string]int{"archive-needs-backfill": 1}, Requests: 2,
		})
		// What a front page lists is news, also where a walk left it.
		w.site.listing("/", day[3])
		time.Sleep(time.Hour)
		if p := w.run().Portals["vidu"]; p.New != 1 {
			t.Errorf("figures: %+v, want the article that the front page lists", p)
		}
		// Later back-fills get to the end, and never ask twice for an article.
		w.crawl.Backfill = true
		for range 4 {
			w.run()
		}
		if n := len(w.records()); n != 9 {
			t.Errorf("%d records, want all nine", n)
		}
		asked := w.site.uris()
		slices.Sort(asked)
		for i := 1; i < len(asked); i++ {
			if asked[i] == asked[i-1] && strings.HasPrefix(asked[i], "/tin-tuc") {
				t.Errorf("%s was asked for twice", asked[i])
			}
		}
	})
}

// A run that is ended in the middle of a walk loses nothing.
func TestBackfillGoesOnAfterItsEnd(t *testing.T) {
	bubble(t, "", func(t *testing.T, w *world) {
		withArchive(t, w, ", from: 2026-03-01")
		w.crawl.Backfill = true
		w.site.listing("/")
		for day := 1; day <= 12; day++ {
			w.site.listing(archiveDay(day, 1), w.site.article(100+2*day), w.site.article(101+2*day))
		}
		w.crawl.MaxTime = 7 * time.Second
		for range 12 {
			w.run()
		}
		if n := len(w.records()); n != 24 {
			t.Errorf("%d records, want 24", n)
		}
		if n := w.site.count(newStory(110).path()); n != 1 {
			t.Errorf("an article was asked for %d times", n)
		}
	})
}

// A page that fails waits like any; one that never comes does not end the walk.
func TestBackfillOverAPageThatFails(t *testing.T) {
	bubble(t, "", func(t *testing.T, w *world) {
		withArchive(t, w, ", from: 2026-03-10")
		w.crawl.Backfill = true
		w.site.listing("/")
		w.site.listing(archiveDay(12, 1), w.site.article(1))
		w.site.handle(archiveDay(11, 1), status(500))
		w.site.listing(archiveDay(10, 1), w.site.article(2))
		for range 6 {
			w.run()
			time.Sleep(3 * time.Hour)
		}
		if n := w.site.count(archiveDay(11, 1)); n != skipDayAfter {
			t.Errorf("the broken page was asked for %d times, want %d", n, skipDayAfter)
		}
		if d := cmp.Diff([]string{"vidu:1", "vidu:2"}, ids(w.records())); d != "" {
			t.Errorf("records (-want +got):\n%s", d)
		}
	})
}

// Without an oldest day a walk ends where nothing comes any more. Days that
// lead to the front page are empty ones.
func TestBackfillEndsInEmptyDays(t *testing.T) {
	bubble(t, "", func(t *testing.T, w *world) {
		withArchive(t, w, ", budget: 1000")
		w.crawl.Backfill = true
		w.site.listing("/", w.site.article(1))
		w.site.listing(archiveDay(12, 1), newStory(1).path())
		w.site.redirect(archiveDay(11, 1), "/", 302)
		w.run()
		if p := w.run().Portals["vidu"]; p.Requests != 0 {
			t.Errorf("the walk did not end: %+v", p)
		}
		if n := len(w.site.uris()); n < 60 || n > 70 {
			t.Errorf("%d requests, want about two months of empty days", n)
		}
	})
}

func TestBackfillIsPlanned(t *testing.T) {
	bubble(t, "", func(t *testing.T, w *world) {
		withArchive(t, w, ", from: 2026-03-12")
		w.crawl.Backfill = true
		want := Planned{Portal: "vidu", URL: "http://vidu.test" + archiveDay(12, 1), Kind: store.ArchivePage}
		if got := w.plan(); len(got) != 2 || got[1] != want {
			t.Errorf("planned %+v, want last %+v", got, want)
		}
		w.site.listing("/")
		w.run()
		if got := w.plan(); len(got) != 2 || got[1].Reason != "archive-done" {
			t.Errorf("after the walk: %+v", got)
		}
	})
}

// robots.txt that expires in the middle of a day, among more hosts than
// workers, costs no article.
func TestBackfillAcrossTheDayOfRobots(t *testing.T) {
	bubble(t, "", func(t *testing.T, w *world) {
		w.crawl.Workers = 1
		withArchive(t, w, ", from: 2026-03-11")
		other := newSite()
		other.listing("/")
		w.net.serve(t, "ban.test:80", other)
		w.crawl.Portals = append(w.crawl.Portals, parsed(t, strings.NewReplacer("vidu", "ban").Replace(definition(""))))
		w.site.listing("/")
		var day []string
		for id := 1; id <= 20; id++ {
			day = append(day, w.site.article(id))
		}
		w.site.listing(archiveDay(12, 1), day[:18]...)
		w.site.listing(archiveDay(11, 1), day[18:]...)
		w.crawl.Backfill = false
		w.run()
		w.crawl.Backfill = true
		time.Sleep(24*time.Hour - 10*time.Second)
		w.run()
		if n := w.site.count("/robots.txt"); n < 2 {
			t.Fatalf("robots.txt was asked for %d times: it did not expire", n)
		}
		if n := len(w.records()); n != 20 {
			t.Errorf("%d records, want 20", n)
		}
	})
}

// One worker for two portals: nobody sleeps on a host, and two archives of one
// portal do not keep its news waiting.
func TestBackfillAmongManyHosts(t *testing.T) {
	bubble(t, "", func(t *testing.T, w *world) {
		w.crawl.Revisit, w.crawl.Workers, w.crawl.Backfill = nil, 1, true
		w.crawl.Portals[0] = parsed(t, withSources(`
  - {kind: listing, url: "http://vidu.test/", every: 1h}
  - {kind: archive, url: "http://vidu.test/luu-tru?ngay={yyyy}-{mm}-{dd}", from: 2026-03-11}
  - {kind: archive, url: "http://vidu.test/tap-chi?thang={mm}-{yyyy}", from: 2026-02-01}`))
		other := newSite()
		other.listing("/", other.article(1), other.article(2), other.article(3), other.article(4))
		w.net.serve(t, "ban.test:80", other)
		w.crawl.Portals = append(w.crawl.Portals, parsed(t, strings.NewReplacer("vidu", "ban").Replace(definition(""))))
		w.site.listing("/", w.many(4)...)
		w.site.listing(archiveDay(12, 1), w.site.article(5))
		w.site.listing("/tap-chi?thang=02-2026", w.site.article(6))
		r := w.run()
		if p := r.Portals["vidu"]; p.New != 6 || p.Skipped["archive-done"] != 2 || p.Left != 0 {
			t.Errorf("figures: %+v", p)
		}
		if p := r.Portals["ban"]; p.New != 4 {
			t.Errorf("the other portal: %+v", p)
		}
		other.polite(t, time.Second)
		news := slices.Index(w.site.uris(), newStory(4).path())
		if first := slices.Index(w.site.uris(), archiveDay(12, 1)); first < news {
			t.Errorf("the archive came before the news: %v", w.site.uris())
		}
	})
}

package crawler

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tintinh/tintinh/store"
)

func (w *world) plan() []Planned {
	w.t.Helper()
	var all []Planned
	if err := w.crawl.Plan(w.t.Context(), func(p Planned) error {
		all = append(all, p)
		return nil
	}); err != nil {
		w.t.Fatal(err)
	}
	return all
}

func TestPlan(t *testing.T) {
	bubble(t, "", func(t *testing.T, w *world) {
		w.crawl.Portals[0] = parsed(t, withSources(`
  - {kind: listing, url: "http://vidu.test/", every: 1h}
  - {kind: archive, url: "http://vidu.test/luu-tru?ngay={yyyy}-{mm}-{dd}"}`))
		w.site.page("/robots.txt", "text/plain", "User-agent: *\nDisallow: /tin-tuc/8/\n")
		w.site.listing("/", w.site.article(1), "/tin-tuc/8/2/kin")
		archive := Planned{Portal: "vidu", URL: "http://vidu.test/luu-tru?ngay={yyyy}-{mm}-{dd}", Kind: store.ArchivePage, Reason: "archive-needs-backfill", Detail: "date archives are walked with --backfill"}
		front := Planned{Portal: "vidu", URL: "http://vidu.test/", Kind: store.ListingPage}
		if d := cmp.Diff([]Planned{front, archive}, w.plan()); d != "" {
			t.Errorf("before the first run (-want +got):\n%s", d)
		}
		if d := cmp.Diff([]string(nil), w.site.uris()); d != "" {
			t.Errorf("a dry run fetched pages:\n%s", d)
		}
		if hosts, err := w.db.Hosts(t.Context()); err != nil || len(hosts) != 0 {
			t.Errorf("a dry run stored %v, %v", hosts, err)
		}
		w.crawl.MaxPages = 1
		w.run()
		w.crawl.MaxPages = 0
		time.Sleep(time.Minute)
		got := w.plan()
		if len(got) != 4 {
			t.Fatalf("planned %+v, want four", got)
		}
		if got[0].Reason != "not-due" || !strings.HasPrefix(got[0].Detail, "due at 2026-03-12T") {
			t.Errorf("the listing that was just read: %+v", got[0])
		}
		article := Planned{Portal: "vidu", URL: "http://vidu.test" + newStory(1).path(), Kind: store.ArticlePage}
		refused := Planned{Portal: "vidu", URL: "http://vidu.test/tin-tuc/8/2/kin", Kind: store.ArticlePage, Reason: "robots", Detail: "Disallow: /tin-tuc/8/"}
		if d := cmp.Diff([]Planned{article, refused}, got[1:3]); d != "" {
			t.Errorf("the rest (-want +got):\n%s", d)
		}
		// The rows are still due.
		if p := w.run().Portals["vidu"]; p.New != 1 {
			t.Errorf("after the dry run: %+v", p)
		}
	})
}

// What is not fetched anyway costs nothing of a portal's budget.
func TestPlanBudget(t *testing.T) {
	bubble(t, "max_pages: 1\n", func(t *testing.T, w *world) {
		w.site.listing("/", "/tin-tuc/8/2/kin", w.site.article(1), w.site.article(3))
		w.run() // the listing is the one page
		w.crawl.Portals[0] = parsed(t, definition("max_pages: 1\ndeny: ['^/tin-tuc/8/']\n"))
		reasons := map[string]string{}
		for _, p := range w.plan() {
			reasons[strings.TrimPrefix(p.URL, "http://vidu.test")] = p.Reason
		}
		want := map[string]string{"/": "not-due", "/tin-tuc/8/2/kin": "deny", newStory(1).path(): "", newStory(3).path(): "max-pages"}
		if d := cmp.Diff(want, reasons); d != "" {
			t.Errorf("reasons (-want +got):\n%s", d)
		}
	})
}

func TestTable(t *testing.T) {
	start := time.Date(2026, 3, 12, 8, 0, 0, 0, time.UTC)
	r := &store.Run{Started: start, Ended: start.Add(95 * time.Second), Reason: "done", Portals: map[string]*store.PortalRun{
		"vidu": {Discovered: 12, Due: 2, Found: 10, Fetched: 9, Skipped: map[string]int{"robots": 2}, Left: 1, New: 5, Unchanged: 1,
			Sources: 1, NoArticle: 1, Errors: map[string]int{"timeout": 1}, Duplicates: 2, Requests: 10, Bytes: 1_250_000, Blocked: "challenge\x1b[31m"},
		"mau": {Discovered: 3, Due: 3, Fetched: 3, NotModified: 3, Requests: 3},
	}}
	var b strings.Builder
	if err := Table(&b, r); err != nil {
		t.Fatal(err)
	}
	want := `portal  discovered  fetched  skipped  left  new  edited  back  gone  same  sources  errors   MB
mau              3        3        0     0    0       0     0     0     3        0       0  0.0
vidu            12        9        2     1    5       0     0     0     1        1       1  1.2
total           15       12        2     1    5       0     0     0     4        1       1  1.2
vidu: left alone: challenge\u{1b}[31m
vidu: 0 redirects, 0 missing, 1 without an article
vidu: 2 say what another record says
vidu: skipped: 2 robots
vidu: errors: 1 timeout
run ended: done, after 1m35s, 13 requests
`
	if d := cmp.Diff(want, b.String()); d != "" {
		t.Errorf("table (-want +got):\n%s", d)
	}
}

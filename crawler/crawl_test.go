package crawler

import (
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/portal"
	"github.com/tintinh/tintinh/store"
	"github.com/tintinh/tintinh/store/bolt"
)

// world is a crawl of one portal in memory: server, store and clock are of
// one synctest bubble.
type world struct {
	t     *testing.T
	site  *site
	net   *memory
	db    store.Store
	crawl *Crawl
}

// definition is the portal of the tests, with what is added to it.
func definition(more string) string {
	return `
id: vidu
outlet: Báo Ví Dụ
hosts: [vidu.test]
delay: 1s
sources:
  - {kind: listing, url: "http://vidu.test/", every: 1h, follow: "a.next"}
article: '^/(?:tin-tuc|news)/\d+/(?P<id>\d+)/'
rules:
  - title: ["h1.title"]
    lead: ["p.lead"]
    published: ["meta[property='article:published_time']@content"]
    body: ["div.content"]
` + more
}

func parsed(t *testing.T, src string) *portal.Portal {
	t.Helper()
	p, err := portal.Parse("test.yaml", []byte(src))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// bubble runs f in a world of its own.
func bubble(t *testing.T, more string, f func(t *testing.T, w *world)) {
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(time.Date(2026, 3, 12, 1, 0, 0, 0, time.UTC))) // bubbles begin in 2000
		w := &world{t: t, site: newSite(), net: newMemory()}
		w.net.serve(t, "vidu.test:80", w.site)
		db, err := bolt.Open(filepath.Join(t.TempDir(), "tintinh.db"), bolt.Options{})
		if err != nil {
			t.Fatal(err)
		}
		w.db = db
		t.Cleanup(func() {
			if err := db.Close(); err != nil {
				t.Error(err)
			}
		})
		catalogue, err := portal.Embedded()
		if err != nil {
			t.Fatal(err)
		}
		w.crawl = &Crawl{
			Store: db, Portals: []*portal.Portal{parsed(t, definition(more))}, Extractor: extract.New(catalogue, "test"),
			UserAgent: "tintinh/test (+https://vidu.test/)", Workers: 2, dial: w.net.dial,
			Revisit: []time.Duration{time.Hour, 6 * time.Hour, 24 * time.Hour},
		}
		f(t, w)
	})
}

// run does one run and checks what holds of every run: no error, figures that
// add up and agree with the store, a polite crawler.
func (w *world) run() *store.Run {
	w.t.Helper()
	r, err := w.crawl.Run(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	w.check(r)
	return r
}

func (w *world) check(r *store.Run) {
	w.t.Helper()
	if err := r.Balance(); err != nil {
		w.t.Errorf("figures do not balance: %v", err)
	}
	w.site.polite(w.t, time.Second)
}

// figures are what a test asserts of a run: all that counts pages.
func figures(r *store.Run) store.PortalRun {
	p := *r.Portals["vidu"]
	p.Bytes, p.Elapsed, p.Fields, p.Newest, p.Articles = 0, 0, nil, time.Time{}, 0
	p.Verdict, p.Was, p.Why = "", "", ""
	p.Duplicates = 0 // the stories of a site resemble each other
	return p
}

func (w *world) want(r *store.Run, want store.PortalRun) {
	w.t.Helper()
	if d := cmp.Diff(want, figures(r)); d != "" {
		w.t.Errorf("figures (-want +got):\n%s", d)
	}
}

// records are the stored articles, by id.
func (w *world) records() map[string]*extract.Article {
	w.t.Helper()
	all := map[string]*extract.Article{}
	err := w.db.Articles(w.t.Context(), nil, func(_ string, _ uint64, r store.Record) error {
		a, err := r.Article()
		if err == nil {
			all[a.ID] = a
		}
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return all
}

// row is the frontier's row of an identity or canonical URL.
func (w *world) row(identity string) store.URL {
	w.t.Helper()
	u, err := w.db.Known(w.t.Context(), "vidu.test", store.KeyOf(identity))
	if err != nil {
		w.t.Fatalf("row of %s: %v", identity, err)
	}
	return u
}

func TestFirstAndSecondRun(t *testing.T) {
	bubble(t, "", func(t *testing.T, w *world) {
		w.site.listing("/", w.site.article(1), w.site.article(2), w.site.article(3))
		r := w.run()
		w.want(r, store.PortalRun{Discovered: 4, Found: 4, Fetched: 4, New: 3, Sources: 1, Requests: 5})
		if r.Reason != endDone {
			t.Errorf("reason %q, want done", r.Reason)
		}
		want := []string{"/", newStory(1).path(), newStory(2).path(), newStory(3).path()}
		if d := cmp.Diff(want, w.site.uris()); d != "" {
			t.Errorf("requests (-want +got):\n%s", d)
		}
		a := w.records()["vidu:2"]
		if a == nil || a.Title != newStory(2).title || a.URL != "http://vidu.test"+newStory(2).path() || a.Revision != 1 {
			t.Errorf("record of article 2: %+v", a)
		}

		// Right after: nothing is due.
		w.site.forget()
		w.want(w.run(), store.PortalRun{})
		if got := w.site.uris(); len(got) != 0 {
			t.Errorf("a second run asked for %v", got)
		}

		// An hour later the listing and all articles are looked at again, and
		// nothing changed.
		time.Sleep(time.Hour)
		w.want(w.run(), store.PortalRun{Discovered: 4, Due: 4, Fetched: 4, Unchanged: 3, Sources: 1, Requests: 4})
	})
}

func TestEditIsOneRevision(t *testing.T) {
	bubble(t, "", func(t *testing.T, w *world) {
		w.site.listing("/", w.site.article(1), w.site.article(2))
		w.run()
		w.site.article(2, func(s *story) {
			s.body[1] = "Nay đường đến trường chỉ còn mười phút đi bộ qua cầu, kể cả trong mùa nước lên."
		})
		time.Sleep(time.Hour)
		w.want(w.run(), store.PortalRun{Discovered: 3, Due: 3, Fetched: 3, Edited: 1, Unchanged: 1, Sources: 1, Requests: 3})
		a := w.records()["vidu:2"]
		if a.Revision != 2 || a.Change != extract.ChangeEdited || a.Seq != 3 {
			t.Errorf("revision %d, change %s, seq %d; want 2, edited, 3", a.Revision, a.Change, a.Seq)
		}
		time.Sleep(6 * time.Hour)
		r := w.run()
		if got := r.Portals["vidu"]; got.Edited != 0 || got.New != 0 || got.Unchanged != 2 {
			t.Errorf("after the edit: %+v", got)
		}
	})
}

func TestRemovedArticleIsGoneAtTheSecondLook(t *testing.T) {
	bubble(t, "", func(t *testing.T, w *world) {
		w.site.listing("/", w.site.article(1))
		w.run()
		w.site.remove(newStory(1).path())
		time.Sleep(time.Hour)
		w.want(w.run(), store.PortalRun{Discovered: 2, Due: 2, Fetched: 2, Missing: 1, Sources: 1, Requests: 2})
		if c := w.records()["vidu:1"].Change; c != extract.ChangeNew {
			t.Errorf("after one look: change %s, want new", c)
		}
		time.Sleep(time.Hour)
		w.want(w.run(), store.PortalRun{Discovered: 2, Due: 2, Fetched: 2, Gone: 1, Sources: 1, Requests: 2})
		if c := w.records()["vidu:1"].Change; c != extract.ChangeGone {
			t.Errorf("after two looks: change %s, want gone", c)
		}
		// It comes back, and is found at the next look a week later.
		w.site.article(1)
		time.Sleep(7 * 24 * time.Hour)
		w.want(w.run(), store.PortalRun{Discovered: 2, Due: 2, Fetched: 2, Back: 1, Sources: 1, Requests: 3})
	})
}

func TestRedirectMakesAnAlias(t *testing.T) {
	bubble(t, "", func(t *testing.T, w *world) {
		// A feed-like old address, another path of the same article, and the page.
		w.site.article(5)
		w.site.redirect("/news/1/5/dia-chi-cu", newStory(5).path(), http301)
		w.site.redirect("/tin-tuc/9/77/doi-so", newStory(5).path(), http301)
		w.site.listing("/", "/news/1/5/dia-chi-cu", "/tin-tuc/9/77/doi-so", "/news/3/5/duong-khac")
		w.want(w.run(), store.PortalRun{Discovered: 3, Found: 3, Fetched: 3, New: 1, Redirects: 1, Sources: 1, Requests: 5})
		all := w.records()
		if len(all) != 1 {
			t.Fatalf("%d records, want one: %v", len(all), all)
		}
		a := all["vidu:5"]
		want := []string{"http://vidu.test/news/1/5/dia-chi-cu", "http://vidu.test/news/3/5/duong-khac", "http://vidu.test/tin-tuc/9/77/doi-so"}
		if d := cmp.Diff(want, a.URLAliases); d != "" {
			t.Errorf("aliases (-want +got):\n%s", d)
		}
		if a.URL != "http://vidu.test"+newStory(5).path() {
			t.Errorf("url %s, want the address after redirects", a.URL)
		}
		alias := w.row("vidu:77")
		if alias.Status != store.Redirected || alias.ArticleID != "vidu:5" || !alias.Due.IsZero() {
			t.Errorf("row of the alias: %+v", alias)
		}
	})
}

const http301 = 301

func TestRobots(t *testing.T) {
	bubble(t, "", func(t *testing.T, w *world) {
		w.site.page("/robots.txt", "text/plain", "User-agent: tintinh\nDisallow: /tin-tuc/8/\nCrawl-delay: 3\n")
		w.site.article(1)
		w.site.html("/tin-tuc/8/2/kin", newStory(2).html())
		w.site.redirect("/tin-tuc/7/3/sang-trang-kin", "/tin-tuc/8/4/kin", 302)
		w.site.listing("/", newStory(1).path(), "/tin-tuc/8/2/kin", "/tin-tuc/7/3/sang-trang-kin")
		r := w.run()
		w.want(r, store.PortalRun{
			Discovered: 5, Found: 5, Fetched: 3, New: 1, Sources: 1, Redirects: 1,
			Skipped: map[string]int{"robots": 2}, Requests: 4,
		})
		w.site.polite(t, 3*time.Second)
		for _, uri := range w.site.uris() {
			if uri == "/tin-tuc/8/2/kin" || uri == "/tin-tuc/8/4/kin" {
				t.Errorf("%s was fetched against robots.txt", uri)
			}
		}
		if u := w.row("vidu:2"); u.Status != store.Refused || u.Reason != "robots" {
			t.Errorf("row: %+v", u)
		}
		// robots.txt is kept for a day, over runs.
		time.Sleep(time.Hour)
		w.site.forget()
		w.run()
		if n := w.site.count("/robots.txt"); n != 0 {
			t.Errorf("robots.txt was fetched %d times within a day", n)
		}
	})
}

func TestUnreachableRobotsAllowNothing(t *testing.T) {
	bubble(t, "", func(t *testing.T, w *world) {
		w.site.handle("/robots.txt", status(503))
		w.site.listing("/", w.site.article(1))
		w.want(w.run(), store.PortalRun{Discovered: 1, Found: 1, Skipped: map[string]int{"robots-unreachable": 1}, Requests: 1})
		w.site.remove("/robots.txt")
		time.Sleep(10 * time.Minute)
		w.want(w.run(), store.PortalRun{Discovered: 2, Due: 1, Found: 1, Fetched: 2, New: 1, Sources: 1, Requests: 3})
	})
}

func TestCrawlDelayBeyondTheCapLeavesTheHost(t *testing.T) {
	bubble(t, "", func(t *testing.T, w *world) {
		w.site.page("/robots.txt", "text/plain", "User-agent: *\nCrawl-delay: 120\n")
		w.site.listing("/", w.site.article(1))
		r := w.run()
		got := figures(r)
		if got.Blocked == "" {
			t.Error("the reason is not told")
		}
		got.Blocked = ""
		if d := cmp.Diff(store.PortalRun{Discovered: 1, Found: 1, Left: 1, Requests: 1}, got); d != "" {
			t.Errorf("figures (-want +got):\n%s", d)
		}
	})
}

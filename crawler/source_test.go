package crawler

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/store"
)

func TestPaginationStopsWhereNothingIsNew(t *testing.T) {
	bubble(t, "", func(t *testing.T, w *world) {
		all := w.many(6)
		w.site.html("/", listingHTML("/trang-2?p=2", all[0:2]...))
		w.site.html("/trang-2?p=2", listingHTML("/trang-2?p=3", all[2:4]...))
		w.site.html("/trang-2?p=3", listingHTML("/trang-2?p=4", all[2:4]...)) // nothing new
		w.site.html("/trang-2?p=4", listingHTML("", all[4:6]...))
		w.want(w.run(), store.PortalRun{Discovered: 7, Found: 7, Fetched: 7, New: 4, Sources: 3, Requests: 8})
		// With one new article on the first page the second is looked at again.
		w.site.html("/", listingHTML("/trang-2?p=2", w.site.article(8), all[0]))
		time.Sleep(time.Hour)
		w.want(w.run(), store.PortalRun{
			Discovered: 7, Due: 5, Found: 2, Fetched: 7, New: 1, Unchanged: 4, Sources: 2, Requests: 7,
		})
		// With none it is not.
		time.Sleep(time.Hour)
		r := w.run()
		if p := r.Portals["vidu"]; p.Sources != 1 {
			t.Errorf("%d sources read, want the first page only", p.Sources)
		}
	})
}

func TestEndlessPaginationEnds(t *testing.T) {
	bubble(t, "", func(t *testing.T, w *world) {
		w.site.article(1)
		n := 1
		w.site.other = func(rw http.ResponseWriter, _ *http.Request) {
			n++
			fmt.Fprint(rw, listingHTML(fmt.Sprintf("/?p=%d", n), newStory(1).path()))
		}
		w.want(w.run(), store.PortalRun{Discovered: 3, Found: 3, Fetched: 3, New: 1, Sources: 2, Requests: 4})
	})
}

func TestTrapsAreCountedOnce(t *testing.T) {
	bubble(t, "deny: ['[?&]ngay=']\n", func(t *testing.T, w *world) {
		trap := []string{
			"/tin-tuc/7/90/lich?ngay=2026-01-01", "/tin-tuc/7/90/lich?ngay=2026-01-02",
			"/en/vi/en/vi/tin-tuc/7/91/x", "/tim-kiem", "https://mang-xa-hoi.test/chia-se?u=1", "javascript:void(0)", "mailto:a@vidu.test",
		}
		first := w.site.article(1, func(s *story) { s.links = trap })
		w.site.listing("/", append(trap, first)...)
		w.want(w.run(), store.PortalRun{
			Discovered: 5, Found: 5, Fetched: 2, New: 1, Sources: 1, Requests: 3,
			Skipped: map[string]int{"deny": 2, "trap-repeat": 1},
		})
	})
}

func TestLinksOfArticlesAreFollowed(t *testing.T) {
	bubble(t, "", func(t *testing.T, w *world) {
		third := w.site.article(3)
		second := w.site.article(2, func(s *story) { s.links = []string{third, newStory(1).path()} })
		first := w.site.article(1, func(s *story) { s.links = []string{second} })
		w.site.listing("/", first)
		w.want(w.run(), store.PortalRun{Discovered: 4, Found: 4, Fetched: 4, New: 3, Sources: 1, Requests: 5})
		if via := w.row("vidu:3").Via; via != "http://vidu.test"+second {
			t.Errorf("via %s, want the article that led there", via)
		}
	})
}

const feedSource = `
  - {kind: feed, url: "http://vidu.test/rss/home.rss"}`

// withSources is the definition with other sources.
func withSources(sources string) string {
	before, after, _ := strings.Cut(definition(""), "article:")
	before, _, _ = strings.Cut(before, "sources:")
	return before + "sources:" + sources + "\narticle:" + after
}

func rss(items ...string) string {
	return `<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Báo Ví Dụ</title><link>http://vidu.test/</link>` +
		strings.Join(items, "") + `</channel></rss>`
}

func TestFeed(t *testing.T) {
	bubble(t, "", func(t *testing.T, w *world) {
		w.crawl.Portals[0] = parsed(t, withSources(feedSource))
		w.crawl.Since = time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
		w.site.article(1)
		w.site.html("/chuyen-de/lu-lut", newStory(4).html()) // content by the feed's word only
		w.site.page("/rss/home.rss", "text/html", rss(
			`<item><title>Cầu mới &amp; đường mới</title><link>http://vidu.test/tin-tuc/7/1/cay-cau-dan-sinh-thu-1?utm_source=rss</link><guid>tin-1</guid><pubDate>Tue, 10 Mar 2026 08:30:00 +0700</pubDate></item>`,
			`<item><title>Cũ</title><link>http://vidu.test/tin-tuc/7/2/x</link><pubDate>Mon, 01 Dec 2025 08:30:00 +0700</pubDate></item>`,
			`<item><title>Chuyên đề</title><link>/chuyen-de/lu-lut</link></item>`,
		))
		r := w.run()
		w.want(r, store.PortalRun{
			Discovered: 4, Found: 4, Fetched: 3, New: 2, Sources: 1, Requests: 4, Skipped: map[string]int{"since": 1},
		})
		a := w.records()["vidu:1"]
		want := &extract.Feed{
			URL: "http://vidu.test/rss/home.rss", Title: "Cầu mới & đường mới", GUID: "tin-1",
			PublishedAt: time.Date(2026, 3, 10, 1, 30, 0, 0, time.UTC),
		}
		a.Feed.PublishedAt = a.Feed.PublishedAt.UTC()
		if d := cmp.Diff(want, a.Feed); d != "" {
			t.Errorf("feed evidence (-want +got):\n%s", d)
		}
		time.Sleep(15 * time.Minute) // a feed's interval
		w.want(w.run(), store.PortalRun{Discovered: 2, Due: 1, Found: 1, Fetched: 1, Sources: 1, Requests: 1, Skipped: map[string]int{"since": 1}})
	})
}

func TestSourcesThatAreNotWhatTheyShouldBe(t *testing.T) {
	bubble(t, "", func(t *testing.T, w *world) {
		w.crawl.Portals[0] = parsed(t, withSources(feedSource+`
  - {kind: sitemap, url: "http://vidu.test/sitemap.xml"}
  - {kind: listing, url: "http://vidu.test/anh"}`))
		w.site.html("/rss/home.rss", "<html><body>Trang không còn</body></html>")
		w.site.html("/sitemap.xml", "<!doctype html><html><body>Trang chủ</body></html>")
		w.site.page("/anh", "image/png", "\x89PNG")
		w.want(w.run(), store.PortalRun{
			Discovered: 3, Found: 3, Fetched: 3, Requests: 4,
			Errors: map[string]int{"not-a-feed": 1, "not-a-sitemap": 1, "not-a-listing": 1},
		})
	})
}

func zipped(s string) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write([]byte(s))
	_ = z.Close()
	return b.Bytes()
}

func TestSitemapIndex(t *testing.T) {
	bubble(t, "", func(t *testing.T, w *world) {
		w.crawl.Portals[0] = parsed(t, withSources(`
  - {kind: sitemap, url: "http://vidu.test/sitemap.xml", every: 6h}`))
		w.crawl.Revisit = nil
		w.many(3)
		index := `<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<sitemap><loc>http://vidu.test/map-1.xml.gz</loc><lastmod>2026-03-01T00:00:00+07:00</lastmod></sitemap>
<sitemap><loc>http://vidu.test/map-2.xml</loc><lastmod>%s</lastmod></sitemap>
<sitemap><loc>http://vidu.test/sitemap.xml</loc></sitemap></sitemapindex>`
		w.site.page("/sitemap.xml", "text/xml", fmt.Sprintf(index, "2026-03-02T00:00:00+07:00"))
		w.site.page("/map-1.xml.gz", "application/x-gzip", string(zipped(`<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>http://vidu.test`+newStory(1).path()+`</loc></url><url><loc>http://khac.test/a</loc></url></urlset>`)))
		w.site.page("/map-2.xml", "text/xml", `<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>http://vidu.test`+newStory(2).path()+`</loc></url></urlset>`)
		w.want(w.run(), store.PortalRun{Discovered: 5, Found: 5, Fetched: 5, New: 2, Sources: 3, Requests: 6})
		// Only the map that says that it changed is read again.
		w.site.page("/sitemap.xml", "text/xml", fmt.Sprintf(index, "2026-03-12T14:00:00+07:00"))
		w.site.page("/map-2.xml", "text/xml", `<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>http://vidu.test`+newStory(2).path()+`</loc></url><url><loc>http://vidu.test`+newStory(3).path()+`</loc></url></urlset>`)
		time.Sleep(6 * time.Hour)
		w.want(w.run(), store.PortalRun{Discovered: 3, Due: 1, Found: 2, Fetched: 3, New: 1, Sources: 2, Requests: 3})
	})
}

func TestConditionalRequests(t *testing.T) {
	bubble(t, "", func(t *testing.T, w *world) {
		conditional := func(body string) http.HandlerFunc {
			return func(rw http.ResponseWriter, r *http.Request) {
				rw.Header().Set("ETag", `"v1"`)
				rw.Header().Set("Content-Type", "text/html")
				if r.Header.Get("If-None-Match") == `"v1"` {
					rw.WriteHeader(http.StatusNotModified)
					return
				}
				fmt.Fprint(rw, body)
			}
		}
		w.site.handle("/", conditional(listingHTML("", newStory(1).path())))
		w.site.handle(newStory(1).path(), conditional(newStory(1).html()))
		w.run()
		time.Sleep(time.Hour)
		w.want(w.run(), store.PortalRun{Discovered: 2, Due: 2, Fetched: 2, NotModified: 2, Requests: 2})
		time.Sleep(time.Hour)
		w.want(w.run(), store.PortalRun{Discovered: 1, Due: 1, Fetched: 1, NotModified: 1, Requests: 1})
	})
}

// A 304 that nobody asked for stands for a page that we do not have: it is a
// failure, and the page is asked for again.
func TestNotModifiedUnasked(t *testing.T) {
	bubble(t, "", func(t *testing.T, w *world) {
		path := newStory(1).path()
		w.site.listing("/", path)
		w.site.handle(path, status(http.StatusNotModified))
		w.want(w.run(), store.PortalRun{Discovered: 2, Found: 2, Fetched: 2, Sources: 1, Errors: map[string]int{"http-304": 1}, Requests: 3})
		w.site.article(1)
		time.Sleep(20 * time.Minute)
		w.want(w.run(), store.PortalRun{Discovered: 1, Due: 1, Fetched: 1, New: 1, Requests: 1})
	})
}

func TestSourceTakenOutOfTheDefinition(t *testing.T) {
	bubble(t, "", func(t *testing.T, w *world) {
		w.site.listing("/", w.many(1)...)
		w.run()
		w.crawl.Portals[0] = parsed(t, withSources(`
  - {kind: listing, url: "http://vidu.test/moi"}`))
		w.site.listing("/moi", newStory(1).path())
		time.Sleep(time.Hour)
		w.want(w.run(), store.PortalRun{
			Discovered: 3, Due: 2, Found: 1, Fetched: 2, Unchanged: 1, Sources: 1, Requests: 2, Skipped: map[string]int{"not-a-source": 1},
		})
	})
}

func TestArticlesAreLookedAtWhenConfigured(t *testing.T) {
	bubble(t, "", func(t *testing.T, w *world) {
		w.crawl.Revisit = []time.Duration{2 * time.Hour, 5 * time.Hour}
		w.site.listing("/", w.many(1)...)
		w.run()
		first := w.row("vidu:1").Published
		if got, want := w.row("vidu:1").Due, first.Add(2*time.Hour); !got.Equal(want) {
			t.Errorf("due %s, want %s", got, want)
		}
		time.Sleep(3 * time.Hour)
		w.run()
		if got, want := w.row("vidu:1").Due, first.Add(5*time.Hour); !got.Equal(want) {
			t.Errorf("due %s, want %s", got, want)
		}
		time.Sleep(3 * time.Hour)
		w.run()
		if got := w.row("vidu:1"); !got.Due.IsZero() || got.Visits != 3 {
			t.Errorf("after the last look: %+v", got)
		}
	})
}

package crawler

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// announcing is a front page that announces feeds beside its links.
func announcing(links ...string) string {
	return strings.Replace(listingHTML("", links...), "</head>", `
<link rel="alternate" type="application/rss+xml" title="Báo Ví Dụ" href="/rss/home.rss">
<link rel="alternate" type="application/rss+xml" title="Báo Ví Dụ » Dòng bình luận" href="/rss/thao-luan.rss">
<link rel="alternate" type="application/rss+xml" href="/comments/feed/">
<link rel="alternate" type="application/json+oembed" href="/oembed?url=x">
<link rel="alternate" type="application/rss+xml" href="http://khac.test/rss/home.rss">
<link rel="alternate" type="application/atom+xml" href="/kin/atom.xml"></head>`, 1)
}

func (w *world) asked(uri string) (hours []int) {
	start := w.site.log[0].At
	for _, a := range w.site.log {
		if a.URI == uri {
			hours = append(hours, int(a.At.Sub(start).Hours()+0.5))
		}
	}
	return hours
}

// TestFoundFeed: a feed that the front page announces is read from then on,
// less and less often while it brings nothing, and its entries are evidence.
// Feeds of comments, of other sites and of denied paths are not.
func TestFoundFeed(t *testing.T) {
	bubble(t, "deny: ['^/kin/']\n", func(t *testing.T, w *world) {
		w.crawl.Revisit = nil
		w.site.html("/", announcing(w.site.article(1)))
		w.site.page("/rss/home.rss", "application/rss+xml", rss(`<item><title>Tin chỉ có trong nguồn tin</title><link>http://vidu.test`+w.site.article(2)+`</link><guid>tin-2</guid></item>`))
		w.run()
		a := w.records()["vidu:2"]
		if a == nil || a.Feed == nil || a.Feed.URL != "http://vidu.test/rss/home.rss" || a.Feed.GUID != "tin-2" {
			t.Fatalf("the article of the feed: %+v", a)
		}
		states, err := w.db.Hosts(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for range 4 * 24 {
			time.Sleep(time.Hour)
			w.run()
		}
		got := FoundFeeds(states[0].State)
		if len(got) != 1 || got[0].URL != "http://vidu.test/rss/home.rss" || got[0].On != "http://vidu.test/" || got[0].Since.IsZero() {
			t.Errorf("found feeds %+v", got)
		}
		if d := cmp.Diff([]int{0, 1, 3, 6, 10, 16, 24, 36, 54, 78}, w.asked("/rss/home.rss")); d != "" {
			t.Errorf("the feed was read after hours (-want +got):\n%s", d)
		}
		for _, uri := range w.site.uris() {
			if !slices.Contains([]string{"/", "/rss/home.rss", newStory(1).path(), newStory(2).path()}, uri) {
				t.Errorf("%s was asked for", uri)
			}
		}
		e, err := w.crawl.Explain(t.Context(), "http://vidu.test/rss/home.rss")
		if err != nil || !e.Known || e.Row.Via != "http://vidu.test/" || e.Reason != planNotDue {
			t.Errorf("explained %+v, %v", e, err)
		}
	})
}

// TestFoundFeedThatIsNone: what is no feed twice is left alone for a month.
func TestFoundFeedThatIsNone(t *testing.T) {
	for name, broken := range map[string]func(s *site){
		"not there": func(*site) {},
		"a page":    func(s *site) { s.html("/rss/home.rss", newStory(7).html()) },
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, "deny: ['^/kin/']\n", func(t *testing.T, w *world) {
				w.crawl.Revisit = nil
				broken(w.site)
				w.site.html("/", announcing(w.site.article(1)))
				for range 40 {
					w.run()
					time.Sleep(24 * time.Hour)
				}
				if got := w.asked("/rss/home.rss"); len(got) != 4 || got[2] < 31*24 || got[2] > 33*24 {
					t.Errorf("asked for after hours %v, want twice, and twice more a month later", got)
				}
			})
		})
	}
}

func TestFindFeedsSwitchedOff(t *testing.T) {
	bubble(t, "deny: ['^/kin/']\n", func(t *testing.T, w *world) {
		w.crawl.Revisit = nil
		w.site.html("/", announcing(w.site.article(1)))
		w.site.page("/rss/home.rss", "application/rss+xml", rss())
		w.run()
		w.crawl.Portals[0] = parsed(t, definition("deny: ['^/kin/']\nfind_feeds: false\n"))
		w.site.forget()
		for range 30 {
			time.Sleep(24 * time.Hour)
			w.run()
		}
		if got := w.site.count("/rss/home.rss"); got != 0 {
			t.Errorf("the feed was read %d times after it was switched off", got)
		}
	})
}

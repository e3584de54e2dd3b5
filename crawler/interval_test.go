package crawler

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tintinh/tintinh/portal"
	"github.com/tintinh/tintinh/store"
)

func TestAdaptedInterval(t *testing.T) {
	hourly := portal.Source{Kind: portal.ListingSource, Every: time.Hour}
	feed := portal.Source{Kind: portal.FeedSource}
	for _, tt := range []struct {
		name   string
		source portal.Source
		last   time.Duration
		visits int
		yield  int
		want   time.Duration
	}{
		{"the first read tells nothing", hourly, 0, 1, 50, time.Hour},
		{"much news halves it", hourly, time.Hour, 2, 10, 30 * time.Minute},
		{"a quarter of every at the least", hourly, 15 * time.Minute, 9, 40, 15 * time.Minute},
		{"some news leaves it", hourly, 30 * time.Minute, 9, 5, 30 * time.Minute},
		{"little news slows down", hourly, 30 * time.Minute, 9, 1, 37*time.Minute + 30*time.Second},
		{"none more so", hourly, 30 * time.Minute, 9, 0, 45 * time.Minute},
		{"every is the longest wait", hourly, time.Hour, 9, 0, time.Hour},
		{"an every that was lowered counts at once", hourly, 6 * time.Hour, 9, 5, time.Hour},
		{"a short every is taken at its word", portal.Source{Kind: portal.FeedSource, Every: time.Minute}, time.Minute, 9, 50, time.Minute},
		{"a feed begins at its kind's", feed, 0, 1, 10, 15 * time.Minute},
		{"a quiet feed", feed, 5 * time.Hour, 9, 0, 6 * time.Hour},
		{"a busy feed", feed, 15 * time.Minute, 9, 30, 10 * time.Minute},
		{"a quiet sitemap", portal.Source{Kind: portal.SitemapSource}, 20 * time.Hour, 9, 0, 24 * time.Hour},
	} {
		if got := adapted(store.URL{Interval: tt.last, Visits: tt.visits}, tt.source, tt.yield); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

func TestMaxAge(t *testing.T) {
	for _, tt := range []struct {
		fields []string
		age    string
		want   time.Duration
	}{
		{nil, "", 0},
		{[]string{"max-age=600"}, "", 10 * time.Minute},
		{[]string{"public, Max-Age=\"600\""}, "60", 9 * time.Minute},
		{[]string{"max-age=600", "no-cache"}, "", 0},
		{[]string{"max-age=99999999"}, "", 24 * time.Hour},
		{[]string{"max-age=60"}, "3600", 0},
		{[]string{"max-age=-5, s-maxage=9"}, "", 0},
	} {
		h := http.Header{"Cache-Control": tt.fields}
		if tt.age != "" {
			h.Set("Age", tt.age)
		}
		if got := maxAge(h); got != tt.want {
			t.Errorf("%q, age %q: %s, want %s", tt.fields, tt.age, got, tt.want)
		}
	}
}

// reads runs every five minutes for a while and returns after how many minutes
// a source was asked for.
func (w *world) reads(uri string, length time.Duration, each func()) []int {
	start := time.Now()
	w.site.forget()
	for time.Since(start) < length {
		each()
		w.run()
		time.Sleep(5*time.Minute - time.Since(start)%(5*time.Minute))
	}
	var at []int
	for _, a := range w.site.log {
		if a.URI == uri {
			at = append(at, int(a.At.Sub(start).Minutes()))
		}
	}
	return at
}

func TestSourcesAreReadAsTheyBringNews(t *testing.T) {
	feed := func(w *world, header string, ttl string) {
		w.crawl.Portals[0] = parsed(t, withSources(feedSource))
		w.crawl.Revisit = nil
		w.site.handle("/rss/home.rss", func(rw http.ResponseWriter, _ *http.Request) {
			if header != "" {
				rw.Header().Set("Cache-Control", header)
			}
			fmt.Fprintf(rw, `<rss version="2.0"><channel><title>Báo Ví Dụ</title>%s<item><title>Tin</title><link>http://vidu.test%s</link></item></channel></rss>`, ttl, newStory(1).path())
		})
		w.site.article(1)
	}
	for _, tt := range []struct {
		name, header, ttl string
		want              []int
	}{
		{"a quiet feed is read less often", "", "", []int{0, 15, 40, 75, 125}},
		{"Cache-Control is respected", "max-age=3600", "", []int{0, 60}},
		{"a feed's ttl is respected", "", "<ttl>90</ttl>", []int{0, 90}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			bubble(t, "", func(t *testing.T, w *world) {
				feed(w, tt.header, tt.ttl)
				got := w.reads("/rss/home.rss", 130*time.Minute, func() {})
				if d := cmp.Diff(tt.want, got); d != "" {
					t.Errorf("read after minutes (-want +got):\n%s", d)
				}
			})
		})
	}
	t.Run("a busy listing is read more often", func(t *testing.T) {
		bubble(t, "", func(t *testing.T, w *world) {
			w.crawl.Revisit, w.crawl.Delay = nil, time.Second
			id := 0
			got := w.reads("/", 3*time.Hour, func() {
				var links []string
				for range 4 {
					id++
					links = append(links, w.site.article(id))
				}
				for old := id - 4; old > max(0, id-40); old-- {
					links = append(links, newStory(old).path())
				}
				w.site.listing("/", links...)
			})
			if d := cmp.Diff([]int{0, 60, 90, 105, 120, 135, 150, 165}, got); d != "" {
				t.Errorf("read after minutes (-want +got):\n%s", d)
			}
		})
	})
}

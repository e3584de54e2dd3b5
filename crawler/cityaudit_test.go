package crawler

import (
	"fmt"
	"net"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/portal"
	"github.com/tintinh/tintinh/store/bolt"
)

// long reports whether tests run at the size that a release is judged by:
// minutes, where they take seconds otherwise.
func long() bool { return os.Getenv("TINTINH_LONG") != "" }

// TestCity crawls two dozen portals with everything that sites do for some
// days, every half hour, and audits what their servers saw.
func TestCity(t *testing.T) {
	if testing.Short() {
		t.Skip("two days take some seconds")
	}
	synctest.Test(t, func(t *testing.T) {
		days := 2
		if long() {
			days = 4
		}
		start := time.Date(2026, 3, 11, 17, 0, 0, 0, time.UTC) // midnight in Vietnam
		time.Sleep(time.Until(start))
		city := foundCity(t, start, days)
		w := city.world(t)
		for time.Since(start) < time.Duration(days)*24*time.Hour {
			r, err := w.crawl.Run(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if err := r.Balance(); err != nil {
				t.Errorf("figures do not balance: %v", err)
			}
			time.Sleep(30*time.Minute - time.Since(start)%(30*time.Minute))
		}
		city.audit(t, w)
	})
}

type city []*town

func foundCity(t *testing.T, start time.Time, days int) city {
	kinds := []townKind{townListing, townFeed, townSitemap, townArchive, townRobots, townRedirects, townTraps, townLimits, townSlow, townShell, townDown}
	var all city
	for n := range 24 {
		all = append(all, newTown(n, kinds[n%len(kinds)], start, days, 30+5*(n%6)))
	}
	return append(all, newTown(24, townTLS, start, days, 0))
}

func (all city) world(t *testing.T) *world {
	db, err := bolt.Open(t.TempDir()+"/city.db", bolt.Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	catalogue, err := portal.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, net: newMemory(), db: db}
	w.crawl = &Crawl{
		Store: db, Extractor: extract.New(catalogue, "test"), UserAgent: "tintinh/test (+https://vidu.test/)", Workers: 8,
		MaxTime: 29 * time.Minute, Backfill: true, dial: w.net.dial, Revisit: []time.Duration{time.Hour, 6 * time.Hour},
	}
	for _, c := range all {
		port := ":80"
		if c.kind == townTLS {
			port = ":443" // plain HTTP there breaks every handshake
		}
		w.net.serve(t, net.JoinHostPort(c.host, port[1:]), c.site)
		w.crawl.Portals = append(w.crawl.Portals, c.portal(t))
	}
	return w
}

// audit looks at the servers' logs, and at what was stored.
func (all city) audit(t *testing.T, w *world) {
	records := w.records()
	var requests, fresh int
	var waits []float64 // from publication to the first request, in intervals of the source
	for _, c := range all {
		c.polite(t, c.delay)
		n, first := c.requests(t)
		published := 0
		for _, a := range c.news {
			at, seen := first[newStory(a.id).path()]
			steady := at.After(c.from.Add(24 * time.Hour))
			if seen && steady {
				published++
				waits = append(waits, float64(at.Sub(a.at))/float64(c.every))
			}
			c.captured(t, a, records[c.id(a)], time.Now())
		}
		t.Logf("%-10s %-10s %4d requests for %3d new articles", c.host, c.kind, n, published)
		requests, fresh = requests+n, fresh+published
	}
	slices.Sort(waits)
	median, ratio := waits[len(waits)/2], float64(requests)/float64(fresh)
	t.Logf("%d new articles, %.3f requests for each, median wait %.2f of the source's interval", fresh, ratio, median)
	if ratio > 1.3 {
		t.Errorf("%.3f requests per new article, want at most 1.3", ratio)
	}
	if median > 0.5 {
		t.Errorf("median wait %.2f of the source's interval, want at most half", median)
	}
}

func (c *town) id(a news) string {
	name, _, _ := strings.Cut(c.host, ".")
	return fmt.Sprintf("%s:%d", name, a.id)
}

// requests counts those of the steady state that are no second looks at an
// article, and gives the first answer of each article's URL.
func (c *town) requests(t *testing.T) (n int, first map[string]time.Time) {
	first = map[string]time.Time{}
	for _, a := range c.log {
		for _, bad := range []string{"/kin/", "/tin-tuc/7/900/", "/en/vi/en", "ngay=", "/loc?", "jsessionid"} {
			if strings.Contains(a.URI, bad) {
				t.Errorf("%s was asked for %s", c.host, a.URI)
			}
		}
		if _, known := first[a.URI]; known {
			continue
		}
		if _, article := c.places[a.URI]; article && !c.troubled(a.At) {
			first[a.URI] = a.At
		}
		if a.At.After(c.from.Add(24 * time.Hour)) {
			n++
		}
	}
	return n, first
}

// captured checks that an article which was online long enough is stored as
// it last was.
func (c *town) captured(t *testing.T, a news, got *extract.Article, now time.Time) {
	t.Helper()
	const patience = 6 * time.Hour
	switch {
	case now.Sub(a.at) < patience+c.every:
		return
	case got == nil:
		if a.gone.IsZero() {
			t.Errorf("%s: the article of %s was not captured", c.id(a), a.at)
		}
		return
	case got.Feed == nil && c.kind == townFeed:
		t.Errorf("%s: the feed's evidence is missing", c.id(a))
	}
	if !c.calm() {
		return // its looks are late
	}
	switch {
	case !a.gone.IsZero() && now.Sub(a.gone) > 8*time.Hour && got.Change != extract.ChangeGone:
		t.Errorf("%s: it went at %s, and is %s", c.id(a), a.gone, got.Change)
	case a.gone.IsZero() && !a.edited.IsZero() && now.Sub(a.edited) > 8*time.Hour && !strings.Contains(got.Text, "bổ sung vào buổi chiều"):
		t.Errorf("%s: its edit at %s was missed", c.id(a), a.edited)
	}
}

func (c *town) calm() bool {
	return c.kind != townShell && c.kind != townDown && c.kind != townLimits
}

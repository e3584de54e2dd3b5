package crawler

import (
	"fmt"
	"testing"
	"time"
)

// An index that lists dead maps, or gives each map the time of day as its last
// change, does not have them asked for at every reading.
func TestDeadMapsOfAnIndex(t *testing.T) {
	for _, tt := range []struct {
		name   string
		status int
		most   int // requests for the map in 28 days of readings every six hours
	}{
		{"a map that is gone", 404, 4},
		{"a map that fails", 500, 14},
	} {
		t.Run(tt.name, func(t *testing.T) {
			bubble(t, "", func(t *testing.T, w *world) {
				w.crawl.Portals[0] = parsed(t, withSources(`
  - {kind: sitemap, url: "http://vidu.test/sitemap.xml", every: 6h}`))
				w.crawl.Revisit = nil
				w.site.handle("/map-1.xml", status(tt.status))
				for range 28 * 4 {
					w.site.page("/sitemap.xml", "text/xml", fmt.Sprintf(`<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>http://vidu.test/map-1.xml</loc><lastmod>%s</lastmod></sitemap></sitemapindex>`, time.Now().UTC().Format(time.RFC3339)))
					w.run()
					time.Sleep(6 * time.Hour)
				}
				if n := w.site.count("/map-1.xml"); n < 2 || n > tt.most {
					t.Errorf("the map was asked for %d times, want 2 to %d", n, tt.most)
				}
				if n := w.site.count("/sitemap.xml"); n != 28*4 {
					t.Errorf("the index was read %d times", n)
				}
			})
		})
	}
}

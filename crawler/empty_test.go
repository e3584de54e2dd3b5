package crawler

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/tintinh/tintinh/store"
)

// TestNothingNewOverManyPortals: a run that finds nothing new asks for the
// sources that are due, once each, and for nothing else.
func TestNothingNewOverManyPortals(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(time.Date(2026, 3, 12, 0, 0, 0, 0, time.UTC)))
		w := city{}.world(t)
		w.crawl.Revisit, w.crawl.Workers = nil, 0
		var sites []*site
		for i := range 100 {
			s, c := &strict{host: fmt.Sprintf("bao%d.test", i)}, newSite()
			c.listing("/", c.article(1), c.article(2), c.article(3))
			every := "every: 1h"
			if i%2 == 1 {
				every = "every: 6h"
			}
			w.net.serve(t, s.host+":80", c)
			w.crawl.Portals = append(w.crawl.Portals, parsed(t, strings.Replace(s.definition(), "every: 6h", every, 1)))
			sites = append(sites, c)
		}
		for hour, want := range []int{5, 1, 1, 1, 1, 1, 1} {
			for _, c := range sites {
				c.forget()
			}
			r, err := w.crawl.Run(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for i, c := range sites {
				wanted := want
				if i%2 == 1 && hour > 0 && hour < 6 {
					wanted = 0 // not due
				}
				if len(c.log) != wanted || wanted == 1 && c.log[0].URI != "/" {
					t.Errorf("hour %d, host %d: %v", hour, i, c.log)
				}
			}
			if p := r.Portals["bao0"]; hour > 0 && (p.Requests != 1 || p.Sources != 1) {
				t.Errorf("hour %d: %+v", hour, store.PortalRun(*p))
			}
			time.Sleep(time.Hour)
		}
	})
}

package crawler

import (
	"net/http"
	"strings"
	"testing"

	"github.com/tintinh/tintinh/extract/corpus"
	"github.com/tintinh/tintinh/portal"
)

// trapPages are saved pages whose language switches grow: of a mirror of that
// site, 84 % were copies under /en/vi/en/vi/….
func trapPages(t *testing.T) (pages [][]byte) {
	t.Helper()
	for _, p := range corpus.Pages(t) {
		if strings.HasPrefix(p.Name, "sotttt.hanoi.gov.vn/trap-") {
			pages = append(pages, p.Body)
		}
	}
	return pages
}

// Every page of the site's own, and of one that nobody described, is the trap:
// it costs one request at the most.
func TestLanguageSwitchesThatGrow(t *testing.T) {
	pages := trapPages(t)
	catalogue, err := portal.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	own, ok := catalogue.Portal("sotttt-hanoi")
	if !ok {
		t.Fatal("the catalogue has no sotttt-hanoi")
	}
	src, err := own.YAML()
	if err != nil {
		t.Fatal(err)
	}
	defined := strings.ReplaceAll(string(src), "https://", "http://")
	for name, definition := range map[string]string{
		"as the catalogue has it": defined,
		"without patterns": `
id: la
hosts: [sotttt.hanoi.gov.vn]
delay: 1s
sources: [{kind: listing, url: "http://sotttt.hanoi.gov.vn/vi/tin-tuc-su-kien"}]
`,
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, "", func(t *testing.T, w *world) {
				w.crawl.Portals[0] = parsed(t, definition)
				w.crawl.MaxPages = 60
				n := 0
				hanoi := newSite()
				hanoi.other = func(rw http.ResponseWriter, _ *http.Request) {
					rw.Header().Set("Content-Type", "text/html; charset=utf-8")
					_, _ = rw.Write(pages[n%len(pages)])
					n++
				}
				w.net.serve(t, "sotttt.hanoi.gov.vn:80", hanoi)
				w.run()
				trapped := 0
				for _, uri := range hanoi.uris() {
					switches := strings.Count(uri, "/en/") + strings.Count(uri, "/vi/")
					if switches > 1 {
						trapped++
						t.Logf("asked for %s", uri)
					}
				}
				if trapped > 1 {
					t.Errorf("the trap cost %d requests of %d", trapped, len(hanoi.uris()))
				}
				if len(hanoi.uris()) == 0 {
					t.Error("nothing was asked for")
				}
			})
		})
	}
}

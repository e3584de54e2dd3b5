package crawler

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/store"
)

// A page whose end only the connection tells is taken when the same comes
// twice: some pages have no end tag.
func TestPageWithoutItsEnd(t *testing.T) {
	hangUp := func(body *string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			c, buf, err := http.NewResponseController(w).Hijack()
			if err != nil {
				panic(err)
			}
			defer c.Close()
			fmt.Fprintf(buf, "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nConnection: close\r\n\r\n%s", *body)
			_ = buf.Flush()
		}
	}
	whole := newStory(1).html()
	half := whole[:len(whole)/2]
	noTag := strings.Replace(strings.Replace(whole, "</html>", "", 1), "</body>", "", 1)
	for _, tt := range []struct {
		name          string
		first, second string
		want          string // text of the record after the second look
	}{
		{"cut, then whole", half, whole, "hơn."},
		{"never a tag", noTag, noTag, "hơn."},
	} {
		t.Run(tt.name, func(t *testing.T) {
			bubble(t, "", func(t *testing.T, w *world) {
				body := tt.first
				w.site.handle(newStory(1).path(), hangUp(&body))
				w.site.listing("/", newStory(1).path())
				if p := w.run().Portals["vidu"]; p.Errors["short-body"] != 1 || p.New != 0 {
					t.Errorf("first look: %+v", p)
				}
				body = tt.second
				time.Sleep(11 * time.Minute)
				if p := w.run().Portals["vidu"]; p.New != 1 {
					t.Errorf("second look: %+v", p)
				}
				if a := w.records()["vidu:1"]; a == nil || !strings.HasSuffix(a.Text, tt.want) {
					t.Errorf("record: %+v", a)
				}
			})
		})
	}
	t.Run("whole at once", func(t *testing.T) {
		bubble(t, "", func(t *testing.T, w *world) {
			w.site.handle(newStory(1).path(), hangUp(&whole))
			w.site.listing("/", newStory(1).path())
			if p := w.run().Portals["vidu"]; p.New != 1 {
				t.Errorf("figures: %+v", p)
			}
		})
	})
}

// A long chain under a long Crawl-delay outlives the lease's first term.
func TestLeaseIsRenewedInAChain(t *testing.T) {
	bubble(t, "", func(t *testing.T, w *world) {
		w.site.page("/robots.txt", "text/plain", "User-agent: *\nCrawl-delay: 55\n")
		for id := 1; id <= 4; id++ {
			w.site.redirect(newStory(id).path(), newStory(id+1).path(), 301)
		}
		w.site.article(5)
		w.site.listing("/", newStory(1).path())
		idle := newSite() // its worker is soon free, and would take over what expires
		w.net.serve(t, "ranh.test:80", idle)
		w.crawl.Portals = append(w.crawl.Portals, parsed(t, `
id: ranh
hosts: [ranh.test]
sources: [{kind: listing, url: "http://ranh.test/"}]
`))
		w.want(w.run(), store.PortalRun{Discovered: 6, Found: 6, Fetched: 6, New: 1, Redirects: 4, Sources: 1, Requests: 7})
		w.site.polite(t, 55*time.Second)
	})
}

func TestGoneArticleIsLookedAtWhenLinkedAgain(t *testing.T) {
	bubble(t, "", func(t *testing.T, w *world) {
		w.crawl.Revisit = append(w.crawl.Revisit, 30*24*time.Hour)
		path := w.site.article(1)
		w.site.listing("/", path)
		w.run()
		w.site.remove(path)
		w.site.listing("/")
		for range 2 {
			time.Sleep(time.Hour)
			w.run()
		}
		if c := w.records()["vidu:1"].Change; c != extract.ChangeGone {
			t.Fatalf("change %s, want gone", c)
		}
		w.site.article(1)
		w.site.listing("/", path)
		time.Sleep(25 * time.Hour) // and not a week
		w.want(w.run(), store.PortalRun{Discovered: 2, Due: 1, Found: 1, Fetched: 2, Back: 1, Sources: 1, Requests: 3})
		a := w.records()["vidu:1"]
		if a.Change != extract.ChangeBack || a.Revision != 1 {
			t.Errorf("change %s, revision %d; want back, 1", a.Change, a.Revision)
		}
	})
}

// An operator whose looks end sooner than a week waits no longer for what was
// gone than for any other look.
func TestGoneArticleIsLookedAtByTheOperatorsTimes(t *testing.T) {
	bubble(t, "", func(t *testing.T, w *world) {
		w.crawl.Revisit = []time.Duration{time.Minute, 5 * time.Minute}
		path := w.site.article(1)
		w.site.listing("/", path)
		w.run()
		w.site.remove(path)
		for range 2 {
			time.Sleep(2 * time.Minute)
			w.run()
		}
		if c := w.records()["vidu:1"].Change; c != extract.ChangeGone {
			t.Fatalf("change %s, want gone", c)
		}
		w.site.article(1)
		time.Sleep(6 * time.Minute)
		w.want(w.run(), store.PortalRun{Discovered: 1, Due: 1, Fetched: 1, Back: 1, Requests: 1})
	})
}

func TestDefinitionThatTakesAURLAgain(t *testing.T) {
	bubble(t, "deny: ['^/tin-tuc/7/']\n", func(t *testing.T, w *world) {
		open := w.crawl.Portals[0]
		w.crawl.Portals[0] = parsed(t, definition(""))
		w.site.listing("/", w.many(2)...)
		w.crawl.MaxPages = 2
		w.run() // article 2 waits
		w.crawl.MaxPages = 0
		w.crawl.Portals[0] = open
		w.want(w.run(), store.PortalRun{Discovered: 1, Due: 1, Skipped: map[string]int{"deny": 1}})
		w.crawl.Portals[0] = parsed(t, definition(""))
		time.Sleep(time.Hour)
		if p := w.run().Portals["vidu"]; p.New != 1 {
			t.Errorf("figures: %+v, want the article that is no longer denied", p)
		}
	})
}

// Without an id in the address, two addresses of one article are two rows;
// the end of one is not the end of the article.
func TestSecondAddressThatEnds(t *testing.T) {
	bubble(t, "", func(t *testing.T, w *world) {
		w.crawl.Portals[0] = parsed(t, strings.Replace(definition(""), `'^/(?:tin-tuc|news)/\d+/(?P<id>\d+)/'`, `'^/bai/'`, 1))
		page := strings.Replace(newStory(1).html(), "</head>", `<link rel="canonical" href="http://vidu.test/bai/cau-moi"></head>`, 1)
		w.site.html("/bai/cau-moi", page)
		w.site.html("/bai/cau-moi-ban-in", page)
		w.site.listing("/", "/bai/cau-moi", "/bai/cau-moi-ban-in")
		w.run()
		if n := len(w.records()); n != 1 {
			t.Fatalf("%d records, want one", n)
		}
		w.site.remove("/bai/cau-moi-ban-in")
		for range 3 {
			time.Sleep(time.Hour)
			if p := w.run().Portals["vidu"]; p.Gone != 0 {
				t.Errorf("the article counts as gone: %+v", p)
			}
		}
	})
}

func TestPortalWithoutAnArticlePattern(t *testing.T) {
	bubble(t, "", func(t *testing.T, w *world) {
		w.crawl.Portals[0] = parsed(t, strings.Replace(definition(""), "article: ", "#", 1))
		w.site.html("/xa-hoi/cay-cau-moi-cua-xa-ven-song.html", newStory(1).html())
		w.site.listing("/", "/xa-hoi/cay-cau-moi-cua-xa-ven-song.html", "/xa-hoi", "/lien-he.html")
		w.want(w.run(), store.PortalRun{Discovered: 2, Found: 2, Fetched: 2, New: 1, Sources: 1, Requests: 3})
	})
}

// Links to a section's own host are asked for there.
func TestSectionHostKeepsItsName(t *testing.T) {
	bubble(t, "", func(t *testing.T, w *world) {
		w.crawl.Portals[0] = parsed(t, strings.Replace(definition(""), "hosts: [vidu.test]", "hosts: [vidu.test, kinhte.vidu.test]", 1))
		section := newSite()
		section.article(1)
		w.net.serve(t, "kinhte.vidu.test:80", section)
		w.site.listing("/", "http://kinhte.vidu.test"+newStory(1).path())
		r := w.run()
		if p := r.Portals["vidu"]; p.New != 1 || p.Missing != 0 {
			t.Errorf("figures: %+v", p)
		}
		if a := w.records()["vidu:1"]; a == nil || a.URL != "http://kinhte.vidu.test"+newStory(1).path() {
			t.Errorf("record: %+v", a)
		}
	})
}

func TestRobotsOverRedirects(t *testing.T) {
	tests := []struct {
		name    string
		target  string
		allowed bool
	}{
		{"within the portal", "/quy-tac.txt", false},
		{"off the portal: none", "http://khac.test/robots.txt", true},
		{"for ever: none", "/robots.txt", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			bubble(t, "", func(t *testing.T, w *world) {
				w.site.redirect("/robots.txt", tt.target, 302)
				w.site.page("/quy-tac.txt", "text/plain", "User-agent: *\nDisallow: /\n")
				w.site.listing("/", w.site.article(1))
				p := w.run().Portals["vidu"]
				if got := p.New == 1; got != tt.allowed {
					t.Errorf("figures: %+v, want allowed %t", p, tt.allowed)
				}
			})
		})
	}
}

func TestHugeRobotsCountsWithItsBeginning(t *testing.T) {
	for _, coded := range []bool{false, true} {
		bubble(t, "", func(t *testing.T, w *world) {
			file := "User-agent: *\nDisallow: /tin-tuc/8/\n" + strings.Repeat("# một dòng dài vô ích\n", 40_000) + "Disallow: /\n"
			w.site.handle("/robots.txt", func(rw http.ResponseWriter, r *http.Request) {
				if coded {
					rw.Header().Set("Content-Encoding", "gzip")
					_, _ = rw.Write(zipped(file))
					return
				}
				_, _ = io.WriteString(rw, file)
			})
			w.site.listing("/", w.site.article(1), "/tin-tuc/8/2/kin")
			w.want(w.run(), store.PortalRun{Discovered: 3, Found: 3, Fetched: 2, New: 1, Sources: 1, Skipped: map[string]int{"robots": 1}, Requests: 3})
		})
	}
}

func TestSinceByURL(t *testing.T) {
	w := &world{crawl: &Crawl{Since: time.Date(2026, 3, 1, 0, 0, 0, 0, time.FixedZone("", 7*3600))}}
	p := parsed(t, definition(""))
	v := &visit{tenancy: &tenancy{host: newHost(p, w.crawl), run: &run{Crawl: w.crawl}}}
	old := map[string]bool{}
	want := map[string]bool{
		"http://vidu.test/2026/02/28/tin.html":        true,
		"http://vidu.test/2026/03/01/tin.html":        false,
		"http://vidu.test/2026/03/12/tin.html":        false,
		"http://vidu.test/tin-tuc/7/1/khong-co-ngay":  false,
		"http://vidu.test/can-biet/202602/tin-77.htm": true,
		"http://vidu.test/can-biet/202603/tin-77.htm": false,
	}
	for u := range want {
		old[u] = v.tooOld(candidate{url: u})
	}
	if d := cmp.Diff(want, old); d != "" {
		t.Errorf("too old (-want +got):\n%s", d)
	}
	if !v.tooOld(candidate{url: "http://vidu.test/2026/03/12/x", at: time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC)}) {
		t.Error("the entry's own date does not come first")
	}
}

// A row that was taken in as the target of a redirect is not asked for again
// with the rest of its batch.
func TestTargetOfARedirectIsFetchedOnce(t *testing.T) {
	bubble(t, "", func(t *testing.T, w *world) {
		w.site.redirect(newStory(1).path(), newStory(2).path(), 301)
		w.site.listing("/", newStory(1).path(), w.site.article(2), w.site.article(3))
		w.want(w.run(), store.PortalRun{Discovered: 4, Found: 4, Fetched: 4, New: 2, Redirects: 1, Sources: 1, Requests: 5})
	})
}

// A page that redirects to itself, and sets no cookie, is asked for once.
func TestRedirectToItselfIsSeenAtOnce(t *testing.T) {
	bubble(t, "", func(t *testing.T, w *world) {
		w.site.redirect(newStory(1).path(), newStory(1).path(), 302)
		w.site.listing("/", newStory(1).path())
		w.want(w.run(), store.PortalRun{
			Discovered: 2, Found: 2, Fetched: 2, Sources: 1, Requests: 3, Errors: map[string]int{"redirect-loop": 1},
		})
	})
}

// The least speed holds for every while of a download, not for its beginning.
func TestDownloadThatBecomesSlow(t *testing.T) {
	bubble(t, "", func(t *testing.T, w *world) {
		w.crawl.Timeout = 5 * time.Minute
		w.site.handle(newStory(1).path(), func(rw http.ResponseWriter, r *http.Request) {
			for i := 0; r.Context().Err() == nil; i++ {
				n := 4 << 10
				if i > 30 {
					n = 10
				}
				if _, err := io.WriteString(rw, strings.Repeat("x", n)); err != nil {
					return
				}
				_ = http.NewResponseController(rw).Flush()
				time.Sleep(time.Second)
			}
		})
		w.site.listing("/", newStory(1).path())
		start := time.Now()
		p := w.run().Portals["vidu"]
		if d := time.Since(start); p.Errors["too-slow"] != 1 || d > 2*time.Minute {
			t.Errorf("after %s: %+v", d, p)
		}
	})
}

package crawler

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/store"
)

// gzipped serves a body compressed.
func gzipped(body []byte) http.HandlerFunc {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write(body)
	_ = z.Close()
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Encoding", "gzip")
		_, _ = w.Write(b.Bytes())
	}
}

// Each row is an answer for the page of article 9; article 1 beside it must
// come through whatever happens, and article 9 must be asked again.
func TestHostileAnswers(t *testing.T) {
	page := newStory(9).html()
	tests := []struct {
		name   string
		answer http.HandlerFunc
		kind   string
	}{
		{"too large", func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, page+strings.Repeat("<p>Dài lê thê.</p>", 600_000))
		}, "too-large"},
		{"too large after decoding", gzipped([]byte(page + strings.Repeat("<p>Một đoạn văn khác nhau "+strings.Repeat("ă", 20)+"</p>", 200_000))), "too-large"},
		{"gzip bomb", gzipped(bytes.Repeat([]byte{0}, 6<<20)), "bomb"},
		{"endless", func(w http.ResponseWriter, _ *http.Request) {
			for {
				if _, err := io.WriteString(w, strings.Repeat("tin ", 1000)); err != nil {
					return
				}
			}
		}, "too-large"},
		{"short body", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", fmt.Sprint(len(page)))
			_, _ = io.WriteString(w, page[:len(page)/2])
		}, "short-body"},
		{"broken gzip", func(w http.ResponseWriter, r *http.Request) {
			var half bytes.Buffer
			z := gzip.NewWriter(&half)
			_, _ = z.Write([]byte(page))
			_ = z.Flush()
			w.Header().Set("Content-Encoding", "gzip")
			_, _ = w.Write(half.Bytes())
		}, "short-body"},
		{"brotli unasked", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "br")
			_, _ = io.WriteString(w, page)
		}, "encoding"},
		{"gzip twice", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip, gzip")
			_, _ = io.WriteString(w, page)
		}, "encoding"},
		{"silence", func(w http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, "timeout"},
		{"a byte now and then", func(w http.ResponseWriter, r *http.Request) {
			for r.Context().Err() == nil {
				if _, err := io.WriteString(w, "x"); err != nil {
					return
				}
				_ = http.NewResponseController(w).Flush()
				time.Sleep(200 * time.Millisecond)
			}
		}, "too-slow"},
		{"slow without end", func(w http.ResponseWriter, r *http.Request) {
			for r.Context().Err() == nil {
				if _, err := io.WriteString(w, strings.Repeat("x", 1000)); err != nil {
					return
				}
				_ = http.NewResponseController(w).Flush()
				time.Sleep(500 * time.Millisecond)
			}
		}, "timeout"},
		{"huge header", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("X-Dai", strings.Repeat("x", 300<<10))
			_, _ = io.WriteString(w, page)
		}, "header-too-large"},
		{"hangs up", func(w http.ResponseWriter, _ *http.Request) { panic(http.ErrAbortHandler) }, "reset"},
		{"empty", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "  \n") }, "empty"},
		{"server error", status(500), "http-500"},
		{"teapot", status(418), "http-418"},
		{"no content", status(204), "http-204"},
		{"redirect without target", status(302), "http-302"},
		{"redirect to itself", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, r.URL.Path, http.StatusFound)
		}, "redirect-loop"},
		{"redirect to a script", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Location", "http://[::bad")
			w.WriteHeader(302)
		}, "protocol"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			bubble(t, "", func(t *testing.T, w *world) {
				bad := newStory(9).path()
				w.site.handle(bad, tt.answer)
				w.site.listing("/", bad, w.site.article(1))
				p := w.run().Portals["vidu"]
				if p.Errors[tt.kind] != 1 || len(p.Errors) != 1 || p.New != 1 || p.Fetched != 3 || p.Left != 0 {
					t.Errorf("figures: %+v, want one error %s and one new article", p, tt.kind)
				}
				u := w.row("vidu:9")
				if u.Status != store.Failed || u.Reason != tt.kind || u.Failures != 1 || !u.Due.After(time.Now()) || u.ArticleID != "" {
					t.Errorf("row: %+v", u)
				}
				// The next time it is well.
				w.site.article(9)
				time.Sleep(11 * time.Minute)
				if p := w.run().Portals["vidu"]; p.New != 1 || p.Fetched != 1 {
					t.Errorf("second look: %+v", p)
				}
			})
		})
	}
}

func TestOffSiteRedirectIsNotFollowed(t *testing.T) {
	for _, to := range []string{"http://khac.test/tin-tuc/7/9/x", "ftp://vidu.test/x", "javascript:alert(1)", "http://u:p@vidu.test/x"} {
		t.Run(to, func(t *testing.T) {
			bubble(t, "", func(t *testing.T, w *world) {
				other := newSite()
				w.net.serve(w.t, "khac.test:80", other)
				w.site.redirect(newStory(9).path(), to, 302)
				w.site.listing("/", newStory(9).path(), w.site.article(1))
				w.want(w.run(), store.PortalRun{Discovered: 3, Found: 3, Fetched: 3, New: 1, Sources: 1, Redirects: 1, Requests: 4})
				if u := w.row("vidu:9"); u.Status != store.Refused || u.Reason == "" {
					t.Errorf("row: %+v", u)
				}
				if n := len(other.uris()); n != 0 {
					t.Errorf("%d requests to another site", n)
				}
			})
		})
	}
}

func TestSourceThatMovesAwayIsAnError(t *testing.T) {
	bubble(t, "", func(t *testing.T, w *world) {
		w.site.redirect("/", "https://khac.test/", 301)
		w.want(w.run(), store.PortalRun{Discovered: 1, Found: 1, Fetched: 1, Requests: 2, Errors: map[string]int{"off-site": 1}})
	})
}

func TestChallengeLeavesTheHostAlone(t *testing.T) {
	bubble(t, "", func(t *testing.T, w *world) {
		shell := `<html><script>document.cookie="KIEM=0a1b2c"+"; expires=Thu, 01 Jan 2032 00:00:00 GMT; path=/";window.location.reload(true)</script></html>`
		w.site.html(newStory(1).path(), shell)
		w.site.listing("/", newStory(1).path(), w.site.article(2))
		w.want(w.run(), store.PortalRun{
			Discovered: 3, Found: 3, Fetched: 2, Left: 1, Sources: 1, Requests: 3,
			Errors: map[string]int{"challenge": 1}, Blocked: "challenge",
		})
		if u := w.row("vidu:1"); u.Status != store.Blocked || u.ArticleID != "" {
			t.Errorf("row: %+v", u)
		}
		w.site.forget()
		w.run()
		if n := len(w.site.uris()); n != 0 {
			t.Errorf("%d requests while the host is left alone", n)
		}
		w.site.article(1)
		time.Sleep(11 * time.Minute)
		w.want(w.run(), store.PortalRun{Discovered: 2, Due: 2, Fetched: 2, New: 2, Requests: 2})
	})
}

func TestRetryAfter(t *testing.T) {
	limit := func(after string, code int, times int) http.HandlerFunc {
		n := 0
		return func(w http.ResponseWriter, r *http.Request) {
			if n++; n > times {
				_, _ = io.WriteString(w, newStory(1).html())
				return
			}
			w.Header().Set("Retry-After", after)
			w.WriteHeader(code)
		}
	}
	t.Run("a short wait is sat out", func(t *testing.T) {
		bubble(t, "", func(t *testing.T, w *world) {
			w.site.handle(newStory(1).path(), limit("40", 429, 1))
			w.site.listing("/", newStory(1).path(), w.site.article(2))
			w.want(w.run(), store.PortalRun{
				Discovered: 4, Found: 4, Fetched: 4, New: 2, Sources: 1, Requests: 5, Errors: map[string]int{"http-429": 1},
			})
			log := w.site.log
			if gap := log[3].At.Sub(log[2].At); gap < 40*time.Second {
				t.Errorf("the next request of any page came after %s, want 40s", gap)
			}
		})
	})
	t.Run("a long one is left to a later run", func(t *testing.T) {
		bubble(t, "", func(t *testing.T, w *world) {
			w.site.handle(newStory(1).path(), limit("3600", 503, 1))
			w.site.listing("/", newStory(1).path(), w.site.article(2))
			w.want(w.run(), store.PortalRun{
				Discovered: 3, Found: 3, Fetched: 2, Left: 1, Sources: 1, Requests: 3,
				Errors: map[string]int{"http-503": 1}, Blocked: "http-503",
			})
			w.site.forget()
			time.Sleep(50 * time.Minute)
			w.run()
			if n := len(w.site.uris()); n != 0 {
				t.Errorf("%d requests before the hour was over", n)
			}
			time.Sleep(11 * time.Minute)
			w.want(w.run(), store.PortalRun{Discovered: 3, Due: 3, Fetched: 3, New: 2, Sources: 1, Requests: 3})
		})
	})
}

func TestDeadHostIsGivenUpForNow(t *testing.T) {
	bubble(t, "", func(t *testing.T, w *world) {
		var links []string
		for id := range 10 {
			path := newStory(id + 1).path()
			w.site.handle(path, status(502))
			links = append(links, path)
		}
		w.site.listing("/", links...)
		r := w.run()
		p := r.Portals["vidu"]
		// Two are forgiven; then the host rests for 30 s, 1 min, 2 min, and more than a run sits out.
		if p.Errors["http-502"] >= 10 || p.Left == 0 || p.Fetched+p.Left != 11 {
			t.Errorf("figures: %+v", p)
		}
	})
}

// The breaker is kept over runs: a host that is down is tried by one request
// at a time, after rests that double.
func TestDownHostIsTriedByOneRequest(t *testing.T) {
	bubble(t, "", func(t *testing.T, w *world) {
		w.site.listing("/", w.many(3)...)
		w.run()
		for id := 1; id <= 3; id++ {
			w.site.handle(newStory(id).path(), status(502))
		}
		w.site.handle("/", status(502))
		time.Sleep(time.Hour)
		w.run()
		failures := len(w.site.uris()) - 4
		w.site.forget()
		start := time.Now()
		for time.Since(start) < 12*time.Hour {
			w.run()
			time.Sleep(time.Minute)
		}
		// The rests are 2, 4, 8 … 256 min.
		if n := len(w.site.uris()); n < 6 || n > 10 {
			t.Errorf("%d requests in half a day after %d failures, want one a rest", n, failures)
		}
		w.site.listing("/", newStory(1).path())
		w.many(3)
		time.Sleep(24 * time.Hour)
		if p := w.run().Portals["vidu"]; p.Sources != 1 || p.Unchanged != 3 {
			t.Errorf("when it is back: %+v", p)
		}
	})
}

func TestForbiddenAgainAndAgain(t *testing.T) {
	bubble(t, "", func(t *testing.T, w *world) {
		var links []string
		for id := range 5 {
			path := newStory(id + 1).path()
			w.site.handle(path, status(403))
			links = append(links, path)
		}
		w.site.listing("/", links...)
		w.want(w.run(), store.PortalRun{
			Discovered: 6, Found: 6, Fetched: 4, Left: 2, Sources: 1, Requests: 5,
			Errors: map[string]int{"http-403": 3}, Blocked: "http-403",
		})
	})
}

func TestPanicInAPageIsThePagesFailure(t *testing.T) {
	bubble(t, "", func(t *testing.T, w *world) {
		w.site.listing("/", w.site.article(1), w.site.article(2))
		w.crawl.Extractor = nil // the extractor is used, and panics
		r := w.run()
		w.want(r, store.PortalRun{Discovered: 3, Found: 3, Fetched: 3, Sources: 1, Requests: 4, Errors: map[string]int{"panic": 2}})
	})
}

func TestPageWithoutAnArticle(t *testing.T) {
	bubble(t, "", func(t *testing.T, w *world) {
		path := w.site.article(1)
		w.site.html(newStory(2).path(), "<html><head><title>Trang</title></head><body><p>Đang cập nhật.</p></body></html>")
		w.site.html(newStory(3).path(), "<html><head><title>Lỗi 404</title></head><body><p>Không tìm thấy trang bạn yêu cầu.</p></body></html>")
		w.site.page(newStory(4).path(), "application/pdf", "%PDF-1.7 …")
		w.site.listing("/", path, newStory(2).path(), newStory(3).path(), newStory(4).path())
		w.want(w.run(), store.PortalRun{
			Discovered: 5, Found: 5, Fetched: 5, New: 1, NoArticle: 2, Missing: 1, Sources: 1, Requests: 6,
		})
		if u := w.row("vidu:2"); u.Status != store.NoArticle || u.Due.IsZero() {
			t.Errorf("row of a page without an article: %+v", u)
		}
	})
}

func TestRedirectToTheFrontPageIsASoft404(t *testing.T) {
	bubble(t, "", func(t *testing.T, w *world) {
		w.site.listing("/", w.site.article(1))
		w.run()
		w.site.redirect(newStory(1).path(), "/", 302)
		time.Sleep(time.Hour)
		w.want(w.run(), store.PortalRun{Discovered: 2, Due: 2, Fetched: 2, Missing: 1, Sources: 1, Requests: 2})
		time.Sleep(time.Hour)
		w.want(w.run(), store.PortalRun{Discovered: 2, Due: 2, Fetched: 2, Gone: 1, Sources: 1, Requests: 2})
		if c := w.records()["vidu:1"].Change; c != extract.ChangeGone {
			t.Errorf("change %s, want gone", c)
		}
	})
}

func TestSpellingsOfOneURL(t *testing.T) {
	t.Run("trailing slash, another host, a cookie wall", func(t *testing.T) {
		bubble(t, "", func(t *testing.T, w *world) {
			w.net.serve(w.t, "www.vidu.test:80", w.site)
			path := newStory(1).path()
			w.site.handle(path, func(rw http.ResponseWriter, r *http.Request) {
				_, err := r.Cookie("phien")
				switch {
				case r.Host == "vidu.test":
					http.Redirect(rw, r, "http://www.vidu.test"+path, http.StatusMovedPermanently)
				case err != nil:
					http.SetCookie(rw, &http.Cookie{Name: "phien", Value: "1", Path: "/"})
					http.Redirect(rw, r, "http://www.vidu.test"+path, http.StatusFound)
				default:
					_, _ = io.WriteString(rw, newStory(1).html())
				}
			})
			w.site.listing("/", path)
			// robots.txt of both hosts, the listing, and three requests for one URL.
			w.want(w.run(), store.PortalRun{Discovered: 2, Found: 2, Fetched: 2, New: 1, Sources: 1, Requests: 6})
			a := w.records()["vidu:1"]
			if a.URL != "http://www.vidu.test"+path || a.CanonicalURL != "http://vidu.test"+path {
				t.Errorf("url %s, canonical %s", a.URL, a.CanonicalURL)
			}
			if u := w.row("vidu:1"); u.Fetch != a.URL {
				t.Errorf("the spelling that works is not kept: %+v", u)
			}
		})
	})
	t.Run("a redirect chain that is too long", func(t *testing.T) {
		bubble(t, "", func(t *testing.T, w *world) {
			for id := 1; id <= 8; id++ {
				w.site.redirect(newStory(id).path(), newStory(id+1).path(), 301)
			}
			w.site.listing("/", newStory(1).path())
			p := w.run().Portals["vidu"]
			if p.Redirects != 5 || p.Errors["redirect-loop"] != 1 || p.Left != 0 {
				t.Errorf("figures: %+v", p)
			}
		})
	})
}

package probe

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tintinh/tintinh/crawler"
	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/portal"
)

// site is one portal of the country: a server with pages in the markup of a
// family, and what is wrong with it.
type site struct {
	*httptest.Server
	page   string // the family's page: every article
	robots string
	feed   bool
	answer func(w http.ResponseWriter, r *http.Request) bool // true: it answered
	mu     sync.Mutex
	asked  []string
	at     []time.Time
}

func newSite(t *testing.T, page string) *site {
	s := &site{page: page}
	s.Server = httptest.NewServer(s)
	t.Cleanup(s.Close)
	return s
}

func (s *site) host() string { return strings.TrimPrefix(s.URL, "http://") }

func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.asked, s.at = append(s.asked, r.URL.Path), append(s.at, time.Now())
	s.mu.Unlock()
	if s.answer != nil && s.answer(w, r) {
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	switch {
	case r.URL.Path == "/robots.txt":
		w.Header().Set("Content-Type", "text/plain")
		fmt.Fprint(w, s.robots)
	case r.URL.Path == "/" || r.URL.Path == "/thoi-su":
		var b strings.Builder
		b.WriteString(`<!DOCTYPE html><html lang="vi"><head><title>Trang chủ</title>`)
		if s.feed {
			b.WriteString(`<link rel="alternate" type="application/rss+xml" href="/tin.rss">`)
		}
		b.WriteString(`</head><body><nav><a href="/thoi-su">Thời sự</a></nav>`)
		for i := range 6 {
			fmt.Fprintf(&b, `<div><h3><a href="/khoi-cong-cau-noi-hai-bo-song-%d.html">Khởi công cầu nối hai bờ sông số %d</a></h3></div>`, 7000+i, i)
		}
		fmt.Fprint(w, b.String()+`</body></html>`)
	case r.URL.Path == "/tin.rss" && s.feed:
		w.Header().Set("Content-Type", "application/rss+xml")
		fmt.Fprintf(w, `<?xml version="1.0"?><rss version="2.0"><channel><title>Tin</title><item><title>Một tin</title><link>%s/khoi-cong-cau-noi-hai-bo-song-7000.html</link></item></channel></rss>`, s.URL)
	case strings.HasSuffix(r.URL.Path, ".html"):
		fmt.Fprint(w, s.page)
	default:
		http.NotFound(w, r)
	}
}

// definition is the portal's, as the catalogue would have it.
func (s *site) definition(t *testing.T, id, more string) *portal.Portal {
	t.Helper()
	if !strings.Contains(more, "article:") {
		more += "article: '-(?P<id>\\d{4,})\\.html$'\n"
	}
	p, err := portal.Parse(id+".yaml", fmt.Appendf(nil,
		"id: %s\nhosts: ['%s']\nallow_private: true\ndelay: 2ms\nsources: [{kind: listing, url: '%s/'}, {kind: listing, url: '%s/thoi-su'}%s]\n%s",
		id, s.host(), s.URL, s.URL, extraSource(&more), more))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// extraSource takes a line "source: {…}" out of the rest.
func extraSource(more *string) string {
	before, line, ok := strings.Cut(*more, "source: ")
	if !ok {
		return ""
	}
	line, after, _ := strings.Cut(line, "\n")
	*more = before + after
	return ", " + line
}

// families are pages in the markup of every family, from the portal package's
// own fixtures.
func families(t *testing.T) map[string]string {
	t.Helper()
	files, err := filepath.Glob("../../portal/testdata/families/*.html")
	if err != nil || len(files) < 29 {
		t.Fatalf("%d pages, %v", len(files), err)
	}
	pages := map[string]string{}
	for _, f := range files {
		src, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		pages[strings.TrimSuffix(filepath.Base(f), ".html")] = string(src)
	}
	return pages
}

// expectation is what a probe has to find.
type expectation struct {
	verdict, family string
	edits           []string // key: old → new
}

// country makes its portals: three of every family, of which one is told right
// by its definition, one has another family in it, and one a feed that it
// does not know of; and those that are dead, moved, merged or blocked.
func country(t *testing.T) (map[string]*portal.Portal, map[string]*site, map[string]expectation) {
	portals, sites, want := map[string]*portal.Portal{}, map[string]*site{}, map[string]expectation{}
	add := func(id string, s *site, more string, e expectation) *site {
		portals[id], sites[id], want[id] = s.definition(t, id, more), s, e
		return s
	}
	pages := families(t)
	for name, page := range pages {
		family, _, _ := strings.Cut(name, ".")
		id := strings.ReplaceAll(name, ".", "-")
		add("dung-"+id, newSite(t, page), "confidence: A\nfamily: "+family+"\n", expectation{verdict: Works, family: family})
		add("sai-"+id, newSite(t, page), "confidence: B\nfamily: mastercms\n", expectation{Works, family, editsOf(family != "mastercms", "family: mastercms → "+family, "confidence: B → A")})
		fed := newSite(t, page)
		fed.feed = true
		add("tin-"+id, fed, "confidence: C\nunverified: true\nfamily: "+family+"\n", expectation{Works, family, []string{
			"sources:  → {kind: feed, url: \"" + fed.URL + "/tin.rss\"}", "unverified: true → ", "confidence: C → A",
		}})
	}
	page := pages["epi-cms"]
	closed := newSite(t, page)
	add("chet", closed, "", expectation{verdict: Dead})
	closed.Close()
	add("loi", newSite(t, page), "", expectation{verdict: Dead}).answer = func(w http.ResponseWriter, r *http.Request) bool {
		if r.URL.Path == "/" {
			http.Error(w, "bảo trì", http.StatusInternalServerError)
		}
		return r.URL.Path == "/"
	}
	add("doi", newSite(t, page), "", expectation{Moved, "", []string{"hosts: @ → bao-moi.vidu"}}).answer = redirect("http://bao-moi.vidu/")
	into := newSite(t, page)
	add("sap-nhap", newSite(t, page), "", expectation{Moved, "", []string{"hosts: @ → " + into.host()}}).answer = redirect(into.URL + "/")
	add("cam", newSite(t, page), "", expectation{verdict: Blocked}).answer = func(w http.ResponseWriter, r *http.Request) bool {
		if r.URL.Path != "/robots.txt" {
			http.Error(w, "Attention Required", http.StatusForbidden)
		}
		return r.URL.Path != "/robots.txt"
	}
	add("thu-thach", newSite(t, page), "", expectation{verdict: Blocked}).answer = func(w http.ResponseWriter, r *http.Request) bool {
		fmt.Fprint(w, `<script>document.cookie="D1N=0";window.location.reload(true)</script>`)
		return true
	}
	add("robots", newSite(t, page), "", expectation{verdict: Blocked}).robots = "User-agent: *\nDisallow: /\n"
	add("mau-sai", newSite(t, page), "article: '-post(?P<id>\\d+)\\.htm$'\nfamily: epi-cms\n", expectation{Nothing, "epi-cms", []string{`article: -post(?P<id>\d+)\.htm$ → `}})
	add("trong", newSite(t, page), "", expectation{verdict: Nothing}).answer = func(w http.ResponseWriter, r *http.Request) bool {
		fmt.Fprint(w, `<html><body><div id="app"></div><p>Trang này cần trình duyệt có JavaScript để hiển thị nội dung cho bạn đọc.</p></body></html>`)
		return r.URL.Path == "/" || r.URL.Path == "/thoi-su"
	}
	stale := newSite(t, page)
	add("nguon-chet", stale, "confidence: A\nfamily: epi-cms\nsource: {kind: feed, url: '"+stale.URL+"/rss/home.rss'}\n", expectation{Works, "epi-cms", []string{"sources: {kind: feed, url: \"" + stale.URL + "/rss/home.rss\"} → "}})
	return portals, sites, want
}

func editsOf(first bool, edits ...string) []string {
	if !first {
		return edits[1:]
	}
	return edits
}

func redirect(to string) func(http.ResponseWriter, *http.Request) bool {
	return func(w http.ResponseWriter, r *http.Request) bool {
		if r.URL.Path == "/robots.txt" {
			return false
		}
		http.Redirect(w, r, to, http.StatusMovedPermanently)
		return true
	}
}

// TestCountry probes a country of nearly a hundred portals in all families.
func TestCountry(t *testing.T) {
	portals, sites, want := country(t)
	if len(portals) < 60 {
		t.Fatalf("%d portals", len(portals))
	}
	c, err := portal.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	prober := &Prober{Extractor: extract.New(c, "test"), Now: func() time.Time { return time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC) }}
	for id, p := range portals {
		t.Run(id, func(t *testing.T) {
			s, err := (&crawler.Crawl{UserAgent: "tintinh/test", Timeout: 5 * time.Second}).Session(t.Context(), p)
			if err != nil {
				t.Fatal(err)
			}
			r := prober.Probe(s, p)
			s.Close()
			var edits []string
			for _, e := range r.Edits {
				edits = append(edits, strings.ReplaceAll(fmt.Sprintf("%s: %s → %s", e.Key, e.Old, e.New), p.Host()+" →", "@ →"))
			}
			got := expectation{r.Verdict, r.Family, edits}
			if d := cmp.Diff(want[id], got, cmp.AllowUnexported(expectation{})); d != "" {
				t.Errorf("%s\n%+v", d, r)
			}
			if (r.Verdict == Works) != (r.Why == "") {
				t.Errorf("%s: %q", r.Verdict, r.Why)
			}
			if r.Verdict == Works && (len(r.Articles) != 3 || r.Matching != 6 || r.Links != 8 && r.Links != 7) {
				t.Errorf("%d articles, %d of %d links", len(r.Articles), r.Matching, r.Links)
			}
			checkManners(t, sites[id], r)
		})
	}
}

// checkManners: few requests, none twice, robots.txt first, none where it
// forbids.
func checkManners(t *testing.T, s *site, r *Report) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.asked) > 12 || len(s.asked) > r.Requests {
		t.Errorf("%d requests, %d in the report: %v", len(s.asked), r.Requests, s.asked)
	}
	if len(s.asked) > 0 && s.asked[0] != "/robots.txt" {
		t.Errorf("the first request was for %s", s.asked[0])
	}
	if strings.Contains(s.robots, "Disallow: /\n") && len(s.asked) != 1 {
		t.Errorf("asked for %v", s.asked)
	}
	if once := slices.Compact(slices.Sorted(slices.Values(s.asked))); len(once) != len(s.asked) {
		t.Errorf("asked twice: %v", s.asked)
	}
	for i := 1; i < len(s.at); i++ {
		if s.at[i].Sub(s.at[i-1]) < 2*time.Millisecond {
			t.Errorf("%s came %s after %s", s.asked[i], s.at[i].Sub(s.at[i-1]), s.asked[i-1])
		}
	}
}

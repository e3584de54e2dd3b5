package demosite

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/google/go-cmp/cmp"

	"github.com/tintinh/tintinh/portal"
)

func newSite(t *testing.T) *Site {
	t.Helper()
	s, err := New()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// get asks one portal for one address, without a network.
func get(t *testing.T, s *Site, i int, path string, header ...string) *http.Response {
	t.Helper()
	r := httptest.NewRequest("GET", "http://"+host(i)+path, nil)
	for j := 0; j < len(header); j += 2 {
		r.Header.Set(header[j], header[j+1])
	}
	w := httptest.NewRecorder()
	s.Portal(i).ServeHTTP(w, r)
	return w.Result()
}

func host(i int) string { return fmt.Sprintf("127.0.0.1:%d", 8081+i) }

func body(t *testing.T, s *Site, i int, path string) string {
	t.Helper()
	resp := get(t, s, i, path)
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func doc(t *testing.T, s *Site, i int, path string) *goquery.Document {
	t.Helper()
	d, err := goquery.NewDocumentFromReader(strings.NewReader(body(t, s, i, path)))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// links of a page to its own portal, resolved.
func links(t *testing.T, d *goquery.Document, i int, path string) []string {
	t.Helper()
	base, err := url.Parse("http://" + host(i) + path)
	if err != nil {
		t.Fatal(err)
	}
	if href, ok := d.Find("base").Attr("href"); ok {
		if base, err = base.Parse(href); err != nil {
			t.Fatal(err)
		}
	}
	var out []string
	d.Find("a[href]").Each(func(_ int, a *goquery.Selection) {
		u, err := base.Parse(a.AttrOr("href", ""))
		if err != nil {
			t.Fatal(err)
		}
		if u.Host == host(i) && a.AttrOr("href", "") != "#" {
			out = append(out, u.RequestURI())
		}
	})
	return out
}

// walk reads every page that links lead to, but the calendar only three days
// deep, and returns the status of each.
func walk(t *testing.T, s *Site, i int) map[string]int {
	t.Helper()
	found := map[string]int{"/": 0}
	queue := []string{"/"}
	days := 0
	for len(queue) > 0 {
		path := queue[0]
		queue = queue[1:]
		resp := get(t, s, i, path)
		found[path] = resp.StatusCode
		d, err := goquery.NewDocumentFromReader(resp.Body)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range links(t, d, i, path) {
			if _, known := found[l]; known {
				continue
			}
			if strings.Contains(l, "ngay=") {
				if days++; days > 6 {
					continue
				}
			}
			found[l] = 0
			queue = append(queue, l)
		}
	}
	return found
}

func TestEveryLinkIsServed(t *testing.T) {
	s := newSite(t)
	for day := 1; day <= 2; day++ {
		for i := range Portals {
			for path, status := range walk(t, s, i) {
				want := http.StatusOK
				switch path {
				case brokenPath:
					want = http.StatusInternalServerError
				case "/tin/1203":
					want = http.StatusMovedPermanently
				}
				if status != want {
					t.Errorf("day %d: %s%s gives %d, want %d", day, s.ID(i), path, status, want)
				}
			}
		}
		s.Tick()
	}
}

// The pages that the definition leads a crawler to, told by the portal package.
func TestDefinitions(t *testing.T) {
	s := newSite(t)
	want := [Portals][2]int{{13, 14}, {5, 6}} // articles ever seen, on day 1 and 2
	for i := range Portals {
		p, err := portal.Parse("demo.yaml", []byte(s.Definition(i, host(i))))
		if err != nil {
			t.Fatal(err)
		}
		if p.ID != s.ID(i) || p.Host() != host(i) || !p.AllowPrivate || len(p.Sources) != 1 || p.Sources[0].Follow == nil {
			t.Errorf("definition %+v", p)
		}
		ids := map[string]bool{}
		for day := range 2 {
			for path := range walk(t, s, i) {
				sc := p.Scope("http://" + host(i) + path)
				if sc.Kind == "article" && !strings.HasPrefix(path, "/noi-bo/") && path != brokenPath {
					ids[sc.Key] = true
				}
				if strings.Contains(path, "ngay=") && sc.Reason != "deny" {
					t.Errorf("%s is %+v, want it denied", path, sc)
				}
			}
			if len(ids) != want[i][day] {
				t.Errorf("%s: %d articles on day %d, want %d", p.ID, len(ids), day+1, want[i][day])
			}
			s.Tick()
		}
		s = newSite(t)
	}
}

var printedDate = regexp.MustCompile(`(Thứ \d|Chủ nhật), (\d\d/\d\d/\d{4})`)

func TestWeekdays(t *testing.T) {
	// Reckoned by hand from 2025-03-12, a Wednesday.
	days := map[string]string{
		"07/03/2025": "Thứ 6", "08/03/2025": "Thứ 7", "09/03/2025": "Chủ nhật", "10/03/2025": "Thứ 2",
		"11/03/2025": "Thứ 3", "12/03/2025": "Thứ 4", "13/03/2025": "Thứ 5",
	}
	s := newSite(t)
	seen := map[string]bool{}
	for range 2 {
		for path := range walk(t, s, 0) {
			for _, m := range printedDate.FindAllStringSubmatch(body(t, s, 0, path), -1) {
				if days[m[2]] != m[1] {
					t.Errorf("%s prints %s, want %q", path, m[0], days[m[2]])
				}
				seen[m[2]] = true
			}
		}
		s.Tick()
	}
	if len(seen) != len(days) {
		t.Errorf("dates seen: %v", seen)
	}
}

func TestArticlePages(t *testing.T) {
	s := newSite(t)
	d := doc(t, s, 0, "/tin-tuc/1/1214/xa-an-thu-don-dien-sau-con-dong")
	text := func(sel string) string { return strings.TrimSpace(d.Find(sel).First().Text()) }
	got := []string{text("h1.title"), text(".date"), text(".views"), text("#clock"), text(".fr-view em"),
		text(".fr-view p[style*=right]"), text(".fr-view a"), d.Find(".fr-view a").AttrOr("href", ""),
		d.Find(".fr-view img").AttrOr("src", ""), d.Find("link[rel=canonical]").AttrOr("href", "")}
	want := []string{"Xã An Thử đón điện trở lại sau cơn dông", "Thứ 4, 12/03/2025 | 18:45:37", "1,234 lượt xem",
		"Thứ 4, 12/03/2025, 21:00[GMT+7]", "Công nhân điện lực dựng lại cột bị gãy ở thôn Hạ. Ảnh: Lê Mẫu",
		"Minh Thử", "12032025_Xa_An_Thu_don_dien.mp3",
		"https://media.baovidu.example/upload/audio/3_2025/12032025_Xa_An_Thu_don_dien.mp3",
		"https://media.baovidu.example/upload/news/3_2025/1214_1.jpg",
		"http://127.0.0.1:8081/tin-tuc/1/1214/xa-an-thu-don-dien-sau-con-dong"}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("paper (-want +got):\n%s", d)
	}

	d = doc(t, s, 1, "/trung-tam-mau-thi-diem-thu-gom-rac-bang-xe-dien-a87005.html")
	got = []string{text("h1"), text("h1.fw700"), text(".pubdate"), text(".detail-desc p"), text(".content-fck p[style*=right]"),
		d.Find(".content-fck img").AttrOr("src", "")}
	want = []string{"Thời sự", "Trung tâm Mẫu thí điểm thu gom rác bằng xe điện", "12/03/2025 - 18:21",
		"(ĐM) - Mười hai xe điện ba bánh bắt đầu thu gom rác ở những ngõ mà xe ép rác không vào được.", "Tin, ảnh: Thu Mẫu",
		"https://media.daimau.example/image/news/2025/20250312/20250312182100.jpg"}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("broadcaster (-want +got):\n%s", d)
	}
}

// One article, many addresses.
func TestAliases(t *testing.T) {
	s := newSite(t)
	const main = "/tin-tuc/3/1203/lop-hoc-chu-cua-nguoi-lai-do"
	resp := get(t, s, 0, "/tin/1203")
	if resp.StatusCode != 301 || resp.Header.Get("Location") != main {
		t.Errorf("short address: %d %s", resp.StatusCode, resp.Header.Get("Location"))
	}
	for _, alias := range []string{main, "/news/260/1203/lop-hoc-chu-cua-nguoi-lai-do", "/tin-tuc/0/1203/x", "/news/1/1203"} {
		if c := doc(t, s, 0, alias).Find("link[rel=canonical]").AttrOr("href", ""); c != "http://"+host(0)+main {
			t.Errorf("%s: canonical %s", alias, c)
		}
	}
	first, second := links(t, doc(t, s, 0, "/"), 0, "/"), links(t, doc(t, s, 0, "/?trang=2"), 0, "/")
	if !slices.Contains(first, "/news/260/1212/hoi-lang-dong-mau-giu-nep-thi-nau-com") || !slices.Contains(first, "/?trang=2") {
		t.Errorf("first page links %v", first)
	}
	for _, want := range []string{"/tin/1203", brokenPath, "/noi-bo/tin-tuc/1/1299/lich-truc-toa-soan"} {
		if !slices.Contains(second, want) {
			t.Errorf("second page lacks %s: %v", want, second)
		}
	}
	if robots := body(t, s, 0, "/robots.txt"); !strings.Contains(robots, "User-agent: *\nDisallow: /noi-bo/\n") {
		t.Errorf("robots.txt %q", robots)
	}
	for i, path := range []string{"/tin-tuc/1/9999/khong-co", "/khong-co-a1.html"} {
		if code := get(t, s, i, path).StatusCode; code != 404 {
			t.Errorf("%s gives %d, want 404", path, code)
		}
	}
}

// What Tick changes, page by page: everything else answers 304 to the
// validators of day 1.
func TestTick(t *testing.T) {
	s := newSite(t)
	type place struct {
		portal int
		path   string
	}
	before := map[place]string{} // ETag
	p := [Portals]*portal.Portal{}
	for i := range Portals {
		var err error
		if p[i], err = portal.Parse("demo.yaml", []byte(s.Definition(i, host(i)))); err != nil {
			t.Fatal(err)
		}
		for path, status := range walk(t, s, i) {
			if sc := p[i].Scope("http://" + host(i) + path); sc.Kind == "article" && status == 200 {
				h := get(t, s, i, path).Header
				before[place{i, path}] = h.Get("ETag")
				if code := get(t, s, i, path, "If-None-Match", h.Get("ETag")).StatusCode; code != 304 {
					t.Errorf("%s on day 1 with its own ETag gives %d", path, code)
				}
				if code := get(t, s, i, path, "If-Modified-Since", h.Get("Last-Modified")).StatusCode; code != 304 {
					t.Errorf("%s on day 1 with its own Last-Modified gives %d", path, code)
				}
			}
		}
	}
	s.Tick()
	codes := map[string]int{}
	for at, etag := range before {
		if code := get(t, s, at.portal, at.path, "If-None-Match", etag).StatusCode; code != 304 {
			codes[at.path] = code
		}
	}
	want := map[string]int{
		"/tin-tuc/1/1204/thong-bao-tam-dung-cap-nuoc":       404, // removed
		"/tin-tuc/1/1207/nang-cap-de-ta-song-mo":            200, // edited
		"/news/260/1207/nang-cap-de-ta-song-mo":             200,
		"/tin-tuc/1/1214/xa-an-thu-don-dien-sau-con-dong":   200, // read more often
		"/tin-tuc/1/1210/tuyen-sinh-lop-10-them-hai-truong": 200, // read more often
		"/news/260/1210/tuyen-sinh-lop-10-them-hai-truong":  200,
	}
	if d := cmp.Diff(want, codes); d != "" {
		t.Errorf("what changed on day 2 (-want +got):\n%s", d)
	}
	edited := body(t, s, 0, "/tin-tuc/1/1207/nang-cap-de-ta-song-mo")
	if !strings.Contains(edited, "tổng vốn 142 tỷ đồng") || strings.Contains(edited, "124 tỷ") {
		t.Error("the edit is not in the page")
	}
	twin, own := doc(t, s, 1, "/tau-cho-hang-moi-tren-ben-gio-a87006.html"), doc(t, s, 0, "/tin-tuc/2/1211/tau-cho-hang-moi-noi-hai-bo-song-mo")
	if a, b := twin.Find(".content-fck > p").Text(), own.Find(".fr-view > p").Text(); strings.TrimSpace(a) == "" || a != strings.ReplaceAll(b, "\u00a0", "") {
		t.Errorf("the reprint differs:\n%s\n%s", a, b)
	}
}

func TestRequests(t *testing.T) {
	s := newSite(t)
	start := time.Now()
	get(t, s, 0, "/tin/1203", "User-Agent", "tintinh-demo")
	get(t, s, 1, "/?x=1")
	got := s.Requests()
	for i := range got {
		if got[i].At.Before(start) || got[i].At.After(time.Now()) {
			t.Errorf("request %d came at %v", i, got[i].At)
		}
		got[i].At = time.Time{}
	}
	want := []Request{
		{Portal: 0, Method: "GET", Path: "/tin/1203", Status: 301, UserAgent: "tintinh-demo"},
		{Portal: 1, Method: "GET", Path: "/?x=1", Status: 200},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("log (-want +got):\n%s", d)
	}
}

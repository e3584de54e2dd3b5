package web

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/extract/corpus"
	"github.com/tintinh/tintinh/extract/proof"
	"github.com/tintinh/tintinh/portal"
)

// kept is a page that would do something if it were shown as it is.
const kept = `<!doctype html><html><head><title>Thông xe cầu Sông Mẫu</title><script>alert(1)</script></head><body onload="alert(2)">
<nav><a href="javascript:alert(3)">Trang chủ</a> <a href="/giao-thong">Giao thông</a></nav>
<h1 class="title" onmouseover="alert(4)">Thông xe cầu Sông Mẫu sau hai năm thi công</h1><p class="date">18/03/2026 07:15</p>
<div class="news_content"><img src="http://192.0.2.1/cau.jpg" onerror="alert(5)" alt="Cây cầu">
<p>Từ tờ mờ sáng, hàng trăm người dân hai bên bờ đã có mặt để chứng kiến những chuyến xe đầu tiên qua cầu, nhiều cụ già mang theo ảnh con đò cũ.</p>
<p>Cầu dài 480 mét, rộng 12 mét, tổng vốn đầu tư hơn 320 tỷ đồng, nối hai bờ sông và rút ngắn quãng đường vào trung tâm huyện còn 7 km.</p>
<iframe src="http://192.0.2.1/"></iframe><p>Theo ban quản lý dự án, đường dẫn phía bắc sẽ được trải thảm xong trước mùa mưa, xe tải trên 10 tấn tạm thời chưa được qua cầu.</p></div>
<div style="height:3000px"></div><footer>Bản quyền <script>alert(6)</script></footer></body></html>`

// withProofs serves the library, with one kept page for all of it.
func withProofs(t testing.TB) *httptest.Server {
	t.Helper()
	_, site := newSite(t)
	p, err := portal.Parse("mau.yaml", []byte("id: bao-song-mau\noutlet: Báo Sông Mẫu\nhosts: [bao-song-mau.example]\nsources: [{kind: listing, url: \"https://bao-song-mau.example/\"}]\narticle: '^/tin/(?P<id>\\d+)'\nrules:\n  - title: [\"h1.title\"]\n    published: [\".date\"]\n    body: [\".news_content\"]\n"))
	if err != nil {
		t.Fatal(err)
	}
	x := extract.New(nil, "test")
	site.Proof = func(_ context.Context, a *extract.Article, lang string, w io.Writer) error {
		if a.Raw == nil || strings.HasSuffix(a.ID, "102") {
			return fmt.Errorf("%s: /a/secret/folder: its page was not kept", a.ID)
		}
		doc, err := extract.Parse([]byte(kept), "text/html; charset=utf-8", a.URL)
		if err != nil {
			return err
		}
		r := x.Extract(doc, extract.Page{URL: a.URL, Body: []byte(kept), FetchedAt: now, Portal: p})
		return proof.Sheet{Doc: doc, Result: r, URL: a.URL, Portal: a.Portal, Lang: lang}.Write(w)
	}
	srv := httptest.NewServer(site.Handler())
	t.Cleanup(srv.Close)
	return srv
}

func TestProofPages(t *testing.T) {
	srv := withProofs(t)
	res, body := get(t, "GET", srv.URL+"/proof?id=bao-song-mau:101&lang=en")
	if res.StatusCode != 200 || res.Header.Get("Content-Security-Policy") != framePolicy || !strings.Contains(body, `<iframe class="proof" sandbox src="/proof/page?id=bao-song-mau%3A101&amp;lang=en&amp;n=2"`) {
		t.Errorf("%d, %s\n%s", res.StatusCode, res.Header.Get("Content-Security-Policy"), body)
	}
	res, body = get(t, "GET", srv.URL+"/proof/page?id=bao-song-mau:101&n=1")
	if csp := res.Header.Get("Content-Security-Policy"); !strings.HasPrefix(csp, "sandbox; default-src 'none'; style-src 'sha256-") || !strings.HasSuffix(csp, "frame-ancestors 'self'") {
		t.Errorf("policy of a kept page: %s", csp)
	}
	if !strings.Contains(body, `href="#title-1"`) || strings.Contains(body, "alert(") && !strings.Contains(body, "javascript:alert(3)") {
		t.Errorf("kept page:\n%s", body)
	}
	res, body = get(t, "GET", srv.URL+"/proof/page?id=bao-song-mau:102&lang=en")
	if res.Header.Get("Content-Type") != "text/plain; charset=utf-8" || body != "This page is not kept, or its file is not there any more." {
		t.Errorf("a page that is not there: %s, %q", res.Header.Get("Content-Type"), body)
	}
	for path, want := range map[string]int{"/proof?id=nirgends": http.StatusNotFound, "/proof/page?id=bao-song-mau:101&n=9": http.StatusBadRequest} {
		if res, _ := get(t, "GET", srv.URL+path); res.StatusCode != want || res.Header.Get("Content-Security-Policy") != policy {
			t.Errorf("%s: %d, %s", path, res.StatusCode, res.Header.Get("Content-Security-Policy"))
		}
	}
	plain, _ := newSite(t)
	if res, body := get(t, "GET", plain.URL+"/article?id=bao-song-mau:101"); strings.Contains(body, "/proof") || res.StatusCode != 200 {
		t.Error("an article links to a page that this server does not show")
	}
}

// TestProofInBrowser: a real browser shows it, runs nothing of it, asks nobody
// for anything, and goes where a field stands.
func TestProofInBrowser(t *testing.T) {
	srv := withProofs(t)
	b := newBrowser(t, srv.URL)
	b.open("/proof?id=bao-song-mau:101&lang=en")
	for _, shot := range []struct {
		name  string
		width int64
		dark  bool
	}{{"proof-wide-light", 1300, false}, {"proof-wide-dark", 1300, true}, {"proof-phone-light", 390, false}} {
		b.shoot(shot.name, shot.width, shot.dark)
		if over := value(b, chromedp.Evaluate[float64](`document.documentElement.scrollWidth - innerWidth`)); over > 0 {
			t.Errorf("%s is %v px wider than the window", shot.name, over)
		}
	}
	b.open("/proof/page?id=bao-song-mau:101&lang=en")
	b.shoot("sheet-wide-light", 1300, false)
	if got := b.texts(".m-title"); len(got) != 1 || got[0] != "Thông xe cầu Sông Mẫu sau hai năm thi công" {
		t.Errorf("marked as title: %q", got)
	}
	if got := len(b.texts(".m-body")); got != 3 {
		t.Errorf("%d blocks are marked as body, want 3", got)
	}
	b.do(chromedp.Click(`a[href="#body-3"]`))
	if at := value(b, chromedp.Evaluate[string](`location.hash + " " + (document.querySelector(":target").getBoundingClientRect().top < innerHeight)`)); at != "#body-3 true" {
		t.Errorf("after a click on a field: %q", at)
	}
	b.quiet()
}

// TestProofShots draws sheets of real pages, for people to look at.
func TestProofShots(t *testing.T) {
	if os.Getenv("TINTINH_SHOTS") == "" {
		return
	}
	catalogue, err := portal.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	x := extract.New(catalogue, "test")
	x.Compare = true
	var shown []corpus.Page
	for _, p := range corpus.Pages(t) {
		if p.Kind == "article" && len(shown) < 4 && (len(shown) == 0 || shown[len(shown)-1].Domain() != p.Domain()) {
			shown = append(shown, p)
		}
	}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for i, p := range shown {
			if r.URL.Path != fmt.Sprintf("/%d", i) {
				continue
			}
			doc, err := extract.Parse(p.Body, "", p.URL)
			if err != nil {
				t.Error(err)
				return
			}
			res := x.Extract(doc, extract.Page{URL: p.URL, Body: p.Body})
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			if err := (proof.Sheet{Doc: doc, Result: res, URL: p.URL, Portal: p.Domain()}).Write(w); err != nil {
				t.Error(err)
			}
		}
	}))
	defer srv.Close()
	b := newBrowser(t, srv.URL)
	for i := range shown {
		b.open(fmt.Sprintf("/%d", i))
		b.shoot(fmt.Sprintf("real-%d-wide", i), 1300, i%2 == 1)
		b.shoot(fmt.Sprintf("real-%d-phone", i), 390, i%2 == 0)
	}
}

package web

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// get asks with headers in pairs, and returns the answer with its whole body.
func get(t testing.TB, method, link string, headers ...string) (*http.Response, string) {
	t.Helper()
	req, err := http.NewRequest(method, link, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
		if headers[i] == "Host" {
			req.Host = headers[i+1]
		}
	}
	res, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res, string(body)
}

func TestStatus(t *testing.T) {
	srv, _ := newSite(t)
	for _, c := range []struct {
		method, path string
		want         int
		says         string
	}{
		{"GET", "/", 200, "Bài mới nhất"},
		{"HEAD", "/", 200, ""},
		{"POST", "/", 405, ""},
		{"DELETE", "/article?id=bao-song-mau:101", 405, ""},
		{"GET", "/article?id=bao-song-mau:101", 200, "Thông xe cầu Sông Mẫu sau hơn hai năm thi công"},
		{"GET", "/article?id=bao-song-mau:101", 200, "Lượt xem: 12.345<"},
		{"GET", "/article?id=nowhere:1", 404, "Không có trang này"},
		{"GET", "/article", 404, ""},
		{"GET", "/article?id=%00%ff", 404, ""},
		{"GET", "/history?id=bao-song-mau:101", 200, "<ins>"},
		{"GET", "/history?id=bao-song-mau:101&from=9", 400, "from"},
		{"GET", "/portals", 200, "challenge page"},
		{"GET", "/portal?id=dai-mau", 200, "Đài Mẫu"},
		{"GET", "/portal?id=x", 404, ""},
		{"GET", "/runs", 200, ""},
		{"GET", "/runs?before=yesterday", 400, "yesterday"},
		{"GET", "/run?at=2020-01-01T00:00:00Z", 404, ""},
		{"GET", "/nothing/here", 404, ""},
		{"GET", "/../../etc/passwd", 307, "/etc/passwd"},
		{"GET", "/static/style.css", 404, ""},
		{"GET", "/static/icon.svg", 200, "<svg"},
		{"GET", "/?q=" + strings.Repeat("a", 1500), 200, "1500 bytes are too many"},
		{"GET", "/?from=31/12/2025", 200, "expected a day"},
		{"GET", "/?after=AAAA", 200, "not a cursor"},
		{"GET", "/healthz", 200, `"status": "ok"`},
		{"GET", "/api/v1/search?q=hòa&limit=0", 400, `"parameter": "limit"`},
		{"GET", "/api/v1/search?portals=x", 400, "there is no such parameter"},
		{"GET", "/api/v1/search?audio=maybe", 400, `"parameter": "audio"`},
		{"GET", "/api/v1/search?after=%3Cscript%3E", 400, `"parameter": "after"`},
		{"GET", "/api/v1/search?portals=x", 400, "known here: q, portal,"},
		{"GET", "/api/v1/article?id=nowhere:1", 404, `nothing has the id \"nowhere:1\"`},
		{"GET", "/api/v1/article", 400, "it is missing"},
		{"GET", "/api/v1/revisions?id=", 400, "it is missing"},
		{"GET", "/api/v1/portal", 400, "it is missing"},
		{"GET", "/api/v1/facets?kind=shoe", 400, `"parameter": "kind"`},
		{"GET", "/api/v1/nothing", 404, ""},
		{"PUT", "/api/v1/search", 405, ""},
	} {
		res, body := get(t, c.method, srv.URL+c.path)
		if res.StatusCode != c.want || !strings.Contains(body, c.says) {
			t.Errorf("%s %.80s: %d, want %d and %q in\n%.600s", c.method, c.path, res.StatusCode, c.want, c.says, body)
		}
		checkHeaders(t, c.path, res)
	}
}

func checkHeaders(t *testing.T, path string, res *http.Response) {
	t.Helper()
	for name, want := range map[string]string{
		"Content-Security-Policy": policy, "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer",
	} {
		if got := res.Header.Get(name); got != want {
			t.Errorf("%.60s: %s is %q", path, name, got)
		}
	}
	if res.Header.Get("Set-Cookie") != "" {
		t.Errorf("%.60s sets a cookie", path)
	}
}

// TestHosts: a page elsewhere must not reach a server on loopback under a name
// of its own.
func TestHosts(t *testing.T) {
	srv, site := newSite(t)
	for host, want := range map[string]int{"localhost:8080": 200, "LOCALHOST": 200, "[::1]:8080": 200, "evil.example": 421, "localhost.evil.example:80": 421, "127.0.0.1.evil.example": 421} {
		if res, _ := get(t, "GET", srv.URL+"/healthz", "Host", host); res.StatusCode != want {
			t.Errorf("called %s: %d, want %d", host, res.StatusCode, want)
		}
	}
	site.Hosts = nil
	if res, _ := get(t, "GET", srv.URL+"/healthz", "Host", "news.example"); res.StatusCode != 200 {
		t.Errorf("a server for any name answers %d", res.StatusCode)
	}
}

func TestLanguages(t *testing.T) {
	srv, _ := newSite(t)
	for _, c := range []struct{ path, accept, want string }{
		{"/", "", "vi"},
		{"/", "en-GB,en;q=0.8", "en"},
		{"/", "fr, en;q=0.5, vi;q=0.9", "vi"},
		{"/", "de", "vi"},
		{"/", strings.Repeat("en,", 500), "vi"},
		{"/", "\"<>;;q=x", "vi"},
		{"/?lang=en", "vi", "en"},
		{"/?lang=xx", "en", "en"},
	} {
		_, body := get(t, "GET", srv.URL+c.path, "Accept-Language", c.accept)
		if !strings.Contains(body, `<html lang="`+c.want+`">`) {
			t.Errorf("%s with %.20q is not in %s", c.path, c.accept, c.want)
		}
	}
	_, body := get(t, "GET", srv.URL+"/?lang=en&q=khach")
	if !strings.Contains(body, `href="/portals?lang=en"`) || !strings.Contains(body, `name="lang" value="en"`) {
		t.Error("the language that was asked for does not go along")
	}
}

func TestGzip(t *testing.T) {
	srv, _ := newSite(t)
	_, plain := get(t, "GET", srv.URL+"/runs", "Accept-Encoding", "gzip;q=0, br")
	res, packed := get(t, "GET", srv.URL+"/runs", "Accept-Encoding", "br, gzip")
	z, err := gzip.NewReader(strings.NewReader(packed))
	if err != nil || res.Header.Get("Content-Encoding") != "gzip" {
		t.Fatal(err, res.Header)
	}
	got, err := io.ReadAll(z)
	if err != nil || !bytes.Equal(got, []byte(plain)) {
		t.Errorf("packed and plain differ, %v", err)
	}
}

// TestPaging: following the links of the API gives every article once.
func TestPaging(t *testing.T) {
	srv, _ := newSite(t)
	seen := map[string]int{}
	after := ""
	for range 20 {
		_, body := get(t, "GET", srv.URL+"/api/v1/search?limit=7&duplicates=1&after="+url.QueryEscape(after))
		var page struct {
			Hits []apiHit
			Next string
		}
		if err := json.Unmarshal([]byte(body), &page); err != nil {
			t.Fatalf("%v in %s", err, body)
		}
		for _, h := range page.Hits {
			seen[h.ID]++
		}
		if after = page.Next; after == "" {
			break
		}
	}
	if len(seen) != 51 {
		t.Errorf("%d articles on all pages, want 51", len(seen))
	}
	for id, n := range seen {
		if n != 1 {
			t.Errorf("%s came %d times", id, n)
		}
	}
}

// TestArticleLine: the API gives the record byte for byte.
func TestArticleLine(t *testing.T) {
	srv, site := newSite(t)
	_, line, err := site.View.Article(t.Context(), "bao-song-mau:900")
	if err != nil {
		t.Fatal(err)
	}
	res, body := get(t, "GET", srv.URL+"/api/v1/article?id=bao-song-mau:900")
	if d := cmp.Diff(string(line)+"\n", body); d != "" || res.Header.Get("Content-Type") != "application/json" {
		t.Error(res.Header.Get("Content-Type"), d)
	}
}

// TestOutside: only http and https become links.
func TestOutside(t *testing.T) {
	for link, want := range map[string]string{
		"https://a.example/x?y=1": "https://a.example/x?y=1", " http://a.example ": "http://a.example",
		"javascript:alert(1)": "", "JaVaScRiPt:alert(1)": "", "data:text/html,x": "", "//a.example": "", "/relative": "", "https:": "", "https://": "", "http://[::1": "", "java\nscript:alert(1)": "",
	} {
		if got := outside(link); got != want {
			t.Errorf("outside(%q) = %q, want %q", link, got, want)
		}
	}
}

func FuzzRequest(f *testing.F) {
	srv, _ := newSite(f)
	for _, s := range []string{"/?q=\"a&portal=x", "/article?id=%ff", "/history?id=bao-song-mau:101&from=1&to=-1", "/api/v1/run?at=0", "/portal?id='"} {
		f.Add(s, "vi;q=0.1, *")
	}
	f.Fuzz(func(t *testing.T, path, accept string) {
		u, err := url.Parse(srv.URL + "/" + strings.TrimPrefix(path, "/"))
		if err != nil || strings.ContainsAny(accept, "\r\n\x00") || u.Host != strings.TrimPrefix(srv.URL, "http://") {
			t.Skip()
		}
		req := &http.Request{Method: "GET", URL: u, Header: http.Header{"Accept-Language": {accept}}}
		res, err := http.DefaultTransport.RoundTrip(req)
		if err != nil {
			t.Skip() // not a request that can be sent
		}
		defer res.Body.Close()
		if res.StatusCode >= 500 {
			t.Errorf("%q: %d", path, res.StatusCode)
		}
		if _, err := io.Copy(io.Discard, res.Body); err != nil {
			t.Error(err)
		}
	})
}

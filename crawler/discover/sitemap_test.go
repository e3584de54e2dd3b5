package discover

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/unicode"
)

const urlset = `<?xml version="1.0" encoding="UTF-8"?>
<!-- của trang --><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><loc> https://example.vn/tin/1.html </loc><lastmod>2025-07-01T09:05:00+07:00</lastmod><changefreq>daily</changefreq>
  <news:news><news:publication><news:name>Báo Ví Dụ</news:name></news:publication><news:publication_date>2025-07-01T08:00:00+07:00</news:publication_date>
  <news:title>Đê biển &amp;amp; rừng chắn sóng</news:title></news:news>
  <image:image><image:loc>/anh/1.jpg</image:loc></image:image><image:image><image:loc>https://cdn.example.vn/2.jpg</image:loc></image:image></url>
<url><lastmod>2025-07-01</lastmod><loc><![CDATA[https://www.example.vn/tin/2.html?a=1&b=2]]></loc></url>
<url><loc>http://example.vn/tin/3.html?a=1&b=2&nbsp;</loc></url>
<url><loc>https://khac.vn/tin/4.html</loc></url><url><loc>https://khac.vn/tin/5.html</loc></url>
<url><loc>https://example.vn/tin/1.html</loc></url>
<url><loc>javascript:alert(1)</loc></url>
<url><lastmod>2025-07-01</lastmod></url>
</urlset>`

func wantURLs() *Sitemap {
	return &Sitemap{
		Entries: []SitemapEntry{
			{URL: "https://example.vn/tin/1.html", LastMod: time.Date(2025, 7, 1, 9, 5, 0, 0, ict), LastModRaw: "2025-07-01T09:05:00+07:00",
				Title: "Đê biển & rừng chắn sóng", Published: time.Date(2025, 7, 1, 8, 0, 0, 0, ict), PublishedRaw: "2025-07-01T08:00:00+07:00",
				Images: []string{"https://example.vn/anh/1.jpg", "https://cdn.example.vn/2.jpg"}},
			{URL: "https://www.example.vn/tin/2.html?a=1&b=2", LastModRaw: "2025-07-01"},
			{URL: "http://example.vn/tin/3.html?a=1&b=2"},
		},
		Foreign: map[string]int{"khac.vn": 2},
		Dropped: map[string]int{"repeated": 1, DropJavaScript: 1, "no-link": 1},
	}
}

func gzipped(t testing.TB, s string) string {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := io.WriteString(z, s); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestParseSitemap(t *testing.T) {
	utf16, err := unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewEncoder().String(urlset)
	if err != nil {
		t.Fatal(err)
	}
	first := &Sitemap{Entries: wantURLs().Entries[:1]}
	for _, c := range []struct {
		name, body string
		want       *Sitemap
		broken     string
	}{
		{"as it should be", urlset, wantURLs(), ""},
		{"gzip", gzipped(t, urlset), wantURLs(), ""},
		{"byte order mark", "\ufeff" + urlset, wantURLs(), ""},
		{"UTF-16", utf16, wantURLs(), ""},
		{"blank lines and a warning before", "\n \n<b>Warning</b>: x\n" + urlset, wantURLs(), ""},
		{"NUL and control bytes", strings.ReplaceAll(urlset, "</url>", "\x00\x02</url>"), wantURLs(), ""},
		{"other prefixes", strings.NewReplacer("news:", "n:", ":news=", ":n=", "image:", "i:", ":image=", ":i=").Replace(urlset), wantURLs(), ""},
		{"prefix of its own", strings.NewReplacer("<url", "<sm:url", "</url", "</sm:url", "<loc", "<sm:loc", "</loc", "</sm:loc").Replace(urlset), wantURLs(), ""},
		{"capitals", strings.NewReplacer("<url", "<URL", "</url", "</Url", "<loc", "<LOC", "</loc", "</LOC").Replace(urlset), wantURLs(), ""},
		{"entries not closed", strings.ReplaceAll(urlset, "</url>", ""), wantURLs(), ""},
		{"trailing text", urlset + "\n<!-- 0,3 giây -->\nxong", wantURLs(), ""},
		{"cut within an entry", urlset[:strings.Index(urlset, "<url><lastmod>")+20], &Sitemap{Entries: first.Entries, Dropped: map[string]int{"no-link": 1}}, "unexpected EOF"},
		{"cut between entries", urlset[:strings.Index(urlset, "<url><lastmod>")], first, "unexpected EOF"},
		{"gzip cut", gzipped(t, urlset)[:len(gzipped(t, urlset))-9], wantURLs(), "unexpected EOF"},
		{"elements without end", `<urlset><url><loc>/tin/1.html</loc></url>` + strings.Repeat("<a>", 100), &Sitemap{Entries: []SitemapEntry{{URL: "https://example.vn/tin/1.html"}}}, "nested deeper than 64"},
		{"index", `<sitemapindex><sitemap><loc>/s1.xml.gz</loc><lastmod>2025-07-01T00:00:00Z</lastmod></sitemap><sitemap><loc>https://example.vn/s2.xml</loc></sitemap></sitemapindex>`,
			&Sitemap{Index: true, Entries: []SitemapEntry{
				{URL: "https://example.vn/s1.xml.gz", LastMod: time.Date(2025, 7, 1, 0, 0, 0, 0, time.UTC), LastModRaw: "2025-07-01T00:00:00Z"},
				{URL: "https://example.vn/s2.xml"}}}, ""},
		{"a loc of something else", `<urlset><url><x:y><loc>/khac</loc></x:y><loc>/tin/1.html</loc><loc>/hai</loc></url></urlset>`, &Sitemap{Entries: []SitemapEntry{{URL: "https://example.vn/tin/1.html"}}}, ""},
		{"empty urlset", `<urlset/>`, &Sitemap{}, ""},
		{"text", "https://example.vn/tin/1.html\r\n\r\n  http://example.vn/2 \nmailto:a@example.vn\nhttps://example.vn/" + strings.Repeat("a", 9000) + "\nhttps://khac.vn/",
			&Sitemap{Entries: []SitemapEntry{{URL: "https://example.vn/tin/1.html"}, {URL: "http://example.vn/2"}},
				Foreign: map[string]int{"khac.vn": 1}, Dropped: map[string]int{DropMail: 1, DropTooLong: 1}}, ""},
		{"entities of its own are not expanded", `<!DOCTYPE x [<!ENTITY a "bbbbbbbb"><!ENTITY f SYSTEM "file:///etc/passwd">]><urlset><url><loc>/tin/&a;&f;</loc></url></urlset>`,
			&Sitemap{Entries: []SitemapEntry{{URL: "https://example.vn/tin/&a;&f;"}}}, ""},
	} {
		got, err := ParseSitemap(strings.NewReader(c.body), "https://example.vn/sitemap.xml", Limit{})
		switch {
		case c.broken == "" && err != nil:
			t.Errorf("%s: %v", c.name, err)
		case c.broken != "" && (!errors.Is(err, ErrBroken) || !strings.Contains(err.Error(), c.broken)):
			t.Errorf("%s: error %v, want %s", c.name, err, c.broken)
		}
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%s: -want +got\n%s", c.name, d)
		}
	}
}

func TestNotASitemap(t *testing.T) {
	for body, want := range map[string]string{
		"":                                  "it is empty",
		" \n\x00 ":                          "it is empty",
		"<!doctype html><title>Lỗi</title>": "it is an HTML page",
		"<?xml version='1.0'?><!DOCTYPE html><html/>": `its root element is "html"`,
		"<rss version='2.0'></rss>":                   "it is a feed",
		`{"a":1}`:                                     "it is JSON",
		"Bảo trì hệ thống":                            "it is neither XML nor a list of URLs",
		strings.Repeat("x", 10_000):                   "it is neither XML nor a list of URLs",
		"\x1f\x8bkhông phải gzip":                     "it begins like gzip, but: gzip: invalid header",
		"<?xml version='1.0'?>":                       "it has no element",
	} {
		s, err := ParseSitemap(strings.NewReader(body), "https://example.vn/s.xml", Limit{})
		if s != nil || !errors.Is(err, ErrNotSitemap) || err.Error() != "read sitemap https://example.vn/s.xml: not a sitemap: "+want {
			t.Errorf("%.40q: %v, %v; want %s", body, s, err, want)
		}
	}
}

func TestSitemapLimits(t *testing.T) {
	var b strings.Builder
	b.WriteString("<urlset>")
	for i := range 20 {
		fmt.Fprintf(&b, "<url><loc>https://a%d.example.vn/%d</loc></url>\n", i%2, i)
	}
	body := b.String() + "</urlset>"
	own := func(host string) bool { return host == "a1.example.vn" }

	s, err := ParseSitemap(strings.NewReader(body), "https://example.vn/s.xml", Limit{Entries: 3, Own: own})
	if err != nil || len(s.Entries) != 3 || s.Entries[2].URL != "https://a1.example.vn/5" || s.Over != 7 || s.Foreign["a0.example.vn"] != 10 {
		t.Errorf("%+v, %v", s, err)
	}
	if _, err := ParseSitemap(strings.NewReader(body), "https://example.vn/s.xml", Limit{Bytes: int64(len(body))}); err != nil {
		t.Errorf("a document as long as the limit: %v", err)
	}
	s, err = ParseSitemap(strings.NewReader(gzipped(t, body)), "https://example.vn/s.xml", Limit{Bytes: int64(len(body)) - 1, Own: own})
	if !errors.Is(err, ErrBroken) || len(s.Entries) != 10 ||
		err.Error() != fmt.Sprintf("read sitemap https://example.vn/s.xml: the sitemap breaks off after 10 entries: it is too long: more than %d bytes", len(body)-1) {
		t.Errorf("a document longer than the limit: %v, %v", s, err)
	}
}

// A bomb, a gigabyte of zeros or of one entry, ends at the limit.
func TestSitemapBomb(t *testing.T) {
	var bomb bytes.Buffer
	z := gzip.NewWriter(&bomb)
	_, _ = io.WriteString(z, "<urlset><url><loc>https://example.vn/1</loc><lastmod>")
	for zeros := make([]byte, 1<<20); bomb.Len() < 64<<10; {
		_, _ = z.Write(zeros)
	}
	_ = z.Close()
	s, err := ParseSitemap(&bomb, "https://example.vn/s.xml", Limit{Bytes: 8 << 20})
	if !errors.Is(err, ErrBroken) || len(s.Entries) != 1 || s.Entries[0].URL != "https://example.vn/1" {
		t.Errorf("%+v, %v", s, err)
	}
}

func TestSitemapForeignHosts(t *testing.T) {
	var b strings.Builder
	for i := range 150 {
		fmt.Fprintf(&b, "https://h%d.vn/\n", i)
	}
	s, err := ParseSitemap(strings.NewReader(b.String()), "https://example.vn/s.txt", Limit{})
	if err != nil || len(s.Foreign) != maxForeign+1 || s.Foreign["…"] != 50 || len(s.Entries) != 0 {
		t.Errorf("%d hosts, %d more, %v", len(s.Foreign), s.Foreign["…"], err)
	}
}

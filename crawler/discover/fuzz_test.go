package discover

import (
	"bytes"
	"errors"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	whatwg "github.com/nlnwa/whatwg-url/url"
	"golang.org/x/net/html"
)

// FuzzResolve: what is returned is an absolute web address that resolves to
// itself, and the quick way agrees with the standard's.
func FuzzResolve(f *testing.F) {
	for _, href := range []string{"/a/b.html?x=1#y", "https://example.vn/a//b/./c", "//x.vn", "/..", "/.a", "/%2e%2e/b", "https://1.2.3/", "https://xn--a/",
		"https://a..b/x", "http:\\a", "java\tscript:1", "/a;b=c,d:e@f!$()*", "https://example.vn", "https://A.vn/", "/a b", "/\xff", "?", "https://a-/b"} {
		f.Add("https://example.vn/muc/", href)
	}
	f.Add("not a url", "/a")
	f.Add("http:0@0", "0")
	f.Add("http://a@b.vn/c", "/0")
	for _, base := range []string{"http://báo.vn/", "http://a.vn:80/", "https://a.vn", "https://A.vn/x", "https://a.vn/%zz ", "https://1.2.3.4/", "ftp://a.vn/", "https://a..vn/", "https://xn--a/", "http:///a"} {
		f.Add(base, "b?c#d")
	}
	for _, href := range []string{"tin/a.html", "../../../a/b", "../", "..", "../..", "../.a", "..//b", "a/../b", "a//b", "?a", "../?a", "./a", "a:b", "http://b.vn/c", "http://b.vn:80/c", "javascript:1", "JavaScript:1", "java script:1", "mailto:a", "a.b:c", "tel:", ":a"} {
		f.Add("https://example.vn/muc/con/x.html", href)
		f.Add("https://example.vn/a//b?c/d", href)
		f.Add("http://127.0.0.1:8080/a/b", href)
	}
	f.Fuzz(func(t *testing.T, base, href string) {
		r := newResolver(base)
		origin := ""
		if u, err := whatwg.Parse(base); err == nil && u.Username() == "" && u.Password() == "" {
			origin = u.Protocol() + "//" + u.Host()
		}
		if r.origin != origin {
			t.Errorf("%q has the origin %q, want %q", base, r.origin, origin)
		}
		abs, drop := r.resolve(href)
		if (abs == "") == (drop == "") {
			t.Fatalf("%q: %q and %q", href, abs, drop)
		}
		if drop != "" {
			return
		}
		if again, drop := r.resolve(abs); again != abs {
			t.Errorf("%q gives %q, which gives %q (%s)", href, abs, again, drop)
		}
		if !strings.HasPrefix(abs, "http://") && !strings.HasPrefix(abs, "https://") || strings.ContainsAny(abs, "# \n\\") || !utf8.ValidString(abs) {
			t.Errorf("%q gives %q", href, abs)
		}
		if quick, ok := r.plain(strings.TrimSpace(href)); ok {
			u, err := whatwg.ParseRef(base, href)
			if err != nil || u.Href(true) != quick {
				t.Errorf("%q on %q: quick %q, standard %v (%v)", href, base, quick, u, err)
			}
		}
	})
}

func FuzzListing(f *testing.F) {
	f.Add(listingPage)
	f.Add(`<base href=x><a href=1><nav><a href=?page=2 class=next><h1 class=title>Đọc nhiều`)
	article := regexp.MustCompile(`\d`)
	page, _ := url.Parse("https://example.vn/thoi-su/")
	f.Fuzz(func(t *testing.T, doc string) {
		root, err := html.Parse(strings.NewReader(doc))
		if err != nil {
			return
		}
		links, stats := Links(root, page)
		sum := len(links) + stats.Repeated
		for _, n := range stats.Dropped {
			sum += n
		}
		if sum != stats.Seen {
			t.Errorf("%d links seen, %d accounted for: %+v", stats.Seen, sum, stats)
		}
		known := map[string]bool{}
		for _, l := range links {
			known[l.URL] = true
		}
		column, next, _ := Listing(root, page, article.MatchString, nil)
		for _, l := range column {
			if !known[l.URL] {
				t.Errorf("%s is in the column, not on the page", l.URL)
			}
		}
		if next != "" {
			if _, drop := newResolver("https://example.vn/").resolve(next); drop != "" {
				t.Errorf("next %q: %s", next, drop)
			}
		}
		Feeds(root, page)
	})
}

func FuzzFeed(f *testing.F) {
	f.Add([]byte(rssFeed), "text/xml; charset=windows-1258")
	f.Add([]byte(`<feed xmlns="http://www.w3.org/2005/Atom"><entry><link href="/a"/><title>&amp;lt;b>`), "")
	f.Add([]byte(`{"version":"https://jsonfeed.org/version/1","items":[{"url":"/a","title":"<"}]}`), "application/json")
	f.Add([]byte("<\x00r\x00s\x00s\x00>\x00"), "")
	f.Fuzz(func(t *testing.T, body []byte, contentType string) {
		feed, err := ParseFeed(body, contentType, "https://example.vn/rss")
		if err != nil {
			if feed != nil || !errors.Is(err, ErrNotFeed) {
				t.Errorf("%v with %v", err, feed)
			}
			return
		}
		for _, i := range feed.Items {
			if !strings.HasPrefix(i.URL, "http") || !utf8.ValidString(i.Title+i.GUID+i.PublishedRaw) || strings.ContainsRune(i.Title, 0) {
				t.Errorf("%+v", i)
			}
		}
	})
}

func FuzzSitemap(f *testing.F) {
	f.Add([]byte(urlset))
	f.Add([]byte("https://example.vn/1\n\nx"))
	f.Add([]byte(gzipped(f, "<sitemapindex><sitemap><loc>/a")))
	f.Add([]byte("<urlset><url><url></urlset></url><loc>"))
	f.Fuzz(func(t *testing.T, body []byte) {
		s, err := ParseSitemap(bytes.NewReader(body), "https://example.vn/s.xml", Limit{Entries: 5, Bytes: 1 << 16})
		if (s == nil) != errors.Is(err, ErrNotSitemap) || err != nil && s != nil && !errors.Is(err, ErrBroken) {
			t.Errorf("%v with %v", err, s)
		}
		if s != nil && len(s.Entries) > 5 {
			t.Errorf("%d entries", len(s.Entries))
		}
	})
}

func FuzzTrap(f *testing.F) {
	f.Add("/a/b/a/b?ngay=1")
	f.Fuzz(func(t *testing.T, path string) {
		reason := Trap(path)
		before, _, _ := strings.Cut(path, "?")
		if RepeatedSegments(before) != (reason == TrapRepeat) {
			t.Errorf("%q: %s", path, reason)
		}
	})
}

package crawler

import (
	"bytes"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/tintinh/tintinh/extract/htmltree"
)

// FuzzDecodeBody: whatever a body is said to be, what comes of it is within its
// limit or an error with a name, and what is not compressed is left as it is.
func FuzzDecodeBody(f *testing.F) {
	for _, page := range []string{"", "một trang", strings.Repeat("a", 1<<12)} {
		f.Add([]byte(page), "")
		f.Add([]byte(page), "gzip")
		f.Add(zipped(page), "gzip")
		f.Add(append(zipped(page), zipped(page)...), "x-gzip")
		f.Add(append(zipped(page), "rác"...), "GZIP ")
		f.Add(zipped(page)[:len(zipped(page))/2], "gzip")
	}
	f.Add(zipped(string(make([]byte, 3<<20))), "gzip")
	f.Add([]byte("x"), "br, gzip")
	f.Fuzz(func(t *testing.T, raw []byte, coding string) {
		const limit = 1 << 21
		var grown int64
		got, err := new(decoder).decode(raw, []string{coding}, limit, func(n int64) error { grown += n; return nil })
		if err != nil {
			if _, named := err.(*failure); !named {
				t.Fatalf("error %v has no kind", err)
			}
			return
		}
		if len(got) > limit || int64(len(got)) > freeBody+grown && int64(len(got)) > int64(len(raw)) {
			t.Fatalf("%d bytes came of %d, with room for %d", len(got), len(raw), freeBody+grown)
		}
		if coding == "" && !bytes.Equal(got, raw) {
			t.Fatal("a body that is not compressed was changed")
		}
	})
}

// FuzzHeaders: what servers say of lifetimes and of robots in headers.
func FuzzHeaders(f *testing.F) {
	f.Add("max-age=60, no-cache", "1", "noindex, nofollow")
	f.Add("MAX-AGE = \"99999999999999999999\"", "-1", "tintinh: none, unavailable_after: 1 Jan 2030 00:00:00 GMT")
	f.Add("max-age=\x00,,=", "१", ":::")
	f.Fuzz(func(t *testing.T, cache, age, robots string) {
		h := http.Header{"Cache-Control": {cache}, "Age": {age}, "X-Robots-Tag": {robots}}
		if d := maxAge(h); d < 0 || d > 24*time.Hour {
			t.Fatalf("a lifetime of %s", d)
		}
		root, _, err := htmltree.Parse([]byte("<meta name=robots content='" + strings.ReplaceAll(robots, "'", "") + "'>"))
		if err != nil {
			t.Skip()
		}
		if d := directivesOf(h, root, "tintinh/1 (+https://vidu.test/)"); d.noindex && !strings.Contains(strings.ToLower(robots), "no") {
			t.Fatalf("%q forbids nothing", robots)
		}
	})
}

// FuzzLocation: where a server sends us is a URL that the portal's scope can
// judge, or none.
func FuzzLocation(f *testing.F) {
	for _, s := range []string{"/moi", "//khac.test/x", "http:\\\\vidu.test\\x", "javascript:alert(1)", "http://[::1", "\x00", "?a=b#c", "http://2130706433/"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, to string) {
		u, err := resolve("http://vidu.test/tin-tuc/7/1/x", to)
		if err != nil {
			return
		}
		if !u.IsAbs() {
			t.Fatalf("%q resolves to %q, which is not absolute", to, u)
		}
	})
}

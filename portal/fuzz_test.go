package portal

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	whatwg "github.com/nlnwa/whatwg-url/url"
)

// FuzzCanonical: canonical forms are idempotent, ASCII, within the limit, and
// identity does not depend on which form one starts from.
func FuzzCanonical(f *testing.F) {
	for _, s := range []string{
		"https://vidu.vn/tin-tuc/1/2/x?utm_source=a&b=1", "http://www.vidu.vn:80//a/../b;jsessionid=1/(S(lit3py55t21z5v55vlm25s55))/%7E%c3%a9?%61=1&amp;b=2#c",
		"https://vidu.vn/%%34%31/%3C%CC%A7/tie\u0302\u0301ng?a=%", "HTTPS:\\\\VIDU.VN\\..\\a", "https://vidu.vn/a;sid=/..;sid=1//.;sid=2/b",
		"https://vidu.vn/?&&amp;amp;b=&a", "https://[::1]:8080/x", "http://0x7f.1/", "https://xn--vd-rma.vn/", "https://vidu.vn/viewer?mabb=5&x",
	} {
		f.Add(s)
	}
	p := site(f, example)
	q := site(f, "id: q\nhosts: ['q.vn:8080', vidu.vn]\nsources: [{kind: listing, url: 'http://vidu.vn/'}]\narticle: 'mabb=(?P<id>[^&]*)'\nkeep_params: [b]\n")
	f.Fuzz(func(t *testing.T, raw string) {
		for _, p := range []*Portal{p, q} {
			for _, canonical := range []func(string) (string, error){p.Canonical, p.CanonicalPage} {
				once, err := canonical(raw)
				if err != nil {
					var e *URLError
					if !errors.As(err, &e) || e.Reason == "" || !utf8.ValidString(e.Error()) {
						t.Fatalf("%q: error without a reason: %v", raw, err)
					}
					continue
				}
				twice, err := canonical(once)
				if err != nil || twice != once {
					t.Fatalf("%q: %q becomes %q, %v", raw, once, twice, err)
				}
				if len(once) > MaxURL || strings.ContainsFunc(once, func(r rune) bool { return r <= ' ' || r > '~' }) {
					t.Fatalf("%q: %q is too long or holds odd bytes", raw, once)
				}
			}
			checkIdentity(t, p, raw)
		}
	})
}

// checkIdentity: Scope, RecordID, ArticleID and Canonical tell one story.
func checkIdentity(t *testing.T, p *Portal, raw string) {
	s := p.Scope(raw)
	if (s.Kind == "") == (s.Reason == "") || (s.Key != "") != (s.Kind == ScopeArticle) {
		t.Fatalf("%q: scope %+v contradicts itself", raw, s)
	}
	id, canonical, err := p.RecordID(raw)
	if s.Kind == ScopeArticle && (err != nil || id != s.Key || canonical != s.Canonical) {
		t.Fatalf("%q: scope %+v, but record %q %q %v", raw, s, id, canonical, err)
	}
	if err != nil {
		return
	}
	if again, _, err := p.RecordID(canonical); err != nil || again != id {
		t.Fatalf("%q: record %q, but %q from its canonical URL %q, %v", raw, id, again, canonical, err)
	}
	if key, ok := p.ArticleID(canonical); p.ID+":"+key != id || s.Kind == ScopeArticle && !ok {
		t.Fatalf("%q: record %q, but key %q, %t", raw, id, key, ok)
	}
}

// FuzzPlainAddress: the short way gives what the parser gives.
func FuzzPlainAddress(f *testing.F) {
	for _, s := range []string{
		"https://vidu.vn/", "http://a-b.vidu.vn/x/y.html?a=1&b=2", "https://vidu.vn/a.b/.c", "https://vidu.vn/a//b", "https://1.2/", "https://a.1/x",
		"https://xn--a/x", "https://a..b/", "https://.a/", "https://vidu.vn/a?", "https://vidu.vn/~a_b,c?d=/e", "https://a.0x1/b", "https://-a.vn/",
		"http://127.0.0.1:8080/a", "http://1.2.3.256/", "http://01.2.3.4/", "http://1.2.3/", "https://vidu.vn:80/", "http://vidu.vn:00080/", "http://vidu.vn:65536/", "http://vidu.vn:/",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		a, ok := plainAddress(raw)
		if !ok {
			return
		}
		u, err := whatwg.Parse(raw)
		if err != nil {
			t.Fatalf("%q: taken as %+v, the parser refuses it: %v", raw, a, err)
		}
		if want := (address{u.Scheme(), u.Host(), u.Pathname(), u.Query()}); a != want {
			t.Fatalf("%q: %+v, the parser says %+v", raw, a, want)
		}
	})
}

// FuzzPattern: patterns of definitions on any URL do no harm.
func FuzzPattern(f *testing.F) {
	f.Add(`^/tin-tuc/\d+/(?P<id>\d+)/`, "https://vidu.vn/tin-tuc/1/2/x")
	f.Add(`-a(?P<id>\d+)\.html$`, "https://vidu.vn/bai-a1.html?x")
	f.Add(`(?P<id>.*)ế`, "https://vidu.vn/ti%E1%BA%BFng%00")
	f.Add(`(?P<id>(a*)*)|(?P<x>b)`, "https://vidu.vn/aaab/aaab/aaab")
	f.Fuzz(func(t *testing.T, pattern, raw string) {
		a, err := CompilePattern(pattern)
		if err != nil {
			return
		}
		checkIdentity(t, &Portal{ID: "x", Hosts: []string{"vidu.vn"}, Article: a}, raw)
	})
}

// FuzzDefinition: any bytes are a portal or a list of errors with places, and
// a portal that was read works.
func FuzzDefinition(f *testing.F) {
	f.Add([]byte(example))
	f.Add([]byte("id: x\nhosts: [a.vn]\nrules:\n  - until: 2025-07-01\n    title: 'h1@x'\n  - body: [p, '.a:has(b)']\n"))
	f.Add([]byte("a: &a [*a]\nhosts: *a\n<<: *a\nid: !!binary eA==\n---\nid: y"))
	f.Add([]byte("id: [}\n"))
	f.Add([]byte("\xef\xbb\xbfid: bom\nhosts: [\"[::1]:80\"]\n"))
	f.Add([]byte("fingerprints: [{has: a, weight: 1}]\nid: f\ntrust: {title: [meta]}"))
	f.Fuzz(func(t *testing.T, src []byte) {
		if _, err := ParseFamily("f.yaml", src); err != nil {
			checkErrors(t, err)
		}
		p, err := Parse("d.yaml", src)
		if err != nil {
			checkErrors(t, err)
			return
		}
		if p.ID == "" || len(p.Hosts) == 0 || p.Host() == "" {
			t.Fatalf("accepted without id or host: %+v", p)
		}
		checkIdentity(t, p, "https://"+p.Host()+"/tin-tuc/1/2/x?a=1")
		for _, s := range p.Sources {
			if c, err := p.CanonicalPage(s.URL); err == nil && !p.HasHost(split(c).host) {
				t.Fatalf("source %q became %q, which is off the site", s.URL, c)
			}
		}
	})
}

func checkErrors(t *testing.T, err error) {
	var e *Error
	if !errors.As(err, &e) || e.File == "" || e.Msg == "" {
		t.Fatalf("error without a place: %v", err)
	}
}

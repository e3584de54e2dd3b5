//go:build linux

package hostile

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"
)

// linkRows are links that lead nowhere, or everywhere.
func linkRows() []row {
	refused := func(reason string) figures {
		return figures{Skipped: map[string]int{reason: 1}, Articles: healthyPages}
	}
	links := func(name string, want figures, links ...string) row {
		return row{name: "link: " + name, want: want, build: func(s *site) {
			for _, l := range links {
				s.before = append(s.before, strings.ReplaceAll(l, "NAY", s.addr))
			}
			s.other = func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "ai hỏi trang này?", http.StatusTeapot) }
		}}
	}
	well := figures{Articles: healthyPages}
	one := figures{Articles: healthyPages + 1}
	return []row{
		links("a MB long", well, "/tin-tuc/7/55/"+strings.Repeat("x", 1<<20)),
		links("3,000 bytes long", well, "/tin-tuc/7/55/"+strings.Repeat("x", 3000)),
		links("a NUL", refused("invalid"), "/tin-tuc/7/55/a%00b"),
		links("a password", refused("invalid"), "http://a:b@NAY/tin-tuc/7/55/x"),
		links("a path that goes in circles", refused("trap-repeat"), "/tin-tuc/7/55/"+strings.Repeat("a/b/", 6)),
		links("a path without end", refused("trap-depth"), "/tin-tuc/7/55/"+deepPath(25)),
		links("schemes that are not ours", well, "javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "mailto:a@b.test", "tel:0123", "ftp://NAY/tin-tuc/7/55/x"),
		links("other hosts", well, "http://169.254.169.254/tin-tuc/7/55/x", "http://127.0.0.1:6379/tin-tuc/7/55/x", "http://localhost/tin-tuc/7/55/x", "http://0.0.0.0/tin-tuc/7/55/x", "//khac.invalid/tin-tuc/7/55/x"),
		links("no URLs at all", well, "http://", "http://[::1", "//", "%zz", "\x00", "  ", "http:///tin", "?", "#"),
		{name: "link: an IPv4 address in other numbers is the same host", want: one, build: func(s *site) {
			_, port, _ := net.SplitHostPort(s.addr)
			s.before = append(s.before, "http://2130706433:"+port+s.article(60))
			s.html(s.article(60), s.story(60))
		}},
		{name: "link: session ids", want: one, build: func(s *site) {
			for i := range 20 {
				s.before = append(s.before, fmt.Sprintf("%s?PHPSESSID=%032x&utm_source=x%d", s.article(60), i, i), fmt.Sprintf("%s;jsessionid=%X", s.article(60), i*77))
			}
			s.other = func(w http.ResponseWriter, r *http.Request) {
				if strings.HasPrefix(r.URL.Path, s.article(60)) {
					_, _ = io.WriteString(w, s.story(60))
				}
			}
		}},
		{name: "150,000 links on a page", want: figures{Articles: healthyPages, Overlooked: true}, build: func(s *site) {
			s.definition["max_pages"] = 1 + healthyPages
			var b strings.Builder
			b.WriteString(s.front())
			for i := range 150_000 {
				fmt.Fprintf(&b, `<a href=/tin-tuc/8/%d/>x</a>`, i)
			}
			s.html("/", b.String())
		}},
		{name: "100,000 subdomains", want: well, build: func(s *site) {
			var b strings.Builder
			b.WriteString(s.front())
			for i := range 100_000 {
				fmt.Fprintf(&b, `<a href="http://b%d.khac.invalid/tin-tuc/7/%d/x">x</a>`, i, i)
			}
			s.html("/", b.String())
		}},
		{name: "a calendar without end is one page", want: figures{Articles: healthyPages, NoArticle: 1}, build: func(s *site) {
			s.definition["article"] = `^/tin-tuc/.*`
			s.definition["max_pages"] = 12
			s.other = func(w http.ResponseWriter, r *http.Request) {
				day, _ := time.Parse("2006-01-02", r.URL.Query().Get("ngay"))
				_, _ = io.WriteString(w, listingPage([]string{"/tin-tuc/lich?ngay=" + day.AddDate(0, 0, 1).Format("2006-01-02")}))
			}
			s.after = append(s.after, "/tin-tuc/lich?ngay=2026-01-01")
		}},
		{name: "pages of a listing without end", want: figures{Articles: healthyPages}, build: func(s *site) {
			s.source("listing", "/", "follow", "a.next")
			front := func(n int) string {
				return strings.Replace(s.front(), "</main>", fmt.Sprintf(`<a class="next" href="/?page=%d">Sau</a></main>`, n+1), 1)
			}
			s.html("/", front(1))
			n := 1
			s.other = func(w http.ResponseWriter, _ *http.Request) { n++; _, _ = io.WriteString(w, front(n)) }
		}},
	}
}

func deepPath(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "s%d/", i)
	}
	return b.String()
}

// robotsRows are robots.txt files (RFC 9309).
func robotsRows() []row {
	served := func(name string, want figures, h http.HandlerFunc, bad ...string) row {
		return row{name: "robots.txt: " + name, want: want, build: func(s *site) {
			s.pages["/robots.txt"] = h
			for _, path := range bad {
				s.html(path, s.story(80))
				s.before = append(s.before, path)
			}
		}}
	}
	text := func(body string) http.HandlerFunc { return typed("text/plain", body) }
	code := func(c int) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(c) }
	}
	well := figures{Articles: healthyPages}
	kept := figures{Skipped: map[string]int{"robots": 1}, Articles: healthyPages, Untouched: "/tin-tuc/7/80/kin"}
	closed := figures{Skipped: map[string]int{"robots-unreachable": 1}, Untouched: "/"}
	const bad = "/tin-tuc/7/80/kin"
	return []row{
		served("500", closed, code(500)), served("503", closed, code(503)), served("429", closed, code(429)),
		served("403 has no rules", well, code(403)), served("410 has no rules", well, code(410)),
		served("silence", closed, hijacked(func(c net.Conn) { _, _ = io.Copy(io.Discard, c) })),
		served("hangs up", closed, raw("")),
		served("a short body", closed, raw("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nUser-agent: *\nDis")),
		served("redirects without end", well, func(w http.ResponseWriter, r *http.Request) { moved("/robots.txt")(w, r) }),
		served("another host has no rules for us", well, moved("http://khac.invalid/robots.txt")),
		served("48 MB, the rule first", kept, func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, "User-agent: *\nDisallow: "+bad+"\n")
			for range 48 {
				if _, err := io.WriteString(w, strings.Repeat("Disallow: /x\n", 80_000)); err != nil {
					return
				}
			}
		}, bad),
		served("a bomb, the rule first", kept, bytesAs(gzipOf(func(w io.Writer) {
			_, _ = io.WriteString(w, "User-agent: *\nDisallow: "+bad+"\n")
			zeros(300 << 20)(w)
		}), "Content-Encoding", "gzip"), bad),
		served("a rule before any agent, a delay of abc", kept, text("Disallow: /\nUser-agent: *\nCrawl-delay: abc\nDisallow: "+bad+"\n"), bad),
		served("a delay of an hour", figures{Left: 1, Blocked: "robots.txt asks for 1h0m0s between requests, more than the 1m0s we can keep", Untouched: "/"}, text("User-agent: *\nCrawl-delay: 3600\n")),
		served("BOM, NUL, CR, our group", kept, text("\ufeffUser-agent: *\rAllow: /\r\rUser-agent: TINTINH/9\r\x00\rDisallow: "+bad+"\r"), bad),
		served("a page instead", well, typed("text/html", "<!doctype html><html><body><p>Không tìm thấy trang.</p></body></html>")),
		served("10,000 rules with many stars", kept, text("User-agent: *\nDisallow: "+bad+"\n"+strings.Repeat("Disallow: /*a*a*a*a*a*a*a*a*a*a*b\n", 10_000)), bad),
		served("letters in percent signs", kept, text("User-agent: *\nDisallow: /tin-tuc/7/80/%6B%69%6e\n"), bad),
	}
}

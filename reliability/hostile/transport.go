//go:build linux

package hostile

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"
)

// rows are all rows, in the order of their sites.
func rows() []row {
	var all []row
	for _, part := range [][]row{bodyRows(), wireRows(), statusRows(), tlsRows(), http2Rows(), linkRows(), robotsRows(), documentRows(), listRows(), pretenceRows()} {
		all = append(all, part...)
	}
	return all
}

func errors1(kind string) figures {
	return figures{Errors: map[string]int{kind: 1}, Articles: healthyPages}
}

func blockedBy(kind string) figures {
	f := errors1(kind)
	f.Blocked = kind
	return f
}

// answers is a row with one bad answer among healthy ones.
func answers(name string, want figures, answer func(*site) http.HandlerFunc) row {
	return row{name: name, want: want, build: func(s *site) { s.bad(answer(s)) }}
}

// bytesAs sends a body under headers given in pairs.
func bytesAs(body []byte, header ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		for i := 0; i+1 < len(header); i += 2 {
			w.Header().Add(header[i], header[i+1])
		}
		_, _ = w.Write(body)
	}
}

func gzipOf(write func(io.Writer)) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	write(z)
	_ = z.Close()
	return b.Bytes()
}

func zeros(n int64) func(io.Writer) {
	return func(w io.Writer) { _, _ = io.CopyN(w, zeroReader{}, n) }
}

type zeroReader struct{}

func (zeroReader) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// bodyRows are bodies that are not what they seem.
func bodyRows() []row {
	fixed := func(h http.HandlerFunc) func(*site) http.HandlerFunc {
		return func(*site) http.HandlerFunc { return h }
	}
	page := func(f func(string) http.HandlerFunc) func(*site) http.HandlerFunc {
		return func(s *site) http.HandlerFunc { return f(s.story(90)) }
	}
	return []row{
		answers("gzip bomb", errors1("bomb"), fixed(bytesAs(gzipOf(zeros(6<<20)), "Content-Encoding", "gzip"))),
		answers("gzip bomb of 300 MB", errors1("too-large"), fixed(bytesAs(gzipOf(zeros(300<<20)), "Content-Encoding", "gzip"))),
		answers("gzip bomb of many members", errors1("too-large"), fixed(bytesAs(bytes.Repeat(gzipOf(zeros(1<<20)), 100), "Content-Encoding", "gzip"))),
		answers("gzip beyond the limit", errors1("too-large"), fixed(bytesAs(gzipOf(func(w io.Writer) {
			for i := range 400_000 {
				fmt.Fprintf(w, "<p>Đoạn văn thứ %d của một trang không có điểm dừng.</p>", i*i)
			}
		}), "Content-Encoding", "gzip"))),
		answers("gzip within gzip", errors1("encoding"), page(func(p string) http.HandlerFunc {
			return bytesAs([]byte(p), "Content-Encoding", "gzip, gzip")
		})),
		answers("brotli", errors1("encoding"), page(func(p string) http.HandlerFunc { return bytesAs([]byte(p), "Content-Encoding", "br") })),
		answers("zstd", errors1("encoding"), page(func(p string) http.HandlerFunc { return bytesAs([]byte(p), "Content-Encoding", "zstd") })),
		answers("gzip that is none", errors1("encoding"), page(func(p string) http.HandlerFunc { return bytesAs([]byte(p), "Content-Encoding", "gzip") })),
		answers("endless body", errors1("too-large"), fixed(endless(strings.Repeat("<p>tin tức không bao giờ hết</p>", 1000), 0))),
		answers("endless, a little at a time", errors1("timeout"), fixed(endless(strings.Repeat("<p>tin</p>", 200), 200*time.Millisecond))),
		answers("a byte now and then", errors1("too-slow"), fixed(endless("x", 200*time.Millisecond))),
		answers("short body", errors1("short-body"), page(func(p string) http.HandlerFunc {
			return raw("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 100000\r\n\r\n" + p[:len(p)/2])
		})),
		answers("chunks that end early", errors1("short-body"), page(func(p string) http.HandlerFunc {
			return raw("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n" + fmt.Sprintf("%x\r\n%s", len(p), p[:len(p)/2]))
		})),
		answers("cut without a length", errors1("short-body"), page(func(p string) http.HandlerFunc {
			return raw("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + p[:len(p)/2])
		})),
		answers("empty", errors1("empty"), fixed(bytesAs([]byte(" \n ")))),
	}
}

// endless sends a piece again and again, as long as it is taken.
func endless(piece string, pause time.Duration) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		for r.Context().Err() == nil {
			if _, err := io.WriteString(w, piece); err != nil {
				return
			}
			_ = http.NewResponseController(w).Flush()
			time.Sleep(pause)
		}
	}
}

// raw answers with bytes that net/http would not send, and hangs up.
func raw(answer string) http.HandlerFunc {
	return hijacked(func(c net.Conn) { _, _ = io.WriteString(c, answer) })
}

// hijacked hands the connection over.
func hijacked(f func(net.Conn)) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		c, _, err := w.(http.Hijacker).Hijack()
		if err != nil {
			return
		}
		defer c.Close()
		f(c)
	}
}

// trickle writes a line again and again until the other side has enough.
func trickle(first, line string, pause time.Duration) http.HandlerFunc {
	return hijacked(func(c net.Conn) {
		_, err := io.WriteString(c, first)
		for err == nil {
			_, err = io.WriteString(c, line)
			time.Sleep(pause)
		}
	})
}

// wireRows are answers below HTTP, or against it.
func wireRows() []row {
	one := func(name, kind string, h http.HandlerFunc) row {
		return answers(name, errors1(kind), func(*site) http.HandlerFunc { return h })
	}
	return []row{
		one("silence", "timeout", hijacked(func(c net.Conn) { _, _ = io.Copy(io.Discard, c) })),
		one("headers that never end, slowly", "timeout", trickle("HTTP/1.1 200 OK\r\n", "X-Dai: 1\r\n", time.Second)),
		one("11 MB of headers", "header-too-large", raw("HTTP/1.1 200 OK\r\nX-Dai: "+strings.Repeat("x", 11<<20)+"\r\n\r\n")),
		one("headers without end", "header-too-large", trickle("HTTP/1.1 200 OK\r\n", strings.Repeat("X-Dai: 1\r\n", 1000), 0)),
		one("103 Early Hints without end", "header-too-large", trickle("", strings.Repeat("HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n", 100), 0)),
		one("two lengths", "protocol", raw("HTTP/1.1 200 OK\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nbốn")),
		one("no HTTP", "protocol", raw("SSH-2.0-OpenSSH_9.2\r\n")),
		one("hangs up", "reset", raw("")),
		one("a status that is none", "protocol", raw("HTTP/1.1 abc OK\r\n\r\n")),
		one("NUL in a header", "protocol", raw("HTTP/1.1 200 OK\r\nX-Khong: a\x00b\r\nContent-Length: 0\r\n\r\n")),
		{name: "nobody answers at all", raw: func(s *site) {
			for {
				if _, err := s.listener.Accept(); err != nil { // taken, and never read
					return
				}
			}
		}, want: figures{Skipped: map[string]int{"robots-unreachable": 1}}},
	}
}

// statusRows are refusals and detours.
func statusRows() []row {
	limit := func(after string, code, times int) http.HandlerFunc {
		n := 0
		return func(w http.ResponseWriter, _ *http.Request) {
			if n++; n > times {
				http.NotFound(w, nil)
				return
			}
			w.Header().Set("Retry-After", after)
			w.WriteHeader(code)
		}
	}
	turns := func(name, to string) row {
		return row{name: "redirect to " + name, want: figures{Redirects: 1, Articles: healthyPages}, build: func(s *site) {
			s.bad(moved(to))
		}}
	}
	code := func(c int) func(*site) http.HandlerFunc {
		return func(*site) http.HandlerFunc {
			return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(c) }
		}
	}
	later := func(name string, want figures, h http.HandlerFunc) row {
		return row{name: name, want: want, build: func(s *site) { s.worst(h) }}
	}
	soon := errors1("http-429")
	soon.Missing = 1
	return []row{
		later("429 for a second", soon, limit("1", 429, 1)),
		later("429 for ever", blockedBy("http-429"), limit(strings.Repeat("9", 40), 429, 100)),
		later("503 until a date far away", blockedBy("http-503"), limit("Fri, 31 Dec 2100 23:59:59 GMT", 503, 100)),
		answers("500", errors1("http-500"), code(500)),
		answers("418", errors1("http-418"), code(418)),
		answers("999", errors1("http-999"), code(999)),
		{name: "redirect to itself", want: errors1("redirect-loop"), build: func(s *site) {
			s.bad(func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, r.URL.Path, http.StatusFound) })
		}},
		{name: "cookie wall that never opens", want: errors1("redirect-loop"), build: func(s *site) {
			n := 0
			s.bad(func(w http.ResponseWriter, r *http.Request) {
				n++
				http.SetCookie(w, &http.Cookie{Name: "phien", Value: fmt.Sprint(n), Path: "/"})
				http.Redirect(w, r, r.URL.Path, http.StatusFound)
			})
		}},
		{name: "cookie wall", want: figures{Articles: healthyPages + 1}, build: func(s *site) {
			s.bad(func(w http.ResponseWriter, r *http.Request) {
				if _, err := r.Cookie("phien"); err == nil {
					_, _ = io.WriteString(w, s.story(90))
					return
				}
				http.SetCookie(w, &http.Cookie{Name: "phien", Value: "1", Path: "/"})
				http.Redirect(w, r, r.URL.Path, http.StatusFound)
			})
		}},
		{name: "10,000 cookies", want: figures{Articles: healthyPages + 1}, build: func(s *site) {
			s.bad(func(w http.ResponseWriter, _ *http.Request) {
				for i := range 10_000 {
					w.Header().Add("Set-Cookie", fmt.Sprintf("c%d=1", i))
				}
				_, _ = io.WriteString(w, s.story(90))
			})
		}},
		{name: "a chain of ten", want: figures{Errors: map[string]int{"redirect-loop": 1}, Redirects: 5, Articles: healthyPages}, build: func(s *site) {
			for i := 1; i < 10; i++ {
				s.pages[s.article(200+i)] = moved(s.article(200 + i + 1))
			}
			s.bad(moved(s.article(201)))
		}},
		turns("file:", "file:///etc/passwd"), turns("ftp:", "ftp://127.0.0.1/x"), turns("javascript:", "javascript:alert(1)"),
		turns("data:", "data:text/html,tin"), turns("gopher:", "gopher://127.0.0.1:6379/_FLUSHALL"),
		turns("cloud metadata", "http://169.254.169.254/latest/meta-data/"), turns("another site", "http://khac.invalid/tin-tuc/7/9/x"),
		turns("another port here", "http://127.0.0.1:22/tin-tuc/7/9/x"), turns("itself with a password", "http://a:b@127.0.0.1/"),
		turns("2130706433", "http://2130706433:6379/"), turns("0x7f.1", "http://0x7f.1:6379/"), turns("a mapped address", "http://[::ffff:127.0.0.1]:6379/"),
		{name: "redirect to no URL", want: errors1("protocol"), build: func(s *site) { s.bad(moved("http://[::bad")) }},
	}
}

func moved(to string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", to)
		w.WriteHeader(http.StatusFound)
	}
}

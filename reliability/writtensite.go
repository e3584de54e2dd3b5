//go:build linux

package main

import (
	"fmt"
	"html"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
)

// naughty are texts that a page's author might like to see obeyed: by a
// terminal, a log, a spreadsheet, a browser, a shell, a file system.
func naughty() []string {
	return []string{
		"\x1b[2J\x1b[31mMàn hình\x1b]52;c;aGFjaw==\x07 bị xóa", "\x1b]8;;http://xau.invalid\x1b\\Bấm vào đây\x1b]8;;\x1b\\", "\u009b2J Chữ điều khiển \u0090 bậc hai \u009d",
		"Chữ \u202eđảo chiều\u202c và \u2066che\u2069 đi \u200f\u200e\u061c", "\ufeffDấu đầu tệp", "Ghép" + strings.Repeat("\u200d", 500) + " nối", "Dấu" + strings.Repeat("\u0301", 300) + " chồng",
		"=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(1+1)", "\t=1+1", "\r=1+1", "＝1+1", "\n=1+1", `=HYPERLINK("http://xau.invalid","Bấm")`,
		"<script>alert(1)</script>", `"><img src=x onerror=alert(1)>`, "</script><svg onload=alert(1)>", "javascript:alert(1)", "</title><body onload=alert(1)>", "{{constructor.constructor('alert(1)')()}}", "<!--", "]]>", "&lt;script&gt;alert(1)&lt;/script&gt;",
		"Dòng\u2028một\u2029hai\u0085ba", "Số không \x00 ở giữa", "Nửa \xed\xa0\x80 cặp \xff\xfe", "\U000e0041\U000e0042 thẻ ẩn \U0010ffff",
		"../../../../../../tmp/tin-xau", "CON", "/etc/passwd", "..", strings.Repeat("Tên dài ", 60),
		"'; DROP TABLE articles; --", "$(touch /tmp/tin-xau)", "`touch /tmp/tin-xau`", "%n%n%s%x", "\\\"\\u0000\\", "a\r\nX-Gia: 1", "Tin thật\ntime=2026-01-01T00:00:00Z level=ERROR msg=\"tin giả\"",
		"Một dòng rất dài " + strings.Repeat("dài nữa ", 15_000),
	}
}

// writtenSite is a portal whose every field is written by somebody else.
type writtenSite struct {
	addr    string
	server  *http.Server
	edition atomic.Int32 // pages change with it
}

func newWrittenSite() (*writtenSite, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("open a port for the site: %w", err)
	}
	s := &writtenSite{addr: l.Addr().String()}
	s.edition.Store(1)
	s.server = &http.Server{Handler: s}
	go func() { _ = s.server.Serve(l) }()
	return s, nil
}

func (s *writtenSite) config() string {
	return fmt.Sprintf(`data: data
crawl: {revisit: [1s], workers: 4}
portals:
  - id: la
    outlet: Báo Thử
    hosts: ["%[1]s"]
    allow_private: true
    delay: 5ms
    article: '^/tin-tuc/\d+/(?P<id>\d+)/'
    sources:
      - {kind: listing, url: "http://%[1]s/", every: 1s}
      - {kind: feed, url: "http://%[1]s/rss.xml", every: 1s}
    rules:
      - {title: [h1], lead: [".sapo"], byline: [".tac-gia"], section: [".muc a"], tags: [".the a"], body: [".noi-dung"]}
`, s.addr)
}

// path of an article holds its text too, as far as a URL can.
func (s *writtenSite) path(n int, text string) string {
	text = strings.ReplaceAll(strings.ToValidUTF8(text[:min(len(text), 100)], ""), "\x00", "") // a link with a NUL is refused
	return fmt.Sprintf("/tin-tuc/7/%d/x%s", 100+n, url.PathEscape(text))
}

func (s *writtenSite) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var n int
	_, err := fmt.Sscanf(r.URL.Path, "/tin-tuc/7/%d/", &n)
	texts := naughty()
	switch {
	case r.URL.Path == "/":
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		for i, t := range texts {
			fmt.Fprintf(w, "<li><a href=\"%s\" title=\"%s\">%s</a></li>\n", html.EscapeString(s.path(i, t)), html.EscapeString(t), html.EscapeString(t))
		}
		fmt.Fprint(w, `<a href="/tin-tuc/7/900/hong">Hỏng</a><a href="/tin-tuc/7/901/dau">Đầu</a><a href="/tin-tuc/7/902/di">Đi</a>`)
	case r.URL.Path == "/rss.xml":
		fmt.Fprint(w, `<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>Tin</title>`)
		for i, t := range texts {
			fmt.Fprintf(w, "<item><title>%[1]s</title><guid>%[1]s</guid><author>%[1]s</author><link>http://%[2]s%[3]s</link></item>", html.EscapeString(t), s.addr, html.EscapeString(s.path(i, t)))
		}
		fmt.Fprint(w, "</channel></rss>")
	case err == nil && n >= 100 && n-100 < len(texts):
		fmt.Fprint(w, s.article(n-100, texts[n-100]))
	case n == 900: // net/http would not send it
		if c, _, err := w.(http.Hijacker).Hijack(); err == nil {
			_, _ = c.Write([]byte("HTTP/1.1 \x1b[31m\u202e\r\n\r\n"))
			_ = c.Close()
		}
	case n == 901:
		if c, _, err := w.(http.Hijacker).Hijack(); err == nil {
			_, _ = c.Write([]byte("HTTP/1.1 200 \x1b]52;c;aGFjaw==\x07\r\nContent-Type: \u009b\x1b[31m\u202e\r\nContent-Encoding: \u009b\x1b[31mbr\r\nETag: \"\u009b\u202e\"\r\nContent-Length: 1\r\n\r\nx"))
			_ = c.Close()
		}
	case n == 902:
		w.Header().Set("Location", "http://xau.invalid/\u009b\u202e%1b[31m")
		w.WriteHeader(http.StatusFound)
	default:
		http.NotFound(w, r)
	}
}

// article says the text in every field. Its second edition says it once more.
func (s *writtenSite) article(n int, text string) string {
	t := html.EscapeString(text)
	more := ""
	if s.edition.Load() > 1 {
		more = "<p>Bản sau: " + t + "</p>"
	}
	ld := strings.NewReplacer("\\", "\\\\", `"`, `\"`, "<", "\\u003c", "\n", "\\n", "\r", "\\r", "\t", "\\t").Replace(text)
	return fmt.Sprintf(`<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>%[1]s</title><meta name="author" content="%[1]s"><meta name="keywords" content="%[1]s">
<meta property="og:title" content="%[1]s"><meta property="article:published_time" content="2026-03-12T07:59:%02[2]d+07:00">
<script type="application/ld+json">{"@type":"NewsArticle","headline":"%[3]s \ud800","author":{"name":"%[3]s"},"articleSection":"%[3]s","image":"%[3]s"}</script></head><body>
<div class="muc"><a>%[1]s</a></div><h1>%[1]s</h1><p class="sapo">%[1]s</p><div class="tac-gia">%[1]s</div><div class="noi-dung">
<p>Bài thứ %[2]d do người khác viết, mỗi ô đều mang một câu không nên tin.</p><p>%[1]s</p><h2>%[1]s</h2><blockquote>%[1]s</blockquote><ul><li>%[1]s</li><li>%[1]s</li></ul>
<table><tr><td>%[1]s</td><td>%[1]s</td></tr></table><figure><img src="/anh/%[2]d.jpg" alt="%[1]s"><figcaption>%[1]s (Ảnh: %[1]s)</figcaption></figure>
<a href="/tep/%[4]s.pdf">%[1]s</a><video src="javascript:alert(1)"></video><audio src="/tieng/%[4]s.mp3" title="%[1]s"></audio>%[5]s
<p>Đoạn cuối của bài thứ %[2]d nhắc lại rằng chữ trong trang chỉ là chữ.</p></div><div class="the"><a>%[1]s</a></div></body></html>`, t, n, ld, url.PathEscape(strings.ToValidUTF8(text[:min(len(text), 60)], "")), more)
}

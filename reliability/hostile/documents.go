//go:build linux

package hostile

import (
	"fmt"
	"io"
	"net/http"
	"strings"
)

// documentRows are pages that must give their article all the same, or a
// named reason.
func documentRows() []row {
	read := func(name string, head, body string) row {
		return row{name: "page: " + name, want: figures{Articles: healthyPages + 1}, build: func(s *site) {
			s.bad(nil)
			s.html(s.before[0], s.storyWith(90, head, body))
		}}
	}
	is := func(name string, want figures, h func(*site) http.HandlerFunc) row {
		return answers("page: "+name, want, h)
	}
	none := func(kind string) http.HandlerFunc { return typed(kind, "\x89PNG\r\n\x1a\n …") }
	return []row{
		read("3,000 nested elements", "", strings.Repeat("<div>", 3000)+"<p>Trong cùng là một câu ngắn.</p>"+strings.Repeat("</div>", 3000)),
		read("3,000 elements left open", "", strings.Repeat("<b>", 3000)),
		read("100,000 elements left open", "", strings.Repeat("<i><u>", 50_000)),
		is("7 MB of <p>", errors1("too-many-elements"), func(s *site) http.HandlerFunc {
			return typed("text/html", s.storyWith(90, "", strings.Repeat("<p>", 7<<20/3)))
		}),
		is("formatting that is opened again and again", errors1("too-many-elements"), func(s *site) http.HandlerFunc {
			var b strings.Builder
			for i := range 400 {
				fmt.Fprintf(&b, "<b id=%d>", i)
			}
			return typed("text/html", s.storyWith(90, "", "<p>"+b.String()+strings.Repeat("<p>x", 100_000)))
		}),
		read("tables within tables", "", strings.Repeat("<table><tr><td>", 200_000)),
		read("50,000 attributes", "", "<p "+manyAttributes(50_000)+">Một đoạn có nhiều thuộc tính.</p>"),
		read("a comment of 7 MB", "", "<!--"+strings.Repeat("x-", 7<<19)+"-->"),
		read("a script of 7 MB", "", "<script>"+strings.Repeat("var a=1;", 7<<17)+"</script>"),
		read("a word of 4 MB", "", "<p>"+strings.Repeat("a", 4<<20)+"</p>"),
		read("entities without end", "", "<p>"+strings.Repeat("&CounterClockwiseContourIntegral;", 100_000)+"</p>"),
		read("NUL and bytes that are no UTF-8", "", "<p>Một câu có byte lạ: \x00 \xff\xfe \xed\xa0\x80 \xc0\xaf.</p>"),
		read("control characters and bidi", "", "<p>Một câu có ký tự ẩn: \x1b[2J \u202e \u200b \u2028 \x9b.</p>"),
		read("JSON-LD 100,000 deep", `<script type="application/ld+json">`+strings.Repeat(`{"a":[`, 100_000)+`</script>`, ""),
		read("JSON-LD of 5 MB", `<script type="application/ld+json">{"@type":"NewsArticle","headline":"`+strings.Repeat("x", 5<<20)+`"}</script>`, ""),
		read("JSON-LD of the wrong types", `<script type="application/ld+json">{"@type":["NewsArticle",7],"headline":{"a":1},"datePublished":[[]],"author":[null,3,{"name":{}}]}</script>`, ""),
		read("dates that cannot be", `<meta property="article:published_time" content="9999-99-99T99:99:99+99:99"><meta itemprop="datePublished" content="32/13/2025">`, ""),
		read("a base of another site", `<base href="http://khac.invalid/">`, ""),
		is("a charset that lies", figures{Articles: healthyPages + 1}, func(s *site) http.HandlerFunc {
			return typed("text/html; charset=utf-16be", s.story(90))
		}),
		is("an image", figures{NoArticle: 1, Articles: healthyPages}, func(*site) http.HandlerFunc { return none("image/png") }),
		is("a PDF", figures{NoArticle: 1, Articles: healthyPages}, func(*site) http.HandlerFunc { return none("application/pdf") }),
		is("bytes at random", figures{NoArticle: 1, Articles: healthyPages}, func(*site) http.HandlerFunc {
			b := make([]byte, 1<<20)
			x := uint32(7)
			for i := range b {
				x = x*1664525 + 1013904223
				b[i] = byte(x >> 24)
			}
			return bytesAs(b)
		}),
	}
}

func manyAttributes(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "a%d=1 ", i)
	}
	return b.String()
}

// listRows are feeds and sitemaps.
func listRows() []row {
	well := figures{Articles: healthyPages}
	list := func(name, kind string, want figures, answer func(*site) http.HandlerFunc) row {
		return row{name: kind + ": " + name, want: want, build: func(s *site) {
			s.source("listing", "/")
			s.source(kind, "/ds.xml")
			s.pages["/ds.xml"] = answer(s)
		}}
	}
	text := func(body string) func(*site) http.HandlerFunc {
		return func(s *site) http.HandlerFunc {
			return typed("application/xml", strings.ReplaceAll(body, "NAY", "http://"+s.addr))
		}
	}
	const set = `<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">`
	const laughs = `<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d SYSTEM "file:///etc/passwd">]>`
	rss := func(items string) string {
		return `<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>Tin</title>` + items + `</channel></rss>`
	}
	over := well
	over.Skipped = map[string]int{"sitemap-limit": 101}
	return []row{
		list("foreign hosts only", "sitemap", well, text(set+strings.Repeat("<url><loc>http://khac.invalid/tin-tuc/7/9/x</loc></url>", 1000)+"</urlset>")),
		list("an index of itself", "sitemap", well, text(`<?xml version="1.0"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>NAY/ds.xml</loc></sitemap></sitemapindex>`)),
		list("an index of 601 maps", "sitemap", over, func(s *site) http.HandlerFunc {
			var b strings.Builder
			b.WriteString(`<?xml version="1.0"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">`)
			for i := range 601 {
				path := fmt.Sprintf("/ban-do-%d.xml", i)
				fmt.Fprintf(&b, "<sitemap><loc>http://%s%s</loc></sitemap>", s.addr, path)
				s.pages[path] = typed("application/xml", set+"</urlset>")
			}
			return typed("application/xml", b.String()+"</sitemapindex>")
		}),
		list("60 MB", "sitemap", errors1("too-large"), func(*site) http.HandlerFunc {
			return func(w http.ResponseWriter, _ *http.Request) {
				_, _ = io.WriteString(w, set)
				for range 60 {
					if _, err := io.WriteString(w, strings.Repeat(" ", 1<<20)); err != nil {
						return
					}
				}
			}
		}),
		list("a bomb in a gzip file", "sitemap", errors1("too-large"), func(*site) http.HandlerFunc {
			return bytesAs(gzipOf(zeros(300<<20)), "Content-Type", "application/x-gzip")
		}),
		list("a bomb behind the beginning of a map", "sitemap", errors1("too-large"), func(*site) http.HandlerFunc {
			return bytesAs(gzipOf(func(w io.Writer) { _, _ = io.WriteString(w, set); zeros(300 << 20)(w) }), "Content-Type", "application/x-gzip")
		}),
		list("a name of 45 MB", "sitemap", well, func(*site) http.HandlerFunc {
			return bytesAs(gzipOf(func(w io.Writer) {
				_, _ = io.WriteString(w, set+"<url><loc>")
				for range 45 {
					_, _ = io.WriteString(w, strings.Repeat("x", 1<<20))
				}
				_, _ = io.WriteString(w, "</loc></url></urlset>")
			}), "Content-Type", "application/x-gzip")
		}),
		list("a page instead", "sitemap", errors1("not-a-sitemap"), func(*site) http.HandlerFunc {
			return typed("text/html", "<html><body><p>Trang chủ của bến đò, không phải bản đồ trang.</p></body></html>")
		}),
		list("a billion laughs", "sitemap", figures{Missing: 1, Articles: healthyPages}, text(laughs+`<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>NAY/tin-tuc/7/9/&c;&d;</loc></url></urlset>`)),
		list("200,000 deep", "sitemap", errors1("short-body"), text(set+strings.Repeat("<url>", 200_000))),
		list("cut in the middle", "sitemap", errors1("short-body"), text(set+"<url><loc>NAY/tin-tuc/7/1/ban-tin-so-1</loc></url><url><lo")),
		list("NUL and bytes that are no UTF-8", "feed", well, text(rss("<item><title>Tin \x00 \xff</title><link>NAY/tin-tuc/7/1/ban-tin-so-1</link></item>"))),
		list("links that are scripts", "feed", well, text(rss("<item><title>a</title><link>javascript:alert(1)</link></item><item><title>b</title><link>file:///etc/passwd</link></item>"))),
		list("a billion laughs", "feed", figures{Articles: healthyPages}, text(laughs+`<rss version="2.0"><channel><title>&c;&d;</title></channel></rss>`)),
		list("a page instead", "feed", errors1("not-a-feed"), func(*site) http.HandlerFunc {
			return typed("text/html", "<html><body><p>Trang chủ của bến đò, không phải dòng tin.</p></body></html>")
		}),
	}
}

// pretenceRows are pages that stand in for another.
func pretenceRows() []row {
	instead := func(kind, page string) row {
		return row{name: "instead of the page: " + kind, want: blockedBy(kind), build: func(s *site) { s.worst(typed("text/html; charset=utf-8", page)) }}
	}
	simple := func(title, body string) string {
		return "<!doctype html><html><head><title>" + title + "</title></head><body>" + body + "</body></html>"
	}
	soft := figures{Missing: 1, Articles: healthyPages}
	return []row{
		instead("challenge", `<html><script>document.cookie="KIEM=0a1b2c";location.reload()</script></html>`),
		instead("captcha", simple("Kiểm tra", "<h1>Xác nhận bạn không phải là robot</h1>")),
		instead("isp-block", simple("Thông báo", "<p>Trang web này bị chặn theo yêu cầu của cơ quan chức năng.</p>")),
		instead("parked", simple("vidu.test", "<p>Tên miền vidu.test đã hết hạn.</p>")),
		instead("maintenance", simple("Thông báo", "<p>Hệ thống đang được bảo trì, mời quay lại sau.</p>")),
		{name: "instead of the page: a login", want: errors1("login-wall"), build: func(s *site) {
			s.bad(typed("text/html", simple("Đăng nhập", `<form><input type="password"></form>`)))
		}},
		{name: "instead of the page: soft 404", want: soft, build: func(s *site) {
			s.bad(typed("text/html; charset=utf-8", simple("404", "<h1>Không tìm thấy bài viết</h1>")))
		}},
		{name: "one page for all", want: figures{Errors: map[string]int{"same-page": 2}, Articles: healthyPages + 2}, build: func(s *site) {
			for range 4 {
				s.bad(typed("text/html; charset=utf-8", s.story(95)))
			}
		}},
	}
}

package site

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"html"
	"math/rand/v2"
	"strings"
	"time"
)

var sections = []struct{ slug, name string }{
	{"thoi-su", "Thời sự"}, {"chinh-tri", "Chính trị"}, {"kinh-te", "Kinh tế"}, {"xa-hoi", "Xã hội"},
	{"van-hoa", "Văn hóa"}, {"giao-duc", "Giáo dục"}, {"the-thao", "Thể thao"}, {"phap-luat", "Pháp luật"},
	{"the-gioi", "Thế giới"}, {"du-lich", "Du lịch"}, {"khoa-hoc", "Khoa học"}, {"ban-doc", "Bạn đọc"},
}

const perPage = 30 // articles on a page of a section

// render fills s.pages.
func (s *Site) render() {
	stories := map[int]story{}
	for n := s.first; n < s.last; n++ {
		stories[n] = newStory(n)
	}
	d := design{site: s, stories: stories}
	d.prepare()
	for n := s.first; n < s.last; n++ {
		s.put(d.path(n), "text/html; charset=utf-8", d.article(n), n)
	}
	for i := range sections {
		d.section(i)
	}
	s.put("/", "text/html; charset=utf-8", d.listing("Trang chủ", "/", newest(s, perPage), 1, 1), -1)
	s.put("/robots.txt", "text/plain; charset=utf-8", "User-agent: *\nDisallow: /tim-kiem\nDisallow: /in/\nSitemap: http://"+s.Addr+"/sitemap.xml\n", -1)
	s.put("/sitemap.xml", "application/xml; charset=utf-8", d.sitemap(), -1)
}

func (s *Site) put(path, kind, body string, article int) {
	h := fnv.New64a()
	h.Write([]byte(body))
	s.pages[path] = &page{body: body, kind: kind, article: article, etag: fmt.Sprintf(`"%x"`, h.Sum64())}
}

// Sections are the paths of the site's sections.
func Sections() []string {
	var out []string
	for _, s := range sections {
		out = append(out, "/"+s.slug)
	}
	return out
}

func newest(s *Site, n int) []int {
	var out []int
	for i := s.last - 1; i >= s.first && len(out) < n; i-- {
		out = append(out, i)
	}
	return out
}

// design is what the pages of a site have in common.
type design struct {
	site                      *Site
	stories                   map[int]story
	style, script, menu, side string
}

func (d *design) when(n int) time.Time {
	return published.Add(-time.Duration(d.site.last-n) * 17 * time.Minute)
}

func (d *design) path(n int) string {
	return fmt.Sprintf("/%s/%s/%s-%d.html", sections[n%len(sections)].slug, d.when(n).Format("200601"), fold(d.stories[n].title), 100000+n)
}

// prepare makes the parts that every page repeats.
func (d *design) prepare() {
	r := rand.New(rand.NewPCG(7, 7))
	var b strings.Builder
	for i := 0; b.Len() < 7000; i++ {
		fmt.Fprintf(&b, ".k%d .m%d>a:hover{margin:%dpx auto;padding:%dpx;color:#%06x;display:flex}", i, r.IntN(90), r.IntN(30), r.IntN(30), r.IntN(1<<24))
	}
	d.style = b.String()
	b.Reset()
	for i := 0; b.Len() < 22000; i++ {
		fmt.Fprintf(&b, "(function(w,d){var o%d=w.kho||[];if(o%d.length<%d&&d.getElementById(\"vung-%d\")){o%d.push({slot:\"/%d\",size:[%d,%d]});}})(window,document);\n", i, i, r.IntN(900), i, i, r.IntN(1<<20), r.IntN(970), r.IntN(600))
	}
	d.script = b.String()
	b.Reset()
	for _, kind := range []string{"rong", "hep"} {
		fmt.Fprintf(&b, `<header class="dau dau-%s"><div class="khung"><a class="bieu-trung" href="/"><img src="/anh/logo.png" alt="Báo Tỉnh"></a><form action="/tim-kiem"><input type="text" name="q" placeholder="Tìm kiếm"><button type="submit">Tìm</button></form><nav class="menu"><ul>`, kind)
		for _, s := range sections {
			fmt.Fprintf(&b, `<li class="muc co-con"><a href="/%s" title="%s">%s</a><ul class="con"><li><a href="/%s?trang=2">Tin cũ hơn</a></li><li><a href="/%s?trang=3">Tin cũ</a></li></ul></li>`, s.slug, s.name, s.name, s.slug, s.slug)
		}
		b.WriteString("</ul></nav></div></header>\n")
	}
	d.menu = b.String()
	b.Reset()
	b.WriteString(`<div class="box box-moi"><h2>Tin mới nhất</h2><ul class="list">`)
	for _, n := range newest(d.site, 10) {
		d.teaser(&b, n, false)
	}
	b.WriteString(`</ul></div>`)
	d.side = b.String()
}

func (d *design) teaser(b *strings.Builder, n int, lead bool) {
	title, path, at := html.EscapeString(d.stories[n].title), d.path(n), d.when(n)
	fmt.Fprintf(b, `<li class="tin clearfix"><div class="thumb"><a href="%s" title="%s" class="thumb-link"><img class="lazy" src="/anh/trang.gif" data-src="/anh/%s/240x150/%d.jpg" alt="%s" width="240" height="150" loading="lazy"></a></div><div class="info"><h3 class="title"><a href="%s" title="%s">%s</a></h3><span class="time"><i class="icon icon-clock"></i> %s</span>`,
		path, title, at.Format("200601"), n, title, path, title, title, at.Format("02/01/2006 15:04"))
	if lead {
		fmt.Fprintf(b, `<div class="desc">%s</div>`, html.EscapeString(d.stories[n].lead))
	}
	b.WriteString("</div></li>\n")
}

func (d *design) head(b *strings.Builder, title, lead, path, extra string) {
	title, lead = html.EscapeString(title), html.EscapeString(lead)
	fmt.Fprintf(b, `<!DOCTYPE html>
<html lang="vi"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>%s | Báo Tỉnh</title>
<meta name="description" content="%s"><meta property="og:title" content="%s"><meta property="og:description" content="%s"><meta property="og:url" content="http://%s%s">
<link rel="canonical" href="http://%s%s">%s<style>%s</style><script>%s</script></head><body class="trang">
%s`, title, lead, title, lead, d.site.Addr, path, d.site.Addr, path, extra, d.style, d.script[:4000], d.menu)
}

// article is a page of 60 to 90 KB.
func (d *design) article(n int) string {
	r := rand.New(rand.NewPCG(uint64(n), 9))
	s, at, path, section := d.stories[n], d.when(n), d.path(n), sections[n%len(sections)]
	want := 60_000 + r.IntN(30_000)
	var b strings.Builder
	b.Grow(want + 5000)
	ld, _ := json.Marshal(map[string]any{
		"@context": "https://schema.org", "@type": "NewsArticle", "headline": s.title, "datePublished": at.Format(time.RFC3339),
		"description": s.lead, "author": map[string]string{"@type": "Person", "name": s.author},
	})
	d.head(&b, s.title, s.lead, path, fmt.Sprintf("<meta property=\"og:type\" content=\"article\"><meta property=\"article:published_time\" content=\"%s\"><script type=\"application/ld+json\">%s</script>", at.Format(time.RFC3339), ld))
	fmt.Fprintf(&b, `<main class="main"><div class="breadcrumb"><ul><li><a href="/">Trang chủ</a></li><li><a href="/%s">%s</a></li></ul></div><div class="col-left"><article class="detail" id="detail-%d"><h1 class="detail-title">%s</h1><div class="meta"><span class="author">%s</span><span class="date">%s</span><div class="social"><a href="javascript:void(0)" class="fb">Chia sẻ</a><a href="/in/%d" class="print">In bài</a></div></div><div class="sapo"><strong>%s</strong></div><div class="content" id="content">`,
		section.slug, section.name, n, html.EscapeString(s.title), s.author, at.Format("02/01/2006, 15:04"), n, html.EscapeString(s.lead))
	for i, p := range s.paragraphs {
		if i == 1 || i == 5 {
			fmt.Fprintf(&b, `<table class="image"><tbody><tr><td><img src="/anh/%s/%d_%d.jpg" alt="" width="680"></td></tr><tr><td class="image_desc">%s Ảnh: %s</td></tr></tbody></table>`, at.Format("200601"), n, i, html.EscapeString(s.lead), s.author)
		}
		fmt.Fprintf(&b, "<p style=\"text-align: justify;\"><span style=\"font-size:14pt\">%s</span></p>\n", html.EscapeString(p))
	}
	fmt.Fprintf(&b, `<p class="signature" style="text-align:right"><strong>%s</strong></p></div><div class="tags"><span>Từ khóa:</span><a href="/%s" rel="tag">%s</a></div></article></div><div class="col-right">%s`, s.author, section.slug, section.name, d.side)
	tail := `</div></main><footer><p>Cơ quan chủ quản: Tỉnh ủy. Ghi rõ nguồn khi dùng lại tin của trang này.</p></footer>`
	for i := 0; b.Len()+len(tail)+6000 < want && i < 40; i++ {
		other := sections[i%len(sections)]
		fmt.Fprintf(&b, `<div class="box box-muc"><h2 class="box-title"><a href="/%s">%s</a></h2><ul class="list">`, other.slug, other.name)
		for j := range 3 {
			d.teaser(&b, d.site.first+(i*331+j*29+n*13)%(d.site.last-d.site.first), false)
		}
		b.WriteString("</ul></div>\n")
	}
	b.WriteString(tail)
	if gap := want - b.Len() - 40; gap > 0 {
		fmt.Fprintf(&b, "<script>%s</script>", d.script[:min(gap, len(d.script))])
	}
	b.WriteString("</body></html>\n")
	return b.String()
}

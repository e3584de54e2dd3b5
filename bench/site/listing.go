package site

import (
	"fmt"
	"strings"
	"time"
)

// section renders all pages of a section.
func (d *design) section(i int) {
	var ids []int
	for _, n := range newest(d.site, d.site.last-d.site.first) {
		if n%len(sections) == i {
			ids = append(ids, n)
		}
	}
	path := "/" + sections[i].slug
	pages := max(3, (len(ids)+perPage-1)/perPage)
	for n := 1; n <= pages; n++ {
		from, to := min(len(ids), (n-1)*perPage), min(len(ids), n*perPage)
		d.site.put(pagePath(path, n), "text/html; charset=utf-8", d.listing(sections[i].name, path, ids[from:to], n, pages), -1)
	}
}

func pagePath(path string, n int) string {
	if n == 1 {
		return path
	}
	return fmt.Sprintf("%s?trang=%d", path, n)
}

// listing is one page of a section.
func (d *design) listing(title, path string, ids []int, number, pages int) string {
	var b strings.Builder
	d.head(&b, title, title+": tin mới nhất", pagePath(path, number), "")
	fmt.Fprintf(&b, `<main class="main"><div class="col-left"><h1 class="cat-title">%s</h1><ul class="list list-news">`, title)
	for _, n := range ids {
		d.teaser(&b, n, true)
	}
	b.WriteString(`</ul><div class="pagination">`)
	for n := max(1, number-2); n <= min(pages, number+2); n++ {
		fmt.Fprintf(&b, `<a class="page" href="%s">%d</a>`, pagePath(path, n), n)
	}
	if number < pages {
		fmt.Fprintf(&b, `<a class="next" rel="next" href="%s">Trang sau</a>`, pagePath(path, number+1))
	}
	fmt.Fprintf(&b, `</div></div><div class="col-right">%s</div></main><script>%s</script></body></html>`, d.side, d.script[:8000])
	return b.String()
}

func (d *design) sitemap() string {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">`)
	for n := d.site.first; n < d.site.last; n++ {
		fmt.Fprintf(&b, "<url><loc>http://%s%s</loc><lastmod>%s</lastmod></url>\n", d.site.Addr, d.path(n), d.when(n).Format(time.RFC3339))
	}
	b.WriteString("</urlset>")
	return b.String()
}

package learn

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tintinh/tintinh/portal"
)

// TestGather: the home page, sections, articles of every section, the feed and
// the sitemap that answer; nothing twice, no more than it may.
func TestGather(t *testing.T) {
	const host = "vidu.vn"
	l := readLayout(t, "testdata/layouts/the-moi.txtar")
	site, _ := l.build(t, host, 40)
	pages := map[string]Page{}
	for _, p := range site.Pages {
		pages[p.URL] = p
	}
	home := pages[site.Home]
	home.Body = []byte(strings.Replace(string(home.Body), "</head>", `<link rel="alternate" type="application/rss+xml" href="/tin.rss"></head>`, 1))
	pages[site.Home] = home
	pages["http://vidu.vn/tin.rss"] = Page{URL: "http://vidu.vn/tin.rss", Body: []byte(`<rss version="2.0"><channel><item><title>Tin</title><link>http://vidu.vn/x</link></item></channel></rss>`)}
	pages["http://vidu.vn/so-do.xml"] = Page{URL: "http://vidu.vn/so-do.xml", Body: []byte(`<urlset><url><loc>http://vidu.vn/x</loc></url></urlset>`)}
	asked := map[string]int{}
	g := Gatherer{MaxPages: 20, Sitemaps: []string{"http://vidu.vn/so-do.xml", "http://vidu.vn/khong-co.xml"}, Get: func(u string) (*Page, error) {
		asked[u]++
		if p, ok := pages[u]; ok {
			return &p, nil
		}
		return nil, fmt.Errorf("fetch %s: status 404", u)
	}}
	got, err := g.Gather(site.Home)
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Pages) != 20 {
		t.Errorf("%d pages, expected 20", len(got.Pages))
	}
	for u, n := range asked {
		if n > 1 {
			t.Errorf("%s was asked for %d times", u, n)
		}
	}
	want := []portal.Source{
		{Kind: portal.FeedSource, URL: "http://vidu.vn/tin.rss", Every: time.Hour},
		{Kind: portal.SitemapSource, URL: "http://vidu.vn/so-do.xml", Every: 6 * time.Hour},
	}
	if d := cmp.Diff(want, got.Sources); d != "" {
		t.Error(d)
	}
	if got.Refused["http://vidu.vn/khong-co.xml"] == "" {
		t.Errorf("refused %v", got.Refused)
	}
	sections := map[string]bool{}
	for _, p := range got.Pages {
		sections[strings.Split(p.URL, "/")[3]] = true
	}
	if len(sections) < 5 {
		t.Errorf("pages of %v", sections)
	}
	if _, err := (Gatherer{Get: func(string) (*Page, error) { return nil, errors.New("dns") }}).Gather(site.Home); err == nil {
		t.Error("a site that does not answer was gathered")
	}
}

// TestLearnTooFew: what cannot be compared is not learned.
func TestLearnTooFew(t *testing.T) {
	l := readLayout(t, "testdata/layouts/the-moi.txtar")
	site, _ := l.build(t, "vidu.vn", 40)
	site.Pages = site.Pages[:6]
	if _, err := (&Learner{}).Learn(site); !errors.Is(err, ErrTooFew) {
		t.Errorf("got %v", err)
	}
	if _, err := (&Learner{}).Learn(Site{Home: "vidu.vn"}); err == nil {
		t.Error("a home page without a scheme was taken")
	}
}

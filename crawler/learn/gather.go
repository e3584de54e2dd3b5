package learn

import (
	"bytes"
	"cmp"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/tintinh/tintinh/crawler/discover"
	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/portal"
)

// Gatherer walks over a site's front: its home page, what that links to, and
// the feeds and sitemaps that it or robots.txt names.
type Gatherer struct {
	Get      func(url string) (*Page, error) // fetches politely; an error says why there is no page
	Sitemaps []string                        // of robots.txt
	MaxPages int                             // pages besides feeds and sitemaps; 0 = 30
}

// Gather fetches the home page and about thirty others: sections first, then
// articles of as many sections as there are. What cannot be had is noted.
func (g Gatherer) Gather(home string) (Site, error) {
	site := Site{Home: home, Refused: map[string]string{}}
	front, err := g.Get(home)
	if err != nil {
		return site, err
	}
	site.Home = front.URL
	site.Pages = append(site.Pages, *front)
	most := cmp.Or(g.MaxPages, 30)
	seen := map[string]bool{home: true, front.URL: true}
	sections, articles := g.links(*front)
	for _, u := range first(sections, min(5, most/5)) {
		p := g.fetch(&site, u, seen)
		if p == nil {
			continue
		}
		_, more := g.links(*p)
		articles = append(articles, more...)
	}
	for _, u := range byForm(articles) {
		if len(site.Pages) >= most {
			break
		}
		g.fetch(&site, u, seen)
	}
	g.sources(&site, *front)
	return site, nil
}

// fetch gets a page once; nil where there is none.
func (g Gatherer) fetch(site *Site, u string, seen map[string]bool) *Page {
	if seen[u] {
		return nil
	}
	seen[u] = true
	p, err := g.Get(u)
	if err != nil {
		site.Refused[u] = err.Error()
		return nil
	}
	if p.URL != u && seen[p.URL] {
		return nil // a redirect to what we have
	}
	seen[p.URL] = true
	site.Pages = append(site.Pages, *p)
	return p
}

// slug is the address of something with a headline: many words, or a number.
var slug = regexp.MustCompile(`(?:[^/?-]+-){4,}[^/?]*$|\d{4,}[^/?]*$|[?&=]\d{3,}`)

// links parts a page's links by what they say and by their addresses:
// headlines have five words or more, sections fewer.
func (g Gatherer) links(p Page) (sections, articles []string) {
	doc, err := extract.Parse(p.Body, p.ContentType, p.URL)
	if err != nil {
		return nil, nil
	}
	links, _ := discover.Links(doc.Root, doc.URL)
	for _, l := range links {
		u, err := url.Parse(l.URL)
		if err != nil || bare(u.Host) != bare(doc.URL.Host) || u.RequestURI() == "/" || discover.Trap(u.RequestURI()) != "" || attachment(u.Path) {
			continue
		}
		if n := len(strings.Fields(l.Text)); n >= 5 || n > 0 && slug.MatchString(u.RequestURI()) {
			articles = append(articles, l.URL)
		} else if n > 0 && len(u.Query()) <= 1 {
			sections = append(sections, l.URL)
		}
	}
	return sections, articles
}

func attachment(path string) bool {
	i := strings.LastIndexByte(path, '.')
	return i >= 0 && slices.Contains([]string{".pdf", ".doc", ".docx", ".xls", ".xlsx", ".jpg", ".jpeg", ".png", ".gif", ".mp3", ".mp4", ".zip", ".rar", ".apk"}, strings.ToLower(path[i:]))
}

// byForm orders addresses so that each form and section comes in turn: a site
// has more than one, and the first thirty links may all be of one.
func byForm(urls []string) []string {
	groups := map[string][]string{}
	var order []string
	for _, raw := range urls {
		u, err := url.Parse(raw)
		if err != nil {
			continue
		}
		a := newAddress(u)
		form := a.ending
		if len(a.segments) > 1 {
			form += " " + a.segments[0]
		}
		if groups[form] == nil {
			order = append(order, form)
		}
		if !slices.Contains(groups[form], raw) {
			groups[form] = append(groups[form], raw)
		}
	}
	var out []string
	for i := 0; len(order) > 0; i++ {
		order = slices.DeleteFunc(order, func(f string) bool { return i >= len(groups[f]) })
		for _, f := range order {
			out = append(out, groups[f][i])
		}
	}
	return out
}

// sources asks for the feeds and sitemaps that the site names, and for the two
// addresses that nearly every system answers under.
func (g Gatherer) sources(site *Site, front Page) {
	doc, err := extract.Parse(front.Body, front.ContentType, front.URL)
	if err != nil {
		return
	}
	feeds := discover.Feeds(doc.Root, doc.URL)
	guess := func(path string) string { return doc.URL.ResolveReference(&url.URL{Path: path}).String() }
	maps := slices.Clone(g.Sitemaps)
	if len(maps) == 0 {
		maps = append(maps, guess("/sitemap.xml"))
	}
	if len(feeds) == 0 {
		feeds = append(feeds, guess("/rss"), guess("/rss/home.rss"))
	}
	for _, u := range first(feeds, 4) {
		if _, n, err := g.feed(u); err != nil {
			site.Refused[u] = err.Error()
		} else if n > 0 {
			site.Sources = append(site.Sources, portal.Source{Kind: portal.FeedSource, URL: u, Every: time.Hour})
		}
	}
	for _, u := range first(maps, 4) {
		p, err := g.Get(u)
		if err != nil {
			site.Refused[u] = err.Error()
			continue
		}
		m, err := discover.ParseSitemap(bytes.NewReader(p.Body), p.URL, discover.Limit{})
		if m == nil || len(m.Entries) == 0 {
			site.Refused[u] = "no sitemap: " + errText(err)
			continue
		}
		site.Sources = append(site.Sources, portal.Source{Kind: portal.SitemapSource, URL: u, Every: 6 * time.Hour})
	}
}

func (g Gatherer) feed(u string) (*discover.Feed, int, error) {
	p, err := g.Get(u)
	if err != nil {
		return nil, 0, err
	}
	f, err := discover.ParseFeed(p.Body, p.ContentType, p.URL)
	if err != nil {
		return nil, 0, err
	}
	return f, len(f.Items), nil
}

func errText(err error) string {
	if err == nil {
		return "it is empty"
	}
	return err.Error()
}

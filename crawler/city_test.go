package crawler

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tintinh/tintinh/portal"
)

// town is a portal of the test city: a paper that publishes day after day. Its
// pages are made from the clock, so that nothing has to run beside the crawl.
type town struct {
	*site
	host   string
	kind   townKind
	every  time.Duration // of its source
	delay  time.Duration // that the audit expects
	news   []news        // by time
	places map[string]int
	from   time.Time
}

// news is an article's life.
type news struct {
	id     int
	at     time.Time
	edited time.Time // zero = never
	gone   time.Time // zero = never
}

type townKind string

const (
	townListing   townKind = "listing"
	townFeed      townKind = "feed"
	townSitemap   townKind = "sitemap"
	townArchive   townKind = "archive"    // five days that only its date archive lists
	townRobots    townKind = "robots"     // Crawl-delay, and a path that is not for us
	townRedirects townKind = "redirects"  // every fifth link has an old address
	townTraps     townKind = "traps"      // language switches, calendars, sessions, facets without end
	townLimits    townKind = "limits"     // 429 at noon
	townSlow      townKind = "slow"       // eight seconds a page
	townShell     townKind = "challenge"  // a script shell for a morning
	townDown      townKind = "down"       // 502 for some hours
	townTLS       townKind = "broken-tls" // nothing but a broken handshake
)

const sourceEvery = 4 * time.Hour

// newTown founds a town that publishes perDay articles between six and
// midnight, Vietnamese time.
func newTown(n int, kind townKind, start time.Time, days, perDay int) *town {
	c := &town{site: newSite(), host: fmt.Sprintf("bao%d.test", n), kind: kind, every: sourceEvery, delay: time.Second, from: start, places: map[string]int{}}
	dice := rand.New(rand.NewPCG(uint64(n), 7))
	for day := range days {
		morning := start.Add(time.Duration(day)*24*time.Hour + 6*time.Hour)
		for range perDay {
			c.news = append(c.news, news{at: morning.Add(time.Duration(dice.Int64N(int64(18 * time.Hour))))})
		}
	}
	for i := range 5 * 8 {
		if kind == townArchive {
			c.news = append(c.news, news{at: start.Add(-time.Duration(3*i+1) * time.Hour)})
		}
	}
	slices.SortFunc(c.news, func(a, b news) int { return a.at.Compare(b.at) })
	for i := range c.news {
		a := &c.news[i]
		a.id = i + 1
		c.places[newStory(a.id).path()] = i
		if a.at.Before(start) {
			continue // what became of it is long over
		}
		if a.id%7 == 0 {
			a.edited = a.at.Add(4 * time.Hour)
		}
		if a.id%31 == 0 {
			a.gone = a.at.Add(5 * time.Hour)
		}
	}
	if kind == townRobots {
		c.delay = 3 * time.Second
		c.page("/robots.txt", "text/plain", "User-agent: *\nDisallow: /kin/\nDisallow: /*/900\nCrawl-delay: 3\n")
	}
	c.site.other = c.answer
	return c
}

// portal is the town's definition.
func (c *town) portal(t *testing.T) *portal.Portal {
	source := `{kind: listing, url: "http://HOST/", every: 4h, follow: "a.next"}`
	switch c.kind {
	case townFeed:
		source = `{kind: feed, url: "http://HOST/rss/home.rss", every: 4h}`
	case townSitemap:
		source = `{kind: sitemap, url: "http://HOST/sitemap.xml", every: 4h}`
	case townArchive:
		source = `{kind: listing, url: "http://HOST/", every: 4h}, {kind: archive, url: "http://HOST/luu-tru?d={yyyy}-{mm}-{dd}", from: 2026-03-07}`
	case townTLS:
		source = `{kind: listing, url: "https://HOST/", every: 4h}`
	}
	id, _, _ := strings.Cut(c.host, ".")
	return parsed(t, strings.ReplaceAll(`
id: `+id+`
hosts: [HOST]
delay: 1s
sources: [`+source+`]
article: '^/(?:tin-tuc|news)/\d+/(?P<id>\d+)/'
deny: ['[?&]ngay=']
rules:
  - title: ["h1.title"]
    published: ["meta[property='article:published_time']@content"]
    body: ["div.content"]
`, "HOST", c.host))
}

// troubled reports whether the town does not answer as it should now.
func (c *town) troubled(now time.Time) bool {
	hour := now.Sub(c.from).Hours()
	switch c.kind {
	case townLimits:
		return hour >= 36 && hour < 36.2
	case townShell:
		return hour >= 30 && hour < 33
	case townDown:
		return hour >= 31 && hour < 34
	}
	return false
}

func (c *town) answer(w http.ResponseWriter, r *http.Request) {
	now := time.Now()
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	if c.kind == townSlow {
		time.Sleep(8 * time.Second)
	}
	if c.troubled(now) {
		c.trouble(w)
		return
	}
	path := r.URL.Path
	switch {
	case path == "/" || strings.HasPrefix(path, "/trang-"):
		page := 1
		fmt.Sscanf(path, "/trang-%d", &page)
		c.front(w, now, page)
	case path == "/rss/home.rss":
		c.feed(w, now)
	case path == "/luu-tru":
		c.dayOf(w, now, r.URL.Query().Get("d"))
	case path == "/sitemap.xml":
		fmt.Fprintf(w, `<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>http://%[1]s/map-news.xml</loc><lastmod>%[2]s</lastmod></sitemap><sitemap><loc>http://%[1]s/map-cu.xml</loc><lastmod>%[2]s</lastmod></sitemap></sitemapindex>`, c.host, now.UTC().Format(time.RFC3339))
	case path == "/map-news.xml":
		fmt.Fprint(w, `<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">`)
		for _, a := range c.newest(now, 0, 100) {
			fmt.Fprintf(w, "<url><loc>http://%s%s</loc></url>", c.host, newStory(a.id).path())
		}
		fmt.Fprint(w, "</urlset>")
	case strings.HasPrefix(path, "/news/"):
		var id int
		fmt.Sscanf(path, "/news/1/%d/", &id)
		w.Header().Set("Location", newStory(id).path())
		w.WriteHeader(http.StatusMovedPermanently)
	default:
		c.article(w, now, path)
	}
}

func (c *town) trouble(w http.ResponseWriter) {
	switch c.kind {
	case townLimits:
		w.Header().Set("Retry-After", "900")
		w.WriteHeader(http.StatusTooManyRequests)
	case townShell:
		fmt.Fprint(w, `<html><body><script>document.cookie="D1N=0123456789abcdef";window.location.reload(true);</script></body></html>`)
	default:
		w.WriteHeader(http.StatusBadGateway)
	}
}

// newest are the articles that are online now, latest first.
func (c *town) newest(now time.Time, skip, n int) []news {
	var online []news
	for i := len(c.news) - 1; i >= 0; i-- {
		if a := c.news[i]; !a.at.After(now) && (a.gone.IsZero() || a.gone.After(now)) {
			online = append(online, a)
		}
	}
	return online[min(skip, len(online)):min(skip+n, len(online))]
}

func (c *town) front(w http.ResponseWriter, now time.Time, page int) {
	var links []string
	for _, a := range c.newest(now, 20*(page-1), 20) {
		link := newStory(a.id).path()
		if c.kind == townRedirects && a.id%5 == 0 {
			link = fmt.Sprintf("/news/1/%d/dia-chi-cu", a.id)
		}
		links = append(links, link)
	}
	if c.kind == townTraps {
		for i := range 30 {
			links = append(links, fmt.Sprintf("/lich?ngay=2026-%02d-01", i+1), fmt.Sprintf("/loc?muc=%d&kieu=tin", i), fmt.Sprintf("/en/vi/en/vi/tin-tuc/7/%d/x", i))
		}
	}
	if c.kind == townRobots {
		links = append(links, "/kin/tin-tuc", "/tin-tuc/7/900/kin")
	}
	fmt.Fprint(w, listingHTML(fmt.Sprintf("/trang-%d", page+1), links...))
}

// dayOf lists a day of the archive, in Vietnamese time.
func (c *town) dayOf(w http.ResponseWriter, now time.Time, day string) {
	var links []string
	for _, a := range c.newest(now, 0, len(c.news)) {
		if a.at.Add(7*time.Hour).Format(time.DateOnly) == day {
			links = append(links, newStory(a.id).path())
		}
	}
	fmt.Fprint(w, listingHTML("", links...))
}

func (c *town) feed(w http.ResponseWriter, now time.Time) {
	var items []string
	for _, a := range c.newest(now, 0, 40) {
		items = append(items, fmt.Sprintf(`<item><title>Tin số %d</title><link>http://%s%s</link><guid>tin-%[1]d</guid><pubDate>%[4]s</pubDate></item>`, a.id, c.host, newStory(a.id).path(), a.at.Format(time.RFC1123Z)))
	}
	fmt.Fprint(w, rss(items...))
}

// article is the page of an article, with links into the town's traps.
func (c *town) article(w http.ResponseWriter, now time.Time, path string) {
	i, ok := c.places[path]
	if !ok || c.news[i].at.After(now) || !c.news[i].gone.IsZero() && !c.news[i].gone.After(now) {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	a, s := c.news[i], newStory(c.news[i].id)
	if !a.edited.IsZero() && !a.edited.After(now) {
		s.body[2] += " Bản tin này đã được bổ sung vào buổi chiều cùng ngày."
	}
	if c.kind == townTraps {
		s.links = []string{
			"/en/vi/en/vi" + path, path + ";jsessionid=" + fmt.Sprint(now.UnixNano()), path + "?utm_source=zalo", "?ngay=2026-01-01",
			fmt.Sprintf("/loc?muc=%d", now.Unix()),
		}
	}
	fmt.Fprint(w, strings.Replace(s.html(), fmt.Sprintf("2026-03-12T07:59:5%d+07:00", s.id%9+1), a.at.Format(time.RFC3339), 1))
}

//go:build unix

package main

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"
)

// city is the newspapers of a day, each a server of its own. Articles come,
// are edited and go; every request is noted, with who asked.
type city struct {
	papers  []*paper
	delay   time.Duration // between requests to a paper, start to start
	latency time.Duration

	mu       sync.Mutex
	requests map[string]int // by User-Agent
	articles map[string]int // of them for articles
	overlaps int
	early    int
	notes    []string
}

type paper struct {
	city   *city
	id     string // of its portal
	addr   string
	server *http.Server

	mu    sync.Mutex
	pages []*item
	busy  int
	last  time.Time
	who   string
}

// item is an article of a paper. Version 0 is the first, an edit makes the next.
type item struct {
	version int
	gone    bool
	refused int            // answers that it is gone
	served  map[string]int // User-Agent → last version it was given
}

func newCity(papers, articles int, delay, latency time.Duration) (*city, error) {
	c := &city{delay: delay, latency: latency, requests: map[string]int{}, articles: map[string]int{}}
	for i := range papers {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			c.close()
			return nil, fmt.Errorf("serve the pages: %w", err)
		}
		p := &paper{city: c, id: fmt.Sprintf("bao-%02d", i), addr: l.Addr().String()}
		p.server = &http.Server{Handler: p}
		go p.server.Serve(l) // ends with close
		for range articles {
			p.publish()
		}
		c.papers = append(c.papers, p)
	}
	return c, nil
}

func (c *city) close() {
	for _, p := range c.papers {
		p.server.Close()
	}
}

// portals is the configuration's list of them.
func (c *city) portals() string {
	var b strings.Builder
	b.WriteString("portals:\n")
	for _, p := range c.papers {
		fmt.Fprintf(&b, `  - id: %s
    outlet: Báo Thử
    hosts: [%q]
    allow_private: true
    delay: %s
    sources: [{kind: listing, url: "http://%s/", every: 500ms}]
    article: '^/tin/(?P<id>\d+)$'
`, p.id, p.addr, c.delay, p.addr)
	}
	return b.String()
}

// happen lets something happen in a paper: two in three times an article comes,
// else one is edited; one in twenty goes.
func (c *city) happen(r *rand.Rand) {
	p := c.papers[r.IntN(len(c.papers))]
	if r.IntN(3) > 0 {
		p.publish()
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	x := p.pages[r.IntN(len(p.pages))]
	switch {
	case x.gone:
	case r.IntN(20) == 0:
		x.gone = true
	default:
		x.version++
	}
}

func (p *paper) publish() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.pages = append(p.pages, &item{served: map[string]int{}})
}

func (p *paper) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	n := -1
	if _, err := fmt.Sscanf(r.URL.Path, "/tin/%d", &n); err != nil {
		n = -1
	}
	p.begin(r.UserAgent(), n >= 0)
	time.Sleep(p.city.latency)
	status, html := p.answer(r.URL.Path, n, r.UserAgent())
	p.end()
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	fmt.Fprint(w, html)
}

// begin notes a request and holds it against the one before.
func (p *paper) begin(who string, article bool) {
	p.mu.Lock()
	now := time.Now()
	overlap, gap, before := p.busy > 0, now.Sub(p.last), p.who
	p.busy++
	p.last, p.who = now, who
	p.mu.Unlock()
	c := p.city
	c.mu.Lock()
	defer c.mu.Unlock()
	c.requests[who]++
	if article {
		c.articles[who]++
	}
	switch {
	case overlap:
		c.overlaps++
		c.notes = append(c.notes, fmt.Sprintf("%s has requests of %s and %s at once", p.id, before, who))
	case gap < c.delay:
		c.early++
		c.notes = append(c.notes, fmt.Sprintf("%s was asked %s after the request before (%s, then %s)", p.id, gap, before, who))
	}
}

func (p *paper) end() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.busy--
}

func (p *paper) answer(path string, n int, who string) (status int, html string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case path == "/":
		return http.StatusOK, p.front()
	case n < 0 || n >= len(p.pages):
		return http.StatusNotFound, ""
	}
	x := p.pages[n]
	if x.gone {
		x.refused++
		return http.StatusGone, ""
	}
	x.served[who] = x.version
	return http.StatusOK, p.article(n, x.version)
}

// front lists all articles, newest first.
func (p *paper) front() string {
	var b strings.Builder
	b.WriteString(`<!DOCTYPE html><html lang="vi"><head><title>Báo Thử</title></head><body><main>`)
	for n := len(p.pages) - 1; n >= 0; n-- {
		if !p.pages[n].gone {
			fmt.Fprintf(&b, `<p><a href="/tin/%d">%s</a></p>`, n, title(n, 0))
		}
	}
	b.WriteString(`</main></body></html>`)
	return b.String()
}

// title tells the version, by which the audit knows it again.
func title(n, version int) string {
	return fmt.Sprintf("Bản tin số %d, lần sửa %d", n, version)
}

func versionOf(s string) (version int, err error) {
	var n int
	_, err = fmt.Sscanf(s, "Bản tin số %d, lần sửa %d", &n, &version)
	return version, err
}

// article is a page with a text of its own.
func (p *paper) article(n, version int) string {
	h := fnv.New64a()
	fmt.Fprintf(h, "%s %d", p.id, n)
	r := rand.New(rand.NewPCG(h.Sum64(), 1))
	words := strings.Fields(syllables)
	var b strings.Builder
	fmt.Fprintf(&b, `<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>%[1]s</title></head><body><article><h1>%[1]s</h1>
<time datetime="2026-01-%02[2]dT08:00:00+07:00">%02[2]d/01/2026</time>`, title(n, version), 1+n%28)
	for range 4 {
		b.WriteString("<p>")
		for range 60 {
			b.WriteString(words[r.IntN(len(words))] + " ")
		}
		b.WriteString(".</p>")
	}
	b.WriteString(`</article></body></html>`)
	return b.String()
}

// unread is how many articles that are there nobody has asked for.
func (c *city) unread() (n int) {
	for _, p := range c.papers {
		p.mu.Lock()
		for _, x := range p.pages {
			if !x.gone && len(x.served) == 0 {
				n++
			}
		}
		p.mu.Unlock()
	}
	return n
}

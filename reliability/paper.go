//go:build linux

package main

import (
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"
)

// paper is a newspaper on loopback whose articles are computed from their
// number, and which notes every request. The front page lists what nobody has
// asked for yet: a reader who asked and lost it learns of it no more.
type paper struct {
	id      string // of its portal
	addr    string
	latency time.Duration
	server  *http.Server

	mu        sync.Mutex
	published int // articles 0 … published-1
	asked     []visit
	hold      chan struct{} // article requests wait for its end; nil = they do not
	holding   int
}

// visit is a request for an article, or for something else (page -1).
type visit struct {
	path string
	page int
	at   time.Time
	life int // which process asked, as told by begin
}

// press is several papers that share the count of lives.
type press struct {
	papers  []*paper
	arrived chan struct{} // a request came since it was last read
	mu      sync.Mutex
	life    int
}

// newPress starts n papers with a number of articles each.
func newPress(n, articles int, latency time.Duration) (*press, error) {
	p := &press{arrived: make(chan struct{}, 1)}
	for i := range n {
		x := &paper{id: fmt.Sprintf("bao-%c", 'a'+i), latency: latency, published: articles}
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			p.close()
			return nil, fmt.Errorf("serve the pages: %w", err)
		}
		x.addr = l.Addr().String()
		x.server = &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { x.serve(p, w, r) })}
		go x.server.Serve(l) // ends with close
		p.papers = append(p.papers, x)
	}
	return p, nil
}

func (p *press) close() {
	for _, x := range p.papers {
		x.server.Close()
	}
}

// begin says that the requests from now on are another process's.
func (p *press) begin() (life int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.life++
	return p.life
}

func (p *press) current() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.life
}

// publish adds articles to every paper.
func (p *press) publish(n int) {
	for _, x := range p.papers {
		x.mu.Lock()
		x.published += n
		x.mu.Unlock()
	}
}

// portals is the configuration's list of them.
func (p *press) portals(delay time.Duration) string {
	var b strings.Builder
	b.WriteString("portals:\n")
	for _, x := range p.papers {
		fmt.Fprintf(&b, `  - id: %s
    outlet: Báo Ví Dụ
    hosts: [%q]
    allow_private: true
    delay: %s
    sources: [{kind: listing, url: "http://%s/", every: 1ms}]
    article: '^/tin-tuc/\d+/(?P<id>\d+)/'
    family: froala-news-id
`, x.id, x.addr, delay, x.addr)
	}
	return b.String()
}

func (x *paper) serve(p *press, w http.ResponseWriter, r *http.Request) {
	page := -1
	if _, err := fmt.Sscanf(r.URL.Path, "/tin-tuc/1/%d/", &page); err != nil {
		page = -1
	}
	x.mu.Lock()
	x.asked = append(x.asked, visit{r.URL.Path, page, time.Now(), p.current()})
	known, hold := page < x.published, x.hold
	if page >= 0 && hold != nil {
		x.holding++
	}
	x.mu.Unlock()
	select {
	case p.arrived <- struct{}{}:
	default:
	}
	if page >= 0 && hold != nil {
		select {
		case <-hold:
		case <-r.Context().Done():
		}
		x.mu.Lock()
		x.holding--
		x.mu.Unlock()
	}
	time.Sleep(x.latency) // a request is under way for a while, so that kills meet it
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	switch {
	case r.URL.Path == "/":
		fmt.Fprint(w, x.front())
	case page >= 0 && known:
		fmt.Fprint(w, x.article(page))
	default:
		http.NotFound(w, r)
	}
}

// unasked are the articles that were published and not asked for.
func (x *paper) unasked() (pages []int) {
	x.mu.Lock()
	defer x.mu.Unlock()
	asked := make([]bool, x.published)
	for _, v := range x.asked {
		if v.page >= 0 && v.page < len(asked) {
			asked[v.page] = true
		}
	}
	for n, seen := range asked {
		if !seen {
			pages = append(pages, n)
		}
	}
	return pages
}

// behind is the most articles of a paper that nobody has asked for yet.
func (p *press) behind() (most int) {
	for _, x := range p.papers {
		most = max(most, len(x.unasked()))
	}
	return most
}

// front lists what was published and not asked for.
func (x *paper) front() string {
	var b strings.Builder
	b.WriteString(`<!DOCTYPE html><html lang="vi"><head><title>Trang chủ</title></head><body><div class="list">`)
	for _, n := range x.unasked() {
		fmt.Fprintf(&b, `<div class="item"><h3><a href="/tin-tuc/1/%d/bai">%s</a></h3></div>`, n, x.title(n))
	}
	b.WriteString(`</div></body></html>`)
	return b.String()
}

// holdArticles lets requests for articles wait until release is called, which
// may be done twice.
func (p *press) holdArticles() (release func()) {
	hold := make(chan struct{})
	for _, x := range p.papers {
		x.mu.Lock()
		x.hold = hold
		x.mu.Unlock()
	}
	return sync.OnceFunc(func() {
		for _, x := range p.papers {
			x.mu.Lock()
			x.hold = nil
			x.mu.Unlock()
		}
		close(hold)
	})
}

// held is how many requests wait for the release.
func (p *press) held() int {
	n := 0
	for _, x := range p.papers {
		x.mu.Lock()
		n += x.holding
		x.mu.Unlock()
	}
	return n
}

// times is how often each article was asked for.
func (x *paper) times() map[int]int {
	n := map[int]int{}
	for _, v := range x.visits() {
		if v.page >= 0 {
			n[v.page]++
		}
	}
	return n
}

// visits are the requests so far.
func (x *paper) visits() []visit {
	x.mu.Lock()
	defer x.mu.Unlock()
	return append([]visit(nil), x.asked...)
}

// firstOf is when the first request of a life came.
func (x *paper) firstOf(life int) (time.Time, bool) {
	x.mu.Lock()
	defer x.mu.Unlock()
	i := len(x.asked)
	for i > 0 && x.asked[i-1].life == life {
		i--
	}
	if i == len(x.asked) {
		return time.Time{}, false
	}
	return x.asked[i].at, true
}

func (x *paper) count() int {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.published
}

// total is how many articles all papers have published.
func (p *press) total() int {
	n := 0
	for _, x := range p.papers {
		n += x.count()
	}
	return n
}

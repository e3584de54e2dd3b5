//go:build linux

package main

import (
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
)

const (
	soakHosts = 16
	soakMap   = 5_000 // articles of one sitemap
)

// soakSite are newspapers of very many articles, made when they are asked for.
type soakSite struct {
	papers []*soakPaper
	served atomic.Int64 // articles
}

type soakPaper struct {
	paper  *paper // for its prose
	pages  int
	addr   string
	server *http.Server
	served *atomic.Int64
}

func newSoakSite(pages int) (*soakSite, error) {
	s := &soakSite{}
	for i := range soakHosts {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			s.close()
			return nil, fmt.Errorf("open a port for the site: %w", err)
		}
		n := pages / soakHosts
		if i < pages%soakHosts {
			n++
		}
		p := &soakPaper{paper: &paper{id: fmt.Sprintf("bao%d", i)}, pages: n, addr: l.Addr().String(), served: &s.served}
		p.server = &http.Server{Handler: p}
		go func() { _ = p.server.Serve(l) }()
		s.papers = append(s.papers, p)
	}
	return s, nil
}

func (s *soakSite) close() {
	for _, p := range s.papers {
		_ = p.server.Close()
	}
}

func (s *soakSite) config() string {
	var b strings.Builder
	b.WriteString("data: data\ncrawl: {workers: 16}\nportals:\n")
	for _, p := range s.papers {
		fmt.Fprintf(&b, `  - id: %[1]s
    outlet: Báo Thử
    hosts: ["%[2]s"]
    allow_private: true
    delay: 1ms
    article: '^/tin/(?P<id>\d+)$'
    sources: [{kind: sitemap, url: "http://%[2]s/ban-do.xml", every: 24h}]
`, p.paper.id, p.addr)
	}
	return b.String()
}

func (p *soakPaper) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var n int
	switch {
	case r.URL.Path == "/ban-do.xml":
		fmt.Fprint(w, `<?xml version="1.0"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">`)
		for i := range (p.pages + soakMap - 1) / soakMap {
			fmt.Fprintf(w, "<sitemap><loc>http://%s/ban-do-%d.xml</loc></sitemap>", p.addr, i)
		}
		fmt.Fprint(w, "</sitemapindex>")
	case scan(r.URL.Path, "/ban-do-%d.xml", &n):
		fmt.Fprint(w, `<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">`)
		for i := n * soakMap; i < min((n+1)*soakMap, p.pages); i++ {
			fmt.Fprintf(w, "<url><loc>http://%s/tin/%d</loc></url>", p.addr, i)
		}
		fmt.Fprint(w, "</urlset>")
	case scan(r.URL.Path, "/tin/%d", &n) && n < p.pages:
		p.served.Add(1)
		fmt.Fprint(w, p.paper.article(n))
	default:
		http.NotFound(w, r)
	}
}

func scan(path, form string, n *int) bool {
	_, err := fmt.Sscanf(path, form, n)
	return err == nil
}

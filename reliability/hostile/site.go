//go:build linux

package hostile

import (
	"crypto/tls"
	"encoding/json"
	"fmt"
	"html"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"
)

// healthyPages is how many articles each site of the hostile web has beside
// what it does. They must all be stored.
const healthyPages = 3

// site is a server on loopback with one bad habit, and its portal.
type site struct {
	id, scheme, addr string
	definition       map[string]any // keys of the portal's definition, beside those that all have

	before, after []string // links of the front page, before and after those to the healthy pages
	pages         map[string]http.HandlerFunc
	other         http.HandlerFunc // all else; nil = 404

	mu   sync.Mutex
	hits map[string]int // by path with query

	server   *http.Server
	listener net.Listener
}

// newSite opens the port; serve starts it.
func newSite(n int) (*site, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("open a port for a hostile site: %w", err)
	}
	s := &site{
		id: fmt.Sprintf("la%02d", n), scheme: "http", addr: l.Addr().String(), listener: l,
		definition: map[string]any{}, pages: map[string]http.HandlerFunc{}, hits: map[string]int{},
	}
	for i := range healthyPages {
		s.html(s.article(i+1), s.story(i+1))
	}
	return s, nil
}

// article is the path of an article of the site.
func (s *site) article(n int) string { return fmt.Sprintf("/tin-tuc/7/%d/ban-tin-so-%d", n, n) }

// bad adds an article whose page is an answer of the caller's, in front of the
// healthy ones, and returns its path.
func (s *site) bad(answer http.HandlerFunc) string {
	path := s.article(100 + len(s.before) + len(s.after))
	s.pages[path] = answer
	s.before = append(s.before, path)
	return path
}

// worst is bad behind the healthy ones: for answers after which a host is left
// alone.
func (s *site) worst(answer http.HandlerFunc) {
	s.bad(answer)
	last := len(s.before) - 1
	s.before, s.after = s.before[:last], append(s.after, s.before[last])
}

func (s *site) html(path, body string) {
	s.pages[path] = typed("text/html; charset=utf-8", body)
}

func typed(kind, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", kind)
		_, _ = w.Write([]byte(body))
	}
}

// source replaces the front page as the portal's source.
func (s *site) source(kind, path string, more ...any) {
	of := map[string]any{"kind": kind, "url": s.scheme + "://" + s.addr + path, "every": "1h"}
	for i := 0; i+1 < len(more); i += 2 {
		of[more[i].(string)] = more[i+1]
	}
	list, _ := s.definition["sources"].([]any)
	s.definition["sources"] = append(list, of)
}

func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.hits[r.URL.RequestURI()]++
	s.mu.Unlock()
	h := s.pages[r.URL.RequestURI()]
	switch {
	case h != nil:
		h(w, r)
	case r.URL.Path == "/":
		typed("text/html; charset=utf-8", s.front())(w, r)
	case s.other != nil && r.URL.Path != "/robots.txt":
		s.other(w, r)
	default:
		http.NotFound(w, r)
	}
}

func (s *site) asked(path string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.hits[path]
}

// front is the front page: links to all articles.
func (s *site) front() string {
	links := append([]string{}, s.before...)
	for i := range healthyPages {
		links = append(links, s.article(i+1))
	}
	return listingPage(append(links, s.after...))
}

func listingPage(links []string) string {
	var b strings.Builder
	b.WriteString(`<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>Báo Thử</title></head><body><main><ul>`)
	for i, l := range links {
		fmt.Fprintf(&b, `<li><h3><a href="%s">Bản tin số %d của ban quản lý bến đò trong ngày</a></h3></li>`, html.EscapeString(l), i+1)
	}
	b.WriteString("</ul></main></body></html>")
	return b.String()
}

// story is the page of an article that no other site has.
func (s *site) story(n int) string { return s.storyWith(n, "", "") }

// storyWith puts more into the head and into the body of the article.
func (s *site) storyWith(n int, head, body string) string {
	return fmt.Sprintf(`<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>Bến đò %[1]s mở chuyến thứ %[2]d</title>
<meta property="article:published_time" content="2026-03-12T07:%02[2]d:00+07:00">%[3]s</head><body><article><h1>Bến đò %[1]s mở chuyến thứ %[2]d trong mùa nước nổi</h1>
<p>Sáng nay, bến đò %[1]s đưa chuyến khách thứ %[2]d sang sông, sớm hơn thường lệ để kịp giờ các em đến lớp.</p>
<p>Theo ban quản lý bến %[1]s, mỗi chuyến đò số %[2]d chở không quá mười hai người, ai lên đò cũng phải mặc áo phao và ngồi đúng chỗ.</p>
%[4]s<p>Nước sông đang lên chậm, bà con hai bờ của bến %[1]s được nhắc theo dõi mực nước mỗi buổi chiều trước khi ra đồng số %[2]d.</p></article></body></html>`, s.id, n, head, body)
}

// portal is the site's definition, for config.yaml.
func (s *site) portal() map[string]any {
	p := map[string]any{
		"id": s.id, "outlet": "Báo Thử " + s.id, "hosts": []string{s.addr}, "allow_private": true, "delay": "10ms",
		"article": `^/tin-tuc/\d+/(?P<id>\d+)/`, "sources": []any{map[string]any{"kind": "listing", "url": s.scheme + "://" + s.addr + "/", "every": "1h"}},
	}
	for k, v := range s.definition {
		p[k] = v
	}
	return p
}

// serve starts the server; with, if it is not nil, over TLS.
func (s *site) serve(with *tls.Config) {
	s.server = &http.Server{Handler: s, ReadHeaderTimeout: time.Minute, TLSConfig: with, ErrorLog: quiet}
	l := s.listener
	if with != nil {
		l = tls.NewListener(l, with)
	}
	go func() { _ = s.server.Serve(l) }()
}

func (s *site) close() {
	if s.server != nil {
		_ = s.server.Close()
	}
	_ = s.listener.Close()
}

// configOf is a config.yaml of these portals. YAML reads JSON.
func configOf(settings map[string]any, sites []*site) ([]byte, error) {
	var portals []any
	for _, s := range sites {
		portals = append(portals, s.portal())
	}
	all := map[string]any{"portals": portals}
	for k, v := range settings {
		all[k] = v
	}
	return json.MarshalIndent(all, "", " ")
}

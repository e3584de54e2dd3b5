package crawler

import (
	"fmt"
	"html"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

// site is a paper's server: pages by path, and a log of what was asked for.
type site struct {
	mu    sync.Mutex
	pages map[string]http.HandlerFunc // path with query
	other http.HandlerFunc            // all else; nil = 404
	log   []asked
	busy  int
	most  int // requests at the same time
}

type asked struct {
	URI    string
	At     time.Time
	Header http.Header
}

func newSite() *site { return &site{pages: map[string]http.HandlerFunc{}} }

func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.log = append(s.log, asked{r.URL.RequestURI(), time.Now(), r.Header.Clone()})
	s.busy++
	s.most = max(s.most, s.busy)
	h := s.pages[r.URL.RequestURI()]
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		s.busy--
		s.mu.Unlock()
	}()
	if h == nil && s.other != nil && r.URL.Path != "/robots.txt" {
		h = s.other
	}
	if h == nil {
		http.NotFound(w, r)
		return
	}
	h(w, r)
}

func (s *site) handle(uri string, h http.HandlerFunc) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pages[uri] = h
}

func (s *site) remove(uri string) { s.handle(uri, nil) }

// page serves text under a content type.
func (s *site) page(uri, contentType, body string) {
	s.handle(uri, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		fmt.Fprint(w, body)
	})
}

func (s *site) html(uri, body string) { s.page(uri, "text/html; charset=utf-8", body) }

func (s *site) article(id int, changes ...func(*story)) string {
	st := newStory(id)
	for _, change := range changes {
		change(&st)
	}
	s.html(st.path(), st.html())
	return st.path()
}

func (s *site) listing(uri string, links ...string) {
	s.html(uri, listingHTML("", links...))
}

func (s *site) redirect(uri, to string, status int) {
	s.handle(uri, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", to)
		w.WriteHeader(status)
	})
}

// uris are the requests so far, in order, robots.txt left out.
func (s *site) uris() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []string
	for _, a := range s.log {
		if a.URI != "/robots.txt" {
			all = append(all, a.URI)
		}
	}
	return all
}

func (s *site) count(uri string) (n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, a := range s.log {
		if a.URI == uri {
			n++
		}
	}
	return n
}

func (s *site) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.log = nil
}

// polite checks what the server saw: never two requests at once, and each
// starts at least delay after the one before.
func (s *site) polite(t *testing.T, delay time.Duration) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.most > 1 {
		t.Errorf("the server had %d requests at once, want one", s.most)
	}
	for i := 1; i < len(s.log); i++ {
		if gap := s.log[i].At.Sub(s.log[i-1].At); gap < delay {
			t.Errorf("%s came %s after %s, want at least %s", s.log[i].URI, gap, s.log[i-1].URI, delay)
		}
	}
}

// story is an article of ours.
type story struct {
	id    int
	title string
	lead  string
	body  []string
	links []string
}

func newStory(id int) story {
	return story{
		id:    id,
		title: fmt.Sprintf("Xã ven sông khánh thành cây cầu dân sinh thứ %d", id),
		lead:  fmt.Sprintf("Sáng nay, người dân hai bờ sông vui mừng bước lên cây cầu thứ %d sau nhiều năm phải đi đò.", id),
		body: []string{
			fmt.Sprintf("Cây cầu số %d dài hơn bốn mươi mét, rộng ba mét, do nhân dân đóng góp ngày công và chính quyền hỗ trợ vật liệu trong suốt mười tháng thi công.", id),
			"Trước đây, mỗi mùa nước lên, học sinh trong xã phải dậy từ năm giờ sáng để kịp chuyến đò đầu tiên, nhiều hôm gió lớn thì đành nghỉ học ở nhà.",
			"Ông trưởng thôn cho biết bà con sẽ tiếp tục trồng hoa hai bên đường dẫn và lắp đèn năng lượng mặt trời để việc đi lại ban đêm được an toàn hơn.",
		},
	}
}

func (s story) path() string { return fmt.Sprintf("/tin-tuc/7/%d/cay-cau-dan-sinh-thu-%d", s.id, s.id) }

func (s story) html() string {
	var b strings.Builder
	fmt.Fprintf(&b, `<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>%s</title>
<meta property="article:published_time" content="2026-03-12T07:59:5%d+07:00"></head><body>
<header><a href="/">Trang chủ</a></header><article><h1 class="title">%s</h1><p class="lead">%s</p><div class="content">`,
		html.EscapeString(s.title), s.id%9+1, html.EscapeString(s.title), html.EscapeString(s.lead))
	for _, p := range s.body {
		fmt.Fprintf(&b, "<p>%s</p>\n", html.EscapeString(p))
	}
	b.WriteString("</div></article><aside>")
	for _, l := range s.links {
		fmt.Fprintf(&b, `<a href="%s">Tin liên quan</a>`, html.EscapeString(l))
	}
	b.WriteString("</aside></body></html>")
	return b.String()
}

func listingHTML(next string, links ...string) string {
	var b strings.Builder
	b.WriteString(`<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>Báo Ví Dụ</title></head><body><main><ul>`)
	for i, l := range links {
		fmt.Fprintf(&b, `<li><h3><a href="%s">Bản tin số %d trong ngày của xã ven sông</a></h3></li>`, html.EscapeString(l), i+1)
	}
	b.WriteString("</ul>")
	if next != "" {
		fmt.Fprintf(&b, `<a class="next" href="%s">Trang sau</a>`, html.EscapeString(next))
	}
	b.WriteString("</main></body></html>")
	return b.String()
}

func status(code int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) }
}

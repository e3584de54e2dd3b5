package main

import (
	"bytes"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// site is a newspaper on loopback: pages by path and query, a home page that
// lists them, and a log of what was asked for.
type site struct {
	*httptest.Server
	mu       sync.Mutex
	pages    map[string]string // path and query → HTML
	robots   string
	requests []request
	hold     chan struct{} // requests for articles wait until it is closed; nil = they do not
	waiting  chan string   // paths of requests that wait
}

type request struct {
	path   string
	at     time.Time
	status int
}

func newSite(t *testing.T) *site {
	s := &site{pages: map[string]string{}, waiting: make(chan string, 1000)}
	s.Server = httptest.NewServer(s)
	t.Cleanup(s.Close)
	return s
}

func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	path := r.URL.RequestURI()
	s.mu.Lock()
	page, ok := s.pages[path]
	hold := s.hold
	if path == "/robots.txt" {
		page, ok, hold = s.robots, s.robots != "", nil
	}
	if path == "/" && !ok {
		page, ok, hold = s.home(), true, nil
	}
	status := http.StatusOK
	if !ok {
		status = http.StatusNotFound
	}
	s.requests = append(s.requests, request{path, time.Now(), status})
	s.mu.Unlock()
	if hold != nil {
		s.waiting <- path
		select {
		case <-hold:
		case <-r.Context().Done():
		}
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	fmt.Fprint(w, page)
}

func (s *site) home() string {
	var b strings.Builder
	b.WriteString(`<!DOCTYPE html><html lang="vi"><head><title>Trang chủ</title></head><body><div class="list">`)
	for _, p := range slices.Sorted(maps.Keys(s.pages)) {
		fmt.Fprintf(&b, `<div class="item"><h3><a href="%s">Tin tức tại %s</a></h3><p>Tóm tắt</p></div>`, p, p)
	}
	b.WriteString(`</div></body></html>`)
	return b.String()
}

func (s *site) set(path, html string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if html == "" {
		delete(s.pages, path)
		return
	}
	s.pages[path] = html
}

// holdArticles lets requests for articles wait until the channel is closed, or
// something is sent; nil: they wait no more.
func (s *site) holdArticles(hold chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hold = hold
}

// asked is how often each path was requested.
func (s *site) asked() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := map[string]int{}
	for _, r := range s.requests {
		n[r.path]++
	}
	return n
}

func (s *site) host() string { return strings.TrimPrefix(s.URL, "http://") }

// story is a page of ours in the froala markup.
func story(id int, title, text string) string {
	var paras strings.Builder
	for p := range strings.SplitSeq(text, "\n") {
		fmt.Fprintf(&paras, "<p style=\"text-align: justify;\">%s</p>\n", p)
	}
	return fmt.Sprintf(`<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>%[2]s - Báo Ví Dụ</title></head><body>
<header><span id="clock">Thứ 2, 23/11/2026, 06:13[GMT+7]</span></header>
<div class="breadcrumb"><a href="/">Trang chủ</a> › <a href="/tin-tuc/1">Chính trị</a></div>
<div class="news_content"><h1 class="title">%[2]s</h1>
<div class="info-line"><span class="date">Thứ 4, 30/12/2020 | 18:45:%02[1]d</span><span class="views">1,0%02[1]d lượt xem</span></div>
<div class="desc">Bản tin số %[1]d được soạn riêng cho phép thử của chương trình, không lấy từ tờ báo nào.</div>
<div class="fr-view info">
%[3]s<p style="text-align: right;"><strong>Nguyễn Thử</strong></p></div></div>
<footer><p>Lượt truy cập: 98,765,432</p></footer></body></html>`, id%60, title, paras.String())
}

// body is a text long enough to be an article, different for each n.
func body(n int) string {
	return fmt.Sprintf(`Sáng ngày %[1]d, đội khảo sát số %[1]d của huyện Ví Dụ đã đo lại toàn bộ tuyến kênh dài %[1]d km để lập phương án nạo vét trước mùa mưa.
Theo kết quả bước đầu, có %[1]d điểm bồi lắng cần xử lý sớm, trong đó nhiều điểm nằm sát khu dân cư của xã Mẫu và xã Thử.
Ban quản lý công trình cho biết kinh phí dự kiến là %[1]d triệu đồng, lấy từ nguồn sự nghiệp thủy lợi của năm nay, và sẽ hoàn thành trong quý sau.`, n)
}

// workspace is a folder with a config.yaml and a data directory.
type workspace struct {
	t    *testing.T
	dir  string
	more []string // environment
}

func newWorkspace(t *testing.T, config string) *workspace {
	t.Helper()
	w := &workspace{t: t, dir: t.TempDir()}
	w.write("config.yaml", config)
	return w
}

func (w *workspace) write(name, content string) string {
	w.t.Helper()
	path := filepath.Join(w.dir, name)
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		w.t.Fatal(err)
	}
	return path
}

// portalYAML is an inline definition of a loopback portal, in the config's list.
func (s *site) portalYAML(id, more string) string {
	return fmt.Sprintf(`
  - id: %s
    outlet: Báo Ví Dụ
    hosts: [%q]
    allow_private: true
    delay: 1ms
    sources: [{kind: listing, url: "%s/", every: 1ms}]
    article: '^/(?:tin-tuc|news)/\d+/(?P<id>\d+)/'
    family: froala-news-id
%s`, id, s.host(), s.URL, more)
}

// command is the real program in a process of its own.
func (w *workspace) command(args ...string) *exec.Cmd {
	w.t.Helper()
	self, err := os.Executable()
	if err != nil {
		w.t.Fatal(err)
	}
	c := exec.Command(self, args...)
	c.Args[0] = "tintinh" // the test binary is the program under this name
	c.Dir = w.dir
	c.Env = append(os.Environ(), w.more...)
	return c
}

// run runs the program and wants an exit code.
func (w *workspace) run(want int, args ...string) (stdout, stderr string) {
	w.t.Helper()
	var out, errs bytes.Buffer
	c := w.command(args...)
	c.Stdout, c.Stderr = &out, &errs
	err := c.Run()
	if code := c.ProcessState.ExitCode(); code != want {
		w.t.Fatalf("tintinh %s: exit %d (%v), want %d\nstdout:\n%s\nstderr:\n%s", strings.Join(args, " "), code, err, want, out.String(), errs.String())
	}
	return out.String(), errs.String()
}

// crawling starts a crawl that holds the store, with an article of the site in
// flight. end lets it go, and wants it to end well.
func (w *workspace) crawling(s *site) (c *exec.Cmd, end func()) {
	w.t.Helper()
	hold := make(chan struct{})
	s.holdArticles(hold)
	c = w.command("crawl")
	if err := c.Start(); err != nil {
		w.t.Fatal(err)
	}
	<-s.waiting
	return c, func() {
		w.t.Helper()
		close(hold)
		if err := c.Wait(); err != nil {
			w.t.Fatalf("the crawl failed: %v", err)
		}
	}
}

// newServer serves on loopback until the test ends; host:port is returned.
func newServer(t *testing.T, h http.Handler) string {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return strings.TrimPrefix(s.URL, "http://")
}

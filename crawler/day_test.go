package crawler

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// strict is a server that counts what it must not see: a request before the
// pause is over that its robots.txt or its Retry-After asks for, and a second
// one beside another.
type strict struct {
	host  string
	delay time.Duration
	limit bool // answers 429 every seventh time

	mu       sync.Mutex
	busy     bool
	notUntil time.Time
	n        int
	early    []string
	beside   int
}

func (s *strict) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	now := time.Now()
	s.mu.Lock()
	if now.Before(s.notUntil) {
		s.early = append(s.early, fmt.Sprintf("%s by %s", r.URL.Path, s.notUntil.Sub(now)))
	}
	if s.busy {
		s.beside++
	}
	s.busy = true
	s.n++
	n := s.n
	if s.notUntil = now.Add(s.delay); r.URL.Path == "/robots.txt" && n == 1 {
		s.notUntil = now // its Crawl-delay is not known yet, but the definition's
	}
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		s.busy = false
		s.mu.Unlock()
	}()
	time.Sleep(time.Duration(n%4) * 100 * time.Millisecond)
	s.answer(w, r, n)
}

func (s *strict) answer(w http.ResponseWriter, r *http.Request, n int) {
	hours := int(time.Now().Unix() / 3600 % 1000)
	switch path := r.URL.Path; {
	case path == "/robots.txt":
		fmt.Fprintf(w, "User-agent: *\nCrawl-delay: %d\nDisallow: /kin/\n", int(s.delay.Seconds()))
	case s.limit && n%7 == 0:
		s.slowDown(w, n)
	case path == "/":
		var links []string
		for id := hours - hours%6; id > hours-24; id -= 6 {
			links = append(links, newStory(id).path(), fmt.Sprintf("/news/1/%d/cu", id+1))
		}
		fmt.Fprint(w, listingHTML("", links...))
	case strings.HasPrefix(path, "/news/1/"):
		http.Redirect(w, r, strings.Replace(path, "/news/1/", "/tin-tuc/9/", 1), http.StatusFound)
	default:
		id := 0
		fmt.Sscanf(strings.TrimPrefix(path, "/tin-tuc/"), "7/%d/", &id)
		fmt.Fprint(w, newStory(id).html())
	}
}

// slowDown asks for a minute and a half, in both forms in turn.
func (s *strict) slowDown(w http.ResponseWriter, n int) {
	until := time.Now().Add(90 * time.Second)
	after := "90"
	if n%2 == 0 {
		after = until.UTC().Format(http.TimeFormat)
		until = until.Truncate(time.Second)
	}
	s.mu.Lock()
	s.notUntil = later(s.notUntil, until)
	s.mu.Unlock()
	w.Header().Set("Retry-After", after)
	w.WriteHeader(http.StatusTooManyRequests)
}

func (s *strict) definition() string {
	id, _, _ := strings.Cut(s.host, ".")
	return fmt.Sprintf(`
id: %s
hosts: [%s]
delay: 1s
sources: [{kind: listing, url: "http://%[2]s/", every: 6h}]
article: '^/(?:tin-tuc|news)/\d+/(?P<id>\d+)/'
rules: [{title: ["h1.title"], body: ["div.content"]}]
`, id, s.host)
}

// TestVirtualDay is reliability R7: a day over many hosts with Crawl-delays
// from 1 to 60 s, limits in both forms, redirects and robots.txt counted.
func TestVirtualDay(t *testing.T) {
	hosts := 100
	if long() {
		hosts = 500
	}
	if testing.Short() {
		t.Skip("a day over many hosts takes some seconds")
	}
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(time.Date(2026, 3, 12, 0, 0, 0, 0, time.UTC)))
		w := city{}.world(t)
		w.crawl.Revisit, w.crawl.Workers, w.crawl.MaxTime = nil, 32, 55*time.Minute
		var all []*strict
		for i := range hosts {
			s := &strict{host: fmt.Sprintf("bao%d.test", i), delay: time.Duration(1+i%60) * time.Second, limit: i%5 == 0}
			all = append(all, s)
			w.net.serve(t, s.host+":80", s)
			w.crawl.Portals = append(w.crawl.Portals, parsed(t, s.definition()))
		}
		start := time.Now()
		for time.Since(start) < 24*time.Hour {
			if _, err := w.crawl.Run(t.Context()); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Hour - time.Since(start)%time.Hour)
		}
		requests := 0
		for _, s := range all {
			requests += s.n
			if len(s.early) > 0 || s.beside > 0 {
				t.Errorf("%s, %s between requests: %d early (%v …), %d at once", s.host, s.delay, len(s.early), s.early[:min(3, len(s.early))], s.beside)
			}
			if s.n < 12 {
				t.Errorf("%s had %d requests in a day, want its sources and articles", s.host, s.n)
			}
		}
		t.Logf("%d hosts, %d requests, %d records", hosts, requests, len(w.records()))
	})
}

// TestDueHostsDoNotWait is the other half of reliability R8: while a worker is
// free, a host with something due is asked when its pause ends (within a second,
// is the promise).
func TestDueHostsDoNotWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(time.Date(2026, 3, 12, 0, 0, 0, 0, time.UTC)))
		w := city{}.world(t)
		w.crawl.Revisit, w.crawl.Workers = nil, 48
		type paced struct {
			*site
			delay time.Duration
		}
		var all []paced
		for i := range 72 {
			s := &strict{host: fmt.Sprintf("bao%d.test", i)}
			c := paced{newSite(), time.Duration(2+i%20) * time.Second}
			var paths []string
			for id := 1; id <= 6; id++ {
				paths = append(paths, c.article(id))
			}
			c.listing("/", paths...)
			for uri, page := range c.pages {
				c.pages[uri] = func(w http.ResponseWriter, r *http.Request) {
					time.Sleep(1500 * time.Millisecond)
					page(w, r)
				}
			}
			w.net.serve(t, s.host+":80", c.site)
			w.crawl.Portals = append(w.crawl.Portals, parsed(t, strings.Replace(s.definition(), "delay: 1s", "delay: "+c.delay.String(), 1)))
			all = append(all, c)
		}
		start := time.Now()
		if _, err := w.crawl.Run(t.Context()); err != nil {
			t.Fatal(err)
		}
		for i, c := range all {
			if len(c.log) != 8 {
				t.Errorf("host %d had %d requests, want robots.txt, the listing and six articles", i, len(c.log))
			}
			before := start.Add(-c.delay)
			for _, a := range c.log {
				if late := a.At.Sub(before) - c.delay; late > 150*time.Millisecond { // 100 ms: what a request may be longer on its way than the next
					t.Errorf("host %d, %s between requests: %s came %s late", i, c.delay, a.URI, late)
				}
				before = a.At
			}
		}
	})
}

// TestSlowHostDelaysNobody is reliability R8: with many hosts, one that takes
// half a minute for a page costs the others nothing.
func TestSlowHostDelaysNobody(t *testing.T) {
	if testing.Short() {
		t.Skip("two runs over many hosts take some seconds")
	}
	hosts := 100
	if long() {
		hosts = 1000
	}
	took := map[bool]time.Duration{}
	for _, slow := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			time.Sleep(time.Until(time.Date(2026, 3, 12, 0, 0, 0, 0, time.UTC)))
			w := city{}.world(t)
			w.crawl.Timeout, w.crawl.Workers = time.Minute, 0
			sites := map[string]*site{}
			for i := range hosts {
				s := &strict{host: fmt.Sprintf("bao%d.test", i)}
				c := newSite()
				var paths []string
				for id := 1; id <= 5; id++ {
					paths = append(paths, c.article(id))
				}
				c.listing("/", paths...)
				if i == 0 && slow {
					c.pages = map[string]http.HandlerFunc{}
					c.other = func(w http.ResponseWriter, r *http.Request) {
						time.Sleep(30 * time.Second)
						if r.URL.Path == "/" {
							fmt.Fprint(w, listingHTML("", paths...))
						} else {
							fmt.Fprint(w, newStory(1).html())
						}
					}
				}
				w.net.serve(t, s.host+":80", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					time.Sleep(200 * time.Millisecond)
					c.ServeHTTP(w, r)
				}))
				w.crawl.Portals = append(w.crawl.Portals, parsed(t, strings.Replace(s.definition(), "delay: 1s", "delay: 10s", 1)))
				sites[s.host] = c
			}
			start := time.Now()
			if _, err := w.crawl.Run(t.Context()); err != nil {
				t.Fatal(err)
			}
			for host, c := range sites {
				if host != "bao0.test" {
					took[slow] = max(took[slow], c.log[len(c.log)-1].At.Sub(start))
				}
			}
		})
	}
	t.Logf("the others' last request after %s, with a slow host after %s", took[false], took[true])
	if took[true] > took[false]+took[false]/20 {
		t.Errorf("the others took %s, and with a slow host %s: more than a twentieth longer", took[false], took[true])
	}
}

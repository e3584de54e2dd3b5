//go:build unix

package main

import (
	"fmt"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// site serves all hosts of a trial and counts what reaches it. Page i of a host
// links to pages 2i+1 and 2i+2, so that all are found from the first.
type site struct {
	hosts, pages int
	delay        time.Duration // between requests to a host, start to start
	latency      time.Duration
	server       *http.Server
	addr         string

	mu       sync.Mutex
	at       []hostLog
	served   int // different pages
	overlaps int // requests while another to the same host was under way
	early    int // requests sooner than delay after the one before
	notes    []string
}

type hostLog struct {
	busy   int
	last   time.Time
	worker string
	seen   []int // requests, by page
}

func newSite(hosts, pages int, delay, latency time.Duration) (*site, error) {
	s := &site{hosts: hosts, pages: pages, delay: delay, latency: latency, at: make([]hostLog, hosts)}
	for i := range s.at {
		s.at[i].seen = make([]int, pages)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("serve the pages: %w", err)
	}
	s.addr = l.Addr().String()
	s.server = &http.Server{Handler: s}
	go s.server.Serve(l) // ends with Close
	return s, nil
}

func hostName(i int) string { return fmt.Sprintf("bao-%03d.vn", i) }

func pageURL(host string, page int) string { return fmt.Sprintf("https://%s/tin/%d", host, page) }

// pagePath is where a page is served: /7/12 is page 12 of host 7.
func pagePath(canonical string) (path string, err error) {
	var host, page int
	if _, err := fmt.Sscanf(canonical, "https://bao-%d.vn/tin/%d", &host, &page); err != nil {
		return "", fmt.Errorf("%s is no page of the trial: %w", canonical, err)
	}
	return fmt.Sprintf("/%d/%d", host, page), nil
}

func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	first, second, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	host, err1 := strconv.Atoi(first)
	page, err2 := strconv.Atoi(second)
	if err1 != nil || err2 != nil || host < 0 || host >= s.hosts || page < 0 || page >= s.pages {
		http.NotFound(w, r)
		return
	}
	s.begin(host, page, r.UserAgent())
	time.Sleep(s.latency)
	s.end(host)
	for _, next := range []int{2*page + 1, 2*page + 2} {
		if next < s.pages {
			fmt.Fprintln(w, pageURL(hostName(host), next))
		}
	}
}

func (s *site) begin(host, page int, worker string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	h := &s.at[host]
	now := time.Now()
	if h.busy > 0 {
		s.overlaps++
		s.note("%s has requests of %s and %s at once", hostName(host), h.worker, worker)
	} else if gap := now.Sub(h.last); gap < s.delay {
		s.early++
		s.note("%s was asked %s after the request before (%s, then %s)", hostName(host), gap, h.worker, worker)
	}
	h.busy++
	h.last, h.worker = now, worker
	if h.seen[page]++; h.seen[page] == 1 {
		s.served++
	}
}

func (s *site) note(format string, args ...any) {
	s.notes = append(s.notes, fmt.Sprintf(format, args...))
}

func (s *site) end(host int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.at[host].busy--
}

// progress is how many different pages were asked for.
func (s *site) progress() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.served
}

// again is how many requests asked for a page once more.
func (s *site) again() (n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, h := range s.at {
		for _, times := range h.seen {
			n += max(0, times-1)
		}
	}
	return n
}

func (s *site) close() { s.server.Close() }

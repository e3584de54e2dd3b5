// Package site is a provincial newspaper that does not exist, for benchmarks
// on loopback: articles of about 75 KB with the menus, boxes and scripts of the
// real ones, sections with pages, a sitemap and a robots.txt. The same options
// give the same bytes.
package site

import (
	"fmt"
	"net"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

// Site is one newspaper on one address.
type Site struct {
	Addr  string // host:port
	first int    // its articles are numbered [first, last)
	last  int
	pages map[string]*page

	requests, bytes, missing atomic.Int64
	served                   sync.Map // article number → times
}

type page struct {
	body, etag, kind string
	article          int // its number, -1 for others
}

// Stats is what the server saw: the judge of what a crawler did.
type Stats struct {
	Requests, Bytes, Missing int64
	Articles                 int // different ones
	Again                    int // articles asked for more than once
}

// published is when the newest article came out.
var published = time.Date(2025, 6, 30, 17, 0, 0, 0, time.FixedZone("", 7*3600))

// Listen renders the articles [first, last) and serves them on a free port of
// loopback.
func Listen(first, last int) (*Site, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("open a port for the site: %w", err)
	}
	s := &Site{Addr: l.Addr().String(), first: first, last: last, pages: map[string]*page{}}
	s.render()
	go http.Serve(l, s)
	return s, nil
}

func (s *Site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.requests.Add(1)
	p := s.pages[r.URL.RequestURI()]
	if p == nil {
		s.missing.Add(1)
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("ETag", p.etag)
	if r.Header.Get("If-None-Match") == p.etag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	if p.article >= 0 {
		n, _ := s.served.LoadOrStore(p.article, new(atomic.Int32))
		n.(*atomic.Int32).Add(1)
	}
	h.Set("Content-Type", p.kind)
	h.Set("Content-Length", strconv.Itoa(len(p.body)))
	n, _ := w.Write([]byte(p.body))
	s.bytes.Add(int64(n))
}

// Stats is what was asked for since the last call.
func (s *Site) Stats() Stats {
	st := Stats{Requests: s.requests.Swap(0), Bytes: s.bytes.Swap(0), Missing: s.missing.Swap(0)}
	s.served.Range(func(key, n any) bool {
		st.Articles++
		if n.(*atomic.Int32).Load() > 1 {
			st.Again++
		}
		s.served.Delete(key)
		return true
	})
	return st
}

// Add sums what two sites saw.
func (s Stats) Add(o Stats) Stats {
	return Stats{s.Requests + o.Requests, s.Bytes + o.Bytes, s.Missing + o.Missing, s.Articles + o.Articles, s.Again + o.Again}
}

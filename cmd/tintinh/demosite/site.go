package demosite

import (
	"fmt"
	"html/template"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// Portals is how many portals a Site has.
const Portals = len(portalIDs)

// Site is the sample portals and the state they share. It is safe for
// concurrent use.
type Site struct {
	outlets []*outlet
	pages   [Portals]*template.Template

	mu       sync.Mutex // guards what follows
	day      int
	requests []Request
}

// Request is one row of the log.
type Request struct {
	Portal    int
	Method    string
	Path      string // with query
	Status    int
	At        time.Time // when it came in
	UserAgent string
}

// New returns the site on day 1.
func New() (*Site, error) {
	all, err := outlets()
	if err != nil {
		return nil, fmt.Errorf("read the demo's content: %w", err)
	}
	s := &Site{outlets: all, day: 1}
	for i, id := range portalIDs {
		if s.pages[i], err = parsePages(id); err != nil {
			return nil, fmt.Errorf("read the demo's pages: %w", err)
		}
	}
	return s, nil
}

// Tick moves the site to day 2. It has no day 3.
func (s *Site) Tick() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.day = 2
}

// Requests is what was asked so far, in the order of arrival.
func (s *Site) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.requests)
}

// ID is the id of a portal's definition.
func (s *Site) ID(i int) string { return portalIDs[i] }

// Definition is the definition (YAML) of a portal that is served at host, a
// name or address with port.
func (s *Site) Definition(i int, host string) string {
	src, err := contentFiles.ReadFile("content/" + portalIDs[i] + ".portal.yaml")
	if err != nil {
		panic(err) // unreachable: the file is embedded, and a test reads it
	}
	return strings.ReplaceAll(string(src), "HOST", host)
}

// Portal serves one portal: 0 is Báo Ví Dụ, 1 is Đài Mẫu. Each takes
// whatever host it is asked for as its own.
func (s *Site) Portal(i int) http.Handler {
	routes := [Portals]http.Handler{s.paper(0), s.broadcaster(1)}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		log := Request{Portal: i, Method: r.Method, Path: r.URL.RequestURI(), At: time.Now(), UserAgent: r.UserAgent()}
		s.mu.Lock()
		row := len(s.requests)
		s.requests = append(s.requests, log)
		s.mu.Unlock()
		answer := &status{ResponseWriter: w, code: http.StatusOK}
		routes[i].ServeHTTP(answer, r)
		s.mu.Lock()
		s.requests[row].Status = answer.code
		s.mu.Unlock()
	})
}

// status notes the status of an answer.
type status struct {
	http.ResponseWriter
	code int
}

func (s *status) WriteHeader(code int) {
	s.code = code
	s.ResponseWriter.WriteHeader(code)
}

// today is the day and the time of the page clock.
func (s *Site) today() (day int, now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.day == 1 {
		return 1, time.Date(2025, 3, 12, 21, 0, 0, 0, zone)
	}
	return 2, time.Date(2025, 3, 13, 8, 30, 0, 0, zone)
}

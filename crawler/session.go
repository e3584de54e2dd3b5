package crawler

import (
	"context"
	"fmt"
	"net/url"

	"github.com/tintinh/tintinh/crawler/robots"
	"github.com/tintinh/tintinh/portal"
)

// Session asks one portal's site for pages, one after another, as a run would:
// robots.txt, address guard, limits, and the pause between two requests. It is
// for looking at a site, not for crawling it: nothing is stored. A Session is
// used by one goroutine.
type Session struct {
	run     *run
	tenancy *tenancy
}

// Moved is returned by Get for a redirect that leaves the portal: it is not
// followed.
type Moved struct {
	From, To string
	Status   int
}

func (m *Moved) Error() string {
	return fmt.Sprintf("fetch %s: it redirects (%d) to %s, which is another site", m.From, m.Status, m.To)
}

// Session begins looking at a portal. Close ends it.
func (c *Crawl) Session(ctx context.Context, p *portal.Portal) (*Session, error) {
	one := *c
	one.Portals = []*portal.Portal{p}
	r, err := one.begin(ctx)
	if err != nil {
		return nil, err
	}
	h := r.hosts[p.Host()]
	return &Session{run: r, tenancy: &tenancy{host: h, run: r, fetch: newFetcher(r.UserAgent, h.transport, r.Timeout)}}, nil
}

// Get fetches a page, and follows redirects within the portal. Any status is
// returned as it is; an error means that there is no whole answer, or that we
// do not ask.
func (s *Session) Get(rawURL string) (*Fetched, error) {
	at := rawURL
	for range maxHops + 1 {
		x, err := s.tenancy.ask(at)
		if err != nil {
			return nil, err
		}
		if a, _ := classify(x.Status, x.ResponseHeader, x.Body); a != answerRedirect {
			return &Fetched{URL: x.URL, Status: x.Status, Header: x.ResponseHeader, Body: x.Body, At: x.At}, nil
		}
		u, err := resolve(x.URL, x.ResponseHeader.Get("Location"))
		if err != nil {
			return nil, fmt.Errorf("fetch %s: it redirects to what is no URL: %w", x.URL, err)
		}
		if at = u.String(); !s.tenancy.onSite(at) {
			return nil, &Moved{From: x.URL, To: at, Status: x.Status}
		}
	}
	return nil, fmt.Errorf("fetch %s: more than %d redirects", rawURL, maxHops)
}

// Robots is what is known of the robots.txt that binds a URL; it is asked for
// if need be.
func (s *Session) Robots(rawURL string) (*robots.State, error) {
	u, err := url.Parse(rawURL)
	if err != nil {
		return nil, fmt.Errorf("robots.txt of %.200q: %w", rawURL, err)
	}
	return s.tenancy.askRobots(u)
}

// Blocked reports whether an answer is a challenge, a refusal or a request to
// slow down rather than a page, and which.
func (f *Fetched) Blocked() (kind string, blocked bool) {
	switch a, kind := classify(f.Status, f.Header, f.Body); a {
	case answerChallenge, answerForbidden, answerLimited:
		return kind, true
	}
	return "", false
}

// Close ends the session when the pause after its last request is over: the
// next one of the same program must not be early either.
func (s *Session) Close() {
	s.run.rest()
	s.run.end()
}

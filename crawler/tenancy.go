package crawler

import (
	"errors"
	"fmt"
	"net/url"
	"time"

	"github.com/tintinh/tintinh/crawler/robots"
	"github.com/tintinh/tintinh/store"
)

// tenancy is a leased host in a worker's hands.
type tenancy struct {
	*host
	run   *run
	lease *store.Lease
	fetch *fetcher
	done  map[store.Key]bool // rows committed under this lease
	large *share             // what the page in hand takes of the room for large ones; see free
	more  bool               // the host is leased again in this run, as far as can be told
}

// Reasons for which a request is not made although the page is wanted: the
// URL stays due.
var (
	errBudget   = errors.New("the run's or the portal's budget of pages is used up")
	errShutHost = errors.New("the host is left alone for now")
	errResting  = errors.New("the host rests, and others have their turn")
)

// ttl is how long a lease is asked for: a request and two pauses, and slack
// for reading, archiving and committing.
func (t *tenancy) ttl() time.Duration { return t.run.Timeout + 2*t.pause() + 30*time.Second }

// hold makes sure that the lease outlasts the next request and its pause, so
// that a next owner never asks while we still do.
func (t *tenancy) hold() error {
	if t.lease == nil || time.Until(t.lease.Until) >= t.run.Timeout+t.pause() { // nil: nothing is stored
		return nil
	}
	_, err := t.run.Store.Done(t.run.background, t.lease, t.ttl())
	return err
}

// send makes one request when the host's pause is over.
func (t *tenancy) send(rawURL string, limit int64, known validators) (*exchange, error) {
	if err := t.wait(t.run.taking); err != nil {
		return nil, errRunOver
	}
	if err := t.hold(); err != nil {
		return nil, err
	}
	if t.run.taking.Err() != nil {
		return nil, errRunOver
	}
	t.free()
	x, err := t.fetch.get(t.run.flying, request{rawURL, limit, known, t.pause(), t.large})
	t.sent(x)
	return x, err
}

// page makes a request that counts against the budgets.
func (t *tenancy) page(rawURL string, limit int64, known validators) (*exchange, error) {
	if t.portal.MaxPages > 0 && t.pages >= t.portal.MaxPages {
		t.run.shut(t.host, "")
		return nil, errBudget
	}
	if !t.run.spend() {
		return nil, errBudget
	}
	x, err := t.send(rawURL, limit, known)
	if x == nil {
		t.run.refund() // not sent
		return nil, err
	}
	t.pages++
	return x, err
}

// free gives back what the last page held of the room for large ones.
func (t *tenancy) free() {
	if t.large == nil {
		t.large = &share{of: t.run.room}
	}
	t.large.giveBack()
}

const maxRobotsHops = 5

// askRobots makes sure that the robots.txt of a URL's authority is known and
// not too old.
func (t *tenancy) askRobots(u *url.URL) (*robots.State, error) {
	previous := t.robots(u)
	if !previous.Expired(time.Now()) {
		return previous, nil
	}
	answer, err := t.fetchRobots(u)
	if err != nil {
		return nil, err
	}
	s := robots.FromResponse(previous, t.run.UserAgent, answer)
	if s.Rules != nil && s.Rules.Truncated {
		t.run.Log.Warn("robots.txt is larger than what is read of it", "portal", t.portal.ID, "url", authority(u)+"/robots.txt", "read", robots.FetchLimit)
	}
	t.setRobots(u, s)
	t.notUntil = later(t.notUntil, t.lastSent.Add(t.pause())) // a Crawl-delay counts from this request on
	return s, nil
}

// fetchRobots follows redirects as RFC 9309 wants it, as long as they stay on
// the portal; one that leaves it has no rules for us.
func (t *tenancy) fetchRobots(u *url.URL) (robots.Response, error) {
	at := authority(u) + "/robots.txt"
	for range maxRobotsHops + 1 {
		x, err := t.send(at, robots.FetchLimit, validators{})
		if f, ok := errors.AsType[*failure](err); ok {
			if f.Kind == kindLarge && len(x.Body) > 0 { // its beginning counts (RFC 9309 section 2.5)
				return robots.Response{Status: x.Status, Body: x.Body, At: x.At}, nil
			}
			if isTLS(f.Kind) { // so is every page of the host; the word is worth more than "unreachable"
				return robots.Response{}, f
			}
			return robots.Response{Err: err, At: time.Now()}, nil
		} else if err != nil {
			return robots.Response{}, err
		}
		if a, _ := classify(x.Status, x.ResponseHeader, x.Body); a != answerRedirect {
			return robots.Response{Status: x.Status, Body: x.Body, At: x.At}, nil
		}
		next, err := resolve(x.URL, x.ResponseHeader.Get("Location"))
		if err != nil || !t.portal.HasHost(next.Host) {
			return robots.Response{Status: 404, At: x.At}, nil
		}
		at = next.String()
	}
	return robots.Response{Status: 302, At: time.Now()}, nil
}

// permission is the decision about one URL, before it is asked for.
type permission struct {
	reason string    // a stable word; "" = may be fetched
	detail string    // for people
	again  time.Time // when to decide again
}

const (
	reasonRobots      = "robots"
	reasonUnreachable = "robots-unreachable"
	reasonNoSource    = "not-a-source"
)

// How long a refusal stands before it is looked at again: definitions and
// robots.txt change, and looking costs no request.
const (
	robotsAgain = 7 * 24 * time.Hour
	scopeAgain  = 24 * time.Hour
)

// permit decides whether a row's URL may be fetched: by the definition, then
// by robots.txt.
func (t *tenancy) permit(row store.URL, rawURL string) (permission, error) {
	if p := t.inScope(row, rawURL); p.reason != "" {
		p.again = time.Now().Add(scopeAgain)
		return p, nil
	}
	return t.allowed(rawURL)
}

// allowed asks robots.txt.
func (t *tenancy) allowed(rawURL string) (permission, error) {
	now := time.Now()
	u, err := url.Parse(rawURL)
	if err != nil {
		return permission{reason: "invalid", detail: err.Error(), again: now.Add(scopeAgain)}, nil
	}
	s, err := t.askRobots(u)
	if err != nil {
		return permission{}, err
	}
	if d := t.tooSlow(); d > 0 {
		t.run.shut(t.host, fmt.Sprintf("robots.txt asks for %s between requests, more than the %s we can keep", d, maxCrawlDelay))
		return permission{}, errShutHost
	}
	ok, why := s.Allowed(u.RequestURI(), now)
	switch {
	case ok:
		return permission{}, nil
	case s.Verdict == robots.Unreachable:
		return permission{reason: reasonUnreachable, detail: why, again: s.RetryAt()}, nil
	}
	return permission{reason: reasonRobots, detail: why, again: now.Add(robotsAgain)}, nil
}

// inScope checks a row against today's definition, which may not be the one
// it came in by.
func (t *tenancy) inScope(row store.URL, rawURL string) permission {
	if row.Kind != store.ArticlePage {
		if !t.isSource(row) {
			return permission{reason: reasonNoSource, detail: "the definition no longer lists it"}
		}
		if !t.onSite(rawURL) {
			return permission{reason: kindOffSite}
		}
		return permission{}
	}
	if s := t.portal.Scope(rawURL); s.Kind == "" {
		return permission{reason: s.Reason}
	}
	return permission{}
}

// isSource reports whether a listing, feed or sitemap is one of the
// definition, or was reached from one (next pages, maps of an index).
func (t *tenancy) isSource(row store.URL) bool {
	_, ok := t.sources[row.Canonical]
	switch row.Kind {
	case store.ArchivePage:
		return t.walks[row.Canonical] != nil
	case store.FeedPage:
		return ok
	}
	if !ok {
		_, ok = t.sources[row.Via]
	}
	return ok
}

func (t *tenancy) onSite(rawURL string) bool {
	u, err := url.Parse(rawURL)
	return err == nil && t.portal.HasHost(u.Host)
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

package robots

import (
	"fmt"
	"time"
)

// Verdict says what a host's robots.txt means for all its URLs.
type Verdict string

const (
	Found       Verdict = "found"       // a file: its rules decide
	Unavailable Verdict = "unavailable" // there is none (4xx, too many redirects): everything is allowed
	Unreachable Verdict = "unreachable" // it could not be had (5xx, 429, network): nothing is allowed
)

const (
	lifetime    = 24 * time.Hour      // RFC 9309 section 2.4
	firstRetry  = 10 * time.Minute    // after the first failure; doubled by each one more, up to lifetime
	patienceEnd = 30 * 24 * time.Hour // RFC 9309 section 2.3.1.4
)

// State is what is remembered of one host's robots.txt; it is kept as JSON
// with the host. A nil State is a host never asked.
type State struct {
	Verdict   Verdict   `json:"verdict"`
	Rules     *Rules    `json:"rules,omitempty"`    // of the last file found, even if it is unreachable now
	FetchedAt time.Time `json:"fetched_at"`         // of the last attempt
	Since     time.Time `json:"since,omitzero"`     // unreachable since
	Failures  int       `json:"failures,omitempty"` // attempts in a row that ended unreachable
	Status    int       `json:"status,omitempty"`   // HTTP status of the last attempt; 0 = no answer
	Err       string    `json:"err,omitempty"`      // why there was no answer
}

// Response is what an attempt to fetch robots.txt came to, after at most five
// redirects (rules of a redirect's target bind the host that was asked). A
// status of 3xx means more redirects than that.
type Response struct {
	Status int    // 0 = no answer
	Body   []byte // at least FetchLimit bytes, if there are as many
	Err    error  // network, DNS, TLS, deadline; nil if there was an answer
	At     time.Time
}

// FromResponse is the state after an attempt; previous is the state before it,
// nil if there was none. Nothing is returned as an error: every answer of a
// server has a meaning.
//
//	2xx                          the file's rules
//	304                          the rules we have
//	other 3xx, 4xx               no rules: everything is allowed
//	429, 5xx, other, no answer   nothing is allowed; after 30 days of this the
//	                             last file's rules, or everything if there was none
func FromResponse(previous *State, userAgentOrToken string, r Response) *State {
	s := &State{Status: r.Status, FetchedAt: r.At}
	if previous != nil {
		s.Rules = previous.Rules
	}
	switch {
	case r.Err == nil && r.Status == 304 && s.Rules != nil:
		s.Verdict = Found
	case r.Status == 304: // of a file that we do not have
		s.unreachable(previous, r)
	case r.Err == nil && r.Status/100 == 2:
		s.Verdict, s.Rules = Found, Parse(r.Body, userAgentOrToken)
	case r.Err == nil && (r.Status/100 == 3 || r.Status/100 == 4 && r.Status != 429):
		s.Verdict, s.Rules = Unavailable, nil
	default:
		s.unreachable(previous, r)
	}
	return s
}

func (s *State) unreachable(previous *State, r Response) {
	s.Verdict, s.Since, s.Failures = Unreachable, r.At, 1
	if previous != nil && previous.Verdict == Unreachable {
		s.Since, s.Failures = previous.Since, previous.Failures+1
	}
	if r.Err != nil {
		s.Err = r.Err.Error()
	}
}

// Expired reports whether the file should be asked for again: a day after an
// answer, sooner after a failure.
func (s *State) Expired(now time.Time) bool {
	return s == nil || !now.Before(s.RetryAt()) || now.Before(s.FetchedAt.Add(-lifetime))
}

// RetryAt is when the state expires. Failures are retried after 10, 20, 40 …
// minutes, at least once a day.
func (s *State) RetryAt() time.Time {
	wait := lifetime
	if s.Verdict == Unreachable && s.Failures < 9 { // 10 min << 8 is more than a day
		wait = min(wait, firstRetry<<max(0, s.Failures-1))
	}
	return s.FetchedAt.Add(wait)
}

// Allowed reports whether a raw path with its query may be fetched now, and
// why: the deciding line, or what is wrong with the file; empty where no rule
// applies. robots.txt itself is always allowed.
func (s *State) Allowed(pathQuery string, now time.Time) (ok bool, reason string) {
	switch {
	case isRobots(newTarget(pathQuery)):
		return true, ""
	case s == nil:
		return false, "robots.txt was not asked for yet"
	case s.Verdict == Found, s.Verdict == Unavailable, now.Sub(s.Since) >= patienceEnd:
		return s.Rules.Allowed(pathQuery)
	}
	return false, s.String()
}

// CrawlDelay is the pause the file asks for between requests; 0 = none.
func (s *State) CrawlDelay() time.Duration {
	if s == nil || s.Rules == nil {
		return 0
	}
	return s.Rules.CrawlDelay
}

// String says what is known, for people.
func (s *State) String() string {
	if s == nil {
		return "robots.txt was not asked for yet"
	}
	rules := s.Rules
	if rules == nil {
		rules = &Rules{}
	}
	cause := fmt.Sprintf("HTTP %d", s.Status)
	if s.Err != "" {
		cause = s.Err
	}
	switch s.Verdict {
	case Found:
		return fmt.Sprintf("robots.txt found: %d rules for %q", len(rules.Rules), rules.Agent)
	case Unavailable:
		return fmt.Sprintf("no robots.txt (%s): everything is allowed", cause)
	}
	return fmt.Sprintf("robots.txt unreachable since %s (%s): nothing is fetched until it answers",
		s.Since.Format(time.RFC3339), cause)
}

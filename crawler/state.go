package crawler

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"time"

	"github.com/tintinh/tintinh/crawler/robots"
)

// hostState is what one run tells the next about a host. It is the store's
// opaque State, as JSON:
//
//	last      start of the last request: the delay holds over runs
//	robots    scheme://host:port → robots.txt as last seen
//	failures  requests in a row that the host failed: the circuit breaker. Beyond
//	          toleratedFailures the host rests; one request tries whether it is
//	          back, and a failure makes the next rest twice as long
//	limits    times that it asked us to slow down, until a quiet day
//	limited   when it last did
//	until     no request before this; reason says why
//	issuers   certificates (DER) that the host leaves out of its chain
//	archives  URL of a date archive → how far its back-fill is
//	feeds     canonical URL of a feed that a source page announced → see FoundFeed
type hostState struct {
	Last     time.Time                `json:"last,omitzero"`
	Robots   map[string]*robots.State `json:"robots,omitempty"`
	Failures int                      `json:"failures,omitempty"`
	Limits   int                      `json:"limits,omitempty"`
	Limited  time.Time                `json:"limited,omitzero"`
	Until    time.Time                `json:"until,omitzero"`
	Reason   string                   `json:"reason,omitempty"`
	Issuers  [][]byte                 `json:"issuers,omitempty"`
	Archives map[string]walked        `json:"archives,omitempty"`
	Feeds    map[string]*FoundFeed    `json:"feeds,omitempty"`
}

// readState reads what a lease brings. No state is a host never met.
func readState(b []byte) (hostState, error) {
	var s hostState
	if len(b) == 0 {
		return s, nil
	}
	if err := json.Unmarshal(b, &s); err != nil {
		return hostState{}, fmt.Errorf("the host's stored state cannot be read: %w", err)
	}
	for authority, r := range s.Robots {
		if r == nil {
			delete(s.Robots, authority)
		}
	}
	maps.DeleteFunc(s.Feeds, func(_ string, f *FoundFeed) bool { return f == nil })
	return s, nil
}

func (s hostState) bytes() []byte {
	b, err := json.Marshal(s)
	if err != nil {
		panic(err) // unreachable: times, strings and rules always marshal
	}
	return b
}

// paused reports why the host is not to be asked at this moment; "" if it may.
func (s hostState) paused(now time.Time) string {
	if now.Before(s.Until) {
		return s.Reason
	}
	return ""
}

// succeed forgets failures: the host answers.
func (s *hostState) succeed() {
	s.Failures, s.Until, s.Reason = 0, time.Time{}, ""
}

// toleratedFailures in a row are taken for bad pages; more, for a bad host.
const toleratedFailures = 2

// fail notes a request that the host failed and returns how long to leave it
// alone: not at all at first, then doubling.
func (s *hostState) fail(kind string, now time.Time) time.Duration {
	s.Failures++
	if s.Failures <= toleratedFailures {
		return 0
	}
	return s.pause(kind, doubled(firstWait, s.Failures-toleratedFailures, longestWait), now)
}

// block notes that the host does not want us now: it is left alone at once,
// for longer each time.
func (s *hostState) block(reason string, now time.Time) time.Duration {
	s.Failures++
	return s.pause(reason, doubled(firstRetry, s.Failures, longestWait), now)
}

// limit notes that the host asks us to slow down, for asked if it says how
// long. A success does not forget it, for hosts that limit answer in between.
func (s *hostState) limit(reason string, asked, least time.Duration, now time.Time) time.Duration {
	s.Limits++
	s.Limited = now
	wait := asked
	if wait == 0 {
		wait = doubled(firstWait, s.Limits, longestWait)
	}
	return s.pause(reason, min(max(wait, least), longestWait), now)
}

// pause leaves the host alone, a little longer than is due: what many hosts
// share, such as a proxy that limits them, must not be asked by all at once.
func (s *hostState) pause(reason string, wait time.Duration, now time.Time) time.Duration {
	wait += rand.N(min(wait/10, maxSpread) + 1)
	s.Reason, s.Until = reason, now.Add(wait)
	return wait
}

const (
	maxSpread = 30 * time.Second
	quietTime = 24 * time.Hour
)

// forgive forgets what was long ago. Failures are, when the host was not asked
// for a day beyond its rest; requests to slow down, when none came for a day.
func (s *hostState) forgive(now time.Time) {
	if s.Failures > 0 && now.Sub(later(s.Last, s.Until)) >= quietTime {
		s.Failures = 0
	}
	if s.Limits > 0 && now.Sub(s.Limited) >= quietTime {
		s.Limits, s.Limited = 0, time.Time{}
	}
}

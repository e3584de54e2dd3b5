package robots

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

var start = time.Date(2025, 7, 1, 6, 0, 0, 0, time.FixedZone("", 7*3600))

func answer(status int, body string, at time.Time) Response {
	return Response{Status: status, Body: []byte(body), At: at}
}

func TestFromResponse(t *testing.T) {
	file := lines("User-agent: *", "Disallow: /x", "Crawl-delay: 2")
	found := FromResponse(nil, "tintinh", answer(200, file, start.Add(-48*time.Hour)))
	failed := FromResponse(nil, "tintinh", answer(503, "", start.Add(-time.Hour)))
	for _, c := range []struct {
		name     string
		previous *State
		response Response
		verdict  Verdict
		failures int
		expect   []string
		reason   string // of /x
	}{
		{"file", nil, answer(200, file, start), Found, 0, []string{"-/x", "+/y"}, "Disallow: /x"},
		{"empty file", nil, answer(200, "", start), Found, 0, []string{"+/x"}, ""},
		{"no content", nil, answer(204, "", start), Found, 0, []string{"+/x"}, ""},
		{"file again, changed", found, answer(200, "", start), Found, 0, []string{"+/x"}, ""},
		{"not modified", found, answer(304, "", start), Found, 0, []string{"-/x", "+/y"}, "Disallow: /x"},
		{"not modified, never seen", nil, answer(304, "", start), Unreachable, 1, []string{"-/x", "-/y"},
			"robots.txt unreachable since 2025-07-01T06:00:00+07:00 (HTTP 304): nothing is fetched until it answers"},
		{"too many redirects", nil, answer(302, file, start), Unavailable, 0, []string{"+/x"}, ""},
		{"401", nil, answer(401, file, start), Unavailable, 0, []string{"+/x"}, ""},
		{"403", nil, answer(403, file, start), Unavailable, 0, []string{"+/x"}, ""},
		{"404", nil, answer(404, file, start), Unavailable, 0, []string{"+/x"}, ""},
		{"404 after a file", found, answer(404, "", start), Unavailable, 0, []string{"+/x"}, ""},
		{"410", nil, answer(410, "", start), Unavailable, 0, []string{"+/x"}, ""},
		{"429", nil, answer(429, file, start), Unreachable, 1, []string{"-/x", "-/y", "+/robots.txt"},
			"robots.txt unreachable since 2025-07-01T06:00:00+07:00 (HTTP 429): nothing is fetched until it answers"},
		{"500", nil, answer(500, "", start), Unreachable, 1, []string{"-/y"}, "robots.txt unreachable since 2025-07-01T06:00:00+07:00 (HTTP 500): nothing is fetched until it answers"},
		{"599", nil, answer(599, "", start), Unreachable, 1, []string{"-/y"}, "robots.txt unreachable since 2025-07-01T06:00:00+07:00 (HTTP 599): nothing is fetched until it answers"},
		{"999", nil, answer(999, "", start), Unreachable, 1, []string{"-/y"}, "robots.txt unreachable since 2025-07-01T06:00:00+07:00 (HTTP 999): nothing is fetched until it answers"},
		{"no answer", nil, Response{Err: errors.New("lookup example.vn: no such host"), At: start}, Unreachable, 1, []string{"-/y"},
			"robots.txt unreachable since 2025-07-01T06:00:00+07:00 (lookup example.vn: no such host): nothing is fetched until it answers"},
		{"cut short", nil, Response{Status: 200, Body: []byte(file), Err: errors.New("unexpected EOF"), At: start}, Unreachable, 1, []string{"-/y"},
			"robots.txt unreachable since 2025-07-01T06:00:00+07:00 (unexpected EOF): nothing is fetched until it answers"},
		{"broken after a file", found, answer(503, "", start), Unreachable, 1, []string{"-/x", "-/y"},
			"robots.txt unreachable since 2025-07-01T06:00:00+07:00 (HTTP 503): nothing is fetched until it answers"},
		{"broken again", failed, answer(502, "", start), Unreachable, 2, []string{"-/y"},
			"robots.txt unreachable since 2025-07-01T05:00:00+07:00 (HTTP 502): nothing is fetched until it answers"},
		{"well again", failed, answer(200, file, start), Found, 0, []string{"-/x", "+/y"}, "Disallow: /x"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := storedState(t, FromResponse(c.previous, "tintinh", c.response))
			if s.Verdict != c.verdict || s.Failures != c.failures || !s.FetchedAt.Equal(start) {
				t.Errorf("%+v", s)
			}
			for _, e := range c.expect {
				if ok, why := s.Allowed(e[1:], start); ok != (e[0] == '+') {
					t.Errorf("%s: %v (%s)", e, ok, why)
				}
			}
			if _, why := s.Allowed("/x", start); why != c.reason {
				t.Errorf("reason %q, want %q", why, c.reason)
			}
		})
	}
}

// storedState puts a state through JSON, as the store does.
func storedState(t *testing.T, s *State) *State {
	t.Helper()
	b, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	back := new(State)
	if err := json.Unmarshal(b, back); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(s, back, cmpopts.IgnoreUnexported(Rule{}), cmpopts.EquateEmpty()); d != "" {
		t.Errorf("JSON changes it:\n%s", d)
	}
	return back
}

func TestUnreachableForLong(t *testing.T) {
	found := FromResponse(nil, "x", answer(200, lines("User-agent: *", "Disallow: /x"), start))
	for name, c := range map[string]struct {
		previous *State
		expect   []string // after 30 days
	}{
		"with an old copy": {found, []string{"-/x", "+/y"}},
		"without":          {nil, []string{"+/x", "+/y"}},
	} {
		s := FromResponse(c.previous, "x", answer(500, "", start))
		for day := 1; day < 30; day++ {
			at := start.Add(time.Duration(day) * 24 * time.Hour)
			s = FromResponse(s, "x", answer(500, "", at))
			if ok, _ := s.Allowed("/y", at); ok {
				t.Errorf("%s: allowed on day %d", name, day)
			}
		}
		for _, e := range c.expect {
			if ok, why := s.Allowed(e[1:], start.Add(30*24*time.Hour)); ok != (e[0] == '+') {
				t.Errorf("%s: %s is %v (%s)", name, e, ok, why)
			}
		}
	}
}

func TestExpired(t *testing.T) {
	var never *State
	if ok, why := never.Allowed("/", start); ok || why == "" || !never.Expired(start) || never.CrawlDelay() != 0 {
		t.Errorf("a host never asked: %v, %q", ok, why)
	}
	found := FromResponse(nil, "x", answer(200, "User-agent: *\nCrawl-delay: 3", start))
	if found.CrawlDelay() != 3*time.Second {
		t.Errorf("CrawlDelay = %v", found.CrawlDelay())
	}
	for after, want := range map[time.Duration]bool{
		0: false, 24*time.Hour - 1: false, 24 * time.Hour: true,
		-23 * time.Hour: false, -25 * time.Hour: true, // the clock was set back
	} {
		if got := found.Expired(start.Add(after)); got != want {
			t.Errorf("a file after %v: Expired = %v", after, got)
		}
	}
	var waits []time.Duration
	var s *State
	for range 12 {
		s = FromResponse(s, "x", answer(503, "", start))
		waits = append(waits, s.RetryAt().Sub(start)/time.Minute)
	}
	if d := cmp.Diff([]time.Duration{10, 20, 40, 80, 160, 320, 640, 1280, 1440, 1440, 1440, 1440}, waits); d != "" {
		t.Errorf("waits, in minutes:\n%s", d)
	}
}

func TestStateString(t *testing.T) {
	var never *State
	for want, s := range map[string]*State{
		"robots.txt was not asked for yet":                never,
		`robots.txt found: 1 rules for "*"`:               FromResponse(nil, "x", answer(200, "User-agent: *\nDisallow: /", start)),
		"no robots.txt (HTTP 404): everything is allowed": FromResponse(nil, "x", answer(404, "", start)),
	} {
		if got := s.String(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if got := (&State{Verdict: Found}).String(); got != `robots.txt found: 0 rules for ""` {
		t.Errorf("without rules: %q", got)
	}
	if ok, _ := (&State{}).Allowed("/", time.Time{}); ok {
		t.Error("a state without verdict allows")
	}
}

package robots

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Rules is what a robots.txt says to one crawler. It is read-only once made,
// and may be used from several goroutines.
type Rules struct {
	Agent      string        `json:"agent,omitempty"`       // token of the groups that count: ours, "*", or "" where no group is meant for us
	Rules      []Rule        `json:"rules,omitempty"`       // in the order in which they decide
	CrawlDelay time.Duration `json:"crawl_delay,omitempty"` // nanoseconds in JSON; 0 = none
	Sitemaps   []string      `json:"sitemaps,omitempty"`    // absolute URLs, of whatever group
	Ignored    int           `json:"ignored,omitempty"`     // lines that say nothing we understand
	Truncated  bool          `json:"truncated,omitempty"`   // the file goes on after ParseLimit; the rest was not read
}

// Rule is one Allow or Disallow line. In JSON it is the line itself.
type Rule struct {
	Allow bool
	Line  string // as written, without comment; "Disallow: /tim-kiem"

	pattern pattern
}

// newRule makes a rule of a line's parts. A line that is not UTF-8 is kept in
// its percent-encoded form, which means the same and survives JSON.
func newRule(allow bool, key, value string) Rule {
	if !utf8.ValidString(key) {
		key = "Disallow"
		if allow {
			key = "Allow"
		}
	}
	if !utf8.ValidString(value) {
		value = encode(value)
	}
	return Rule{Allow: allow, Line: key + ": " + value, pattern: compile(value)}
}

// sort brings rules into the order in which they decide: most octets first,
// Allow before Disallow of the same length. Repeated rules are dropped.
func (r *Rules) sort() {
	for _, rule := range r.Rules {
		if folder, ok := rule.folder(); ok {
			r.Rules = append(r.Rules, folder)
		}
	}
	slices.SortStableFunc(r.Rules, func(a, b Rule) int {
		if c := cmp.Compare(b.pattern.octets, a.pattern.octets); c != 0 {
			return c
		}
		if a.Allow != b.Allow {
			if a.Allow {
				return -1
			}
			return 1
		}
		return strings.Compare(a.Line, b.Line)
	})
	r.Rules = slices.CompactFunc(r.Rules, func(a, b Rule) bool { return a.Allow == b.Allow && a.Line == b.Line })
}

// folder is the rule that "Allow: /x/index.html" implies for "/x/": who opens
// an index page means the folder (google/robotstxt).
func (r Rule) folder() (Rule, bool) {
	_, value, _ := splitLine(r.Line)
	slash := strings.LastIndexByte(value, '/')
	if !r.Allow || slash < 0 || !strings.HasPrefix(value[slash:], "/index.htm") {
		return Rule{}, false
	}
	folder := newRule(true, "Allow", value[:slash+1]+"$")
	folder.Line += " # from " + r.Line
	return folder, true
}

// Allowed reports whether a raw path with its query (as in
// url.URL.RequestURI) may be fetched, and the line that decided, empty where
// none did. It looks at each rule at most once, each in one pass over the path.
func (r *Rules) Allowed(pathQuery string) (ok bool, rule string) {
	t := newTarget(pathQuery)
	if r == nil || isRobots(t) {
		return true, ""
	}
	for i := range r.Rules {
		if r.Rules[i].pattern.match(t) {
			return r.Rules[i].Allow, r.Rules[i].Line
		}
	}
	return true, ""
}

// isRobots recognises /robots.txt itself, which is always allowed.
func isRobots(t target) bool {
	path, _, _ := strings.Cut(t.path, "?")
	return path == "/robots.txt"
}

// MarshalJSON writes the line.
func (r Rule) MarshalJSON() ([]byte, error) { return json.Marshal(r.Line) }

// UnmarshalJSON reads what MarshalJSON wrote.
func (r *Rule) UnmarshalJSON(b []byte) error {
	var line string
	if err := json.Unmarshal(b, &line); err != nil {
		return fmt.Errorf("read a stored robots.txt rule: %w", err)
	}
	key, value, ok := splitLine(line)
	f := fieldOf(key)
	if !ok || value == "" || f != allowField && f != disallowField {
		return fmt.Errorf("read a stored robots.txt rule: %q is neither an Allow nor a Disallow line", line)
	}
	*r = newRule(f == allowField, key, value)
	r.Line = line
	return nil
}

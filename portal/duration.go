package portal

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// ict is the zone of Vietnam; it has no daylight saving time.
var ict = time.FixedZone("+07:00", 7*60*60)

var days = regexp.MustCompile(`^(\d{1,5})d`)

// ParseDuration reads Go's form with days in front: "90s", "6h", "7d",
// "1d12h". Negative ones are refused.
func ParseDuration(s string) (time.Duration, error) {
	if strings.HasPrefix(s, "-") {
		return 0, fmt.Errorf("found %q; a duration is not negative", s)
	}
	rest, total := s, time.Duration(0)
	if m := days.FindStringSubmatch(s); m != nil {
		n, _ := strconv.Atoi(m[1]) // at most five digits
		total = time.Duration(n) * 24 * time.Hour
		rest = s[len(m[0]):]
	}
	if rest != "" || s == "" {
		d, err := time.ParseDuration(rest)
		if err != nil || strings.ContainsAny(rest, "+-") || d > math.MaxInt64-total {
			return 0, fmt.Errorf("found %q; expected a duration such as 30s, 15m, 6h, 7d or 1d12h", s)
		}
		total += d
	}
	return total, nil
}

func (d *decoder) duration(n *yaml.Node, at string) (time.Duration, bool) {
	n = deref(n)
	if n == nil {
		return 0, false
	}
	if n.Kind != yaml.ScalarNode {
		d.fail(n, at, "expected a duration such as 30s, 6h or 7d; found %s", describe(n))
		return 0, false
	}
	v, err := ParseDuration(strings.TrimSpace(n.Value))
	if err != nil {
		d.fail(n, at, "%v", err)
		return 0, false
	}
	return v, true
}

// date reads a day as its first moment in Vietnam.
func (d *decoder) date(n *yaml.Node, at string) time.Time {
	n = deref(n)
	if n == nil {
		return time.Time{}
	}
	t, err := time.ParseInLocation(time.DateOnly, strings.TrimSpace(n.Value), ict)
	if n.Kind != yaml.ScalarNode || err != nil {
		d.fail(n, at, "expected a date such as 2025-07-01; found %s", describe(n))
		return time.Time{}
	}
	return t
}

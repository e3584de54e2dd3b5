package discover

import (
	"regexp"
	"strings"
)

// maxDepth is how many segments a path may have; more are the work of a
// relative link that grows.
const maxDepth = 20

// Reasons that Trap gives.
const (
	TrapRepeat   = "trap-repeat"
	TrapDepth    = "trap-depth"
	TrapCalendar = "trap-calendar"
)

// calendar matches a query that asks for a day or a month: pages of such a
// calendar lead to the next one for ever.
var calendar = regexp.MustCompile(`(?i)(?:^|[?&;])(?:ngay|ngày|date|day|thang|month|by-?date|from-?date|to-?date|tungay|denngay|cal(?:endar)?)=[^&]*\d`)

// Trap names what makes a path with its query look like one of endlessly
// many: "trap-repeat", "trap-depth" or "trap-calendar"; empty if nothing does.
// A source's own archive pages look like a calendar too: do not ask for those.
func Trap(pathQuery string) (reason string) {
	path, query, _ := strings.Cut(pathQuery, "?")
	switch {
	case RepeatedSegments(path):
		return TrapRepeat
	case len(segments(path)) > maxDepth:
		return TrapDepth
	case query != "" && calendar.MatchString("?"+query):
		return TrapCalendar
	}
	return ""
}

// RepeatedSegments reports whether a path goes in circles, as when a relative
// link is resolved against itself again and again: a segment that stands in it
// more than twice, or a run of segments that comes twice in a row ("/vi/en/vi/en",
// and "/en/en" for a language).
func RepeatedSegments(path string) bool {
	s := segments(path)
	count := map[string]int{}
	for i, segment := range s {
		count[segment]++
		if count[segment] > 2 {
			return true
		}
		for length := 1; length <= (i+1)/2 && length <= maxDepth; length++ {
			if repeats(s[:i+1], length) && (length > 1 || isLanguage(segment)) {
				return true
			}
		}
	}
	return false
}

// isLanguage recognises "vi" and "en", but no day or month ("/2025/07/07/").
func isLanguage(segment string) bool {
	return len(segment) == 2 && 'a' <= segment[0]|0x20 && segment[0]|0x20 <= 'z' && 'a' <= segment[1]|0x20 && segment[1]|0x20 <= 'z'
}

// repeats reports whether the last segments are the same as those before them.
func repeats(s []string, length int) bool {
	n := len(s)
	for i := range length {
		if s[n-1-i] != s[n-1-i-length] {
			return false
		}
	}
	return true
}

// segments cuts a path at its slashes; empty segments do not count.
func segments(path string) []string {
	return strings.FieldsFunc(path, func(c rune) bool { return c == '/' })
}

package portal

import (
	"slices"
	"strings"
)

// maxSegments is Heritrix' TooManyPathSegments; no portal goes past 8.
const maxSegments = 20

// trap reports how a path looks like one that grows without end: one Liferay
// portal serves /en/vi/en/vi/… below every page, 84 % of a mirror of it.
func trap(path string) string {
	segments := strings.FieldsFunc(strings.ToLower(path), func(r rune) bool { return r == '/' })
	if len(segments) > maxSegments {
		return ReasonTrapDepth
	}
	for i, s := range segments {
		seen := 1
		for _, t := range segments[:i] {
			if s == t {
				seen++
			}
		}
		if seen > 2 {
			return ReasonTrapRepeat
		}
		for n := 2; i+2*n <= len(segments); n++ { // a/b/a/b
			if slices.Equal(segments[i:i+n], segments[i+n:i+2*n]) {
				return ReasonTrapRepeat
			}
		}
	}
	return ""
}

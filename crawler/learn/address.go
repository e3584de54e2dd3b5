package learn

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// address is a URL taken apart for comparing with others of its site.
type address struct {
	path     string   // path and query, as patterns see it
	segments []string // of the path, decoded nothing, without the ending of the last
	ending   string   // .html, or "" or "/" for a path that ends so
	query    url.Values
}

var ending = regexp.MustCompile(`\.[A-Za-z]{2,5}$`)

func newAddress(u *url.URL) address {
	a := address{path: u.RequestURI(), query: u.Query()}
	p := strings.Trim(u.EscapedPath(), "/")
	if strings.HasSuffix(u.EscapedPath(), "/") && p != "" {
		a.ending = "/"
	}
	if p == "" {
		return a
	}
	a.segments = strings.Split(p, "/")
	last := len(a.segments) - 1
	if e := ending.FindString(a.segments[last]); e != "" && a.ending == "" {
		a.ending = e
		a.segments[last] = strings.TrimSuffix(a.segments[last], e)
	}
	return a
}

// segment counts from the end: 0 is the last.
func (a address) segment(fromEnd int) string {
	if i := len(a.segments) - 1 - fromEnd; i >= 0 {
		return a.segments[i]
	}
	return ""
}

// spot is a place in addresses where an id may stand.
type spot struct {
	fromEnd int    // segment, counted from the end; -1 = the query
	form    string // one of the forms below
	mark    string // what stands before the number ("-post", ","), behind it (head), or the parameter's name
}

// Forms of an id in its segment.
const (
	wholeForm  = "whole" // the segment is the id
	tailForm   = "tail"  // …-post123
	headForm   = "head"  // 123-…
	codeForm   = "code"  // 123p45c6: letters and digits that begin with the id
	queryForm  = "query" // ?mark=123
	dashedForm = "word"  // …-51YnYvXDR: the last word, letters and digits
)

var (
	wholeID  = regexp.MustCompile(`^([a-z]{0,8})(\d{2,})$`)
	tailID   = regexp.MustCompile(`([-_,.~][a-z]{0,8})(\d{2,})$`)
	headID   = regexp.MustCompile(`^([a-z]{0,8})(\d{2,})[-_]`)
	codeID   = regexp.MustCompile(`^()(\d{2,})[a-z][a-z0-9]*$`)
	wordID   = regexp.MustCompile(`([-_,.])([A-Za-z0-9]{6,24})$`)
	wholeHex = regexp.MustCompile(`^()([0-9a-f]{7,32}|[0-9a-f-]{36})$`)
	queryID  = regexp.MustCompile(`^[A-Za-z0-9-]{2,40}$`)
	hasDigit = regexp.MustCompile(`\d`)
)

// ids are the places of an address where an id may stand, with what stands
// there.
func (a address) ids() map[spot]string {
	out := map[spot]string{}
	for key, v := range a.query {
		if len(v) == 1 && queryID.MatchString(v[0]) && hasDigit.MatchString(v[0]) {
			out[spot{-1, queryForm, key}] = v[0]
		}
	}
	for i := range min(4, len(a.segments)) {
		s := a.segment(i)
		for _, f := range []struct {
			form string
			re   *regexp.Regexp
		}{{wholeForm, wholeID}, {tailForm, tailID}, {headForm, headID}, {codeForm, codeID}} {
			if m := f.re.FindStringSubmatch(s); m != nil && (len(m[2]) > 2 || lettered(m[1])) { // two digits end many a headline
				out[spot{i, f.form, m[1]}] = m[2]
			}
		}
		if m := wholeHex.FindStringSubmatch(s); m != nil && hasDigit.MatchString(s) {
			out[spot{i, wholeForm, "hex"}] = m[2]
		}
		if m := wordID.FindStringSubmatch(s); m != nil {
			out[spot{i, dashedForm, m[1]}] = m[2]
		}
	}
	return out
}

// lettered reports whether a mark has letters: a number behind them is an id
// however short it is.
func lettered(mark string) bool { return strings.Trim(mark, "-_,.~") != "" }

var dateLike = regexp.MustCompile(`^(?:19|20)\d\d(?:(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])?)?$`)

// bestSpot is the place that has another value on every article.
func bestSpot(all []address) (best spot, ok bool) {
	values := map[spot][]string{}
	for _, a := range all {
		for s, v := range a.ids() {
			values[s] = append(values[s], v)
		}
	}
	most := 0.0
	for s, list := range values {
		score := worth(s, list, len(all))
		if score > most+1e-9 || score > most-1e-9 && ok && before(s, best) {
			best, most, ok = s, score, true
		}
	}
	return best, ok && most >= 0.5
}

// worth is the share of addresses that have a value at the spot, less what
// repeats, less what looks like a date or like a word.
func worth(s spot, list []string, n int) float64 {
	different := len(slices.Compact(slices.Sorted(slices.Values(list))))
	dates, plain := 0, 0
	for _, v := range list {
		if dateLike.MatchString(v) {
			dates++
		}
		if s.form == dashedForm && !hasDigit.MatchString(v) && strings.ToLower(v) == v {
			plain++ // a word of the slug, if not an id of letters only
		}
	}
	score := float64(len(list)) / float64(n) * float64(different) / float64(len(list))
	score -= 0.8 * float64(dates) / float64(len(list))
	if s.form == dashedForm {
		score -= 0.05 + 2*float64(plain)/float64(len(list))*boolTo(!sameLength(list))
		score -= boolTo(!sameLength(list))
	}
	return score
}

func boolTo(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

func sameLength(list []string) bool {
	for _, v := range list {
		if len(v) != len(list[0]) {
			return false
		}
	}
	return true
}

// before orders spots that are worth the same: nearer to the end, marked,
// plain digits.
func before(a, b spot) bool {
	rank := func(s spot) int {
		return slices.Index([]string{tailForm, wholeForm, headForm, codeForm, queryForm, dashedForm}, s.form)
	}
	switch {
	case (a.fromEnd < 0) != (b.fromEnd < 0):
		return a.fromEnd >= 0
	case rank(a) != rank(b):
		return rank(a) < rank(b)
	case a.fromEnd != b.fromEnd:
		return a.fromEnd < b.fromEnd
	}
	return a.mark < b.mark
}

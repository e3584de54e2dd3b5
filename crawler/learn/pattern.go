package learn

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/tintinh/tintinh/portal"
)

// Pattern is an article pattern that was learned, with what it rests on.
type Pattern struct {
	Text     string   // as article: takes it
	Keep     []string // keep_params that it needs
	HasID    bool
	Matched  int // articles that it matches
	Articles int // articles it was learned from
	Others   int // pages known to be no articles that it matches all the same
}

// learnPattern finds the pattern of the addresses of articles: the most
// general one that no address of another page fits.
func learnPattern(articles, others []*url.URL) (Pattern, bool) {
	var in, out []address
	for _, u := range articles {
		in = append(in, newAddress(u))
	}
	for _, u := range others {
		out = append(out, newAddress(u))
	}
	if len(in) == 0 {
		return Pattern{}, false
	}
	p := Pattern{Articles: len(in)}
	var parts []string
	for rest := in; len(rest) > 0 && len(parts) < 3; {
		part, matched, key := learnPart(rest, out, len(parts) == 0)
		if len(matched) == 0 || len(parts) > 0 && len(matched) < max(3, len(in)/10) {
			break // a few odd addresses are no form
		}
		if key != "" && !slices.Contains(p.Keep, key) {
			p.Keep = append(p.Keep, key)
		}
		parts = append(parts, part)
		p.Matched += len(matched)
		rest = slices.DeleteFunc(slices.Clone(rest), func(a address) bool {
			return slices.ContainsFunc(matched, func(m address) bool { return m.path == a.path })
		})
	}
	if len(parts) == 0 {
		return p, false
	}
	p.Text = strings.Join(parts, "|")
	re, err := portal.CompilePattern(p.Text)
	if err != nil {
		return p, false
	}
	p.HasID = strings.Contains(p.Text, "(?P<id>")
	for _, a := range out {
		if a.fits(re.Regexp) {
			p.Others++
		}
	}
	return p, true
}

// learnPart finds the form of most of the addresses. Only the first form of a
// site has the group id: another form may count on its own.
func learnPart(in, out []address, first bool) (text string, matched []address, key string) {
	s, ok := bestSpot(in)
	if !ok {
		return slugPart(in, out)
	}
	have := slices.DeleteFunc(slices.Clone(in), func(a address) bool { _, has := a.ids()[s]; return !has })
	// Forms of different endings are different forms.
	counts := map[string]int{}
	for _, a := range have {
		counts[a.ending]++
	}
	common := ""
	for _, e := range slices.Sorted(mapKeys(counts)) {
		if counts[e] > counts[common] || common == "" && counts[""] == 0 {
			common = e
		}
	}
	have = slices.DeleteFunc(have, func(a address) bool { return a.ending != common })
	if s.form == queryForm {
		key = s.mark
	}
	text, matched = mostGeneral(idForms(s, have, common), have, out)
	if !first {
		text = strings.Replace(text, "(?P<id>", "(?:", 1)
	}
	return text, matched, key
}

// mostGeneral takes the first of the forms, general ones first, that the
// fewest other pages fit. A form has to fit nearly all articles.
func mostGeneral(forms []string, have, out []address) (best string, matched []address) {
	fewest := -1
	for _, f := range forms {
		re, err := regexp.Compile(f)
		if err != nil {
			continue
		}
		var fit []address
		for _, a := range have {
			if a.fits(re) {
				fit = append(fit, a)
			}
		}
		n := 0
		for _, a := range out {
			if a.fits(re) {
				n++
			}
		}
		if len(fit)*20 >= len(have)*19 && (fewest < 0 || n < fewest) {
			best, matched, fewest = f, fit, n
		}
	}
	return best, matched
}

// fits matches as portals do: the query is no part of identity, unless the
// pattern asks for it.
func (a address) fits(re *regexp.Regexp) bool {
	path, _, _ := strings.Cut(a.path, "?")
	return re.MatchString(path) || re.MatchString(a.path)
}

// idForms are the forms that addresses with an id at the spot may have.
func idForms(s spot, have []address, end string) []string {
	var values []string
	for _, a := range have {
		values = append(values, a.ids()[s])
	}
	id := "(?P<id>" + valueClass(values, lettered(s.mark) && s.mark != "hex") + ")"
	if s.form == queryForm {
		path := "^" + leading(have, 0, true) + lastLiteral(have, end)
		q := `\?(?:[^#]*&)?` + regexp.QuoteMeta(s.mark) + "=" + id
		return []string{path + q}
	}
	mark := regexp.QuoteMeta(s.mark)
	if s.mark == "hex" {
		mark = ""
	}
	var piece string
	switch s.form {
	case tailForm:
		piece = mark + id
	case wholeForm:
		piece = "/" + mark + id
	case headForm:
		piece = "/" + mark + id + `[-_][^/?]+`
	case codeForm:
		piece = "/" + id + `[a-z][a-z0-9]*`
	case dashedForm:
		piece = mark + id
	}
	tail := piece + after(s, end)
	slug := ""
	if s.form == tailForm || s.form == dashedForm {
		slug = `/[^/?]+`
	}
	typed := "^" + leading(have, s.fromEnd, false) + strings.TrimPrefix(slug+tail, "/")
	exact := "^" + leading(have, s.fromEnd, true) + strings.TrimPrefix(slug+tail, "/")
	if s.form == wholeForm && s.mark == "" {
		return []string{typed, exact} // a bare number means nothing without its place
	}
	return []string{tail, typed, exact}
}

// after is what follows the segment of the id.
func after(s spot, end string) string {
	switch {
	case s.fromEnd == 0 && end == "/":
		return "/?$"
	case s.fromEnd == 0:
		return regexp.QuoteMeta(end) + "$"
	case s.form == wholeForm:
		return "(?:/|$)" // what follows is a slug, which the site does not look at
	}
	return strings.Repeat(`/[^/?]+`, s.fromEnd) + "$"
}

// valueClass is what the values of an id are made of. Numbers grow, so that
// only a lower bound of their length is known.
func valueClass(values []string, marked bool) string {
	shortest, longest := len(values[0]), 0
	digits, hex, lower := true, true, true
	for _, v := range values {
		shortest, longest = min(shortest, len(v)), max(longest, len(v))
		digits = digits && strings.Trim(v, "0123456789") == ""
		hex = hex && strings.Trim(v, "0123456789abcdef") == ""
		lower = lower && strings.ToLower(v) == v
	}
	size := fmt.Sprintf("{%d}", shortest)
	if shortest != longest {
		size = fmt.Sprintf("{%d,%d}", shortest, longest)
	}
	switch {
	case digits && marked:
		return `\d+`
	case digits && shortest == longest && shortest >= 12:
		return fmt.Sprintf(`\d{%d,}`, shortest-1)
	case digits:
		return fmt.Sprintf(`\d{%d,}`, max(2, min(shortest-1, 5)))
	case hex && len(values) >= 3:
		return "[0-9a-f]" + size
	case lower:
		return "[a-z0-9-]" + size
	}
	return "[A-Za-z0-9]" + size
}

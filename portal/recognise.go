package portal

import (
	"math"
	"regexp"
	"strings"
)

// recognised is the sum of weights from which a page counts as one of a
// family; named, of the family that the portal's definition names, where the
// page is of no other.
const (
	recognised = 1.0
	named      = 0.4
)

// Recognise returns the family that a page was made by, with the sum of its
// fingerprints' weights; nil where there is none. The family named by hint is
// asked first and taken if it reaches 1, otherwise the one with the highest sum
// from 1 on wins (the first by id among equals): the page decides, for sites
// change their CMS under a surviving domain. Where no family reaches 1, the
// hint is taken at its word if the page bears some sign of it: 0.4.
//
// body holds the page's bytes in UTF-8; without it the fingerprints that look
// at bytes do not count.
func (c *Catalogue) Recognise(e *Elements, body []byte, hint string) (*Family, float64) {
	if e.root == nil {
		return nil, 0
	}
	families := c.families()
	page := sight{e, body}
	told, least := (*Family)(nil), 0.0
	if f, ok := c.Family(hint); ok {
		if told, least = f, f.score(page, named); least >= recognised {
			return told, least
		}
	}
	var best *Family
	var most float64
	for _, f := range families.list {
		if f.ID == hint {
			continue
		}
		if sum := f.score(page, recognised); sum > most {
			best, most = f, sum
		}
	}
	if best == nil && least > 0 {
		return told, least
	}
	return best, most
}

// sight is what fingerprints look at.
type sight struct {
	*Elements
	body []byte
}

// score adds up the fingerprints of the family that the page bears. It gives
// up, returning 0, as soon as what is left cannot reach the least sum that
// counts; what is cheap to look for comes first.
func (f *Family) score(page sight, least float64) float64 {
	left := 0.0
	for i := range f.Fingerprints {
		if p := &f.Fingerprints[i]; p.possible(page) {
			left += max(0, p.Weight)
		}
	}
	sum := 0.0
	for _, bytesTurn := range []bool{false, true} {
		for i := range f.Fingerprints {
			if sum+left < least-1e-9 {
				return 0
			}
			p := &f.Fingerprints[i]
			if (p.Matches != nil) != bytesTurn || !p.possible(page) {
				continue
			}
			left -= max(0, p.Weight)
			if p.found(page) {
				sum += p.Weight
			}
		}
	}
	if sum < least-1e-9 {
		return 0
	}
	return math.Round(sum*1e9) / 1e9 // ten times 0.1 is 1 here
}

// possible is false where the page certainly lacks the sign.
func (p *Fingerprint) possible(page sight) bool {
	for _, m := range p.marks {
		if !page.has(m) {
			return false
		}
	}
	return true
}

func (p *Fingerprint) found(page sight) bool {
	if p.Matches != nil {
		return p.Matches.Match(page.body)
	}
	return page.matches(*p.Has)
}

var (
	bracketed = regexp.MustCompile(`\[[^\]]*\]|\([^()]*\)`)
	marked    = regexp.MustCompile(`[.#][A-Za-z_][A-Za-z0-9_-]*`)
)

// requiredMarks returns the class names and ids, as ".class" and "#id", that
// every page has on which the selector matches. Of a group only one member
// has to match, and what stands in brackets or parentheses may ask for
// absence or for other things: nothing is required there.
func requiredMarks(css string) []string {
	plain := css
	for bracketed.MatchString(plain) {
		plain = bracketed.ReplaceAllString(plain, "")
	}
	if strings.ContainsAny(plain, ",\\'\"()[]") || strings.Contains(css, "\\") {
		return nil
	}
	return marked.FindAllString(plain, -1)
}

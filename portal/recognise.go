package portal

import (
	"bytes"
	"regexp"
	"strings"

	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"
)

// recognised is the sum of weights from which a page counts as one of a
// family.
const recognised = 1.0

// Recognise returns the family that a page was made by, with the sum of its
// fingerprints' weights; nil where no family reaches 1. The family named by
// hint is asked first and taken if it reaches 1, otherwise the one with the
// highest sum wins (the first by id among equals): the page decides, for
// sites change their CMS under a surviving domain.
//
// body holds the page's bytes in UTF-8; the fingerprints that look at bytes
// count only with it, and it makes recognition about ten times as fast.
func (c *Catalogue) Recognise(root *html.Node, body []byte, hint string) (*Family, float64) {
	if root == nil {
		return nil, 0
	}
	if f, ok := c.Family(hint); ok {
		if sum := f.score(root, body); sum >= recognised {
			return f, sum
		}
	}
	var best *Family
	var most float64
	for _, f := range c.families {
		if f.ID == hint {
			continue
		}
		if sum := f.score(root, body); sum >= recognised && sum > most {
			best, most = f, sum
		}
	}
	return best, most
}

// score adds up the fingerprints of the family that the page bears. It gives
// up, returning 0, as soon as what is left cannot reach 1.
func (f *Family) score(root *html.Node, body []byte) float64 {
	left := 0.0
	for i := range f.Fingerprints {
		left += max(0, f.Fingerprints[i].Weight)
	}
	sum := 0.0
	for i := range f.Fingerprints {
		p := &f.Fingerprints[i]
		left -= max(0, p.Weight)
		if p.found(root, body) {
			sum += p.Weight
		}
		if sum+left < recognised-1e-9 {
			return 0
		}
	}
	if sum > recognised-1e-9 { // ten times 0.1 is 1 here
		sum = max(sum, recognised)
	}
	return sum
}

func (p *Fingerprint) found(root *html.Node, body []byte) bool {
	if p.Matches != nil {
		return p.Matches.Match(body)
	}
	if len(p.token) > 0 && body != nil && !bytes.Contains(body, p.token) {
		return false // searching bytes costs a hundredth of walking the tree
	}
	return cascadia.Query(root, p.Has.Match) != nil
}

var tokenForms = []*regexp.Regexp{
	regexp.MustCompile(`[.#]([A-Za-z_][A-Za-z0-9_-]*)`),                 // .class #id
	regexp.MustCompile(`\[[a-z-]+[*^$~|]?=["']([A-Za-z0-9_./ -]+)["']`), // [attr='value']
}

// requiredToken returns the longest word that the bytes of every page must
// hold for the selector to match, nil where none is certain: of a group only
// one member has to match, and :not() asks for absence.
func requiredToken(css string) []byte {
	if strings.ContainsAny(css, ",\\:") || strings.Contains(css, " i]") {
		return nil
	}
	longest := ""
	for _, form := range tokenForms {
		for _, m := range form.FindAllStringSubmatch(css, -1) {
			if len(m[1]) > len(longest) {
				longest = m[1]
			}
		}
	}
	if len(longest) < 3 {
		return nil
	}
	return []byte(longest)
}

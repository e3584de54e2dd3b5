package learn

import (
	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"

	"github.com/tintinh/tintinh/portal"
)

// apart looks for a lead that nothing states: without a description it was
// taken for the first paragraph. Where the container of the body holds, on
// nearly every page, one element with most of the text and before it another,
// short one with a name of its own, these are body and lead.
func (p *Proposal) apart(articles []*sample, taken map[portal.Field][]string) {
	body, ok := p.Fields[portal.Body]
	if !ok || len(body.Selectors) != 1 {
		return
	}
	box, ok := compile(body.Selectors[0])
	if !ok {
		return
	}
	leads, inner := map[string]int{}, map[string]int{}
	for _, s := range articles {
		lead, rest := s.leadAndRest(cascadia.Query(s.doc.Root, box.Match))
		if lead == nil {
			continue
		}
		for _, n := range ownNames(lead) {
			leads[n]++
		}
		for _, n := range ownNames(rest) {
			inner[n]++
		}
	}
	lead, n := common(leads)
	rest, m := common(inner)
	if lead == "" || rest == "" || lead == rest || n*10 < len(articles)*9 || m*10 < len(articles)*9 {
		return
	}
	a := Answer{Selectors: []string{lead}, Right: n, Pages: len(articles)}
	p.Fields[portal.Lead] = a
	p.Fields[portal.Body] = Answer{Selectors: []string{rest}, Right: m, Pages: len(articles)}
	taken[portal.Lead], taken[portal.Body] = a.Selectors, []string{rest}
}

// leadAndRest finds the two among the children of the container; nil where
// there are not exactly these.
func (s *sample) leadAndRest(box *html.Node) (lead, rest *html.Node) {
	if box == nil {
		return nil, nil
	}
	total := size(s.says.body)
	for c := box.FirstChild; c != nil; c = c.NextSibling {
		if c.Type != html.ElementNode || unread(c) {
			continue
		}
		w := words(s.text(c))
		if within(w, s.says.body) < 0.9 || size(w) < 8 {
			continue // title, date, furniture
		}
		switch {
		case size(w)*10 >= total*6:
			rest = c
		case lead == nil && rest == nil && size(w) <= 90 && len(ownNames(c)) > 0:
			lead = c
		default:
			return nil, nil
		}
	}
	if lead == nil || rest == nil {
		return nil, nil
	}
	return lead, rest
}

// common is the name that most have, the better one of equals.
func common(names map[string]int) (string, int) {
	best := ""
	for n, k := range names {
		if best == "" || k > names[best] || k == names[best] && simpler(n, best) {
			best = n
		}
	}
	return best, names[best]
}

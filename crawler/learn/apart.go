package learn

import (
	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"

	"github.com/tintinh/tintinh/portal"
)

// apart looks for a lead that nothing states: without a description it was
// taken for the first paragraph. Where, on nearly every page, what was found of
// the text is the container of the body and before it a short element with a
// name of its own, this is the lead; and so it is where the container holds one
// element with most of the text and before it a short one.
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
		found := cascadia.Query(s.doc.Root, box.Match)
		lead, rest := s.leadBefore(found), found
		if lead == nil {
			lead, rest = s.leadAndRest(found)
		}
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
	if lead == "" || rest == "" || lead == rest || lead == body.Selectors[0] || n*10 < len(articles)*9 || m*10 < len(articles)*9 {
		return
	}
	a := Answer{Selectors: []string{lead}, Right: n, Pages: len(articles)}
	p.Fields[portal.Lead] = a
	taken[portal.Lead] = a.Selectors
	if c, ok := compile(body.Selectors[0]); ok && leavesOut(articles, c, lead) {
		return // the container is the body already
	}
	p.Fields[portal.Body] = Answer{Selectors: []string{rest}, Right: m, Pages: len(articles)}
	taken[portal.Body] = []string{rest}
}

// leadBefore finds the element before the container that holds what of the text
// does not stand in it; nil where there is none.
func (s *sample) leadBefore(box *html.Node) *html.Node {
	if box == nil {
		return nil
	}
	left := map[string]int{}
	inside := words(s.text(box))
	for w, n := range s.says.body {
		if more := n - inside[w]; more > 0 {
			left[w] = more
		}
	}
	if size(left) < 6 {
		return nil
	}
	for up, at := 0, box; up < 3 && at != nil; up, at = up+1, at.Parent {
		for e := at.PrevSibling; e != nil; e = e.PrevSibling {
			if e.Type != html.ElementNode || unread(e) || len(ownNames(e)) == 0 {
				continue
			}
			w := words(s.text(e))
			if size(w) >= 8 && size(w) <= 90 && within(left, w) >= 0.7 && within(w, s.says.body) >= 0.9 {
				return e
			}
		}
	}
	return nil
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

// leavesOut reports whether a container never holds what a selector gives.
func leavesOut(pages []*sample, box portal.Selector, selector string) bool {
	inner, ok := compile(selector)
	if !ok {
		return false
	}
	for _, s := range pages {
		b, n := cascadia.Query(s.doc.Root, box.Match), cascadia.Query(s.doc.Root, inner.Match)
		if b != nil && n != nil && holds(b, n) {
			return false
		}
	}
	return true
}

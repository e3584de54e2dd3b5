package learn

import (
	"slices"
	"strings"

	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/tintinh/tintinh/extract/vntext"
	"github.com/tintinh/tintinh/portal"
)

// bodyQuestion looks for the container whose text is most nearly the
// article's: as much as possible of what was found without rules, and as
// little as possible beside it.
func bodyQuestion() question {
	return question{
		field: portal.Body, least: 0.6,
		nodes: containers,
		judge: func(s *sample, nodes []*html.Node) verdict {
			if size(s.says.body) < 30 {
				return absent
			}
			switch f := s.fit(nodes[0]); {
			case f >= 0.85:
				return right
			case f >= 0.6:
				return partial
			}
			return wrong
		},
		bonus: func(pages []*sample, nodes []*html.Node) float64 {
			sum, n := 0.0, 0
			for i, e := range nodes {
				if e != nil && size(pages[i].says.body) >= 30 {
					sum += pages[i].fit(e)
					n++
				}
			}
			if n == 0 {
				return 0
			}
			return 1.5*(sum/float64(n)-0.8) - 0.06*heads(pages, nodes) // the best fit counts more than the simplest name
		},
	}
}

// heads is the share of containers that hold the title or the date, too: one
// inside that holds the text alone is better.
func heads(pages []*sample, nodes []*html.Node) float64 {
	n := 0
	for i, e := range nodes {
		if e != nil && slices.ContainsFunc(pages[i].head, func(h *html.Node) bool { return holds(e, h) }) {
			n++
		}
	}
	return float64(n) / float64(len(nodes))
}

// fit is how nearly the text of an element is the article's, 0 to 1. What
// furniture can be taken out of it later does not speak against it.
func (s *sample) fit(n *html.Node) float64 {
	if f, ok := s.fits[n]; ok {
		return f
	}
	bag := map[string]int{}
	s.count(n, bag)
	f := overlap(bag, s.says.body)
	s.fits[n] = f
	return f
}

// count takes the words of an element, without what is no prose for certain:
// headings of the page, boxes of links, forms.
func (s *sample) count(n *html.Node, bag map[string]int) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch {
		case c.Type == html.TextNode:
			for w, k := range words(c.Data) {
				bag[w] += k
			}
		case c.Type != html.ElementNode || unread(c) || c.DataAtom == atom.Form || c.DataAtom == atom.H1 || c.DataAtom == atom.Figcaption || s.caption(c):
		case s.linkBox(c):
		default:
			s.count(c, bag)
		}
	}
}

// caption reports whether an element was found to be one.
func (s *sample) caption(n *html.Node) bool {
	for _, c := range s.auto.Captions {
		if c == n {
			return true
		}
	}
	return false
}

func (s *sample) linkBox(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Div, atom.Ul, atom.Ol, atom.Section, atom.Aside, atom.Nav, atom.Table:
	default:
		return false
	}
	if b, ok := s.boxes[n]; ok {
		return b
	}
	share, links := linkShare(n)
	b := links >= 2 && share > 0.6
	s.boxes[n] = b
	return b
}

// containers are the elements around the text that was found: the innermost
// that holds most of it, and some above.
func containers(s *sample) []*html.Node {
	if len(s.auto.Body) == 0 {
		return nil
	}
	weight := map[*html.Node]int{}
	total := 0
	for _, n := range s.auto.Body {
		w := len(vntext.Syllables(s.text(n)))
		total += w
		for p := n; p != nil; p = p.Parent {
			if p.Type == html.ElementNode {
				weight[p] += w
			}
		}
	}
	var out []*html.Node
	for n := s.auto.Body[len(s.auto.Body)/2]; n != nil && len(out) < 6; n = n.Parent {
		if n.Type == html.ElementNode && n.DataAtom != atom.Body && n.DataAtom != atom.Html && weight[n]*10 >= total*6 {
			out = append(out, n)
		}
	}
	return out
}

// strips are selectors of what stands in the body's container on several
// pages and is not the article's: what repeats word for word, boxes of links,
// and the title, date and lead once more.
func strips(pages []*sample, body portal.Selector, taken map[portal.Field][]string) (strip, related []string) {
	found := map[string]*stripTally{}
	for i, s := range pages {
		box := cascadia.Query(s.doc.Root, body.Match)
		if box == nil {
			continue
		}
		for _, n := range s.extras(box) {
			own := ownNames(n)
			if len(own) == 0 {
				continue
			}
			t := found[own[0]]
			if t == nil {
				t = &stripTally{texts: map[string]bool{}, pages: map[int]bool{}}
				found[own[0]] = t
			}
			t.texts[s.text(n)] = true
			t.pages[i] = true
			if _, links := linkShare(n); links >= 2 {
				t.linked++
			}
		}
	}
	for name, t := range found {
		if len(t.pages) < max(2, len(pages)/3) || harms(pages, body, name) {
			continue
		}
		switch {
		case t.linked*2 > len(t.pages) && len(t.texts)*2 > len(t.pages):
			related = append(related, name)
		case t.linked*2 > len(t.pages) || len(t.texts)*2 <= len(t.pages) || repeatsField(name, taken):
			strip = append(strip, name)
		}
	}
	slices.Sort(strip)
	slices.Sort(related)
	return strip, related
}

type stripTally struct {
	texts  map[string]bool
	pages  map[int]bool
	linked int
}

// extras are the outermost elements in the container that hold nothing of the
// text that was found.
func (s *sample) extras(box *html.Node) []*html.Node {
	var out []*html.Node
	for c := box.FirstChild; c != nil; c = c.NextSibling {
		switch {
		case c.Type != html.ElementNode || unread(c) || s.caption(c):
		case s.ofBody(c):
			if !slices.Contains(s.auto.Body, c) {
				out = append(out, s.extras(c)...)
			}
		case c.DataAtom != atom.P && c.DataAtom != atom.Figure && c.DataAtom != atom.Table && !pictured(c) && s.text(c) != "":
			out = append(out, c)
		}
	}
	return out
}

// ofBody reports whether an element is or holds a piece of the text.
func (s *sample) ofBody(n *html.Node) bool {
	return slices.ContainsFunc(s.auto.Body, func(b *html.Node) bool { return holds(n, b) || holds(b, n) })
}

func pictured(n *html.Node) bool {
	for d := range n.Descendants() {
		switch d.DataAtom {
		case atom.Img, atom.Video, atom.Audio, atom.Picture:
			_, links := linkShare(n)
			return links < 2 // thumbnails of other articles are no pictures of this one
		}
	}
	return false
}

// harms reports whether a selector would take text of the article out.
func harms(pages []*sample, body portal.Selector, selector string) bool {
	compiled, ok := compile(selector)
	if !ok {
		return true
	}
	for _, s := range pages {
		box := cascadia.Query(s.doc.Root, body.Match)
		if box == nil {
			continue
		}
		for _, n := range cascadia.QueryAll(s.doc.Root, compiled.Match) {
			if holds(n, box) || holds(box, n) && s.ofBody(n) {
				return true
			}
		}
	}
	return false
}

// repeatsField reports whether a selector is that of another field.
func repeatsField(name string, taken map[portal.Field][]string) bool {
	for _, list := range taken {
		for _, s := range list {
			if s == name || strings.HasSuffix(s, " "+name) {
				return true
			}
		}
	}
	return false
}

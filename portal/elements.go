package portal

import (
	"strings"

	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"
)

// Elements finds the elements of a page by tag name, class and id, in page
// order. Rules and fingerprints have hundreds of selectors; most ask for a
// class that few pages have, and then cost one look into a map.
type Elements struct {
	root               *html.Node
	tags, classes, ids map[string]int32 // to chains
	chains             []chain
	links              []link
}

// chain is the elements of one name, as indexes of links: no slice has to
// grow for each of the thousand names of a page.
type chain struct{ first, last int32 }

type link struct {
	node *html.Node
	next int32 // -1: the last
}

// ElementsOf walks the tree once. A nil root has no elements.
func ElementsOf(root *html.Node) *Elements {
	e := &Elements{root: root, tags: map[string]int32{}, classes: map[string]int32{}, ids: map[string]int32{}}
	if root == nil {
		return e
	}
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		e.add(e.tags, n.Data, n)
		for i := range n.Attr {
			switch a := &n.Attr[i]; a.Key {
			case "id":
				e.add(e.ids, a.Val, n)
			case "class":
				for class := range strings.FieldsSeq(a.Val) {
					e.add(e.classes, class, n)
				}
			}
		}
	}
	return e
}

// add notes an element once, also where it bears a class twice.
func (e *Elements) add(names map[string]int32, name string, n *html.Node) {
	at := int32(len(e.links))
	i, ok := names[name]
	if !ok {
		names[name] = int32(len(e.chains))
		e.chains = append(e.chains, chain{at, at})
		e.links = append(e.links, link{n, -1})
		return
	}
	last := e.chains[i].last
	if e.links[last].node == n {
		return
	}
	e.links[last].next, e.chains[i].last = at, at
	e.links = append(e.links, link{n, -1})
}

// names are those that a mark is of: ".class", "#id" or "tag".
func (e *Elements) names(mark string) (map[string]int32, string) {
	switch mark[0] {
	case '.':
		return e.classes, mark[1:]
	case '#':
		return e.ids, mark[1:]
	}
	return e.tags, mark
}

// has reports an element with the ".class", "#id" or "tag".
func (e *Elements) has(mark string) bool {
	names, name := e.names(mark)
	_, ok := names[name]
	return ok
}

// named gives the elements of a mark in page order until yield is false.
func (e *Elements) named(mark string, yield func(*html.Node) bool) {
	names, name := e.names(mark)
	i, ok := names[name]
	if !ok {
		return
	}
	for at := e.chains[i].first; at >= 0; at = e.links[at].next {
		if !yield(e.links[at].node) {
			return
		}
	}
}

// each gives the matches of a selector in page order until yield is false. Of
// "div.tags a" it looks at the links below div.tags, not at all on the page.
func (e *Elements) each(s Selector, yield func(*html.Node) bool) {
	if s.Above == "" || s.Key[0] == '.' || s.Key[0] == '#' {
		e.named(s.Key, func(n *html.Node) bool { return !s.Match.Match(n) || yield(n) })
		return
	}
	var top *html.Node // whose descendants were looked at last
	e.named(s.Above, func(above *html.Node) bool {
		if top != nil && isBelow(above, top) {
			return true
		}
		top = above
		for n := range above.Descendants() {
			if n.Type == html.ElementNode && n.Data == s.Key && s.Match.Match(n) && !yield(n) {
				return false
			}
		}
		return true
	})
}

func isBelow(n, top *html.Node) bool {
	for n = n.Parent; n != nil; n = n.Parent {
		if n == top {
			return true
		}
	}
	return false
}

// All is every match of a selector in page order, as cascadia.QueryAll finds
// them from the root.
func (e *Elements) All(s Selector) (out []*html.Node) {
	if e.root == nil {
		return nil
	}
	if s.Key == "" {
		return cascadia.QueryAll(e.root, s.Match)
	}
	e.each(s, func(n *html.Node) bool { out = append(out, n); return true })
	return out
}

// matches reports whether the selector has a match.
func (e *Elements) matches(s Selector) (found bool) {
	if e.root == nil {
		return false
	}
	if s.Key == "" {
		return cascadia.Query(e.root, s.Match) != nil
	}
	e.each(s, func(*html.Node) bool { found = true; return false })
	return found
}

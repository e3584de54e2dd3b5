package portal

import (
	"strings"
	"unicode/utf8"

	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Elements finds the elements of a page by tag name, class, id and some
// attributes, in page order. Rules and fingerprints have hundreds of selectors;
// most ask for a class that few pages have, and then cost one look into a map.
type Elements struct {
	root         *html.Node
	tags         map[atom.Atom]int32 // to chains
	rare         map[string]int32    // tags that have no atom
	classes, ids map[string]int32
	attrs        map[string]int32 // bearers of attributes, see keyedAttribute
	chains       []chain
	links        []link
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
	e := &Elements{
		root: root, tags: make(map[atom.Atom]int32, 64), rare: map[string]int32{},
		classes: make(map[string]int32, 256), ids: make(map[string]int32, 64), attrs: map[string]int32{},
		chains: make([]chain, 0, 512), links: make([]link, 0, 2048),
	}
	for n := root; n != nil; n = following(n, root) {
		if n.Type == html.ElementNode && n != root {
			e.element(n)
		}
	}
	return e
}

// following is the node after n in page order, nil after the last below root.
func following(n, root *html.Node) *html.Node {
	if n.FirstChild != nil {
		return n.FirstChild
	}
	for n != root && n.NextSibling == nil {
		n = n.Parent
	}
	if n == root {
		return nil
	}
	return n.NextSibling
}

func (e *Elements) element(n *html.Node) {
	if tag := tagAtom(n); tag != 0 {
		add(e, e.tags, tag, n)
	} else {
		add(e, e.rare, n.Data, n)
	}
	for i := range n.Attr {
		switch a := &n.Attr[i]; a.Key {
		case "id":
			add(e, e.ids, a.Val, n)
			add(e, e.attrs, a.Key, n)
		case "class":
			e.classesOf(n, a.Val)
		case "itemprop", "data-role", "data-slot":
			add(e, e.attrs, a.Key, n)
		}
	}
}

// tagAtom is the atom of an element's name; SVG has names of its own under the
// atoms of others.
func tagAtom(n *html.Node) atom.Atom {
	if n.Namespace == "" && n.DataAtom != 0 {
		return n.DataAtom
	}
	return atom.Lookup([]byte(n.Data))
}

func (e *Elements) classesOf(n *html.Node, names string) {
	if plainName(names) {
		add(e, e.classes, names, n)
		return
	}
	for class := range strings.FieldsSeq(names) {
		add(e, e.classes, class, n)
	}
}

// plainName reports one name of ASCII.
func plainName(s string) bool {
	for i := range len(s) {
		if s[i] <= ' ' || s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return s != ""
}

// add notes an element once, also where it bears a class twice.
func add[K comparable](e *Elements, names map[K]int32, name K, n *html.Node) {
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

// find is the chain of a mark: ".class", "#id", "[attribute" or "tag".
func (e *Elements) find(mark string) (chain int32, ok bool) {
	switch mark[0] {
	case '.':
		chain, ok = e.classes[mark[1:]]
	case '#':
		chain, ok = e.ids[mark[1:]]
	case '[':
		chain, ok = e.attrs[mark[1:]]
	default:
		if tag := atom.Lookup([]byte(mark)); tag != 0 {
			chain, ok = e.tags[tag]
		} else {
			chain, ok = e.rare[mark]
		}
	}
	return chain, ok
}

// has reports an element with the ".class", "#id", "[attribute" or "tag".
func (e *Elements) has(mark string) bool {
	_, ok := e.find(mark)
	return ok
}

// named gives the elements of a mark in page order until yield is false.
func (e *Elements) named(mark string, yield func(*html.Node) bool) {
	i, ok := e.find(mark)
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
	if s.Above == "" || strings.IndexByte(".#[", s.Key[0]) >= 0 {
		e.named(s.Key, func(n *html.Node) bool { return !s.Match.Match(n) || yield(n) })
		return
	}
	var top *html.Node // whose descendants were looked at last
	e.named(s.Above, func(above *html.Node) bool {
		if top != nil && isBelow(above, top) {
			return true
		}
		top = above
		for n := following(above, above); n != nil; n = following(n, above) {
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

package auto

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// alike counts siblings of one tag and class.
type alike struct {
	key   uint64
	count int32
	group int32
}

// itemTag tells elements that lists of teasers are made of.
func itemTag(tag atom.Atom) bool {
	switch tag {
	case atom.Li, atom.Article, atom.Div, atom.Section, atom.Tr, atom.Td, atom.Dl, atom.A, atom.Figure:
		return true
	}
	return false
}

// countAlike counts the child elements by tag and first class.
func (w *walker) countAlike(n *html.Node) {
	w.alike = w.alike[:0]
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type != html.ElementNode || !itemTag(c.DataAtom) {
			continue
		}
		key := signature(c)
		found := false
		for i := range w.alike {
			if w.alike[i].key == key {
				w.alike[i].count++
				found = true
				break
			}
		}
		if !found && len(w.alike) < 32 {
			w.alike = append(w.alike, alike{key: key, count: 1, group: -1})
		}
	}
	kept := w.alike[:0]
	for _, k := range w.alike {
		if k.count >= 3 {
			k.group = int32(len(w.page.groups))
			w.page.groups = append(w.page.groups, group{})
			kept = append(kept, k)
		}
	}
	w.alike = kept
}

func groupOf(kin []alike, n *html.Node) int32 {
	if len(kin) == 0 {
		return -1
	}
	key := signature(n)
	for _, k := range kin {
		if k.key == key {
			return k.group
		}
	}
	return -1
}

// signature is the tag and the first class of an element.
func signature(n *html.Node) uint64 {
	h := uint64(n.DataAtom) * 1099511628211
	for i := range n.Attr {
		if n.Attr[i].Key != "class" {
			continue
		}
		s := strings.TrimLeft(n.Attr[i].Val, " \t\n")
		for j := 0; j < len(s) && s[j] > ' '; j++ {
			h = (h ^ uint64(s[j])) * 1099511628211
		}
	}
	return h
}

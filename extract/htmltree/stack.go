package htmltree

import (
	"slices"

	"golang.org/x/net/html"
)

// deepest is how deep elements may nest: the limit of x/net/html.
const deepest = 512

// opened is an element on the stack of open elements.
type opened struct {
	node *html.Node
	tag  tag
}

func (b *builder) push(n *html.Node, t tag) {
	b.open = append(b.open, opened{n, t})
	b.count[t]++
	if len(b.open) > deepest {
		b.handOver(tooDeep)
	}
}

func (b *builder) pop() *html.Node {
	top := b.top()
	b.popTo(len(b.open) - 1)
	return top.node
}

// popTo closes elements until n are open.
func (b *builder) popTo(n int) {
	for _, o := range b.open[n:] {
		b.count[o.tag]--
	}
	b.open = b.open[:n]
}

// remove takes an element off the stack wherever it is.
func (b *builder) remove(n *html.Node) {
	if i := b.openIndex(n); i >= 0 {
		b.count[b.open[i].tag]--
		b.open = slices.Delete(b.open, i, i+1)
	}
}

// top is the current node; the document where nothing is open.
func (b *builder) top() opened {
	if n := len(b.open); n > 0 {
		return b.open[n-1]
	}
	return opened{b.doc, other}
}

func (b *builder) openIndex(n *html.Node) int {
	for i := len(b.open) - 1; i >= 0; i-- {
		if b.open[i].node == n {
			return i
		}
	}
	return -1
}

// scope says where a search of the stack ends.
type scope uint8

const (
	defaultScope scope = iota
	itemScope          // … and at ol, ul
	buttonScope        // … and at button
	tableScope         // at html, table alone
)

func (s scope) ends(t tag) bool {
	switch s {
	case tableScope:
		return t == tagTable || t == tagHTML
	case itemScope:
		if t == tagOl || t == tagUl {
			return true
		}
	case buttonScope:
		if t == tagButton {
			return true
		}
	}
	return elements[t].class&bound != 0
}

// find is the index of the nearest open element t in the scope, -1 for none.
func (b *builder) find(s scope, t tag) int {
	if b.count[t] == 0 {
		return -1
	}
	for i := len(b.open) - 1; i >= 0; i-- {
		if b.open[i].tag == t {
			return i
		}
		if s.ends(b.open[i].tag) {
			return -1
		}
	}
	return -1
}

// findClass is find for any element of a class.
func (b *builder) findClass(s scope, c class) int {
	for i := len(b.open) - 1; i >= 0; i-- {
		t := b.open[i].tag
		if elements[t].class&c != 0 {
			return i
		}
		if s.ends(t) {
			return -1
		}
	}
	return -1
}

// closeIn closes elements up to and with the nearest t in the scope, and
// reports false, closing none, where there is none.
func (b *builder) closeIn(s scope, t tag) bool {
	i := b.find(s, t)
	if i >= 0 {
		b.popTo(i)
	}
	return i >= 0
}

func (b *builder) closeClass(s scope, c class) bool {
	i := b.findClass(s, c)
	if i >= 0 {
		b.popTo(i)
	}
	return i >= 0
}

// clearTo closes elements down to one that is html, t, or of the class.
func (b *builder) clearTo(t tag, c class) {
	for i := len(b.open) - 1; i >= 0; i-- {
		if o := b.open[i].tag; o == tagHTML || o == t || elements[o].class&c != 0 {
			b.popTo(i + 1)
			return
		}
	}
}

// closeImplied closes elements whose end tags may be left out, down to except.
func (b *builder) closeImplied(except tag) {
	n := len(b.open)
	for n > 0 {
		t := b.open[n-1].tag
		if elements[t].class&implied == 0 || t == except {
			break
		}
		n--
	}
	b.popTo(n)
}

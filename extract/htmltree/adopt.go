package htmltree

import (
	"slices"

	"golang.org/x/net/html"
)

// endFormatting closes a formatting element. Where blocks were opened within
// it, the element is split, so that each block has its own copy: the adoption
// agency algorithm of the specification.
func (b *builder) endFormatting(t tag) {
	if top := b.top(); top.tag == t && b.activeIndex(top.node) < 0 {
		b.pop()
		return
	}
	for range 8 {
		n := b.lastActive(t)
		if n == nil {
			b.endOtherNamed(t)
			return
		}
		at := b.openIndex(n)
		if at < 0 {
			b.deactivate(n)
			return
		}
		if b.find(defaultScope, t) < 0 {
			return
		}
		block := b.firstSpecial(at)
		if block < 0 {
			b.popTo(at)
			b.deactivate(n)
			return
		}
		b.adopt(n, at, block)
	}
}

// endOtherNamed is endOther for t, also where the token is another one.
func (b *builder) endOtherNamed(t tag) {
	real := b.tok
	b.tok.tag, b.tok.data = t, elements[t].name
	b.endOther()
	b.tok = real
}

// firstSpecial is the index of the first special element from i on.
func (b *builder) firstSpecial(i int) int {
	for ; i < len(b.open); i++ {
		if elements[b.open[i].tag].class&special != 0 {
			return i
		}
	}
	return -1
}

// adopt splits the formatting element n, open at index at, around the block
// that is open at index block.
func (b *builder) adopt(n *html.Node, at, block int) {
	t, ancestor, furthest := b.open[at].tag, b.open[at-1], b.open[block].node
	last, bookmark := b.adoptBetween(n, block)
	detach(last)
	if elements[ancestor.tag].class&tablePart != 0 {
		b.fosterParent(last)
	} else {
		appendChild(ancestor.node, last)
	}
	c := b.clone(n)
	for child := furthest.FirstChild; child != nil; child = furthest.FirstChild {
		detach(child)
		appendChild(c, child)
	}
	appendChild(furthest, c)

	if i := b.activeIndex(n); i >= 0 && i < bookmark {
		bookmark--
	}
	b.deactivate(n)
	b.active = slices.Insert(b.active, bookmark, formatting{c, t})
	b.remove(n)
	b.open = slices.Insert(b.open, b.openIndex(furthest)+1, opened{c, t})
	b.count[t]++
}

// adoptBetween walks from the block up to the formatting element n: formatting
// elements between them are copied, each around what is below it, others leave
// the stack. It returns the topmost of what was moved, and where the copy of n
// goes in the list of active elements.
func (b *builder) adoptBetween(n *html.Node, block int) (last *html.Node, bookmark int) {
	furthest := b.open[block].node
	last, bookmark = furthest, b.activeIndex(n)
	i := block
	for step := 1; ; step++ {
		i--
		o := b.open[i]
		if o.node == n {
			return last, bookmark
		}
		active := b.activeIndex(o.node)
		if step > 3 && active >= 0 {
			b.active = slices.Delete(b.active, active, active+1)
			if active <= bookmark {
				bookmark--
			}
			// x/net/html leaves the element on the stack.
			continue
		}
		if active < 0 {
			b.remove(o.node)
			continue
		}
		c := b.clone(o.node)
		b.active[active].node, b.open[i].node = c, c
		if last == furthest {
			bookmark = active + 1
		}
		detach(last)
		appendChild(c, last)
		last = c
	}
}

// detach takes a node out of its parent.
func detach(n *html.Node) {
	if n.Parent != nil {
		n.Parent.RemoveChild(n)
	}
}

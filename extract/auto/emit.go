package auto

import (
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// emit turns the kept blocks into nodes: the highest elements whose blocks
// are all kept, and elements with things to drop inside where text stands
// loose or a list or table has to stay one.
func (p *page) emit(r *Result) {
	r.Drop = map[*html.Node]bool{}
	counts := make([]int32, len(p.blocks)+1)
	for i := range p.blocks {
		counts[i+1] = counts[i]
		if p.blocks[i].is(kept) {
			counts[i+1]++
		}
	}
	e := emitter{page: p, result: r, counts: counts}
	e.index()
	e.elem(0)
	for _, n := range p.concealed {
		r.Drop[n] = true
	}
}

// emitter walks the elements from the root to those that are kept.
type emitter struct {
	page     *page
	result   *Result
	counts   []int32   // kept blocks before an index
	children [][]int32 // of each element that holds a kept block
}

// index lists the child elements of every element, in page order.
func (e *emitter) index() {
	e.children = make([][]int32, len(e.page.elems))
	for k := 1; k < len(e.page.elems); k++ {
		x := &e.page.elems[k]
		if x.from < x.to {
			e.children[x.parent] = append(e.children[x.parent], int32(k))
		}
	}
}

func (e *emitter) kept(x *elem) int32 { return e.counts[x.to] - e.counts[x.from] }

func (e *emitter) elem(k int32) {
	x := &e.page.elems[k]
	switch n := e.kept(x); {
	case n == 0:
		return
	case k > 0 && (!e.page.uncovered[x.node] || e.loose(k)) && (n == x.to-x.from || e.together(k)):
		e.result.Body = append(e.result.Body, x.node)
		e.drop(k)
		return
	}
	children := e.children[k]
	for i := x.from; i < x.to; {
		if len(children) > 0 && e.page.elems[children[0]].from == i {
			e.elem(children[0])
			i, children = e.page.elems[children[0]].to, children[1:]
			continue
		}
		if b := &e.page.blocks[i]; b.is(kept) { // a picture beside boxes
			e.result.Body = append(e.result.Body, b.first)
		}
		i++
	}
}

// together reports whether an element has to stay one node: it is a list, a
// table or a unit of text, or holds kept text of its own.
func (e *emitter) together(k int32) bool {
	x := &e.page.elems[k]
	if k <= e.page.core && e.page.within(e.page.core, k) {
		return e.loose(k) // layout around the text
	}
	switch x.node.DataAtom {
	case atom.Ul, atom.Ol, atom.Dl, atom.Table, atom.Figure, atom.Blockquote, atom.P:
		return true
	}
	return e.loose(k)
}

// loose reports whether kept text stands straight in the element.
func (e *emitter) loose(k int32) bool {
	x := &e.page.elems[k]
	for i := x.from; i < x.to; i++ {
		if b := &e.page.blocks[i]; b.elem == k && b.is(kept) && !b.is(media) {
			return true
		}
	}
	return false
}

// drop names what inside a kept element is not.
func (e *emitter) drop(k int32) {
	x := &e.page.elems[k]
	if e.kept(x) == x.to-x.from {
		return
	}
	if e.kept(x) == 0 {
		e.result.Drop[x.node] = true
		return
	}
	for i := x.from; i < x.to; i++ {
		b := &e.page.blocks[i]
		if b.elem != k || b.is(kept) {
			continue
		}
		for n := b.first; n != nil; n = n.NextSibling {
			if !e.shared(k, int(i), n) {
				e.result.Drop[n] = true
			}
			if n == b.last {
				break
			}
		}
	}
	for _, c := range e.children[k] {
		e.drop(c)
	}
}

// shared reports whether a kept block uses the node too.
func (e *emitter) shared(k int32, i int, n *html.Node) bool {
	for _, j := range []int{i - 1, i + 1} {
		if j < 0 || j >= len(e.page.blocks) {
			continue
		}
		if b := &e.page.blocks[j]; b.elem == k && b.is(kept) && (b.first == n || b.last == n) {
			return true
		}
	}
	return false
}

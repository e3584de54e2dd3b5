package auto

import (
	"golang.org/x/net/html/atom"
)

// findRun finds the stretch of the page with the most running text: the
// contiguous run of blocks with the highest sum of weights, where prose
// counts for its words and links, lists of teasers and furniture count
// against. It begins after the title where there is one.
func (p *page) findRun() bool {
	start := 0
	if p.title >= 0 {
		start = p.title + 1
	}
	found := p.bestRun(start) || start > 0 && p.title > 0 && p.bestRunBefore()
	if found {
		p.findCore()
	} else {
		found = p.title >= 0 && p.shortRun()
	}
	for i := p.from; found && i < p.to; i++ {
		p.markStructure(&p.blocks[i])
	}
	return found
}

// shortRun takes the few lines under the title of a page without running
// text: a notice, a greeting, a picture with its line.
func (p *page) shortRun() bool {
	p.from, p.to = p.title+1, p.title+1
	words := 0
	for i := p.from; i < len(p.blocks) && i < p.from+40; i++ {
		b := &p.blocks[i]
		if b.is(furniture|teaser) && b.words > 0 || b.links() && !b.is(attached|outgoing) || p.otherArticle(i) || opensBox(p.lineOf(i)) {
			break
		}
		if !b.is(hidden|media|dating|signing|path|clock|viewing) && b.words > 2 {
			words += b.words
			p.to = i + 1
		}
	}
	p.core = p.smallest(p.from, p.to)
	return words > 3
}

// smallest is the deepest element around the blocks from:to.
func (p *page) smallest(from, to int) int32 {
	if from >= len(p.blocks) {
		return 0
	}
	k := p.blocks[from].elem
	for k > 0 && (int(p.elems[k].from) > from || int(p.elems[k].to) < to || p.single(k)) {
		k = p.elems[k].parent
	}
	return k
}

// bestRun searches blocks[start:].
func (p *page) bestRun(start int) bool {
	return p.search(start, len(p.blocks))
}

// bestRunBefore looks above the title, where nothing stands below it: some
// templates print the title's block last.
func (p *page) bestRunBefore() bool { return p.search(0, p.title) }

func (p *page) search(start, end int) bool {
	var sum, best float64
	begin := start
	p.from, p.to = 0, 0
	for i := start; i < end; i++ {
		if sum <= 0 {
			sum, begin = 0, i
		}
		if i > start && p.otherArticle(i) {
			sum -= 60
		}
		sum += p.weight(i)
		if sum > best {
			best, p.from, p.to = sum, begin, i+1
		}
	}
	return best > 0
}

// otherArticle tells an h1 that is not the page's title: what follows is the
// next article of an endless page.
func (p *page) otherArticle(i int) bool {
	b := &p.blocks[i]
	return b.tag == atom.H1 && p.title >= 0 && i > p.title && b.words > 4 && !p.repeatsTitle(b)
}

// weight is what a block says for (positive) or against being part of the
// article's text, in words.
func (p *page) weight(i int) float64 {
	b := &p.blocks[i]
	switch {
	case b.is(hidden):
		return 0
	case b.is(media):
		return 0
	case b.is(furniture):
		return -2 - 0.25*float64(min(b.words, 60))
	case b.is(teaser):
		return -4 - 0.4*float64(min(b.words, 60))
	case b.is(repeats):
		return 0
	case b.links():
		if b.is(attached | outgoing) {
			return -0.5
		}
		return -3 - 0.5*float64(min(b.words, 20))
	case b.prose():
		w := float64(min(b.plain(), 120))
		if b.tags() || b.is(path|clock) {
			return -1
		}
		if b.is(caption) {
			return 0.3 * w
		}
		if b.tag == atom.P {
			w *= 1.2
		}
		return w
	case b.is(dating | signing | tagging | path | viewing | clock):
		return -1
	case b.words > 5 && (b.tag == atom.P || b.tag == atom.Li || b.tag == atom.Td):
		return 1
	}
	return -0.6
}

// findCore finds the deepest element that holds nearly all prose of the run.
func (p *page) findCore() {
	var total, inside int
	for i := p.from; i < p.to; i++ {
		total += p.counted(i)
	}
	p.core = 0
	for {
		next := int32(-1)
		for k := p.core + 1; k < int32(len(p.elems)) && p.elems[k].from < p.elems[p.core].to; k++ {
			e := &p.elems[k]
			if e.parent != p.core || int(e.to) <= p.from || int(e.from) >= p.to {
				continue
			}
			inside = 0
			for i := max(int(e.from), p.from); i < min(int(e.to), p.to); i++ {
				inside += p.counted(i)
			}
			if inside*100 >= total*85 {
				next = k
				break
			}
		}
		if next < 0 || total == 0 || p.single(next) {
			return
		}
		p.core = next
	}
}

// single reports whether an element is one unit of text: a core is a place
// for several. Tables are none: old pages are laid out with them.
func (p *page) single(k int32) bool {
	switch p.elems[k].node.DataAtom {
	case atom.P, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Li, atom.Figcaption:
		return true
	}
	return false
}

// counted is the prose of a block that speaks for its place.
func (p *page) counted(i int) int {
	b := &p.blocks[i]
	if b.is(hidden|furniture|teaser) || !b.prose() {
		return 0
	}
	return b.plain()
}

// inCore reports whether a block lies in the core element.
func (p *page) inCore(i int) bool {
	e := &p.elems[p.core]
	return i >= int(e.from) && i < int(e.to)
}

// widen moves the ends of the run: over prose beside the run's own, which a
// box of links had cut off, and over short lines next to its first and last
// prose: greetings, contact lines, lists, a closing picture.
func (p *page) widen() {
	floor := 0
	if p.title >= 0 && p.title < p.from {
		floor = p.title + 1
	}
	core := &p.elems[p.core]
	p.rejoin(floor)
	for p.from > max(floor, int(core.from)) && p.belongs(p.from-1) {
		p.from--
	}
	for p.to < int(core.to) && p.core != 0 && p.belongs(p.to) {
		p.to++
	}
}

// rejoin takes prose up to twenty-five blocks away that is a sibling of the
// run's first or last.
func (p *page) rejoin(floor int) {
	const reach = 25
	for at, i := p.lastIn(p.from, p.to), p.to; at >= 0 && i < min(len(p.blocks), p.to+reach) && !p.otherArticle(i); i++ {
		if p.counted(i) > 0 && p.siblings(at, i) {
			at, p.to = i, i+1
		}
	}
	for i := p.from - 1; i >= max(floor, p.from-reach); i-- {
		if p.counted(i) > 0 && p.siblings(i, p.from) {
			p.from = i
		}
	}
}

// lastIn is the last block of running text in from:to, -1 without.
func (p *page) lastIn(from, to int) int {
	for i := to - 1; i >= from; i-- {
		if p.counted(i) > 0 {
			return i
		}
	}
	return -1
}

// siblings reports whether two blocks stand in one element or in children of
// one parent.
func (p *page) siblings(i, k int) bool {
	a, b := p.blocks[i].elem, p.blocks[k].elem
	return a == b || p.elems[a].parent == p.elems[b].parent && p.blocks[i].tag == p.blocks[k].tag
}

// belongs reports whether a block next to the run may be part of it.
func (p *page) belongs(i int) bool {
	b := &p.blocks[i]
	return !b.is(furniture|teaser) && !p.otherArticle(i) && !opensBox(p.lineOf(i)) &&
		(!b.links() || b.is(attached|outgoing) || b.words < 4)
}

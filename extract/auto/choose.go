package auto

import (
	"golang.org/x/net/html/atom"
)

// choose marks the blocks of the body as kept. Prose of the run is kept,
// short blocks by what they are and what stands around them.
func (p *page) choose() {
	for i := p.from; i < p.to; i++ {
		if p.keeps(i) {
			p.blocks[i].marks |= kept
		}
	}
	p.dropCopies()
	p.dropBoxes()
	p.dropCredits()
	p.keepHeadings()
	p.keepMedia()
}

// keeps judges one block of the run; headings and media are judged later.
func (p *page) keeps(i int) bool {
	b := &p.blocks[i]
	switch {
	case b.is(hidden|furniture|teaser|media|repeats) || b.words == 0:
		return false
	case b.heading() > 0 || p.subheading(b):
		return false // see keepHeadings
	case b.tags(), b.is(path | clock | viewing), b.is(dating|signing) && !b.prose():
		return false
	case b.prose():
		return !pointer(b)
	case b.links():
		return p.inCore(i) && p.keepsLink(i)
	case !p.inCore(i):
		return false
	}
	return !chromeLine(p.lineOf(i)) && !pointer(b)
}

// subheading tells a line that is written bold where others are not.
func (p *page) subheading(b *block) bool {
	return b.allBold() && b.words <= 30 && !b.is(listItem|cell)
}

// keepsLink keeps links to documents and to other hosts, and short ones that
// stand in running text.
func (p *page) keepsLink(i int) bool {
	b := &p.blocks[i]
	if pointer(b) || chromeLine(p.lineOf(i)) {
		return false
	}
	switch {
	case b.is(attached):
		return true
	case b.is(outgoing):
		return b.tag == atom.P || b.is(listItem|cell)
	}
	return false
}

// dropCopies keeps the first of equal paragraphs where much of the text
// stands twice: pages print it again for narrow screens. A paragraph or two
// that come again are the author's.
func (p *page) dropCopies() {
	seen := map[uint64]bool{}
	var copies []int
	words, again := 0, 0
	for i := p.from; i < p.to; i++ {
		b := &p.blocks[i]
		if !b.is(kept) || b.words < 6 {
			continue
		}
		words += b.words
		if seen[b.hash] {
			copies, again = append(copies, i), again+b.words
		}
		seen[b.hash] = true
	}
	if len(copies) < 2 || again*10 < words*3 {
		return
	}
	for _, i := range copies {
		p.blocks[i].marks = p.blocks[i].marks&^kept | repeats
	}
}

// dropBoxes drops boxes inside the text: a marker line and the links after
// it, and small elements that are mostly links.
func (p *page) dropBoxes() {
	for i := p.from; i < p.to; i++ {
		if !opensBox(p.lineOf(i)) {
			continue
		}
		p.blocks[i].marks &^= kept
		for k := i + 1; k < p.to && !p.endsBox(i, k); k++ {
			p.blocks[k].marks &^= kept
		}
	}
	core := &p.elems[p.core]
	for k := p.core + 1; k < int32(len(p.elems)) && p.elems[k].from < core.to; k++ {
		e := &p.elems[k]
		if e.from == e.to || int(e.to) <= p.from || int(e.from) >= p.to || e.from == core.from && e.to == core.to {
			continue
		}
		if p.linkBox(e) {
			for i := e.from; i < e.to; i++ {
				p.blocks[i].marks &^= kept
			}
		}
	}
}

// endsBox reports whether the box that block i opened is over before block
// k: prose that is no teaser, outside the element of the box.
func (p *page) endsBox(i, k int) bool {
	b := &p.blocks[k]
	if b.links() || b.is(media) || b.words < 12 && !b.prose() {
		return false
	}
	if b.linked > 0 && b.words < 40 {
		return false
	}
	// Deeper than the marker line: still inside its box.
	e := p.elems[p.blocks[i].elem].parent
	return !(e > 0 && e != p.core && p.within(b.elem, e) && p.elems[e].to-p.elems[e].from < 25 && e > p.core)
}

// linkBox tells an element that is a box of links to articles: little text,
// a good part of it linked, with a linked title of its own.
func (p *page) linkBox(e *elem) bool {
	switch e.node.DataAtom {
	case atom.P, atom.Li, atom.Td, atom.Tr, atom.Th, atom.Blockquote:
		return false
	}
	words, linked, titles := 0, 0, 0
	for i := e.from; i < e.to; i++ {
		b := &p.blocks[i]
		words, linked = words+b.words, linked+b.linked
		if words > 140 {
			return false
		}
		if b.links() && b.words >= 4 && !b.is(attached|outgoing) {
			titles++
		}
	}
	return titles > 0 && linked*100 >= words*30
}

// keepHeadings keeps headings that a kept text follows, before the next
// heading of the same rank at most two away.
func (p *page) keepHeadings() {
	follows := false
	distance := 0
	for i := p.to - 1; i >= p.from; i-- {
		b := &p.blocks[i]
		if b.is(kept) {
			follows, distance = true, 0
			continue
		}
		if b.is(media | hidden) {
			continue
		}
		head := b.heading() > 0 || p.subheading(b)
		if !head {
			if distance++; distance > 2 {
				follows = false
			}
			continue
		}
		if follows && p.headingFits(i) {
			b.marks |= kept
		}
	}
	p.keepClosing()
}

// headingFits refuses headings of boxes, labels, datelines and links.
func (p *page) headingFits(i int) bool {
	b := &p.blocks[i]
	if b.is(furniture|teaser|hidden|repeats|tagging|path|clock|viewing) || b.links() || !p.inCore(i) && !p.nearCore(i) {
		return false
	}
	if b.is(signing|dating|caption) && b.words < 10 {
		return false
	}
	return b.words <= 60 && !chromeLine(p.lineOf(i))
}

// nearCore reports whether a block of the run outside the core stands among
// kept text all the same.
func (p *page) nearCore(i int) bool {
	return i > p.from && i+1 < p.to && p.blocks[i-1].is(kept) && p.blocks[i+1].is(kept)
}

// keepClosing keeps bold sentences at the end, which no text follows: they
// are text, not headings.
func (p *page) keepClosing() {
	for i := p.from; i < p.to; i++ {
		b := &p.blocks[i]
		if !b.is(kept) && b.heading() == 0 && p.subheading(b) && b.ends > 0 && b.words >= 6 && p.headingFits(i) && p.inCore(i) {
			b.marks |= kept
		}
	}
}

// keepMedia keeps pictures and players that stand between kept blocks, and
// those between the title and the text.
func (p *page) keepMedia() {
	first, last := p.ends()
	if last < first {
		return
	}
	floor := max(p.title, first-15)
	for i := max(floor, 0); i < len(p.blocks) && i <= last+3; i++ {
		b := &p.blocks[i]
		if !b.is(media) || b.is(hidden|furniture|teaser|signing) || i > last && !p.inCore(i) {
			continue
		}
		if i > first || p.title >= 0 || p.inCore(i) {
			b.marks |= kept
		}
	}
}

// ends are the first and the last kept block; last < first without any.
func (p *page) ends() (first, last int) {
	first, last = len(p.blocks), -1
	for i := p.from; i < p.to; i++ {
		if p.blocks[i].is(kept) {
			first, last = min(first, i), i
		}
	}
	return first, last
}

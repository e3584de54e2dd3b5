package auto

import (
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/tintinh/tintinh/extract/vntext"
)

// longestCaption is in words.
const longestCaption = 90

// findCaptions takes the captions out of the body: what stands right after a
// picture and is marked or set as one. Where the captions are nearly all
// text there is, as in photo stories, they stay text.
func (p *page) findCaptions(r *Result) {
	found := map[int]int{}
	first := p.firstProse()
	prose, captioned := 0, 0
	last := -1 // the last picture
	for i := range p.blocks {
		b := &p.blocks[i]
		switch {
		case b.is(media):
			if b.is(kept) {
				last = i
			}
			continue
		case b.words == 0 || b.is(hidden|furniture|repeats), !b.is(kept|caption) && (i < p.title || i > first):
			continue
		}
		if last >= 0 && p.isCaption(last, i) {
			found[i] = last
			captioned += b.words
			if !p.sameLine(last, i) {
				last = -1
			}
			continue
		}
		last = -1
		if b.is(kept) {
			prose += b.words
		}
	}
	if prose < 25 && captioned > 2*prose {
		return
	}
	for i, m := range found {
		p.takeCaption(r, i, m)
	}
}

// takeCaption gives a caption to its picture. Inside a figure both stay
// where they are: the figure is one node of the body.
func (p *page) takeCaption(r *Result, i, m int) {
	b := &p.blocks[i]
	if f := p.around(m, atom.Figure); f >= 0 && p.within(b.elem, f) {
		b.marks |= kept | repeats
		return
	}
	b.marks = b.marks&^kept | repeats
	image := p.image(m)
	if image == nil {
		return
	}
	if r.Captions == nil {
		r.Captions = map[*html.Node]*html.Node{}
	}
	if r.Captions[image] == nil {
		r.Captions[image] = p.nodeOf(i)
	}
}

// isCaption judges the text block i after the picture m.
func (p *page) isCaption(m, i int) bool {
	b := &p.blocks[i]
	if b.words > longestCaption || b.heading() > 0 && b.heading() < 4 || i-m > 3 {
		return false
	}
	if b.is(caption) {
		return true
	}
	if b.words > 60 || b.is(listItem) {
		return false
	}
	switch {
	case p.sameLine(m, i):
		return true // in the picture's own paragraph
	case b.allItalic() && !b.allBold():
		return true
	case b.is(centred) && !p.centredThroughout() && !b.allBold():
		return true
	case p.sameCellTable(m, i):
		return true
	}
	return creditLine(b.text())
}

// sameLine reports whether text and picture stand in one paragraph or cell.
func (p *page) sameLine(m, i int) bool {
	a, b := &p.blocks[m], &p.blocks[i]
	if a.elem == b.elem {
		switch b.tag {
		case atom.P, atom.Td, atom.Figure, atom.Center, atom.Figcaption:
			return true
		}
	}
	return false
}

// sameCellTable knows the tables that editors put pictures in: one column,
// the picture above, the caption below.
func (p *page) sameCellTable(m, i int) bool {
	t := p.around(m, atom.Table)
	if t < 0 || !p.within(p.blocks[i].elem, t) {
		return false
	}
	words := 0
	for k := p.elems[t].from; k < p.elems[t].to; k++ {
		words += p.blocks[k].words
	}
	return words <= longestCaption
}

// around is the nearest element of a tag around a block, -1 without.
func (p *page) around(i int, tag atom.Atom) int32 {
	k := p.blocks[i].elem
	for up := 0; k > 0 && up < 8; up, k = up+1, p.elems[k].parent {
		if p.elems[k].node.DataAtom == tag {
			return k
		}
	}
	return -1
}

// centredThroughout tells an article that is centred as a whole.
func (p *page) centredThroughout() bool {
	centre, all := 0, 0
	for i := p.from; i < p.to; i++ {
		if b := &p.blocks[i]; b.is(kept) && b.prose() {
			all++
			if b.is(centred) {
				centre++
			}
		}
	}
	return centre*2 > all
}

// image is the img of a media block.
func (p *page) image(m int) *html.Node {
	n := p.blocks[m].first
	if n.DataAtom == atom.Img || n.DataAtom == atom.Picture || n.DataAtom == atom.Video || n.DataAtom == atom.Iframe {
		return n
	}
	for d := range n.Descendants() {
		if d.DataAtom == atom.Img || d.DataAtom == atom.Video || d.DataAtom == atom.Iframe {
			return d
		}
	}
	return nil
}

// creditLine reports whether a short text ends as photo credits do.
func creditLine(text string) bool {
	folded := vntext.Fold(text)
	for _, mark := range []string{"anh ", "anh minh hoa", "nguon anh ", "photo ", "photo by "} {
		if at := lastWordIndex(folded, mark); at >= 0 && len(folded)-at < 40 {
			return hasCreditMark(text)
		}
	}
	return false
}

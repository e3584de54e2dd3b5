package auto

import (
	"strings"

	"golang.org/x/net/html"

	"github.com/tintinh/tintinh/extract/vntext"
)

// lead is where the lead stands: one block, or an element of a few.
type lead struct {
	from, to int // blocks
	source   string
}

// findLead looks for the lead between the title and the text, and at the
// beginning of the text: the block that the description repeats, else one
// that is named for a lead. The first plain paragraph of the body is no lead,
// even where the description was cut from it.
func (p *page) findLead() (lead, bool) {
	stated := p.descriptions()
	first := p.firstProse()
	begin := 0
	if p.title >= 0 && p.title < p.from {
		begin = p.title + 1
	}
	end := min(first+3, len(p.blocks))
	named := -1
	for i := begin; i < end; i++ {
		b := &p.blocks[i]
		if b.is(hidden|furniture|teaser|media|tagging|caption) || b.words < 6 || b.words > 160 || b.links() {
			continue
		}
		if b.is(leading) && named < 0 && !p.afterPicture(i) {
			named = i
		}
		if len(stated) > 0 && (b.is(leading) || !p.plainText(i)) && p.says(b, stated) {
			return p.leadAt(i), true
		}
	}
	if named >= 0 && p.textBesideLead() {
		return p.leadAt(named), true
	}
	if l, ok := p.statedFar(stated, begin, first); ok {
		return l, true
	}
	return p.boldLead(begin)
}

// boldLead takes the first text block where it is set bold and goes on in
// sentences, and the text after it is not bold.
func (p *page) boldLead(begin int) (lead, bool) {
	for i := begin; i < p.to; i++ {
		b := &p.blocks[i]
		if !b.is(kept) || b.words < 8 || b.is(media|caption) {
			continue
		}
		if !b.allBold() && b.heading() != 2 || b.words < 12 || b.words > 120 || b.ends == 0 || b.is(listItem|cell) {
			return lead{}, false
		}
		for k := i + 1; k < p.to; k++ {
			if o := &p.blocks[k]; o.is(kept) && o.prose() {
				return p.leadAt(i), !o.allBold()
			}
		}
		return lead{}, false
	}
	return lead{}, false
}

// textBesideLead reports whether there is text that is not named for a lead:
// some portals call the whole article its description.
func (p *page) textBesideLead() bool {
	named, other := 0, 0
	for i := p.from; i < p.to; i++ {
		switch b := &p.blocks[i]; {
		case !b.is(kept):
		case b.is(leading):
			named += b.words
		default:
			other += b.words
		}
	}
	return other*2 >= named
}

func (p *page) leadAt(i int) lead {
	b := &p.blocks[i]
	l := lead{from: i, to: i + 1, source: "auto " + p.elems[b.elem].node.Data}
	if b.is(leading) {
		l.to = p.leadEnd(i)
	}
	return l
}

// afterPicture tells text that is named like a lead and describes a picture.
func (p *page) afterPicture(i int) bool {
	b := &p.blocks[i]
	for k := i - 1; k >= 0 && k > i-4; k-- {
		if o := &p.blocks[k]; o.is(picture) {
			return b.heading() == 0 && (b.allItalic() || p.elems[o.elem].parent == p.elems[b.elem].parent && o.elem != b.elem || p.sameLine(k, i))
		} else if o.words > 0 && !o.is(hidden|furniture) {
			return false
		}
	}
	return false
}

// statedFar looks for the described block anywhere before the text, where
// the lead stands apart from title and body.
func (p *page) statedFar(stated []string, begin, first int) (lead, bool) {
	for i := 0; i < begin && i < first && len(stated) > 0; i++ {
		b := &p.blocks[i]
		if !b.is(hidden|furniture|teaser|media|tagging|repeats) && b.words >= 8 && b.words <= 160 && !b.links() && i != p.title && p.says(b, stated) {
			return lead{from: i, to: i + 1, source: "auto " + p.elems[b.elem].node.Data}, true
		}
	}
	return lead{}, false
}

// leadEnd takes the blocks that follow in the same element named for leads.
func (p *page) leadEnd(i int) int {
	k := p.blocks[i].elem
	for up := 0; up < 3 && k > 0; up, k = up+1, p.elems[k].parent {
		e := &p.elems[k]
		if e.hint&hintLead == 0 {
			continue
		}
		end := i + 1
		for end < int(e.to) && end-i < 4 && p.blocks[end].is(leading) && !p.blocks[end].links() && !p.blocks[end].is(media|caption) && p.blocks[end].words > 3 {
			end++
		}
		return end
	}
	return i + 1
}

// firstProse is the first block of the run that is running text.
func (p *page) firstProse() int {
	for i := p.from; i < p.to; i++ {
		if b := &p.blocks[i]; b.is(kept) && b.prose() {
			return i
		}
	}
	return p.from
}

// lastProse is the last block of the run that is running text.
func (p *page) lastProse() int {
	for i := p.to - 1; i >= p.from; i-- {
		if b := &p.blocks[i]; b.is(kept) && b.prose() {
			return i
		}
	}
	return p.to
}

// plainText tells a paragraph of the body that looks like the next one: not
// a heading, not set bold or italic, in the same kind of place.
func (p *page) plainText(i int) bool {
	b := &p.blocks[i]
	if b.heading() > 0 || b.allBold() || b.allItalic() || !p.inCore(i) {
		return false
	}
	for k := i + 1; k < p.to && k < i+8; k++ {
		if o := &p.blocks[k]; o.is(kept) && o.prose() {
			return p.sameKind(b.elem, o.elem)
		}
	}
	return true // nothing else to be the body
}

// sameKind compares the places of two blocks: the same element or parent, or
// parents of one tag and class.
func (p *page) sameKind(a, b int32) bool {
	x, y := p.elems[a].parent, p.elems[b].parent
	return a == b || x == y || x >= 0 && y >= 0 && signature(p.elems[x].node) == signature(p.elems[y].node)
}

// descriptions are the comparison forms of what the page says it is about.
func (p *page) descriptions() []string {
	var out []string
	for _, v := range p.meta.Descriptions {
		s := strings.TrimRight(v.Text, ".… ")
		if s = vntext.Shadow(s); strings.Count(s, " ") >= 5 && (p.title < 0 || !p.repeatsHeading(s)) {
			out = append(out, s)
		}
	}
	return out
}

func (p *page) repeatsHeading(s string) bool {
	for _, h := range p.headings {
		if s == h {
			return true
		}
	}
	return false
}

// says reports whether a block says what one of the descriptions says: the
// same, or one is the other cut short, or one lacks the paper's mark at its
// beginning.
func (p *page) says(b *block, stated []string) bool {
	got := b.shadow()
	for _, d := range stated {
		long, short := got, d
		if len(long) < len(short) {
			long, short = short, long
		}
		if len(short)*100 < len(long)*55 && len(short) < 100 {
			continue
		}
		if at := strings.Index(long, short); at >= 0 && at < 40 && (len(short)*100 >= len(long)*40) {
			return true
		}
	}
	return false
}

// readLead puts the lead into the result and takes it out of the body,
// wherever the body repeats it.
func (p *page) readLead(r *Result) {
	l, ok := p.findLead()
	if !ok {
		return
	}
	var parts []string
	for i := l.from; i < l.to; i++ {
		p.blocks[i].marks = p.blocks[i].marks&^kept | repeats
		parts = append(parts, p.blocks[i].text())
	}
	r.LeadText, r.LeadSource = strings.Join(parts, " "), l.source
	r.Lead = p.nodeOf(l.from)
	if l.to-l.from > 1 {
		r.Lead = p.elems[p.elems[p.blocks[l.from].elem].parent].node
	}
	said := vntext.Shadow(r.LeadText)
	words := strings.Count(said, " ") + 1
	for i := p.from; i < p.to; i++ {
		b := &p.blocks[i]
		if b.is(kept) && b.words > 5 && b.words-words < 8 && words-b.words < 8 && sameText(b.shadow(), said) {
			b.marks = b.marks&^kept | repeats
		}
	}
}

func sameText(a, b string) bool {
	if a == b {
		return true
	}
	if len(a) < len(b) {
		a, b = b, a
	}
	return strings.HasSuffix(a, b) && len(a)-len(b) < 16 // "(CTO) - " before one of them
}

// nodeOf is the element of a block where the block is all of it, else the
// block's first node.
func (p *page) nodeOf(i int) *html.Node {
	b := &p.blocks[i]
	if e := &p.elems[b.elem]; b.elem > 0 && e.to-e.from == 1 {
		return e.node
	}
	return b.first
}

package auto

import (
	"net/url"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/tintinh/tintinh/extract/metadata"
	"github.com/tintinh/tintinh/extract/vntext"
)

// page is everything that is known of a page while it is judged.
type page struct {
	base *url.URL
	host string
	meta *metadata.Page
	opts Options

	blocks    []block
	elems     []elem // in page order; the first is the root
	groups    []group
	concealed []*html.Node
	uncovered map[*html.Node]bool // hidden elements whose text is the page's after all

	title    int      // index of the title's block, -1 without one
	headings []string // titles as the page states them, in comparison form
	trailing []string // what stands behind the site's name in the title element
	dateAfar bool     // the publish time stands away from title and text
	cut      bool     // the page holds more elements than are looked at
	from, to int      // the article's stretch: blocks[from:to], in page order
	core     int32
}

func newPage(root *html.Node, base *url.URL, m *metadata.Page, o Options) *page {
	p := &page{base: base, meta: m, opts: o, title: -1}
	if base != nil {
		p.host = strings.ToLower(base.Hostname())
	}
	if p.meta == nil {
		p.meta = &metadata.Page{}
	}
	p.blocks = make([]block, 0, 192)
	p.elems = append(make([]elem, 0, 512), elem{node: root, parent: -1, group: -1})
	w := &walker{page: p, names: make(map[string]hint, 128)}
	w.children(root, around{})
	p.elems[0].to = int32(len(p.blocks))
	p.unhide()
	p.findTitle()
	p.markElements()
	p.markTeasers()
	p.markImprint()
	p.markShared()
	return p
}

// unhide takes hidden text back where nearly everything is hidden: such
// pages are uncovered by a script.
func (p *page) unhide() {
	seen, unseen := 0, 0
	for i := range p.blocks {
		b := &p.blocks[i]
		if b.is(hidden) {
			unseen += b.words
		} else if b.prose() {
			seen += b.plain()
		}
	}
	if seen > 40 || unseen < 80 {
		return
	}
	p.uncovered = make(map[*html.Node]bool, len(p.concealed))
	for _, n := range p.concealed {
		p.uncovered[n] = true
	}
	p.concealed = nil
	for i := range p.blocks {
		p.blocks[i].marks &^= hidden
	}
}

// limits of the elements that a name can speak for, in words: a class that
// says "summary" on the whole article says nothing.
var hintLimits = [...]struct {
	hint  hint
	words int
}{
	{hintLead, 160}, {hintAuthor, 30}, {hintDate, 30}, {hintClock, 30}, {hintTags, 200}, {hintPath, 40},
	{hintTitle, 60}, {hintViews, 30}, {hintCaption, 150},
}

// markElements gives the blocks what the elements around them are named for.
func (p *page) markElements() {
	words, linked, prose := p.sums()
	for i := range p.elems {
		e := &p.elems[i]
		if e.hint == 0 || e.from == e.to {
			continue
		}
		n := int(words[e.to] - words[e.from])
		var m mark
		for _, l := range hintLimits {
			if e.hint&l.hint != 0 && n <= l.words {
				m |= l.hint.marks()
			}
		}
		if n > 12 && 2*int(linked[e.to]-linked[e.from]) < n {
			m &^= tagging // "tag-hanoi" on the article itself
		}
		if e.hint&hintFurniture != 0 && !p.holdsTitle(e) && p.mayBeFurniture(e, prose[e.to]-prose[e.from], prose[len(p.blocks)]) {
			m |= furniture
		}
		if e.hint&hintSlight != 0 && prose[e.to]-prose[e.from] < 20 {
			m |= furniture
		}
		if m == 0 {
			continue
		}
		for k := e.from; k < e.to; k++ {
			p.blocks[k].marks |= m
		}
	}
}

// mayBeFurniture keeps a name from speaking for the article: "social" on the
// element around most of the page's prose says nothing.
func (p *page) mayBeFurniture(e *elem, prose, all int32) bool {
	if e.hint&hintFooter != 0 && p.title >= 0 && int(e.from) > p.title {
		return prose < 150 || 5*prose < 2*all
	}
	return prose < 40 || 5*prose < 2*all
}

// markStructure marks what the nearest few elements make of a block, below
// the core: what stands around that is layout.
func (p *page) markStructure(b *block) {
	for k, depth := b.elem, 0; k > p.core && depth < 4; k, depth = p.elems[k].parent, depth+1 {
		switch p.elems[k].node.DataAtom {
		case atom.Li, atom.Dd, atom.Dt:
			b.marks |= listItem
		case atom.Td, atom.Th:
			b.marks |= cell
		case atom.Blockquote:
			b.marks |= quoting
		}
	}
}

// sums are running totals over the blocks: words, words in links, and words
// of prose.
func (p *page) sums() (words, linked, prose []int32) {
	n := len(p.blocks) + 1
	words, linked, prose = make([]int32, n), make([]int32, n), make([]int32, n)
	for i := range p.blocks {
		b := &p.blocks[i]
		words[i+1] = words[i] + int32(b.words)
		linked[i+1] = linked[i] + int32(b.linked)
		prose[i+1] = prose[i]
		if b.prose() {
			prose[i+1] += int32(b.plain())
		}
	}
	return words, linked, prose
}

func (p *page) holdsTitle(e *elem) bool {
	return p.title >= int(e.from) && p.title < int(e.to)
}

// markTeasers finds lists of links to articles: three or more siblings alike
// that begin with a linked title, or prose right under a linked heading.
func (p *page) markTeasers() {
	for i := range p.elems {
		if e := &p.elems[i]; e.group >= 0 {
			g := &p.groups[e.group]
			g.items++
			if p.beginsLinked(e) {
				g.linked++
			}
		}
	}
	for i := range p.elems {
		e := &p.elems[i]
		if e.group < 0 || p.holdsTitle(e) {
			continue
		}
		if g := p.groups[e.group]; g.linked >= 3 && g.linked*2 >= g.items && p.beginsLinked(e) {
			for k := e.from; k < e.to; k++ {
				p.blocks[k].marks |= teaser
			}
		}
	}
	for i := 1; i < len(p.blocks); i++ {
		h, b := &p.blocks[i-1], &p.blocks[i]
		if h.heading() > 0 && h.links() && h.words > 3 && b.prose() && b.words < 80 && i-1 != p.title {
			b.marks |= teaser
		}
	}
}

// beginsLinked reports whether an element is one teaser: a linked title
// before its text, and not much text.
func (p *page) beginsLinked(e *elem) bool {
	linked, plain := false, 0
	for k := e.from; k < e.to; k++ {
		b := &p.blocks[k]
		switch {
		case b.is(media):
		case b.links() && b.words >= 4 && !b.is(attached):
			if plain > 12 && !linked {
				return false
			}
			linked = true
		default:
			plain += b.plain()
		}
	}
	return linked && plain <= 130
}

// markImprint marks the lines at the foot of a page that name its publisher.
func (p *page) markImprint() {
	for i := p.title + 1; i < len(p.blocks); i++ {
		if b := &p.blocks[i]; b.words > 3 && b.words < 80 && !b.is(hidden|furniture) && b.heading() == 0 && imprint(b.start()) {
			b.marks |= furniture
		}
	}
}

// markShared marks what other pages of the site print as well, but for what
// this page calls its own description: lists and boxes print an article's lead
// on other pages.
func (p *page) markShared() {
	if p.opts.Site == nil {
		return
	}
	for i := range p.blocks {
		if b := &p.blocks[i]; b.words > 2 && i != p.title && p.opts.Site.repeated(b.hash) && !p.describes(b) {
			b.marks |= furniture
		}
	}
}

// describes reports whether a block prints the page's stated description.
func (p *page) describes(b *block) bool {
	for _, d := range p.meta.Descriptions {
		if s := vntext.Shadow(d.Text); s != "" && strings.HasPrefix(b.shadow(), s) {
			return true
		}
	}
	return false
}

// within reports whether an element lies in another.
func (p *page) within(e, outer int32) bool {
	return p.elems[e].from >= p.elems[outer].from && e >= outer && p.elems[e].to <= p.elems[outer].to
}

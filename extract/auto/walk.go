package auto

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// walker turns a tree into blocks, elements and groups in one pass.
type walker struct {
	page   *page
	names  map[string]hint
	open   bool // the last block still takes text
	inWord bool // the last byte read was part of a word
	breaks int  // <br> since the last text
	named  bool // the last text stands in an inline element named for a field
	top    *html.Node
	alike  []alike // scratch of siblings
}

// around is what surrounds a node.
type around struct {
	elem         int32
	link         *html.Node
	bold, italic bool
	marks        mark
	inline       bool // nothing block-level is inside
}

// blockLevel tells elements that stand on lines of their own.
func blockLevel(tag atom.Atom) bool {
	switch tag {
	case atom.P, atom.Div, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Li, atom.Ul, atom.Ol, atom.Table,
		atom.Tbody, atom.Thead, atom.Tfoot, atom.Tr, atom.Td, atom.Th, atom.Caption, atom.Section, atom.Article, atom.Header,
		atom.Footer, atom.Aside, atom.Nav, atom.Main, atom.Figure, atom.Figcaption, atom.Blockquote, atom.Pre, atom.Form,
		atom.Dl, atom.Dt, atom.Dd, atom.Address, atom.Hr, atom.Fieldset, atom.Details, atom.Summary, atom.Center, atom.Menu,
		atom.Dialog, atom.Body, atom.Html:
		return true
	}
	return false
}

// maxElems bounds the work on one page; real ones have thousands.
const maxElems = 200_000

// skipped tells elements whose text no reader sees.
func skipped(tag atom.Atom) bool {
	switch tag {
	case atom.Script, atom.Style, atom.Noscript, atom.Template, atom.Select, atom.Option, atom.Textarea, atom.Button,
		atom.Input, atom.Svg, atom.Math, atom.Head, atom.Title, atom.Object, atom.Canvas, atom.Datalist:
		return true
	}
	return false
}

func (w *walker) children(n *html.Node, a around) {
	container := w.page.elems[a.elem].node == n
	if container {
		w.countAlike(n)
	}
	var kin []alike
	if container && len(w.alike) > 0 {
		kin = append(kin, w.alike...)
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if container {
			w.top = c
		}
		switch c.Type {
		case html.TextNode:
			w.text(c, a)
		case html.ElementNode:
			w.element(c, a, kin)
		}
	}
}

func (w *walker) element(n *html.Node, a around, kin []alike) {
	if skipped(n.DataAtom) || n.Namespace != "" {
		return
	}
	if len(w.page.elems)+len(w.page.blocks) > maxElems {
		w.page.cut = true
		return
	}
	if blockLevel(n.DataAtom) || !a.inline && holdsBlock(n) {
		w.block(n, a, kin)
		return
	}
	switch n.DataAtom {
	case atom.Br:
		if w.breaks++; w.breaks > 1 || w.named {
			w.flush()
		}
		return
	case atom.Img, atom.Picture, atom.Video, atom.Audio, atom.Iframe, atom.Embed:
		w.medium(n, a)
		return
	case atom.A:
		a.link = n
	case atom.B, atom.Strong:
		a.bold = true
	case atom.I, atom.Em:
		a.italic = true
	}
	h := w.hintOf(n)
	if h&hintHidden != 0 {
		w.page.concealed = append(w.page.concealed, n)
		return
	}
	a.marks |= h.marks()
	a.bold = a.bold || h&hintBold != 0
	a.inline = true
	w.children(n, a)
}

// block walks a block-level element.
func (w *walker) block(n *html.Node, a around, kin []alike) {
	w.flush()
	p := w.page
	h := w.hintOf(n)
	group := groupOf(kin, n)
	if group >= 0 && !itemTag(n.DataAtom) {
		group = -1
	}
	index := int32(len(p.elems))
	p.elems = append(p.elems, elem{node: n, parent: a.elem, from: int32(len(p.blocks)), hint: h, group: group})
	if n.DataAtom == atom.A {
		a.link = n
	}
	a.elem, a.inline = index, false
	a.marks = h.blockMarks(a.marks)
	if h&hintHidden != 0 {
		p.concealed = append(p.concealed, n)
	}
	a.bold = a.bold || n.DataAtom == atom.B || n.DataAtom == atom.Strong || h&hintBold != 0
	a.italic = a.italic || n.DataAtom == atom.I || n.DataAtom == atom.Em
	top := w.top
	w.children(n, a)
	w.flush()
	w.top = top
	p.elems[index].to = int32(len(p.blocks))
}

func (w *walker) flush() { w.open, w.inWord, w.named, w.breaks = false, false, false, 0 }

func (w *walker) text(n *html.Node, a around) {
	if strings.TrimSpace(n.Data) == "" {
		w.inWord = false
		return
	}
	p := w.page
	if !w.open {
		w.open, w.inWord = true, false
		p.blocks = append(p.blocks, block{elem: a.elem, first: w.top, tag: p.elems[a.elem].node.DataAtom, hash: 14695981039346656037})
	}
	b := &p.blocks[len(p.blocks)-1]
	b.last, w.breaks, w.named = w.top, 0, a.marks&(titling|dating|signing|leading) != 0
	if b.words == 0 {
		b.marks |= a.marks
	} else {
		b.marks |= a.marks &^ (signing | dating | viewing | tagging | path) // of a part of the line only
	}
	if a.link != nil {
		b.marks |= p.linkMarks(a.link, b.linked == 0)
	}
	b.scan(n.Data, a.link != nil, a.bold, a.italic, &w.inWord)
}

// medium adds a block for a picture or player. Icons and tracking pixels are
// nothing.
func (w *walker) medium(n *html.Node, a around) {
	marks := media
	if n.DataAtom == atom.Img || n.DataAtom == atom.Picture {
		if n.DataAtom == atom.Img && tiny(n) {
			return
		}
		marks |= picture
	}
	w.flush()
	b := block{elem: a.elem, first: w.top, last: w.top, tag: w.page.elems[a.elem].node.DataAtom, marks: marks | a.marks}
	w.page.blocks = append(w.page.blocks, b)
}

// tiny tells icons, spacers and counters by their printed size or name.
func tiny(n *html.Node) bool {
	for i := range n.Attr {
		switch a := &n.Attr[i]; a.Key {
		case "width", "height":
			if len(a.Val) > 0 && len(a.Val) < 3 && a.Val[0] >= '0' && a.Val[0] <= '9' && (len(a.Val) == 1 || a.Val < "64") {
				return true
			}
		case "src":
			name := a.Val[strings.LastIndexByte(a.Val, '/')+1:]
			if strings.Contains(name, "spacer") || strings.Contains(name, "icon") || strings.Contains(name, "emoji") || strings.Contains(a.Val, "/avatar") {
				return true
			}
		}
	}
	return false
}

// holdsBlock tells an inline element around block-level ones: it is a
// container then.
func holdsBlock(n *html.Node) bool {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode && !skipped(c.DataAtom) && (blockLevel(c.DataAtom) || holdsBlock(c)) {
			return true
		}
	}
	return false
}

// blockMarks are those a block-level element hands to everything inside it.
func (h hint) blockMarks(outer mark) mark {
	m := outer & (centred | right | hidden)
	switch {
	case h&hintCentre != 0:
		m = m&^right | centred
	case h&hintRight != 0:
		m = m&^centred | right
	}
	if h&hintHidden != 0 {
		m |= hidden
	}
	return m
}

// hintMarks pairs hints with what they make of a block.
var hintMarks = [...]struct {
	hint
	mark
}{
	{hintCaption, caption}, {hintLead, leading}, {hintAuthor, signing}, {hintDate, dating}, {hintClock, clock},
	{hintTags, tagging}, {hintPath, path}, {hintTitle, titling}, {hintViews, viewing},
}

func (h hint) marks() mark {
	var m mark
	if h == 0 {
		return 0
	}
	for _, p := range hintMarks {
		if h&p.hint != 0 {
			m |= p.mark
		}
	}
	return m
}

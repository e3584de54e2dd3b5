package extract

import (
	"net/url"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/tintinh/tintinh/extract/vntext"
)

// piece is a block on its way into the body, with what the page's markup says
// of it. Captions, the byline and furniture are told apart on pieces.
type piece struct {
	Block
	node    *html.Node // the element it came from: the block element of a text, the img of a picture
	align   string
	bold    bool // all of its text is
	italic  bool
	linked  bool   // all of its text is one or more links
	href    string // where its last link leads
	caption bool   // marked as a caption by the page (figcaption, rule)
	hard    bool   // begins a block element of its own (not a continuation after <br>)
}

func (p *piece) text() bool {
	switch p.Type {
	case Paragraph, Heading, Quote:
		return true
	}
	return false
}

// look is the state that elements hand down to their content.
type look struct {
	block  *html.Node
	align  string
	bold   bool
	italic bool
	href   string
	quote  bool
}

// walker turns body elements into pieces, in page order.
type walker struct {
	base     *url.URL
	root     *html.Node // the body element being read: never furniture, whatever its name
	skip     map[*html.Node]bool
	captions map[*html.Node]bool // elements the rule marks as captions
	out      []piece

	run     strings.Builder // text since the last break
	runes   int             // of run, white space not counted
	bold    int
	italic  int
	link    int
	runLook look
	runHref string
	fresh   bool    // the run begins its block element
	pending []piece // media inside the run, emitted after it
}

// walk reads the elements one after the other.
func (w *walker) walk(roots []*html.Node) []piece {
	for i, n := range roots {
		if i == 0 || !continues(roots[i-1], n) {
			w.flush()
			w.fresh = true
		}
		w.root = n
		w.node(n, enclosing(n))
	}
	w.flush()
	return w.out
}

// continues reports whether two body elements are parts of one paragraph:
// loose text and inline elements with nothing but white space between.
func continues(before, n *html.Node) bool {
	if isBlock(before) || isBlock(n) || before.Parent != n.Parent {
		return false
	}
	for s := before.NextSibling; s != nil; s = s.NextSibling {
		if s == n {
			return true
		}
		if s.Type == html.ElementNode {
			return false
		}
	}
	return false
}

// enclosing is the look that the elements around a body element hand down.
func enclosing(n *html.Node) look {
	l := look{block: n}
	if !isBlock(n) && n.Parent != nil {
		l.block = n.Parent
	}
	for up := n.Parent; up != nil && up.DataAtom != atom.Body; up = up.Parent {
		if a := alignment(up); a != "" {
			l.align = a
			break
		}
	}
	return l
}

func (w *walker) node(n *html.Node, l look) {
	if w.skip[n] {
		return
	}
	switch n.Type {
	case html.TextNode:
		w.text(n.Data, l)
		return
	case html.ElementNode:
	case html.DocumentNode:
		w.children(n, l)
		return
	default:
		return
	}
	if n.Namespace != "" {
		return
	}
	if w.media(n, l) || n != w.root && unread(n) {
		return
	}
	w.element(n, l)
}

func (w *walker) children(n *html.Node, l look) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		w.node(c, l)
	}
}

// element reads an element that is shown and is no media.
func (w *walker) element(n *html.Node, l look) {
	switch n.DataAtom {
	case atom.Br:
		w.lineBreak(n)
		return
	case atom.Nav, atom.Aside, atom.Menu:
		if n != w.root {
			return // navigation and boxes beside the text
		}
	case atom.B, atom.Strong:
		l.bold = true
	case atom.I, atom.Em, atom.Cite:
		l.italic = true
	case atom.A:
		w.anchor(n, l)
		return
	case atom.Span, atom.Font:
		l.style(n)
	}
	if !isBlock(n) {
		w.children(n, l)
		return
	}
	if n != w.root && furniture(n) {
		return
	}
	w.flush()
	l = l.within(n)
	switch n.DataAtom {
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		w.heading(n, l)
	case atom.Ul, atom.Ol:
		w.list(n, l)
	case atom.Table:
		w.table(n, l)
	case atom.Blockquote:
		l.quote = true
		w.children(n, l)
	case atom.Figure:
		w.figure(n, l)
	default:
		w.children(n, l)
	}
	w.flush()
	w.fresh = true
}

// within is the look inside a block element.
func (l look) within(n *html.Node) look {
	l.block = n
	if a := alignment(n); a != "" {
		l.align = a
	}
	l.style(n)
	return l
}

func (l *look) style(n *html.Node) {
	if attr(n, "style") == "" {
		return
	}
	switch style(n, "font-weight") {
	case "bold", "bolder", "600", "700", "800", "900":
		l.bold = true
	case "normal", "400":
		l.bold = false
	}
	switch style(n, "font-style") {
	case "italic":
		l.italic = true
	case "normal":
		l.italic = false
	}
}

func (w *walker) text(s string, l look) {
	n := 0
	for _, c := range s {
		if c > ' ' && c != '\u00a0' {
			n++
		}
	}
	if n == 0 {
		if w.runes > 0 {
			w.run.WriteByte(' ')
		}
		return
	}
	if w.runes == 0 {
		w.runLook = l
	}
	w.run.WriteString(s)
	w.runes += n
	if l.bold {
		w.bold += n
	}
	if l.italic {
		w.italic += n
	}
	if l.href != "" {
		w.link += n
		w.runHref = l.href
	}
}

// lineBreak splits the text at two breaks in a row, and at one where the line
// before it ends a sentence or the next begins a list item: content systems
// write paragraphs so. Other breaks are spaces.
func (w *walker) lineBreak(br *html.Node) {
	if w.runes == 0 {
		return
	}
	if next := nextShown(br); next != nil && next.DataAtom == atom.Br {
		w.flush()
		return
	}
	before := strings.TrimRight(w.run.String(), " \t\r\n\u00a0")
	if endsSentence(before) || itemFollows(br) || w.mostlyBold(br) {
		w.flush()
		return
	}
	w.run.WriteByte(' ')
}

// mostlyBold: a bold line, then text that is not: an intertitle.
func (w *walker) mostlyBold(br *html.Node) bool {
	if w.bold < w.runes || !w.fresh {
		return false
	}
	next := nextShown(br)
	return next != nil && next.Type == html.TextNode && strings.TrimSpace(next.Data) != ""
}

// nextShown is the next sibling that is not only white space.
func nextShown(n *html.Node) *html.Node {
	for s := n.NextSibling; s != nil; s = s.NextSibling {
		switch {
		case s.Type == html.CommentNode:
		case s.Type == html.TextNode && strings.Trim(s.Data, " \t\r\n\u00a0") == "":
		default:
			return s
		}
	}
	return nil
}

func endsSentence(s string) bool {
	c, _ := utf8.DecodeLastRuneInString(s)
	switch c {
	case '.', '!', '?', ':', ';', '…', '”', '"', '»', ')':
		return true
	}
	return false
}

// itemFollows reports whether the text after a break begins like an item:
// "- ", "+ ", "• ", "1. ", "a) ".
func itemFollows(br *html.Node) bool {
	next := nextShown(br)
	if next == nil || next.Type != html.TextNode {
		return false
	}
	return startsItem(strings.TrimLeft(next.Data, " \t\r\n\u00a0"))
}

func startsItem(s string) bool {
	for _, mark := range []string{"- ", "– ", "+ ", "* ", "• ", "· "} {
		if strings.HasPrefix(s, mark) {
			return true
		}
	}
	i := 0
	for i < len(s) && i < 3 && (s[i] >= '0' && s[i] <= '9' || s[i] >= 'a' && s[i] <= 'h' && i == 0) {
		i++
	}
	return i > 0 && i+1 < len(s) && (s[i] == '.' || s[i] == ')') && s[i+1] == ' '
}

// flush ends the paragraph.
func (w *walker) flush() {
	pending := w.pending
	w.pending = nil
	if w.runes > 0 {
		p := piece{
			Block: Block{Type: Paragraph, Text: vntext.Clean(w.run.String())},
			node:  w.runLook.block, align: w.runLook.align,
			bold: w.bold == w.runes, italic: w.italic == w.runes, linked: w.link == w.runes && len(pending) == 0,
			href: w.runHref, hard: w.fresh,
		}
		if w.runLook.quote {
			p.Type = Quote
		}
		p.caption = w.marked(p.node)
		w.fresh = false
		if p.Text != "" && !onlyMediaLabel(p, pending) {
			w.out = append(w.out, p)
		}
	}
	w.run.Reset()
	w.runes, w.bold, w.italic, w.link, w.runHref = 0, 0, 0, 0, ""
	w.out = append(w.out, pending...)
}

// marked reports whether the rule names n, or an element around it, a caption.
func (w *walker) marked(n *html.Node) bool {
	if len(w.captions) == 0 {
		return false
	}
	for ; n != nil; n = n.Parent {
		if w.captions[n] {
			return true
		}
	}
	return false
}

// sub reads the content of an element apart from the walker's own output.
func (w *walker) sub(n *html.Node, l look) []piece {
	inner := &walker{base: w.base, skip: w.skip, captions: w.captions, fresh: true}
	inner.children(n, l)
	inner.flush()
	return inner.out
}

// heading keeps the level of h1–h6. Longer than a heading can be, it is a
// paragraph that was set large.
func (w *walker) heading(n *html.Node, l look) {
	const longest = 200 // runes
	for _, p := range w.sub(n, l) {
		if p.Type == Paragraph && utf8.RuneCountInString(p.Text) <= longest {
			p.Type, p.Level = Heading, int(n.Data[1]-'0')
		}
		p.node = n
		w.out = append(w.out, p)
	}
}

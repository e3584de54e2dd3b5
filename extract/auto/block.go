package auto

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/tintinh/tintinh/extract/vntext"
)

// mark is what is known of a block beside its numbers.
type mark uint32

const (
	hidden    mark = 1 << iota // display:none and the like
	furniture                  // navigation, sharing, comments, related, advertising: never text
	teaser                     // part of a list of links to articles
	media                      // picture, player or frame; has no words
	picture                    // of media: an image
	centred
	right
	caption  // figcaption or an element named for captions
	leading  // element named for leads: sapo, standfirst …
	signing  // element named for authors
	dating   // element named for dates
	clock    // element named for the page's clock
	tagging  // element named for tags
	path     // element named for breadcrumbs or categories
	titling  // element named for titles
	kept     // chosen for the body
	listItem // li, dd, dt
	cell     // td, th
	quoting  // blockquote
	attached // holds a link to a document
	outgoing // its first link leads to another host, or is no web link
	viewing  // element named for view counts
	repeats  // says again what the title or the lead says
)

// block is one run of text that stands on lines of its own, or one medium.
// Its nodes are first to last among the children of its container's element.
type block struct {
	elem        int32 // container, index into page.elems
	first, last *html.Node
	tag         atom.Atom // of the container
	marks       mark
	words       int
	linked      int // words inside links
	bold        int
	italic      int
	commas      int
	ends        int // sentence ends
	digits      int
	cjk         int // ideographs, two of which count as a word
	hash        uint64

	clean, shade string // of text and shadow, once asked for
}

func (b *block) is(m mark) bool { return b.marks&m != 0 }

// plain is the number of words outside links.
func (b *block) plain() int { return b.words - b.linked }

// links tells a block that is a link rather than text with links in it.
func (b *block) links() bool { return b.linked > 0 && b.linked*10 >= b.words*6 }

// allBold tells a heading or sign-off that is written as bold text.
func (b *block) allBold() bool { return b.words > 0 && b.bold >= b.words }

func (b *block) allItalic() bool { return b.words > 0 && b.italic >= b.words }

// prose tells running text: sentences, or long enough to be one.
func (b *block) prose() bool {
	w := b.plain()
	return !b.is(media|hidden) && !b.links() && (w >= 10 && (b.ends > 0 || b.commas > 1) || w >= 20)
}

// tags tells a row of tags: sentences that stand in an element named for
// tags are none.
func (b *block) tags() bool { return b.is(tagging) && (b.ends == 0 || 2*b.linked >= b.words) }

// heading is the level of a heading element, 0 for others.
func (b *block) heading() int {
	switch b.tag {
	case atom.H1:
		return 1
	case atom.H2:
		return 2
	case atom.H3:
		return 3
	case atom.H4, atom.H5, atom.H6:
		return 4
	}
	return 0
}

// elem is one block-level element and the blocks inside it: blocks[from:to].
type elem struct {
	node     *html.Node
	parent   int32
	from, to int32
	hint     hint
	group    int32 // of siblings alike, index into page.groups; -1 for none
}

// group is three or more siblings of one tag and class.
type group struct {
	items  int
	linked int // those that begin with a linked title
}

// text is the block's text, cleaned.
func (b *block) text() string {
	if b.clean == "" && b.words > 0 {
		b.clean = b.read()
	}
	return b.clean
}

// shadow is the text's comparison form.
func (b *block) shadow() string {
	if b.shade == "" && b.words > 0 {
		b.shade = vntext.Shadow(b.text())
	}
	return b.shade
}

// start is the text as printed in the block's first text node, for a look at
// how it begins.
func (b *block) start() string {
	for n := b.first; n != nil; n = n.NextSibling {
		if s := firstText(n); s != "" {
			return s
		}
		if n == b.last {
			break
		}
	}
	return ""
}

func firstText(n *html.Node) string {
	if n.Type == html.TextNode {
		return strings.TrimLeft(n.Data, " \t\r\n\u00a0")
	}
	if n.Type != html.ElementNode || skipped(n.DataAtom) {
		return ""
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if s := firstText(c); s != "" {
			return s
		}
	}
	return ""
}

func (b *block) read() string {
	if b.first == b.last && b.first.Type == html.TextNode {
		return vntext.Clean(b.first.Data)
	}
	var s strings.Builder
	for n := b.first; n != nil; n = n.NextSibling {
		write(&s, n)
		if n == b.last {
			break
		}
	}
	return vntext.Clean(s.String())
}

// apart is the text with a space between what stands in elements of their
// own: "<time>30/12/2020</time><time>18:45</time>" is set apart by a style.
func (b *block) apart() string {
	if b.first == b.last && (b.first.FirstChild == nil || b.first.FirstChild == b.first.LastChild && b.first.FirstChild.Type == html.TextNode) {
		return b.text()
	}
	var s strings.Builder
	for n := b.first; n != nil; n = n.NextSibling {
		writeApart(&s, n)
		if n == b.last {
			break
		}
	}
	return vntext.Clean(s.String())
}

func writeApart(s *strings.Builder, n *html.Node) {
	switch {
	case n.Type == html.TextNode:
		s.WriteString(n.Data)
		s.WriteByte(' ')
		return
	case n.Type != html.ElementNode || skipped(n.DataAtom):
		return
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		writeApart(s, c)
	}
}

// write appends the text of a subtree; a <br> is a space.
func write(s *strings.Builder, n *html.Node) {
	switch {
	case n.Type == html.TextNode:
		s.WriteString(n.Data)
		return
	case n.Type != html.ElementNode && n.Type != html.DocumentNode || skipped(n.DataAtom):
		return
	case n.DataAtom == atom.Br:
		s.WriteByte(' ')
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		write(s, c)
	}
}

// scan counts what a text node adds to the block. It reads bytes: no rune of
// Vietnamese shares a leading byte with the ideographs it looks for.
func (b *block) scan(s string, link, bold, italic bool, inWord *bool) {
	before := b.words
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c <= ' ', c == 0xC2 && i+1 < len(s) && s[i+1] == 0xA0:
			if c == 0xC2 {
				i++
			}
			*inWord = false
			continue
		case c >= 0xE3 && c <= 0xE9 && i+2 < len(s):
			b.ideograph(s[i : i+3])
			i += 2
			*inWord = false
			continue
		case c == ',' || c == ';':
			b.commas++
		case c == '.' || c == '!' || c == '?' || c == 0xA6 && i > 1 && s[i-1] == 0x80 && s[i-2] == 0xE2:
			if i+1 == len(s) || s[i+1] <= ' ' || s[i+1] == '"' || s[i+1] == 0xE2 || s[i+1] == 0xC2 || s[i+1] == ')' {
				b.ends++
			}
		case c >= '0' && c <= '9':
			b.digits++
		}
		if !*inWord {
			*inWord = true
			b.words++
		}
		b.hash = (b.hash ^ uint64(c)) * 1099511628211
	}
	added := b.words - before
	if link {
		b.linked += added
	}
	if bold {
		b.bold += added
	}
	if italic {
		b.italic += added
	}
}

// ideograph counts one CJK character: two of them are about a word.
func (b *block) ideograph(s string) {
	switch s {
	case "。":
		b.ends++
	case "、":
		b.commas++
	}
	if b.cjk++; b.cjk%2 == 1 {
		b.words++
	}
	b.hash = (b.hash ^ uint64(s[1])<<8 ^ uint64(s[2])) * 1099511628211
}

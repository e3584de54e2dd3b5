package auto

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/tintinh/tintinh/extract/vntext"
)

// formatter writes body nodes as lines, "p …", "img …": the least that shows
// what was chosen.
type formatter struct {
	r     *Result
	lines []string
	run   strings.Builder
	tag   string
	bars  bool
}

func bodyLines(r *Result) []string {
	f := &formatter{r: r, tag: "text"}
	for i, n := range r.Body {
		if i > 0 && (n.Type == html.ElementNode && blockLevel(n.DataAtom) || n.PrevSibling != r.Body[i-1]) {
			f.flush()
		}
		f.node(n)
	}
	f.flush()
	return f.lines
}

func (f *formatter) flush() {
	if s := vntext.Clean(f.run.String()); s != "" {
		f.lines = append(f.lines, f.tag+" "+s)
	}
	f.run.Reset()
}

func (f *formatter) node(n *html.Node) {
	if f.r.Drop[n] || n.Type == html.ElementNode && (skipped(n.DataAtom) || styleHint(get(n, "style"))&hintHidden != 0) {
		return
	}
	switch {
	case n.Type == html.TextNode:
		f.run.WriteString(n.Data)
	case n.DataAtom == atom.Br:
		if next := n.NextSibling; next != nil && next.DataAtom == atom.Br {
			f.flush()
		}
		f.run.WriteByte(' ')
	case n.DataAtom == atom.Img:
		f.flush()
		line := "img " + get(n, "src")
		if c := f.r.Captions[n]; c != nil {
			var s strings.Builder
			write(&s, c)
			line += " | " + vntext.Clean(s.String())
		}
		f.lines = append(f.lines, line)
	case n.DataAtom == atom.Tr:
		f.flush()
		f.bars, f.tag = true, "tr"
		f.children(n)
		f.flush()
		f.bars, f.tag = false, "text"
	case f.bars && (n.DataAtom == atom.Td || n.DataAtom == atom.Th):
		if f.run.Len() > 0 {
			f.run.WriteString(" | ")
		}
		f.children(n)
	case n.Type == html.ElementNode && blockLevel(n.DataAtom):
		f.flush()
		before := f.tag
		switch n.DataAtom {
		case atom.Div, atom.Section, atom.Article, atom.Main:
		default:
			f.tag = n.Data
		}
		f.children(n)
		f.flush()
		f.tag = before
	default:
		f.children(n)
	}
}

func (f *formatter) children(n *html.Node) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		f.node(c)
	}
}

func get(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

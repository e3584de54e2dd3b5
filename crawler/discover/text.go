package discover

import (
	"math"
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// textOf is the text below n with single spaces, without scripts and styles.
func textOf(n *html.Node) string {
	text, _ := shortText(n, math.MaxInt)
	return text
}

// shortText is textOf for text of at most limit bytes; of longer text it
// gives false, and reads no more of it than that.
func shortText(n *html.Node, limit int) (string, bool) {
	w := textWriter{limit: limit}
	short := w.write(n)
	return w.String(), short
}

// textWriter gathers text, each run of white space as one space.
type textWriter struct {
	strings.Builder
	limit int
	space bool // owed before the next character
}

// write adds the text below n, until it is longer than the limit.
func (w *textWriter) write(n *html.Node) bool {
	switch {
	case n.Type == html.TextNode:
		w.add(n.Data)
		return w.Len() <= w.limit
	case n.DataAtom == atom.Script, n.DataAtom == atom.Style, n.DataAtom == atom.Template, n.DataAtom == atom.Noscript:
		return true
	}
	separate := n.Type == html.ElementNode && !inline[n.DataAtom]
	w.space = w.space || separate
	for c := range n.ChildNodes() {
		if !w.write(c) {
			return false
		}
	}
	w.space = w.space || separate
	return true
}

func (w *textWriter) add(s string) {
	for _, c := range s {
		if unicode.IsSpace(c) {
			w.space = true
			continue
		}
		if w.space && w.Len() > 0 {
			w.WriteByte(' ')
		}
		w.space = false
		w.WriteRune(c)
	}
}

// inline elements stand within a word; all others separate words.
var inline = map[atom.Atom]bool{
	atom.A: true, atom.B: true, atom.Em: true, atom.Font: true, atom.I: true, atom.Mark: true, atom.S: true,
	atom.Small: true, atom.Span: true, atom.Strong: true, atom.Sub: true, atom.Sup: true, atom.U: true,
}

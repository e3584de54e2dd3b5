package learn

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/tintinh/tintinh/extract/vntext"
)

// textOf is the text of an element, words apart where a browser breaks lines.
func textOf(n *html.Node) string {
	var b strings.Builder
	writeText(&b, n)
	return vntext.Clean(b.String())
}

func writeText(b *strings.Builder, n *html.Node) { writeKept(b, n, nil) }

// writeKept leaves out what is dropped.
func writeKept(b *strings.Builder, n *html.Node, drop map[*html.Node]bool) {
	switch {
	case drop[n]:
		return
	case n.Type == html.TextNode:
		b.WriteString(n.Data)
		return
	case n.Type == html.CommentNode || unread(n):
		return
	}
	apart := n.Type == html.ElementNode && !inline(n)
	if apart {
		b.WriteByte(' ')
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		writeKept(b, c, drop)
	}
	if apart {
		b.WriteByte(' ')
	}
}

func unread(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Script, atom.Style, atom.Noscript, atom.Template, atom.Head, atom.Iframe, atom.Svg, atom.Select, atom.Textarea:
		return true
	}
	return false
}

func inline(n *html.Node) bool {
	switch n.DataAtom {
	case atom.A, atom.B, atom.Strong, atom.I, atom.Em, atom.U, atom.Span, atom.Small, atom.Font, atom.Sup, atom.Sub, atom.Mark, atom.Abbr, atom.Cite, atom.Time, atom.Label, atom.Bdi, atom.Wbr:
		return true
	}
	return false
}

// words is a text as a bag of syllables, for comparing.
func words(text string) map[string]int {
	bag := map[string]int{}
	for _, s := range vntext.Syllables(text) {
		bag[s]++
	}
	return bag
}

func size(bag map[string]int) int {
	n := 0
	for _, c := range bag {
		n += c
	}
	return n
}

// overlap is how much two bags have in common: the harmonic mean of what share
// each has of the other, 0 to 1.
func overlap(a, b map[string]int) float64 {
	common := 0
	for w, n := range a {
		common += min(n, b[w])
	}
	if total := size(a) + size(b); total > 0 {
		return 2 * float64(common) / float64(total)
	}
	return 0
}

// within is the share of a that b has, too.
func within(a, b map[string]int) float64 {
	common := 0
	for w, n := range a {
		common += min(n, b[w])
	}
	if n := size(a); n > 0 {
		return float64(common) / float64(n)
	}
	return 0
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// linkShare is the share of an element's text that is links, 0 to 1.
func linkShare(n *html.Node) (share float64, links int) {
	var linked strings.Builder
	for d := range n.Descendants() {
		if d.DataAtom == atom.A && attr(d, "href") != "" {
			links++
			writeText(&linked, d)
			linked.WriteByte(' ')
		}
	}
	all := len(textOf(n))
	if all == 0 {
		return 0, links
	}
	return min(1, float64(len(vntext.Clean(linked.String())))/float64(all)), links
}

// holds reports whether n is or stands in the element.
func holds(element, n *html.Node) bool {
	for ; n != nil; n = n.Parent {
		if n == element {
			return true
		}
	}
	return false
}

package extract

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// list reads <ul> and <ol>. Each li is an item; items of nested lists follow
// as items of their own. What is no text (a picture, a table) ends the list
// block and stands after it.
func (w *walker) list(n *html.Node, l look) {
	items := listItems{w: w, node: n}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode && (w.skip[c] || unread(c)) {
			continue
		}
		if c.DataAtom == atom.Li {
			items.add(w.sub(c, l.within(c)))
		} else {
			items.add(w.subNode(c, l))
		}
	}
	items.end()
}

// listItems gathers the items of one list block.
type listItems struct {
	w     *walker
	node  *html.Node
	items []string
	mixed bool   // some text is not linked
	href  string // where the last link leads
}

// add takes the pieces of one li.
func (li *listItems) add(pieces []piece) {
	own := -1 // this li's own item: its paragraphs are one item
	for _, p := range pieces {
		switch p.Type {
		case Paragraph, Heading, Quote:
			li.mixed, li.href = li.mixed || !p.linked, p.href
			if own >= 0 {
				li.items[own] += " " + p.Text
				continue
			}
			own = len(li.items)
			li.items = append(li.items, p.Text)
		case List:
			li.mixed, li.href = li.mixed || !p.linked, p.href
			li.items, own = append(li.items, p.Items...), -1
		default:
			li.end()
			li.w.out, own = append(li.w.out, p), -1
		}
	}
}

func (li *listItems) end() {
	if len(li.items) > 0 {
		li.w.out = append(li.w.out, piece{Block: Block{Type: List, Items: li.items}, node: li.node, linked: !li.mixed, href: li.href})
	}
	li.items, li.mixed = nil, false
}

// subNode reads one node apart from the walker's own output.
func (w *walker) subNode(n *html.Node, l look) []piece {
	inner := &walker{base: w.base, skip: w.skip, captions: w.captions, fresh: true}
	inner.node(n, l)
	inner.flush()
	return inner.out
}

// figure reads pictures with their figcaption. Where it holds none (a quote,
// a table) its content is read as that of any other element.
func (w *walker) figure(n *html.Node, l look) {
	var captions []string
	marked := map[*html.Node]bool{}
	for c := range n.Descendants() {
		if c.DataAtom == atom.Figcaption {
			marked[c] = true
		}
	}
	inner := &walker{base: w.base, skip: w.skip, captions: marked, fresh: true}
	inner.children(n, l)
	inner.flush()
	picture := slices.ContainsFunc(inner.out, func(p piece) bool { return p.Type == Image || p.Type == Video })
	var out []piece
	for _, p := range inner.out {
		if picture && p.text() && (p.caption || w.marked(p.node)) {
			captions = append(captions, p.Text)
			continue
		}
		out = append(out, p)
	}
	if len(captions) > 0 {
		for i := len(out) - 1; i >= 0; i-- {
			if out[i].Type == Image || out[i].Type == Video {
				out[i].Caption = strings.Join(captions, " ")
				break
			}
		}
	}
	w.out = append(w.out, out...)
}

package htmltree

import (
	"golang.org/x/net/html"
)

// node takes a node from the slab.
func (b *builder) node(t html.NodeType, data string) *html.Node {
	if len(b.nodes) == 0 {
		b.nodes = b.memory.moreNodes(b.chunk)
		if b.made += len(b.nodes); b.made > MostNodes {
			b.handOver(tooMany)
		}
	}
	n := &b.nodes[0]
	b.nodes = b.nodes[1:]
	n.Type, n.Data = t, data
	return n
}

// moreAttributes begins a new slab with the attributes of the tag being read,
// which began at first, and returns where they begin there.
func (b *builder) moreAttributes(first int) int {
	b.attrs = append(b.memory.moreAttributes(max(2*b.chunk, 2*mostAttributes)), b.attrs[first:]...)
	return 0
}

// add makes n the last child of the current node.
func (b *builder) add(n *html.Node) {
	top := b.top()
	if b.fosters(top) {
		b.fosterParent(n)
		return
	}
	appendChild(top.node, n)
}

func appendChild(parent, n *html.Node) {
	n.Parent = parent
	last := parent.LastChild
	if last == nil {
		parent.FirstChild = n
	} else {
		last.NextSibling = n
		n.PrevSibling = last
	}
	parent.LastChild = n
}

// addElement adds the token's element and opens it.
func (b *builder) addElement() *html.Node {
	n := b.node(html.ElementNode, b.tok.data)
	n.DataAtom, n.Attr = b.tok.atom, b.tok.attr
	b.add(n)
	b.push(n, b.tok.tag)
	return n
}

// addVoid adds the token's element, which has no content.
func (b *builder) addVoid() {
	n := b.node(html.ElementNode, b.tok.data)
	n.DataAtom, n.Attr = b.tok.atom, b.tok.attr
	b.add(n)
	if len(b.open) >= deepest {
		b.handOver(tooDeep)
	}
}

func (b *builder) addComment() {
	b.add(b.node(html.CommentNode, b.tok.data))
}

// addText adds text to the current node, to its last text if it ends in one.
func (b *builder) addText(s string) {
	if s == "" {
		return
	}
	top := b.top()
	if b.fosters(top) {
		b.fosterParent(b.node(html.TextNode, s))
		return
	}
	if last := top.node.LastChild; last != nil && last.Type == html.TextNode {
		b.extend(last, s)
		return
	}
	appendChild(top.node, b.node(html.TextNode, s))
}

// extend lengthens a text. Its pieces are joined when the page has been read:
// joining them one by one would cost the square of their number.
func (b *builder) extend(n *html.Node, s string) {
	if b.pending == nil {
		b.pending = map[*html.Node][]byte{}
	}
	data, ok := b.pending[n]
	if !ok {
		data = []byte(n.Data)
	}
	b.pending[n] = append(data, s...)
}

// addLeadingSpace adds the white space that the token's text begins with, and
// reports whether that was all.
func (b *builder) addLeadingSpace() bool {
	n := leadingSpace(b.tok.data)
	b.addText(b.tok.data[:n])
	b.tok.data = b.tok.data[n:]
	return b.tok.data == ""
}

// dropLeadingSpace removes it instead.
func (b *builder) dropLeadingSpace() bool {
	b.tok.data = b.tok.data[leadingSpace(b.tok.data):]
	return b.tok.data == ""
}

func leadingSpace(s string) int {
	i := 0
	for i < len(s) && space(s[i]) {
		i++
	}
	return i
}

func blank(s string) bool { return leadingSpace(s) == len(s) }

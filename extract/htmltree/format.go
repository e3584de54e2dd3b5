package htmltree

import (
	"cmp"
	"slices"

	"golang.org/x/net/html"
)

// formatting is an entry of the list of active formatting elements: what is
// opened again where a block has closed it. A nil node is a marker, which
// keeps it from leaking into cells, captions and objects.
type formatting struct {
	node *html.Node
	tag  tag
}

func (b *builder) mark() { b.active = append(b.active, formatting{}) }

// clearActive drops the entries down to the last marker.
func (b *builder) clearActive() {
	for len(b.active) > 0 {
		last := len(b.active) - 1
		n := b.active[last].node
		b.active = b.active[:last]
		if n == nil {
			return
		}
	}
}

func (b *builder) activeIndex(n *html.Node) int {
	for i := len(b.active) - 1; i >= 0; i-- {
		if b.active[i].node == n {
			return i
		}
	}
	return -1
}

func (b *builder) deactivate(n *html.Node) {
	if i := b.activeIndex(n); i >= 0 {
		b.active = slices.Delete(b.active, i, i+1)
	}
}

// addFormatting adds the token's element as an active one. Of more than three
// alike the earlier ones are dropped. Its attributes are sorted, as x/net/html
// leaves them.
func (b *builder) addFormatting() {
	n := b.addElement()
	slices.SortFunc(n.Attr, compareAttributes)
	same := 0
	for i := len(b.active) - 1; i >= 0 && b.active[i].node != nil; i-- {
		if a := b.active[i]; a.tag != b.tok.tag || !slices.Equal(a.node.Attr, n.Attr) {
			continue
		}
		if same++; same >= 3 {
			b.active = slices.Delete(b.active, i, i+1)
		}
	}
	b.active = append(b.active, formatting{n, b.tok.tag})
}

func compareAttributes(x, y html.Attribute) int {
	return cmp.Or(cmp.Compare(x.Namespace, y.Namespace), cmp.Compare(x.Key, y.Key), cmp.Compare(x.Val, y.Val))
}

// reconstruct opens again what is active and not open.
func (b *builder) reconstruct() {
	last := len(b.active) - 1
	if last < 0 {
		return
	}
	i := last
	for i >= 0 && b.active[i].node != nil && b.openIndex(b.active[i].node) < 0 {
		i--
	}
	for i++; i <= last; i++ {
		a := &b.active[i]
		a.node = b.clone(a.node)
		b.add(a.node)
		b.push(a.node, a.tag)
	}
}

func (b *builder) clone(n *html.Node) *html.Node {
	c := b.node(n.Type, n.Data)
	b.made += len(n.Attr) / 2
	c.DataAtom, c.Attr = n.DataAtom, slices.Clone(n.Attr)
	return c
}

// lastActive is the last active element t after the last marker.
func (b *builder) lastActive(t tag) *html.Node {
	for i := len(b.active) - 1; i >= 0 && b.active[i].node != nil; i-- {
		if b.active[i].tag == t {
			return b.active[i].node
		}
	}
	return nil
}

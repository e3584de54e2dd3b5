package extract

import (
	"iter"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"github.com/tintinh/tintinh/extract/vntext"
	"github.com/tintinh/tintinh/portal"
)

// hit is an element that a rule's selector matched.
type hit struct {
	node     *html.Node
	selector portal.Selector
}

// value is the hit's attribute, or its text without scripts and styles.
func (h hit) value() string {
	if h.selector.Attr != "" {
		return vntext.Clean(attr(h.node, h.selector.Attr))
	}
	if h.node.Data == "meta" {
		return vntext.Clean(attr(h.node, "content"))
	}
	return vntext.Clean(nodeText(h.node))
}

func (h hit) source() string { return "selector " + h.selector.Text }

// hits runs the selectors of a field in order, as long as the caller goes on,
// and gives the matches of each that matches at all; within one selector in
// page order. Each selector runs once a page.
func (r *reading) hits(f portal.Field) iter.Seq[[]hit] {
	return func(yield func([]hit) bool) {
		for i, s := range r.rule.Fields[f] {
			at := place{f, i}
			group, ok := r.matched[at]
			if !ok {
				for _, n := range r.index().All(s) {
					group = append(group, hit{n, s})
				}
				r.matched[at] = group
			}
			if len(group) > 0 && !yield(group) {
				return
			}
		}
	}
}

// place is the place of a selector in the rule.
type place struct {
	field portal.Field
	index int
}

// matches reports whether any selector of a field matches an element.
func (r *reading) matches(f portal.Field) bool {
	for range r.hits(f) {
		return true
	}
	return false
}

// all is every match of a field's selectors.
func (r *reading) all(f portal.Field) []*html.Node {
	var out []*html.Node
	for group := range r.hits(f) {
		for _, h := range group {
			out = append(out, h.node)
		}
	}
	return out
}

// outermost keeps the nodes that stand in no other of them; page order stays.
func outermost(nodes []*html.Node) []*html.Node {
	in := make(map[*html.Node]bool, len(nodes))
	for _, n := range nodes {
		in[n] = true
	}
	return slices.DeleteFunc(slices.Clone(nodes), func(n *html.Node) bool {
		for p := n.Parent; p != nil; p = p.Parent {
			if in[p] {
				return true
			}
		}
		return false
	})
}

// inside reports whether n is one of the roots or stands in one.
func inside(n *html.Node, roots []*html.Node) bool {
	for ; n != nil; n = n.Parent {
		if slices.Contains(roots, n) {
			return true
		}
	}
	return false
}

// nodeText is the text of an element as it is read: block elements and line
// breaks separate words, scripts, styles, comments and what is not shown do
// not count.
func nodeText(n *html.Node) string {
	var b strings.Builder
	writeText(&b, n, nil)
	return b.String()
}

func writeText(b *strings.Builder, n *html.Node, skip map[*html.Node]bool) {
	switch n.Type {
	case html.TextNode:
		b.WriteString(n.Data)
		return
	case html.ElementNode, html.DocumentNode:
	default:
		return
	}
	if n.Type == html.ElementNode && (unread(n) || skip[n]) {
		return
	}
	apart := isBlock(n) || n.Data == "br"
	if apart {
		b.WriteByte(' ')
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		writeText(b, c, skip)
	}
	if apart {
		b.WriteByte(' ')
	}
}

// precedes reports whether a stands before b in the page; an element precedes
// what is inside it.
func precedes(a, b *html.Node) bool {
	pathA, pathB := lineage(a), lineage(b)
	for i := 0; i < len(pathA) && i < len(pathB); i++ {
		if pathA[i] == pathB[i] {
			continue
		}
		for s := pathA[i].NextSibling; s != nil; s = s.NextSibling {
			if s == pathB[i] {
				return true
			}
		}
		return false
	}
	return len(pathA) < len(pathB)
}

// lineage is the way from the root down to n.
func lineage(n *html.Node) []*html.Node {
	var up []*html.Node
	for ; n != nil; n = n.Parent {
		up = append(up, n)
	}
	slices.Reverse(up)
	return up
}

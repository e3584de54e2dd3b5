package htmltree

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// difference is where two trees differ first, "" where they are equal. Links
// between nodes are compared, too: each tree must be sound in itself.
func difference(got, want *html.Node) string {
	type pair struct{ got, want *html.Node }
	for todo := []pair{{got, want}}; len(todo) > 0; {
		p := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if d := differs(p.got, p.want); d != "" {
			return fmt.Sprintf("at %s: %s", path(p.want), d)
		}
		g, w := p.got.FirstChild, p.want.FirstChild
		var last *html.Node
		for ; g != nil && w != nil; g, w = g.NextSibling, w.NextSibling {
			if g.Parent != p.got || g.PrevSibling != last {
				return fmt.Sprintf("at %s: parent or previous sibling is wrong", path(w))
			}
			todo = append(todo, pair{g, w})
			last = g
		}
		if g != nil || w != nil {
			return fmt.Sprintf("in %s: a child is %s, want %s", path(p.want), show(g), show(w))
		}
		if p.got.LastChild != last {
			return fmt.Sprintf("in %s: the last child is %s, want %s", path(p.want), show(p.got.LastChild), show(last))
		}
	}
	return ""
}

func differs(got, want *html.Node) string {
	switch {
	case got.Type != want.Type, got.DataAtom != want.DataAtom, got.Data != want.Data, got.Namespace != want.Namespace:
		return fmt.Sprintf("%s, want %s", show(got), show(want))
	case !slices.Equal(got.Attr, want.Attr):
		return fmt.Sprintf("attributes are %q, want %q", got.Attr, want.Attr)
	}
	return ""
}

func show(n *html.Node) string {
	if n == nil {
		return "none"
	}
	return fmt.Sprintf("{type %d, atom %q, namespace %q, data %.200q}", n.Type, n.DataAtom, n.Namespace, n.Data)
}

func path(n *html.Node) string {
	var names []string
	for ; n != nil; n = n.Parent {
		names = append(names, fmt.Sprintf("%.20q", n.Data))
	}
	slices.Reverse(names)
	return strings.Join(names, " ")
}

// compare fails the test where the tree is not that of html.Parse. It returns
// why the page was handed over.
func compare(t *testing.T, page string) reason {
	t.Helper()
	want, wantErr := html.Parse(strings.NewReader(page))
	b := newBuilder([]byte(page), new(Memory))
	b.build()
	switch {
	case b.handed == broken:
		t.Errorf("%.300q: the builder failed", page)
	case b.handed != nothing:
	case wantErr != nil:
		t.Errorf("%.300q: built, but html.Parse says: %v", page, wantErr)
	default:
		if d := difference(b.doc, want); d != "" {
			t.Errorf("%.300q: %s", page, d)
		}
	}
	return b.handed
}

package extract

import (
	"strings"

	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"

	"github.com/tintinh/tintinh/portal"
)

// lookup finds the elements of a page by tag name, class and id, in page order.
// A rule has dozens of selectors; most ask for a class that few elements have.
type lookup map[string][]*html.Node

func lookupOf(root *html.Node) lookup {
	all := lookup{}
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		all[n.Data] = append(all[n.Data], n)
		for i := range n.Attr {
			switch a := &n.Attr[i]; a.Key {
			case "id":
				all.add("#"+a.Val, n)
			case "class":
				for class := range strings.FieldsSeq(a.Val) {
					all.add("."+class, n)
				}
			}
		}
	}
	return all
}

// add notes an element once, also where it bears a class twice.
func (all lookup) add(key string, n *html.Node) {
	if list := all[key]; len(list) == 0 || list[len(list)-1] != n {
		all[key] = append(list, n)
	}
}

// query is cascadia.QueryAll on the page's root.
func (all lookup) query(root *html.Node, s portal.Selector) []*html.Node {
	if s.Key == "" {
		return cascadia.QueryAll(root, s.Match)
	}
	var out []*html.Node
	for _, n := range all[s.Key] {
		if s.Match.Match(n) {
			out = append(out, n)
		}
	}
	return out
}

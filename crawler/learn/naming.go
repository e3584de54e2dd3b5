package learn

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/tintinh/tintinh/portal"
)

// ident is a class name or id that can stand in a selector as it is. Names
// with long numbers are those of one page (post-12345).
var (
	ident   = regexp.MustCompile(`^-?[A-Za-z_][A-Za-z0-9_-]*$`)
	numbers = regexp.MustCompile(`\d{3,}`)
)

func usable(name string) bool { return ident.MatchString(name) && !numbers.MatchString(name) }

// state classes say how an element stands on a page, not what it is.
var state = map[string]bool{
	"active": true, "show": true, "hide": true, "hidden": true, "clearfix": true, "first": true, "last": true, "row": true,
	"container": true, "open": true, "current": true, "visible": true, "left": true, "right": true, "clear": true,
}

// ownNames are the selectors that an element's own tag, id, classes and
// attributes give, the best first.
func ownNames(n *html.Node) []string {
	var out []string
	classes := slices.DeleteFunc(strings.Fields(attr(n, "class")), func(c string) bool { return !usable(c) || state[strings.ToLower(c)] })
	if len(classes) > 3 {
		classes = classes[:3]
	}
	for _, c := range classes {
		out = append(out, n.Data+"."+c)
	}
	if len(classes) > 1 {
		out = append(out, n.Data+"."+strings.Join(classes[:2], "."))
	}
	if id := attr(n, "id"); usable(id) {
		out = append(out, "#"+id)
	}
	for _, c := range classes {
		out = append(out, "."+c)
	}
	for _, key := range []string{"itemprop", "data-field", "data-role", "role"} {
		if v := attr(n, key); usable(v) {
			out = append(out, fmt.Sprintf("%s[%s='%s']", n.Data, key, v))
		}
	}
	return out
}

// telling are tags that say what they are without a class.
var telling = []atom.Atom{atom.H1, atom.Time, atom.Article, atom.Main, atom.H2}

// maxUp is how far an element's surroundings are looked at for a name.
const maxUp = 5

// names are the selectors that may mean an element on other pages of the
// template, too; simple ones first. None is promised to match only it.
func names(n *html.Node) []string {
	out := ownNames(n)
	own := out
	if slices.Contains(telling, n.DataAtom) {
		out = append(out, n.Data)
	}
	path := step(n)
	up := 0
	for a := n.Parent; a != nil && a.Type == html.ElementNode && up < maxUp; a = a.Parent {
		for _, name := range first(ownNames(a), 3) {
			out = append(out, name+" > "+path)
			if up > 0 || n.DataAtom != atom.Div {
				out = append(out, name+" "+n.Data)
			}
			for _, o := range first(own, 2) {
				out = append(out, name+" "+o)
			}
		}
		if a.DataAtom == atom.Body {
			out = append(out, "body > "+path)
		}
		path = step(a) + " > " + path
		up++
	}
	return out
}

func first(list []string, n int) []string { return list[:min(n, len(list))] }

// step is an element by its place among its parent's children of that tag.
func step(n *html.Node) string {
	at, alone := 1, true
	for s := n.PrevSibling; s != nil; s = s.PrevSibling {
		if s.Type == html.ElementNode && s.Data == n.Data {
			at++
			alone = false
		}
	}
	for s := n.NextSibling; s != nil && alone; s = s.NextSibling {
		alone = s.Type != html.ElementNode || s.Data != n.Data
	}
	if alone {
		return n.Data
	}
	return fmt.Sprintf("%s:nth-of-type(%d)", n.Data, at)
}

// cost is how much a selector leans on the page's build: every part of a path
// and every counted place may change with the next layout.
func cost(selector string) float64 {
	c := 0.0
	for part := range strings.FieldsSeq(strings.ReplaceAll(selector, ">", " ")) {
		c++
		if strings.Contains(part, ":nth-of-type") {
			c += 1.5
		}
		if !strings.ContainsAny(part, ".#[") {
			c += 0.5
		}
	}
	switch {
	case strings.HasPrefix(selector, "."):
		c += 0.2 // a class may stand on other elements, too
	case strings.HasPrefix(selector, "#"):
		c += 0.1
	}
	return c
}

// compile reads a selector that was made of names.
func compile(selector string) (portal.Selector, bool) {
	s, err := portal.CompileSelector(selector)
	return s, err == nil
}

package proof

import (
	"slices"
	"strings"
	"unicode"

	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/extract/vntext"
	"github.com/tintinh/tintinh/portal"
)

// marks are the elements in which fields stand.
type marks struct {
	texts  map[*html.Node]string   // what is to be read in an element, without white space
	fields map[*html.Node][]string // element → fields
	places map[string]int          // field → number of its elements
	ids    map[*html.Node]string   // element → its anchor: that of its first field
	above  map[*html.Node]bool     // elements that hold marked ones, and these
	body   *html.Node
}

// longKey is how many letters of a text must agree.
const longKey = 90

// find marks the fields of a result.
func find(doc *extract.Document, r *extract.Result) *marks {
	m := &marks{texts: map[*html.Node]string{}, fields: map[*html.Node][]string{}, places: map[string]int{}, ids: map[*html.Node]string{}, above: map[*html.Node]bool{}}
	for n := range doc.Root.Descendants() {
		if n.DataAtom == atom.Body {
			m.body = n
			break
		}
	}
	if m.body == nil || r.Article == nil {
		return m
	}
	m.read(m.body)
	for _, f := range r.Fields {
		within := m.selected(doc.Root, f.Source)
		for _, text := range values(r.Article, f) {
			m.mark(f.Field, text, within)
		}
	}
	for _, b := range r.Article.Body {
		if b.Type == extract.Image {
			m.mark("caption", b.Caption, nil)
			m.markImage(doc, b.URL)
		}
	}
	return m
}

// read notes the text of all elements.
func (m *marks) read(n *html.Node) string {
	switch {
	case n.Type == html.TextNode:
		return squeeze(n.Data)
	case n.Type != html.ElementNode, dropped(n):
		return ""
	}
	var b strings.Builder
	for c := range n.ChildNodes() {
		b.WriteString(m.read(c))
	}
	m.texts[n] = b.String()
	return b.String()
}

// squeeze cleans a text as extraction does, and takes out white space, which
// markup moves about.
func squeeze(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, vntext.Clean(s))
}

// selected are the elements that a source's selector matches; nil: none, or it
// is no selector of elements that are shown.
func (m *marks) selected(root *html.Node, source string) []*html.Node {
	text, ok := strings.CutPrefix(source, "selector ")
	if !ok {
		return nil
	}
	s, err := portal.CompileSelector(text)
	if err != nil {
		return nil // such as "sign-off"
	}
	return slices.DeleteFunc(cascadia.QueryAll(root, s.Match), func(n *html.Node) bool { return m.texts[n] == "" })
}

// values are the texts by which a field is looked for on the page.
func values(a *extract.Article, f extract.FieldTrace) []string {
	switch f.Field {
	case "title":
		return []string{a.Title}
	case "lead":
		return []string{a.Lead}
	case "published_at":
		return []string{a.PublishedRaw}
	case "authors":
		names := []string{}
		for _, x := range a.Authors {
			names = append(names, x.Name)
		}
		return names
	case "source_credit":
		return []string{a.SourceCredit}
	case "section":
		return a.Section
	case "tags":
		return a.Tags
	case "body":
		return texts(a.Body)
	}
	return []string{strings.TrimSuffix(f.Value, "…")}
}

// texts are those of the body's blocks.
func texts(body []extract.Block) (all []string) {
	for _, b := range body {
		switch b.Type {
		case extract.Paragraph, extract.Heading, extract.Quote:
			all = append(all, b.Text)
		case extract.List:
			all = append(all, b.Items...)
		case extract.Table:
			for _, row := range b.Rows {
				all = append(all, row...)
			}
		}
	}
	return all
}

// mark marks the smallest element that holds a text: within the given ones, or
// anywhere where it stands in none of them.
func (m *marks) mark(field, text string, within []*html.Node) {
	key := squeeze(text)
	if r := []rune(key); len(r) > longKey {
		key = string(r[:longKey])
	}
	if key == "" {
		return
	}
	for _, root := range append(slices.Clone(within), m.body) {
		if n := m.smallest(root, key, field); n != nil {
			m.put(n, field)
			return
		}
	}
}

// smallest is the first innermost element that holds the key and was not marked
// with this field.
func (m *marks) smallest(n *html.Node, key, field string) *html.Node {
	if !strings.Contains(m.texts[n], key) || slices.Contains(m.fields[n], field) && len(m.texts[n]) < 2*len(key) {
		return nil
	}
	inner := false
	for c := range n.ChildNodes() {
		if c.Type != html.ElementNode || !strings.Contains(m.texts[c], key) {
			continue
		}
		inner = true
		if found := m.smallest(c, key, field); found != nil {
			return found
		}
	}
	if inner {
		return nil
	}
	return n
}

// markImage marks the picture with an address.
func (m *marks) markImage(doc *extract.Document, url string) {
	for n := range m.body.Descendants() {
		if n.DataAtom != atom.Img || m.ids[n] != "" {
			continue
		}
		for _, a := range n.Attr {
			if strings.Contains(a.Key, "src") && a.Val != "" {
				if u, err := doc.Base.Parse(strings.TrimSpace(a.Val)); err == nil && u.String() == url {
					m.put(n, "image")
					return
				}
			}
		}
	}
}

func (m *marks) put(n *html.Node, field string) {
	if slices.Contains(m.fields[n], field) {
		return
	}
	m.fields[n] = append(m.fields[n], field)
	m.places[field]++
	for up := n; up != nil && !m.above[up]; up = up.Parent {
		m.above[up] = true
	}
	if m.ids[n] == "" {
		m.ids[n] = anchor(field, m.places[field])
	}
}

// first is the first text in an element.
func (m *marks) first(n *html.Node) string {
	for d := range n.Descendants() {
		if d.Type == html.TextNode && strings.TrimSpace(d.Data) != "" && m.texts[d.Parent] != "" {
			return d.Data
		}
	}
	return ""
}

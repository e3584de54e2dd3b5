package proof

import (
	"fmt"
	"html"
	"io"
	"slices"
	"strconv"
	"strings"

	nethtml "golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/tintinh/tintinh/extract/vntext"
)

func anchor(field string, n int) string { return fmt.Sprintf("%s-%d", field, n) }

// dropped elements hold nothing to be read.
func dropped(n *nethtml.Node) bool {
	switch n.DataAtom {
	case atom.Script, atom.Style, atom.Template, atom.Noscript, atom.Head, atom.Title, atom.Meta, atom.Link, atom.Base,
		atom.Source, atom.Track, atom.Param, atom.Map, atom.Area, atom.Svg, atom.Math, atom.Canvas:
		return true
	}
	return n.Namespace != ""
}

// kept are the elements that are written as what they are.
var kept = map[atom.Atom]bool{
	atom.H1: true, atom.H2: true, atom.H3: true, atom.H4: true, atom.H5: true, atom.H6: true, atom.P: true, atom.Ul: true, atom.Ol: true, atom.Li: true,
	atom.Dl: true, atom.Dt: true, atom.Dd: true, atom.Table: true, atom.Thead: true, atom.Tbody: true, atom.Tfoot: true, atom.Tr: true, atom.Td: true,
	atom.Th: true, atom.Caption: true, atom.Blockquote: true, atom.Pre: true, atom.Figure: true, atom.Figcaption: true,
	atom.B: true, atom.Strong: true, atom.I: true, atom.Em: true, atom.U: true, atom.S: true, atom.Sub: true, atom.Sup: true, atom.Small: true, atom.Mark: true,
}

// boxes are elements of which only the place is shown.
var boxes = map[atom.Atom]string{
	atom.Iframe: "frame", atom.Object: "object", atom.Embed: "object", atom.Audio: "audio", atom.Video: "video", atom.Input: "input",
	atom.Select: "choice", atom.Textarea: "input", atom.Button: "button",
}

// inline elements become a span; all others that are not kept, a div.
var inline = map[atom.Atom]bool{
	atom.A: true, atom.Span: true, atom.Font: true, atom.Label: true, atom.Time: true, atom.Abbr: true, atom.Cite: true, atom.Code: true, atom.Q: true,
	atom.Big: true, atom.Ins: true, atom.Del: true, atom.Kbd: true, atom.Var: true, atom.Samp: true, atom.Tt: true, atom.Strike: true, atom.Dfn: true, atom.Data: true,
}

// printer writes the page with its marks.
type printer struct {
	w     io.Writer
	marks *marks
	err   error

	folded bool // inside what is folded
}

// longRest is how many letters of what is not read are folded away.
const longRest = 60

// folds reports whether the content of an element may be folded: not that of a
// text, a table or a list.
func (p *printer) folds(n *nethtml.Node) bool {
	return !p.folded && len(p.marks.ids) > 0 && !kept[n.DataAtom] && !inline[n.DataAtom]
}

func (p *printer) put(parts ...string) {
	for _, s := range parts {
		if p.err == nil {
			_, p.err = io.WriteString(p.w, s)
		}
	}
}

// children writes what is in an element. Neighbours of which nothing is read, and
// which would push what is read out of sight, are folded into one.
func (p *printer) children(n *nethtml.Node) {
	all := slices.Collect(n.ChildNodes())
	for len(all) > 0 {
		rest := 0
		if p.folds(n) {
			rest = slices.IndexFunc(all, func(c *nethtml.Node) bool { return p.marks.above[c] })
			if rest < 0 {
				rest = len(all)
			}
		}
		if letters, first := p.restOf(all[:rest]); letters >= longRest {
			p.put(`<details class="rest"><summary>`, html.EscapeString(visible(shorten(first, 60))), " … (", strconv.Itoa(letters), ")</summary>")
			p.folded = true
			p.each(all[:rest])
			p.folded = false
			p.put("</details>")
		} else {
			rest = max(rest, 1)
			p.each(all[:rest])
		}
		all = all[rest:]
	}
}

func (p *printer) each(all []*nethtml.Node) {
	for _, c := range all {
		p.node(c)
	}
}

// restOf counts the letters of what is not read, and returns its first text.
func (p *printer) restOf(all []*nethtml.Node) (letters int, first string) {
	for _, c := range all {
		letters += len([]rune(p.marks.texts[c]))
		if first == "" && p.marks.texts[c] != "" {
			first = p.marks.first(c)
		}
	}
	return letters, first
}

func (p *printer) node(n *nethtml.Node) {
	switch {
	case n.Type == nethtml.TextNode:
		p.put(html.EscapeString(visible(n.Data)))
		return
	case n.Type == nethtml.DocumentNode:
		p.children(n)
		return
	case n.Type != nethtml.ElementNode, dropped(n):
		return
	}
	what, boxed := boxes[n.DataAtom]
	switch {
	case len(p.marks.ids) > 0 && !p.marks.above[n] && p.marks.texts[n] == "" && n.DataAtom != atom.Br && n.DataAtom != atom.Hr && n.DataAtom != atom.Img && !boxed:
		return // empty, or icons
	case boxed && attribute(n, "type") == "hidden":
		return
	case n.DataAtom == atom.Br:
		p.put("<br>")
	case n.DataAtom == atom.Hr:
		p.put("<hr>")
	case n.DataAtom == atom.Img:
		p.box(n, "image", attribute(n, "alt"), first(n, "src", "data-src", "data-original"))
	case boxed:
		p.box(n, what, attribute(n, "title"), first(n, "src", "data", "placeholder", "value"))
	default:
		p.element(n)
	}
}

// element writes an element under a harmless name.
func (p *printer) element(n *nethtml.Node) {
	name := "div"
	if kept[n.DataAtom] {
		name = n.Data
	} else if inline[n.DataAtom] {
		name = "span"
	}
	p.put("<", name)
	class := ""
	if n.DataAtom == atom.A {
		class = "link"
		p.attr("title", attribute(n, "href"))
	}
	if hidden(n) {
		class += " unseen"
	}
	p.mark(n, class)
	for _, a := range n.Attr {
		if k, err := strconv.Atoi(a.Val); (a.Key == "colspan" || a.Key == "rowspan") && err == nil && k > 1 && k < 100 {
			p.attr(a.Key, a.Val)
		}
	}
	p.put(">")
	p.children(n)
	p.put("</", name, ">")
}

// box stands for what is not shown.
func (p *printer) box(n *nethtml.Node, what, says, address string) {
	p.put("<span")
	p.attr("title", address)
	p.mark(n, "box")
	p.put(">", what)
	if says = strings.TrimSpace(says); says != "" {
		p.put(": ", html.EscapeString(visible(shorten(says, 200))))
	}
	p.put("</span>")
}

// mark writes class, anchor and label of an element.
func (p *printer) mark(n *nethtml.Node, class string) {
	fields := p.marks.fields[n]
	for _, f := range fields {
		class += " m m-" + f
	}
	if class = strings.TrimSpace(class); class != "" {
		p.attr("class", class)
	}
	if len(fields) > 0 {
		p.attr("id", p.marks.ids[n])
		p.attr("data-field", strings.Join(fields, " "))
		p.attr("tabindex", "-1")
	}
}

func (p *printer) attr(name, value string) {
	if value != "" {
		p.put(" ", name, `="`, html.EscapeString(visible(shorten(value, 500))), `"`)
	}
}

// visible takes out what would change how other text is shown.
func visible(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n', r == '\t':
			return ' '
		case r < ' ', r == 0x7f, r >= 0x80 && r < 0xa0, r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069, r == 0xfeff:
			return -1
		}
		return r
	}, s)
}

func shorten(s string, most int) string {
	s = vntext.Clean(s)
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

func hidden(n *nethtml.Node) bool {
	for _, a := range n.Attr {
		if a.Key == "hidden" || a.Key == "style" && strings.Contains(strings.ReplaceAll(strings.ToLower(a.Val), " ", ""), "display:none") {
			return true
		}
	}
	return false
}

func attribute(n *nethtml.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func first(n *nethtml.Node, names ...string) string {
	for _, name := range names {
		if v := attribute(n, name); v != "" && !strings.HasPrefix(v, "data:") {
			return v
		}
	}
	return ""
}

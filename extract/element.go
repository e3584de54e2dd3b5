package extract

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// isBlock reports whether an element starts a new line.
func isBlock(n *html.Node) bool {
	switch n.DataAtom {
	case atom.P, atom.Div, atom.Section, atom.Article, atom.Main, atom.Header, atom.Footer,
		atom.Aside, atom.Nav, atom.Center, atom.Address, atom.Pre, atom.Hr, atom.Form,
		atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6,
		atom.Ul, atom.Ol, atom.Li, atom.Dl, atom.Dt, atom.Dd,
		atom.Table, atom.Caption, atom.Thead, atom.Tbody, atom.Tfoot, atom.Tr, atom.Td, atom.Th,
		atom.Blockquote, atom.Figure, atom.Figcaption, atom.Fieldset, atom.Details, atom.Summary:
		return true
	case atom.Span, atom.A, atom.Strong, atom.B, atom.Em, atom.I:
		return styleIs(n, "display", "block")
	}
	return false
}

// unread reports whether an element's content is no text of the page:
// scripts, form controls, and what is not shown.
func unread(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Script, atom.Style, atom.Template, atom.Noscript, atom.Head, atom.Title,
		atom.Select, atom.Textarea, atom.Button, atom.Input, atom.Option, atom.Datalist,
		atom.Svg, atom.Math, atom.Canvas, atom.Iframe, atom.Object, atom.Embed:
		return true
	}
	return hidden(n)
}

func hidden(n *html.Node) bool {
	for i := range n.Attr {
		switch n.Attr[i].Key {
		case "hidden":
			return true
		case "style":
			return styleIs(n, "display", "none")
		}
	}
	return false
}

// styleIs reports whether the style attribute sets a property to a value.
func styleIs(n *html.Node, property, value string) bool {
	return strings.EqualFold(style(n, property), value)
}

// style is the value of a property in the style attribute, "" without.
func style(n *html.Node, property string) string {
	found := ""
	for part := range strings.SplitSeq(attr(n, "style"), ";") {
		name, value, ok := strings.Cut(part, ":")
		if ok && strings.EqualFold(strings.TrimSpace(name), property) {
			found = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(value), "!important"))
		}
	}
	return found
}

// alignment is left, right, center or justify where the element sets it.
func alignment(n *html.Node) string {
	if n.DataAtom == atom.Center {
		return "center"
	}
	align := style(n, "text-align")
	if align == "" {
		align = attr(n, "align")
	}
	if align == "" {
		for c := range strings.FieldsSeq(attr(n, "class")) {
			switch strings.ToLower(c) {
			case "text-center", "aligncenter", "ql-align-center", "pcenter", "has-text-align-center":
				align = "center"
			case "text-right", "text-end", "ql-align-right", "has-text-align-right":
				align = "right"
			}
		}
	}
	switch align = strings.ToLower(align); align {
	case "left", "right", "center", "justify":
		return align
	case "end":
		return "right"
	}
	return ""
}

// hasClass reports whether one of the element's class tokens contains one of
// the words, whatever the case.
func hasClass(n *html.Node, words ...string) bool {
	class := strings.ToLower(attr(n, "class"))
	if class == "" {
		return false
	}
	for _, w := range words {
		if strings.Contains(class, w) {
			return true
		}
	}
	return false
}

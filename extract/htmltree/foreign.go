package htmltree

import (
	"strings"

	"golang.org/x/net/html/atom"
)

// inSVG reports whether the current node is of SVG.
func (b *builder) inSVG() bool {
	t := b.top().tag
	return t == foreign || t == svgTitle
}

// inForeign reports whether the token falls under the rules of SVG. Within
// <title> texts and start tags are HTML.
func (b *builder) inForeign() bool {
	switch b.top().tag {
	case foreign:
		return b.tok.kind != eof
	case svgTitle:
		return b.tok.kind != eof && b.tok.kind != text && b.tok.kind != startTag
	}
	return false
}

// foreignContent applies the rules of SVG.
func (b *builder) foreignContent() bool {
	switch b.tok.kind {
	case text:
		b.addText(b.tok.data)
	case comment:
		b.addComment()
	case startTag:
		if b.breaksOut() {
			n := len(b.open)
			for b.open[n-1].tag == foreign {
				n--
			}
			b.popTo(n)
			return b.byMode()
		}
		b.addForeign()
	case endTag:
		return b.endForeign()
	}
	return true
}

// breaksOut reports whether the token is an HTML element that ends SVG.
func (b *builder) breaksOut() bool {
	if b.tok.tag == tagFont {
		for _, a := range b.tok.attr {
			switch a.Key {
			case "color", "face", "size":
				return true
			}
		}
	}
	return elements[b.tok.tag].class&breakout != 0
}

// addForeign adds an SVG element, <svg> itself among them.
func (b *builder) addForeign() {
	b.raw = other // no raw text in SVG
	adjustAttributes(b.tok.attr)
	t := foreign
	switch b.tok.tag {
	case other, tagA, tagSvg, tagStyle, tagScript, tagImage, tagSpan:
	case tagTitle:
		t = svgTitle
	default:
		b.handOver(svgHTML)
	}
	if name := svgNames[b.tok.data]; name != "" {
		b.tok.data, b.tok.atom = name, atom.Lookup([]byte(name))
	}
	if b.tok.data == "foreignObject" || b.tok.data == "desc" {
		b.handOver(svgHTML)
	}
	b.tok.tag = t
	b.addElement().Namespace = "svg"
	if b.tok.close {
		b.pop()
	}
}

// endForeign closes the SVG element of the token's name, in any case of
// letters. Past the outermost one the rules of HTML apply.
func (b *builder) endForeign() bool {
	for i := len(b.open) - 1; i >= 0; i-- {
		if strings.EqualFold(b.open[i].node.Data, b.tok.data) {
			b.popTo(i)
			return true
		}
		if i > 0 && b.open[i-1].node.Namespace == "" {
			break
		}
	}
	return b.byMode()
}

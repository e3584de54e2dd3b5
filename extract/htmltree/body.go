package htmltree

import (
	"strings"

	"golang.org/x/net/html"
)

// inBody is the mode of nearly everything.
func (b *builder) inBody() bool {
	switch b.tok.kind {
	case text:
		b.textInBody()
	case startTag:
		return b.startInBody()
	case endTag:
		return b.endInBody()
	case comment:
		b.addComment()
	}
	return true
}

func (b *builder) textInBody() {
	d := b.tok.data
	if top := b.top(); (top.tag == tagPre || top.tag == tagListing) && top.node.FirstChild == nil {
		d = withoutNewline(d)
	}
	if d == "" {
		return
	}
	b.reconstruct()
	b.addText(d)
}

// action is what a tag does in the body.
type action uint8

const (
	startOther action = iota
	ignore
	startHTML
	startInHead
	startBody
	startFrameset
	startBlock
	startHeading
	startForm
	startItem
	startPlaintext
	startButton
	startAnchor
	startFormatting
	startNobr
	startObject
	startTable
	startVoid
	startInput
	startParam
	startRule
	startImage
	startTextarea
	startXmp
	startRaw
	startSelect
	startOption
	startRuby
	startMath
	startSVG

	endOther
	endBody
	endHTML
	endBlock
	endForm
	endParagraph
	endItem
	endTerm
	endHeading
	endFormatting
	endObject
	endBr
)

// startInBody applies the rules for a start tag. It falls in parts by what the
// tag is about; each part reports false for what is not its own.
func (b *builder) startInBody() bool {
	do := elements[b.tok.tag].start
	switch do {
	case startOther:
		b.reconstruct()
		b.addElement()
		return true
	case ignore:
		return true
	case startImage:
		b.tok.tag, b.tok.atom, b.tok.data = tagImg, elements[tagImg].atom, elements[tagImg].name
		return false
	}
	if !b.startFlow(do) && !b.startPhrase(do) && !b.startControl(do) {
		b.startPage(do)
	}
	return true
}

// startPage handles what belongs to the page as a whole, or is handed over.
func (b *builder) startPage(do action) {
	switch do {
	case startHTML:
		copyAttributes(b.open[0].node, b.tok.attr)
	case startInHead:
		b.startInHead()
	case startBody:
		if len(b.open) >= 2 && b.open[1].tag == tagBody {
			copyAttributes(b.open[1].node, b.tok.attr)
		}
	case startFrameset:
		b.handOver(frameset)
	case startPlaintext:
		b.handOver(plaintext)
	case startMath:
		b.handOver(mathml)
	case startSVG:
		b.reconstruct()
		b.addForeign()
	}
}

func copyAttributes(n *html.Node, attrs []html.Attribute) {
	for _, a := range attrs {
		if !has(n.Attr, a.Key) {
			n.Attr = append(n.Attr, a)
		}
	}
}

// startFlow handles blocks: what closes a paragraph.
func (b *builder) startFlow(do action) bool {
	switch do {
	case startBlock:
		b.closeIn(buttonScope, tagP)
		b.addElement()
	case startHeading:
		b.closeIn(buttonScope, tagP)
		if elements[b.top().tag].class&heading != 0 {
			b.pop()
		}
		b.addElement()
	case startForm:
		if b.form == nil {
			b.closeIn(buttonScope, tagP)
			b.form = b.addElement()
		}
	case startItem:
		b.closeItem()
		b.closeIn(buttonScope, tagP)
		b.addElement()
	case startTable:
		if !b.quirks {
			b.closeIn(buttonScope, tagP)
		}
		b.addElement()
		b.mode = inTable
	case startRule:
		if b.find(buttonScope, tagP) >= 0 {
			b.closeImplied(tagP)
			b.closeIn(defaultScope, tagP)
		}
		if b.find(defaultScope, tagSelect) >= 0 {
			b.closeImplied(other)
		}
		b.addVoid()
	case startXmp:
		b.closeIn(buttonScope, tagP)
		b.reconstruct()
		b.addRaw()
	default:
		return false
	}
	return true
}

// closeItem closes the li, or the dt or dd, that a new one ends.
func (b *builder) closeItem() {
	for i := len(b.open) - 1; i >= 0; i-- {
		switch t := b.open[i].tag; {
		case t == tagLi && b.tok.tag == tagLi, (t == tagDd || t == tagDt) && b.tok.tag != tagLi:
			b.popTo(i)
			return
		case t == tagAddress, t == tagDiv, t == tagP:
			// a new item ends an earlier one across these
		case elements[t].class&special != 0:
			return
		}
	}
}

// startPhrase handles what stands within a line.
func (b *builder) startPhrase(do action) bool {
	switch do {
	case startAnchor:
		if n := b.lastActive(tagA); n != nil {
			b.endFormatting(tagA)
			b.remove(n)
			b.deactivate(n)
		}
		b.reconstruct()
		b.addFormatting()
	case startFormatting:
		b.reconstruct()
		b.addFormatting()
	case startNobr:
		b.reconstruct()
		if b.find(defaultScope, tagNobr) >= 0 {
			b.endFormatting(tagNobr)
			b.reconstruct()
		}
		b.addFormatting()
	case startVoid:
		b.reconstruct()
		b.addVoid()
	case startParam:
		b.addVoid()
	case startRaw:
		b.addRaw()
	case startObject:
		b.reconstruct()
		b.addElement()
		b.mark()
	case startRuby:
		if b.find(defaultScope, tagRuby) >= 0 {
			except := other
			if b.tok.tag == tagRp || b.tok.tag == tagRt {
				except = tagRtc
			}
			b.closeImplied(except)
		}
		b.addElement()
	default:
		return false
	}
	return true
}

// startControl handles forms' controls.
func (b *builder) startControl(do action) bool {
	switch do {
	case startButton:
		if b.find(defaultScope, tagButton) >= 0 {
			b.closeImplied(other)
			b.closeIn(defaultScope, tagButton)
		}
		b.reconstruct()
		b.addElement()
	case startInput:
		b.closeIn(defaultScope, tagSelect)
		b.reconstruct()
		b.addVoid()
	case startTextarea:
		b.addRaw()
	case startSelect:
		if !b.closeIn(defaultScope, tagSelect) {
			b.reconstruct()
			b.addElement()
		}
	case startOption:
		if b.find(defaultScope, tagSelect) >= 0 {
			except := other
			if b.tok.tag == tagOption {
				except = tagOptgroup
			}
			b.closeImplied(except)
		} else if b.top().tag == tagOption {
			b.pop()
		}
		b.reconstruct()
		b.addElement()
	default:
		return false
	}
	return true
}

// hidden reports whether the token is an input that is not shown.
func (b *builder) hidden() bool {
	for _, a := range b.tok.attr {
		if a.Key == "type" && strings.EqualFold(a.Val, "hidden") {
			return true
		}
	}
	return false
}

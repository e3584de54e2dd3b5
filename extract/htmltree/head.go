package htmltree

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// initial is the mode before the doctype.
func (b *builder) initial() bool {
	switch b.tok.kind {
	case text:
		if b.dropLeadingSpace() {
			return true
		}
	case comment:
		appendChild(b.doc, b.node(html.CommentNode, b.tok.data))
		return true
	case doctype:
		b.addDoctype()
		b.mode = beforeHTML
		return true
	}
	b.quirks = true
	b.mode = beforeHTML
	return false
}

// addDoctype adds the doctype, and finds whether the page is in quirks mode.
// x/net/html, which has the list of the doctypes that are, reads all but the
// short one: in quirks mode a table does not close a paragraph.
func (b *builder) addDoctype() {
	if b.tok.data == "html" {
		appendChild(b.doc, b.node(html.DoctypeNode, "html"))
		return
	}
	doc, err := html.Parse(strings.NewReader("<!DOCTYPE " + b.tok.data + "><p><table>"))
	if err != nil || doc.FirstChild == nil || doc.FirstChild.Type != html.DoctypeNode {
		b.handOver(broken)
		return
	}
	n := doc.FirstChild
	doc.RemoveChild(n)
	appendChild(b.doc, n)
	for e := range doc.Descendants() {
		if e.DataAtom == atom.Table {
			b.quirks = e.Parent.DataAtom == atom.P
		}
	}
}

// beforeHTML is the mode before <html>.
func (b *builder) beforeHTML() bool {
	switch b.tok.kind {
	case doctype:
		return true
	case text:
		if b.dropLeadingSpace() {
			return true
		}
	case startTag:
		if b.tok.tag == tagHTML {
			b.addElement()
			b.mode = beforeHead
			return true
		}
	case endTag:
		if !b.closesPage() {
			return true
		}
	case comment:
		appendChild(b.doc, b.node(html.CommentNode, b.tok.data))
		return true
	}
	b.imply(startTag, tagHTML)
	return false
}

// closesPage reports whether the token is one of the end tags that imply what
// is missing before the body. Others are ignored there.
func (b *builder) closesPage() bool {
	switch b.tok.tag {
	case tagHead, tagBody, tagHTML, tagBr:
		return true
	}
	return false
}

// beforeHead is the mode before <head>.
func (b *builder) beforeHead() bool {
	switch b.tok.kind {
	case text:
		if b.dropLeadingSpace() {
			return true
		}
	case startTag:
		switch b.tok.tag {
		case tagHead:
			b.head = b.addElement()
			b.mode = inHead
			return true
		case tagHTML:
			return b.inBody()
		}
	case endTag:
		if !b.closesPage() {
			return true
		}
	case comment:
		b.addComment()
		return true
	case doctype:
		return true
	}
	b.imply(startTag, tagHead)
	return false
}

// inHead is the mode within <head>.
func (b *builder) inHead() bool {
	switch b.tok.kind {
	case text:
		if b.addLeadingSpace() {
			return true
		}
	case startTag:
		if b.startInHead() {
			return true
		}
	case endTag:
		switch b.tok.tag {
		case tagHead:
			b.pop()
			b.mode = afterHead
			return true
		case tagBody, tagHTML, tagBr:
			// close the head
		default:
			return true
		}
	case comment:
		b.addComment()
		return true
	case doctype:
		return true
	}
	b.imply(endTag, tagHead)
	return false
}

// startInHead is what the start tags of the head do, in the body as well. It
// reports false for others.
func (b *builder) startInHead() bool {
	switch b.tok.tag {
	case tagHTML:
		return b.inBody()
	case tagBase, tagBasefont, tagBgsound, tagLink, tagMeta:
		b.addVoid()
	case tagNoscript, tagScript, tagTitle, tagNoframes, tagStyle:
		b.addRaw()
	case tagHead:
		// ignored
	case tagTemplate:
		b.handOver(template)
	default:
		return false
	}
	return true
}

// addRaw adds an element whose content is text.
func (b *builder) addRaw() {
	b.addElement()
	b.resume = b.mode
	b.mode = inText
}

// afterHead is the mode between head and body.
func (b *builder) afterHead() bool {
	switch b.tok.kind {
	case text:
		if b.addLeadingSpace() {
			return true
		}
	case startTag:
		switch b.tok.tag {
		case tagHTML:
			return b.inBody()
		case tagBody:
			b.addElement()
			b.mode = inBody
			return true
		case tagFrameset:
			b.handOver(frameset)
			return true
		case tagBase, tagBasefont, tagBgsound, tagLink, tagMeta, tagNoframes, tagScript, tagStyle, tagTemplate, tagTitle:
			b.push(b.head, tagHead)
			b.startInHead()
			b.remove(b.head)
			return true
		case tagHead:
			return true
		}
	case endTag:
		switch b.tok.tag {
		case tagBody, tagHTML, tagBr:
			// imply the body
		default:
			return true
		}
	case comment:
		b.addComment()
		return true
	case doctype:
		return true
	}
	b.imply(startTag, tagBody)
	return b.tok.kind == eof
}

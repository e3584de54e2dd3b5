package htmltree

import "golang.org/x/net/html"

// endInBody applies the rules for an end tag in the body.
func (b *builder) endInBody() bool {
	t := b.tok.tag
	switch elements[t].end {
	case endBody:
		if b.find(defaultScope, tagBody) >= 0 {
			b.mode = afterBody
		}
	case endHTML:
		if b.find(defaultScope, tagBody) >= 0 {
			b.imply(endTag, tagBody)
			return false
		}
	case endBlock:
		if b.find(defaultScope, t) >= 0 {
			b.closeImplied(other)
			b.closeIn(defaultScope, t)
		}
	case endForm:
		b.closeForm()
	case endParagraph:
		if b.find(buttonScope, tagP) < 0 {
			b.imply(startTag, tagP)
		}
		b.closeIn(buttonScope, tagP)
	case endItem:
		b.closeIn(itemScope, tagLi)
	case endTerm:
		b.closeIn(defaultScope, t)
	case endHeading:
		b.closeClass(defaultScope, heading)
	case endFormatting:
		b.endFormatting(t)
	case endObject:
		if b.closeIn(defaultScope, t) {
			b.clearActive()
		}
	case endBr:
		b.tok.kind = startTag
		return false
	case ignore:
		// </template> without <template>
	default:
		b.endOther()
	}
	return true
}

func (b *builder) closeForm() {
	form := b.form
	b.form = nil
	i := b.find(defaultScope, tagForm)
	if form == nil || i < 0 || b.open[i].node != form {
		return
	}
	b.closeImplied(other)
	b.remove(form)
}

// endOther closes the nearest element of the token's name, if no special one
// lies between.
func (b *builder) endOther() {
	for i := len(b.open) - 1; i >= 0; i-- {
		o := b.open[i]
		if o.tag == b.tok.tag && (o.tag != other || o.node.Data == b.tok.data) {
			b.popTo(i)
			return
		}
		if elements[o.tag].class&special != 0 {
			return
		}
	}
}

// afterBody is the mode after </body>.
func (b *builder) afterBody() bool {
	switch b.tok.kind {
	case eof:
		return true
	case text:
		if blank(b.tok.data) {
			return b.inBody()
		}
	case startTag:
		if b.tok.tag == tagHTML {
			return b.inBody()
		}
	case endTag:
		if b.tok.tag == tagHTML {
			b.mode = afterAfterBody
			return true
		}
	case comment:
		appendChild(b.open[0].node, b.node(html.CommentNode, b.tok.data))
		return true
	}
	b.mode = inBody
	return false
}

// afterAfterBody is the mode after </html>.
func (b *builder) afterAfterBody() bool {
	switch b.tok.kind {
	case eof:
		return true
	case text:
		if blank(b.tok.data) {
			return b.inBody()
		}
	case startTag:
		if b.tok.tag == tagHTML {
			return b.inBody()
		}
	case comment:
		appendChild(b.doc, b.node(html.CommentNode, b.tok.data))
		return true
	case doctype:
		return true
	}
	b.mode = inBody
	return false
}

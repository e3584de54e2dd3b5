package htmltree

// mode is an insertion mode of the specification.
type mode uint8

const (
	initial mode = iota
	beforeHTML
	beforeHead
	inHead
	afterHead
	inBody
	inText
	inTable
	inCaption
	inColumnGroup
	inTableBody
	inRow
	inCell
	afterBody
	afterAfterBody
)

// step applies the rules of the mode to the token, and reports whether it is
// consumed. If not, the mode has changed or an element was closed.
func (b *builder) step() bool {
	if b.inForeign() {
		return b.foreignContent()
	}
	return b.byMode()
}

// byMode applies the rules of HTML.
func (b *builder) byMode() bool {
	switch b.mode {
	case initial:
		return b.initial()
	case beforeHTML:
		return b.beforeHTML()
	case beforeHead:
		return b.beforeHead()
	case inHead:
		return b.inHead()
	case afterHead:
		return b.afterHead()
	case inText:
		return b.inText()
	case inTable:
		return b.inTable()
	case inCaption:
		return b.inCaption()
	case inColumnGroup:
		return b.inColumnGroup()
	case inTableBody:
		return b.inTableBody()
	case inRow:
		return b.inRow()
	case inCell:
		return b.inCell()
	case afterBody:
		return b.afterBody()
	case afterAfterBody:
		return b.afterAfterBody()
	}
	return b.inBody()
}

// resetMode finds the mode after a table was closed.
func (b *builder) resetMode() {
	for i := len(b.open) - 1; i >= 0; i-- {
		switch b.open[i].tag {
		case tagTd, tagTh:
			b.mode = inCell
		case tagTr:
			b.mode = inRow
		case tagTbody, tagThead, tagTfoot:
			b.mode = inTableBody
		case tagCaption:
			b.mode = inCaption
		case tagColgroup:
			b.mode = inColumnGroup
		case tagTable:
			b.mode = inTable
		case tagHead:
			b.mode = inHead
		case tagBody:
			b.mode = inBody
		case tagHTML:
			b.mode = afterHead
			if b.head == nil {
				b.mode = beforeHead
			}
		default:
			continue
		}
		return
	}
}

// inText is the mode within raw text.
func (b *builder) inText() bool {
	switch b.tok.kind {
	case text:
		d := b.tok.data
		if top := b.top(); top.tag == tagTextarea && top.node.FirstChild == nil {
			d = withoutNewline(d)
		}
		b.addText(d)
		return true
	case eof, endTag:
		b.pop()
	}
	b.mode = b.resume
	return b.tok.kind == endTag
}

// withoutNewline drops a line end at the start of a text.
func withoutNewline(s string) string {
	if s != "" && s[0] == '\r' {
		s = s[1:]
	}
	if s != "" && s[0] == '\n' {
		s = s[1:]
	}
	return s
}

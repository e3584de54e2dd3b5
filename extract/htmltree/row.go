package htmltree

// inTableBody is the mode within <tbody>, <thead> and <tfoot>.
func (b *builder) inTableBody() bool {
	switch b.tok.kind {
	case startTag:
		switch b.tok.tag {
		case tagTr:
			b.clearTo(tagHTML, rowGroup)
			b.addElement()
			b.mode = inRow
			return true
		case tagTd, tagTh:
			b.imply(startTag, tagTr)
			return false
		case tagCaption, tagCol, tagColgroup, tagTbody, tagTfoot, tagThead:
			return !b.closeRowGroup()
		}
	case endTag:
		switch b.tok.tag {
		case tagTbody, tagTfoot, tagThead:
			if b.find(tableScope, b.tok.tag) >= 0 {
				b.clearTo(tagHTML, rowGroup)
				b.pop()
				b.mode = inTable
			}
			return true
		case tagTable:
			return !b.closeRowGroup()
		case tagBody, tagCaption, tagCol, tagColgroup, tagHTML, tagTd, tagTh, tagTr:
			return true
		}
	case comment:
		b.addComment()
		return true
	}
	return b.inTable()
}

func (b *builder) closeRowGroup() bool {
	if !b.closeClass(tableScope, rowGroup) {
		return false
	}
	b.mode = inTable
	return true
}

// inRow is the mode within <tr>.
func (b *builder) inRow() bool {
	switch b.tok.kind {
	case startTag:
		switch b.tok.tag {
		case tagTd, tagTh:
			b.clearTo(tagTr, 0)
			b.addElement()
			b.mark()
			b.mode = inCell
			return true
		case tagCaption, tagCol, tagColgroup, tagTbody, tagTfoot, tagThead, tagTr:
			return !b.closeRow()
		}
	case endTag:
		switch b.tok.tag {
		case tagTr:
			b.closeRow()
			return true
		case tagTable:
			return !b.closeRow()
		case tagTbody, tagTfoot, tagThead:
			return b.find(tableScope, b.tok.tag) < 0 || !b.closeRow()
		case tagBody, tagCaption, tagCol, tagColgroup, tagHTML, tagTd, tagTh:
			return true
		}
	}
	return b.inTable()
}

func (b *builder) closeRow() bool {
	if b.find(tableScope, tagTr) < 0 {
		return false
	}
	b.clearTo(tagTr, 0)
	b.pop()
	b.mode = inTableBody
	return true
}

// inCell is the mode within <td> and <th>.
func (b *builder) inCell() bool {
	switch b.tok.kind {
	case startTag:
		switch b.tok.tag {
		case tagCaption, tagCol, tagColgroup, tagTbody, tagTd, tagTfoot, tagTh, tagThead, tagTr:
			if !b.closeClass(tableScope, cell) {
				return true
			}
			b.clearActive()
			b.mode = inRow
			return false
		}
	case endTag:
		switch b.tok.tag {
		case tagTd, tagTh:
			if b.closeIn(tableScope, b.tok.tag) {
				b.clearActive()
				b.mode = inRow
			}
			return true
		case tagBody, tagCaption, tagCol, tagColgroup, tagHTML:
			return true
		case tagTable, tagTbody, tagTfoot, tagThead, tagTr:
			if b.find(tableScope, b.tok.tag) < 0 {
				return true
			}
			if b.closeClass(tableScope, cell) {
				b.clearActive()
			}
			b.mode = inRow
			return false
		}
	}
	return b.inBody()
}

package htmltree

import "golang.org/x/net/html"

// fosters reports whether what is added goes before the table.
func (b *builder) fosters(top opened) bool {
	return b.foster && elements[top.tag].class&tablePart != 0
}

// fosterParent puts a node before the innermost table: what does not belong
// into a table stands before it.
func (b *builder) fosterParent(n *html.Node) {
	i := len(b.open) - 1
	for i >= 0 && b.open[i].tag != tagTable {
		i--
	}
	var table, prev *html.Node
	parent := b.open[0].node
	if i >= 0 {
		table = b.open[i].node
		parent, prev = table.Parent, table.PrevSibling
		if parent == nil {
			parent = b.open[i-1].node
		}
	} else {
		prev = parent.LastChild
	}
	if prev != nil && prev.Type == html.TextNode && n.Type == html.TextNode {
		b.extend(prev, n.Data)
		return
	}
	parent.InsertBefore(n, table)
}

// inTable is the mode within <table>, outside of its rows.
func (b *builder) inTable() bool {
	switch b.tok.kind {
	case text:
		if elements[b.top().tag].class&tablePart != 0 && blank(b.tok.data) {
			b.addText(b.tok.data)
			return true
		}
	case startTag:
		if known, consumed := b.startInTable(); known {
			return consumed
		}
	case endTag:
		switch b.tok.tag {
		case tagTable:
			if b.closeIn(tableScope, tagTable) {
				b.resetMode()
			}
			return true
		case tagBody, tagCaption, tagCol, tagColgroup, tagHTML, tagTbody, tagTd, tagTfoot, tagTh, tagThead, tagTr, tagTemplate:
			return true
		}
	case comment:
		b.addComment()
		return true
	case doctype, eof:
		return true
	}
	b.foster = true
	consumed := b.inBody()
	b.foster = false
	return consumed
}

// startInTable handles the start tags that belong into a table, and reports
// whether the token is one, and is consumed.
func (b *builder) startInTable() (known, consumed bool) {
	switch b.tok.tag {
	case tagCaption:
		b.clearTo(tagTable, 0)
		b.mark()
		b.addElement()
		b.mode = inCaption
	case tagColgroup:
		b.clearTo(tagTable, 0)
		b.addElement()
		b.mode = inColumnGroup
	case tagCol:
		b.imply(startTag, tagColgroup)
		return true, false
	case tagTbody, tagTfoot, tagThead:
		b.clearTo(tagTable, 0)
		b.addElement()
		b.mode = inTableBody
	case tagTd, tagTh, tagTr:
		b.imply(startTag, tagTbody)
		return true, false
	case tagTable:
		if b.closeIn(tableScope, tagTable) {
			b.resetMode()
			return true, false
		}
	case tagStyle, tagScript, tagTemplate:
		b.startInHead()
	case tagInput:
		if !b.hidden() {
			return false, false
		}
		b.addVoid()
	case tagForm:
		if b.form == nil {
			b.form = b.addElement()
			b.pop()
		}
	default:
		return false, false
	}
	return true, true
}

// inCaption is the mode within <caption>.
func (b *builder) inCaption() bool {
	switch b.tok.kind {
	case startTag:
		switch b.tok.tag {
		case tagCaption, tagCol, tagColgroup, tagTbody, tagTd, tagTfoot, tagThead, tagTr:
			return !b.closeCaption()
		}
	case endTag:
		switch b.tok.tag {
		case tagCaption:
			b.closeCaption()
			return true
		case tagTable:
			return !b.closeCaption()
		case tagBody, tagCol, tagColgroup, tagHTML, tagTbody, tagTd, tagTfoot, tagTh, tagThead, tagTr:
			return true
		}
	}
	return b.inBody()
}

func (b *builder) closeCaption() bool {
	if !b.closeIn(tableScope, tagCaption) {
		return false
	}
	b.clearActive()
	b.mode = inTable
	return true
}

// inColumnGroup is the mode within <colgroup>.
func (b *builder) inColumnGroup() bool {
	switch b.tok.kind {
	case text:
		if b.addLeadingSpace() {
			return true
		}
	case comment:
		b.addComment()
		return true
	case doctype, eof:
		return true
	case startTag:
		switch b.tok.tag {
		case tagHTML:
			return b.inBody()
		case tagCol:
			b.addVoid()
			return true
		case tagTemplate:
			b.handOver(template)
			return true
		}
	case endTag:
		switch b.tok.tag {
		case tagColgroup:
			if b.top().tag == tagColgroup {
				b.pop()
				b.mode = inTable
			}
			return true
		case tagCol, tagTemplate:
			return true
		}
	}
	if b.top().tag != tagColgroup {
		return true
	}
	b.pop()
	b.mode = inTable
	return false
}

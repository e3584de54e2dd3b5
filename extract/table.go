package extract

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// cell is one td or th, read.
type cell struct {
	node   *html.Node
	pieces []piece
	text   string // its texts, joined by spaces
	images int
}

// table reads a table as what it is: rows of data, pictures with captions
// set in a table (the skins of the 2010s), or a layout that only places
// blocks, whose cells are read one after the other.
func (w *walker) table(n *html.Node, l look) {
	rows, nested := w.rows(n, l)
	switch {
	case len(rows) == 0:
	case !nested && pictureTable(n, rows):
		w.pictures(rows)
	case nested || layoutTable(rows):
		for _, row := range rows {
			for _, c := range row {
				w.out = append(w.out, c.pieces...)
			}
		}
	default:
		w.data(n, rows)
	}
}

// rows reads the cells of a table's own rows, and whether there are tables
// inside them.
func (w *walker) rows(n *html.Node, l look) (rows [][]cell, nested bool) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type != html.ElementNode || w.skip[c] || unread(c) {
			continue
		}
		switch c.DataAtom {
		case atom.Thead, atom.Tbody, atom.Tfoot:
			more, inner := w.rows(c, l)
			rows, nested = append(rows, more...), nested || inner
		case atom.Tr:
			row, inner := w.row(c, l.within(c))
			nested = nested || inner
			if len(row) > 0 {
				rows = append(rows, row)
			}
		case atom.Caption:
			rows = append(rows, []cell{w.cell(c, l.within(c))})
		}
	}
	return rows, nested
}

func (w *walker) row(tr *html.Node, l look) (row []cell, nested bool) {
	content := false
	for c := tr.FirstChild; c != nil; c = c.NextSibling {
		if c.DataAtom != atom.Td && c.DataAtom != atom.Th || w.skip[c] || hidden(c) {
			continue
		}
		read := w.cell(c, l.within(c))
		content = content || len(read.pieces) > 0
		row = append(row, read)
		for d := range c.Descendants() {
			if d.DataAtom == atom.Table {
				nested = true
				break
			}
		}
	}
	if !content {
		return nil, nested
	}
	return row, nested
}

func (w *walker) cell(n *html.Node, l look) cell {
	c := cell{node: n, pieces: w.sub(n, l)}
	var texts []string
	for i := range c.pieces {
		switch p := &c.pieces[i]; p.Type {
		case Image:
			c.images++
		case List:
			texts = append(texts, p.Items...)
		case Paragraph, Heading, Quote:
			texts = append(texts, p.Text)
		}
	}
	c.text = strings.Join(texts, " ")
	return c
}

// pictureTable reports whether a table holds pictures and their captions:
// it is marked as one, or has pictures and no more text than captions need.
func pictureTable(n *html.Node, rows [][]cell) bool {
	const caption = 400 // runes of text per picture
	images, runes, texts := 0, 0, 0
	for _, row := range rows {
		for _, c := range row {
			images += c.images
			runes += utf8.RuneCountInString(c.text)
			if c.text != "" {
				texts++
			}
		}
	}
	if images == 0 {
		return false
	}
	if texts == 0 || hasClass(n, "image", "picture", "photo", "tplcaption") {
		return true
	}
	return texts <= images+1 && runes <= caption*images && len(rows) <= 2*images+1
}

// pictures gives each picture of a row the text below it in the same column,
// else the text of the next row, else the text beside it.
func (w *walker) pictures(rows [][]cell) {
	used := map[*html.Node]bool{}
	for i, row := range rows {
		for j, c := range row {
			if used[c.node] {
				continue
			}
			if c.images == 0 {
				if !captionFollows(rows, i, used) {
					w.out = append(w.out, c.pieces...)
				}
				continue
			}
			caption := c.text
			if caption == "" {
				caption = below(rows, i, j, used)
			}
			w.cellPictures(c, caption)
		}
	}
}

// captionFollows is false for text cells: those above a picture are kept as
// text, those below were used by it.
func captionFollows(rows [][]cell, i int, used map[*html.Node]bool) bool {
	for _, c := range rows[i] {
		if used[c.node] {
			return true
		}
	}
	return false
}

func below(rows [][]cell, i, j int, used map[*html.Node]bool) string {
	if i+1 < len(rows) {
		next := rows[i+1]
		if j < len(next) && next[j].images == 0 && next[j].text != "" {
			used[next[j].node] = true
			return next[j].text
		}
		if len(next) == 1 && next[0].images == 0 {
			used[next[0].node] = true
			return next[0].text
		}
	}
	if row := rows[i]; j+1 < len(row) && row[j+1].images == 0 && row[j+1].text != "" {
		used[row[j+1].node] = true
		return row[j+1].text
	}
	return ""
}

func (w *walker) cellPictures(c cell, caption string) {
	last := -1
	for _, p := range c.pieces {
		if p.Type == Image {
			last = len(w.out)
			w.out = append(w.out, p)
		}
	}
	if last >= 0 && w.out[last].Caption == "" {
		w.out[last].Caption = caption
	}
}

// layoutTable reports whether a table without tables inside only places
// blocks: one column, or a few cells that hold several paragraphs each.
func layoutTable(rows [][]cell) bool {
	const prose = 300 // runes
	widest, cells, long := 0, 0, 0
	for _, row := range rows {
		widest = max(widest, len(row))
		for _, c := range row {
			cells++
			if utf8.RuneCountInString(c.text) > prose && len(c.pieces) > 1 {
				long++
			}
		}
	}
	return widest <= 1 || long > 0 && cells <= 4
}

// data emits the rows; pictures, files and the like in cells follow the table.
func (w *walker) data(n *html.Node, rows [][]cell) {
	var out [][]string
	var rest []piece
	for _, row := range rows {
		if len(row) == 1 && row[0].node.DataAtom == atom.Caption {
			w.out = append(w.out, row[0].pieces...)
			continue
		}
		texts := make([]string, len(row))
		empty := true
		for i, c := range row {
			texts[i] = c.text
			empty = empty && c.text == ""
			for _, p := range c.pieces {
				if !p.text() && p.Type != List {
					rest = append(rest, p)
				}
			}
		}
		if !empty {
			out = append(out, texts)
		}
	}
	if len(out) > 0 {
		w.out = append(w.out, piece{Block: Block{Type: Table, Rows: out}, node: n})
	}
	w.out = append(w.out, rest...)
}

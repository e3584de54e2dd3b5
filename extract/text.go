package extract

import (
	"strings"
	"unicode/utf8"

	"github.com/tintinh/tintinh/extract/simhash"
	"github.com/tintinh/tintinh/extract/vntext"
)

// plainText is the prose of a body: paragraphs, headings, quotes, list items
// and table rows (cells joined by " | "), with blank lines between.
func plainText(body []Block) string {
	var parts []string
	add := func(s string) {
		if s != "" {
			parts = append(parts, s)
		}
	}
	for i := range body {
		switch b := &body[i]; b.Type {
		case Paragraph, Heading, Quote:
			add(b.Text)
		case List:
			for _, item := range b.Items {
				add(item)
			}
		case Table:
			for _, row := range b.Rows {
				add(joinCells(row))
			}
		}
	}
	return strings.Join(parts, "\n\n")
}

// beginning is the prose of the first blocks, as much of it as a trace shows.
func beginning(body []Block) string {
	for n := 1; n < len(body); n++ {
		if b := &body[n-1]; len(b.Text)+len(b.Items)+len(b.Rows) == 0 {
			continue
		}
		if text := plainText(body[:n]); utf8.RuneCountInString(text) > 2*mostTraced {
			return text
		}
	}
	return plainText(body)
}

// joinCells leaves empty cells out: their place is known from the table block.
func joinCells(row []string) string {
	var cells []string
	for _, c := range row {
		if c != "" {
			cells = append(cells, c)
		}
	}
	return strings.Join(cells, " | ")
}

// media is the blocks of one type without their place in the text. A picture
// that is shown twice is one.
func media(body []Block, kind string) []Media {
	var out []Media
	seen := map[string]int{}
	for i := range body {
		b := &body[i]
		if b.Type != kind {
			continue
		}
		m := Media{URL: b.URL, Title: b.Title, Caption: b.Caption, Credit: b.Credit, TTS: b.TTS}
		if at, ok := seen[b.URL]; ok {
			if out[at].Caption == "" {
				out[at].Caption, out[at].Credit = m.Caption, m.Credit
			}
			continue
		}
		seen[b.URL] = len(out)
		out = append(out, m)
	}
	return out
}

// fingerprints sets language, hash and simhash of the text. A page of
// pictures is fingerprinted by title and lead.
func (a *Article) fingerprints() {
	text := a.Text
	if text == "" {
		text = a.Title + "\n\n" + a.Lead
	}
	a.Lang = vntext.Lang(strings.Join([]string{a.Title, a.Lead, a.Text}, "\n"))
	if strings.TrimSpace(text) == "" {
		return
	}
	shadow := vntext.Shadow(text)
	a.TextHash = vntext.ShadowHash(shadow)
	a.SimHash = simhash.Hex(simhash.Of(strings.SplitSeq(shadow, " ")))
}

package extract

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Longest captions, in runes: by what the page says of the text.
const (
	markedCaption = 1200 // marked by the page as a caption
	plainCaption  = 450  // only looks like one
)

// captions moves the captions of pictures and films from the text to them:
// what the page or the rule marks, and the text after a picture that reads as
// its caption.
func captions(pieces []piece) []piece {
	out := make([]piece, 0, len(pieces))
	for i := 0; i < len(pieces); i++ {
		p := pieces[i]
		if (p.Type == Image || p.Type == Video) && p.Caption == "" {
			i = takeCaption(&p, pieces, i)
		} else if p.caption && p.text() && utf8.RuneCountInString(p.Text) <= markedCaption {
			if last := lastMedia(out); last != nil && last.Caption == "" {
				last.Caption = p.Text
				continue
			}
			if i+1 < len(pieces) && pieces[i+1].Type == Image && pieces[i+1].Caption == "" {
				pieces[i+1].Caption = p.Text // set above its picture
				continue
			}
		}
		out = append(out, p)
	}
	for i := range out {
		if out[i].Type == Image || out[i].Type == Video {
			out[i].Caption, out[i].Credit = splitCredit(out[i].Caption)
		}
	}
	return out
}

// takeCaption joins the texts after the picture at i that are its caption and
// returns the index of the last one taken.
func takeCaption(p *piece, pieces []piece, i int) int {
	for i+1 < len(pieces) && isCaption(p, &pieces[i+1]) {
		next := &pieces[i+1]
		p.Caption = strings.TrimSpace(p.Caption + " " + next.Text)
		i++
		// A caption may go on after a line break of its own block, and may be
		// followed by a line that holds only the credit.
		if i+1 >= len(pieces) || pieces[i+1].node != next.node && !onlyCredit(pieces[i+1].Text) {
			break
		}
	}
	for more := restOfCaption(p, pieces[i:]); more > 0; more-- {
		i++
		p.Caption += " " + pieces[i].Text
	}
	return i
}

// restOfCaption counts the paragraphs after the last one that was taken which
// go on with its sentence: some pages set each line of a caption as a
// paragraph of its own. They look like the first and end with a credit.
func restOfCaption(p *piece, pieces []piece) int {
	const most = 3 // lines after the first
	taken := &pieces[0]
	if !taken.text() || p.Caption == "" || strings.ContainsRune(".!?…:", lastRune(p.Caption)) {
		return 0
	}
	runes := utf8.RuneCountInString(p.Caption)
	for n := 1; n < len(pieces) && n <= most; n++ {
		next := &pieces[n]
		runes += 1 + utf8.RuneCountInString(next.Text)
		if next.Type != Paragraph || next.linked || next.align != "center" || taken.align != "center" ||
			next.italic != taken.italic || runes > plainCaption || startsItem(next.Text) {
			return 0
		}
		if _, credit := splitCredit(next.Text); credit != "" || onlyCredit(next.Text) {
			return n
		}
	}
	return 0
}

// isCaption reports whether the text after a picture is its caption.
func isCaption(media, next *piece) bool {
	if next.Type != Paragraph && next.Type != Heading {
		return false
	}
	runes := utf8.RuneCountInString(next.Text)
	switch {
	case next.caption || captionClass(next.node):
		return runes <= markedCaption
	case runes > plainCaption || next.Level > 0 && next.Level < 5 || startsItem(next.Text):
		return false
	case onlyCredit(next.Text):
		return true
	case next.italic && !next.bold, next.align == "center" && !capitals(next.Text) && ownAlign(next.node):
		return true
	case media.Type == Image && !next.hard && besides(media.node, next.node):
		return runes <= 300
	}
	_, credit := splitCredit(next.Text)
	return credit != "" && runes <= 400 && !next.linked
}

// ownAlign reports whether the alignment is set near the text, not on the
// whole article.
func ownAlign(n *html.Node) bool {
	for up := 0; n != nil && up < 3; n, up = n.Parent, up+1 {
		if alignment(n) == "center" {
			return true
		}
	}
	return false
}

func captionClass(n *html.Node) bool {
	for up := 0; n != nil && up < 2; n, up = n.Parent, up+1 {
		if hasClass(n, "caption", "chuthich", "chu-thich", "image_desc", "img-desc", "imgdesc", "photodesc", "desc-image", "imagetitle", "image-title") {
			return true
		}
		if n.DataAtom == atom.Figcaption {
			return true
		}
	}
	return false
}

// besides reports whether the text stands in the paragraph of the picture.
func besides(img, block *html.Node) bool {
	if block.DataAtom != atom.P && block.DataAtom != atom.Center && block.DataAtom != atom.Td {
		return false
	}
	return inside(img, []*html.Node{block})
}

func lastMedia(pieces []piece) *piece {
	for i := len(pieces) - 1; i >= 0 && i >= len(pieces)-2; i-- {
		if pieces[i].Type == Image || pieces[i].Type == Video {
			return &pieces[i]
		}
	}
	return nil
}

func capitals(s string) bool {
	letters := 0
	for _, c := range s {
		if unicode.IsLower(c) {
			return false
		}
		if unicode.IsUpper(c) {
			letters++
		}
	}
	return letters > 0
}

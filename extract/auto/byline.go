package auto

import (
	"strings"

	"golang.org/x/net/html"

	"github.com/tintinh/tintinh/extract/vntext"
)

// longestByline is in words: two names with their offices.
const longestByline = 16

// readByline finds the line that signs the article: an element named for
// authors beside the title or at the end, the names that JSON-LD gives, or
// the short last line of the text, set right or bold.
func (p *page) readByline(r *Result) {
	if p.namedPart(r) {
		p.dropNames()
		return
	}
	named := p.namedByline()
	sign := p.signOff()
	if sign >= 0 {
		p.blocks[sign].marks = p.blocks[sign].marks&^kept | repeats
	}
	p.dropNames()
	pick := -1
	switch {
	case named >= 0 && named < p.from && personal(p.blocks[named].text()):
		pick = named
	case sign >= 0 && p.signs(sign):
		pick = sign
	case named >= 0 && personal(p.blocks[named].text()):
		pick = named
	}
	text := ""
	if pick >= 0 {
		text = p.blocks[pick].text()
	}
	if names := p.statedNames(); len(names) > 0 && (pick < 0 || !p.signs(pick) || len(names) > 1 && strings.Contains(vntext.Shadow(names[0]+" "+names[1]), vntext.Shadow(firstName(text)))) {
		r.Byline, r.BylineSource = strings.Join(names, ", "), p.meta.Authors[0].Source
		return
	}
	if pick < 0 {
		pick, text = sign, ""
		if sign >= 0 {
			text = p.blocks[sign].text()
		}
	}
	if pick >= 0 {
		r.Byline, r.BylineNode = withoutBy(text), p.nodeOf(pick)
		r.BylineSource = "auto " + p.elems[p.blocks[pick].elem].node.Data
	}
}

// statedNames are the authors by JSON-LD or meta that are people.
func (p *page) statedNames() []string {
	var out []string
	for _, a := range p.meta.Authors {
		if !a.Organization && personal(a.Name) {
			out = append(out, a.Name)
		}
	}
	return out
}

// namedByline is the block named for authors nearest to the text.
func (p *page) namedByline() int {
	begin := max(p.title-4, 0)
	if p.title < 0 {
		begin = max(p.from-12, 0)
	}
	first, last := p.firstProse(), p.lastProse()
	for i := begin; i < min(p.to+10, len(p.blocks)); i++ {
		b := &p.blocks[i]
		if i > first && i < last {
			continue // of a box in the text
		}
		if b.is(signing) && !b.is(hidden|teaser|media|furniture) && b.words > 0 && b.words <= longestByline && b.ends <= 2 && !p.onlyDate(b) && i != p.title {
			return i
		}
	}
	for i := p.title + 1; p.title >= 0 && i < first; i++ { // no name, but a label: "By Ann Fell"
		if b := &p.blocks[i]; b.words > 1 && b.words < 10 && b.digits == 0 && !b.is(hidden|teaser|media|furniture) && labelled(b.text()) {
			return i
		}
	}
	return -1
}

// namedPart finds an inline element named for authors in a line that holds
// other things: "NGỌC LAM • 07/09/2025 - 06:30".
func (p *page) namedPart(r *Result) bool {
	if p.title < 0 {
		return false
	}
	for i := max(p.title-4, 0); i < min(p.title+12, len(p.blocks)); i++ {
		b := &p.blocks[i]
		if !b.is(signing) || b.is(hidden|teaser|media|furniture|kept) || b.digits < 6 || b.words > 30 || i == p.title {
			continue
		}
		for n := b.first; n != nil; n = n.NextSibling {
			if a := authorElement(n); a != nil {
				var s strings.Builder
				write(&s, a)
				if text := vntext.Clean(s.String()); personal(text) && !strings.ContainsAny(text, "0123456789") && !p.meta.NamesSite(text) {
					r.Byline, r.BylineNode, r.BylineSource = text, a, "auto "+a.Data
					return true
				}
			}
			if n == b.last {
				break
			}
		}
	}
	return false
}

// authorElement is the first element of a subtree that is named for authors.
func authorElement(n *html.Node) *html.Node {
	if n.Type != html.ElementNode {
		return nil
	}
	for i := range n.Attr {
		if n.Attr[i].Key == "class" && readName(n.Attr[i].Val)&hintAuthor != 0 {
			return n
		}
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if a := authorElement(c); a != nil {
			return a
		}
	}
	return nil
}

func (p *page) onlyDate(b *block) bool { return b.digits >= 6 && b.words < 8 }

// signOff is the line under the text that signs it.
func (p *page) signOff() int {
	seen := 0
	end := min(p.to+4, len(p.blocks))
	for i := end - 1; i >= p.from && seen < 4; i-- {
		b := &p.blocks[i]
		if b.words == 0 || b.is(hidden|media|furniture|teaser|tagging|repeats) || b.links() && !b.is(signing) {
			continue
		}
		if i >= p.to && !(p.inCore(i) || b.is(signing)) {
			continue
		}
		if b.prose() || b.words > longestByline {
			return -1
		}
		if p.signs(i) && !p.signs(i-1) {
			return i
		}
		seen++
	}
	return -1
}

// signs judges one short line: labelled as a signature, or a name that is set
// apart from the text.
func (p *page) signs(i int) bool {
	if i < 0 || i >= len(p.blocks) {
		return false
	}
	b := &p.blocks[i]
	if b.words == 0 || b.words > longestByline || b.is(media|hidden|furniture) || b.heading() > 0 && b.heading() < 4 {
		return false
	}
	text := b.text()
	if labelled(text) {
		return true
	}
	if b.is(caption|listItem|cell) || b.digits > 0 && b.words > 4 {
		return false
	}
	apart := b.is(right) || b.allBold() || b.is(signing)
	return apart && (nameLike(text) || b.is(right) && b.words <= 12 && !strings.HasSuffix(text, ".")) || p.statedName(text)
}

func (p *page) statedName(text string) bool {
	s := vntext.Shadow(text)
	for _, a := range p.meta.Authors {
		if s != "" && vntext.Shadow(a.Name) == s {
			return true
		}
	}
	return false
}

// dropNames takes author lines that are repeated around the text out of it.
func (p *page) dropNames() {
	for i := p.from; i < p.to; i++ {
		b := &p.blocks[i]
		if b.is(kept) && b.words <= 8 && (b.is(signing) || p.statedName(b.text())) {
			b.marks &^= kept
		}
	}
}

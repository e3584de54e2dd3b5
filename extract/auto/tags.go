package auto

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/tintinh/tintinh/extract/vntext"
)

// underText is how many blocks behind the text tags are looked for.
const underText = 60

// mostTags bounds what is taken for an article's tags.
const mostTags = 30

// readTags takes the links of the element named for tags under the text, else
// what stands behind a label ("Từ khóa: …"), else the keywords that metadata
// states.
func (p *page) readTags(r *Result) {
	_, last := p.ends()
	for k := range p.elems {
		e := &p.elems[k]
		if e.hint&hintTags == 0 || int(e.from) <= last || e.from == e.to || int(e.from) > last+underText || p.holdsTitle(e) {
			continue
		}
		if list := linkTexts(p.elems[k].node); len(list) > 0 {
			r.Tags = list
			return
		}
	}
	if r.Tags = p.labelledTags(last); len(r.Tags) == 0 && len(p.meta.Keywords) > 0 {
		r.Tags = p.meta.Keywords[0].Items
	}
}

// labelledTags reads the first line under the text that a label for tags
// begins: the links in it; without links what commas part; where the label
// stands alone, the links that follow it.
func (p *page) labelledTags(last int) []string {
	for i := max(last, p.title) + 1; i < min(len(p.blocks), last+underText); i++ {
		b := &p.blocks[i]
		if b.is(hidden|media) || !tagLabel(b.start()) {
			continue
		}
		label, rest, colon := strings.Cut(b.text(), ":")
		switch {
		case tagLabels[vntext.Fold(strings.TrimSpace(label))] && strings.TrimSpace(rest) == "":
			return p.linksFrom(i + 1)
		case b.linked > 0 && (colon || b.plain() <= 2):
			return b.linkTexts()
		case colon && b.linked == 0:
			return parted(rest)
		}
	}
	return nil
}

// tagLabels begin a line of tags, in search form.
var tagLabels = map[string]bool{"tu khoa": true, "tags": true, "tag": true, "keywords": true, "keyword": true, "hashtag": true, "hashtags": true}

// tagLabel reports whether a line begins with a label for tags.
func tagLabel(line string) bool {
	const longest = 24 // bytes
	label, _, _ := strings.Cut(line, ":")
	return len(label) <= longest && tagLabels[vntext.Fold(strings.TrimSpace(label))]
}

// linksFrom are the short links from block i on, up to the first line that is
// none.
func (p *page) linksFrom(i int) (out []string) {
	const longest = 8 // words
	for ; i < len(p.blocks) && p.blocks[i].links() && p.blocks[i].words <= longest; i++ {
		out = appendTags(out, p.blocks[i].linkTexts()...)
	}
	return out
}

// parted are the tags of a line without links.
func parted(line string) []string {
	return appendTags(nil, strings.FieldsFunc(line, func(c rune) bool { return strings.ContainsRune(",;|#", c) })...)
}

// linkTexts are the texts of the links in a block.
func (b *block) linkTexts() (out []string) {
	for n := b.first; n != nil; n = n.NextSibling {
		out = appendTags(out, linkTexts(n)...)
		if n == b.last {
			break
		}
	}
	return out
}

// linkTexts are the texts of the links in a subtree.
func linkTexts(root *html.Node) (out []string) {
	add := func(n *html.Node) {
		if n.DataAtom == atom.A {
			var s strings.Builder
			write(&s, n)
			out = appendTags(out, vntext.Clean(s.String()))
		}
	}
	add(root)
	for n := range root.Descendants() {
		add(n)
	}
	return out
}

// appendTags adds what may be a tag, each once in any case.
func appendTags(out []string, tags ...string) []string {
	for _, text := range tags {
		text = strings.Trim(text, " #,;")
		known := text == "" || strings.Count(text, " ") > 11 || chrome[vntext.Fold(text)]
		for _, o := range out {
			known = known || strings.EqualFold(o, text)
		}
		if !known && len(out) < mostTags {
			out = append(out, text)
		}
	}
	return out
}

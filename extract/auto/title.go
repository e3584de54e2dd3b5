package auto

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/tintinh/tintinh/extract/metadata"
	"github.com/tintinh/tintinh/extract/vntext"
)

// findTitle looks for the block that prints the page's title: the text that
// og:title, JSON-LD or the title element state. An h1 is preferred, links to
// elsewhere are refused.
func (p *page) findTitle() {
	p.headings, p.trailing = p.statedTitles(), p.afterSite()
	best := 0
	for i := range p.blocks {
		if s := p.titleScore(i); s > best {
			best, p.title = s, i
		}
	}
	if p.title < 0 && len(p.headings) == 0 {
		p.title = p.onlyHeading()
	}
}

// statedTitles are the comparison forms of what the page calls itself, the
// most trusted first: as stated, without the site's name, and what stands
// before each separator of the title element.
func (p *page) statedTitles() []string {
	var out []string
	add := func(s string) {
		if s = vntext.Shadow(s); strings.Contains(s, " ") {
			for _, o := range out {
				if o == s {
					return
				}
			}
			out = append(out, s)
		}
	}
	for _, v := range p.meta.Titles {
		add(p.meta.StripSite(v.Text))
		add(v.Text)
		if v.Source != "title element" {
			continue
		}
		for _, sep := range titleSeparators {
			for k := strings.LastIndex(v.Text, sep); k > 0; k = strings.LastIndex(v.Text[:k], sep) {
				add(v.Text[:k])
			}
		}
	}
	return out
}

// afterSite are the comparison forms of what stands behind the first
// separator of the title element, where nothing else states a title: some
// sites print their name first.
func (p *page) afterSite() []string {
	if len(p.meta.Titles) != 1 || p.meta.Titles[0].Source != "title element" {
		return nil
	}
	var out []string
	for _, sep := range titleSeparators {
		for text := p.meta.Titles[0].Text; ; {
			_, rest, ok := strings.Cut(text, sep)
			if !ok {
				break
			}
			if text = rest; !p.meta.NamesSite(rest) && strings.Count(rest, " ") > 1 {
				out = append(out, vntext.Shadow(rest))
			}
		}
	}
	return out
}

// titleSeparators stand between the parts of a title element.
var titleSeparators = [...]string{" | ", " - ", " – ", " — ", " » ", " : "}

// titleScore is 0 for a block that is not the title.
func (p *page) titleScore(i int) int {
	b := &p.blocks[i]
	level := b.heading()
	if b.words < 2 || b.words > 60 || b.is(hidden|media) || len(p.headings) == 0 {
		return 0
	}
	if level != 1 && (b.links() && !(level > 0 && p.linksHere(i)) || !p.mayEqual(b)) {
		return 0
	}
	if b.links() && !p.atRoot() && p.leadsHome(p.linkOf(i)) {
		return 0 // the site's name
	}
	got := b.shadow()
	score := 0
	for rank, h := range p.headings {
		s := 0
		switch {
		case got == h:
			s = 60 - min(rank, 9)
		case level == 1 && (strings.Contains(h, got) || strings.Contains(got, h)) && 2*len(got) > len(h) && len(h) > 12:
			s = 45 - min(rank, 9)
		case level == 1 && b.words > 3 && reworded(got, h):
			s = 25 - min(rank, 9)
		}
		score = max(score, s)
	}
	if level > 0 && slices.Contains(p.trailing, got) {
		score = max(score, 40)
	}
	if score == 0 {
		return 0
	}
	switch {
	case level > 0:
		score += 25 - 5*level
	case b.is(titling):
		score += 4
	}
	if b.links() && (level == 1 || !p.linksHere(i)) {
		score -= 15
	}
	return score
}

// linkOf is the link in a heading or around it, nil without one.
func (p *page) linkOf(i int) *html.Node {
	n := p.elems[p.blocks[i].elem].node
	a := firstLink(n)
	for ; a == nil && n != nil; n = n.Parent {
		if n.DataAtom == atom.A {
			a = n
		}
	}
	return a
}

// linksHere reports whether a heading is a link to its own page: blogs print
// the title of the one article as they print it in lists.
func (p *page) linksHere(i int) bool {
	a := p.linkOf(i)
	if a == nil || p.base == nil {
		return false
	}
	for j := range a.Attr {
		if a.Attr[j].Key != "href" {
			continue
		}
		u, err := p.base.Parse(strings.TrimSpace(a.Attr[j].Val))
		return err == nil && sameSite(u.Hostname(), p.host) && u.RawQuery == p.base.RawQuery &&
			strings.TrimSuffix(u.Path, "/") == strings.TrimSuffix(p.base.Path, "/") && strings.Trim(u.Path, "/") != ""
	}
	return false
}

// reworded reports whether two titles are one, worded twice: most syllables of
// the shorter stand in the longer.
func reworded(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	words, common := 0, 0
	for w := range strings.SplitSeq(a, " ") {
		words++
		if strings.Contains(" "+b+" ", " "+w+" ") {
			common++
		}
	}
	return words > 3 && common*10 >= words*6
}

// mayEqual compares lengths before texts.
func (p *page) mayEqual(b *block) bool {
	for _, list := range [...][]string{p.headings, p.trailing} {
		for _, h := range list {
			if n := strings.Count(h, " ") + 1; n-2 <= b.words && b.words <= n+3 {
				return true
			}
		}
	}
	return false
}

// onlyHeading is the one h1 of a page that states no title.
func (p *page) onlyHeading() int {
	found := -1
	for i := range p.blocks {
		if b := &p.blocks[i]; b.heading() == 1 && b.words > 2 && !b.links() && !b.is(hidden) {
			if found >= 0 {
				return -1
			}
			found = i
		}
	}
	return found
}

// titleText is the printed title, else the stated one without the site.
func (p *page) titleText() (text, source string) {
	if p.title >= 0 {
		b := &p.blocks[p.title]
		text, source = b.text(), "auto "+p.elems[b.elem].node.Data
		if level := b.heading(); level != 1 || len(p.headings) == 0 || vntext.Shadow(text) == p.headings[0] {
			return text, source
		}
		// The h1 says more or less than og:title: the shorter of the two
		// is the one without labels.
		if v := p.stated(); v.Text != "" && len(v.Text) < len(text) && strings.Contains(vntext.Shadow(text), vntext.Shadow(v.Text)) {
			return v.Text, v.Source
		}
		return text, source
	}
	v := p.stated()
	return v.Text, v.Source
}

// stated is the title that metadata states, without the site's name.
func (p *page) stated() metadata.Value {
	if len(p.meta.Titles) == 0 {
		return metadata.Value{}
	}
	v := p.meta.Titles[0]
	return metadata.Value{Text: p.meta.StripSite(v.Text), Source: v.Source}
}

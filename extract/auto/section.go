package auto

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/tintinh/tintinh/extract/vntext"
)

// readSection takes the path that metadata states, else the breadcrumb above
// the title: an element named for it, or a short row that begins with the
// home page; else the one link above the title.
func (p *page) readSection(r *Result) {
	if len(p.meta.Sections) > 0 {
		r.Section = p.meta.Sections[0].Items
		return
	}
	end := p.title
	if end < 0 {
		end = p.from
	}
	for i := end - 1; i >= 0 && i > end-30; i-- {
		b := &p.blocks[i]
		if b.is(hidden|teaser|media) || b.words == 0 || b.words > 25 || b.is(furniture) && !b.is(path) {
			continue
		}
		if !b.is(path) && !beginsHome(vntext.Fold(b.text())) {
			continue
		}
		list := p.crumbs(p.row(i, end))
		if !b.is(path) && len(list) > 1 && !strings.ContainsAny(b.text(), "›»>→") {
			continue // a menu begins with the home page too
		}
		if len(list) > 0 && len(list) < 6 {
			r.Section = list
			return
		}
	}
	p.linkAbove(r, end)
}

// linkAbove takes a link of a few words right above the title.
func (p *page) linkAbove(r *Result, end int) {
	for i := end - 1; i >= 0 && i >= end-3; i-- {
		b := &p.blocks[i]
		if b.is(hidden|furniture|teaser|media|signing) || b.linked == 0 || b.words > 12 || b.linked > 5 || b.words > b.linked && b.digits < 6 {
			continue
		}
		if i > 0 && p.blocks[i-1].links() && p.siblings(i-1, i) {
			return // the last of a menu
		}
		var list []string
		for n := b.first; n != nil; n = n.NextSibling {
			if a := firstLink(n); a != nil && !p.leadsHome(a) {
				list = append(list, p.crumbs([]*html.Node{a})...)
			}
			if n == b.last {
				break
			}
		}
		if len(list) == 1 && !strings.ContainsAny(list[0], "0123456789") {
			r.Section = list
		}
		return
	}
}

// leadsHome tells a link to the site's own root.
func (p *page) leadsHome(a *html.Node) bool {
	if a == nil {
		return false
	}
	for i := range a.Attr {
		if a.Attr[i].Key != "href" {
			continue
		}
		href := strings.TrimRight(strings.TrimSpace(a.Attr[i].Val), "/")
		_, rest, absolute := strings.Cut(href, "//")
		return href == "" || absolute && !strings.Contains(rest, "/")
	}
	return false
}

func firstLink(n *html.Node) *html.Node {
	if n.DataAtom == atom.A {
		return n
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if a := firstLink(c); a != nil {
			return a
		}
	}
	return nil
}

// row is the largest element around block i that is still one short line, or
// the block's own nodes where its element holds more.
func (p *page) row(i, end int) []*html.Node {
	k := int32(-1)
	for up := p.blocks[i].elem; up > 0; up = p.elems[up].parent {
		e := &p.elems[up]
		words := 0
		for j := e.from; j < e.to; j++ {
			words += p.blocks[j].words
		}
		if int(e.to) > end || words > 30 || e.to-e.from > 8 {
			break
		}
		k = up
	}
	if k >= 0 {
		return []*html.Node{p.elems[k].node}
	}
	var nodes []*html.Node
	for n := p.blocks[i].first; n != nil; n = n.NextSibling {
		if nodes = append(nodes, n); n == p.blocks[i].last {
			break
		}
	}
	return nodes
}

// crumbs are the texts of the links in some nodes, and of their plain parts.
func (p *page) crumbs(nodes []*html.Node) []string {
	var out []string
	add := func(s string) {
		s = strings.Trim(vntext.Clean(s), " ›»>/|-–:•")
		if s == "" || isHome(vntext.Fold(s)) || p.repeatsHeading(vntext.Shadow(s)) || len(s) > 120 || strings.ContainsAny(s, "›»") {
			return
		}
		for _, o := range out {
			if strings.EqualFold(o, s) {
				return
			}
		}
		out = append(out, s)
	}
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		switch {
		case n.Type == html.TextNode:
			add(n.Data)
		case n.Type == html.ElementNode && skipped(n.DataAtom):
		case n.DataAtom == atom.A:
			var s strings.Builder
			write(&s, n)
			add(s.String())
		default:
			for c := n.FirstChild; c != nil; c = c.NextSibling {
				walk(c)
			}
		}
	}
	for _, n := range nodes {
		walk(n)
	}
	return out
}

func beginsHome(folded string) bool {
	return isHome(folded) || strings.HasPrefix(folded, "trang chu ") || strings.HasPrefix(folded, "home ")
}

func isHome(folded string) bool {
	switch folded {
	case "trang chu", "trang nhat", "home", "homepage", "home page", "trang chinh":
		return true
	}
	return false
}

// viewWords name a number of readers, in search form.
var viewWords = []string{"luot xem", "luot doc", "luot truy cap bai", "view count", "views", "so lan xem", "da xem", "nguoi doc"}

// readViews takes the line beside the title that prints how often the
// article was read.
func (p *page) readViews(r *Result) {
	if p.title < 0 {
		return
	}
	first, _ := p.ends()
	for i := max(p.title-6, 0); i < min(max(first, p.title+12), len(p.blocks)); i++ {
		b := &p.blocks[i]
		if b.digits == 0 || b.words > 25 || b.is(hidden|teaser|media) || b.prose() {
			continue
		}
		text := b.text()
		for part := range strings.SplitSeq(text, "|") {
			if countsViews(part) {
				r.Views = strings.TrimSpace(part)
				return
			}
		}
		if b.is(viewing) && b.words <= 3 {
			r.Views = text
			return
		}
	}
	if len(p.meta.Views) > 0 {
		r.Views = p.meta.Views[0].Text
	}
}

func countsViews(text string) bool {
	if !strings.ContainsAny(text, "0123456789") {
		return false
	}
	folded := vntext.Fold(text)
	for _, w := range viewWords {
		if strings.Contains(folded, w) {
			return true
		}
	}
	return false
}

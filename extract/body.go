package extract

import (
	"cmp"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/andybalholm/cascadia"

	"github.com/tintinh/tintinh/extract/auto"
	"github.com/tintinh/tintinh/extract/vntext"
	"github.com/tintinh/tintinh/portal"
)

// bodyText is the body before its blocks are final.
type bodyText struct {
	pieces []piece
	source string // "" = nothing was found; fromAuto, or "selector …"
	words  int
	lines  []string // sign-off lines taken out, in page order
	byline []string // bylines that the rule's selectors gave, with source below
	by     string
	roots  []*html.Node // what the rule's selector matched; nil where the body was found without a rule
	credit string       // source credit among the lines that the rule's selectors gave
}

// readBody reads the body by the rule; where that gives no text, by looks.
func (r *reading) readBody() *bodyText {
	if r.ruled(portal.Body) {
		for group := range r.hits(portal.Body) {
			roots := outermost(r.bodyRoots(group))
			b := r.bodyOf(roots, nil)
			if b.words == 0 && len(b.pieces) == 0 {
				continue
			}
			b.source, b.roots = group[0].source(), roots
			if b.words < suspicious {
				return r.richer(b)
			}
			return b
		}
		r.warn(WarnRuleMissedBody)
	}
	return r.autoBody()
}

// bodyRoots are the elements that hold the body; "script@name" is what a
// script has in a variable. That is no part of the page, so the selectors of
// boxes and captions are run on it here.
func (r *reading) bodyRoots(group []hit) []*html.Node {
	var roots []*html.Node
	for _, h := range group {
		switch {
		case h.selector.Attr == "":
			roots = append(roots, h.node)
		default:
			n := scriptBody(h.node, h.selector.Attr)
			if n == nil {
				continue
			}
			roots = append(roots, n)
			for _, f := range []portal.Field{portal.Strip, portal.Related} {
				for _, s := range r.rule.Fields[f] {
					for _, box := range cascadia.QueryAll(n, s.Match) {
						r.skip[box] = true
					}
				}
			}
		}
	}
	return roots
}

// suspicious is the number of words below which a rule's body is compared
// with what is found without it: the selector may have caught a box beside
// the text after a redesign.
const suspicious = 40

// richer is the body by looks where it has several times the text of the
// rule's.
func (r *reading) richer(ruled *bodyText) *bodyText {
	if r.auto().Kind != auto.Article {
		return ruled
	}
	if found := r.autoBody(); found.words > 4*ruled.words+suspicious {
		r.warn(WarnRuleMissedBody)
		return found
	}
	return ruled
}

func (r *reading) autoBody() *bodyText {
	found := r.auto()
	for n := range found.Drop {
		if !nearCaption(n, found.Captions) {
			r.skip[n] = true
		}
	}
	b := r.bodyOf(found.Body, found.Captions)
	if len(b.pieces) > 0 {
		b.source = fromAuto
	}
	return b
}

// bodyOf walks the roots and tells text, captions, byline and furniture apart.
func (r *reading) bodyOf(roots []*html.Node, captionOf map[*html.Node]*html.Node) *bodyText {
	b := &bodyText{}
	r.rulesInside(b, roots)
	marked := map[*html.Node]bool{}
	for _, n := range r.all(portal.Caption) {
		marked[n] = true
	}
	for _, n := range roots {
		if n.Parent != nil {
			continue
		}
		for _, s := range r.rule.Fields[portal.Caption] {
			for _, c := range cascadia.QueryAll(n, s.Match) {
				marked[c] = true
			}
		}
	}
	w := &walker{base: r.doc.Base, skip: r.skip, captions: marked}
	pieces := w.walk(roots)
	r.assigned(pieces, captionOf)
	pieces = captions(pieces)
	pieces = withoutFurniture(pieces, r.ownLink)
	b.pieces, b.lines = signoff(pieces)
	for i := range b.pieces {
		b.words += words(&b.pieces[i])
	}
	return b
}

// ownLink reports whether a link leads to a page of the same site.
func (r *reading) ownLink(href string) bool {
	u, err := url.Parse(href)
	return err == nil && (strings.EqualFold(u.Host, r.doc.URL.Host) || r.site != nil && r.site.HasHost(u.Host))
}

// rulesInside finds the byline that the rule points at and takes it out of
// the body, whichever selector wins: an account's name under the signature is
// no text either.
func (r *reading) rulesInside(b *bodyText, roots []*html.Node) {
	for group := range r.hits(portal.Byline) {
		var texts []string
		last := group[len(group)-1]
		if inside(last.node, roots) {
			group = []hit{last} // style selectors match more than the signature
		}
		for _, h := range group {
			text := h.value()
			if text == "" || utf8.RuneCountInString(text) > 2*longestByline {
				continue
			}
			if inside(h.node, roots) {
				if _, ok := ParseByline(text); !ok && !tagged(h.node) {
					continue
				}
				r.skip[alone(h.node, roots)] = true
			}
			if !slices.Contains(texts, text) {
				texts = append(texts, text)
			}
		}
		all := merge(texts)
		if b.by == "" && len(all.Authors) > 0 {
			b.byline, b.by = texts, group[0].source()
		}
		b.credit = cmp.Or(b.credit, all.Credit)
	}
}

// tagged: the element is named as a byline, so that it is one whatever it says.
func tagged(n *html.Node) bool { return authorClass(&piece{node: n}) }

// alone climbs to the highest element that holds no more text than n.
func alone(n *html.Node, roots []*html.Node) *html.Node {
	text := vntext.Clean(nodeText(n))
	for n.Parent != nil && !slices.Contains(roots, n) && !slices.Contains(roots, n.Parent) && !inCompany(n) &&
		vntext.Clean(nodeText(n.Parent)) == text && !holdsMedia(n.Parent) {
		n = n.Parent
	}
	return n
}

// inCompany reports whether a sibling plainly says something, so that the text
// of the whole parent, which may be the article, need not be read.
func inCompany(n *html.Node) bool {
	for s := n.Parent.FirstChild; s != nil; s = s.NextSibling {
		if s != n && says(s) {
			return true
		}
	}
	return false
}

// says finds text with a letter that is cleaned away in no company.
func says(n *html.Node) bool {
	switch {
	case n.Type == html.TextNode:
		return strings.ContainsFunc(n.Data, unicode.IsLetter) && !strings.ContainsAny(n.Data, "<>")
	case n.Type != html.ElementNode, unread(n):
		return false
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if says(c) {
			return true
		}
	}
	return false
}

func holdsMedia(n *html.Node) bool {
	for c := range n.Descendants() {
		switch c.DataAtom {
		case atom.Img, atom.Audio, atom.Video, atom.Iframe:
			return true
		}
	}
	return false
}

// nearCaption reports whether a dropped node stands in the paragraph of a
// picture that has its caption there, too: such a paragraph is read as a
// whole, for the credit often stands beside the caption's element.
func nearCaption(n *html.Node, captionOf map[*html.Node]*html.Node) bool {
	for img, caption := range captionOf {
		if p := paragraph(img); p != nil && inside(caption, []*html.Node{p}) && inside(n, []*html.Node{p}) {
			return true
		}
	}
	return false
}

// paragraph is the nearest p around n.
func paragraph(n *html.Node) *html.Node {
	for ; n != nil; n = n.Parent {
		if n.DataAtom == atom.P {
			return n
		}
	}
	return nil
}

// assigned gives pictures the captions that were found without a rule, and
// those that stand right behind them outside what was found.
func (r *reading) assigned(pieces []piece, captionOf map[*html.Node]*html.Node) {
	for i := range pieces {
		p := &pieces[i]
		if p.Type != Image && p.Type != Video || p.Caption != "" {
			continue
		}
		n := p.node
		for up := 0; n != nil && up < 4; n, up = n.Parent, up+1 {
			c := captionOf[n]
			if c == nil {
				continue
			}
			if q := paragraph(n); q == nil || !inside(c, []*html.Node{q}) {
				p.Caption = vntext.Clean(nodeText(c))
			}
			break
		}
	}
}

func words(p *piece) int {
	n := countWords(p.Text)
	for _, item := range p.Items {
		n += countWords(item)
	}
	for _, row := range p.Rows {
		for _, cell := range row {
			n += countWords(cell)
		}
	}
	return n
}

// countWords counts the words of clean text, which has single spaces.
func countWords(s string) int {
	n, space := 0, true
	for i := range len(s) {
		if s[i] == ' ' {
			space = true
		} else if space {
			space = false
			n++
		}
	}
	return n
}

// files adds players and documents that the rule points at outside the body.
func (r *reading) files(b *bodyText) {
	for _, f := range []portal.Field{portal.Audio, portal.Video, portal.Attachments} {
		kind := map[portal.Field]string{portal.Audio: Audio, portal.Video: Video, portal.Attachments: Attachment}[f]
		for group := range r.hits(f) {
			for _, h := range group {
				r.file(b, h, kind)
			}
		}
	}
}

func (r *reading) file(b *bodyText, h hit, kind string) {
	p := piece{node: h.node, Block: Block{Type: kind, Title: vntext.Clean(nodeText(h.node))}}
	switch {
	case h.selector.Attr != "":
		p.URL = absolute(r.doc.Base, attr(h.node, h.selector.Attr))
	default:
		for _, name := range []string{"href", "src", "data-src", "data-file", "data-audio-url", "data-video-src", "data-url"} {
			if p.URL = absolute(r.doc.Base, attr(h.node, name)); p.URL != "" {
				break
			}
		}
	}
	if p.URL == "" {
		if s := cascadia.Query(h.node, anySource); s != nil {
			p.URL = absolute(r.doc.Base, attr(s, "src"))
		}
	}
	if p.URL == "" || silence(p.URL) || slices.ContainsFunc(b.pieces, func(o piece) bool { return o.Type == kind && o.URL == p.URL }) {
		return
	}
	p.TTS = kind == Audio && speech(h.node, p.URL)
	b.pieces = append(b.pieces, p)
}

var anySource = cascadia.MustCompile("source[src], audio[src], video[src], iframe[src]")

package extract

import (
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"

	"github.com/tintinh/tintinh/extract/vntext"
	"github.com/tintinh/tintinh/portal"
)

// lead takes the sapo that the rule or the page's looks give; a description
// that stands nowhere on the page is the editor's summary for machines, or
// the first words of the body, and no lead.
func (r *reading) lead(body *bodyText) {
	var all []candidate
	for group := range r.hits(portal.Lead) {
		if c, ok := r.ruledLead(group, body); ok {
			all = append(all, c)
			break
		}
	}
	if len(all) == 0 {
		all = append(all, candidate{fromAuto, boldSource, body.boldLead()})
	}
	if !r.matches(portal.Lead) && all[0].value == "" {
		// An element for the lead that is empty says that there is none.
		found := r.auto()
		all = append(all, candidate{fromAuto, autoSource(found.LeadSource), vntext.Clean(found.LeadText)})
	}
	c, ok := r.choose("lead", portal.Lead, all)
	if !ok {
		return
	}
	if c.kind == fromAuto && body.words == 0 && !body.captioned() {
		// One sentence is the whole article, not its summary.
		body.pieces = append([]piece{{Block: Block{Type: Paragraph, Text: c.value}, node: r.doc.Root}}, body.pieces...)
		r.fields = r.fields[:len(r.fields)-1]
		return
	}
	if c.kind == fromAuto && c.source != boldSource && r.ruled(portal.Lead) {
		r.warn(WarnRuleMissedLead)
	}
	lead := c.value
	if r.rule.DatelineStrip {
		lead = withoutDateline(lead)
	}
	r.article.Lead = lead
	body.dropLead(c.value)
}

// ruledLead is the text of one selector's matches: several paragraphs that
// stand side by side are one lead.
func (r *reading) ruledLead(group []hit, body *bodyText) (candidate, bool) {
	var parts []string
	for i, h := range group {
		if i > 0 && nextShown(group[i-1].node) != h.node {
			break
		}
		v := h.value()
		if i > 0 && r.holds(body, h.node) {
			break // "#content p strong" goes on into the text
		}
		if v != "" && !slices.Contains(parts, v) {
			parts = append(parts, v)
		}
	}
	text := strings.Join(parts, " ")
	n := group[0].node
	switch {
	case text == "", r.holds(body, n) && !body.begins(text):
		return candidate{}, false
	case len(body.roots) > 0 && !inside(n, body.roots) && precedes(body.roots[len(body.roots)-1], n):
		return candidate{}, false // a teaser in a box below the article
	}
	return candidate{fromSelector, group[0].source(), text}, true
}

// holds reports whether a node is read as part of the body: what the rule
// strips is not.
func (r *reading) holds(body *bodyText, n *html.Node) bool {
	for up := n; up != nil; up = up.Parent {
		if r.skip[up] {
			return false
		}
	}
	return inside(n, body.roots)
}

// begins reports whether one of the first two texts of the body is text: a
// bold paragraph further down is no lead.
func (b *bodyText) begins(text string) bool {
	seen := 0
	for i := range b.pieces {
		if !b.pieces[i].text() {
			continue
		}
		if same(b.pieces[i].Text, text) {
			return true
		}
		if seen++; seen == 2 {
			break
		}
	}
	return false
}

// captioned reports whether the body says anything in captions.
func (b *bodyText) captioned() bool {
	return slices.ContainsFunc(b.pieces, func(p piece) bool { return p.Caption != "" })
}

const boldSource = "auto bold first paragraph"

// boldLead is the first text of the body where it is a paragraph set in bold
// over text that is not: papers without a field for the sapo write it so.
func (b *bodyText) boldLead() string {
	const shortest = 60 // runes: shorter is an intertitle
	var texts []*piece
	for i := range b.pieces {
		if b.pieces[i].text() {
			texts = append(texts, &b.pieces[i])
		}
	}
	if len(texts) < 3 || texts[0].Type != Paragraph || !texts[0].bold || texts[1].bold || texts[0].linked ||
		utf8.RuneCountInString(texts[0].Text) < shortest || !endsSentence(texts[0].Text) {
		return ""
	}
	return texts[0].Text
}

// dropLead takes the lead out of the body where the body repeats it.
func (b *bodyText) dropLead(lead string) {
	seen := 0
	for i := range b.pieces {
		if !b.pieces[i].text() {
			continue
		}
		if same(b.pieces[i].Text, lead) {
			b.pieces = slices.Delete(b.pieces, i, i+1)
			return
		}
		if seen++; seen == 3 {
			return
		}
	}
}

// same compares texts without tone placement, case, punctuation and dateline.
func same(a, b string) bool {
	const slack = 120 // bytes that a dateline, marks and spaces may add
	if gap := len(a) - len(b); gap > slack+len(b)/4 || -gap > slack+len(a)/4 {
		return false
	}
	x, y := vntext.Shadow(a), vntext.Shadow(b)
	if x == y {
		return x != ""
	}
	one, other := withoutDateline(a), withoutDateline(b)
	if len(one) == len(a) && len(other) == len(b) {
		return false // as above
	}
	return vntext.Shadow(one) == vntext.Shadow(other)
}

// withoutDateline strips the paper's mark at the beginning of a lead:
// "(CTO) - Ngày 8-1, …", "BNEWS - …", "SKĐS - …".
func withoutDateline(s string) string {
	mark, rest, ok := strings.Cut(s, " - ")
	if !ok {
		mark, rest, ok = strings.Cut(s, " – ")
	}
	mark = strings.TrimSpace(mark)
	rest = strings.TrimSpace(rest)
	if !ok || rest == "" || utf8.RuneCountInString(mark) > 24 {
		return s
	}
	if strings.HasPrefix(mark, "(") && strings.HasSuffix(mark, ")") || !strings.Contains(mark, " ") && capitals(mark) {
		return rest
	}
	return s
}

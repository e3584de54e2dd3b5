package extract

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"

	"github.com/tintinh/tintinh/extract/vntext"
	"github.com/tintinh/tintinh/portal"
)

// read fills the article, field by field in the record's order.
func (r *reading) read(body *bodyText) {
	r.title()
	r.lead(body)
	r.published()
	r.modified()
	r.authors(body)
	r.section()
	r.tags()
	r.views()
	r.files(body)
	r.blocks(body)
}

// selected is the first value that the rule's selectors give.
func (r *reading) selected(f portal.Field) (candidate, *html.Node) {
	for _, group := range r.hits(f) {
		for _, h := range group {
			if v := h.value(); v != "" {
				return candidate{fromSelector, h.source(), v}, h.node
			}
		}
	}
	return candidate{}, nil
}

func (r *reading) title() {
	var all []candidate
	if c, n := r.selected(portal.Title); n != nil {
		all = append(all, c)
	} else {
		if r.ruled(portal.Title) {
			r.warn(WarnRuleMissedTitle)
		}
		found := r.auto()
		all = append(all, candidate{fromAuto, autoSource(found.TitleSource), found.Title})
	}
	for _, v := range r.meta.Titles {
		all = append(all, candidate{metaKind(v.Source), v.Source, v.Text})
	}
	if f := r.page.Feed; f != nil {
		all = append(all, candidate{fromFeed, "feed title", vntext.Clean(f.Title)})
	}
	c, ok := r.choose("title", portal.Title, all)
	if !ok {
		return
	}
	r.article.Title = c.value
	if stated := r.statedTitle(); stated != "" && c.kind != fromMeta && c.kind != fromJSONLD && !related(c.value, stated) {
		r.warn(WarnTitleDisagree)
	}
}

// statedTitle is the title by OpenGraph or JSON-LD; the title element is too
// often the site's name.
func (r *reading) statedTitle() string {
	for _, v := range r.meta.Titles {
		if v.Source != "title element" {
			return v.Text
		}
	}
	return ""
}

// related reports whether half of the shorter title's syllables stand in the
// other: editors shorten titles for social networks.
func related(a, b string) bool {
	one, other := vntext.Syllables(a), vntext.Syllables(b)
	if len(one) > len(other) {
		one, other = other, one
	}
	common := 0
	for _, s := range one {
		if slices.Contains(other, s) {
			common++
		}
	}
	return common*2 >= len(one)
}

// lead takes the sapo that the rule or the page's looks give; a description
// that stands nowhere on the page is the editor's summary for machines, or
// the first words of the body, and no lead.
func (r *reading) lead(body *bodyText) {
	var all []candidate
	for _, group := range r.hits(portal.Lead) {
		if c, ok := r.ruledLead(group, body); ok {
			all = append(all, c)
			break
		}
	}
	if !r.ruled(portal.Lead) {
		found := r.auto()
		all = append(all, candidate{fromAuto, autoSource(found.LeadSource), vntext.Clean(found.LeadText)})
	}
	if len(r.sorted(portal.Lead, all)) == 0 {
		all = append(all, candidate{fromAuto, "auto bold first paragraph", body.boldLead()})
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
		if i > 0 && h.node.Parent != group[0].node.Parent {
			break
		}
		v := h.value()
		if i > 0 && body.source != "" && body.source != fromAuto && r.inBody(h.node) {
			break // "#content p strong" goes on into the text
		}
		if v != "" && !slices.Contains(parts, v) {
			parts = append(parts, v)
		}
	}
	text := strings.Join(parts, " ")
	if text == "" || r.inBody(group[0].node) && !body.begins(text) {
		return candidate{}, false
	}
	return candidate{fromSelector, group[0].source(), text}, true
}

// inBody reports whether a node is read as part of the body: what the rule
// strips is not.
func (r *reading) inBody(n *html.Node) bool {
	for up := n; up != nil; up = up.Parent {
		if r.skip[up] {
			return false
		}
	}
	for _, group := range r.hits(portal.Body) {
		for _, h := range group {
			if inside(n, []*html.Node{h.node}) {
				return true
			}
		}
		break
	}
	return false
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
	x, y := vntext.Shadow(a), vntext.Shadow(b)
	if x == y {
		return x != ""
	}
	return vntext.Shadow(withoutDateline(a)) == vntext.Shadow(withoutDateline(b))
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

// authors reads the byline: what the rule points at, else the sign-off lines
// of the text, else what the page says of itself. The site's own name is
// nobody.
func (r *reading) authors(body *bodyText) {
	signed := merge(body.lines)
	byRule := merge(body.byline)
	a := r.article
	a.SourceCredit = signed.Credit
	if a.SourceCredit == "" {
		a.SourceCredit = body.credit
	}
	if c, n := r.selected(portal.Credit); n != nil {
		a.SourceCredit = creditText(c.value)
		r.trace("source_credit", c, nil)
	}
	a.BylineRaw = signed.Raw
	var all []candidate
	lists := map[string][]Author{}
	offer := func(kind, source string, authors []Author) {
		authors = slices.DeleteFunc(slices.Clone(authors), func(x Author) bool { return r.meta.NamesSite(x.Name) || accountName(x.Name) })
		if len(authors) > 0 && lists[source] == nil {
			lists[source] = authors
			all = append(all, candidate{kind, source, namesOf(authors)})
		}
	}
	offer(fromSelector, signoffSource, signed.Authors)
	offer(fromSelector, body.by, byRule.Authors)
	if len(byRule.Authors) == 0 && len(signed.Authors) == 0 && !signed.Office {
		found := r.auto()
		if b, ok := ParseByline(found.Byline); ok {
			offer(fromAuto, autoSource(found.BylineSource), b.Authors)
			if a.SourceCredit == "" {
				a.SourceCredit = b.Credit
			}
		}
	}
	for _, v := range r.meta.Authors {
		if !v.Organization && plausibleName(v.Name) {
			offer(metaKind(v.Source), v.Source, stateAuthors(r, v.Source))
		}
	}
	if signed.Office && len(byRule.Authors) == 0 {
		return
	}
	c, ok := r.choose("authors", portal.Byline, all)
	if !ok {
		return
	}
	a.Authors = lists[c.source]
	if a.BylineRaw == "" || c.source != signoffSource {
		a.BylineRaw = r.bylineRaw(c, body)
	}
}

func (r *reading) bylineRaw(c candidate, body *bodyText) string {
	if c.source == body.by {
		return strings.Join(body.byline, "; ")
	}
	if c.kind == fromAuto {
		return vntext.Clean(r.auto().Byline)
	}
	return ""
}

func stateAuthors(r *reading, source string) []Author {
	var out []Author
	for _, v := range r.meta.Authors {
		if v.Source == source && !v.Organization && plausibleName(v.Name) {
			out = addAuthor(out, Author{Name: v.Name})
		}
	}
	return out
}

func namesOf(authors []Author) string {
	names := make([]string, len(authors))
	for i, a := range authors {
		names[i] = a.Name
	}
	return strings.Join(names, ", ")
}

// signoffSource names the lines that were recognised without a rule.
const signoffSource = "auto sign-off"

// creditText strips the label of a source credit.
func creditText(s string) string {
	s = strings.Trim(s, " ()")
	if c, ok := creditLine(s); ok {
		return c
	}
	return s
}

// section is the breadcrumb path without the home page and the title.
func (r *reading) section() {
	var all []candidate
	paths := map[string][]string{}
	offer := func(kind, source string, path []string) {
		path = r.crumbs(path)
		if len(path) > 0 && paths[source] == nil {
			paths[source] = path
			all = append(all, candidate{kind, source, strings.Join(path, " › ")})
		}
	}
	for _, group := range r.hits(portal.Section) {
		var path []string
		for _, h := range group {
			path = append(path, h.value())
		}
		offer(fromSelector, group[0].source(), path)
	}
	for _, l := range r.meta.Sections {
		offer(metaKind(l.Source), l.Source, l.Items)
	}
	if !r.ruled(portal.Section) {
		offer(fromAuto, fromAuto, r.auto().Section)
	}
	if c, ok := r.choose("section", portal.Section, all); ok {
		r.article.Section = paths[c.source]
	}
}

func (r *reading) crumbs(path []string) []string {
	var out []string
	for _, p := range path {
		for part := range strings.FieldsFuncSeq(vntext.Clean(p), func(c rune) bool { return strings.ContainsRune("›»>→/|", c) && c != '/' }) {
			part = strings.Trim(part, " -–:")
			if part != "" && !homeCrumb(part) && !same(part, r.article.Title) && utf8.RuneCountInString(part) <= 80 &&
				(len(out) == 0 || !strings.EqualFold(out[len(out)-1], part)) {
				out = append(out, part)
			}
		}
	}
	return out
}

func homeCrumb(s string) bool {
	switch strings.ToLower(s) {
	case "trang chủ", "home", "trang nhất", "trang chính", "homepage", "trang chu":
		return true
	}
	return false
}

// tags are the keywords printed under the article. Keyword metas count only
// where they are the article's own (article:tag, JSON-LD).
func (r *reading) tags() {
	var all []candidate
	lists := map[string][]string{}
	offer := func(kind, source string, tags []string) {
		tags = tagList(tags)
		if len(tags) > 0 && lists[source] == nil {
			lists[source] = tags
			all = append(all, candidate{kind, source, strings.Join(tags, ", ")})
		}
	}
	for _, group := range r.hits(portal.Tags) {
		var tags []string
		for _, h := range group {
			if h.node.Data == "meta" || h.selector.Attr != "" {
				tags = append(tags, strings.Split(h.value(), ",")...)
				continue
			}
			tags = append(tags, h.value())
		}
		offer(fromSelector, group[0].source(), tags)
	}
	if !r.ruled(portal.Tags) {
		offer(fromAuto, fromAuto, r.auto().Tags)
	}
	for _, l := range r.meta.Keywords {
		if l.Source != "meta keywords" && l.Source != "meta news_keywords" {
			offer(metaKind(l.Source), l.Source, l.Items)
		}
	}
	if c, ok := r.choose("tags", portal.Tags, all); ok {
		r.article.Tags = lists[c.source]
	}
}

func tagList(tags []string) []string {
	var out []string
	for _, t := range tags {
		t = strings.Trim(vntext.Clean(t), " ,;#")
		key := lineKey(t)
		if t == "" || utf8.RuneCountInString(t) > 80 || key == "từ khóa" || key == "tags" || key == "từ khoá" || key == "tag" ||
			!strings.ContainsFunc(t, func(c rune) bool { return unicode.IsLetter(c) || unicode.IsDigit(c) }) {
			continue
		}
		if !slices.ContainsFunc(out, func(o string) bool { return strings.EqualFold(o, t) }) {
			out = append(out, t)
		}
	}
	return out
}

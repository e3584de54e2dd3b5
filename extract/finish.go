package extract

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tintinh/tintinh/extract/vntext"
)

// blocks makes the final body of the pieces and the fields that repeat it.
func (r *reading) blocks(body *bodyText) {
	a := r.article
	pieces := withoutLabels(withoutTitle(body.pieces, a.Title), a.Section)
	photographers := creditFrom(a.Authors)
	for i := range pieces {
		b := pieces[i].Block
		if b.Type == Image && b.Credit == "" {
			b.Credit = photographers
		}
		if b.Type == Paragraph && intertitle(pieces, i) {
			b.Type = Heading
		}
		a.Body = append(a.Body, b)
	}
	if story(a.Body) {
		a.Body = photoStory(a.Body)
		r.warn(WarnPhotoStory)
	}
	if len(a.Body) > 0 {
		r.trace("body", candidate{source: body.source, value: beginning(a.Body)}, nil)
	}
}

// withoutTitle drops repetitions of the title at the beginning of the body.
func withoutTitle(pieces []piece, title string) []piece {
	for i := range pieces {
		if i == 3 {
			break
		}
		if pieces[i].text() && same(pieces[i].Text, title) {
			return slices.Delete(slices.Clone(pieces), i, i+1)
		}
	}
	return pieces
}

// withoutLabels drops the section's name in capitals among the first and the
// last three blocks: templates print it again inside the text.
func withoutLabels(pieces []piece, section []string) []piece {
	const near, longest = 3, 4 // blocks, words
	return slices.DeleteFunc(slices.Clone(pieces), func(p piece) bool {
		if !p.text() || !capitals(p.Text) || len(strings.Fields(p.Text)) > longest || !slices.ContainsFunc(section, func(s string) bool { return strings.EqualFold(s, strings.Trim(p.Text, " :.")) }) {
			return false
		}
		i := slices.IndexFunc(pieces, func(o piece) bool { return o.node == p.node && o.Text == p.Text })
		return i < near || i >= len(pieces)-near
	})
}

// intertitle reports whether a paragraph is a heading set in bold: short, all
// bold, no sentence, and text follows. Its level is not known.
func intertitle(pieces []piece, i int) bool {
	const longest = 150 // runes
	p := &pieces[i]
	if !p.bold || p.linked || utf8.RuneCountInString(p.Text) > longest || startsItem(p.Text) {
		return false
	}
	switch lastRune(p.Text) {
	case '.', ';', ':', ',', '…':
		return false
	}
	for _, next := range pieces[i+1:] {
		if next.text() {
			return !next.bold
		}
		if next.Type == List || next.Type == Table {
			return true
		}
	}
	return false
}

// creditFrom names the photographers of the byline: "Tin, ảnh: P.Y" credits
// the article's pictures, too.
func creditFrom(authors []Author) string {
	var names []string
	for _, x := range authors {
		if strings.Contains(x.Role, RolePhoto) {
			names = append(names, x.Name)
		}
	}
	return strings.Join(names, ", ")
}

// story reports whether an article is told in captions: several pictures,
// and beside the captions hardly any text.
func story(body []Block) bool {
	pictures, told := 0, 0
	for i := range body {
		if body[i].Type == Image && body[i].Caption != "" {
			pictures++
			told += utf8.RuneCountInString(body[i].Caption)
		}
	}
	return pictures >= 3 && told > 2*utf8.RuneCountInString(plainText(body))
}

// photoStory repeats the captions as paragraphs below their pictures: they
// are the text of the article.
func photoStory(body []Block) []Block {
	var out []Block
	for _, b := range body {
		out = append(out, b)
		if b.Type == Image && b.Caption != "" {
			out = append(out, Block{Type: Paragraph, Text: b.Caption})
		}
	}
	return out
}

// finish sets what follows from the other fields.
func (r *reading) finish(version string) {
	a := r.article
	r.repair()
	a.Text = plainText(a.Body)
	a.Images, a.Audio = media(a.Body, Image), media(a.Body, Audio)
	a.Video, a.Attachments = media(a.Body, Video), media(a.Body, Attachment)
	a.fingerprints()
	r.ownZone() // behind fingerprints, which tells the language
	if a.ID == "" {
		a.ID = a.withoutAddress()
	}
	a.FetchedAt, a.Feed = r.page.FetchedAt, r.page.Feed
	if fewerWords(a.Text, 20) {
		r.warn(WarnTextShort)
	}
	if r.doc.Replaced > 0 {
		r.warn(WarnDecodeReplaced)
	}
	if r.doc.Flattened {
		r.warn(WarnDeepNesting)
	}
	a.Extractor = r.provenance(version)
	slices.Sort(r.warnings)
	a.Warnings = r.warnings
}

// fewerWords reports a text of less than n words.
func fewerWords(text string, n int) bool {
	for range strings.FieldsSeq(text) {
		if n--; n == 0 {
			return false
		}
	}
	return true
}

// provenance names the rules that read the page and the winner of each field.
func (r *reading) provenance(version string) *Provenance {
	p := &Provenance{Version: version, Rule: r.rule.Hash, Fields: make(map[string]string, len(r.fields))}
	if r.family != nil {
		p.Family = r.family.ID
	}
	for _, f := range r.fields {
		p.Fields[f.Field] = f.Source
	}
	return p
}

// repair works on every text of the article: legacy fonts are converted,
// letters that only look Vietnamese replaced, doubly escaped entities read.
func (r *reading) repair() {
	a := r.article
	for _, s := range []*string{&a.Title, &a.Lead, &a.BylineRaw, &a.SourceCredit} {
		r.mend(s)
	}
	for i := range a.Authors {
		r.mend(&a.Authors[i].Name)
	}
	for _, list := range [][]string{a.Section, a.Tags} {
		for i := range list {
			r.mend(&list[i])
		}
	}
	for i := range a.Body {
		b := &a.Body[i]
		for _, s := range []*string{&b.Text, &b.Title, &b.Caption, &b.Credit} {
			r.mend(s)
		}
		for j := range b.Items {
			r.mend(&b.Items[j])
		}
		for _, row := range b.Rows {
			for j := range row {
				r.mend(&row[j])
			}
		}
	}
}

func (r *reading) mend(s *string) {
	if *s == "" || ascii(*s) {
		return
	}
	if t, changed := vntext.Entities(*s); changed {
		*s = vntext.Clean(t)
	}
	if t, _, ok := vntext.Legacy(*s); ok {
		*s = vntext.Clean(t)
		r.warn(WarnTextLegacy)
	}
	if t, n := vntext.Lookalike(*s); n > 0 {
		*s = t
		r.warn(WarnLookalike)
	}
	if vntext.Mojibake(*s) {
		r.warn(WarnMojibake)
	}
}

// ascii text without ampersands has nothing to mend.
func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf || s[i] == '&' {
			return false
		}
	}
	return true
}

package extract

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tintinh/tintinh/extract/vntext"
	"github.com/tintinh/tintinh/portal"
)

// compare adds to the traces what sources say that were not asked, because a
// more trusted one had answered: the selectors behind the one that won lead
// and body, and the automatic extraction. It runs when the article is done,
// and changes nothing in it.
func (r *reading) compare(body *bodyText) {
	found := r.auto()
	says := map[string]Candidate{
		"title":        {autoSource(found.TitleSource), found.Title},
		"lead":         {autoSource(found.LeadSource), vntext.Clean(found.LeadText)},
		"published_at": {autoSource(found.PublishedSource), found.Published.Raw},
		"authors":      {autoSource(found.BylineSource), vntext.Clean(found.Byline)},
		"section":      {fromAuto, strings.Join(r.crumbs(found.Section), " › ")},
		"tags":         {fromAuto, strings.Join(tagList(found.Tags), ", ")},
		"view_count":   {fromAuto, found.Views},
	}
	for i := range r.fields {
		t := &r.fields[i]
		switch t.Field {
		case "lead":
			r.otherSelectors(t, portal.Lead)
		case "body":
			t.Value = counted(t.Value, body.words)
			r.otherSelectors(t, portal.Body)
			if body.source != fromAuto {
				b := r.autoBody()
				says["body"] = Candidate{fromAuto, counted(b.start(), b.words)}
			}
		}
		c := says[t.Field]
		if stated := strings.HasPrefix(c.Source, "auto json-ld") || strings.HasPrefix(c.Source, "auto meta"); !stated && c.Value != "" && !strings.HasPrefix(t.Source, fromAuto) {
			t.lose(Candidate{c.Source, short(c.Value)})
		}
	}
}

// otherSelectors adds what the selectors of a field match beside the winner.
func (r *reading) otherSelectors(t *FieldTrace, f portal.Field) {
	for group := range r.hits(f) {
		if group[0].source() == t.Source {
			continue
		}
		v := group[0].value()
		if f == portal.Body {
			v = counted(v, len(strings.Fields(v)))
		}
		if v != "" {
			t.lose(Candidate{group[0].source(), short(v)})
		}
	}
}

// lose adds a candidate once.
func (t *FieldTrace) lose(c Candidate) {
	if !slices.Contains(t.Losers, c) {
		t.Losers = append(t.Losers, c)
	}
}

// counted puts the number of words before a text: bodies are compared by it.
func counted(text string, words int) string {
	if text == "" {
		return ""
	}
	return short(fmt.Sprintf("%d words: %s", words, text))
}

// start is the first text of a body.
func (b *bodyText) start() string {
	for i := range b.pieces {
		if b.pieces[i].text() {
			return b.pieces[i].Text
		}
	}
	return ""
}

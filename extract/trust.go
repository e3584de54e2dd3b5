package extract

import (
	"strings"
	"unicode/utf8"

	"github.com/tintinh/tintinh/portal"
)

// Sources of a field, as families name them in their trust lists.
const (
	fromSelector = "selector"
	fromJSONLD   = "json-ld"
	fromMeta     = "meta"
	fromAuto     = "auto"
	fromFeed     = "feed"
	fromURL      = "url"
)

// trust is the order in which sources are believed, per field, unless the
// family says otherwise. A rule is written by someone who looked at the site,
// so it goes first; JSON-LD is written by the content system from its own
// columns, meta elements often by a plugin. Titles found in the page agree
// with the printed one more often than og:title does. Publish times are
// special: of the sources that agree the most precise one is taken
// (published.go).
var trust = map[portal.Field][]string{
	portal.Title:     {fromSelector, fromAuto, fromJSONLD, fromMeta, fromFeed},
	portal.Lead:      {fromSelector, fromAuto},
	portal.Published: {fromSelector, fromJSONLD, fromMeta, fromAuto, fromFeed, fromURL},
	portal.Modified:  {fromSelector, fromJSONLD, fromMeta},
	portal.Byline:    {fromSelector, fromAuto, fromJSONLD, fromMeta},
	portal.Section:   {fromSelector, fromJSONLD, fromAuto, fromMeta},
	portal.Tags:      {fromSelector, fromAuto, fromJSONLD, fromMeta},
	portal.Views:     {fromSelector, fromAuto},
	portal.Body:      {fromSelector, fromAuto},
}

// order is the trust list of a field on this page.
func (r *reading) order(f portal.Field) []string {
	if r.family != nil && len(r.family.Trust[f]) > 0 {
		return r.family.Trust[f]
	}
	return trust[f]
}

// candidate is what one source says of a field.
type candidate struct {
	kind   string // one of the sources above
	source string // for the record: "selector h1.title"
	value  string
}

// sorted orders candidates by trust; those of a source that the list does not
// name are left out.
func (r *reading) sorted(f portal.Field, all []candidate) []candidate {
	var out []candidate
	for _, kind := range r.order(f) {
		for _, c := range all {
			if c.kind == kind && c.value != "" {
				out = append(out, c)
			}
		}
	}
	return out
}

// choose takes the most trusted candidate and notes the others; ok is false
// where there is none.
func (r *reading) choose(name string, f portal.Field, all []candidate) (candidate, bool) {
	list := r.sorted(f, all)
	if len(list) == 0 {
		r.miss(name, f)
		return candidate{}, false
	}
	r.trace(name, list[0], list[1:])
	return list[0], true
}

// trace notes which source won a field.
func (r *reading) trace(name string, won candidate, lost []candidate) {
	t := FieldTrace{Field: name, Value: short(won.value), Source: won.source}
	for _, l := range lost {
		t.lose(Candidate{l.source, short(l.value)})
	}
	r.fields = append(r.fields, t)
}

// miss notes what was tried for a field that nothing gave.
func (r *reading) miss(name string, f portal.Field) {
	m := Missing{Field: name}
	for _, s := range r.rule.Fields[f] {
		m.Tried = append(m.Tried, "selector "+s.Text)
	}
	for _, kind := range r.order(f) {
		if kind != fromSelector {
			m.Tried = append(m.Tried, kind)
		}
	}
	r.missing = append(r.missing, m)
}

// mostTraced is how much of a value a trace shows, in runes.
const mostTraced = 120

// short is a value for people: one line, at most mostTraced runes.
func short(s string) string {
	const most = mostTraced
	var b strings.Builder
	n := 0
	for word := range strings.FieldsSeq(s) {
		if n > 0 {
			b.WriteByte(' ')
			n++
		}
		b.WriteString(word)
		if n += utf8.RuneCountInString(word); n > most {
			return string([]rune(b.String())[:most-1]) + "…"
		}
	}
	return b.String()
}

// metaKind is the kind of a metadata source: "json-ld headline" → json-ld.
func metaKind(source string) string {
	if strings.HasPrefix(source, "json-ld") || strings.HasPrefix(source, "microdata") {
		return fromJSONLD
	}
	return fromMeta
}

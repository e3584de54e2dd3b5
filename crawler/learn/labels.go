package learn

import (
	"strings"

	"github.com/tintinh/tintinh/extract/vndate"
	"github.com/tintinh/tintinh/extract/vntext"
)

// labels are what is right on a page, as far as it is known without rules.
type labels struct {
	titles []string      // Shadow forms; any of them is right
	dates  []vndate.Date // what the page says of itself, else what it prints
	stated bool          // the dates are of JSON-LD or meta elements
	leads  []map[string]int
	byline string // Shadow form
	tags   []string
	path   []string // section, outermost first
	views  string
	body   map[string]int
}

func labelsOf(s *sample) labels {
	l := labels{tags: s.auto.Tags, path: s.auto.Section, views: s.auto.Views, body: map[string]int{}}
	o := vndate.Options{Now: s.At}
	for _, v := range s.meta.Published {
		if d, ok := vndate.Parse(v.Text, o); ok {
			l.dates, l.stated = append(l.dates, d), true
		}
	}
	if len(l.dates) == 0 && !s.auto.Published.Time.IsZero() {
		l.dates = append(l.dates, s.auto.Published)
	}
	for _, lead := range append([]string{s.auto.LeadText}, values(s)...) {
		if w := words(lead); size(w) >= 8 {
			l.leads = append(l.leads, w)
		}
	}
	if s.auto.BylineNode != nil {
		l.byline = vntext.Shadow(s.auto.Byline)
	}
	var text strings.Builder
	for _, n := range s.auto.Body {
		writeKept(&text, n, s.auto.Drop)
		text.WriteByte(' ')
	}
	l.body = words(text.String())
	return l
}

func values(s *sample) []string {
	var out []string
	for _, d := range s.meta.Descriptions {
		out = append(out, d.Text)
	}
	return out
}

// sameDay reports whether two dates are one day in Vietnam; midnight in UTC
// and a clock seven hours off are days that machines write.
func sameDay(a, b vndate.Date) bool {
	ay, am, ad := a.Time.In(vndate.ICT).Date()
	by, bm, bd := b.Time.In(vndate.ICT).Date()
	if ay == by && am == bm && (ad == bd || a.Precision == vndate.Month || b.Precision == vndate.Month) {
		return true
	}
	h := a.Time.Sub(b.Time).Abs().Hours()
	return h == 7
}

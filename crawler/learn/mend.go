package learn

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/andybalholm/cascadia"

	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/extract/vndate"
	"github.com/tintinh/tintinh/extract/vntext"
	"github.com/tintinh/tintinh/portal"
)

// Repair is what Mend proposes.
type Repair struct {
	Portal   *portal.Portal
	Since    time.Time // day of the first capture in the new layout, in Vietnam; zero = all captures are of it
	Before   int       // captures in the old layout
	After    int       // captures in the new one
	Mended   map[portal.Field]Answer
	Was      map[portal.Field][]string // selectors that the mended fields had
	stay     map[portal.Field][]string // of these, what today's rule keeps behind the new ones
	Open     map[portal.Field]string   // broken fields without a proposal, and why
	Strip    []string
	Changes  []Change // what the proposal changes over all captures
	New      []byte   // the definition with the dated rule; nil where nothing is proposed
	proposed *portal.Portal
}

// Change is a field that the proposal reads differently from a capture.
type Change struct {
	URL      string
	At       time.Time
	Field    string
	Old, New string // shortened; "" = absent
	Before   bool   // the capture is of the old layout: such a change is a loss or a surprise
}

// ErrNotBroken is wrapped where today's rules read the newest captures.
var ErrNotBroken = errors.New("nothing is broken")

// minAfter is how many captures of the new layout are needed.
const minAfter = 3

// Mend finds the fields whose selectors stopped working, when, and which
// selectors give them now. captures are stored pages of the portal, of any
// kind; articles captured before and after the change are the best witnesses.
func (l *Learner) Mend(p *portal.Portal, captures []Page) (*Repair, error) {
	pages, err := l.articleCaptures(p, captures)
	if err != nil {
		return nil, err
	}
	if len(pages) < minAfter {
		return nil, fmt.Errorf("mend %s: %d captures of articles: %w; at least %d are needed", p.ID, len(pages), ErrTooFew, minAfter)
	}
	broken, split := l.broken(p, pages)
	if len(broken) == 0 {
		return nil, fmt.Errorf("mend %s: today's rules read the newest of %d captures: %w", p.ID, len(pages), ErrNotBroken)
	}
	r := &Repair{
		Portal: p, Before: split, After: len(pages) - split,
		Mended: map[portal.Field]Answer{}, Was: map[portal.Field][]string{}, stay: map[portal.Field][]string{}, Open: map[portal.Field]string{},
	}
	if split > 0 {
		r.Since = dayOf(pages[split].At)
	}
	for _, q := range broken {
		l.mendField(r, q, pages[split:])
	}
	l.was(r, pages, split)
	if err := r.define(); err != nil {
		return nil, err
	}
	if r.proposed != nil {
		r.compare(l, pages, split)
	}
	return r, nil
}

func dayOf(t time.Time) time.Time {
	t = t.In(vndate.ICT)
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, vndate.ICT)
}

// articleCaptures are the captures of articles, oldest first, with what is
// known of them from earlier captures.
func (l *Learner) articleCaptures(p *portal.Portal, captures []Page) ([]*sample, error) {
	var pages []Page
	for _, c := range captures {
		if p.Article == nil || p.Scope(c.URL).Kind == portal.ScopeArticle {
			pages = append(pages, c)
		}
	}
	slices.SortStableFunc(pages, func(a, b Page) int { return a.At.Compare(b.At) })
	all, err := samples(pages)
	if err != nil {
		return nil, err
	}
	x := extract.New(l.Catalogue, l.Version)
	earlier := map[string]*extract.Article{}
	var out []*sample
	for _, s := range all {
		id, _, err := p.RecordID(s.URL)
		if err != nil {
			return nil, fmt.Errorf("mend %s: %w", p.ID, err)
		}
		s.know(earlier[id])
		if s.record != nil || s.isArticle() {
			out = append(out, s)
		}
		if earlier[id] == nil {
			in := extract.Page{URL: s.URL, Body: s.Body, ContentType: s.ContentType, FetchedAt: s.At, Portal: p}
			earlier[id] = ruled(x.Extract(s.doc, in).Article)
		}
	}
	return out, nil
}

// ruled is what rules gave of a record. What was found without them is no
// witness: it may be wrong in the same way on a later page.
func ruled(a *extract.Article) *extract.Article {
	if a == nil || a.Extractor == nil {
		return nil
	}
	by := func(field string) bool { return strings.HasPrefix(a.Extractor.Fields[field], "selector ") }
	out, n := &extract.Article{URL: a.URL}, 0
	if by("title") {
		out.Title = a.Title
		n++
	}
	if by("published_at") {
		out.PublishedAt, out.PublishedPrecision = a.PublishedAt, a.PublishedPrecision
		n++
	}
	if by("lead") {
		out.Lead = a.Lead
	}
	if by("body") {
		out.Text = a.Text
		n++
	}
	if n == 0 {
		return nil
	}
	return out
}

// know adds what a record says to the labels of a page.
func (s *sample) know(a *extract.Article) {
	if a == nil {
		return
	}
	s.record = a
	if a.Title != "" {
		s.says.titles = []string{vntext.Shadow(a.Title)}
	}
	if !a.PublishedAt.IsZero() {
		s.says.dates, s.says.stated = []vndate.Date{{Time: a.PublishedAt, Precision: a.PublishedPrecision}}, true
	}
	if a.Lead != "" {
		s.says.leads = []map[string]int{words(a.Lead)}
	}
	if w := words(a.Text); size(w) >= 30 {
		s.says.body = w
	}
}

// mendField asks for the selectors of a broken field on the new pages. What is
// not right nearly everywhere, or wrong anywhere, is not proposed.
func (l *Learner) mendField(r *Repair, q question, pages []*sample) {
	var asked []*sample
	for _, s := range pages {
		if q.labelled(s) {
			asked = append(asked, s)
		}
	}
	// Known articles are better labels than what a page seems to say; the
	// other pages only have to agree that something stands there.
	if sure := slices.DeleteFunc(slices.Clone(asked), func(s *sample) bool { return s.record == nil }); len(sure) >= enough {
		asked = sure
	}
	asked = spread(asked, maxArticles)
	if len(asked) < minAfter {
		r.Open[q.field] = fmt.Sprintf("only %d captures say what it should be", len(asked))
		return
	}
	a, ok := ask(asked, q)
	switch {
	case !ok:
		r.Open[q.field] = fmt.Sprintf("no selector gives it on enough of %d captures", len(asked))
	case a.Wrong > 0:
		r.Open[q.field] = fmt.Sprintf("the best selector, %s, gives something else on %d of %d captures", a.Selectors[0], a.Wrong, a.Pages)
	case a.Right*10 < a.Pages*8:
		r.Open[q.field] = fmt.Sprintf("the best selector, %s, is right on %d of %d captures only", a.Selectors[0], a.Right, a.Pages)
	case !speaks(pages, q.field, a.Selectors):
		r.Open[q.field] = fmt.Sprintf("%s gives it on known articles, but nothing on most others", a.Selectors[0])
	case q.field == portal.Published && !proven(asked):
		r.Open[q.field] = fmt.Sprintf("%s gives dates, but neither the pages themselves nor earlier records say that they are the publish times", a.Selectors[0])
	default:
		r.Mended[q.field] = a
		if q.field == portal.Body {
			if c, ok := compile(a.Selectors[0]); ok {
				strip, related := strips(asked, c, nil)
				r.Strip = append(strip, related...)
			}
		}
	}
}

// enough is how many known articles need no others beside them.
const enough = 5

// speaks reports whether one of the selectors gives something on nearly all
// pages, and a date where one is asked for.
func speaks(pages []*sample, f portal.Field, selectors []string) bool {
	n := 0
	for _, s := range pages {
		for _, text := range selectors {
			c, ok := compile(text)
			if !ok {
				continue
			}
			if e := cascadia.Query(s.doc.Root, c.Match); e != nil {
				_, dated := vndate.Find(s.text(e), vndate.Options{Now: s.At})
				if f != portal.Published || dated {
					n++
				}
				break
			}
		}
	}
	return n*10 >= len(pages)*8
}

// proven reports whether some pages say themselves, or are known to have, the
// publish times they are judged by: two dates of one template vary alike.
func proven(pages []*sample) bool {
	n := 0
	for _, s := range pages {
		if s.says.stated {
			n++
		}
	}
	return n >= min(minAfter, len(pages))
}

package extract

import (
	"strings"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/tintinh/tintinh/extract/metadata"
	"github.com/tintinh/tintinh/extract/vndate"
	"github.com/tintinh/tintinh/portal"
)

// stated is a publish time that a source gives.
type stated struct {
	candidate
	date vndate.Date
	meta bool // a rule's selector pointed at a meta element
}

// urlSlack is how far the date in an address may lie from the publish time:
// addresses are made when an article is begun, folders name the month.
const urlSlack = 45 * 24 * time.Hour

func midnight(t time.Time) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, t.Location())
}

// published takes the most precise time among those that agree with the most
// trusted one: a date-only JSON-LD gives way to the printed minute, a printed
// minute to the second in the meta element. Nothing else is ever put in its
// place; above all no clock.
func (r *reading) published() {
	all := r.statedDates()
	if len(all) == 0 {
		r.miss("published_at", portal.Published)
		if r.ruled(portal.Published) {
			r.warn(WarnRuleMissedDate)
		}
		return
	}
	won := r.witnessed(all)
	for _, s := range all {
		switch {
		case shifted(won, s):
			r.warn(WarnPublishedZone)
			if machine(won) {
				won = s // the printed time is the local one
			}
		case !agree(won.date, s.date):
			if s.kind != fromURL || s.date.Time.Sub(won.date.Time).Abs() > urlSlack {
				r.warn(WarnPublishedDisagree)
			}
		case finer(s.date.Precision, won.date.Precision):
			won = s
		}
	}
	var lost []candidate
	for _, s := range all {
		if s.source != won.source {
			lost = append(lost, s.candidate)
		}
	}
	r.trace("published_at", won.candidate, lost)
	if won.date.WeekdayMismatch {
		r.warn(WarnPublishedWeekday)
	}
	a := r.article
	a.PublishedAt, a.PublishedRaw, a.PublishedPrecision = won.date.Time, won.date.Raw, won.date.Precision
	a.PublishedSource = won.kind
	if won.meta {
		a.PublishedSource = fromMeta
	}
}

// witnessed is the most trusted statement; where what machines state cannot
// all be right, that of them whose day is also printed beside the title. It is
// the one that readers see, and the one that is kept up to date.
func (r *reading) witnessed(all []stated) stated {
	first := all[0]
	if !machine(first) {
		return first
	}
	for _, s := range all[1:] {
		if !machine(s) || sameDay(first.date, s.date) {
			continue
		}
		if p := r.auto().Printed; !p.Time.IsZero() && !sameDay(p, first.date) && sameDay(p, s.date) {
			return s
		}
	}
	return first
}

// sameDay compares days as the page counts them: in the zone that a time
// states, Vietnam's where that is none or UTC.
func sameDay(a, b vndate.Date) bool {
	return ownTime(a).Format(time.DateOnly) == ownTime(b).Format(time.DateOnly)
}

func ownTime(d vndate.Date) time.Time {
	if offset, ok := vndate.Offset(d.Raw); ok && offset != 0 {
		return d.Time.In(time.FixedZone("", offset))
	}
	return d.Time
}

// statedDates is what all sources say, the most trusted first.
func (r *reading) statedDates() []stated {
	var all []stated
	for _, kind := range r.order(portal.Published) {
		all = append(all, r.datesFrom(kind)...)
	}
	return all
}

func (r *reading) datesFrom(kind string) []stated {
	var out []stated
	add := func(source, raw string, d vndate.Date, ok bool) {
		if ok && !d.Time.IsZero() {
			out = append(out, stated{candidate: candidate{kind, source, raw}, date: d})
		}
	}
	switch kind {
	case fromSelector:
		if s, ok := r.selectorDate(portal.Published); ok {
			out = append(out, s)
		}
	case fromJSONLD, fromMeta:
		for _, v := range r.meta.Published {
			if v.Source == metadata.PageDate {
				continue // see auto
			}
			d, ok := vndate.Parse(v.Text, r.dates())
			if metaKind(v.Source) == kind {
				add(v.Source, v.Text, d, ok)
			}
			if len(out) > 0 || ok && metaKind(v.Source) == fromMeta {
				break // the best of its kind; the rest, and microdata behind a meta element, are dates of other things
			}
		}
	case fromAuto:
		if r.matches(portal.Published) {
			return nil // the rule knows where the date stands
		}
		found := r.auto()
		d := found.Published
		if from := found.PublishedSource; from == metadata.PageDate || !strings.HasPrefix(from, "json-ld") && !strings.HasPrefix(from, "meta") {
			add(autoSource(found.PublishedSource), d.Raw, d, !d.Time.IsZero())
		}
	case fromFeed:
		if f := r.page.Feed; f != nil && !f.PublishedAt.IsZero() {
			add("feed "+f.URL, f.PublishedAt.Format(time.RFC3339), vndate.Date{
				Time: f.PublishedAt, Raw: f.PublishedAt.Format(time.RFC3339), Precision: "second",
			}, true)
		}
	case fromURL:
		d, ok := vndate.FromURL(r.doc.URL.Path)
		if finer(d.Precision, "day") {
			// The time in an id is that of the draft.
			d.Precision, d.Time = "day", midnight(d.Time)
		}
		add("url", d.Raw, d, ok)
	}
	return out
}

// autoSource keeps the sources of auto under its name: "auto h1".
func autoSource(s string) string {
	if s == "" || strings.HasPrefix(s, fromAuto) {
		return strings.TrimSpace(fromAuto + " " + strings.TrimSpace(strings.TrimPrefix(s, fromAuto)))
	}
	return fromAuto + " " + s
}

// selectorDate reads the first date that a selector of the rule gives.
func (r *reading) selectorDate(f portal.Field) (stated, bool) {
	for group := range r.hits(f) {
		for _, h := range group {
			if clock(h.node) {
				continue
			}
			value := h.value()
			read := vndate.Find
			if h.selector.Attr != "" || h.node.Data == "meta" {
				read = vndate.Parse
			}
			if d, ok := read(value, r.dates()); ok {
				return stated{candidate: candidate{fromSelector, h.source(), value}, date: d, meta: h.node.Data == "meta"}, true
			}
		}
	}
	return stated{}, false
}

// clock reports whether an element is the page's clock: it stands in the
// header, or is named as what changes every day.
func clock(n *html.Node) bool {
	for up := 0; n != nil && up < 6; n, up = n.Parent, up+1 {
		if n.DataAtom == atom.Nav {
			return true
		}
		name := strings.ToLower(attr(n, "id") + " " + attr(n, "class"))
		for _, w := range []string{"clock", "current-date", "currentdate", "datenow", "date-now", "today", "ngayhientai", "date-time-now", "system-time"} {
			if strings.Contains(name, w) {
				return true
			}
		}
	}
	return false
}

// unit is the length of time that a precision leaves open.
func unit(precision string) time.Duration {
	switch precision {
	case "second":
		return time.Second
	case "minute":
		return time.Minute
	case "day":
		return 24 * time.Hour
	}
	return 31 * 24 * time.Hour
}

func finer(a, b string) bool { return unit(a) < unit(b) }

// agree reports whether two dates can both be right: they are the same at the
// coarser precision. A minute apart is agreement too: content systems round,
// and set the printed time and the machine's one after the other.
func agree(a, b vndate.Date) bool {
	coarse := a.Precision
	if finer(coarse, b.Precision) {
		coarse = b.Precision
	}
	switch coarse {
	case "month":
		return a.Time.Format("2006-01") == b.Time.In(a.Time.Location()).Format("2006-01")
	case "day":
		return a.Time.Format("2006-01-02") == b.Time.In(a.Time.Location()).Format("2006-01-02")
	}
	return a.Time.Sub(b.Time).Abs() <= time.Minute
}

// shifted reports whether one of two times is local time marked as UTC: they
// are seven hours apart, and one is printed, the other a machine's.
func shifted(a, b stated) bool {
	gap := a.date.Time.Sub(b.date.Time).Abs() - 7*time.Hour
	return machine(a) != machine(b) && gap.Abs() < time.Minute &&
		unit(a.date.Precision) <= time.Minute && unit(b.date.Precision) <= time.Minute
}

func machine(s stated) bool { return s.meta || s.kind == fromJSONLD || s.kind == fromMeta }

// modified is stated by machines nearly always; what is printed needs a rule.
func (r *reading) modified() {
	var all []stated
	for _, kind := range r.order(portal.Modified) {
		if kind == fromSelector {
			if s, ok := r.selectorDate(portal.Modified); ok {
				all = append(all, s)
			}
			continue
		}
		for _, v := range r.meta.Modified {
			if metaKind(v.Source) != kind {
				continue
			}
			if d, ok := vndate.Parse(v.Text, r.dates()); ok && d.Precision != "month" {
				all = append(all, stated{candidate: candidate{kind, v.Source, v.Text}, date: d})
			}
		}
	}
	if len(all) == 0 {
		return
	}
	var lost []candidate
	for _, s := range all[1:] {
		lost = append(lost, s.candidate)
	}
	r.trace("modified_at", all[0].candidate, lost)
	a := r.article
	a.ModifiedAt = all[0].date.Time
	if !a.PublishedAt.IsZero() && a.ModifiedAt.Before(a.PublishedAt) && !agree(all[0].date, vndate.Date{Time: a.PublishedAt, Precision: a.PublishedPrecision}) {
		r.warn(WarnModifiedEarlier)
	}
}

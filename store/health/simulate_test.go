package health

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/tintinh/tintinh/store"
)

// start is before two Tết holidays: 10 February 2024 and 29 January 2025.
var start = time.Date(2023, 11, 1, 0, 37, 0, 0, vietnam)

// healthy are lives of portals with which nothing is wrong.
func healthy() map[string]*paper {
	weekends := func(d time.Time) bool { return d.Weekday() == time.Saturday || d.Weekday() == time.Sunday }
	with := func(n float64, change func(*paper)) *paper { p := daily(n); change(p); return p }
	all := map[string]*paper{
		"a large paper":            daily(80),
		"a middling paper":         daily(25),
		"a small paper":            daily(8),
		"an article a day":         with(1, func(p *paper) { p.perDay = [7]float64{1, 1, 1, 1, 1, 1, 1} }),
		"three articles a week":    daily(.5),
		"an article a week":        with(.15, func(p *paper) {}),
		"working days only":        with(10, func(p *paper) { p.closed = weekends }),
		"an office, working days":  with(1.5, func(p *paper) { p.closed = weekends; p.fill["authors"] = 0 }),
		"closed at Tết":            with(20, func(p *paper) { p.closed = tetBreak(0, 7) }),
		"closed long at Tết":       with(4, func(p *paper) { p.closed = tetBreak(-4, 8) }),
		"weekends and Tết":         with(6, func(p *paper) { t := tetBreak(-2, 7); p.closed = func(d time.Time) bool { return weekends(d) || t(d) } }),
		"daily runs":               with(15, func(p *paper) { p.every = 24 * time.Hour }),
		"runs every ten minutes":   with(30, func(p *paper) { p.every = 10 * time.Minute }),
		"noisy pages":              with(25, func(p *paper) { p.noise = .05 }),
		"a shaky server":           with(25, func(p *paper) { p.fail = .08 }),
		"texts of all lengths":     with(20, func(p *paper) { p.spread = 1.1 }),
		"few authors":              with(20, func(p *paper) { p.fill["authors"] = .3 }),
		"half have a lead":         with(20, func(p *paper) { p.fill["lead"] = .5; p.fill["tags"] = .6 }),
		"no revisits":              with(20, func(p *paper) { p.revisit = 0 }),
		"wire copy at weekends":    with(20, func(p *paper) { p.change = wireAtWeekends }),
		"photo stories on Sundays": with(12, func(p *paper) { p.change = photoSundays }),
		"an outage now and then":   with(20, func(p *paper) { p.run = outages }),
		"a maintenance night":      with(20, func(p *paper) { p.run = unasked }),
		"a new field":              with(20, func(p *paper) { p.change = viewsFromSpring }),
		"JSON-LD comes in":         with(20, func(p *paper) { p.change = jsonldFromSpring }),
		"more articles by and by":  with(5, func(p *paper) { p.closed = nil; p.perDay = [7]float64{5, 9, 9, 9, 9, 9, 6} }),
	}
	return all
}

// tetBreak closes a paper from some days before the first day of the year on.
func tetBreak(from, to int) func(time.Time) bool {
	return func(d time.Time) bool {
		n := tet(d.Year())
		day, _ := time.Parse(time.DateOnly, dayOf(d))
		return !day.Before(n.AddDate(0, 0, from)) && day.Before(n.AddDate(0, 0, to))
	}
}

func wireAtWeekends(d time.Time, l *look) bool {
	if w := d.In(vietnam).Weekday(); w == time.Saturday || w == time.Sunday {
		l.have["authors"], l.have["source_credit"] = false, true
	}
	return true
}

func photoSundays(d time.Time, l *look) bool {
	if d.In(vietnam).Weekday() == time.Sunday {
		l.size /= 3
		l.have["lead"] = l.have["lead"] && l.size%2 == 0
	}
	return true
}

// outages: now and then a run has no answer.
func outages(at time.Time, e *Evidence) {
	if at.YearDay()%20 == 0 && at.In(vietnam).Hour() == 14 {
		*e.Run = store.PortalRun{Fetched: 3, Errors: map[string]int{"timeout": 3}}
		e.shares, e.lengths, e.days = nil, nil, nil
		for url := range e.Sources {
			e.Sources[url] = Yield{Failed: "timeout"}
		}
	}
}

// unasked: now and then a portal is not asked at all.
func unasked(at time.Time, e *Evidence) {
	if h := at.In(vietnam).Hour(); h == 4 && at.YearDay()%30 == 0 { // one run a month is not answered
		*e.Run = store.PortalRun{}
		e.Sources, e.shares, e.lengths, e.days = nil, nil, nil, nil
	}
}

var spring = time.Date(2024, 3, 1, 0, 0, 0, 0, vietnam)

func viewsFromSpring(d time.Time, l *look) bool {
	if d.After(spring) {
		l.have["tags"] = true
	}
	return true
}

func jsonldFromSpring(d time.Time, l *look) bool {
	if d.After(spring) {
		l.from["authors"] = "selector .author"
		l.from["tags"] = "json-ld keywords"
	}
	return true
}

// TestHealthy: months of portals with which nothing is wrong, each with several
// seeds. TINTINH_LONG=1: a year and more seeds.
func TestHealthy(t *testing.T) {
	days, seeds := 110, uint64(1)
	if os.Getenv("TINTINH_LONG") != "" {
		days, seeds = 400, 10
	}
	runs, alarms := 0, 0
	for name, p := range healthy() {
		for seed := range seeds {
			s, was := &State{Verdict: OK}, OK
			p.live(rand.New(rand.NewPCG(seed, 7)), s, start, days, func(x told) {
				runs++
				if x.verdict != was && x.verdict != OK {
					alarms++
					t.Errorf("%s (seed %d), %s: %s: %s", name, seed, x.at.Format(time.DateTime), x.verdict, x.state.Why())
				}
				was = x.verdict
			})
		}
	}
	t.Logf("%d kinds of portals, %d seeds, %d days, %d runs: %d false alarms", len(healthy()), seeds, days, runs, alarms)
}

// failure is something that goes wrong.
type failure struct {
	from  *paper
	spoil func(p *paper)
	what  []string // findings that name it
	want  Verdict
	pages int // within so many pages; 0: not counted
	days  int // within so many days
}

func lose(fields ...string) func(*paper) {
	return func(p *paper) {
		p.change = func(_ time.Time, l *look) bool {
			for _, f := range fields {
				l.have[f] = false
			}
			return true
		}
	}
}

// instead lets another source stand in for a selector.
func instead(field, source string) func(*paper) {
	return func(p *paper) {
		p.change = func(_ time.Time, l *look) bool { l.from[field] = source; return true }
	}
}

func quiet(p *paper) { p.closed = func(time.Time) bool { return true } }

func failing() map[string]failure {
	sourcesDo := func(y Yield, which int) func(*paper) {
		return func(p *paper) {
			p.run = func(_ time.Time, e *Evidence) {
				for i, url := range p.lists {
					if which < 0 || i == which {
						e.Sources[url] = y
					}
				}
			}
		}
	}
	weekdays := daily(10)
	weekdays.closed = func(d time.Time) bool { return d.Weekday() == time.Saturday || d.Weekday() == time.Sunday }
	daybyday := daily(1)
	daybyday.perDay = [7]float64{1, 1, 1, 1, 1, 1, 1}
	return map[string]failure{
		"no page gives an article": {daily(25), func(p *paper) { p.change = func(time.Time, *look) bool { return false } }, []string{"article"}, Broken, 10, 2},
		"two fifths of the pages give none": {daily(25), func(p *paper) { // at half of them it may be either verdict
			n := 0
			p.change = func(time.Time, *look) bool { n++; return n%5 >= 2 }
		}, []string{"article"}, Degraded, 40, 3},
		"the title is lost":      {daily(25), lose("title"), []string{"title"}, Broken, 10, 2},
		"the body is lost":       {daily(25), lose("body"), []string{"body"}, Broken, 10, 2},
		"the date is lost":       {daily(25), lose("published_at"), []string{"published_at"}, Broken, 10, 2},
		"the lead is lost":       {daily(25), lose("lead"), []string{"lead"}, Degraded, 15, 2},
		"authors are lost":       {daily(25), lose("authors"), []string{"authors"}, Degraded, 25, 3},
		"sections are lost":      {daily(25), lose("section"), []string{"section"}, Degraded, 10, 2},
		"images are lost":        {daily(25), lose("images"), []string{"images"}, Degraded, 30, 3},
		"tags are lost":          {daily(25), lose("tags"), []string{"tags"}, Degraded, 0, 9},
		"all but title and body": {daily(25), lose("lead", "published_at", "authors", "section", "images"), []string{"published_at", "lead", "section"}, Broken, 10, 2},
		"the title's selector":   {daily(25), instead("title", "auto h1"), []string{"title/rule"}, Broken, 10, 2},
		"the body's selector":    {daily(25), instead("body", "auto density"), []string{"body/rule"}, Broken, 10, 2},
		"the author's selector":  {daily(25), instead("authors", "json-ld author"), []string{"authors/rule"}, Degraded, 25, 3},
		"a third lose the date": {daily(40), func(p *paper) {
			n := 0
			p.change = func(_ time.Time, l *look) bool { n++; l.have["published_at"] = n%3 != 0; return true }
		}, []string{"published_at"}, Degraded, 90, 4},
		"texts are cut": {daily(25), func(p *paper) {
			p.change = func(_ time.Time, l *look) bool { l.size = min(l.size/4, 500); return true }
		}, []string{"length"}, Degraded, 0, 6},
		"texts hold the whole page":    {daily(25), func(p *paper) { p.change = func(_ time.Time, l *look) bool { l.size = l.size*3 + 15000; return true } }, []string{"length"}, Degraded, 0, 6},
		"the site turns us away":       {daily(25), func(p *paper) { p.run = func(_ time.Time, e *Evidence) { e.Run.Blocked = "challenge" } }, []string{"blocked"}, Blocked, 0, 1},
		"the host is down":             {daily(25), func(p *paper) { p.fail = 1 }, []string{"unreachable"}, Broken, 0, 1},
		"half of the requests fail":    {daily(60), func(p *paper) { p.fail = .5 }, []string{"answered"}, Degraded, 0, 2},
		"a feed is dead":               {daily(25), sourcesDo(Yield{Failed: "http-404"}, 1), []string{"source"}, Degraded, 0, 3},
		"a feed is empty":              {daily(25), sourcesDo(Yield{}, 1), []string{"source"}, Degraded, 0, 3},
		"all lists lead nowhere":       {daily(25), sourcesDo(Yield{}, -1), []string{"source"}, Broken, 0, 1},
		"a paper falls silent":         {daily(25), quiet, []string{"silent"}, Silent, 0, 4},
		"a small paper falls silent":   {daily(4), quiet, []string{"silent"}, Silent, 0, 7},
		"working days, falls silent":   {weekdays, quiet, []string{"silent"}, Silent, 0, 8},
		"an article a day, silent":     {daybyday, quiet, []string{"silent"}, Silent, 0, 8},
		"an article a day, new layout": {daybyday, lose("title", "body"), []string{"title", "body"}, Broken, 10, 4},
		"three a week, new layout":     {daily(.5), lose("body"), []string{"body"}, Broken, 15, 14},
	}
}

// TestFailures: after four good months something breaks. It must be named by
// its finding, within the pages or days given, and after it is mended the
// portal must be well again.
func TestFailures(t *testing.T) {
	seeds := uint64(1)
	if os.Getenv("TINTINH_LONG") != "" {
		seeds = 20
	}
	all := failing()
	found, trials, most := 0, 0, 0
	for name := range all {
		for seed := range seeds {
			trials++
			f := failing()[name]
			s, r := &State{Verdict: OK}, rand.New(rand.NewPCG(seed, 11))
			good := *f.from
			good.live(r, s, start.AddDate(0, 4, 0), 70, func(x told) {})
			if s.Verdict != OK {
				t.Errorf("%s (seed %d): %s before anything broke: %s", name, seed, s.Verdict, s.Why())
				continue
			}
			bad := *f.from
			f.spoil(&bad)
			at := start.AddDate(0, 4, 70)
			var named *told
			bad.live(r, s, at, f.days, func(x told) {
				if named == nil && x.verdict == f.want && slices.ContainsFunc(f.what, func(w string) bool { return s.finding(w) != nil }) {
					named = &x
				}
			})
			if named == nil {
				t.Errorf("%s (seed %d): not named in %d days: %s: %s", name, seed, f.days, s.Verdict, s.Why())
				continue
			}
			perRun := int(f.from.perDay[1]*f.from.every.Hours()/24*(1+float64(f.from.revisit))*1.6) + 1
			if f.pages > 0 && named.pages > f.pages+perRun {
				t.Errorf("%s (seed %d): named after %d pages, want %d", name, seed, named.pages, f.pages)
			}
			most = max(most, named.pages)
			found++
			good.live(r, s, at.AddDate(0, 0, f.days), 30, func(told) {})
			if s.Verdict != OK {
				t.Errorf("%s (seed %d): %s after it was mended: %s", name, seed, s.Verdict, s.Why())
			}
		}
	}
	t.Logf("%d kinds of failures, %d trials: %d named", len(all), trials, found)
}

// TestLayoutInOneRun: a run of ten pages names a new layout, with selector,
// samples, the last good page and the first bad one.
func TestLayoutInOneRun(t *testing.T) {
	p, s, r := daily(5), &State{Verdict: OK}, rand.New(rand.NewPCG(1, 1))
	p.noise, p.fail = 0, 0
	s.Judge(p.evidence(r, start, 4))
	p.change = func(_ time.Time, l *look) bool { l.have["title"], l.from["body"] = false, "auto density"; return true }
	p.revisit = 0
	e := p.evidence(r, start.Add(time.Hour), 10)
	s.Judge(e)
	if s.Verdict != Broken || len(s.Findings) != 2 {
		t.Fatalf("%s: %+v", s.Verdict, s.Findings)
	}
	page := func(hour time.Duration, i int) *Page {
		at := start.Add(hour * time.Hour)
		return &Page{fmt.Sprintf("https://bao.example/%d-%d", at.Unix(), i), at.Add(time.Duration(i) * time.Second)}
	}
	want := Finding{
		What: "title", Field: "title", Verdict: Broken, Since: e.At, Source: "selector h1.title", Usual: 1, Had: 0, Of: 10,
		Why:     "title, which selector h1.title used to give, is there on 0 of 10 pages (usual: 100 %)",
		Samples: []Page{*page(1, 0), *page(1, 1), *page(1, 2)}, LastGood: page(0, 11), FirstBad: page(1, 0), Rules: "1",
	}
	if got := s.Findings[0]; fmt.Sprintf("%+v %v %v", plain(got), got.LastGood, got.FirstBad) != fmt.Sprintf("%+v %v %v", plain(want), want.LastGood, want.FirstBad) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if got := s.Findings[1].Why; got != "body: selector .fr-view gives it on 0 of 10 pages (usual: 100 %); auto density stands in" {
		t.Error(got)
	}
	if s.Flagged == nil || s.Flagged.Pages != 10 || !s.Flagged.Since.Equal(page(1, 0).At) {
		t.Errorf("flagged: %+v", s.Flagged)
	}
}

func plain(f Finding) Finding { f.LastGood, f.FirstBad = nil, nil; return f }

// TestFindingHoldsItsPages: what showed over several runs is told, and weighed, by all its pages.
func TestFindingHoldsItsPages(t *testing.T) {
	s, r := &State{Verdict: OK}, rand.New(rand.NewPCG(3, 11))
	daily(12).live(r, s, start, 70, func(told) {})
	n := 0
	some := daily(12)
	some.change = func(_ time.Time, l *look) bool { n++; l.have["lead"] = l.have["lead"] && n%4 == 0; return true }
	some.live(r, s, start.AddDate(0, 0, 70), 3, func(x told) {
		if f := x.state.finding("lead"); f != nil && (f.Of-f.Had < manyBad || f.Had == 0) {
			t.Fatalf("%s: found by %d of %d pages, where a fourth has it and at least %d must lack it", x.at.Format(time.DateTime), f.Had, f.Of, manyBad)
		}
	})
	if s.finding("lead") == nil {
		t.Error("nothing was found")
	}
}

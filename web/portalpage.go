package web

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"github.com/tintinh/tintinh/store"
	"github.com/tintinh/tintinh/store/search"
)

// chartDays is how far back charts go.
const chartDays = 60

// portalsContent is the health of all portals, those in trouble first.
type portalsContent struct {
	Portals []search.Standing
	Counts  []verdictCount
	Days    chart
}

type verdictCount struct {
	Verdict string
	Portals int
}

// worst first, as an operator reads them.
var verdicts = []string{"broken", "blocked", "silent", "degraded", "unknown", "ok"}

func (s *Site) portalsPage(r *request) error {
	all, err := s.View.Standings(r.Context())
	if err != nil {
		return err
	}
	c := portalsContent{Portals: all}
	slices.SortStableFunc(c.Portals, func(a, b search.Standing) int {
		return cmp.Or(cmp.Compare(slices.Index(verdicts, a.Verdict), slices.Index(verdicts, b.Verdict)), cmp.Compare(a.Portal, b.Portal))
	})
	for _, v := range verdicts {
		n := 0
		for _, p := range all {
			if p.Verdict == v {
				n++
			}
		}
		if n > 0 {
			c.Counts = append(c.Counts, verdictCount{v, n})
		}
	}
	if c.Days, err = s.dayChart(r, ""); err != nil {
		return err
	}
	return s.show(r, "portals.html", "portals", s.words[r.lang].text("nav.portals"), c)
}

// dayChart is articles by day of publication.
func (s *Site) dayChart(r *request, portal string) (chart, error) {
	first := s.now().In(vietnam).AddDate(0, 0, 1-chartDays)
	days, err := s.View.Days(r.Context(), portal, first.Format(time.DateOnly))
	if err != nil {
		return chart{}, err
	}
	n := map[string]int{}
	for _, d := range days {
		n[d.Day] = d.Articles
	}
	var points []point
	for i := range chartDays {
		d := first.AddDate(0, 0, i)
		points = append(points, point{when: d.Format(dayForm(r.lang)), value: float64(n[d.Format(time.DateOnly)])})
	}
	c := draw("chart.days", "chart.days.unit", points, scale{bars: true, wide: true, form: whole})
	c.Latest = "" // today is never whole
	return c, nil
}

// portalContent is one portal over time.
type portalContent struct {
	search.Standing
	Charts []chart
	Visits []search.Visit // newest first
}

// visitsShown and visitsDrawn are how many runs of a portal a page holds.
const (
	visitsShown = 20
	visitsDrawn = 120
)

func (s *Site) portalPage(r *request) error {
	standing, err := s.standing(r)
	if err != nil {
		return err
	}
	visits, err := s.View.Visits(r.Context(), standing.Portal, s.now().AddDate(0, 0, -chartDays), visitsDrawn)
	if err != nil {
		return err
	}
	days, err := s.dayChart(r, standing.Portal)
	if err != nil {
		return err
	}
	c := portalContent{Standing: standing, Charts: append([]chart{days}, visitCharts(r.lang, visits)...)}
	for i := len(visits) - 1; i >= 0 && len(c.Visits) < visitsShown; i-- {
		c.Visits = append(c.Visits, visits[i])
	}
	return s.show(r, "portal.html", "portals", cmp.Or(standing.Outlet, standing.Portal), c)
}

// standing is the row of ?id=; a portal that has articles but no row was
// crawled once and is no longer configured.
func (s *Site) standing(r *request) (search.Standing, error) {
	id := r.arg("id")
	all, err := s.View.Standings(r.Context())
	if err != nil {
		return search.Standing{}, err
	}
	for _, p := range all {
		if p.Portal == id {
			return p, nil
		}
	}
	facets, err := s.View.Facets(r.Context(), search.ByPortal, 10_000)
	if err != nil {
		return search.Standing{}, err
	}
	for _, f := range facets {
		if f.Value == id {
			return search.Standing{Portal: id, Outlet: f.Label, Verdict: "unknown", Articles: f.Articles}, nil
		}
	}
	return search.Standing{}, notFound{"portal " + id}
}

// visitCharts are response times, failures, and how often each field was found.
func visitCharts(lang string, visits []search.Visit) []chart {
	series := func(value func(*store.PortalRun) (float64, bool)) []point {
		var out []point
		for _, v := range visits {
			f, ok := value(v.PortalRun)
			out = append(out, point{v.Started.Format(dayForm(lang) + " 15:04"), f, !ok})
		}
		return out
	}
	charts := []chart{
		draw("chart.response", "chart.response.unit", series(func(p *store.PortalRun) (float64, bool) {
			return float64(p.Elapsed.Milliseconds()) / float64(max(p.Requests, 1)), p.Requests > 0
		}), scale{form: millis}),
		draw("chart.errors", "chart.errors.unit", series(func(p *store.PortalRun) (float64, bool) { return float64(failures(p)), true }), scale{bars: true, form: whole}),
	}
	fields := map[string]bool{}
	for _, v := range visits {
		for f := range v.Fields {
			fields[f] = true
		}
	}
	for _, f := range slices.Sorted(maps.Keys(fields)) {
		c := draw("field."+f, "chart.fill.unit", series(func(p *store.PortalRun) (float64, bool) {
			return 100 * float64(p.Fields[f]) / float64(max(p.Articles, 1)), p.Articles > 0
		}), scale{top: 100, form: percent})
		if len(c.Rows) > 0 {
			charts = append(charts, c)
		}
	}
	return charts
}

func failures(p *store.PortalRun) (n int) {
	for _, k := range p.Errors {
		n += k
	}
	return n
}

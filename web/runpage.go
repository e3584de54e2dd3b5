package web

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/tintinh/tintinh/store"
	"github.com/tintinh/tintinh/store/search"
)

type runsContent struct {
	Runs []search.RunSummary
	Next string
}

// runsShown is a page of runs.
const runsShown = 50

func (s *Site) runsPage(r *request) error {
	before, err := r.momentArg("before")
	if err != nil {
		return err
	}
	var c runsContent
	if c.Runs, c.Next, err = s.runs(r, before, runsShown); err != nil {
		return err
	}
	return s.show(r, "runs.html", "runs", s.words[r.lang].text("nav.runs"), c)
}

// runs is a page of runs, and the start of its last where there are more.
func (s *Site) runs(r *request, before time.Time, limit int) ([]search.RunSummary, string, error) {
	runs, err := s.View.Runs(r.Context(), before, limit+1)
	if err != nil || len(runs) <= limit {
		return runs, "", err
	}
	return runs[:limit], runs[limit-1].Started.UTC().Format(time.RFC3339Nano), nil
}

func (r *request) momentArg(name string) (time.Time, error) {
	text := r.arg(name)
	if text == "" {
		return time.Time{}, nil
	}
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		return t, &search.QueryError{Field: name, Why: fmt.Sprintf("expected a time as in 2026-01-31T06:00:00Z, found %.40q", text)}
	}
	return t, nil
}

// Key is the start of a run as a parameter takes it.
func (p view) Key(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }

// Local is a time as the portals' readers have it.
func (p view) Local(t time.Time) time.Time { return t.In(vietnam) }

// Length is how long a run took.
func (p view) Length(from, to time.Time) string { return to.Sub(from).Round(time.Second).String() }

// Tally lists counts by name, most frequent first.
func (p view) Tally(counts map[string]int) []reason { return reasons(counts) }

type reason struct {
	Name string
	N    int
}

func reasons(counts map[string]int) []reason {
	var out []reason
	for _, name := range slices.Sorted(maps.Keys(counts)) {
		if counts[name] > 0 {
			out = append(out, reason{name, counts[name]})
		}
	}
	slices.SortStableFunc(out, func(a, b reason) int { return cmp.Compare(b.N, a.N) })
	return out
}

type runContent struct {
	search.RunSummary
	Parts []portalPart
}

type portalPart struct {
	Portal string
	*store.PortalRun
}

func (s *Site) runPage(r *request) error {
	at, err := r.momentArg("at")
	if err != nil {
		return err
	}
	run, portals, err := s.View.Run(r.Context(), at)
	if err != nil {
		return err
	}
	c := runContent{RunSummary: run}
	for _, id := range slices.Sorted(maps.Keys(portals)) {
		c.Parts = append(c.Parts, portalPart{id, portals[id]})
	}
	return s.show(r, "run.html", "runs", s.words[r.lang].text("run.title", run.Started.In(vietnam).Format(dayForm(r.lang)+" 15:04")), c)
}

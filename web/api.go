package web

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/store/search"
)

// apiHit is a hit of /api/v1/search: enough for a list. The record is at
// /api/v1/article.
type apiHit struct {
	ID                 string         `json:"id"`
	Portal             string         `json:"portal"`
	Outlet             string         `json:"outlet,omitempty"`
	Province           string         `json:"province,omitempty"`
	ProvinceBefore2025 string         `json:"province_before_2025,omitempty"`
	URL                string         `json:"url"`
	Title              string         `json:"title,omitempty"`
	Lead               string         `json:"lead,omitempty"`
	PublishedAt        time.Time      `json:"published_at,omitzero"`
	PublishedPrecision string         `json:"published_precision,omitempty"`
	Section            []string       `json:"section,omitempty"`
	Change             extract.Change `json:"change,omitempty"`
	Revision           int            `json:"revision,omitempty"`
	DuplicateOf        string         `json:"duplicate_of,omitempty"`
	HasAudio           bool           `json:"has_audio"`
	Snippet            string         `json:"snippet,omitempty"` // plain text
	Tier               int            `json:"tier"`
}

func newHit(h search.Hit) apiHit {
	a := h.Article
	var snippet strings.Builder
	for _, p := range h.Snippet {
		snippet.WriteString(p.Text)
	}
	return apiHit{
		ID: a.ID, Portal: a.Portal, Outlet: a.Outlet, Province: a.Province, ProvinceBefore2025: a.ProvinceBefore2025, URL: a.URL,
		Title: a.Title, Lead: a.Lead, PublishedAt: a.PublishedAt, PublishedPrecision: a.PublishedPrecision, Section: a.Section,
		Change: a.Change, Revision: a.Revision, DuplicateOf: a.DuplicateOf, HasAudio: len(a.Audio) > 0, Snippet: snippet.String(), Tier: h.Tier,
	}
}

func (s *Site) apiSearch(r *request) error {
	if err := r.only(filterNames...); err != nil {
		return err
	}
	q, err := r.search()
	if err != nil {
		return err
	}
	p, err := s.View.Find(r.Context(), q)
	if err != nil {
		return err
	}
	hits := make([]apiHit, 0, len(p.Hits))
	for _, h := range p.Hits {
		hits = append(hits, newHit(h))
	}
	return r.json(struct {
		Hits []apiHit `json:"hits"`
		Next string   `json:"next,omitempty"`
	}{hits, p.Next})
}

// exampleArticle is an id as it is written.
const exampleArticle = "example:115942"

// apiArticle is the record as export prints it.
func (s *Site) apiArticle(r *request) error {
	if err := r.only("id"); err != nil {
		return err
	}
	id, err := r.id(exampleArticle)
	if err != nil {
		return err
	}
	_, line, err := s.View.Article(r.Context(), id)
	if err != nil {
		return err
	}
	r.kind = "application/json"
	r.out.Write(line)
	return r.out.WriteByte('\n')
}

func (s *Site) apiRevisions(r *request) error {
	if err := r.only("id"); err != nil {
		return err
	}
	id, err := r.id(exampleArticle)
	if err != nil {
		return err
	}
	all, err := s.View.Revisions(r.Context(), id)
	if err != nil {
		return err
	}
	lines := make([]json.RawMessage, len(all))
	for i, a := range all {
		if lines[i], err = a.Line(); err != nil {
			return err
		}
	}
	return r.json(map[string]any{"revisions": lines})
}

func (s *Site) apiPortals(r *request) error {
	if err := r.only(); err != nil {
		return err
	}
	all, err := s.View.Standings(r.Context())
	if err != nil {
		return err
	}
	if all == nil {
		all = []search.Standing{}
	}
	return r.json(map[string]any{"portals": all})
}

func (s *Site) apiPortal(r *request) error {
	if err := r.only("id", "days"); err != nil {
		return err
	}
	days, err := r.number("days", chartDays, 3660)
	if err != nil {
		return err
	}
	if _, err := r.id("example"); err != nil {
		return err
	}
	standing, err := s.standing(r)
	if err != nil {
		return err
	}
	since := s.now().In(vietnam).AddDate(0, 0, 1-days)
	published, err := s.View.Days(r.Context(), standing.Portal, since.Format(time.DateOnly))
	if err != nil {
		return err
	}
	visits, err := s.View.Visits(r.Context(), standing.Portal, since, 24*days)
	if err != nil {
		return err
	}
	return r.json(struct {
		search.Standing
		Days []search.Day   `json:"days"`
		Runs []search.Visit `json:"runs"`
	}{standing, append([]search.Day{}, published...), append([]search.Visit{}, visits...)})
}

func (s *Site) apiRuns(r *request) error {
	if err := r.only("before", "limit"); err != nil {
		return err
	}
	before, err := r.momentArg("before")
	if err != nil {
		return err
	}
	limit, err := r.number("limit", 20, 100)
	if err != nil {
		return err
	}
	runs, next, err := s.runs(r, before, limit)
	if err != nil {
		return err
	}
	return r.json(struct {
		Runs []search.RunSummary `json:"runs"`
		Next string              `json:"next,omitempty"`
	}{append([]search.RunSummary{}, runs...), next})
}

func (s *Site) apiRun(r *request) error {
	if err := r.only("at"); err != nil {
		return err
	}
	at, err := r.momentArg("at")
	if err != nil {
		return err
	}
	run, portals, err := s.View.Run(r.Context(), at)
	if err != nil {
		return err
	}
	return r.json(struct {
		search.RunSummary
		By any `json:"by_portal"`
	}{run, portals})
}

// facetKinds are the values of ?kind=, by the name of the filter they fill.
var facetKinds = map[string]search.FacetKind{
	"portal": search.ByPortal, "province": search.ByProvince, "province_before_2025": search.ByOldProvince, "section": search.BySection,
}

func (s *Site) apiFacets(r *request) error {
	if err := r.only("kind", "limit"); err != nil {
		return err
	}
	kind, ok := facetKinds[r.arg("kind")]
	if !ok {
		return &search.QueryError{Field: "kind", Why: "expected portal, province, province_before_2025 or section"}
	}
	limit, err := r.number("limit", 100, 1000)
	if err != nil {
		return err
	}
	facets, err := s.View.Facets(r.Context(), kind, limit)
	if err != nil {
		return err
	}
	return r.json(map[string]any{"values": append([]search.Facet{}, facets...)})
}

// apiError is the form of every error: a field where one is at fault.
func (s *Site) apiError(r *request, status int, err error) {
	var wrong *search.QueryError
	body := map[string]any{"message": err.Error()}
	if errors.As(err, &wrong) {
		body["parameter"] = wrong.Field
	}
	if status == 404 {
		body["message"] = "there is no such thing here"
		if id := r.arg("id"); id != "" {
			body["message"] = fmt.Sprintf("there is no such thing here: nothing has the id %.80q", id)
		}
	}
	if jerr := r.json(map[string]any{"error": body}); jerr != nil {
		s.Log.Error("no error answer could be made", "err", jerr)
	}
}

package search

import (
	"context"
	"fmt"

	"github.com/tintinh/tintinh/extract"
)

// FacetKind is what articles are counted by.
type FacetKind string

const (
	ByPortal      FacetKind = "portal"
	ByProvince    FacetKind = "province"
	ByOldProvince FacetKind = "old province"
	BySection     FacetKind = "section"
)

// Facet is one value with its number of articles. Value is what a Query takes;
// Label is a spelling for people.
type Facet struct {
	Value    string `json:"value"`
	Label    string `json:"label"`
	Articles int    `json:"articles"`
}

type facetRow struct {
	kind         FacetKind
	value, label string
}

// facetsOf are the facets that an article counts in, each once.
func facetsOf(a *extract.Article) []facetRow {
	rows := []facetRow{{ByPortal, a.Portal, a.Portal}}
	if a.Outlet != "" {
		rows[0].label = a.Outlet
	}
	if a.Province != "" {
		rows = append(rows, facetRow{ByProvince, facetValue(a.Province), a.Province})
	}
	if a.ProvinceBefore2025 != "" {
		rows = append(rows, facetRow{ByOldProvince, facetValue(a.ProvinceBefore2025), a.ProvinceBefore2025})
	}
	seen := map[string]bool{"": true}
	for _, s := range a.Section {
		if v := facetValue(s); !seen[v] {
			seen[v] = true
			rows = append(rows, facetRow{BySection, v, s})
		}
	}
	return rows
}

// Facets returns the values of a kind that articles have, most frequent first,
// at most limit.
func (v *View) Facets(ctx context.Context, kind FacetKind, limit int) ([]Facet, error) {
	rows, err := v.read.QueryContext(ctx, `SELECT value, label, n FROM facet WHERE kind = ? AND n > 0 ORDER BY n DESC, value LIMIT ?`, string(kind), limit)
	if err != nil {
		return nil, fmt.Errorf("count articles by %s: %w", kind, err)
	}
	defer rows.Close()
	var out []Facet
	for rows.Next() {
		var f Facet
		if err := rows.Scan(&f.Value, &f.Label, &f.Articles); err != nil {
			return nil, fmt.Errorf("count articles by %s: %w", kind, err)
		}
		out = append(out, f)
	}
	return out, rows.Err()
}

// Day is a day of publication with its number of articles.
type Day struct {
	Day      string `json:"day"` // 2006-01-02, in Vietnam
	Articles int    `json:"articles"`
}

// Days returns the days from (2006-01-02) on of a portal ("": all) that have
// articles, in order.
func (v *View) Days(ctx context.Context, portal, from string) ([]Day, error) {
	query, args := `SELECT day, n FROM day WHERE portal = ? AND day >= ? AND n > 0 ORDER BY day`, []any{portal, from}
	if portal == "" {
		query, args = `SELECT day, sum(n) FROM day WHERE day >= ? AND n > 0 GROUP BY day ORDER BY day`, []any{from}
	}
	rows, err := v.read.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("count articles by day: %w", err)
	}
	defer rows.Close()
	var out []Day
	for rows.Next() {
		var d Day
		if err := rows.Scan(&d.Day, &d.Articles); err != nil {
			return nil, fmt.Errorf("count articles by day: %w", err)
		}
		out = append(out, d)
	}
	return out, rows.Err()
}

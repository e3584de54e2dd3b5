package search

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"github.com/tintinh/tintinh/store/health"
)

// Standing is what health says of a portal, handed in by whoever judges.
type Standing struct {
	Portal   string         `json:"portal"`
	Outlet   string         `json:"outlet,omitempty"`
	Province string         `json:"province,omitempty"`
	Host     string         `json:"host,omitempty"`
	Verdict  string         `json:"verdict"` // ok degraded broken silent blocked unknown
	Why      string         `json:"why,omitempty"`
	Since    time.Time      `json:"since,omitzero"` // of the verdict
	LastRun  time.Time      `json:"last_run,omitzero"`
	Due      int            `json:"due"`
	URLs     int            `json:"urls"`
	Articles int            `json:"articles"`
	New24h   int            `json:"new_24h"`
	Fill     map[string]int `json:"fill_percent,omitempty"`

	Findings []health.Finding `json:"findings,omitempty"` // what the verdict rests on
}

// SetStandings replaces all rows.
func (v *View) SetStandings(ctx context.Context, all []Standing) error {
	err := v.transact(ctx, func(tx *sql.Tx) error {
		if _, err := tx.Exec(`DELETE FROM standing`); err != nil {
			return err
		}
		for _, s := range all {
			text, err := json.Marshal(s)
			if err != nil {
				return err
			}
			if _, err := tx.Exec(`INSERT OR REPLACE INTO standing VALUES (?, ?)`, s.Portal, string(text)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("save what health says: %w", err)
	}
	return nil
}

// Standings returns all rows by portal.
func (v *View) Standings(ctx context.Context) ([]Standing, error) {
	var out []Standing
	err := v.each(ctx, `SELECT row FROM standing ORDER BY portal`, nil, func(rows *sql.Rows) error {
		var s Standing
		err := scanJSON(rows, &s)
		out = append(out, s)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read what health says: %w", err)
	}
	return out, nil
}

// Totals is the view as a whole.
type Totals struct {
	Articles int
	Updated  time.Time // zero: never
}

// Totals counts.
func (v *View) Totals(ctx context.Context) (t Totals, err error) {
	if err = v.read.QueryRowContext(ctx, `SELECT coalesce(sum(n), 0) FROM facet WHERE kind = ?`, string(ByPortal)).Scan(&t.Articles); err != nil {
		return t, fmt.Errorf("count articles: %w", err)
	}
	updated, err := metaValue(v.read, "updated")
	if err != nil || updated == "" {
		return t, err
	}
	t.Updated, err = time.Parse(time.RFC3339, updated)
	return t, err
}

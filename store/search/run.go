package search

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"github.com/tintinh/tintinh/store"
)

// RunSummary is a run over all its portals.
type RunSummary struct {
	Started  time.Time      `json:"started"`
	Ended    time.Time      `json:"ended,omitzero"`
	Version  string         `json:"version,omitempty"`
	Reason   string         `json:"reason,omitempty"`
	Portals  int            `json:"portals"`
	Fetched  int            `json:"fetched"`
	New      int            `json:"new"`
	Edited   int            `json:"edited"`
	Gone     int            `json:"gone"`
	Left     int            `json:"left"`
	Errors   map[string]int `json:"errors,omitempty"`
	Blocked  int            `json:"blocked"` // portals that gave us up
	Requests int            `json:"requests"`
	Bytes    int64          `json:"bytes"`
}

func summarise(r store.Run) RunSummary {
	s := RunSummary{Started: r.Started, Ended: r.Ended, Version: r.Version, Reason: r.Reason, Portals: len(r.Portals)}
	for _, p := range r.Portals {
		s.Fetched += p.Fetched
		s.New += p.New
		s.Edited += p.Edited
		s.Gone += p.Gone
		s.Left += p.Left
		s.Requests += p.Requests
		s.Bytes += p.Bytes
		if p.Blocked != "" {
			s.Blocked++
		}
		for kind, n := range p.Errors {
			if s.Errors == nil {
				s.Errors = map[string]int{}
			}
			s.Errors[kind] += n
		}
	}
	return s
}

// Runs returns runs that began before a time (zero: the newest), newest first.
func (v *View) Runs(ctx context.Context, before time.Time, limit int) ([]RunSummary, error) {
	bound := int64(1<<63 - 1)
	if !before.IsZero() {
		bound = before.UnixNano()
	}
	var out []RunSummary
	err := v.each(ctx, `SELECT figures FROM run WHERE started < ? ORDER BY started DESC LIMIT ?`, []any{bound, limit}, func(rows *sql.Rows) error {
		var r RunSummary
		err := scanJSON(rows, &r)
		out = append(out, r)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read runs: %w", err)
	}
	return out, nil
}

// Run returns a run with the figures of all its portals; store.ErrNotFound.
func (v *View) Run(ctx context.Context, started time.Time) (RunSummary, map[string]*store.PortalRun, error) {
	var (
		head    []RunSummary
		portals = map[string]*store.PortalRun{}
	)
	at := started.UnixNano()
	err := v.each(ctx, `SELECT figures FROM run WHERE started = ?`, []any{at}, func(rows *sql.Rows) error {
		head = append(head, RunSummary{})
		return scanJSON(rows, &head[len(head)-1])
	})
	if err == nil && len(head) == 0 {
		err = store.ErrNotFound
	}
	if err == nil {
		err = v.each(ctx, `SELECT portal, figures FROM visit WHERE started = ?`, []any{at}, func(rows *sql.Rows) error {
			var id string
			p := new(store.PortalRun)
			err := scanJSON(rows, p, &id)
			portals[id] = p
			return err
		})
	}
	if err != nil {
		return RunSummary{}, nil, fmt.Errorf("read the run of %s: %w", started.Format(time.RFC3339), err)
	}
	return head[0], portals, nil
}

// Visit is a portal's part of a run.
type Visit struct {
	Started time.Time `json:"started"`
	*store.PortalRun
}

// Visits returns a portal's parts of the runs since a time, oldest first, the
// last limit of them.
func (v *View) Visits(ctx context.Context, portal string, since time.Time, limit int) ([]Visit, error) {
	var out []Visit
	err := v.each(ctx, `SELECT started, figures FROM (SELECT started, figures FROM visit WHERE portal = ? AND started >= ?
		ORDER BY started DESC LIMIT ?) ORDER BY started`, []any{portal, since.UnixNano(), limit}, func(rows *sql.Rows) error {
		var at int64
		p := new(store.PortalRun)
		err := scanJSON(rows, p, &at)
		out = append(out, Visit{time.Unix(0, at).In(vietnam), p})
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the runs of %s: %w", portal, err)
	}
	return out, nil
}

// each calls fn for every row.
func (v *View) each(ctx context.Context, query string, args []any, fn func(*sql.Rows) error) error {
	rows, err := v.read.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := fn(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// scanJSON reads the columns before, and the last one as JSON.
func scanJSON(rows *sql.Rows, into any, before ...any) error {
	var text []byte
	if err := rows.Scan(append(before, &text)...); err != nil {
		return err
	}
	return json.Unmarshal(text, into)
}

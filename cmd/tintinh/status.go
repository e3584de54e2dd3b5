package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/tintinh/tintinh/store"
)

func (a *app) statusCommand() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:     "status",
		Short:   "Show one row a portal: last run, what is due, articles, errors, verdict and why",
		Example: "  tintinh status\n  tintinh status --json | jq '.portals[] | select(.verdict != \"ok\")'",
		Args:    cobra.NoArgs,
		RunE: a.orAsk(func(cmd *cobra.Command, _ []string) error {
			return a.status(cmd.Context(), asJSON)
		}),
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return c
}

// portalStatus is one row.
type portalStatus struct {
	Portal   string         `json:"portal"`
	Host     string         `json:"host,omitempty"`
	LastRun  time.Time      `json:"last_run,omitzero"`
	Due      int            `json:"due"`
	URLs     int            `json:"urls"`
	Articles int            `json:"articles"`
	New24h   int            `json:"new_24h"`
	Fill     map[string]int `json:"fill_percent,omitempty"` // of the last run that read articles
	Errors   map[string]int `json:"errors,omitempty"`       // of the last run
	Verdict  string         `json:"verdict"`                // ok degraded broken blocked, or "unknown" before the first run
	Why      string         `json:"why,omitempty"`
}

type statusReport struct {
	Store   string         `json:"store"`
	LastRun *store.Run     `json:"last_run,omitempty"`
	Portals []portalStatus `json:"portals"`

	rows map[string]*portalStatus
}

func (a *app) status(ctx context.Context, asJSON bool) (err error) {
	cfg, err := a.config()
	if err != nil {
		return err
	}
	r := newReport(cfg)
	if hasStore(cfg) {
		db, err := a.openStore(cfg, true)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, db.Close()) }()
		if err := r.read(ctx, cfg, db, time.Now()); err != nil {
			return err
		}
	}
	r.sort()
	if asJSON {
		b, err := marshalIndent(r)
		if err == nil {
			_, err = a.stdout.Write(b)
		}
		return err
	}
	return r.print(a.stdout)
}

// newReport has a row for each configured portal, before anything is read.
func newReport(cfg *Config) *statusReport {
	r := &statusReport{Store: cfg.storeName(), rows: map[string]*portalStatus{}}
	for _, p := range cfg.Portals {
		r.row(p.ID).Host = p.Host()
	}
	return r
}

func (r *statusReport) row(id string) *portalStatus {
	if r.rows[id] == nil {
		r.rows[id] = &portalStatus{Portal: id, Verdict: "unknown", Why: "no run yet"}
	}
	return r.rows[id]
}

// read adds what the store knows of hosts and runs.
func (r *statusReport) read(ctx context.Context, cfg *Config, db store.Store, now time.Time) error {
	owner := cfg.Catalogue.HostOwners()
	hosts, err := db.Hosts(ctx)
	if err != nil {
		return err
	}
	for _, h := range hosts {
		// A host without an owner is of a portal no longer in the configuration.
		s := r.row(cmp.Or(owner[h.Host], h.Host))
		s.Host, s.Due, s.URLs, s.Articles = h.Host, h.Due, h.URLs, h.Articles
	}
	return db.Runs(ctx, func(run store.Run) bool {
		if r.LastRun == nil {
			r.LastRun = &run
		}
		for id, p := range run.Portals {
			r.row(id).take(run, p, now)
		}
		return now.Sub(run.Started) < 30*24*time.Hour
	})
}

func (r *statusReport) sort() {
	for _, id := range slices.Sorted(maps.Keys(r.rows)) {
		r.Portals = append(r.Portals, *r.rows[id])
	}
}

// take adds a run's figures to the row; runs come newest first.
func (s *portalStatus) take(r store.Run, p *store.PortalRun, now time.Time) {
	if s.LastRun.IsZero() {
		s.LastRun, s.Errors = r.Started, p.Errors
		s.Verdict, s.Why = judgePortal(p)
	}
	if now.Sub(r.Started) < 24*time.Hour {
		s.New24h += p.New
	}
	if s.Fill == nil && p.Articles > 0 {
		s.Fill = map[string]int{}
		for f, n := range p.Fields {
			s.Fill[f] = 100 * n / p.Articles
		}
	}
}

func (r *statusReport) print(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "PORTAL\tLAST RUN\tDUE\tARTICLES\tNEW 24H\tERRORS\tVERDICT")
	for _, p := range r.Portals {
		last := "never"
		if !p.LastRun.IsZero() {
			last = p.LastRun.Local().Format("2006-01-02 15:04")
		}
		verdict := p.Verdict
		if p.Why != "" {
			verdict += ": " + printable(p.Why)
		}
		fmt.Fprintf(t, "%s\t%s\t%d\t%d\t%d\t%s\t%s\n", printable(p.Portal), last, p.Due, p.Articles, p.New24h, printable(reasons(p.Errors)), verdict)
	}
	if len(r.Portals) == 0 {
		fmt.Fprintln(t, "(no portal is configured, and the store is empty)")
	}
	return t.Flush()
}

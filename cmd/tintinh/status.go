package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/tintinh/tintinh/crawler"
	"github.com/tintinh/tintinh/store"
	"github.com/tintinh/tintinh/store/health"
)

func (a *app) statusCommand() *cobra.Command {
	var asJSON, try bool
	c := &cobra.Command{
		Use:   "status [PORTAL]",
		Short: "Show one row a portal: last run, what is due, articles, errors, verdict and why",
		Long: `Status says how the portals do, each against its own history: ok, degraded (something is
missing that used to be there), silent (nothing new for much longer than is usual there), broken
(nothing, or no title, text or date, is read as it was; or no request is answered), blocked (the
site turns us away). TITLE to BODY are the last run's articles that have the field, in percent, and
in brackets how many usually have it, where that differs by ten and more. With a PORTAL it says all that is known: findings with selector, samples, the
last good page and the first bad one, sources, usual shares of fields.`,
		Example: "  tintinh status\n  tintinh status baothaibinh\n  tintinh status --json | jq '.portals[] | select(.verdict != \"ok\")'\n  tintinh status --notify-test",
		Args:    cobra.MaximumNArgs(1),
		RunE: a.orAsk(func(cmd *cobra.Command, args []string) error {
			if try {
				return a.tryNotify(cmd.Context())
			}
			return a.status(cmd.Context(), asJSON, args)
		}),
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON (docs/health.md describes it)")
	c.Flags().BoolVar(&try, "notify-test", false, "send a test message to what notify: in the configuration names, and say what came of it")
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
	Fill     map[string]int `json:"fill_percent,omitempty"`  // of the last run that read articles
	Usual    map[string]int `json:"usual_percent,omitempty"` // of the portal's history
	Errors   map[string]int `json:"errors,omitempty"`        // of the last run
	Verdict  string         `json:"verdict"`                 // ok degraded silent broken blocked, or "unknown" before the first run
	Since    time.Time      `json:"since,omitzero"`          // of the verdict
	Why      string         `json:"why,omitempty"`

	Findings []health.Finding          `json:"findings,omitempty"`
	Flagged  *health.Flag              `json:"flagged,omitempty"`
	Sources  map[string]*health.Source `json:"sources,omitempty"`
	Newest   *health.Page              `json:"newest,omitempty"` // article published last, and when

	FoundFeeds []crawler.FoundFeed `json:"found_feeds,omitempty"` // that the definition does not name, and pages announce
}

type statusReport struct {
	Store   string         `json:"store"`
	LastRun *store.Run     `json:"last_run,omitempty"`
	Portals []portalStatus `json:"portals"`

	rows map[string]*portalStatus
}

func (a *app) status(ctx context.Context, asJSON bool, only []string) (err error) {
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
	if len(only) > 0 {
		if r.rows[only[0]] == nil {
			return usagef("status %s: neither the configuration nor the store has this portal", only[0])
		}
		r.rows = map[string]*portalStatus{only[0]: r.rows[only[0]]}
	}
	r.sort()
	if asJSON {
		b, err := marshalIndent(r)
		if err == nil {
			_, err = a.stdout.Write(b)
		}
		return err
	}
	d := display{now: time.Now(), colours: a.colours()}
	if len(only) > 0 {
		return d.detail(a.stdout, r.Portals[0])
	}
	return d.table(a.stdout, r.Portals)
}

// colours reports whether verdicts are coloured: on a terminal, unless its
// owner wants none (no-color.org).
func (a *app) colours() bool {
	return isTerminal(a.stdout) && a.getenv("NO_COLOR") == "" && a.getenv("TERM") != "dumb"
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
		r.rows[id] = &portalStatus{Portal: id, Verdict: verdictUnknown, Why: "no run yet"}
	}
	return r.rows[id]
}

// longAgo is how far back figures of runs are looked for.
const longAgo = 30 * 24 * time.Hour

// read adds what the store knows of hosts, runs and health.
func (r *statusReport) read(ctx context.Context, cfg *Config, db store.Store, now time.Time) error {
	states, err := health.Read(ctx, db)
	if err != nil {
		return err
	}
	return r.judge(ctx, cfg, db, states, now)
}

// judge is read where the portals' health was read already.
func (r *statusReport) judge(ctx context.Context, cfg *Config, db store.Store, states map[string]*health.State, now time.Time) error {
	owner := cfg.Catalogue.HostOwners()
	hosts, err := db.Hosts(ctx)
	if err != nil {
		return err
	}
	for _, h := range hosts {
		id := owner[h.Host]
		if id == "" { // of a portal that is not in the configuration
			if id, err = portalOf(ctx, db, hosts, h.Host); err != nil {
				return err
			}
		}
		s := r.row(cmp.Or(id, h.Host))
		s.Host, s.Due, s.URLs, s.Articles = h.Host, h.Due, h.URLs, h.Articles
		s.FoundFeeds = crawler.FoundFeeds(h.State)
	}
	for id, s := range states {
		r.row(id).judged(s)
	}
	return db.Runs(ctx, func(run store.Run) bool {
		if r.LastRun == nil {
			r.LastRun = &run
		}
		for id, p := range run.Portals {
			r.row(id).take(run, p, now)
		}
		age := now.Sub(run.Started)
		return age < 24*time.Hour || age < longAgo && r.lacksRun()
	})
}

// portalOf is the portal that the newest record of a host names, "" if the
// host has no record.
func portalOf(ctx context.Context, db store.Store, hosts []store.HostState, host string) (id string, err error) {
	newest := store.Cursor{}
	for _, h := range hosts {
		newest[h.Host] = h.LastSeq
	}
	if newest[host] == 0 {
		return "", nil
	}
	newest[host]--
	seen := errors.New("seen")
	err = db.Articles(ctx, newest, func(of string, _ uint64, r store.Record) error {
		if of != host {
			return nil // came meanwhile
		}
		a, err := r.Article()
		if err != nil {
			return err
		}
		id = a.Portal
		return seen
	})
	if err != nil && !errors.Is(err, seen) {
		return "", fmt.Errorf("read whose host %s is: %w", host, err)
	}
	return id, nil
}

// lacksRun reports a portal of which no run was found yet.
func (r *statusReport) lacksRun() bool {
	for _, s := range r.rows {
		if s.LastRun.IsZero() || s.Fill == nil && s.Articles > 0 {
			return true
		}
	}
	return false
}

func (r *statusReport) sort() {
	for _, id := range slices.Sorted(maps.Keys(r.rows)) {
		r.Portals = append(r.Portals, *r.rows[id])
	}
}

// judged adds what health remembers.
func (s *portalStatus) judged(h *health.State) {
	s.Verdict, s.Since, s.Why = string(h.Verdict), h.Since, h.Why()
	s.Findings, s.Flagged, s.Sources = h.Seen(), h.Flagged, h.Sources
	s.Usual = h.Usual()
	if n := h.Rhythm.Newest; n.URL != "" {
		s.Newest = &n
	}
}

// take adds a run's figures to the row; runs come newest first.
func (s *portalStatus) take(r store.Run, p *store.PortalRun, now time.Time) {
	if s.LastRun.IsZero() {
		s.LastRun, s.Errors = r.Started, p.Errors
		if s.Verdict == verdictUnknown { // of a version that kept no history, or a run that did not end
			s.Verdict, s.Why = cmp.Or(p.Verdict, verdictUnknown), cmp.Or(p.Why, "the next run that ends in order will tell")
		}
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

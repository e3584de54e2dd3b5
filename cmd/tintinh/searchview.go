package main

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/tintinh/tintinh/store"
	"github.com/tintinh/tintinh/store/health"
	"github.com/tintinh/tintinh/store/search"
	"github.com/tintinh/tintinh/web"
)

// searchFile is the view that serve reads, metricsFile the figures of the last
// run for a node collector.
func searchFile(cfg *Config) string  { return filepath.Join(cfg.Data, "search.db") }
func metricsFile(cfg *Config) string { return filepath.Join(cfg.Data, "metrics.prom") }

// updateView brings the view up to the store, however long it takes.
func (a *app) updateView(ctx context.Context, cfg *Config, view *search.View) (err error) {
	db, err := a.openStore(cfg, true)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	start := time.Now()
	p, err := view.Update(ctx, db)
	if err == nil {
		err = a.keepStandings(ctx, cfg, db, view)
	}
	if err != nil {
		return err
	}
	if p.Rebuilt {
		a.story("The search view followed another store; it was built anew.")
	}
	a.story("Search view %s: %d changed articles taken in, %s", view.Path(), p.Articles, time.Since(start).Round(time.Millisecond))
	return nil
}

// followStore looks for what is new until ctx ends. The store is held only
// while a batch is read into memory, so that a crawl never waits for it.
func (a *app) followStore(ctx context.Context, cfg *Config, view *search.View, every time.Duration) {
	log := a.logger(cfg)
	var seen time.Time // when the store's file was last written, as of the last look
	for {
		changed, at := storeChanged(cfg, seen)
		if changed {
			more, err := a.pullOnce(ctx, cfg, view)
			switch {
			case ctx.Err() != nil:
				return
			case errors.Is(err, store.ErrBusy), errors.Is(err, search.ErrOvertaken):
				log.Debug("the search view waits for a crawl to end")
			case err != nil:
				log.Warn("the search view could not be brought up to date", "err", err)
			default:
				seen = at
			}
			if more {
				seen = time.Time{}
				if err == nil && pause(ctx, 300*time.Millisecond) { // long enough for a crawl to take the store
					continue
				}
			}
		}
		if !pause(ctx, every) {
			return
		}
	}
}

// pause waits, and reports false when ctx ended first.
func pause(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}

// storeChanged compares the file's time of change; a cluster is always asked.
func storeChanged(cfg *Config, seen time.Time) (bool, time.Time) {
	if cfg.clustered() {
		return true, time.Time{}
	}
	info, err := os.Stat(filepath.Join(cfg.Data, storeFile))
	if err != nil {
		return false, seen // none yet
	}
	return !info.ModTime().Equal(seen), info.ModTime()
}

// pullOnce takes in one batch.
func (a *app) pullOnce(ctx context.Context, cfg *Config, view *search.View) (more bool, err error) {
	batch, rows, err := a.readBatch(ctx, cfg, view)
	if err != nil {
		return false, err
	}
	if err := view.Apply(ctx, batch); err != nil {
		return batch.More, err
	}
	return batch.More, view.SetStandings(ctx, rows)
}

func (a *app) readBatch(ctx context.Context, cfg *Config, view *search.View) (b *search.Batch, rows []search.Standing, err error) {
	db, err := a.openStore(cfg, true)
	if err != nil {
		return nil, nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if b, err = view.Pull(ctx, db); err != nil {
		return nil, nil, err
	}
	rows, err = standings(ctx, cfg, db)
	return b, rows, err
}

func (a *app) keepStandings(ctx context.Context, cfg *Config, db store.Store, view *search.View) error {
	rows, err := standings(ctx, cfg, db)
	if err != nil {
		return err
	}
	return view.SetStandings(ctx, rows)
}

// standings are the rows of status, as serve shows them.
func standings(ctx context.Context, cfg *Config, db store.Store) ([]search.Standing, error) {
	r := newReport(cfg)
	if err := r.read(ctx, cfg, db, time.Now()); err != nil {
		return nil, err
	}
	return r.standings(cfg), nil
}

func (r *statusReport) standings(cfg *Config) []search.Standing {
	r.sort()
	var rows []search.Standing
	for _, p := range r.Portals {
		s := search.Standing{
			Portal: p.Portal, Host: p.Host, Verdict: p.Verdict, Why: p.Why, Since: p.Since, LastRun: p.LastRun, Findings: p.Findings,
			Due: p.Due, URLs: p.URLs, Articles: p.Articles, New24h: p.New24h, Fill: p.Fill,
		}
		if known, ok := cfg.Catalogue.Portal(p.Portal); ok {
			s.Outlet, s.Province = known.Outlet, known.Province
		}
		s.Outlet = cmp.Or(s.Outlet, p.Portal)
		rows = append(rows, s)
	}
	return rows
}

// viewTime bounds what a crawl spends on the search view at its end; what is
// left is taken in by serve or the next crawl.
const viewTime = 2 * time.Minute

// afterCrawl says which verdicts changed, tells who is to be notified, writes the
// figures of a run for the node collector, and brings the search view up to date
// where there is one. Only an output that cannot be written makes a crawl fail:
// all else can be made again.
func (a *app) afterCrawl(ctx context.Context, cfg *Config, db store.Store, figures *store.Run, log *slog.Logger) error {
	stopped := ctx.Err() != nil
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), viewTime)
	defer cancel()
	states, err := health.Read(ctx, db)
	if err == nil {
		if err := attention(a.stdout, figures, states); err != nil {
			return err
		}
		if !stopped {
			a.notify(ctx, cfg, db, states)
		}
	}
	r := newReport(cfg)
	if err == nil {
		err = r.judge(ctx, cfg, db, states, time.Now())
	}
	if err != nil {
		log.Warn("health could not be read for the metrics and the search view", "err", err)
		return nil
	}
	rows := r.standings(cfg)
	if err := web.WriteMetrics(metricsFile(cfg), figures, rows); err != nil {
		log.Warn("the figures of this run are not in the metrics file", "err", err)
	}
	if _, err := os.Stat(searchFile(cfg)); errors.Is(err, fs.ErrNotExist) || stopped {
		return nil
	}
	view, err := search.Open(searchFile(cfg))
	if err == nil {
		_, err = view.Update(ctx, db)
		err = errors.Join(err, view.SetStandings(ctx, rows), view.Close())
	}
	if err != nil {
		log.Warn("the search view could not be brought up to date", "err", err)
	}
	return nil
}

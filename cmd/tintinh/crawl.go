package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/tintinh/tintinh/crawler"
	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/portal"
	"github.com/tintinh/tintinh/store"
	"github.com/tintinh/tintinh/store/warc"
)

type crawlFlags struct {
	portals  []string
	maxTime  time.Duration
	maxPages int
	since    string
	backfill bool
	dryRun   bool
	quiet    bool
}

func (a *app) crawlCommand() *cobra.Command {
	var f crawlFlags
	c := &cobra.Command{
		Use:   "crawl",
		Short: "Run once: fetch what is due, store records and state, print a summary, end",
		Example: `  tintinh crawl
  tintinh crawl --portal baothaibinh --max-pages 100
  37 * * * *  cd /srv/news && tintinh crawl --max-time 50m    # in a crontab`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := a.config()
			if err != nil {
				return err
			}
			if cmd.Flags().Changed("max-time") {
				cfg.Crawl.MaxTime = f.maxTime
			}
			return a.crawl(cmd.Context(), cfg, f)
		},
	}
	c.Flags().StringArrayVar(&f.portals, "portal", nil, "only the portal with this `id` (repeatable)")
	c.Flags().DurationVar(&f.maxTime, "max-time", 0, "stop taking work after this long (0: no limit)")
	c.Flags().IntVar(&f.maxPages, "max-pages", 0, "fetch at most this many pages (0: no limit)")
	c.Flags().StringVar(&f.since, "since", "", "leave out articles known to be older than this `date` (2006-01-02)")
	c.Flags().BoolVar(&f.backfill, "backfill", false, "walk date archives too, after everything that is due")
	c.Flags().BoolVar(&f.quiet, "quiet", false, "print nothing unless a portal's verdict changed or something failed, as for cron's mail")
	c.Flags().BoolVar(&f.dryRun, "dry-run", false, "list what would be fetched and what not and why; fetch robots.txt only, store nothing")
	return c
}

func (a *app) crawl(ctx context.Context, cfg *Config, f crawlFlags) error {
	if f.dryRun {
		return a.dryRun(ctx, cfg, f)
	}
	if f.quiet {
		cfg.Log.Level = max(cfg.Log.Level, slog.LevelError)
	}
	figures, err := a.crawlOnce(ctx, cfg, f)
	if err != nil {
		return err
	}
	return troubled(figures, f.quiet)
}

// crawlOnce runs, and prints the summary, also of a run that the store ended.
func (a *app) crawlOnce(ctx context.Context, cfg *Config, f crawlFlags) (figures *store.Run, err error) {
	boundMemory(a.getenv)
	run, err := a.newCrawl(cfg, f)
	if err != nil {
		return nil, err
	}
	warnOf(run)
	db, err := a.openStore(cfg, false)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	run.Store = db
	if cfg.Raw.Keep != "none" {
		if run.Archive, err = a.openArchive(cfg, run.Log); err != nil {
			return nil, err
		}
		defer func() { err = errors.Join(err, run.Archive.Close()) }()
	}
	if !cfg.clustered() {
		readers := a.answer(context.WithoutCancel(ctx), cfg, db, run.Log)
		defer readers.stop()
	}
	end := a.follow(run, cfg, f.quiet)
	figures, err = run.Run(ctx)
	end(figures, err)
	if figures != nil {
		if !f.quiet {
			err = errors.Join(err, crawler.Table(a.stdout, figures))
		}
		err = errors.Join(err, a.afterCrawl(ctx, cfg, db, figures, run.Log))
	}
	if err != nil {
		return figures, storeError{err}
	}
	return figures, nil
}

// warnOf names the portals that can give little.
func warnOf(run *crawler.Crawl) {
	for _, p := range run.Portals {
		if len(p.Sources) == 0 {
			run.Log.Warn("this portal's definition has no sources, so that nothing of it is fetched", "portal", p.ID)
		} else if n := note(p); n != "" {
			run.Log.Warn("this portal may give little: try 'tintinh portals probe "+p.ID+"'", "portal", p.ID, "note", n)
		}
	}
}

// newCrawl puts a run together from the configuration, without its store.
func (a *app) newCrawl(cfg *Config, f crawlFlags) (*crawler.Crawl, error) {
	portals, err := choose(cfg, f.portals)
	if err != nil {
		return nil, err
	}
	return a.crawlOf(cfg, portals, f)
}

// crawlOf is a run over portals. One over none can look at single pages, whose
// portals are named then.
func (a *app) crawlOf(cfg *Config, portals []*portal.Portal, f crawlFlags) (_ *crawler.Crawl, err error) {
	var since time.Time
	if f.since != "" {
		if since, err = parseDay(f.since); err != nil {
			return nil, usagef("--since: %w", err)
		}
	}
	delay := cfg.Crawl.Delay
	if delay == 0 {
		delay = -1 // none, by the operator's own word; 0 would be the standard
	}
	if f.maxPages < 0 || f.maxTime < 0 {
		return nil, usagef("--max-pages and --max-time take no negative value")
	}
	return &crawler.Crawl{
		Portals: portals, Extractor: extract.New(cfg.Catalogue, version()), KeepRaw: cfg.Raw.Keep,
		UserAgent: cfg.UserAgent, Workers: cfg.Crawl.Workers, MaxTime: cfg.Crawl.MaxTime, MaxPages: f.maxPages,
		MaxBody: cfg.Crawl.MaxBody, Timeout: cfg.Crawl.Timeout, Delay: delay, Revisit: cfg.Crawl.Revisit,
		Since: since, Backfill: f.backfill, Shared: cfg.clustered(), Version: version(), Log: a.logger(cfg),
	}, nil
}

// choose takes the configured portals, or those named by --portal.
func choose(cfg *Config, ids []string) ([]*portal.Portal, error) {
	if len(cfg.Portals) == 0 && len(ids) == 0 {
		where := cfg.File
		if where == "" {
			where = "no config.yaml was found here, and --config was not given"
		}
		return nil, usagef("no portals to crawl (%s): add 'portals: [baothaibinh]' or name one in the command; 'tintinh portals list' shows the catalogue", where)
	}
	if len(ids) == 0 {
		return cfg.Portals, nil
	}
	var chosen []*portal.Portal
	for i, id := range ids {
		if slices.Contains(ids[:i], id) {
			continue
		}
		i := slices.IndexFunc(cfg.Portals, func(p *portal.Portal) bool { return p.ID == id })
		switch p, ok := cfg.Catalogue.Portal(id); {
		case i >= 0:
			chosen = append(chosen, cfg.Portals[i])
		case ok:
			chosen = append(chosen, p)
		default:
			return nil, usagef("--portal %s: neither the configuration nor the catalogue has it; 'tintinh portals list' shows what there is", id)
		}
	}
	return chosen, nil
}

// openArchive opens the raw pages for appending, removes the oldest beyond the
// size the configuration gives, and tells of what a crash left torn.
func (a *app) openArchive(cfg *Config, log *slog.Logger) (*warc.Writer, error) {
	dir := filepath.Join(cfg.Data, rawDir)
	w, err := openRaw(cfg, dir, warc.Options{Software: "tintinh/" + version(), UserAgent: cfg.UserAgent, Robots: "obey"})
	if err != nil {
		return nil, storeError{fmt.Errorf("open the raw pages: %w", err)}
	}
	if w.Repaired != nil {
		log.Warn("raw pages repaired after a crash", "what", w.Repaired.String())
	}
	if cfg.Raw.MaxSize > 0 {
		removed, err := warc.Budget(dir, cfg.Raw.MaxSize)
		if err != nil {
			return nil, storeError{errors.Join(fmt.Errorf("keep the raw pages below raw.max_size: %w", err), w.Close())}
		}
		for _, file := range removed {
			log.Warn("raw pages removed, oldest first, to stay below raw.max_size", "file", file)
		}
	}
	return w, nil
}

// dryRun prints what a run would take. Where there is no store yet, a
// temporary one stands in, so that nothing is left behind.
func (a *app) dryRun(ctx context.Context, cfg *Config, f crawlFlags) (err error) {
	run, err := a.newCrawl(cfg, f)
	if err != nil {
		return err
	}
	warnOf(run)
	at := *cfg
	if !hasStore(cfg) {
		if at.Data, err = os.MkdirTemp("", "tintinh-dry-run-"); err != nil {
			return err
		}
		defer os.RemoveAll(at.Data)
	}
	db, err := a.openStore(&at, hasStore(cfg) && !cfg.clustered()) // a plan takes leases, which a cluster keeps in its store
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	run.Store = db
	n := map[bool]int{}
	err = run.Plan(ctx, func(p crawler.Planned) error {
		n[p.Reason == ""]++
		verb := "fetch"
		if p.Reason != "" {
			verb = "leave (" + p.Reason + ")"
		}
		line := fmt.Sprintf("%s\t%s\t%s\t%s", p.Portal, verb, p.Kind, printable(p.URL))
		if p.Detail != "" {
			line += "\t" + printable(p.Detail)
		}
		_, err := fmt.Fprintln(a.stdout, line)
		return err
	})
	if err == nil {
		a.story("Dry run: %d would be fetched now, %d would not. Nothing was stored.", n[true], n[false])
	}
	return err
}

// parseDay reads a day at its beginning in Vietnam.
func parseDay(s string) (time.Time, error) {
	t, err := time.ParseInLocation(time.DateOnly, s, time.FixedZone("", 7*3600))
	if err != nil {
		return t, fmt.Errorf("expected a date as in 2026-01-31, found %q", s)
	}
	return t, nil
}

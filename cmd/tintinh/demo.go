package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/tintinh/tintinh/cmd/tintinh/demosite"
	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/portal"
	"github.com/tintinh/tintinh/store"
)

func (a *app) demoCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "demo",
		Short: "Show it all without a network: a sample portal on loopback, two scheduled runs, the export",
		Long: `Demo serves two made-up portals on loopback, runs 'crawl' twice against them, the second time
a day later in their lives, and prints the export on standard output; the story is told on
standard error. Its data is in a temporary folder, removed at the end, unless --data is given.`,
		Example: "  tintinh demo > records.ndjson\n  tintinh demo --data ./demo && ls demo",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return a.demo(cmd.Context()) },
	}
}

func (a *app) demo(ctx context.Context) (err error) {
	site, err := demosite.New()
	if err != nil {
		return err
	}
	cfg, stop, err := a.demoConfig(site)
	if err != nil {
		return err
	}
	defer stop()
	a.story("Two made-up portals are served on loopback for this demo:")
	for _, p := range cfg.Portals {
		a.story("  %-10s %-12s http://%s/", p.ID, p.Outlet, p.Host())
	}
	a.story("\n== The first scheduled run: 'tintinh crawl'")
	first, err := a.demoRun(ctx, cfg)
	if err != nil {
		return err
	}
	before := len(site.Requests())
	site.Tick()
	a.story("\n== A day passes: an article is edited, one is taken down, new ones appear. The second run:")
	second, err := a.demoRun(ctx, cfg)
	if err != nil {
		return err
	}
	a.story("\n== The export: 'tintinh export' (records on standard output)")
	if err := a.export(ctx, cfg, exportFlags{format: "ndjson"}); err != nil {
		return err
	}
	return a.demoStory(ctx, cfg, site, before, first, second)
}

// demoConfig serves the site and is the configuration for it: the defaults,
// but for portals on loopback and looks that do not wait a real hour.
func (a *app) demoConfig(site *demosite.Site) (*Config, func(), error) {
	cfg, err := loadConfig("", func(string) string { return "" })
	if err != nil {
		return nil, nil, err
	}
	cfg.Portals, cfg.Data = nil, a.dataDir
	var closers []func()
	stop := func() {
		for _, c := range closers {
			c()
		}
	}
	if cfg.Data == "" {
		if cfg.Data, err = os.MkdirTemp("", "tintinh-demo-"); err != nil {
			return nil, nil, fmt.Errorf("make the demo's folder: %w", err)
		}
		closers = append(closers, func() { os.RemoveAll(cfg.Data) })
	}
	// All below an hour: the demo's articles are old, and with longer times old
	// ones are not looked at again.
	cfg.Crawl.Revisit = []time.Duration{time.Millisecond, time.Minute}
	cfg.Log.Level = max(cfg.Log.Level, 4) // warnings: the summary tells the rest
	if err := a.override(cfg); err != nil {
		return nil, stop, err
	}
	for i := range demosite.Portals {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return nil, stop, fmt.Errorf("listen on loopback for the demo's portal: %w", err)
		}
		srv := &http.Server{Handler: site.Portal(i), ReadHeaderTimeout: 10 * time.Second}
		go srv.Serve(l) // ends with Close
		closers = append(closers, func() { srv.Close() })
		p, err := portal.Parse("demo/"+site.ID(i)+".yaml", []byte(site.Definition(i, l.Addr().String())))
		if err == nil {
			err = cfg.Catalogue.Add(p)
		}
		if err != nil {
			return nil, stop, err
		}
		cfg.Portals = append(cfg.Portals, p)
	}
	return cfg, stop, nil
}

// demoRun is 'crawl' with its summary on standard error.
func (a *app) demoRun(ctx context.Context, cfg *Config) (*store.Run, error) {
	b := *a
	b.stdout = a.stderr
	return b.crawlOnce(ctx, cfg, crawlFlags{})
}

// demoStory explains what was seen, from the store and the site's own log.
func (a *app) demoStory(ctx context.Context, cfg *Config, site *demosite.Site, before int, first, second *store.Run) (err error) {
	db, err := a.openStore(cfg, true)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	a.story("\n== What was seen")
	a.story("  - %d requests in the first run, %d in the second, counted at the server; unchanged pages answered 304", before, len(site.Requests())-before)
	for _, r := range []*store.Run{first, second} {
		for _, id := range slices.Sorted(maps.Keys(r.Portals)) {
			a.tellRun(id, r.Portals[id], r == first)
		}
	}
	err = db.Articles(ctx, nil, func(_ string, _ uint64, r store.Record) error {
		art, err := r.Article()
		if err != nil {
			return err
		}
		a.tell(art)
		return nil
	})
	if cfg.Data == a.dataDir {
		a.story("\nThe data is in %s: try 'tintinh show', 'status', 'export' with --data %s, and look at %s.", cfg.Data, cfg.Data, filepath.Join(cfg.Data, rawDir))
	}
	return err
}

// skipReasons are the demo's, in words.
var skipReasons = map[string]string{
	"deny":   "links of the endless day calendar, which the definition denies",
	"robots": "a page that robots.txt closes",
}

// tellRun says what is remarkable about a portal's part of a run.
func (a *app) tellRun(id string, p *store.PortalRun, first bool) {
	for _, reason := range slices.Sorted(maps.Keys(p.Skipped)) {
		if first {
			a.story("  - %s: %d not fetched (%s): %s", id, p.Skipped[reason], reason, skipReasons[reason])
		}
	}
	for _, kind := range slices.Sorted(maps.Keys(p.Errors)) {
		a.story("  - %s: %d failed (%s): tried again by a later run", id, p.Errors[kind], kind)
	}
	if p.Missing > 0 {
		a.story("  - %s: %d answered 404; it is called gone when a second look, an hour or more later, finds it so", id, p.Missing)
	}
}

// tell says what is remarkable about an article of the demo.
func (a *app) tell(art *extract.Article) {
	say := func(what string) { a.story("  - %s: %s (%s)", art.ID, what, shorten(printable(art.Title), 60)) }
	if art.Change == extract.ChangeEdited {
		say("edited, now revision " + fmt.Sprint(art.Revision) + ": " + strings.Join(art.ChangedFields, ", ") + " changed")
	}
	if art.Change == extract.ChangeGone {
		say("gone; its last text is kept")
	}
	if art.DuplicateOf != "" {
		say("says the same as " + art.DuplicateOf + cmp.Or(", credited to "+art.SourceCredit, ""))
	}
	if len(art.URLAliases) > 0 {
		say(fmt.Sprintf("one record for %d addresses", 1+len(art.URLAliases)))
	}
	if len(art.Audio) > 0 {
		say(fmt.Sprintf("%d photos with captions and credits, audio", len(art.Images)))
	}
}

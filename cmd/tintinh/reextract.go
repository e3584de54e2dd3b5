package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/tintinh/tintinh/crawler"
	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/portal"
	"github.com/tintinh/tintinh/store"
	"github.com/tintinh/tintinh/store/health"
)

func (a *app) reextractCommand() *cobra.Command {
	var portals []string
	var since string
	var f reextractFlags
	c := &cobra.Command{
		Use:   "reextract",
		Short: "Run today's rules over the stored raw pages",
		Long: `Reextract reads the newest kept page of every article again, with the rules of today (dated
rules by the day of the capture), without a request. It says per portal which fields would
differ, then writes them; pages that health has flagged (see 'tintinh status') come first, and
when they are read again the portal is judged anew. An article that today's rules read worse than what is stored stays
as it is and is listed. Stopped, it goes on where it was when started again.`,
		Example: "  tintinh reextract --dry-run\n  tintinh reextract --flagged\n  tintinh reextract --portal baothaibinh --since 2026-01-01",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := a.config()
			if err != nil {
				return err
			}
			if since != "" {
				if f.since, err = parseDay(since); err != nil {
					return usagef("--since: %w", err)
				}
			}
			chosen, err := choose(cfg, portals)
			if err != nil {
				return err
			}
			return a.reextract(cmd.Context(), cfg, chosen, f)
		},
	}
	c.Flags().StringArrayVar(&portals, "portal", nil, "only the portal with this `id` (repeatable)")
	c.Flags().StringVar(&since, "since", "", "only pages fetched on or after this `date`")
	c.Flags().BoolVar(&f.flagged, "flagged", false, "only pages fetched since health found something missing")
	c.Flags().BoolVar(&f.dryRun, "dry-run", false, "print the differences only")
	return c
}

type reextractFlags struct {
	since           time.Time
	flagged, dryRun bool
}

func (a *app) reextract(ctx context.Context, cfg *Config, portals []*portal.Portal, f reextractFlags) (err error) {
	if !hasStore(cfg) {
		return fmt.Errorf("re-extract: there is no store in %s yet; 'tintinh crawl' makes it", cfg.Data)
	}
	db, err := a.openStore(cfg, f.dryRun)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	corrected, ok := db.(crawler.Corrected)
	if !ok {
		return usagef("re-extract: this store engine cannot take in corrections yet")
	}
	x := &crawler.Reextraction{
		Store: corrected, Dir: filepath.Join(cfg.Data, rawDir), Portals: portals,
		Extractor: extract.New(cfg.Catalogue, version()), Since: f.since,
	}
	if x.Flagged, err = flags(ctx, db); err != nil {
		return err
	}
	portals = flaggedFirst(portals, x.Flagged, f.flagged)
	if len(portals) == 0 {
		a.story("No pages are flagged.")
		return nil
	}
	var bad []string
	for _, p := range portals {
		if at := x.Flagged[p.ID]; f.flagged && at.After(f.since) {
			x.Since = at
		}
		o, err := x.Look(ctx, p)
		x.Since = f.since
		if err != nil {
			return fmt.Errorf("re-extract %s: %w", p.ID, err)
		}
		a.printOutlook(o)
		if len(o.Unreadable) > 0 {
			bad = append(bad, fmt.Sprintf("%s: %d raw pages could not be read", p.ID, len(o.Unreadable)))
		}
		if f.dryRun {
			continue
		}
		if err := a.writeOutlook(ctx, cfg, x, p, o); err != nil {
			return storeError{fmt.Errorf("re-extract %s (start it again to go on): %w", p.ID, err)}
		}
	}
	if len(bad) > 0 {
		return errors.New(strings.Join(bad, "; "))
	}
	return nil
}

// flags are the portals with flagged pages, and since when these were fetched.
func flags(ctx context.Context, db store.Store) (map[string]time.Time, error) {
	states, err := health.Read(ctx, db)
	if err != nil {
		return nil, fmt.Errorf("re-extract: which pages are flagged cannot be read: %w", err)
	}
	all := map[string]time.Time{}
	for id, s := range states {
		if s.Flagged != nil {
			all[id] = s.Flagged.Since
		}
	}
	return all, nil
}

// flaggedFirst puts portals with flagged pages first; only: it leaves out the
// others.
func flaggedFirst(portals []*portal.Portal, flagged map[string]time.Time, only bool) []*portal.Portal {
	var first, rest []*portal.Portal
	for _, p := range portals {
		if _, ok := flagged[p.ID]; ok {
			first = append(first, p)
		} else if !only {
			rest = append(rest, p)
		}
	}
	return append(first, rest...)
}

// writeOutlook stores what differs, and lets health judge by what the flagged
// pages give now.
func (a *app) writeOutlook(ctx context.Context, cfg *Config, x *crawler.Reextraction, p *portal.Portal, o *crawler.Outlook) error {
	if o.Changed > 0 {
		n, err := x.Write(ctx, p, o)
		fmt.Fprintf(a.stdout, "  %d changes written\n", n)
		if err != nil {
			return err
		}
	}
	if o.Seen == nil {
		return nil
	}
	s, err := health.Mend(ctx, x.Store, p.ID, o.Seen)
	if err != nil {
		return err
	}
	line := "  health: " + string(s.Verdict)
	if s.Why() != "" {
		line += ": " + s.Why()
	}
	fmt.Fprintln(a.stdout, printable(line))
	states, err := health.Read(ctx, x.Store)
	if err != nil {
		a.logger(cfg).Warn("nobody could be notified: the health of portals cannot be read", "err", err)
	} else {
		a.notify(ctx, cfg, x.Store, states)
	}
	return nil
}

// printOutlook says what differs, before anything is written.
func (a *app) printOutlook(o *crawler.Outlook) {
	fmt.Fprintf(a.stdout, "%s: %d pages, %d the same, %d differ (%d new)", o.Portal, o.Pages, o.Same, o.Changed, o.New)
	if o.Superseded > 0 {
		fmt.Fprintf(a.stdout, ", %d older than what is stored", o.Superseded)
	}
	if o.Nothing > 0 {
		fmt.Fprintf(a.stdout, ", %d without an article as before", o.Nothing)
	}
	fmt.Fprintln(a.stdout)
	for _, f := range slices.Sorted(maps.Keys(o.Fields)) {
		fmt.Fprintf(a.stdout, "  %-14s differs in %d\n", f, o.Fields[f])
	}
	list := func(what string, ids []string) {
		for _, id := range ids {
			fmt.Fprintf(a.stdout, "  %s: %s\n", what, printable(id))
		}
	}
	list("held back, today's rules give less", o.HeldBack)
	list("held back, today's rules give no article", o.Lost)
	list("could not be read", o.Unreadable)
}

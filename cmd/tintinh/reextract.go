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
)

func (a *app) reextractCommand() *cobra.Command {
	var portals []string
	var since string
	var dryRun bool
	c := &cobra.Command{
		Use:   "reextract",
		Short: "Run today's rules over the stored raw pages",
		Long: `Reextract reads the newest kept page of every article again, with the rules of today (dated
rules by the day of the capture), without a request. It says per portal which fields would
differ, then writes them; an article that today's rules read worse than what is stored stays
as it is and is listed. Stopped, it goes on where it was when started again.`,
		Example: "  tintinh reextract --dry-run\n  tintinh reextract --portal baothaibinh --since 2026-01-01",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := a.config()
			if err != nil {
				return err
			}
			var from time.Time
			if since != "" {
				if from, err = parseDay(since); err != nil {
					return usagef("--since: %w", err)
				}
			}
			chosen, err := choose(cfg, portals)
			if err != nil {
				return err
			}
			return a.reextract(cmd.Context(), cfg, chosen, from, dryRun)
		},
	}
	c.Flags().StringArrayVar(&portals, "portal", nil, "only the portal with this `id` (repeatable)")
	c.Flags().StringVar(&since, "since", "", "only pages fetched on or after this `date`")
	c.Flags().BoolVar(&dryRun, "dry-run", false, "print the differences only")
	return c
}

func (a *app) reextract(ctx context.Context, cfg *Config, portals []*portal.Portal, since time.Time, dryRun bool) (err error) {
	if !hasStore(cfg) {
		return fmt.Errorf("re-extract: there is no store in %s yet; 'tintinh crawl' makes it", cfg.Data)
	}
	db, err := a.openStore(cfg, dryRun)
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
		Extractor: extract.New(cfg.Catalogue, version()), Since: since,
	}
	var bad []string
	for _, p := range portals {
		o, err := x.Look(ctx, p)
		if err != nil {
			return fmt.Errorf("re-extract %s: %w", p.ID, err)
		}
		a.printOutlook(o)
		if len(o.Unreadable) > 0 {
			bad = append(bad, fmt.Sprintf("%s: %d raw pages could not be read", p.ID, len(o.Unreadable)))
		}
		if dryRun || o.Changed == 0 {
			continue
		}
		n, err := x.Write(ctx, p, o)
		fmt.Fprintf(a.stdout, "  %d changes written\n", n)
		if err != nil {
			return storeError{fmt.Errorf("re-extract %s (start it again to go on): %w", p.ID, err)}
		}
	}
	if len(bad) > 0 {
		return errors.New(strings.Join(bad, "; "))
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

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/tintinh/tintinh/store"
	"github.com/tintinh/tintinh/store/export"
)

type exportFlags struct {
	cursor, after, from, to, format, out, fields string
	portals                                      []string
	printCursor, noDuplicates, current           bool
}

func (a *app) exportCommand() *cobra.Command {
	var f exportFlags
	c := &cobra.Command{
		Use:   "export",
		Short: "Print records as NDJSON, portal by portal in commit order",
		Long: `Export writes the last change of every article, one JSON object a line, to standard output
or to a file (written beside it, synced, then renamed: never half a file).

With --cursor NAME it gives only what changed since this cursor last moved. The cursor moves
after the last byte is flushed and, with -o, the file is in place: what an interrupted export
printed is printed again, nothing is left out.`,
		Example: `  tintinh export > all.ndjson
  tintinh export --cursor elastic -o new.ndjson.gz
  tintinh export --portal baothaibinh --from 2020-12-01 --to 2020-12-31`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := a.config()
			if err != nil {
				return err
			}
			if !cmd.Flags().Changed("format") {
				f.format = cfg.Export.Format
			}
			if !cmd.Flags().Changed("no-duplicates") {
				f.noDuplicates = cfg.Export.NoDuplicates
			}
			return a.export(cmd.Context(), cfg, f)
		},
	}
	c.Flags().StringVar(&f.cursor, "cursor", "", "only what changed since the cursor of this `name` last moved, and move it")
	c.Flags().StringVar(&f.after, "after", "", "only what changed after this `cursor` (as --print-cursor gave it)")
	c.Flags().BoolVar(&f.printCursor, "print-cursor", false, "print the cursor of this export on standard error")
	c.Flags().StringArrayVar(&f.portals, "portal", nil, "only the portal with this `id` (repeatable)")
	c.Flags().StringVar(&f.from, "from", "", "only articles published on or after this `date`")
	c.Flags().StringVar(&f.to, "to", "", "only articles published on or before this `date`")
	c.Flags().StringVar(&f.format, "format", "ndjson", strings.Join(exportFormats, ", "))
	c.Flags().StringVarP(&f.out, "out", "o", "", "write to this `file` (.gz and .zst compress)")
	c.Flags().StringVar(&f.fields, "fields", "", "only these fields, separated by commas")
	c.Flags().BoolVar(&f.noDuplicates, "no-duplicates", false, "leave out records that say what an earlier one says")
	c.Flags().BoolVar(&f.current, "current", true, "the last revision of each article")
	return c
}

func (a *app) export(ctx context.Context, cfg *Config, f exportFlags) (err error) {
	q, err := a.query(cfg, f)
	if err != nil {
		return err
	}
	db, err := a.openStore(cfg, f.cursor == "")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if f.cursor != "" {
		if q.After, err = db.Cursor(ctx, f.cursor); err != nil {
			return err
		}
	}
	next, err := a.write(ctx, db, q, f)
	if err != nil {
		return err
	}
	if f.printCursor {
		a.story("%s", next)
	}
	if f.cursor != "" {
		if err := db.SetCursor(ctx, f.cursor, next); err != nil {
			return storeError{fmt.Errorf("the records are written, but cursor %s could not be moved (they will come again): %w", f.cursor, err)}
		}
	}
	return nil
}

// write encodes to standard output or to a file that appears when whole.
func (a *app) write(ctx context.Context, db store.Store, q export.Query, f exportFlags) (_ store.Cursor, err error) {
	var w io.Writer = a.stdout
	var file *export.AtomicFile
	if f.out != "" {
		if file, err = export.File(f.out); err != nil {
			return nil, storeError{err}
		}
		defer file.Abort() // nothing is left unless Commit was reached
		w = file
	}
	var fields []string
	if f.fields != "" {
		fields = strings.Split(f.fields, ",")
	}
	enc, err := export.New(f.format, w, fields)
	if err != nil {
		return nil, usageError{err}
	}
	stats, err := export.Run(ctx, db, q, enc)
	if err == nil && file != nil {
		err = file.Commit()
	}
	if err != nil {
		return nil, fmt.Errorf("export: %w", err)
	}
	if stats.Undated > 0 {
		a.story("%d records without a publish time were left out: --from and --to cannot place them", stats.Undated)
	}
	return stats.Next, nil
}

func (a *app) query(cfg *Config, f exportFlags) (q export.Query, err error) {
	q.NoDuplicates = f.noDuplicates
	if !slices.Contains(exportFormats, f.format) {
		return q, usagef("--format: expected %s, found %q", strings.Join(exportFormats, ", "), f.format)
	}
	if f.cursor != "" && f.after != "" {
		return q, usagef("--cursor and --after exclude each other")
	}
	if q.After, err = store.ParseCursor(f.after); err != nil {
		return q, usagef("--after: %w", err)
	}
	for flag, day := range map[string]*time.Time{"from": &q.From, "to": &q.To} {
		s := map[string]string{"from": f.from, "to": f.to}[flag]
		if s == "" {
			continue
		}
		if *day, err = parseDay(s); err != nil {
			return q, usagef("--%s: %w", flag, err)
		}
	}
	if !q.From.IsZero() && !q.To.IsZero() && q.To.Before(q.From) {
		return q, usagef("--to %s is before --from %s", f.to, f.from)
	}
	q.Owner = cfg.Catalogue.HostOwners()
	if len(f.portals) > 0 {
		if _, err := choose(cfg, f.portals); err != nil {
			return q, err
		}
		q.Portals = f.portals
	}
	return q, nil
}

package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
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
	printCursor, noDuplicates                    bool
	current, revisions                           bool
}

func (a *app) exportCommand() *cobra.Command {
	var f exportFlags
	c := &cobra.Command{
		Use:   "export",
		Short: "Print records as NDJSON, Parquet, CSV or text, portal by portal in commit order",
		Long: `Export writes the last change of every article, one JSON object a line, to standard output
or to a file (written beside it, synced, then renamed: never half a file). The same store gives
the same bytes.

With --cursor NAME it gives only what changed since this cursor last moved. The cursor moves
after the last byte is flushed and, with -o, the file is in place. So each change comes exactly
once as long as what was written is kept; what an export that failed had printed comes again.
Records that other flags leave out are passed by for good; portals not asked for are not.

--after does the same without keeping anything: it takes the cursor that --print-cursor printed.
With --revisions every change since then comes, not only the last one of each article.

Formats: ndjson (docs/record.md says what is in a record), parquet (a table with nested columns),
csv (what fits a cell, safe to open in a spreadsheet), text (title, lead and text below the lines
# id, # url and # date). docs/recipes.md shows what to do with them.`,
		Example: `  tintinh export > all.ndjson
  tintinh export --cursor elastic -o new.ndjson.gz
  tintinh export -o news.parquet --no-duplicates
  tintinh export --portal baothaibinh --from 2020-12-01 --to 2020-12-31 --fields id,title,text`,
		Args: cobra.NoArgs,
		RunE: a.orAsk(func(cmd *cobra.Command, _ []string) error {
			cfg, err := a.config()
			if err != nil {
				return err
			}
			if !cmd.Flags().Changed("format") {
				f.format = cmp.Or(formatOf(f.out), cfg.Export.Format)
			}
			if !cmd.Flags().Changed("no-duplicates") {
				f.noDuplicates = cfg.Export.NoDuplicates
			}
			if f.revisions && f.current && cmd.Flags().Changed("current") {
				return usagef("--current and --revisions exclude each other")
			}
			f.revisions = f.revisions || !f.current
			return a.export(cmd.Context(), cfg, f)
		}),
	}
	c.Flags().StringVar(&f.cursor, "cursor", "", "only what changed since the cursor of this `name` last moved, and move it")
	c.Flags().StringVar(&f.after, "after", "", "only what changed after this `cursor` (as --print-cursor gave it)")
	c.Flags().BoolVar(&f.printCursor, "print-cursor", false, "print the cursor of this export on standard error")
	c.Flags().StringArrayVar(&f.portals, "portal", nil, "only the portal with this `id` (repeatable)")
	c.Flags().StringVar(&f.from, "from", "", "only articles published on or after this `date`")
	c.Flags().StringVar(&f.to, "to", "", "only articles published on or before this `date`")
	c.Flags().StringVar(&f.format, "format", "ndjson", strings.Join(exportFormats, ", ")+"; without it the name given with -o decides, then the configuration")
	c.Flags().StringVarP(&f.out, "out", "o", "", "write to this `file` (.gz and .zst compress)")
	c.Flags().StringVar(&f.fields, "fields", "", "only these fields, separated by commas")
	c.Flags().BoolVar(&f.noDuplicates, "no-duplicates", false, "leave out records that say what an earlier one says")
	c.Flags().BoolVar(&f.current, "current", true, "the last change of each article")
	c.Flags().BoolVar(&f.revisions, "revisions", false, "every change of each article")
	return c
}

// formatOf is the format that the name of a file says, "" if it says none.
func formatOf(file string) string {
	ext := filepath.Ext(strings.TrimSuffix(strings.TrimSuffix(file, ".gz"), ".zst"))
	return map[string]string{".ndjson": "ndjson", ".jsonl": "ndjson", ".parquet": "parquet", ".csv": "csv", ".txt": "text", ".text": "text"}[ext]
}

func (a *app) export(ctx context.Context, cfg *Config, f exportFlags) (err error) {
	q, err := a.query(cfg, f)
	if err != nil {
		return err
	}
	if f.cursor != "" && cfg.Cluster.Postgres == "" && !hasStore(cfg) {
		f.cursor = "" // opening it to read says that there is none, and makes none
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
	q.NoDuplicates, q.Revisions = f.noDuplicates, f.revisions
	if !slices.Contains(exportFormats, f.format) {
		return q, usagef("--format: expected %s, found %q", strings.Join(exportFormats, ", "), f.format)
	}
	if f.format == "parquet" && (strings.HasSuffix(f.out, ".gz") || strings.HasSuffix(f.out, ".zst")) {
		return q, usagef("-o %s: Parquet is compressed inside, and no reader opens it with more around; name the file .parquet", f.out)
	}
	if f.format == "parquet" && f.out == "" && isTerminal(a.stdout) {
		return q, usagef("Parquet is not for a terminal; name a file with -o, or redirect the output")
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

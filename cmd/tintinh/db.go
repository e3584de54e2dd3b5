package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/tintinh/tintinh/store/bolt"
)

func (a *app) dbCommand() *cobra.Command {
	c := &cobra.Command{
		Use:     "db",
		Short:   "Check, compact, back up and measure the store",
		Example: "  tintinh db check\n  tintinh db backup /backup/tintinh-$(date +%F).db",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			return usagef("db: say what to do: check, compact, backup FILE, stats, rebuild or migrate")
		},
	}
	c.AddCommand(
		a.dbOn("check", "Check structure, references, counts and hashes", cobra.NoArgs, a.dbCheck),
		a.whileCrawling(a.dbOn("backup FILE", "Write a consistent copy to a new file, also while a crawl runs", cobra.ExactArgs(1), a.dbBackup)),
		a.whileCrawling(a.dbOn("stats", "Print what the file is made of", cobra.NoArgs, a.dbStats)),
		&cobra.Command{
			Use: "compact", Short: "Rewrite the file without its free pages", Args: cobra.NoArgs,
			Example: "  tintinh db compact",
			RunE:    func(cmd *cobra.Command, _ []string) error { return a.dbCompact(cmd.Context()) },
		},
		a.rebuildCommand(),
		a.migrateCommand(),
	)
	return c
}

// dbOn is a command on the open bolt file.
func (a *app) dbOn(use, short string, args cobra.PositionalArgs, do func(context.Context, *bolt.DB, []string) error) *cobra.Command {
	return &cobra.Command{
		Use: use, Short: short, Args: args, Example: "  tintinh db " + use,
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			cfg, err := a.config()
			if err != nil {
				return err
			}
			if cfg.clustered() {
				return notOfCluster("db " + use)
			}
			if !hasStore(cfg) {
				return fmt.Errorf("db: there is no store in %s yet; 'tintinh crawl' makes it", cfg.Data)
			}
			file := filepath.Join(cfg.Data, storeFile)
			if info, err := os.Stat(file); err == nil && info.Size() == 0 {
				return fmt.Errorf("db: the store %s is empty (0 bytes), nothing was changed: remove it, and run 'tintinh db rebuild' to make it from the raw pages, or 'tintinh crawl' to begin anew", file)
			}
			s, err := a.openStore(cfg, false) // an older file is upgraded
			if err != nil && exitCode(err) == exitNoSpace {
				s, err = a.openStore(cfg, true) // from a full or read-only disk it can be read as it is
			}
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, s.Close()) }()
			db, ok := boltFile(s)
			if !ok {
				return usagef("db %s: the store is PostgreSQL: use its own tools", cmd.Name())
			}
			return do(cmd.Context(), db, args)
		},
	}
}

// whileCrawling lets the run that holds the store answer.
func (a *app) whileCrawling(c *cobra.Command) *cobra.Command {
	c.RunE = a.orAsk(c.RunE)
	return c
}

func (a *app) dbCheck(ctx context.Context, db *bolt.DB, _ []string) error {
	err := db.Check(ctx)
	var faults *bolt.CheckError // other errors say what to do themselves
	if errors.As(err, &faults) {
		return fmt.Errorf("%w; what to do: restore a backup, or rename the file and run 'tintinh db rebuild': the raw pages are kept apart from it", err)
	}
	if err != nil {
		return err
	}
	s, err := db.Stats(ctx)
	if err == nil {
		_, err = fmt.Fprintf(a.stdout, "ok: %d articles, %d URLs, every reference fits\n", s.Articles, s.URLs)
	}
	return err
}

func (a *app) dbBackup(ctx context.Context, db *bolt.DB, args []string) error {
	n, err := db.Backup(ctx, args[0])
	if err != nil {
		return storeError{err}
	}
	_, err = fmt.Fprintf(a.stdout, "%s: %d bytes, checked\n", args[0], n)
	return err
}

func (a *app) dbStats(ctx context.Context, db *bolt.DB, _ []string) error {
	s, err := db.Stats(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(a.stdout, "%s: %d bytes, pages of %d, %d bytes free (compact gives them back)\n", s.File, s.Bytes, s.PageSize, s.FreeBytes)
	if s.Articles > 0 {
		fmt.Fprintf(a.stdout, "%d articles, %d bytes of the file an article; %d URLs\n", s.Articles, (s.Bytes-s.FreeBytes)/int64(s.Articles), s.URLs)
	}
	t := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "BUCKET\tENTRIES\tBYTES\tIN PAGES\t")
	for _, b := range s.Buckets {
		fmt.Fprintf(t, "%s\t%d\t%d\t%d\t\n", b.Name, b.Entries, b.Bytes, b.Pages)
	}
	return t.Flush()
}

func (a *app) dbCompact(ctx context.Context) error {
	cfg, err := a.config()
	if err != nil {
		return err
	}
	if cfg.clustered() {
		return notOfCluster("db compact")
	}
	if !hasStore(cfg) {
		return fmt.Errorf("db compact: there is no store in %s yet", cfg.Data)
	}
	before, after, err := bolt.Compact(ctx, filepath.Join(cfg.Data, storeFile))
	if err != nil {
		return storeError{err}
	}
	_, err = fmt.Fprintf(a.stdout, "%d bytes before, %d after, checked\n", before, after)
	return err
}

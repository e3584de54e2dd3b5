package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tintinh/tintinh/store"
	"github.com/tintinh/tintinh/store/bolt"
	"github.com/tintinh/tintinh/store/pg"
)

func (a *app) migrateCommand() *cobra.Command {
	var from, to string
	c := &cobra.Command{
		Use:   "migrate",
		Short: "Create or upgrade a PostgreSQL store; copy a store from one engine to the other",
		Long: `With --to alone, migrate makes the tables of a PostgreSQL store, or brings those of an older
version up to date. No worker does this by itself: stop them, migrate, start the new version.

With --from too, it copies a whole store (URLs, captures, articles with their history, cursors,
runs) into a new one: from a data directory or its file into PostgreSQL, or back. What is copied
must not be crawled meanwhile, and what it is copied into must be empty. Exports of both are the
same. Raw pages are files beside the store: copy <data>/raw by other means.`,
		Example: `  tintinh db migrate --to postgres://tintinh@db1,db2/tintinh
  tintinh db migrate --from ./data --to postgres://tintinh@db1/tintinh
  tintinh db migrate --from postgres://tintinh@db1/tintinh --to ./copy`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if to == "" {
				return usagef("db migrate: --to is missing: the DSN of a PostgreSQL store, or the data directory to copy into")
			}
			if from != "" {
				return a.copyStore(cmd.Context(), from, to)
			}
			if !isDSN(to) {
				return usagef("db migrate: --to %s is a data directory; its file is made by crawl (to copy a store into it, say --from)", to)
			}
			return a.migrate(cmd.Context(), to)
		},
	}
	c.Flags().StringVar(&from, "from", "", "`store` to copy: a DSN, a data directory or its file")
	c.Flags().StringVar(&to, "to", "", "`store` to make or to copy into: a DSN or a data directory")
	return c
}

// isDSN tells a DSN, as a URL or as key=value, from a path.
func isDSN(s string) bool {
	return strings.HasPrefix(s, "postgres://") || strings.HasPrefix(s, "postgresql://") ||
		strings.Contains(s, "host=") || strings.Contains(s, "dbname=") || strings.Contains(s, "service=")
}

func (a *app) migrate(ctx context.Context, dsn string) error {
	before, after, err := pg.Migrate(ctx, dsn)
	var wrong *pg.DSNError
	if errors.As(err, &wrong) {
		return usagef("--to: %w", err)
	}
	if err != nil {
		return storeError{err}
	}
	switch {
	case before == 0:
		a.story("%s: created, schema %d", pg.Place(dsn), after)
	case before == after:
		a.story("%s: up to date, schema %d", pg.Place(dsn), after)
	default:
		a.story("%s: upgraded from schema %d to %d", pg.Place(dsn), before, after)
	}
	return nil
}

func (a *app) copyStore(ctx context.Context, from, to string) (err error) {
	src, closeSrc, err := a.copySource(ctx, from)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeSrc()) }()
	if isDSN(to) {
		if err := a.migrate(ctx, to); err != nil {
			return err
		}
		return a.copyInto(ctx, src, to, func() (copied, error) { return pg.Open(ctx, to, pg.Options{}) })
	}
	return a.copyToFile(ctx, src, fileOf(to))
}

// copied is a store at either end of a copy.
type copied interface {
	store.Copier
	Close() error
}

func (a *app) copySource(ctx context.Context, from string) (store.Copier, func() error, error) {
	if isDSN(from) {
		db, err := pg.Open(ctx, from, pg.Options{ReadOnly: true})
		if err != nil {
			return nil, nil, storeError{fmt.Errorf("--from: %w", err)}
		}
		return db, db.Close, nil
	}
	file := fileOf(from)
	if _, err := os.Stat(file); errors.Is(err, fs.ErrNotExist) {
		return nil, nil, usagef("--from %s: there is no store", from)
	}
	db, err := bolt.Open(file, bolt.Options{}) // not shared: nobody writes to it meanwhile
	if err != nil {
		return nil, nil, storeError{err}
	}
	return db, db.Close, nil
}

// fileOf is the file of a data directory, or the file itself.
func fileOf(path string) string {
	if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() {
		return path
	}
	return filepath.Join(path, storeFile)
}

func (a *app) copyInto(ctx context.Context, src store.Copier, name string, open func() (copied, error)) error {
	dst, err := open()
	if err != nil {
		return storeError{err}
	}
	n, err := dst.Load(ctx, src.Dump)
	if err = errors.Join(err, dst.Close()); err != nil {
		return storeError{err}
	}
	if isDSN(name) {
		name = pg.Place(name)
	}
	a.story("%s: %d entries copied", name, n)
	return nil
}

// copyToFile fills a file beside the one that is wanted, so that this appears
// whole or not at all.
func (a *app) copyToFile(ctx context.Context, src store.Copier, file string) error {
	if _, err := os.Stat(file); err == nil {
		return usagef("--to %s: it is there already, and a store is copied into a new one only", file)
	}
	part := file + ".part"
	if err := os.Remove(part); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return storeError{fmt.Errorf("remove what an earlier copy left: %w", err)}
	}
	err := a.copyInto(ctx, src, file, func() (copied, error) { return bolt.Open(part, bolt.Options{}) })
	if err != nil {
		return errors.Join(err, os.Remove(part))
	}
	if err := os.Rename(part, file); err != nil {
		return storeError{fmt.Errorf("put the copy in place: %w", err)}
	}
	return nil
}

package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"github.com/tintinh/tintinh/crawler"
	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/store/bolt"
)

func (a *app) rebuildCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "rebuild",
		Short: "Make the store again from the kept raw pages",
		Long: `Rebuild reads every raw page below the data directory, in the order in which they were fetched,
with today's rules, and makes a new store of them: the same ids, texts, revisions and numbers.
It needs that no store is there: rename a damaged one first. The new one is made beside it,
checked, and only then gets the name. What only the store knew is gone: docs/storage.md.`,
		Example: "  mv data/tintinh.db data/tintinh.db.damaged && tintinh db rebuild",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := a.config()
			if err != nil {
				return err
			}
			if cfg.clustered() {
				return notOfCluster("db rebuild")
			}
			return a.rebuild(cmd.Context(), cfg)
		},
	}
}

func (a *app) rebuild(ctx context.Context, cfg *Config) (err error) {
	file := filepath.Join(cfg.Data, storeFile)
	if hasStore(cfg) {
		return fmt.Errorf("rebuild: %s is there; rename it first, or stay with it: 'tintinh db check' says whether it is whole. Nothing was changed", file)
	}
	if len(cfg.Portals) == 0 {
		return usagef("rebuild: no portals are configured, and only pages of these are read; add 'portals: [baothaibinh]' as it was when they were crawled")
	}
	raw := filepath.Join(cfg.Data, rawDir)
	if _, err := os.Stat(raw); errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("rebuild: there are no raw pages: %s is missing (raw.keep: none keeps none)", raw)
	}
	folder, err := os.MkdirTemp(cfg.Data, ".rebuild-*")
	if err != nil {
		return storeError{fmt.Errorf("rebuild: %w", err)}
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	made := filepath.Join(folder, storeFile)
	// Not synced page by page: until the end it is nobody's store.
	db, err := bolt.Open(made, bolt.Options{NoSync: true})
	if err != nil {
		return storeError{err}
	}
	x := &crawler.Rebuild{
		Store: db, Dir: raw, Portals: cfg.Portals,
		Extractor: extract.New(cfg.Catalogue, version()), Revisit: cfg.Crawl.Revisit,
	}
	out, err := x.Run(ctx)
	if err == nil {
		err = db.Check(ctx)
	}
	if err = errors.Join(err, db.Close()); err != nil {
		return fmt.Errorf("rebuild the store from %s (nothing was changed): %w", raw, err)
	}
	if err := settle(made, file); err != nil {
		return storeError{fmt.Errorf("rebuild: %w", err)}
	}
	a.printRebuilt(file, out)
	if n := len(out.Unreadable); n > 0 {
		return fmt.Errorf("rebuild: the store is made, but %d raw pages could not be read", n)
	}
	return nil
}

// settle makes a finished file durable and gives it its name.
func settle(made, file string) error {
	f, err := os.OpenFile(made, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return err
	}
	if _, err := os.Lstat(file); !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s has come into being meanwhile (by a crawl?) and stays; start again without it", file)
	}
	return os.Rename(made, file)
}

func (a *app) printRebuilt(file string, r *crawler.Rebuilt) {
	fmt.Fprintf(a.stdout, "%s: %d articles, %d later changes, %d gone, out of %d raw pages in %d files\n", file, r.Articles, r.Edited, r.Gone, r.Pages, r.Files)
	fmt.Fprintf(a.stdout, "  %d pages of articles, %d without one, %d missing, %d listings and the like (a crawl finds them again)\n", r.Taken, r.NoArticle, r.Missing, r.Others)
	for _, id := range slices.Sorted(maps.Keys(r.Unknown)) {
		fmt.Fprintf(a.stdout, "  left out: %d pages of portal %s, which is not configured\n", r.Unknown[id], printable(id))
	}
	for _, id := range r.Lost {
		fmt.Fprintf(a.stdout, "  today's rules make no article of a page of %s\n", printable(id))
	}
	if r.Strange > 0 {
		fmt.Fprintf(a.stdout, "  left out: %d responses that another program wrote\n", r.Strange)
	}
	for _, u := range r.Unreadable {
		fmt.Fprintf(a.stdout, "  could not be read: %s\n", printable(u))
	}
}

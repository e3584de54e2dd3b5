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

	"github.com/tintinh/tintinh/crawler/learn"
	"github.com/tintinh/tintinh/portal"
	"github.com/tintinh/tintinh/store"
	"github.com/tintinh/tintinh/store/warc"
)

type mendFlags struct {
	apply bool
	file  string
	most  int
}

func (a *app) portalsMend() *cobra.Command {
	var f mendFlags
	c := &cobra.Command{
		Use: "mend ID", Short: "Propose selectors for a portal whose layout changed",
		Long: `Propose selectors for a portal whose layout changed, from the stored pages before and after.
It tells which fields broke and since when, which selectors give them now, and what a definition
with a dated rule for the old layout would change over all stored pages. No request is made.

Nothing is applied without --apply. A definition in a file of your own is then written anew; one
of the catalogue goes to the file that -o names, for portals: of the configuration to refer to.
Afterwards 'tintinh reextract --portal ID --dry-run' shows what the records would become.`,
		Example: "  tintinh portals mend baovidu\n  tintinh portals mend baovidu --apply",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			cfg, err := a.config()
			if err != nil {
				return err
			}
			return a.mend(cmd.Context(), cfg, args[0], f)
		},
	}
	c.Flags().BoolVar(&f.apply, "apply", false, "write the definition with the new rule")
	c.Flags().StringVarP(&f.file, "output", "o", "", "`file` for the definition, with --apply (default: where it was read from)")
	c.Flags().IntVar(&f.most, "captures", 400, "look at this many stored pages of articles at most, the newest")
	return c
}

func (a *app) mend(ctx context.Context, cfg *Config, id string, f mendFlags) error {
	p, ok := cfg.Catalogue.Portal(id)
	if !ok {
		return usagef("portals mend %s: there is no such portal; 'tintinh portals list' shows what there is", printable(id))
	}
	target := f.file
	if target == "" {
		target = p.File
	}
	if inFile := isDefinitionFile(p, cfg); f.apply && f.file == "" && !inFile {
		return usagef("portals mend %s --apply: its definition stands in %s; name a file of your own with -o", id, p.File)
	}
	pages, err := a.storedArticles(ctx, cfg, p, f.most)
	if err != nil {
		return err
	}
	l := &learn.Learner{Catalogue: cfg.Catalogue, Version: version()}
	r, err := l.Mend(p, pages)
	if errors.Is(err, learn.ErrNotBroken) {
		a.story("%s", printable(err.Error()))
		return nil
	}
	if err != nil {
		return err
	}
	a.printRepair(r)
	if r.New == nil {
		return fmt.Errorf("mend %s: nothing can be proposed with good conscience; look at a page with 'tintinh check'", id)
	}
	if _, err := a.stdout.Write(r.New); err != nil {
		return err
	}
	if !f.apply {
		a.story("Nothing was written; --apply does.")
		return nil
	}
	if err := writeWhole(target, r.New); err != nil {
		return fmt.Errorf("write the definition: %w", err)
	}
	a.story("written: %s; next: tintinh reextract --portal %s --dry-run", target, id)
	return nil
}

// isDefinitionFile reports whether a portal was read from a file of its own,
// not from the catalogue or from inside the configuration.
func isDefinitionFile(p *portal.Portal, cfg *Config) bool {
	return !strings.HasPrefix(p.File, "catalogue:") && p.File != cfg.File
}

// storedArticles reads stored pages of a portal's articles, the newest first
// ones up to a number, which come out oldest first.
func (a *app) storedArticles(ctx context.Context, cfg *Config, p *portal.Portal, most int) (pages []learn.Page, err error) {
	db, err := a.openStore(cfg, true)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	var captures []store.Capture
	err = db.Captures(ctx, p.Host(), func(c store.Capture) error {
		if c.Status == 200 && (c.Kind == store.ArticlePage || c.Kind == "") {
			captures = append(captures, c)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read the captures of %s: %w", p.ID, err)
	}
	slices.SortStableFunc(captures, func(x, y store.Capture) int { return x.At.Compare(y.At) })
	if left := len(captures) - most; left > 0 {
		a.story("%d older stored pages are left out (--captures)", left)
		captures = captures[left:]
	}
	unread := 0
	for _, c := range captures {
		page, err := storedPage(filepath.Join(cfg.Data, rawDir, c.File), c)
		if err != nil {
			if unread++; unread == 1 {
				a.story("a stored page cannot be read: %s", printable(err.Error()))
			}
			continue
		}
		pages = append(pages, page)
	}
	if unread > 1 {
		a.story("%d stored pages cannot be read; they are left out", unread)
	}
	return pages, nil
}

func storedPage(file string, c store.Capture) (learn.Page, error) {
	rec, err := warc.ReadAt(file, c.Offset)
	if err != nil {
		return learn.Page{}, err
	}
	_, header, body, err := rec.Response()
	if err != nil {
		return learn.Page{}, fmt.Errorf("%s at %d: %w", c.File, c.Offset, err)
	}
	return learn.Page{URL: c.URL, Body: body, ContentType: header.Get("Content-Type"), At: c.At}, nil
}

// printRepair tells what broke, what is proposed, and what that changes.
func (a *app) printRepair(r *learn.Repair) {
	since := "all stored pages are of the new layout"
	if !r.Since.IsZero() {
		since = "since " + r.Since.Format(time.DateOnly)
	}
	a.story("%s: broken %s (%d stored pages before, %d after)", r.Portal.ID, since, r.Before, r.After)
	for _, f := range slices.Sorted(maps.Keys(r.Mended)) {
		m := r.Mended[f]
		a.story("  %s: %s → %s (right on %d of %d)", f, strings.Join(r.Was[f], ", "), strings.Join(m.Selectors, ", "), m.Right, m.Pages)
	}
	for _, f := range slices.Sorted(maps.Keys(r.Open)) {
		a.story("  %s: no proposal: %s", f, printable(r.Open[f]))
	}
	counts, old := map[string]int{}, 0
	for _, c := range r.Changes {
		counts[c.Field]++
		if c.Before {
			old++
			a.story("  old page %s: %s: %q → %q", printable(c.URL), c.Field, printable(c.Old), printable(c.New))
		}
	}
	for _, f := range slices.Sorted(maps.Keys(counts)) {
		a.story("  over all stored pages %d of %d read another %s", counts[f], r.Before+r.After, f)
	}
	if old == 0 {
		a.story("  every page of the old layout is read as before")
	}
}

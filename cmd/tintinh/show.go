package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/store"
)

func (a *app) showCommand() *cobra.Command {
	var f showFlags
	c := &cobra.Command{
		Use:     "show ID",
		Short:   "Show one record in readable form",
		Example: "  tintinh show baothaibinh:115942\n  tintinh show baothaibinh:115942 --revisions\n  tintinh show baothaibinh:115942 --diff 1..2",
		Args:    cobra.ExactArgs(1),
		RunE: a.orAsk(func(cmd *cobra.Command, args []string) error {
			return a.show(cmd.Context(), args[0], f)
		}),
	}
	c.Flags().BoolVar(&f.revisions, "revisions", false, "list every change of the article")
	c.Flags().BoolVar(&f.json, "json", false, "print JSON")
	c.Flags().StringVar(&f.diff, "diff", "", "what changed between two changes of the article, `1..2` as --revisions numbers them")
	return c
}

type showFlags struct {
	revisions, json bool
	diff            string
}

func (a *app) show(ctx context.Context, id string, f showFlags) (err error) {
	cfg, err := a.config()
	if err != nil {
		return err
	}
	db, err := a.openStore(cfg, true)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	switch {
	case f.revisions:
		return a.showRevisions(ctx, db, id, f.json)
	case f.diff != "":
		return a.showDiff(ctx, db, id, f.diff)
	}
	art, err := db.Article(ctx, id)
	if err != nil {
		return fmt.Errorf("show %s: %w", printable(id), err)
	}
	if f.json {
		line, err := art.Line()
		if err == nil {
			_, err = a.stdout.Write(append(line, '\n'))
		}
		return err
	}
	return printArticle(a.stdout, art)
}

func (a *app) showRevisions(ctx context.Context, db store.Store, id string, asJSON bool) error {
	n := 0
	var before *extract.Article
	err := db.Revisions(ctx, id, func(r store.Revision) error {
		n++
		if asJSON {
			line, err := r.Article.Line()
			if err == nil {
				_, err = a.stdout.Write(append(line, '\n'))
			}
			return err
		}
		var about []string
		for _, aspect := range r.Aspects(before) {
			about = append(about, string(aspect))
		}
		before = r.Article
		_, err := fmt.Fprintf(a.stdout, "%d\t%s\tseq %d\t%s\t%s\n", r.N, r.At.Format("2006-01-02 15:04:05"), r.Seq, r.Change, strings.Join(about, ", "))
		return err
	})
	if err == nil && n == 0 {
		err = store.ErrNotFound
	}
	if err != nil {
		return fmt.Errorf("show %s: %w", printable(id), err)
	}
	return nil
}

// showDiff tells what changed between two changes of an article.
func (a *app) showDiff(ctx context.Context, db store.Store, id, which string) error {
	var from, to int
	if n, err := fmt.Sscanf(which, "%d..%d", &from, &to); n != 2 || err != nil {
		return usagef("--diff: expected two numbers as in 1..2, found %q", which)
	}
	var states [2]*extract.Article
	last := 0
	err := db.Revisions(ctx, id, func(r store.Revision) error {
		last = r.N
		for i, n := range []int{from, to} {
			if r.N == n {
				states[i] = r.Article
			}
		}
		return nil
	})
	if err == nil && last == 0 {
		err = store.ErrNotFound
	}
	if err != nil {
		return fmt.Errorf("show %s: %w", printable(id), err)
	}
	if states[0] == nil || states[1] == nil {
		return usagef("--diff %s: %s has the changes 1 to %d", which, printable(id), last)
	}
	m := plainMarks
	if isTerminal(a.stdout) {
		m = colours
	}
	_, err = io.WriteString(a.stdout, compare(states[0], states[1], m))
	return err
}

func printArticle(w io.Writer, art *extract.Article) error {
	var b strings.Builder
	put := func(name string, v any) {
		if s := fmt.Sprint(v); s != "" && s != "[]" {
			fmt.Fprintf(&b, "%-14s %s\n", name, printable(s))
		}
	}
	put("id", art.ID)
	put("title", art.Title)
	put("outlet", art.Outlet)
	if !art.PublishedAt.IsZero() {
		put("published", art.PublishedAt.Format("2006-01-02 15:04:05 -07:00")+" ("+art.PublishedPrecision+", "+art.PublishedSource+")")
	}
	var names []string
	for _, n := range art.Authors {
		names = append(names, n.Name)
	}
	put("authors", strings.Join(names, ", "))
	put("source", art.SourceCredit)
	put("section", strings.Join(art.Section, " › "))
	put("tags", strings.Join(art.Tags, ", "))
	if art.ViewCount != nil {
		put("views", *art.ViewCount)
	}
	put("url", art.URL)
	put("aliases", strings.Join(art.URLAliases, " "))
	put("change", fmt.Sprintf("%s, revision %d, seq %d", art.Change, art.Revision, art.Seq))
	put("changed", strings.Join(art.ChangedFields, ", "))
	put("duplicate of", art.DuplicateOf)
	put("warnings", strings.Join(art.Warnings, ", "))
	if art.Lead != "" {
		fmt.Fprintf(&b, "\n%s\n", printable(art.Lead))
	}
	for _, block := range art.Body {
		b.WriteString("\n" + readable(block) + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// readable is one block of the body for a terminal.
func readable(k extract.Block) string {
	switch k.Type {
	case extract.Heading:
		return strings.Repeat("#", max(1, k.Level)) + " " + printable(k.Text)
	case extract.Quote:
		return "> " + printable(k.Text)
	case extract.List:
		var items []string
		for _, item := range k.Items {
			items = append(items, "- "+printable(item))
		}
		return strings.Join(items, "\n")
	case extract.Table:
		var rows []string
		for _, r := range k.Rows {
			rows = append(rows, printable(strings.Join(r, " | ")))
		}
		return strings.Join(rows, "\n")
	case extract.Paragraph:
		return printable(k.Text)
	}
	s := "[" + k.Type + "] " + printable(k.URL)
	for _, more := range []string{k.Title, k.Caption, k.Credit} {
		if more != "" {
			s += "\n  " + printable(more)
		}
	}
	return s
}

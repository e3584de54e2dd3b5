//go:build unix

package main

import (
	"context"
	"fmt"

	"github.com/tintinh/tintinh/store"
	"github.com/tintinh/tintinh/store/pg"
)

// audit reads the whole store and holds it against the site.
func (r *result) audit(ctx context.Context, dsn string) error {
	db, err := pg.Open(ctx, dsn, pg.Options{})
	if err != nil {
		return err
	}
	defer db.Close()
	articles := map[string]bool{}
	next := map[string]uint64{}
	err = db.Changes(ctx, nil, func(host string, n uint64, rec store.Record) error {
		a, err := rec.Article()
		if err != nil {
			return err
		}
		if articles[a.ID] {
			r.doubled++
			r.notes = append(r.notes, fmt.Sprintf("%s has two changes", a.ID))
		}
		articles[a.ID] = true
		if next[host]++; n != next[host] {
			r.gaps++
			r.notes = append(r.notes, fmt.Sprintf("change %d of %s is number %d", next[host], host, n))
			next[host] = n
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("read the store: %w", err)
	}
	r.lost = r.hosts*r.pages - len(articles)
	states, err := db.Hosts(ctx)
	if err != nil {
		return fmt.Errorf("read the hosts: %w", err)
	}
	for _, h := range states {
		if h.Articles != r.pages || h.URLs != r.pages || h.Due != 0 || h.LastSeq != uint64(r.pages) {
			r.unbalanced++
			r.notes = append(r.notes, fmt.Sprintf("the row of a host: %+v", h))
		}
	}
	return nil
}

package pg

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/extract/near"
)

// root is the article that an exact copy's owner duplicates itself, as long as
// the copy is near it too; else the owner.
func (t *tx) root(ctx context.Context, owner string, a *extract.Article, r *reading) (string, error) {
	if r == nil {
		return owner, nil
	}
	o, err := t.peek(ctx, owner)
	if err != nil || o == nil || o.DuplicateOf == "" {
		return owner, err
	}
	if o.DuplicateOf == a.ID {
		return "", nil // the owner is the copy: a was there first
	}
	first, err := t.peek(ctx, o.DuplicateOf)
	if err != nil || first == nil {
		return owner, err
	}
	if text := near.Of(first.Text); text != nil && near.Same(text, r.text) {
		return first.ID, nil
	}
	return owner, nil
}

// peek is an article to compare with, as this transaction leaves it; nil if
// there is none. It is not locked and so not written.
func (t *tx) peek(ctx context.Context, id string) (*extract.Article, error) {
	if a := t.articles[id]; a != nil {
		return a.Article, nil
	}
	if a, seen := t.peeked[id]; seen {
		return a, nil
	}
	err := t.peekAll(ctx, []string{id})
	return t.peeked[id], err
}

// peekAll reads articles that were not read yet, in two round trips.
func (t *tx) peekAll(ctx context.Context, ids []string) error {
	ids = slices.DeleteFunc(slices.Clone(ids), func(id string) bool {
		_, seen := t.peeked[id]
		return seen || t.articles[id] != nil
	})
	if len(ids) == 0 {
		return nil
	}
	rows, err := t.conn.Query(ctx, loadArticles, ids)
	if err != nil {
		return err
	}
	at := map[numberAt]string{}
	var id string
	var where numberAt
	var changes int32
	if _, err := pgx.ForEachRow(rows, []any{&id, &where.host, &where.n, &changes}, func() error { at[where] = id; return nil }); err != nil {
		return err
	}
	for _, id := range ids {
		t.peeked[id] = nil
	}
	bodies, err := t.db.bodiesAt(ctx, t.conn, slices.Collect(maps.Keys(at)))
	if err != nil {
		return err
	}
	for where, id := range at {
		if t.peeked[id], err = t.db.codec.article(bodies[where]); err != nil {
			return t.db.damage(fmt.Errorf("change %d of %s, of article %s: %w", where.n, where.host, id, err))
		}
	}
	return nil
}

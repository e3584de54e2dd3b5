package search

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/store"
)

func (v *View) line(packed []byte) ([]byte, error) {
	line, err := v.unzip.DecodeAll(packed, nil)
	if err != nil {
		return nil, fmt.Errorf("unpack an article of the search view: %w", err)
	}
	return line, nil
}

func (v *View) decode(packed []byte) (*extract.Article, error) {
	line, err := v.line(packed)
	if err != nil {
		return nil, err
	}
	return extract.ParseLine(line)
}

// Article returns an article and its line as the store has it; store.ErrNotFound.
func (v *View) Article(ctx context.Context, id string) (*extract.Article, []byte, error) {
	var packed []byte
	err := v.read.QueryRowContext(ctx, `SELECT line FROM doc WHERE id = ?`, id).Scan(&packed)
	if errors.Is(err, sql.ErrNoRows) {
		err = store.ErrNotFound
	}
	var line []byte
	if err == nil {
		line, err = v.line(packed)
	}
	var a *extract.Article
	if err == nil {
		a, err = extract.ParseLine(line)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("article %q: %w", id, err)
	}
	return a, line, nil
}

// Revisions returns every change of an article, oldest first, as the records
// after each; store.ErrNotFound. An article that never changed is its own only one.
func (v *View) Revisions(ctx context.Context, id string) ([]*extract.Article, error) {
	var all []*extract.Article
	err := v.each(ctx, `SELECT line FROM rev WHERE id = ? ORDER BY n`, []any{id}, func(rows *sql.Rows) error {
		var packed []byte
		if err := rows.Scan(&packed); err != nil {
			return err
		}
		a, err := v.decode(packed)
		all = append(all, a)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("revisions of %q: %w", id, err)
	}
	if len(all) > 0 {
		return all, nil
	}
	a, _, err := v.Article(ctx, id)
	if err != nil {
		return nil, err
	}
	return []*extract.Article{a}, nil
}

package search

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/tintinh/tintinh/extract"
)

// writer puts one batch into the tables, in one transaction.
type writer struct {
	tx    *sql.Tx
	view  *View
	index *indexer

	facets map[facetRow]tally // label left empty in the key
	days   map[[2]string]int  // portal, day
}

func (v *View) writer(tx *sql.Tx) *writer {
	return &writer{tx: tx, view: v, index: v.index, facets: map[facetRow]tally{}, days: map[[2]string]int{}}
}

// row is an article on its way into the tables.
type row struct {
	key  int64
	line []byte
	art  *extract.Article
}

// write replaces the articles of the batch. New index entries go in by
// ascending key: for FTS5, a key that is not larger than the one before ends a
// segment, and a segment an article would be many times slower.
func (w *writer) write(ctx context.Context, batch []change, revisions map[string][][]byte) error {
	last := map[string]change{} // an id that moved to another host may come twice
	for _, c := range batch {
		last[c.article.ID] = c
	}
	rows := make([]row, 0, len(last))
	for _, c := range batch {
		if last[c.article.ID].host != c.host {
			continue
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		r := row{art: c.article, line: c.line}
		if err := w.replace(&r); err != nil {
			return fmt.Errorf("article %s: %w", c.article.ID, err)
		}
		rows = append(rows, r)
	}
	slices.SortFunc(rows, func(a, b row) int { return cmp.Compare(a.key, b.key) })
	if err := w.addWords(ctx, rows); err != nil {
		return err
	}
	for id, lines := range revisions {
		if err := w.putRevisions(id, lines); err != nil {
			return fmt.Errorf("revisions of %s: %w", id, err)
		}
	}
	return w.flushCounts()
}

// replace takes the old article out of words, facets and days, chooses the
// key, and stores the line.
func (w *writer) replace(r *row) error {
	var (
		oldKey  int64
		oldLine []byte
	)
	err := w.tx.QueryRow(`SELECT key, line FROM doc WHERE id = ?`, r.art.ID).Scan(&oldKey, &oldLine)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		if r.key, err = w.freeKey(place(r.art)); err != nil {
			return err
		}
	case err != nil:
		return err
	default:
		old, err := w.view.decode(oldLine)
		if err != nil {
			return err
		}
		if err := w.forget(oldKey, old); err != nil {
			return err
		}
		r.key = oldKey
		if place(old) != place(r.art) {
			if r.key, err = w.freeKey(place(r.art)); err != nil {
				return err
			}
		}
	}
	w.count(r.art, +1)
	_, err = w.tx.Exec(`INSERT INTO doc VALUES (?, ?, ?, ?)`, r.key, r.art.ID, r.art.DuplicateOf != "", w.view.pack.EncodeAll(r.line, nil))
	return err
}

func (w *writer) forget(key int64, old *extract.Article) error {
	if _, err := w.tx.Exec(`DELETE FROM doc WHERE key = ?`, key); err != nil {
		return err
	}
	if _, err := w.tx.Exec(`DELETE FROM words WHERE rowid = ?`, key); err != nil {
		return err
	}
	w.count(old, -1)
	return nil
}

// freeKey is the first key from k on that no article has.
func (w *writer) freeKey(k int64) (int64, error) {
	var highest sql.NullInt64
	err := w.tx.QueryRow(`SELECT max(key) FROM doc WHERE key >= ? AND key < ?`, k, k+1<<slotBits).Scan(&highest)
	if err != nil {
		return 0, err
	}
	if highest.Valid {
		k = highest.Int64 + 1
	}
	for {
		var taken int
		if err := w.tx.QueryRow(`SELECT count(*) FROM doc WHERE key = ?`, k).Scan(&taken); err != nil || taken == 0 {
			return k, err
		}
		k++
	}
}

func (w *writer) addWords(ctx context.Context, rows []row) error {
	insert, err := w.tx.Prepare(`INSERT INTO words (rowid, t) VALUES (?, ?)`)
	if err != nil {
		return err
	}
	defer insert.Close()
	for _, r := range rows {
		if err := ctx.Err(); err != nil {
			return err
		}
		if _, err := insert.Exec(r.key, w.index.tokens(r.art)); err != nil {
			return fmt.Errorf("index article %s: %w", r.art.ID, err)
		}
	}
	return nil
}

func (w *writer) putRevisions(id string, lines [][]byte) error {
	if _, err := w.tx.Exec(`DELETE FROM rev WHERE id = ?`, id); err != nil {
		return err
	}
	for i, line := range lines {
		if _, err := w.tx.Exec(`INSERT INTO rev VALUES (?, ?, ?)`, id, i+1, w.view.pack.EncodeAll(line, nil)); err != nil {
			return err
		}
	}
	return nil
}

// count adds an article to the facets and its day, or takes it away. The
// sums are written once a batch, by flushCounts.
func (w *writer) count(a *extract.Article, by int) {
	for _, f := range facetsOf(a) {
		id := facetRow{kind: f.kind, value: f.value}
		w.facets[id] = tally{f.label, w.facets[id].n + by}
	}
	if !a.PublishedAt.IsZero() {
		w.days[[2]string{a.Portal, a.PublishedAt.In(vietnam).Format(time.DateOnly)}] += by
	}
}

type tally struct {
	label string
	n     int
}

func (w *writer) flushCounts() error {
	for f, t := range w.facets {
		_, err := w.tx.Exec(`INSERT INTO facet VALUES (?, ?, ?, ?) ON CONFLICT (kind, value) DO UPDATE SET n = n + excluded.n, label = excluded.label`,
			string(f.kind), f.value, t.label, t.n)
		if err != nil {
			return err
		}
	}
	for d, n := range w.days {
		_, err := w.tx.Exec(`INSERT INTO day VALUES (?, ?, ?) ON CONFLICT (portal, day) DO UPDATE SET n = n + excluded.n`, d[0], d[1], n)
		if err != nil {
			return err
		}
	}
	return nil
}

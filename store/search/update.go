package search

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/store"
)

// Batch limits: what is one transaction, and what is kept in memory.
const (
	batchArticles = 2000
	batchBytes    = 32 << 20
)

// ErrOvertaken: another process moved the view on meanwhile. What it wrote
// stands; the rest comes with the next Update.
var ErrOvertaken = errors.New("another process is updating the search view")

// ErrPaused: Update ended because Limit was reached, with more to do.
var ErrPaused = errors.New("more to do")

// Progress is what an Update did.
type Progress struct {
	Articles int
	Rebuilt  bool // the store is not the one that the view followed: it began again
}

// Update brings the view up to the store: changed articles with their
// revisions, then new runs. It may be cut short at any time (by ctx, or a
// crash): what was committed stays, and the next Update goes on from there.
func (v *View) Update(ctx context.Context, s store.Store) (Progress, error) {
	return v.UpdateSome(ctx, s, 0)
}

// UpdateSome is Update in slices, for a caller that must not hold the store
// for long: after limit articles (0: no limit) it returns ErrPaused.
func (v *View) UpdateSome(ctx context.Context, s store.Store, limit int) (p Progress, err error) {
	err = v.follow(ctx, s, limit, &p)
	var ahead *store.CursorAhead
	if errors.As(err, &ahead) {
		if err = v.Rebuild(ctx); err == nil {
			p = Progress{Rebuilt: true}
			err = v.follow(ctx, s, limit, &p)
		}
	}
	if err == nil {
		err = v.takeRuns(ctx, s)
	}
	if errors.Is(err, ErrPaused) || errors.Is(err, ErrOvertaken) {
		return p, err
	}
	if err != nil {
		return p, fmt.Errorf("update the search view %s: %w", v.path, err)
	}
	return p, nil
}

// change is an article as the store's walk gave it.
type change struct {
	host    string
	n       uint64
	line    []byte
	article *extract.Article
}

// follower collects changes and writes them in batches.
type follower struct {
	view   *View
	source store.Store
	index  *indexer
	saved  string // the cursor as the view has it
	cursor store.Cursor
	batch  []change
	bytes  int
	left   int // of the limit
	done   *Progress
}

func (v *View) follow(ctx context.Context, s store.Store, limit int, p *Progress) error {
	saved, err := metaValue(v.read, "cursor")
	if err != nil {
		return err
	}
	cursor, err := store.ParseCursor(saved)
	if err != nil {
		return err
	}
	f := &follower{view: v, source: s, index: newIndexer(), saved: saved, cursor: cursor, left: limit, done: p}
	err = s.Articles(ctx, cursor.Clone(), func(host string, n uint64, r store.Record) error {
		return f.take(ctx, host, n, r)
	})
	if err != nil && !errors.Is(err, ErrPaused) {
		return err
	}
	return errors.Join(f.flush(ctx), err)
}

func (f *follower) take(ctx context.Context, host string, n uint64, r store.Record) error {
	line, err := r.Line()
	if err != nil {
		return err
	}
	c := change{host: host, n: n, line: append([]byte(nil), line...)}
	if c.article, err = extract.ParseLine(c.line); err != nil {
		return fmt.Errorf("change %d of %s: %w", n, host, err)
	}
	f.batch = append(f.batch, c)
	if f.bytes += len(line); len(f.batch) >= batchArticles || f.bytes >= batchBytes {
		if err := f.flush(ctx); err != nil {
			return err
		}
	}
	if f.left--; f.left == 0 {
		return ErrPaused
	}
	return ctx.Err()
}

// flush writes the batch and the cursor in one transaction.
func (f *follower) flush(ctx context.Context) error {
	if len(f.batch) == 0 {
		return nil
	}
	revisions, err := f.revisions(ctx)
	if err != nil {
		return err
	}
	next := f.cursor.Clone()
	for _, c := range f.batch {
		next[c.host] = c.n
	}
	err = f.view.transact(ctx, func(tx *sql.Tx) error {
		now, err := metaValue(tx, "cursor")
		if err != nil {
			return err
		}
		if now != f.saved {
			return ErrOvertaken
		}
		w := &writer{tx: tx, view: f.view, index: f.index, facets: map[facetRow]tally{}, days: map[[2]string]int{}}
		if err := w.write(ctx, f.batch, revisions); err != nil {
			return err
		}
		if err := setMeta(tx, "updated", time.Now().UTC().Format(time.RFC3339)); err != nil {
			return err
		}
		return setMeta(tx, "cursor", next.String())
	})
	if err != nil {
		return err
	}
	f.done.Articles += len(f.batch)
	f.cursor, f.saved = next, next.String()
	f.batch, f.bytes = f.batch[:0], 0
	return nil
}

// revisions reads the history of the articles of the batch that have one: a
// new article is its own only revision.
func (f *follower) revisions(ctx context.Context) (lines map[string][][]byte, err error) {
	lines = map[string][][]byte{}
	for _, c := range f.batch {
		if c.article.Change == extract.ChangeNew {
			continue
		}
		id := c.article.ID
		lines[id] = nil
		err := f.source.Revisions(ctx, id, func(r store.Revision) error {
			line, err := r.Article.Line()
			lines[id] = append(lines[id], line)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return lines, nil
}

// takeRuns copies the runs that the view does not have. The newest known one
// is read again: it may not have been over.
func (v *View) takeRuns(ctx context.Context, s store.Store) error {
	var newest int64
	if err := v.read.QueryRowContext(ctx, `SELECT coalesce(max(started), 0) FROM run`).Scan(&newest); err != nil {
		return err
	}
	var fresh []store.Run
	err := s.Runs(ctx, func(r store.Run) bool {
		if r.Started.UnixNano() < newest {
			return false
		}
		fresh = append(fresh, r)
		return true
	})
	if err != nil || len(fresh) == 0 {
		return err
	}
	return v.transact(ctx, func(tx *sql.Tx) error {
		for _, r := range fresh {
			if err := putRun(tx, r); err != nil {
				return err
			}
		}
		return nil
	})
}

func putRun(tx *sql.Tx, r store.Run) error {
	started := r.Started.UnixNano()
	for id, p := range r.Portals {
		figures, err := json.Marshal(p)
		if err != nil {
			return fmt.Errorf("encode the figures of %s: %w", id, err)
		}
		if _, err := tx.Exec(`INSERT OR REPLACE INTO visit VALUES (?, ?, ?)`, id, started, string(figures)); err != nil {
			return err
		}
	}
	head, err := json.Marshal(summarise(r))
	if err != nil {
		return fmt.Errorf("encode the run of %s: %w", r.Started, err)
	}
	_, err = tx.Exec(`INSERT OR REPLACE INTO run VALUES (?, ?)`, started, string(head))
	return err
}

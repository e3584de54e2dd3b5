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

// Progress is what an Update did.
type Progress struct {
	Articles int
	Rebuilt  bool // the store is not the one that the view followed: it began again
}

// Update brings the view up to the store: changed articles with their
// revisions, then new runs. It may be cut short at any time (by ctx, or a
// crash): what was committed stays, and the next Update goes on from there.
func (v *View) Update(ctx context.Context, s store.Store) (p Progress, err error) {
	p, err = v.follow(ctx, s)
	var ahead *store.CursorAhead
	if errors.As(err, &ahead) {
		if err = v.Rebuild(ctx); err == nil {
			p, err = v.follow(ctx, s)
			p.Rebuilt = true
		}
	}
	if err != nil && !errors.Is(err, ErrOvertaken) {
		err = fmt.Errorf("update the search view %s: %w", v.path, spoilt(err))
	}
	return p, err
}

func (v *View) follow(ctx context.Context, s store.Store) (p Progress, err error) {
	b, err := v.begin(s)
	if err != nil {
		return p, err
	}
	write := func() error {
		if err := b.readRevisions(ctx); err != nil {
			return err
		}
		n := len(b.changes)
		if err := v.Apply(ctx, b); err != nil {
			return err
		}
		p.Articles += n
		return nil
	}
	err = s.Articles(ctx, b.cursor.Clone(), func(host string, n uint64, r store.Record) error {
		full, err := b.take(host, n, r)
		if err == nil && full {
			err = write()
		}
		return errors.Join(err, ctx.Err())
	})
	if err == nil {
		b.runs, err = v.freshRuns(ctx, s)
	}
	if err == nil {
		err = write()
	}
	return p, err
}

// Batch is changes read from a store, not yet in the view.
type Batch struct {
	More bool // the store has further changes

	source    store.Store
	saved     string       // the cursor as the view has it
	cursor    store.Cursor // the same, moved over the changes
	changes   []change
	bytes     int
	revisions map[string][][]byte // id → lines of its history, of articles that have one
	runs      []store.Run
}

// change is an article as the store's walk gave it.
type change struct {
	host    string
	n       uint64
	line    []byte
	article *extract.Article
}

func (v *View) begin(s store.Store) (*Batch, error) {
	saved, err := metaValue(v.read, "cursor")
	if err != nil {
		return nil, err
	}
	cursor, err := store.ParseCursor(saved)
	return &Batch{source: s, saved: saved, cursor: cursor, revisions: map[string][][]byte{}}, err
}

// errFull ends the walk of a Pull.
var errFull = errors.New("the batch is full")

// Pull reads a batch of changes into memory and writes nothing: it is over
// within a fraction of a second, so that a store that admits one process can
// be given back before Apply does the long part. Of a store that is not the
// one the view followed it reads from the beginning, after emptying the view.
func (v *View) Pull(ctx context.Context, s store.Store) (*Batch, error) {
	b, err := v.pull(ctx, s)
	var ahead *store.CursorAhead
	if errors.As(err, &ahead) {
		if err = v.Rebuild(ctx); err == nil {
			b, err = v.pull(ctx, s)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("read what is new for the search view: %w", spoilt(err))
	}
	return b, nil
}

func (v *View) pull(ctx context.Context, s store.Store) (*Batch, error) {
	b, err := v.begin(s)
	if err != nil {
		return nil, err
	}
	err = s.Articles(ctx, b.cursor.Clone(), func(host string, n uint64, r store.Record) error {
		full, err := b.take(host, n, r)
		if err == nil && full {
			err = errFull
		}
		return errors.Join(err, ctx.Err())
	})
	switch b.More = errors.Is(err, errFull); {
	case b.More:
		err = nil
	case err == nil:
		b.runs, err = v.freshRuns(ctx, s)
	}
	if err == nil {
		err = b.readRevisions(ctx)
	}
	b.source = nil
	return b, err
}

// take adds a change, and reports a batch that is large enough.
func (b *Batch) take(host string, n uint64, r store.Record) (full bool, err error) {
	line, err := r.Line()
	if err != nil {
		return false, err
	}
	c := change{host: host, n: n, line: append([]byte(nil), line...)}
	if c.article, err = extract.ParseLine(c.line); err != nil {
		return false, fmt.Errorf("change %d of %s: %w", n, host, err)
	}
	b.changes = append(b.changes, c)
	b.bytes += len(line)
	b.cursor[host] = n
	return len(b.changes) >= batchArticles || b.bytes >= batchBytes, nil
}

// readRevisions reads the history of the articles that have one: a new
// article is its own only revision.
func (b *Batch) readRevisions(ctx context.Context) error {
	for _, c := range b.changes {
		if c.article.Change == extract.ChangeNew {
			continue
		}
		id := c.article.ID
		b.revisions[id] = nil
		err := b.source.Revisions(ctx, id, func(r store.Revision) error {
			line, err := r.Article.Line()
			b.revisions[id] = append(b.revisions[id], line)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// Apply writes a batch, its runs and its cursor in one transaction, and leaves
// it empty. ErrOvertaken: the view has moved since the batch was begun, and
// nothing was written.
func (v *View) Apply(ctx context.Context, b *Batch) error {
	if len(b.changes) == 0 && len(b.runs) == 0 {
		return nil
	}
	next := b.cursor.String()
	err := v.transact(ctx, func(tx *sql.Tx) error {
		now, err := metaValue(tx, "cursor")
		if err != nil {
			return err
		}
		if now != b.saved {
			return ErrOvertaken
		}
		if err := v.writer(tx).write(ctx, b.changes, b.revisions); err != nil {
			return err
		}
		for _, r := range b.runs {
			if err := putRun(tx, r); err != nil {
				return err
			}
		}
		if err := setMeta(tx, "updated", time.Now().UTC().Format(time.RFC3339)); err != nil {
			return err
		}
		return setMeta(tx, "cursor", next)
	})
	if err != nil {
		return err
	}
	b.saved, b.changes, b.bytes, b.runs = next, b.changes[:0], 0, nil
	clear(b.revisions)
	return nil
}

// freshRuns are the runs that the view does not have. The newest known one is
// read again: it may not have been over.
func (v *View) freshRuns(ctx context.Context, s store.Store) (fresh []store.Run, err error) {
	var newest int64
	if err := v.read.QueryRowContext(ctx, `SELECT coalesce(max(started), 0) FROM run`).Scan(&newest); err != nil {
		return nil, err
	}
	err = s.Runs(ctx, func(r store.Run) bool {
		if r.Started.UnixNano() < newest {
			return false
		}
		fresh = append(fresh, r)
		return true
	})
	return fresh, err
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

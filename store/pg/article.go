package pg

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/store"
)

// stored is a row of articles, and the change it names, as this transaction
// leaves them.
type stored struct {
	*extract.Article
	at      numberAt // its last change
	changes int32    // all of them, this one included
	known   bool     // it is in the table
	changed bool
}

func (t *tx) readArticles(rows pgx.Rows) error {
	for rows.Next() {
		var id string
		a := &stored{known: true}
		if err := rows.Scan(&id, &a.at.host, &a.at.n, &a.changes); err != nil {
			return err
		}
		t.articles[id] = a
	}
	return nil
}

// more reads what could not be asked for before the articles were known: their
// records, and the owners of their texts.
func (t *tx) more(ctx context.Context) error {
	if len(t.articles) == 0 {
		return nil
	}
	at := map[numberAt]string{}
	for id, a := range t.articles {
		at[a.at] = id
	}
	bodies, err := t.db.bodiesAt(ctx, t.conn, slices.Collect(maps.Keys(at)))
	if err != nil {
		return err
	}
	for where, id := range at {
		if t.articles[id].Article, err = t.db.codec.article(bodies[where]); err != nil {
			return t.db.damage(fmt.Errorf("change %d of %s, of article %s: %w", where.n, where.host, id, err))
		}
	}
	return t.moreDigests(ctx)
}

// bodiesAt reads the bodies of changes.
func (db *DB) bodiesAt(ctx context.Context, c *pgxpool.Conn, list []numberAt) (map[numberAt][]byte, error) {
	byHost := map[string][]int64{}
	for _, at := range list {
		byHost[at.host] = append(byHost[at.host], at.n)
	}
	if err := db.locate(ctx, c, slices.Sorted(maps.Keys(byHost))...); err != nil {
		return nil, err
	}
	bodies := map[numberAt][]byte{}
	b := &pgx.Batch{}
	for host, ns := range byHost {
		b.Queue(db.part(host).loadBodies, host, ns).Query(func(rows pgx.Rows) error {
			for rows.Next() {
				var n int64
				var body []byte
				if err := rows.Scan(&n, &body); err != nil {
					return err
				}
				bodies[numberAt{host, n}] = body
			}
			return nil
		})
	}
	return bodies, c.SendBatch(ctx, b).Close()
}

// takeIn merges a freshly extracted article into the stored one.
func (t *tx) takeIn(ctx context.Context, host string, next *extract.Article, r *store.Receipt) error {
	old := t.articles[next.ID]
	var prev *extract.Article
	if old != nil {
		prev = old.Article
		r.HeldBack = store.HeldBack(prev, next)
	}
	merged, change, _ := store.Merge(prev, next, t.now)
	original, err := t.original(ctx, prev, merged, readAgain(merged, next, t.readings[next]))
	if err != nil {
		return err
	}
	if original != merged.DuplicateOf {
		m := *merged
		m.DuplicateOf, merged = original, &m
	}
	r.Revision, r.Duplicate = merged.Revision, original
	switch {
	case change != "":
		return t.publish(host, old, merged, r)
	case merged == prev:
		return nil
	}
	if _, err := t.host(old.at.host); err != nil { // its changes are written under its lock
		return err
	}
	old.Article = merged
	return t.keep(merged, old.at)
}

// gone notes that an article is no longer there; one that never was is nobody's.
func (t *tx) gone(host, id string, r *store.Receipt) error {
	old := t.articles[id]
	if old == nil {
		return nil
	}
	merged, change := store.MergeGone(old.Article, t.now)
	r.Revision, r.Duplicate = merged.Revision, merged.DuplicateOf
	if change == "" {
		return nil
	}
	return t.publish(host, old, merged, r)
}

// publish gives a change the host's next number. What it supersedes stays where
// it is, as history.
func (t *tx) publish(host string, old *stored, a *extract.Article, r *store.Receipt) error {
	is := &stored{changes: 1, changed: true}
	if old != nil {
		was, err := t.host(old.at.host) // not the new change's host if the portal moved
		if err != nil {
			return err
		}
		was.articles--
		t.revisions = append(t.revisions, revisionRow{a.ID, old.changes, old.at})
		t.change(old.at, a.ID).superseded = true
		is.changes, is.known = old.changes+1, old.known
	}
	h := t.hosts[host]
	h.last++
	h.articles++
	m := *a
	m.Seq = uint64(h.last)
	r.Change, r.Seq, r.Revision = m.Change, m.Seq, m.Revision
	is.Article, is.at = &m, numberAt{host, h.last}
	t.articles[m.ID] = is
	t.change(is.at, m.ID).fresh = true
	return t.keep(&m, is.at)
}

// change is what becomes of a row of changes.
func (t *tx) change(at numberAt, id string) *changeRow {
	if t.changes[at] == nil {
		t.changes[at] = &changeRow{id: id}
	}
	return t.changes[at]
}

// keep writes the record under its number.
func (t *tx) keep(a *extract.Article, at numberAt) error {
	line, err := a.Line()
	if err == nil {
		t.change(at, a.ID).body, err = t.db.codec.encode(line)
	}
	if err != nil {
		return fmt.Errorf("article %s: %w", a.ID, err)
	}
	return nil
}

// Article returns the current record of an id.
func (db *DB) Article(ctx context.Context, id string) (a *extract.Article, err error) {
	var at numberAt
	var body []byte
	err = db.do(ctx, func(c *pgxpool.Conn) error {
		if err := c.QueryRow(ctx, "SELECT host, n FROM articles WHERE id = $1", id).Scan(&at.host, &at.n); err != nil {
			return err
		}
		// If it changes now, the change is there still, superseded.
		bodies, err := db.bodiesAt(ctx, c, []numberAt{at})
		body = bodies[at]
		return err
	})
	if errors.Is(err, pgx.ErrNoRows) {
		err = store.ErrNotFound
	}
	if err == nil {
		a, err = db.codec.article(body)
		err = db.damage(err)
	}
	if err != nil {
		return nil, fmt.Errorf("article %s: %w", id, err)
	}
	return a, nil
}

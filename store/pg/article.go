package pg

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/store"
)

// stored is a row of articles, as this transaction leaves it.
type stored struct {
	*extract.Article
	host    string // that gave the number
	n       int64  // of its last change
	changes int32  // all of them, this one included
	body    []byte
	known   bool // it is in the table
	changed bool
}

// digest is the owner of a text, as found and as left; "" = nobody.
type digest struct{ was, owner string }

func (t *tx) readArticles(rows pgx.Rows) error {
	for rows.Next() {
		var id string
		a := &stored{known: true}
		if err := rows.Scan(&id, &a.host, &a.n, &a.changes, &a.body); err != nil {
			return err
		}
		var err error
		if a.Article, err = t.db.codec.article(a.body); err != nil {
			return t.db.damage(fmt.Errorf("article %s: %w", id, err))
		}
		t.articles[id] = a
	}
	return nil
}

func (t *tx) expectDigests(hashes [][]byte) {
	for _, h := range hashes {
		t.digests[string(h)] = &digest{}
	}
}

func (t *tx) readDigests(rows pgx.Rows) error {
	for rows.Next() {
		var hash []byte
		var id string
		if err := rows.Scan(&hash, &id); err != nil {
			return err
		}
		*t.digests[string(hash)] = digest{was: id, owner: id}
	}
	return nil
}

// moreDigests reads the owners of the texts that the stored articles have, for
// those that get another text, or none.
func (t *tx) moreDigests(ctx context.Context) error {
	var hashes [][]byte
	for _, a := range t.articles {
		if hash := store.TextDigest(a.Article); hash != nil && t.digests[string(hash)] == nil {
			hashes = append(hashes, hash)
		}
	}
	if len(hashes) == 0 {
		return nil
	}
	t.expectDigests(hashes)
	b := &pgx.Batch{}
	b.Queue(loadDigests, hashes).Query(t.readDigests)
	return t.conn.SendBatch(ctx, b).Close()
}

// takeIn merges a freshly extracted article into the stored one.
func (t *tx) takeIn(host string, next *extract.Article, r *store.Receipt) error {
	old := t.articles[next.ID]
	var prev *extract.Article
	if old != nil {
		prev = old.Article
		r.HeldBack = store.HeldBack(prev, next)
	}
	merged, change, _ := store.Merge(prev, next, t.now)
	original := t.original(prev, merged)
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
	if _, err := t.host(old.host); err != nil { // its articles are written under its lock
		return err
	}
	return t.keep(merged, old.host, old.n, old.changes)
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

// publish gives a change the host's next number. What it supersedes moves to
// the history, and its number is not used again.
func (t *tx) publish(host string, old *stored, a *extract.Article, r *store.Receipt) error {
	changes := int32(1)
	if old != nil {
		was, err := t.host(old.host) // not the new change's host if the portal moved
		if err != nil {
			return err
		}
		was.articles--
		t.revisions = append(t.revisions, superseded{a.ID, old.changes, old.host, old.n, old.body})
		t.dropNumber(numberAt{old.host, old.n})
		changes = old.changes + 1
	}
	h := t.hosts[host]
	h.last++
	h.articles++
	m := *a
	m.Seq = uint64(h.last)
	r.Change, r.Seq, r.Revision = m.Change, m.Seq, m.Revision
	t.numbers[numberAt{host, h.last}] = a.ID
	return t.keep(&m, host, h.last, changes)
}

func (t *tx) dropNumber(at numberAt) {
	if _, mine := t.numbers[at]; mine { // given in this transaction
		delete(t.numbers, at)
		return
	}
	t.dropped = append(t.dropped, at)
}

// keep writes the record under its id.
func (t *tx) keep(a *extract.Article, host string, n int64, changes int32) error {
	line, err := a.Line()
	if err != nil {
		return err
	}
	body, err := t.db.codec.encode(line)
	if err != nil {
		return fmt.Errorf("article %s: %w", a.ID, err)
	}
	old := t.articles[a.ID]
	t.articles[a.ID] = &stored{a, host, n, changes, body, old != nil && old.known, true}
	return nil
}

// original is the id of the first article with the text of a, "" if that is a
// itself. It keeps the owner of the text up to date; prev is a before.
func (t *tx) original(prev, a *extract.Article) string {
	hash := store.TextDigest(a)
	if was := store.TextDigest(prev); was != nil && string(was) != string(hash) && t.digests[string(was)].owner == a.ID {
		t.digests[string(was)].owner = ""
	}
	if hash == nil {
		return ""
	}
	d := t.digests[string(hash)]
	if d.owner == "" {
		d.owner = a.ID
	}
	if d.owner == a.ID {
		return ""
	}
	return d.owner
}

// Article returns the current record of an id.
func (db *DB) Article(ctx context.Context, id string) (*extract.Article, error) {
	var body []byte
	err := db.do(ctx, func(c *pgxpool.Conn) error {
		return c.QueryRow(ctx, "SELECT body FROM articles WHERE id = $1", id).Scan(&body)
	})
	if errors.Is(err, pgx.ErrNoRows) {
		err = store.ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("article %s: %w", id, err)
	}
	a, err := db.codec.article(body)
	if err != nil {
		return nil, db.damage(fmt.Errorf("article %s: %w", id, err))
	}
	return a, nil
}

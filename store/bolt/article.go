package bolt

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"time"

	"go.etcd.io/bbolt"

	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/store"
)

// stored is an article as it stands in the file.
type stored struct {
	*extract.Article
	record
	value []byte // until the transaction ends
}

// current is the stored article of an id, nil if there is none.
func (t *tx) current(id string) (*stored, error) {
	v := t.article.Get([]byte(id))
	if v == nil {
		return nil, nil
	}
	a, r, err := t.db.codec.article(v)
	if err != nil {
		return nil, t.db.damage(fmt.Errorf("article %s: %w", id, err))
	}
	return &stored{a, r, v}, nil
}

// takeIn merges a freshly extracted article into the stored one. text is what
// read makes of it.
func (t *tx) takeIn(host string, next *extract.Article, text *reading, r *store.Receipt) error {
	old, err := t.current(next.ID)
	if err != nil {
		return err
	}
	var prev *extract.Article
	if old != nil {
		prev = old.Article
		r.HeldBack = store.HeldBack(prev, next)
	}
	merged, change, _ := store.Merge(prev, next, t.clock())
	original, err := t.original(prev, merged, readAgain(merged, next, text))
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
	return t.keep(old.host, old.n, merged)
}

// gone notes that an article is no longer there; one that never was is nobody's.
func (t *tx) gone(host, id string, r *store.Receipt) error {
	old, err := t.current(id)
	if err != nil || old == nil {
		return err
	}
	merged, change := store.MergeGone(old.Article, t.clock())
	r.Revision, r.Duplicate = merged.Revision, merged.DuplicateOf
	if change == "" {
		return nil
	}
	return t.publish(host, old, merged, r)
}

// clock is the time that records carry; finer would only look precise.
func (t *tx) clock() time.Time { return t.now.UTC().Truncate(time.Millisecond) }

// publish gives a change the host's next number. What it supersedes moves to
// the history, and its number is not used again.
func (t *tx) publish(host string, old *stored, a *extract.Article, r *store.Receipt) error {
	h, err := t.hostRow(host)
	if err != nil {
		return err
	}
	if old != nil {
		if err := t.archive(a.ID, old); err != nil {
			return err
		}
	}
	h.last++
	h.articles++
	m := *a
	m.Seq = h.last
	r.Change, r.Seq, r.Revision = m.Change, m.Seq, m.Revision
	if err := t.put(t.number, numberKey(host, h.last), []byte(a.ID)); err != nil {
		return err
	}
	return t.keep(host, h.last, &m)
}

func (t *tx) archive(id string, old *stored) error {
	h, err := t.hostRow(old.host) // not the new change's host if the portal moved
	if err != nil {
		return err
	}
	h.articles--
	if err := t.delete(t.number, numberKey(old.host, old.n)); err != nil {
		return err
	}
	r, err := t.superseded(id)
	if err != nil {
		return err
	}
	return t.put(t.rev, revKey(id, r+1), bytes.Clone(old.value))
}

// superseded is how many changes of an article are in its history.
func (t *tx) superseded(id string) (uint32, error) {
	p := prefix(id)
	c := t.rev.Cursor()
	k, _ := c.Seek(append([]byte(id), 1)) // the first key after all of the id's
	if k == nil {
		k, _ = c.Last()
	} else {
		k, _ = c.Prev()
	}
	if !bytes.HasPrefix(k, p) {
		return 0, nil
	}
	_, rest, err := splitKey(k, 4)
	if err != nil {
		return 0, t.db.damage(fmt.Errorf("bucket rev: %w", err))
	}
	return binary.BigEndian.Uint32(rest), nil
}

// keep writes the record under its id.
func (t *tx) keep(host string, n uint64, a *extract.Article) error {
	line, err := a.Line()
	if err != nil {
		return err
	}
	v, err := t.db.codec.encode(host, n, line)
	if err != nil {
		return fmt.Errorf("article %s: %w", a.ID, err)
	}
	return t.put(t.article, []byte(a.ID), v)
}

// original is the id of the first article that says the same as a, exactly or
// nearly; "" if that is a itself. It keeps the digest and the bands of the
// text up to date; prev is a before.
func (t *tx) original(prev, a *extract.Article, r *reading) (string, error) {
	owner, err := t.digestOwner(prev, a)
	if err != nil {
		return "", err
	}
	if owner != "" {
		if owner, err = t.root(owner, a, r); err != nil {
			return "", err
		}
	}
	if owner != "" {
		return owner, t.leaveBands(prev)
	}
	return t.nearest(prev, a, r)
}

// digestOwner is the first article with exactly the text of a, "" if that is
// a itself.
func (t *tx) digestOwner(prev, a *extract.Article) (string, error) {
	hash := store.TextDigest(a)
	if was := store.TextDigest(prev); was != nil && !bytes.Equal(was, hash) && string(t.digest.Get(was)) == a.ID {
		if err := t.delete(t.digest, was); err != nil {
			return "", err
		}
	}
	if hash == nil {
		return "", nil
	}
	owner := t.digest.Get(hash)
	if owner == nil {
		return "", t.put(t.digest, hash, []byte(a.ID))
	}
	if string(owner) == a.ID {
		return "", nil
	}
	return string(owner), nil
}

// Article returns the current record of an id.
func (db *DB) Article(ctx context.Context, id string) (a *extract.Article, err error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	err = db.view(func(t *bbolt.Tx) error {
		v := bucketOf(t, articleBucket).Get([]byte(id))
		if v == nil {
			return store.ErrNotFound
		}
		a, _, err = db.codec.article(v)
		return db.damage(err)
	})
	if err != nil {
		return nil, fmt.Errorf("article %s: %w", id, err)
	}
	return a, nil
}

package bolt

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"slices"

	"go.etcd.io/bbolt"

	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/store"
)

// Articles walks what changed after the cursor. A host is seen as it was when
// its walk began, whatever is written meanwhile: its numbers and ids are read
// at once, and a record that was superseded since is taken from the history.
func (db *DB) Articles(ctx context.Context, after store.Cursor, fn func(host string, n uint64, r store.Record) error) error {
	return db.each(ctx, after, db.changes, fn)
}

// each walks the changes of all hosts that list gives for them.
func (db *DB) each(ctx context.Context, after store.Cursor, list func(host string, n uint64) ([]byte, error), fn func(string, uint64, store.Record) error) error {
	hosts, err := db.hostNames(after)
	if err != nil {
		return fmt.Errorf("walk articles: %w", err)
	}
	for _, host := range hosts {
		if err := ctx.Err(); err != nil {
			return err
		}
		changes, err := list(host, after[host])
		if err != nil {
			return fmt.Errorf("walk articles of %s: %w", host, err)
		}
		if err := db.walk(ctx, host, changes, fn); err != nil {
			return err
		}
	}
	return nil
}

// hostNames lists all hosts, sorted, and compares the cursor with them.
func (db *DB) hostNames(after store.Cursor) (names []string, err error) {
	last := map[string]uint64{}
	err = db.view(func(t *bbolt.Tx) error {
		return bucketOf(t, hostBucket).ForEach(func(k, v []byte) error {
			h, err := decodeHost(v)
			if err != nil {
				return db.damage(fmt.Errorf("%s: %w", k, err))
			}
			names = append(names, string(k))
			last[string(k)] = h.last
			return nil
		})
	})
	for _, host := range slices.Sorted(maps.Keys(after)) {
		if err == nil && after[host] > last[host] {
			err = &store.CursorAhead{Host: host, Cursor: after[host], Last: last[host]}
		}
	}
	return names, err
}

// changes lists number(8) id \0 of each article of a host numbered after n, as
// bytes, because they may be a million.
func (db *DB) changes(host string, n uint64) (list []byte, err error) {
	// What the writer has not yet made durable must not reach a cursor: after a
	// power cut its number would be given again.
	db.durable.RLock()
	defer db.durable.RUnlock()
	p := prefix(host)
	err = db.view(func(t *bbolt.Tx) error {
		c := bucketOf(t, numberBucket).Cursor()
		for k, id := c.Seek(numberKey(host, n+1)); bytes.HasPrefix(k, p); k, id = c.Next() {
			_, rest, err := splitKey(k, 8)
			if err == nil && binary.BigEndian.Uint64(rest) <= n {
				err = fmt.Errorf("it is not sorted after change %d of %s", n, host)
			}
			if err != nil {
				return db.damage(fmt.Errorf("bucket number: %w", err))
			}
			n = binary.BigEndian.Uint64(rest)
			list = append(append(append(list, rest...), id...), 0)
		}
		return nil
	})
	return list, err
}

// walk calls fn for each of the changes, reading a page of records at a time.
func (db *DB) walk(ctx context.Context, host string, changes []byte, fn func(string, uint64, store.Record) error) error {
	var page []pair
	for len(changes) > 0 {
		page = page[:0]
		err := db.view(func(t *bbolt.Tx) (err error) {
			page, changes, err = readRecords(t, host, changes, page)
			return db.damage(err)
		})
		if err != nil {
			return fmt.Errorf("walk articles of %s: %w", host, err)
		}
		for _, p := range page {
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := fn(host, binary.BigEndian.Uint64(p.key), &line{db: db, value: p.value}); err != nil {
				return err
			}
		}
	}
	return nil
}

// readRecords copies a page of records; the pairs' keys are their numbers.
func readRecords(t *bbolt.Tx, host string, changes []byte, page []pair) ([]pair, []byte, error) {
	size := 0
	for len(changes) > 0 && len(page) < pageKeys && size < pageBytes {
		n, rest := changes[:8], changes[8:]
		id, rest, _ := bytes.Cut(rest, []byte{0})
		v, err := recordAt(t, id, host, binary.BigEndian.Uint64(n))
		if err != nil {
			return page, changes, err
		}
		page = append(page, pair{n, bytes.Clone(v)})
		size += len(v)
		changes = rest
	}
	return page, changes, nil
}

// recordAt finds the record of an article with a number of a host: the current
// one, or one that was superseded by now.
func recordAt(t *bbolt.Tx, id []byte, host string, n uint64) ([]byte, error) {
	v := bucketOf(t, articleBucket).Get(id)
	if r, err := split(v); err != nil || r.n == n && r.host == host {
		return v, err
	}
	p := prefix(string(id))
	c := bucketOf(t, revBucket).Cursor()
	for k, v := c.Seek(p); bytes.HasPrefix(k, p); k, v = c.Next() {
		if r, err := split(v); err != nil || r.n == n && r.host == host {
			return v, err
		}
	}
	return nil, fmt.Errorf("change %d of %s is of article %s, which has no such change", n, host, id)
}

// line is a record of a walk.
type line struct {
	db    *DB
	value []byte
	text  []byte
}

// Line decompresses the record once.
func (l *line) Line() ([]byte, error) {
	if l.text != nil {
		return l.text, nil
	}
	r, err := split(l.value)
	if err == nil {
		l.text, err = l.db.codec.line(r)
	}
	if err == nil && len(l.text) == 0 {
		err = errors.New("a stored record is empty")
	}
	return l.text, l.db.damage(err)
}

func (l *line) Article() (*extract.Article, error) {
	text, err := l.Line()
	if err != nil {
		return nil, err
	}
	a, err := extract.ParseLine(text)
	return a, l.db.damage(err)
}

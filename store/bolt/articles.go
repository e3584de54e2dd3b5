package bolt

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"maps"
	"slices"

	"go.etcd.io/bbolt"

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

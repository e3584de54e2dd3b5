package bolt

import (
	"cmp"
	"context"
	"encoding/binary"
	"fmt"
	"slices"

	"go.etcd.io/bbolt"

	"github.com/tintinh/tintinh/store"
)

// Changes walks what changed after the cursor, and what was superseded since.
func (db *DB) Changes(ctx context.Context, after store.Cursor, fn func(host string, n uint64, r store.Record) error) error {
	lists, err := db.allChanges(after)
	if err != nil {
		return fmt.Errorf("walk changes: %w", err)
	}
	list := func(host string, _ uint64) ([]byte, error) { return lists[host], nil }
	return db.each(ctx, after, list, fn)
}

// allChanges lists number(8) id \0 of every change of each host after the
// cursor. It is one transaction: between two a change could leave the one
// bucket and not yet be in the other.
func (db *DB) allChanges(after store.Cursor) (lists map[string][]byte, err error) {
	db.durable.RLock() // as in changes
	defer db.durable.RUnlock()
	lists = map[string][]byte{}
	add := func(host string, c numberedID) {
		lists[host] = append(append(binary.BigEndian.AppendUint64(lists[host], c.n), c.id...), 0)
	}
	err = db.view(func(t *bbolt.Tx) error {
		old, err := superseded(t, after)
		if err != nil {
			return db.damage(err)
		}
		// Both are sorted: bucket number by its keys, old by superseded.
		err = bucketOf(t, numberBucket).ForEach(func(k, id []byte) error {
			host, rest, err := splitKey(k, 8)
			if err != nil {
				return db.damage(fmt.Errorf("bucket number: %w", err))
			}
			n := binary.BigEndian.Uint64(rest)
			if n <= after[host] {
				return nil
			}
			for len(old[host]) > 0 && old[host][0].n < n {
				add(host, old[host][0])
				old[host] = old[host][1:]
			}
			add(host, numberedID{n, string(id)})
			return nil
		})
		for host, rest := range old {
			for _, c := range rest {
				add(host, c)
			}
		}
		return err
	})
	return lists, err
}

// numberedID is a change of an article.
type numberedID struct {
	n  uint64
	id string
}

// superseded lists, for each host, the changes in the history that came after
// the cursor, sorted by number. Their records are not decompressed.
func superseded(t *bbolt.Tx, after store.Cursor) (map[string][]numberedID, error) {
	all := map[string][]numberedID{}
	err := bucketOf(t, revBucket).ForEach(func(k, v []byte) error {
		id, _, err := splitKey(k, 4)
		if err != nil {
			return fmt.Errorf("bucket rev: %w", err)
		}
		r, err := split(v)
		if err != nil {
			return fmt.Errorf("superseded change of article %s: %w", id, err)
		}
		if r.n > after[r.host] {
			all[r.host] = append(all[r.host], numberedID{r.n, id})
		}
		return nil
	})
	for _, list := range all {
		slices.SortFunc(list, func(a, b numberedID) int { return cmp.Compare(a.n, b.n) })
	}
	return all, err
}

package bolt

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"go.etcd.io/bbolt"

	"github.com/tintinh/tintinh/store"
)

// addBatch bounds the rows of one commit of Add.
const addBatch = 8192

// row is a URL with its key, made once. It is small, for it is sorted.
type row struct {
	key []byte
	url *store.URL
}

// Add takes in URLs; known ones change nothing.
func (db *DB) Add(ctx context.Context, urls ...store.URL) (added int, err error) {
	urls = slices.Clone(urls) // the writer may still read them when ctx has ended
	rows := make([]row, len(urls))
	for i := range urls {
		u := &urls[i]
		if err := store.CheckURL(u); err != nil {
			return 0, fmt.Errorf("add a URL: %w", err)
		}
		rows[i] = row{urlKey(u.Host, u.Key()), u}
	}
	if rows, err = db.unknown(rows); err != nil {
		return 0, fmt.Errorf("add URLs: %w", err)
	}
	for batch := range slices.Chunk(rows, addBatch) {
		n := 0
		err := db.commit(ctx, func(t *tx) error {
			n = 0
			for _, r := range batch {
				isNew, err := t.add(r.key, r.url)
				if err != nil {
					return fmt.Errorf("add %s: %w", r.url.Canonical, err)
				}
				if isNew {
					n++
				}
			}
			return nil
		}, nil)
		if err != nil {
			return added, err
		}
		added += n
	}
	return added, nil
}

// unknown sorts rows by key and leaves out those that are known: most links of
// a page are, and need no place in a commit. Sorted keys touch fewer pages.
func (db *DB) unknown(rows []row) ([]row, error) {
	slices.SortStableFunc(rows, func(a, b row) int { return bytes.Compare(a.key, b.key) })
	rows = slices.CompactFunc(rows, func(a, b row) bool { return bytes.Equal(a.key, b.key) })
	err := db.view(func(t *bbolt.Tx) error {
		url := bucketOf(t, urlBucket)
		rows = slices.DeleteFunc(rows, func(r row) bool { return url.Get(r.key) != nil })
		return nil
	})
	return rows, err
}

// add puts a row that is not known yet.
func (t *tx) add(key []byte, u *store.URL) (isNew bool, err error) {
	if t.url.Get(key) != nil {
		return false, nil
	}
	return true, t.putURL(key, u, nil)
}

// putURL writes a row and its place in due; old is the row before, nil if
// there was none.
func (t *tx) putURL(key []byte, u, old *store.URL) error {
	h, err := t.hostRow(u.Host)
	if err != nil {
		return err
	}
	v, err := json.Marshal(u)
	if err != nil {
		return fmt.Errorf("encode the row of %s: %w", u.Canonical, err)
	}
	was, is, id := uint64(never), timeKey(u.Due), u.Key()
	if old == nil {
		h.urls++
	} else {
		was = timeKey(old.Due)
	}
	if was != is && was != never {
		if err := t.delete(t.due, dueKey(u.Host, was, id)); err != nil {
			return err
		}
	}
	if is != never {
		if err := t.put(t.due, dueKey(u.Host, is, id), []byte{}); err != nil {
			return err
		}
	}
	return t.put(t.url, key, v)
}

// known is the row of a key, nil if there is none.
func (t *tx) known(key []byte) (*store.URL, error) {
	v := t.url.Get(key)
	if v == nil {
		return nil, nil
	}
	var u store.URL
	if err := decodeJSON("a URL row", v, &u); err != nil {
		return nil, t.db.damage(err)
	}
	return &u, nil
}

// Known returns the row of a URL.
func (db *DB) Known(ctx context.Context, host string, key store.Key) (u store.URL, err error) {
	if err := ctx.Err(); err != nil {
		return u, err
	}
	err = db.view(func(t *bbolt.Tx) error {
		v := bucketOf(t, urlBucket).Get(urlKey(host, key))
		if v == nil {
			return store.ErrNotFound
		}
		return db.damage(decodeJSON("a URL row", v, &u))
	})
	if err != nil {
		return store.URL{}, fmt.Errorf("row %x of %s: %w", key, host, err)
	}
	return u, nil
}

package bolt

import (
	"bytes"
	"context"
	"fmt"
	"runtime/debug"

	"go.etcd.io/bbolt"
)

// view runs a short read transaction. What is damaged becomes an error: bbolt
// panics, or the memory map faults, and neither may end the process. fn must
// not call back into the store, and nothing it read may be kept uncopied.
func (db *DB) view(fn func(*bbolt.Tx) error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer recovered(db.path, &err)
	select {
	case <-db.stopping:
		return ErrClosed
	default:
	}
	return closedError(db.bolt.View(fn))
}

// pageKeys and pageBytes bound one read transaction of a walk: a long one
// would keep the writer from reusing pages, and the file would grow.
const (
	pageKeys  = 256
	pageBytes = 1 << 20
)

type pair struct{ key, value []byte }

// scan calls fn, outside of any transaction, for each entry of a bucket whose
// key has the prefix. It sees what was there when its page was read.
func (db *DB) scan(ctx context.Context, bucket string, prefix []byte, fn func(key, value []byte) error) error {
	var page []pair
	after := []byte(nil)
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		page = page[:0]
		err := db.view(func(t *bbolt.Tx) error {
			if b := bucketOf(t, bucket); b != nil { // else a file of an older schema, open for reading
				page = readPage(b.Cursor(), prefix, after, page)
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("read %s: %w", bucket, err)
		}
		if len(page) == 0 {
			return nil
		}
		for _, p := range page {
			if after != nil && bytes.Compare(p.key, after) <= 0 {
				return db.damage(fmt.Errorf("bucket %s is not sorted", bucket)) // a walk would go in circles
			}
			if err := fn(p.key, p.value); err != nil {
				return err
			}
			after = p.key
		}
	}
}

// readPage copies the entries after a key (nil: from the first).
func readPage(c *bbolt.Cursor, prefix, after []byte, page []pair) []pair {
	k, v := c.Seek(prefix)
	if after != nil {
		if k, v = c.Seek(after); bytes.Equal(k, after) {
			k, v = c.Next()
		}
	}
	size := 0
	for ; k != nil && bytes.HasPrefix(k, prefix) && len(page) < pageKeys && size < pageBytes; k, v = c.Next() {
		page = append(page, pair{bytes.Clone(k), bytes.Clone(v)})
		size += len(k) + len(v)
	}
	return page
}

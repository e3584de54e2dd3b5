package bolt

import (
	"bytes"
	"context"
	"fmt"

	"go.etcd.io/bbolt"

	"github.com/tintinh/tintinh/store"
)

// Revisions calls fn for every change of one article, oldest first: the
// superseded ones, then the one that stands.
func (db *DB) Revisions(ctx context.Context, id string, fn func(store.Revision) error) error {
	var values [][]byte
	err := db.view(func(t *bbolt.Tx) error {
		p := prefix(id)
		c := bucketOf(t, revBucket).Cursor()
		for k, v := c.Seek(p); bytes.HasPrefix(k, p); k, v = c.Next() {
			values = append(values, bytes.Clone(v))
		}
		if v := bucketOf(t, articleBucket).Get([]byte(id)); v != nil {
			values = append(values, bytes.Clone(v))
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("revisions of %s: %w", id, err)
	}
	if len(values) == 0 {
		return fmt.Errorf("revisions of %s: %w", id, store.ErrNotFound)
	}
	for i, v := range values {
		if err := ctx.Err(); err != nil {
			return err
		}
		a, _, err := db.codec.article(v)
		if err != nil {
			return db.damage(fmt.Errorf("change %d of article %s: %w", i+1, id, err))
		}
		r := store.Revision{ID: id, N: i + 1, Seq: a.Seq, Change: a.Change, Fields: a.ChangedFields, At: a.ChangedAt, Article: a}
		if err := fn(r); err != nil {
			return err
		}
	}
	return nil
}

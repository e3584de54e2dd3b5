package bolt

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"go.etcd.io/bbolt"

	"github.com/tintinh/tintinh/store"
)

// Cursor returns a consumer's saved cursor; nil if there is none.
func (db *DB) Cursor(ctx context.Context, name string) (c store.Cursor, err error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	err = db.view(func(t *bbolt.Tx) error {
		v := bucketOf(t, cursorBucket).Get([]byte(name))
		if v == nil {
			return nil
		}
		c = store.Cursor{}
		return db.damage(decodeJSON("a cursor", v, &c))
	})
	if err != nil {
		return nil, fmt.Errorf("cursor %s: %w", name, err)
	}
	return c, nil
}

// SetCursor saves a consumer's cursor.
func (db *DB) SetCursor(ctx context.Context, name string, c store.Cursor) error {
	if err := store.CheckName("the cursor's name", name); err != nil {
		return fmt.Errorf("save a cursor: %w", err)
	}
	v, err := json.Marshal(c.Clone())
	if err != nil {
		return fmt.Errorf("save cursor %s: %w", name, err)
	}
	return db.commit(ctx, func(t *tx) error { return t.put(t.cursor, []byte(name), v) }, nil)
}

// AddRun stores the figures of a run under its start time.
func (db *DB) AddRun(ctx context.Context, r store.Run) error {
	v, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("save the run of %s: %w", r.Started, err)
	}
	return db.commit(ctx, func(t *tx) error { return t.put(t.run, number(timeKey(r.Started)), v) }, nil)
}

// runsPage is how many runs are read at once.
const runsPage = 16

// Runs calls fn for runs, newest first, until it returns false.
func (db *DB) Runs(ctx context.Context, fn func(store.Run) bool) error {
	before := []byte(nil)
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		var page []store.Run
		err := db.view(func(t *bbolt.Tx) (err error) {
			page, before, err = readRuns(bucketOf(t, runBucket).Cursor(), before)
			return db.damage(err)
		})
		if err != nil {
			return fmt.Errorf("read runs: %w", err)
		}
		if len(page) == 0 {
			return nil
		}
		for _, r := range page {
			if !fn(r) {
				return nil
			}
		}
	}
}

// readRuns reads a page of runs that began before a key (nil: the newest), and
// returns the key of its last.
func readRuns(c *bbolt.Cursor, before []byte) (page []store.Run, last []byte, err error) {
	k, v := c.Last()
	if before != nil {
		c.Seek(before)
		k, v = c.Prev()
	}
	last = before
	for ; k != nil && len(page) < runsPage; k, v = c.Prev() {
		if last != nil && bytes.Compare(k, last) >= 0 {
			return nil, nil, errors.New("bucket run is not sorted")
		}
		var r store.Run
		if err := decodeJSON("a run", v, &r); err != nil {
			return nil, nil, err
		}
		page = append(page, r)
		last = bytes.Clone(k)
	}
	return page, last, nil
}

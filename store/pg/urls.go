package pg

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/tintinh/tintinh/store"
)

// addBatch bounds the rows of one transaction of Add, and with it how long
// hosts are locked.
const addBatch = 2000

// Add takes in URLs; known ones change nothing.
func (db *DB) Add(ctx context.Context, urls ...store.URL) (added int, err error) {
	for _, u := range urls {
		if err := store.CheckURL(&u); err != nil {
			return 0, fmt.Errorf("add a URL: %w", err)
		}
	}
	urls, err = db.unknown(ctx, urls)
	if err != nil {
		return 0, fmt.Errorf("add URLs: %w", err)
	}
	for batch := range slices.Chunk(urls, addBatch) {
		w := &wants{}
		for _, u := range batch {
			w.link(u)
		}
		n := 0
		err := db.write(ctx, w, func(_ context.Context, t *tx) error {
			n = 0
			for _, u := range batch {
				isNew, err := t.add(u)
				if err != nil {
					return err
				}
				if isNew {
					n++
				}
			}
			return nil
		})
		if err != nil {
			return added, fmt.Errorf("add URLs: %w", err)
		}
		added += n
	}
	return added, nil
}

// unknown leaves out the rows that are known, without a lock: most are.
func (db *DB) unknown(ctx context.Context, urls []store.URL) ([]store.URL, error) {
	urls = db.known.unknown(urls)
	if len(urls) == 0 {
		return nil, ctx.Err()
	}
	w := &wants{}
	for _, u := range urls {
		w.link(u)
	}
	err := db.do(ctx, func(c *pgxpool.Conn) error {
		if err := db.locate(ctx, c, w.hosts()...); err != nil {
			return err
		}
		asked := pairsOf(w.known)
		rows, err := c.Query(ctx, db.part(asked.hosts...).loadKnown, asked.hosts, asked.keys)
		if err != nil {
			return err
		}
		var host string
		var key []byte
		_, err = pgx.ForEachRow(rows, []any{&host, &key}, func() error {
			db.known.add(host, store.Key(key))
			w.known[host][store.Key(key)] = false
			return nil
		})
		return err
	})
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(urls, func(u store.URL) bool { return !w.known[u.Host][u.Key()] }), nil
}

// add puts a row that is not known yet.
func (t *tx) add(u store.URL) (isNew bool, err error) {
	if r := t.urls[u.Host][u.Key()]; r.known {
		return false, nil
	}
	return true, t.putURL(u)
}

// putURL writes a row, known or not.
func (t *tx) putURL(u store.URL) error {
	h, err := t.host(u.Host)
	if err != nil {
		return err
	}
	row, err := rowOf(u)
	if err != nil {
		return err
	}
	r := t.urls[u.Host][u.Key()]
	if !r.known {
		h.urls++
	}
	r.known, r.changed, r.due, r.row = true, true, timeKey(u.Due), row
	return nil
}

// Known returns the row of a URL.
func (db *DB) Known(ctx context.Context, host string, key store.Key) (u store.URL, err error) {
	var due int64
	var row []byte
	err = db.do(ctx, func(c *pgxpool.Conn) error {
		if err := db.locate(ctx, c, host); err != nil {
			return err
		}
		return c.QueryRow(ctx, db.part(host).knownRow, host, key[:]).Scan(&due, &row)
	})
	if errors.Is(err, pgx.ErrNoRows) {
		err = store.ErrNotFound
	}
	if err != nil {
		return u, fmt.Errorf("row %x of %s: %w", key, host, err)
	}
	u, err = urlOf(due, row)
	return u, db.damage(err)
}

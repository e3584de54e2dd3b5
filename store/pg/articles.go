package pg

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/store"
)

// pageRecords and pageBytes bound what a walk reads at once. No transaction is
// open between pages: a long one would keep the server from clearing away dead
// rows.
const (
	pageRecords = 256
	pageBytes   = 4 << 20
)

// Articles walks what changed after the cursor. A host is seen as it was when
// its walk began, whatever is written meanwhile: its numbers are read at once,
// and a record that was superseded since is there under its number.
func (db *DB) Articles(ctx context.Context, after store.Cursor, fn func(host string, n uint64, r store.Record) error) error {
	return db.each(ctx, after, listLast, fn)
}

// Changes walks what changed after the cursor, and what was superseded since.
func (db *DB) Changes(ctx context.Context, after store.Cursor, fn func(host string, n uint64, r store.Record) error) error {
	return db.each(ctx, after, listAll, fn)
}

func listLast(p *partSQL) string { return p.listLast }
func listAll(p *partSQL) string  { return p.listAll }

func (db *DB) each(ctx context.Context, after store.Cursor, list func(*partSQL) string, fn func(string, uint64, store.Record) error) error {
	hosts, err := db.hostNames(ctx, after)
	if err != nil {
		return fmt.Errorf("walk articles: %w", err)
	}
	for _, host := range hosts {
		changes, err := db.changes(ctx, list, host, int64(after[host]))
		if err != nil {
			return fmt.Errorf("walk articles of %s: %w", host, err)
		}
		for page := range slices.Chunk(changes, pageRecords) {
			if err := db.walk(ctx, host, page, fn); err != nil {
				return err
			}
		}
	}
	return nil
}

// hostNames lists the hosts that have changes after the cursor, sorted, and
// compares the cursor with all of them.
func (db *DB) hostNames(ctx context.Context, after store.Cursor) (names []string, err error) {
	last := map[string]uint64{}
	err = db.do(ctx, func(c *pgxpool.Conn) error {
		names = nil
		clear(last)
		rows, err := c.Query(ctx, "SELECT host, last FROM hosts WHERE last > 0 ORDER BY host")
		if err != nil {
			return err
		}
		var host string
		var n int64
		_, err = pgx.ForEachRow(rows, []any{&host, &n}, func() error {
			last[host] = uint64(n)
			if last[host] > after[host] {
				names = append(names, host)
			}
			return nil
		})
		return err
	})
	for _, host := range slices.Sorted(maps.Keys(after)) {
		if err == nil && after[host] > last[host] {
			err = &store.CursorAhead{Host: host, Cursor: after[host], Last: last[host]}
		}
	}
	return names, err
}

// changes lists the numbers of a host after n, from one snapshot: they become
// visible in their order, so there is none missing before the last.
func (db *DB) changes(ctx context.Context, sql func(*partSQL) string, host string, n int64) (list []int64, err error) {
	err = db.do(ctx, func(c *pgxpool.Conn) error {
		if err := db.locate(ctx, c, host); err != nil {
			return err
		}
		rows, err := c.Query(ctx, sql(db.part(host)), host, n)
		if err != nil {
			return err
		}
		list, err = pgx.CollectRows(rows, pgx.RowTo[int64])
		return err
	})
	return list, err
}

// walk calls fn for a page of changes.
func (db *DB) walk(ctx context.Context, host string, page []int64, fn func(string, uint64, store.Record) error) error {
	for len(page) > 0 {
		bodies, err := db.bodies(ctx, host, page)
		if err != nil {
			return fmt.Errorf("walk articles of %s: %w", host, err)
		}
		for i, body := range bodies {
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := fn(host, uint64(page[i]), &record{db: db, body: body}); err != nil {
				return err
			}
		}
		page = page[len(bodies):]
	}
	return nil
}

// bodies reads the records of the changes, or of as many of the first as fit
// into pageBytes.
func (db *DB) bodies(ctx context.Context, host string, page []int64) (bodies [][]byte, err error) {
	err = db.do(ctx, func(c *pgxpool.Conn) error {
		bodies = nil
		rows, err := c.Query(ctx, db.part(host).loadBodies, host, page)
		if err != nil {
			return err
		}
		defer rows.Close()
		size := 0
		for rows.Next() {
			var n int64
			var body []byte
			if err := rows.Scan(&n, &body); err != nil {
				return err
			}
			if n != page[len(bodies)] {
				break
			}
			if size += len(body); size > pageBytes && len(bodies) > 0 {
				return nil
			}
			bodies = append(bodies, body)
		}
		if err := rows.Err(); err != nil {
			return err
		}
		if len(bodies) < len(page) {
			return db.damage(fmt.Errorf("change %d of %s is not there any more", page[len(bodies)], host))
		}
		return nil
	})
	return bodies, err
}

// record is a record of a walk.
type record struct {
	db   *DB
	body []byte
	text []byte
}

// Line decompresses the record once.
func (r *record) Line() (_ []byte, err error) {
	if r.text == nil {
		r.text, err = r.db.codec.line(r.body)
	}
	return r.text, r.db.damage(err)
}

func (r *record) Article() (*extract.Article, error) {
	text, err := r.Line()
	if err != nil {
		return nil, err
	}
	a, err := extract.ParseLine(text)
	return a, r.db.damage(err)
}

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

// numbered is an entry of numbers.
type numbered struct {
	n  int64
	id string
}

// Articles walks what changed after the cursor. A host is seen as it was when
// its walk began, whatever is written meanwhile: its numbers and ids are read
// at once, and a record that was superseded since is taken from the history.
func (db *DB) Articles(ctx context.Context, after store.Cursor, fn func(host string, n uint64, r store.Record) error) error {
	return db.each(ctx, after, listLast, fn)
}

// Changes walks what changed after the cursor, and what was superseded since.
func (db *DB) Changes(ctx context.Context, after store.Cursor, fn func(host string, n uint64, r store.Record) error) error {
	return db.each(ctx, after, listAll, fn)
}

// Numbers and ids of a host's changes after a number: of the last change of
// each article, or of every change.
const (
	listLast = "SELECT n, id FROM numbers WHERE host = $1 AND n > $2 ORDER BY n"
	listAll  = `SELECT n, id FROM numbers WHERE host = $1 AND n > $2
		UNION ALL SELECT n, id FROM revisions WHERE host = $1 AND n > $2 ORDER BY n`
)

func (db *DB) each(ctx context.Context, after store.Cursor, list string, fn func(string, uint64, store.Record) error) error {
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

// changes lists the articles of a host numbered after n, from one snapshot:
// numbers become visible in their order, so there is none missing before the
// last.
func (db *DB) changes(ctx context.Context, query, host string, n int64) (list []numbered, err error) {
	err = db.do(ctx, func(c *pgxpool.Conn) error {
		rows, err := c.Query(ctx, query, host, n)
		if err != nil {
			return err
		}
		list = nil
		var next numbered
		_, err = pgx.ForEachRow(rows, []any{&next.n, &next.id}, func() error {
			list = append(list, next)
			return nil
		})
		return err
	})
	return list, err
}

// walk calls fn for a page of changes.
func (db *DB) walk(ctx context.Context, host string, page []numbered, fn func(string, uint64, store.Record) error) error {
	for len(page) > 0 {
		bodies, err := db.bodies(ctx, host, page)
		if err != nil {
			return fmt.Errorf("walk articles of %s: %w", host, err)
		}
		for i, body := range bodies {
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := fn(host, uint64(page[i].n), &record{db: db, body: body}); err != nil {
				return err
			}
		}
		page = page[len(bodies):]
	}
	return nil
}

const readBodies = `SELECT p.i, coalesce(
		(SELECT a.body FROM articles a WHERE a.id = p.id AND a.host = $1 AND a.n = p.n),
		(SELECT r.body FROM revisions r WHERE r.id = p.id AND r.host = $1 AND r.n = p.n))
	FROM unnest($2::text[], $3::bigint[]) WITH ORDINALITY AS p(id, n, i) ORDER BY p.i`

// bodies reads the records of the changes, or of as many of the first as fit
// into pageBytes.
func (db *DB) bodies(ctx context.Context, host string, page []numbered) (bodies [][]byte, err error) {
	ids, ns := make([]string, len(page)), make([]int64, len(page))
	for i, p := range page {
		ids[i], ns[i] = p.id, p.n
	}
	err = db.do(ctx, func(c *pgxpool.Conn) error {
		bodies = nil
		rows, err := c.Query(ctx, readBodies, host, ids, ns)
		if err != nil {
			return err
		}
		defer rows.Close()
		size := 0
		for rows.Next() {
			var i int64
			var body []byte
			if err := rows.Scan(&i, &body); err != nil {
				return err
			}
			if body == nil {
				p := page[i-1]
				return db.damage(fmt.Errorf("change %d of %s is of article %s, which has no such change", p.n, host, p.id))
			}
			if size += len(body); size > pageBytes && len(bodies) > 0 {
				return nil
			}
			bodies = append(bodies, body)
		}
		return rows.Err()
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

package pg

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/tintinh/tintinh/store"
)

var _ store.Copier = (*DB)(nil)

// dump reads from one snapshot, on one connection.
type dump struct {
	ctx context.Context
	db  *DB
	tx  pgx.Tx
	fn  func(store.Entry) error
}

// Dump calls fn for all that the store keeps, as it is at one moment, whatever
// is written meanwhile. As long as it runs the server cannot clear away dead
// rows: of a large store that is crawled, dump a standby.
func (db *DB) Dump(ctx context.Context, fn func(store.Entry) error) error {
	if db.closed.Load() {
		return ErrClosed
	}
	err := db.pool.AcquireFunc(ctx, func(c *pgxpool.Conn) error { // not repeated: fn was called
		o := pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}
		return pgx.BeginTxFunc(ctx, c, o, func(tx pgx.Tx) error {
			if _, err := tx.Exec(ctx, "SET LOCAL enable_seqscan = on"); err != nil { // whole tables are read
				return err
			}
			d := &dump{ctx, db, tx, fn}
			return errors.Join(d.hosts(), d.urls(), d.captures(), d.revisions(), d.articles(), d.digests(), d.bands(), d.cursors(), d.runs(), d.notes())
		})
	})
	if err != nil {
		return fmt.Errorf("copy from the store: %w", friendly(db.place, err))
	}
	return nil
}

// table calls row for each row of a query, until one fails; once fn failed
// nothing more is read.
func (d *dump) table(sql string, into []any, row func() (store.Entry, error)) error {
	if d.fn == nil {
		return nil
	}
	rows, err := d.tx.Query(d.ctx, sql)
	if err == nil {
		_, err = pgx.ForEachRow(rows, into, func() error {
			e, err := row()
			if err != nil {
				return d.db.damage(err)
			}
			return d.fn(e)
		})
	}
	if err != nil {
		d.fn = nil
	}
	return err
}

func (d *dump) hosts() error {
	var h store.HostState
	var cooldown, last int64
	return d.table("SELECT h.host, h.cooldown, h.last, s.state FROM hosts h LEFT JOIN host_states s ON s.host = h.host WHERE h.urls > 0 OR h.last > 0 ORDER BY h.host",
		[]any{&h.Host, &cooldown, &last, &h.State}, func() (store.Entry, error) {
			one := store.HostState{Host: h.Host, Cooldown: keyTime(cooldown), LastSeq: uint64(last), State: h.State}
			h.State = nil
			return store.Entry{Host: &one}, nil
		})
}

func (d *dump) urls() error {
	var due int64
	var row []byte
	return d.table("SELECT due, row FROM urls", []any{&due, &row}, func() (store.Entry, error) {
		u, err := urlOf(due, row)
		return store.Entry{URL: &u}, err
	})
}

func (d *dump) captures() error {
	var key, text []byte
	return d.table("SELECT key, capture FROM captures", []any{&key, &text}, func() (store.Entry, error) {
		c := &store.CaptureEntry{Key: store.Key(key)}
		return store.Entry{Capture: c}, decodeJSON("a capture", text, &c.Capture)
	})
}

func (d *dump) revisions() error {
	c := &store.ChangeEntry{}
	return d.changes("SELECT r.id, r.r, r.host, r.n, c.body FROM revisions r JOIN changes c USING (host, n) ORDER BY r.id, r.r", c)
}

func (d *dump) articles() error {
	c := &store.ChangeEntry{Current: true}
	return d.changes("SELECT a.id, a.changes, a.host, a.n, c.body FROM articles a JOIN changes c USING (host, n)", c)
}

func (d *dump) changes(sql string, c *store.ChangeEntry) error {
	var n int64
	var body []byte
	return d.table(sql, []any{&c.ID, &c.N, &c.Host, &n, &body}, func() (_ store.Entry, err error) {
		one := *c
		one.Seq = uint64(n)
		if one.Line, err = d.db.codec.line(body); err != nil {
			err = fmt.Errorf("change %d of article %s: %w", c.N, c.ID, err)
		}
		return store.Entry{Change: &one}, err
	})
}

func (d *dump) digests() error {
	e := store.DigestEntry{}
	return d.table("SELECT hash, id FROM digests", []any{&e.Hash, &e.ID}, func() (store.Entry, error) {
		one := e
		e.Hash = nil
		return store.Entry{Digest: &one}, nil
	})
}

func (d *dump) bands() error {
	var band int64
	e := store.BandEntry{}
	return d.table("SELECT band, seen, id FROM bands", []any{&band, &e.Seen, &e.ID}, func() (store.Entry, error) {
		one := e
		one.Band = uint64(band)
		return store.Entry{Band: &one}, nil
	})
}

func (d *dump) cursors() error {
	var name string
	var text []byte
	return d.table("SELECT name, cursor FROM cursors ORDER BY name", []any{&name, &text}, func() (store.Entry, error) {
		c := &store.CursorEntry{Name: name, Cursor: store.Cursor{}}
		return store.Entry{Cursor: c}, decodeJSON("a cursor", text, &c.Cursor)
	})
}

func (d *dump) runs() error {
	var text []byte
	return d.table("SELECT run FROM runs ORDER BY started, pid", []any{&text}, func() (store.Entry, error) {
		r := &store.Run{}
		return store.Entry{Run: r}, decodeJSON("a run", text, r)
	})
}

func (d *dump) notes() error {
	var name string
	var note []byte
	return d.table("SELECT name, note FROM notes WHERE note IS NOT NULL ORDER BY name", []any{&name, &note}, func() (store.Entry, error) {
		n := &store.NoteEntry{Name: name, Note: note}
		note = nil
		return store.Entry{Note: n}, nil
	})
}

package pg

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/tintinh/tintinh/store"
)

// loadBatch is how many rows of a table are copied at once.
const loadBatch = 2000

// load is a copy on its way in: rows wait for their table.
type load struct {
	ctx     context.Context
	db      *DB
	tx      pgx.Tx
	n       int
	waiting map[string][][]any
}

// tableColumns are the columns that a copy fills.
var tableColumns = map[string][]string{
	"hosts":       {"host", "cooldown", "last"},
	"host_states": {"host", "state"},
	"urls":        {"host", "key", "due", "row"},
	"captures":    {"host", "key", "at", "capture"},
	"changes":     {"host", "n", "id", "superseded", "body"},
	"articles":    {"id", "host", "n", "changes"},
	"revisions":   {"id", "r", "host", "n"},
	"digests":     {"hash", "id"},
	"bands":       {"band", "seen", "id"},
	"cursors":     {"name", "cursor"},
	"runs":        {"started", "pid", "run"},
	"notes":       {"name", "note"},
}

// countHosts makes what hosts keeps of the other tables.
const countHosts = `UPDATE hosts h SET
	urls = (SELECT count(*) FROM urls u WHERE u.host = h.host),
	articles = (SELECT count(*) FROM changes c WHERE c.host = h.host AND NOT c.superseded),
	due = d.due, ready = greatest(d.due, h.cooldown)
	FROM (SELECT g.host, coalesce((SELECT u.due FROM urls u WHERE u.host = g.host AND u.due < 9223372036854775807
		ORDER BY u.due LIMIT 1), 9223372036854775807) AS due FROM hosts g) d WHERE d.host = h.host`

// Load takes in what dump gives, in one transaction: all of it or nothing.
func (db *DB) Load(ctx context.Context, dump func(ctx context.Context, fn func(store.Entry) error) error) (n int, err error) {
	if db.closed.Load() {
		return 0, ErrClosed
	}
	l := &load{ctx: ctx, db: db, waiting: map[string][][]any{}}
	err = db.pool.AcquireFunc(ctx, func(c *pgxpool.Conn) error {
		return pgx.BeginFunc(ctx, c, func(tx pgx.Tx) error {
			l.tx = tx
			if err := l.mustBeEmpty(); err != nil {
				return err
			}
			if err := dump(ctx, l.take); err != nil {
				return err
			}
			for table := range l.waiting {
				if err := l.flush(table); err != nil {
					return err
				}
			}
			_, err := tx.Exec(ctx, countHosts)
			return err
		})
	})
	if err != nil {
		return l.n, fmt.Errorf("copy into the %s: %w", db.place, friendly(db.place, err))
	}
	return l.n, nil
}

// mustBeEmpty also keeps workers from writing until the copy is there.
func (l *load) mustBeEmpty() error {
	for table := range tableColumns {
		if _, err := l.tx.Exec(l.ctx, "LOCK TABLE "+table+" IN EXCLUSIVE MODE"); err != nil {
			return err
		}
		var some bool
		if err := l.tx.QueryRow(l.ctx, "SELECT EXISTS (SELECT FROM "+table+")").Scan(&some); err != nil {
			return err
		}
		if some {
			return store.ErrNotEmpty
		}
	}
	return nil
}

func (l *load) take(e store.Entry) error {
	l.n++
	switch {
	case e.Host != nil:
		return l.host(e.Host)
	case e.URL != nil:
		row, err := rowOf(*e.URL)
		if err != nil {
			return err
		}
		key := e.URL.Key()
		return l.put("urls", e.URL.Host, key[:], timeKey(e.URL.Due), row)
	case e.Capture != nil:
		text, err := json.Marshal(e.Capture.Capture)
		if err != nil {
			return err
		}
		return l.put("captures", e.Capture.Capture.Host, e.Capture.Key[:], timeKey(e.Capture.Capture.At), text)
	case e.Change != nil:
		return l.change(e.Change)
	case e.Digest != nil:
		return l.put("digests", e.Digest.Hash, e.Digest.ID)
	case e.Band != nil:
		return l.put("bands", int64(e.Band.Band), e.Band.Seen, e.Band.ID)
	case e.Cursor != nil:
		text, err := json.Marshal(e.Cursor.Cursor.Clone())
		if err != nil {
			return err
		}
		return l.put("cursors", e.Cursor.Name, text)
	case e.Run != nil:
		text, err := json.Marshal(e.Run)
		if err != nil {
			return err
		}
		return l.put("runs", timeKey(e.Run.Started), int64(e.Run.PID), text)
	case e.Note != nil:
		return l.put("notes", e.Note.Name, e.Note.Note)
	}
	return errors.New("an entry of an unknown kind: this program is older than the other store")
}

func (l *load) host(h *store.HostState) error {
	cooldown := int64(0)
	if !h.Cooldown.IsZero() {
		cooldown = timeKey(h.Cooldown)
	}
	if h.State != nil {
		if err := l.put("host_states", h.Host, h.State); err != nil {
			return err
		}
	}
	return l.put("hosts", h.Host, cooldown, int64(h.LastSeq))
}

func (l *load) change(c *store.ChangeEntry) error {
	body, err := l.db.codec.encode(c.Line)
	if err != nil {
		return fmt.Errorf("article %s: %w", c.ID, err)
	}
	if err := l.put("changes", c.Host, int64(c.Seq), c.ID, !c.Current, body); err != nil {
		return err
	}
	if !c.Current {
		return l.put("revisions", c.ID, int32(c.N), c.Host, int64(c.Seq))
	}
	return l.put("articles", c.ID, c.Host, int64(c.Seq), int32(c.N))
}

func (l *load) put(table string, row ...any) error {
	l.waiting[table] = append(l.waiting[table], row)
	if len(l.waiting[table]) < loadBatch {
		return nil
	}
	return l.flush(table)
}

func (l *load) flush(table string) error {
	_, err := l.tx.CopyFrom(l.ctx, pgx.Identifier{table}, tableColumns[table], pgx.CopyFromRows(l.waiting[table]))
	delete(l.waiting, table)
	return err
}

package pg

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/tintinh/tintinh/store"
)

// put is one statement that writes and may be repeated.
func (db *DB) put(ctx context.Context, sql string, args ...any) error {
	if db.o.ReadOnly {
		return fmt.Errorf("write to the %s: %w", db.place, errReadOnly)
	}
	return db.do(ctx, func(c *pgxpool.Conn) error {
		_, err := c.Exec(ctx, sql, args...)
		return err
	})
}

// Cursor returns a consumer's saved cursor; nil if there is none.
func (db *DB) Cursor(ctx context.Context, name string) (store.Cursor, error) {
	var text []byte
	err := db.do(ctx, func(c *pgxpool.Conn) error {
		return c.QueryRow(ctx, "SELECT cursor FROM cursors WHERE name = $1", name).Scan(&text)
	})
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil
	}
	c := store.Cursor{}
	if err == nil {
		err = db.damage(decodeJSON("a cursor", text, &c))
	}
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
	text, err := json.Marshal(c.Clone())
	if err == nil {
		err = db.put(ctx, "INSERT INTO cursors (name, cursor) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET cursor = excluded.cursor", name, text)
	}
	if err != nil {
		return fmt.Errorf("save cursor %s: %w", name, err)
	}
	return nil
}

// AddRun stores the figures of a run under its start time and process: runs of
// two workers may begin at the same moment.
func (db *DB) AddRun(ctx context.Context, r store.Run) error {
	text, err := json.Marshal(r)
	if err == nil {
		err = db.put(ctx, "INSERT INTO runs (started, pid, run) VALUES ($1, $2, $3) ON CONFLICT (started, pid) DO UPDATE SET run = excluded.run",
			timeKey(r.Started), int64(r.PID), text)
	}
	if err != nil {
		return fmt.Errorf("save the run of %s: %w", r.Started, err)
	}
	return nil
}

// runsPage is how many runs are read at once.
const runsPage = 16

type runRow struct {
	started, pid int64
	text         []byte
}

// Runs calls fn for runs, newest first, until it returns false.
func (db *DB) Runs(ctx context.Context, fn func(store.Run) bool) error {
	before := runRow{started: math.MaxInt64, pid: math.MaxInt64}
	for {
		page, err := db.runs(ctx, before)
		if err != nil {
			return fmt.Errorf("read runs: %w", err)
		}
		for _, row := range page {
			var r store.Run
			if err := decodeJSON("a run", row.text, &r); err != nil {
				return db.damage(err)
			}
			if !fn(r) {
				return nil
			}
		}
		if len(page) < runsPage {
			return ctx.Err()
		}
		before = page[len(page)-1]
	}
}

func (db *DB) runs(ctx context.Context, before runRow) (page []runRow, err error) {
	err = db.do(ctx, func(c *pgxpool.Conn) error {
		rows, err := c.Query(ctx, "SELECT started, pid, run FROM runs WHERE (started, pid) < ($1, $2) ORDER BY started DESC, pid DESC LIMIT $3",
			before.started, before.pid, runsPage)
		if err != nil {
			return err
		}
		page, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (r runRow, err error) {
			err = row.Scan(&r.started, &r.pid, &r.text)
			return r, err
		})
		return err
	})
	return page, err
}

package pg

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/tintinh/tintinh/store"
)

// Notes returns what was noted, by name.
func (db *DB) Notes(ctx context.Context) (all map[string][]byte, err error) {
	err = db.do(ctx, func(c *pgxpool.Conn) error {
		all = map[string][]byte{}
		return readNotes(ctx, c, all, "SELECT name, note FROM notes WHERE note IS NOT NULL")
	})
	if err != nil {
		return nil, fmt.Errorf("read notes: %w", err)
	}
	return all, nil
}

type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

func readNotes(ctx context.Context, q querier, into map[string][]byte, sql string, args ...any) error {
	rows, err := q.Query(ctx, sql, args...)
	if err != nil {
		return err
	}
	var name string
	var note []byte
	_, err = pgx.ForEachRow(rows, []any{&name, &note}, func() error {
		into[name], note = note, nil
		return nil
	})
	return err
}

// UpdateNotes changes notes in one transaction. Each has a row, which is its
// lock; the rows are made and locked in order of name, so that no two wait for
// each other.
func (db *DB) UpdateNotes(ctx context.Context, names []string, fn func(notes map[string][]byte) error) error {
	for _, name := range names {
		if err := store.CheckName("the note's name", name); err != nil {
			return fmt.Errorf("change a note: %w", err)
		}
	}
	if db.o.ReadOnly {
		return fmt.Errorf("write to the %s: %w", db.place, errReadOnly)
	}
	names = slices.Compact(slices.Sorted(slices.Values(names)))
	err := db.do(ctx, func(c *pgxpool.Conn) error {
		return pgx.BeginFunc(ctx, c, func(tx pgx.Tx) error {
			if _, err := tx.Exec(ctx, "INSERT INTO notes (name) SELECT n FROM unnest($1::text[]) AS n ORDER BY n ON CONFLICT (name) DO NOTHING", names); err != nil {
				return err
			}
			notes := map[string][]byte{}
			if err := readNotes(ctx, tx, notes, "SELECT name, note FROM notes WHERE name = ANY($1) ORDER BY name FOR UPDATE", names); err != nil {
				return err
			}
			if err := fn(notes); err != nil {
				return err
			}
			values := make([][]byte, len(names))
			for i, name := range names {
				values[i] = notes[name]
			}
			_, err := tx.Exec(ctx, "UPDATE notes SET note = v.note FROM unnest($1::text[], $2::bytea[]) AS v (name, note) WHERE notes.name = v.name", names, values)
			return err
		})
	})
	if err != nil {
		return fmt.Errorf("change notes: %w", err)
	}
	return nil
}

package bolt

import (
	"bytes"
	"context"
	"fmt"

	"go.etcd.io/bbolt"

	"github.com/tintinh/tintinh/store"
)

// Notes returns what was noted, by name.
func (db *DB) Notes(ctx context.Context) (map[string][]byte, error) {
	all := map[string][]byte{}
	err := db.view(func(t *bbolt.Tx) error {
		b := bucketOf(t, noteBucket)
		if b == nil {
			return nil // of an older schema, opened for reading
		}
		return b.ForEach(func(name, note []byte) error {
			all[string(name)] = bytes.Clone(note)
			return nil
		})
	})
	if err == nil {
		err = ctx.Err()
	}
	if err != nil {
		return nil, fmt.Errorf("read notes: %w", err)
	}
	return all, nil
}

// UpdateNotes changes notes in one commit.
func (db *DB) UpdateNotes(ctx context.Context, names []string, fn func(notes map[string][]byte) error) error {
	for _, name := range names {
		if err := store.CheckName("the note's name", name); err != nil {
			return fmt.Errorf("change a note: %w", err)
		}
	}
	return db.commit(ctx, func(t *tx) error {
		notes := map[string][]byte{}
		for _, name := range names {
			notes[name] = bytes.Clone(t.note.Get([]byte(name)))
		}
		if err := fn(notes); err != nil {
			return err
		}
		for _, name := range names {
			if err := t.putNote([]byte(name), notes[name]); err != nil {
				return err
			}
		}
		return nil
	}, nil)
}

func (t *tx) putNote(name, note []byte) error {
	if note != nil {
		return t.put(t.note, name, note)
	}
	if t.note.Get(name) == nil {
		return nil
	}
	return t.delete(t.note, name)
}

func (db *DB) dumpNotes(ctx context.Context, fn func(store.Entry) error) error {
	notes, err := db.Notes(ctx)
	if err != nil {
		return err
	}
	for name, note := range notes {
		if err := fn(store.Entry{Note: &store.NoteEntry{Name: name, Note: note}}); err != nil {
			return err
		}
	}
	return nil
}

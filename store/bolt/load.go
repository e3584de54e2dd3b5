package bolt

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"go.etcd.io/bbolt"

	"github.com/tintinh/tintinh/store"
)

// loadBatch is how many entries of a copy share a commit.
const loadBatch = 4096

// Load takes in what dump gives, in commits of some thousand entries: after an
// error the file is to be thrown away.
func (db *DB) Load(ctx context.Context, dump func(ctx context.Context, fn func(store.Entry) error) error) (n int, err error) {
	if err := db.mustBeEmpty(); err != nil {
		return 0, fmt.Errorf("fill %s: %w", db.path, err)
	}
	var batch []store.Entry
	flush := func() error {
		err := db.commit(ctx, func(t *tx) error {
			for i := range batch {
				if err := t.load(&batch[i]); err != nil {
					return err
				}
			}
			return nil
		}, nil)
		n += len(batch)
		batch = batch[:0]
		return err
	}
	err = dump(ctx, func(e store.Entry) error {
		if e.Change != nil { // the line is the caller's
			c := *e.Change
			c.Line = bytes.Clone(c.Line)
			e.Change = &c
		}
		if batch = append(batch, e); len(batch) < loadBatch {
			return nil
		}
		return flush()
	})
	if err == nil {
		err = flush()
	}
	if err != nil {
		return n, fmt.Errorf("fill %s: %w", db.path, err)
	}
	return n, nil
}

func (db *DB) mustBeEmpty() error {
	return db.view(func(t *bbolt.Tx) error {
		for _, name := range buckets() {
			if k, _ := bucketOf(t, name).Cursor().First(); k != nil && name != metaBucket {
				return store.ErrNotEmpty
			}
		}
		return nil
	})
}

func (t *tx) load(e *store.Entry) error {
	switch {
	case e.Host != nil:
		return t.loadHost(e.Host)
	case e.URL != nil:
		u := e.URL
		return t.putURL(urlKey(u.Host, u.Key()), u, nil)
	case e.Capture != nil:
		return t.putCapture(e.Capture.Capture.Host, e.Capture.Key, e.Capture.Capture)
	case e.Change != nil:
		return t.loadChange(e.Change)
	case e.Digest != nil:
		return t.put(t.digest, bytes.Clone(e.Digest.Hash), []byte(e.Digest.ID))
	case e.Band != nil:
		return t.put(t.band, bandKey(e.Band.Band<<(64-8*bandBits), bandSecond(time.Unix(e.Band.Seen, 0)), e.Band.ID), nil)
	case e.Cursor != nil:
		v, err := json.Marshal(e.Cursor.Cursor.Clone())
		if err != nil {
			return err
		}
		return t.put(t.cursor, []byte(e.Cursor.Name), v)
	case e.Run != nil:
		v, err := json.Marshal(e.Run)
		if err != nil {
			return err
		}
		return t.put(t.run, number(t.freeRun(timeKey(e.Run.Started))), v)
	case e.Note != nil:
		return t.put(t.note, []byte(e.Note.Name), e.Note.Note)
	}
	return errors.New("an entry of an unknown kind: this program is older than the other store")
}

// freeRun is the key of a run: workers of a cluster may have begun theirs at
// the same moment, and no figures are to be lost.
func (t *tx) freeRun(key uint64) uint64 {
	for t.run.Get(number(key)) != nil {
		key++
	}
	return key
}

func (t *tx) loadHost(s *store.HostState) error {
	h, err := t.hostRow(s.Host)
	if err != nil {
		return err
	}
	h.last = s.LastSeq
	if !s.Cooldown.IsZero() {
		h.cooldown = timeKey(s.Cooldown)
	}
	if s.State == nil {
		return nil
	}
	return t.put(t.state, []byte(s.Host), bytes.Clone(s.State))
}

func (t *tx) loadChange(c *store.ChangeEntry) error {
	v, err := t.db.codec.encode(c.Host, c.Seq, c.Line)
	if err != nil {
		return fmt.Errorf("article %s: %w", c.ID, err)
	}
	if !c.Current {
		return t.put(t.rev, revKey(c.ID, uint32(c.N)), v)
	}
	h, err := t.hostRow(c.Host)
	if err != nil {
		return err
	}
	h.articles++
	if err := t.put(t.number, numberKey(c.Host, c.Seq), []byte(c.ID)); err != nil {
		return err
	}
	return t.put(t.article, []byte(c.ID), v)
}

package bolt

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"slices"

	"go.etcd.io/bbolt"

	"github.com/tintinh/tintinh/store"
)

var _ store.Copier = (*DB)(nil)

// Dump calls fn for all that the store keeps. Nothing else may write to it
// meanwhile: what this process writes may or may not be among it.
func (db *DB) Dump(ctx context.Context, fn func(store.Entry) error) error {
	for _, part := range []func(context.Context, func(store.Entry) error) error{
		db.dumpHosts, db.dumpURLs, db.dumpCaptures, db.dumpChanges, db.dumpDigests, db.dumpBands, db.dumpBandLog, db.dumpCursors, db.dumpRuns, db.dumpNotes,
	} {
		if err := part(ctx, fn); err != nil {
			return err
		}
	}
	return nil
}

func (db *DB) dumpHosts(ctx context.Context, fn func(store.Entry) error) error {
	hosts, err := db.Hosts(ctx)
	if err != nil {
		return err
	}
	for _, h := range hosts {
		if err := fn(store.Entry{Host: &h}); err != nil {
			return err
		}
	}
	return nil
}

func (db *DB) dumpURLs(ctx context.Context, fn func(store.Entry) error) error {
	return db.scan(ctx, urlBucket, nil, func(_, v []byte) error {
		var u store.URL
		if err := decodeJSON("a URL row", v, &u); err != nil {
			return db.damage(err)
		}
		return fn(store.Entry{URL: &u})
	})
}

func (db *DB) dumpCaptures(ctx context.Context, fn func(store.Entry) error) error {
	return db.scan(ctx, captureBucket, nil, func(k, v []byte) error {
		_, rest, err := splitKey(k, 24)
		var c store.CaptureEntry
		if err == nil {
			err = decodeJSON("a capture", v, &c.Capture)
		}
		if err != nil {
			return db.damage(err)
		}
		copy(c.Key[:], rest)
		return fn(store.Entry{Capture: &c})
	})
}

// dumpChanges gives the superseded changes of all articles, then the current
// ones.
func (db *DB) dumpChanges(ctx context.Context, fn func(store.Entry) error) error {
	superseded := map[string]int{} // only articles that were edited are in it
	err := db.scan(ctx, revBucket, nil, func(k, v []byte) error {
		id, r, err := splitKey(k, 4)
		if err != nil {
			return db.damage(err)
		}
		superseded[id]++
		return db.dumpChange(store.ChangeEntry{ID: id, N: int(binary.BigEndian.Uint32(r))}, v, fn)
	})
	if err != nil {
		return err
	}
	return db.scan(ctx, articleBucket, nil, func(k, v []byte) error {
		return db.dumpChange(store.ChangeEntry{ID: string(k), N: superseded[string(k)] + 1, Current: true}, v, fn)
	})
}

func (db *DB) dumpChange(c store.ChangeEntry, value []byte, fn func(store.Entry) error) error {
	r, err := split(value)
	if err == nil {
		c.Host, c.Seq = r.host, r.n
		c.Line, err = db.codec.line(r)
	}
	if err != nil {
		return db.damage(fmt.Errorf("change %d of article %s: %w", c.N, c.ID, err))
	}
	return fn(store.Entry{Change: &c})
}

func (db *DB) dumpDigests(ctx context.Context, fn func(store.Entry) error) error {
	return db.scan(ctx, digestBucket, nil, func(k, id []byte) error {
		return fn(store.Entry{Digest: &store.DigestEntry{Hash: bytes.Clone(k), ID: string(id)}})
	})
}

func (db *DB) dumpBands(ctx context.Context, fn func(store.Entry) error) error {
	return db.scan(ctx, bandBucket, nil, func(k, _ []byte) error {
		if len(k) <= bandBits+4 {
			return db.damage(fmt.Errorf("band: key %x is too short", k))
		}
		return fn(store.Entry{Band: bandEntry(k)})
	})
}

func bandEntry(key []byte) *store.BandEntry {
	b := &store.BandEntry{ID: string(key[bandBits+4:])}
	for _, x := range key[:bandBits] {
		b.Band = b.Band<<8 | uint64(x)
	}
	b.Seen = math.MaxUint32 - int64(binary.BigEndian.Uint32(key[bandBits:]))
	return b
}

// dumpBandLog gives the places that are not in the bucket band yet.
func (db *DB) dumpBandLog(ctx context.Context, fn func(store.Entry) error) error {
	var keys [][]byte
	err := db.view(func(t *bbolt.Tx) error {
		log := bucketOf(t, bandLogBucket)
		if log == nil {
			return nil
		}
		m, err := readLog(log)
		if err != nil {
			return db.damage(err)
		}
		for band := range m.heads {
			keys = m.newest(keys, band, math.MaxInt)
		}
		return nil
	})
	if err != nil {
		return err
	}
	slices.SortFunc(keys, bytes.Compare)
	for _, k := range keys {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := fn(store.Entry{Band: bandEntry(k)}); err != nil {
			return err
		}
	}
	return nil
}

func (db *DB) dumpCursors(ctx context.Context, fn func(store.Entry) error) error {
	return db.scan(ctx, cursorBucket, nil, func(k, v []byte) error {
		c := store.CursorEntry{Name: string(k), Cursor: store.Cursor{}}
		if err := decodeJSON("a cursor", v, &c.Cursor); err != nil {
			return db.damage(err)
		}
		return fn(store.Entry{Cursor: &c})
	})
}

func (db *DB) dumpRuns(ctx context.Context, fn func(store.Entry) error) error {
	return db.scan(ctx, runBucket, nil, func(_, v []byte) error {
		var r store.Run
		if err := decodeJSON("a run", v, &r); err != nil {
			return db.damage(err)
		}
		return fn(store.Entry{Run: &r})
	})
}

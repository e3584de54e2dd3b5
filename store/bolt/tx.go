package bolt

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"maps"
	"slices"
	"time"

	"go.etcd.io/bbolt"
)

// tx is one write transaction of the writer, over the changes of a group.
type tx struct {
	db    *DB
	now   time.Time
	dirty bool
	hosts map[string]*hostRow // touched; written by flush
	mem   *memtable           // once it is asked for
	undos []func()

	url, due, host, ready, state, capture, article, number, rev, digest, band, bandLog, cursor, run, note *bbolt.Bucket
}

func newTx(db *DB, b *bbolt.Tx, now time.Time) *tx {
	return &tx{
		db: db, now: now, hosts: map[string]*hostRow{},
		url: bucketOf(b, urlBucket), due: bucketOf(b, dueBucket), host: bucketOf(b, hostBucket),
		ready: bucketOf(b, readyBucket), state: bucketOf(b, stateBucket), capture: bucketOf(b, captureBucket),
		article: bucketOf(b, articleBucket), number: bucketOf(b, numberBucket), rev: bucketOf(b, revBucket),
		digest: bucketOf(b, digestBucket), band: bucketOf(b, bandBucket), bandLog: bucketOf(b, bandLogBucket), cursor: bucketOf(b, cursorBucket), run: bucketOf(b, runBucket),
		note: bucketOf(b, noteBucket),
	}
}

// undo keeps what brings the memory back to what the file holds, if the
// transaction is not committed.
func (t *tx) undo(fn func()) { t.undos = append(t.undos, fn) }

func (t *tx) rollback() {
	for _, fn := range slices.Backward(t.undos) {
		fn()
	}
}

// put writes an entry, unless it is there already. The value must not change
// until the transaction ends.
func (t *tx) put(b *bbolt.Bucket, key, value []byte) error {
	if old := b.Get(key); old != nil && bytes.Equal(old, value) {
		return nil
	}
	t.dirty = true
	if err := b.Put(key, value); err != nil {
		return fmt.Errorf("put %.60q: %w", key, err)
	}
	return nil
}

func (t *tx) delete(b *bbolt.Bucket, key []byte) error {
	t.dirty = true
	if err := b.Delete(key); err != nil {
		return fmt.Errorf("delete %.60q: %w", key, err)
	}
	return nil
}

// hostRow is the row of a host as this transaction leaves it; changes to it
// are written by flush.
func (t *tx) hostRow(host string) (*hostRow, error) {
	if h, ok := t.hosts[host]; ok {
		return h, nil
	}
	h := &hostRow{ready: never, due: never}
	if v := t.host.Get([]byte(host)); v != nil {
		row, err := decodeHost(v)
		if err != nil {
			return nil, t.db.damage(fmt.Errorf("%s: %w", host, err))
		}
		h = &row
	}
	t.hosts[host] = h
	return h, nil
}

// flush brings the rows of touched hosts, and their places in ready, to what
// due and cooldown say now.
func (t *tx) flush() error {
	for _, host := range slices.Sorted(maps.Keys(t.hosts)) {
		h := t.hosts[host]
		due, err := t.firstDue(host)
		if err != nil {
			return err
		}
		ready := uint64(never)
		if due != never {
			ready = max(due, h.cooldown)
		}
		if h.ready != never && h.ready != ready {
			if err := t.delete(t.ready, readyKey(h.ready, host)); err != nil {
				return err
			}
		}
		if ready != never {
			if err := t.put(t.ready, readyKey(ready, host), number(due)); err != nil {
				return err
			}
		}
		h.ready, h.due = ready, due
		if err := t.put(t.host, []byte(host), h.encode()); err != nil {
			return err
		}
	}
	return nil
}

// firstDue is the time key of the host's earliest due row.
func (t *tx) firstDue(host string) (uint64, error) {
	p := prefix(host)
	k, _ := t.due.Cursor().Seek(p)
	if !bytes.HasPrefix(k, p) {
		return never, nil
	}
	_, rest, err := splitKey(k, 24)
	if err != nil {
		return 0, t.db.damage(fmt.Errorf("bucket due: %w", err))
	}
	return binary.BigEndian.Uint64(rest), nil
}

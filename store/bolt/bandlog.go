package bolt

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"slices"

	"go.etcd.io/bbolt"

	"github.com/tintinh/tintinh/extract/near"
)

// memtable is the log as it stands in memory; it is read once.
func (t *tx) memtable() (*memtable, error) {
	if t.mem != nil {
		return t.mem, nil
	}
	if t.db.mem == nil {
		m, err := readLog(t.bandLog)
		if err != nil {
			return nil, t.db.damage(err)
		}
		t.db.mem = m
	}
	t.mem = t.db.mem
	t.mem.trim() // what went out with a transaction that is on disk by now
	return t.mem, nil
}

func readLog(log *bbolt.Bucket) (*memtable, error) {
	m := newMemtable()
	err := eachLogRow(log, func(n uint64, r logRow) {
		m.last = n - 1
		m.add(r)
	})
	first := m.last - uint64(len(m.rows)) + 1
	for i, r := range m.rows {
		if r.id != "" {
			m.link(first+uint64(i), merges(m.last))
		}
	}
	return m, err
}

// follows is an error where row n may not stand behind row last of the log, 0 =
// none: the first row begins a merge, and there is no gap.
func follows(last, n uint64) error {
	if last == 0 && n%mergeRows != 1 || last != 0 && n != last+1 {
		return errors.New("the row before it is missing")
	}
	return nil
}

// eachLogRow walks the log.
func eachLogRow(log *bbolt.Bucket, fn func(n uint64, r logRow)) error {
	last := uint64(0)
	return log.ForEach(func(k, v []byte) error {
		n, r, err := decodeLogRow(k, v)
		if err == nil {
			err = follows(last, n)
		}
		if err != nil {
			return fmt.Errorf("bandlog: row %x: %w", k, err)
		}
		last = n
		fn(n, r)
		return nil
	})
}

// A row of the log is seen(4), the kept bytes of each band, and the id; it is
// empty when the text left its bands. Rows are not deleted singly: the number
// of the last one is what the next one counts from.
const logRowHead = 4 + near.Keys*bandBits

func (r *logRow) encode() []byte {
	v := binary.BigEndian.AppendUint32(make([]byte, 0, logRowHead+len(r.id)), r.seen)
	for _, b := range r.bands {
		v = binary.BigEndian.AppendUint64(v, b)[:len(v)+bandBits]
	}
	return append(v, r.id...)
}

func decodeLogRow(k, v []byte) (n uint64, r logRow, err error) {
	if len(k) != 8 || binary.BigEndian.Uint64(k) == 0 {
		return 0, r, errors.New("its key is no number")
	}
	n = binary.BigEndian.Uint64(k)
	switch {
	case len(v) == 0:
		return n, r, nil
	case len(v) <= logRowHead:
		return n, r, fmt.Errorf("it has %d bytes", len(v))
	}
	r.seen, r.id = binary.BigEndian.Uint32(v), string(v[logRowHead:])
	for i := range r.bands {
		var b [8]byte
		copy(b[:], v[4+i*bandBits:4+(i+1)*bandBits])
		r.bands[i] = binary.BigEndian.Uint64(b[:])
	}
	return n, r, nil
}

// enter gives a text its places in the bands.
func (t *tx) enter(r logRow) error {
	m, err := t.memtable()
	if err != nil {
		return err
	}
	if err := t.put(t.bandLog, number(m.last+1), r.encode()); err != nil {
		return err
	}
	m.add(r)
	n := m.last
	m.link(n, 0)
	t.undo(func() {
		m.unlink(n)
		m.drop()
	})
	if n%mergeRows != 0 {
		return nil
	}
	return t.mergeBands(m, merges(n))
}

// leave takes a text out of the log, and what is merged out of the bands.
func (t *tx) leave(id string, keys [][]byte) error {
	m, err := t.memtable()
	if err != nil {
		return err
	}
	if n, ok := m.byID[id]; ok && n > outOfLog(merges(m.last)) {
		if err := t.put(t.bandLog, number(n), []byte{}); err != nil {
			return err
		}
		m.unlink(n)
		delete(m.byID, id)
		m.row(n).id = ""
		t.undo(func() {
			m.row(n).id = id
			m.byID[id] = n
			m.link(n, merges(m.last))
		})
	}
	for _, k := range keys {
		if err := t.delete(t.band, k); err != nil {
			return err
		}
	}
	return nil
}

// mergeBands is merge number done: it brings one part of the places into the
// bucket band, and takes rows that have none left out of the log.
func (t *tx) mergeBands(m *memtable, done uint64) error {
	var keys [][]byte
	taken := map[uint64]uint64{}
	for n := outOfLog(done-1) + 1; n <= m.last; n++ {
		r := m.row(n)
		if r.id == "" {
			continue
		}
		for _, b := range r.bands {
			if slotOf(b) == done%mergeSlots {
				keys = append(keys, bandKey(b, r.seen, r.id))
				taken[b] = m.heads[b]
			}
		}
	}
	slices.SortFunc(keys, bytes.Compare)
	for _, k := range keys {
		t.dirty = true
		if err := t.band.Put(k, nil); err != nil {
			return fmt.Errorf("put %x into the bands: %w", k, err)
		}
	}
	for b := range taken {
		delete(m.heads, b)
	}
	t.undo(func() { maps.Copy(m.heads, taken) })
	c := t.bandLog.Cursor()
	for k, _ := c.First(); k != nil && binary.BigEndian.Uint64(k) <= outOfLog(done); k, _ = c.First() {
		if err := t.delete(t.bandLog, bytes.Clone(k)); err != nil {
			return err
		}
	}
	return nil
}

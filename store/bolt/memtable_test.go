package bolt

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.etcd.io/bbolt"

	"github.com/tintinh/tintinh/extract/near"
	"github.com/tintinh/tintinh/store"
)

// bands are all places of a store, as a single sorted list would hold them.
type bands map[string]logRow

func (b bands) candidates(r *reading, own string) []string {
	shared := map[string]int{}
	for _, band := range r.bands {
		var keys [][]byte
		for _, row := range b {
			if slices.Contains(row.bands[:], band) {
				keys = append(keys, bandKey(band, row.seen, row.id))
			}
		}
		slices.SortFunc(keys, bytes.Compare)
		for _, k := range keys[:min(len(keys), bandEntries)] {
			if id := string(k[bandBits+4:]); id != own {
				shared[id]++
			}
		}
	}
	ids := slices.AppendSeq([]string{}, maps.Keys(shared))
	slices.SortFunc(ids, func(x, y string) int {
		if d := shared[y] - shared[x]; d != 0 {
			return d
		}
		return bytes.Compare([]byte(x), []byte(y))
	})
	return ids[:min(len(ids), comparisons)]
}

var errUndone = errors.New("undone")

// TestBandsAreOneList: what the search for near-duplicates finds is the same
// wherever a place is by then: in memory or merged, after texts left, after
// transactions that failed, after the file was opened anew.
func TestBandsAreOneList(t *testing.T) {
	db := openTemp(t)
	rng := rand.New(rand.NewPCG(7, 7))
	// A few crowded bands, and many others.
	band := func() uint64 {
		n := rng.Uint64N(40)
		if rng.IntN(4) > 0 {
			n = rng.Uint64N(20000)
		}
		return kept(n * 0x9e3779b97f4a7c15)
	}
	text := func(i int) logRow {
		r := logRow{id: fmt.Sprintf("vidu:%d", i), seen: uint32(1e9 + i + rng.IntN(50))}
		for j := range r.bands {
			r.bands[j] = band()
		}
		return r
	}
	all := bands{}
	keysOf := func(r logRow) (keys [][]byte) {
		for _, b := range r.bands {
			keys = append(keys, bandKey(b, r.seen, r.id))
		}
		return keys
	}
	asked := 0
	for next := 0; next < logRows+3*mergeRows; {
		undo := rng.IntN(4) == 0
		after, first := maps.Clone(all), next
		err := db.commit(t.Context(), func(tx *tx) error {
			for range rng.IntN(3 * mergeRows) {
				r := text(next)
				next++
				if err := tx.enter(r); err != nil {
					return err
				}
				after[r.id] = r
			}
			for range rng.IntN(10) {
				id := fmt.Sprintf("vidu:%d", max(0, next-rng.IntN(2*logRows)))
				if r, ok := after[id]; ok {
					if err := tx.leave(id, keysOf(r)); err != nil {
						return err
					}
					delete(after, id)
				}
			}
			for range 2 {
				r := text(next)
				got, err := tx.candidates(&reading{bands: r.bands}, "vidu:3")
				if err != nil {
					return err
				}
				if d := cmp.Diff(after.candidates(&reading{bands: r.bands}, "vidu:3"), got); d != "" {
					return fmt.Errorf("after %d texts: %s", next, d)
				}
				asked += len(got)
			}
			if undo {
				return errUndone
			}
			return nil
		}, nil)
		switch {
		case err != nil && !errors.Is(err, errUndone):
			t.Fatal(err)
		case undo:
			next = first
		default:
			all = after
		}
		if rng.IntN(10) == 0 {
			db.mem = nil // as a process that opens the file finds it
		}
		sameAsLog(t, db)
	}
	var want []string
	for _, r := range all {
		for _, k := range keysOf(r) {
			want = append(want, string(k))
		}
	}
	slices.Sort(want)
	if d := cmp.Diff(slices.Compact(want), places(t, db)); d != "" {
		t.Error(d)
	}
	if asked < 1000 {
		t.Errorf("only %d candidates were found: the test proves little", asked)
	}
}

// TestLeaveWhatWentOut: in one transaction a row goes out of the log, and its
// text leaves the bands: the row does not come back.
func TestLeaveWhatWentOut(t *testing.T) {
	db := openTemp(t)
	text := func(n int) logRow {
		r := logRow{id: fmt.Sprintf("vidu:%d", n), seen: uint32(n)}
		for i := range r.bands {
			r.bands[i] = kept(uint64(n*near.Keys+i) * 0x9e3779b97f4a7c15)
		}
		return r
	}
	left := text(5)
	err := db.commit(t.Context(), func(tx *tx) error {
		for n := 1; n <= logRows; n++ {
			if err := tx.enter(text(n)); err != nil {
				return err
			}
		}
		var keys [][]byte
		for _, b := range left.bands {
			keys = append(keys, bandKey(b, left.seen, left.id))
		}
		return tx.leave(left.id, keys)
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	db.mem = nil
	if err := db.commit(t.Context(), func(tx *tx) error { return tx.enter(text(logRows + 1)) }, nil); err != nil {
		t.Fatal(err)
	}
	if got, want := len(places(t, db)), logRows*near.Keys; got != want {
		t.Errorf("%d places, want %d", got, want)
	}
}

// places are the keys of all places, merged or not, as a copy of the store
// gets them.
func places(t *testing.T, db *DB) (keys []string) {
	t.Helper()
	take := func(e store.Entry) error {
		keys = append(keys, string(bandKey(e.Band.Band<<(64-8*bandBits), uint32(e.Band.Seen), e.Band.ID)))
		return nil
	}
	if err := errors.Join(db.dumpBands(t.Context(), take), db.dumpBandLog(t.Context(), take)); err != nil {
		t.Fatal(err)
	}
	slices.Sort(keys)
	return keys
}

// sameAsLog compares the memory with what the file says of it.
func sameAsLog(t *testing.T, db *DB) {
	t.Helper()
	if db.mem == nil {
		return
	}
	err := db.view(func(b *bbolt.Tx) error {
		m, err := readLog(bucketOf(b, bandLogBucket))
		if err != nil {
			return err
		}
		db.mem.trim()
		if len(m.rows) > logRows || m.last != db.mem.last || len(m.rows) != len(db.mem.rows) || !maps.Equal(m.heads, db.mem.heads) || !maps.Equal(m.byID, db.mem.byID) {
			t.Fatalf("the log has rows up to %d, %d of them, %d bands; the memory %d, %d, %d", m.last, len(m.rows), len(m.heads), db.mem.last, len(db.mem.rows), len(db.mem.heads))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestEveryPlaceIsMergedOnce counts: each of a row's places has one merge, and
// the row is in the log until the last of them.
func TestEveryPlaceIsMergedOnce(t *testing.T) {
	for _, n := range []uint64{1, 127, 128, 129, 16383, 16384, 16385, 1e6} {
		for slot := range uint64(mergeSlots) {
			b := slot * (1 << 64 / mergeSlots)
			at := uint64(0)
			for done := uint64(0); done <= firstMerge(n)+2*mergeSlots; done++ {
				now := merged(n, b, done)
				if now && at == 0 {
					at = done
				}
				if at != 0 && (!now || at%mergeSlots != slot) {
					t.Fatalf("row %d, slot %d: merged by merge %d, after %d merges %v", n, slot, at, done, now)
				}
				if !now && n <= outOfLog(done) {
					t.Fatalf("row %d, slot %d: out of the log after %d merges, and not merged", n, slot, done)
				}
			}
			if at == 0 || at < firstMerge(n) || at >= firstMerge(n)+mergeSlots {
				t.Fatalf("row %d, slot %d: merged by merge %d, first %d", n, slot, at, firstMerge(n))
			}
		}
	}
}

func TestLogRow(t *testing.T) {
	want := logRow{id: "vidu:7", seen: 1764000000}
	for i := range want.bands {
		want.bands[i] = kept(uint64(i+1) * 0x9e3779b97f4a7c15)
	}
	n, got, err := decodeLogRow(number(9), want.encode())
	if n != 9 || err != nil || !cmp.Equal(want, got, cmp.AllowUnexported(logRow{})) {
		t.Errorf("row %d %+v, %v", n, got, err)
	}
	for _, bad := range []struct{ k, v []byte }{{nil, nil}, {number(0), want.encode()}, {number(1), want.encode()[:logRowHead]}, {[]byte("x"), nil}} {
		if _, _, err := decodeLogRow(bad.k, bad.v); err == nil {
			t.Errorf("row %x of %d bytes is read", bad.k, len(bad.v))
		}
	}
}

package bolt_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"github.com/tintinh/tintinh/store"
	"github.com/tintinh/tintinh/store/bolt"
)

// useAll calls everything; errors are welcome, panics and hangs are not.
func useAll(db *bolt.DB) error {
	ctx := context.Background()
	var errs []error
	note := func(err error) { errs = append(errs, err) }
	note(db.Articles(ctx, nil, func(_ string, _ uint64, r store.Record) error {
		_, err := r.Article()
		return err
	}))
	note(db.Captures(ctx, "", func(store.Capture) error { return nil }))
	note(db.Runs(ctx, func(store.Run) bool { return true }))
	_, err := db.Hosts(ctx)
	note(err)
	_, err = db.Cursor(ctx, "xuất")
	note(err)
	note(db.Revisions(ctx, "vidu:0", func(store.Revision) error { return nil }))
	_, err = db.Article(ctx, "vidu:0")
	note(err)
	_, err = db.Known(ctx, host, page(0).Key())
	note(err)
	l, err := db.Lease(ctx, store.Ask{Worker: "w", TTL: time.Hour, Max: 10})
	note(err)
	if err == nil {
		a := article(0)
		a.Title = "Tít mới"
		_, err = db.Done(ctx, l, time.Hour, store.Outcome{URL: page(0), Article: a, Cooldown: time.Second})
		note(err)
	}
	_, err = db.Add(ctx, page(100000))
	note(err)
	return errors.Join(errs...)
}

// TestDamagedEntries spoils one entry of each bucket. Whatever reads it says
// that the file is damaged, and Check finds it.
func TestDamagedEntries(t *testing.T) {
	good := contents(t, filled(t, 40))
	for _, bucket := range []string{"url", "due", "host", "ready", "state", "capture", "article", "number", "rev", "digest", "cursor", "run"} {
		spoils := map[string]func(*bbolt.Bucket) error{
			"value": func(b *bbolt.Bucket) error { k, _ := b.Cursor().First(); return b.Put(bytes.Clone(k), []byte{0xFF}) },
			"key":   func(b *bbolt.Bucket) error { return b.Put([]byte{1}, []byte("{}")) },
			"loss":  func(b *bbolt.Bucket) error { k, _ := b.Cursor().First(); return b.Delete(bytes.Clone(k)) },
		}
		for name, spoil := range spoils {
			t.Run(bucket+" "+name, func(t *testing.T) {
				path := filepath.Join(t.TempDir(), "tintinh.db")
				if err := os.WriteFile(path, good, 0o644); err != nil {
					t.Fatal(err)
				}
				b, err := bbolt.Open(path, 0o644, nil)
				if err != nil {
					t.Fatal(err)
				}
				err = b.Update(func(tx *bbolt.Tx) error { return spoil(tx.Bucket([]byte(bucket))) })
				if err := errors.Join(err, b.Close()); err != nil {
					t.Fatal(err)
				}
				db := open(t, path, bolt.Options{})
				err = db.Check(t.Context())
				var found *bolt.CheckError
				if !errors.As(err, &found) && !harmless(bucket, name) {
					t.Errorf("Check gave %v", err)
				}
				err = useAll(db)
				var damage *bolt.DamageError
				var idle *store.Idle
				if err != nil && !errors.As(err, &damage) && !errors.As(err, &idle) && !errors.Is(err, store.ErrNotFound) {
					t.Errorf("using it gave %v", err)
				}
			})
		}
	}
}

// harmless: a blob may be anything, and what is gone whole leaves no trace if
// nothing refers to it.
func harmless(bucket, spoil string) bool {
	return bucket == "state" && spoil != "key" || bucket == "cursor" && spoil == "key" || spoil == "loss" && strings.Contains("capture digest cursor run", bucket)
}

// TestDamagedPages writes over a file at random, below bbolt's own structure.
func TestDamagedPages(t *testing.T) {
	good := contents(t, filled(t, 60))
	end := used(t, good)
	good = good[:end]
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(seed, 7))
		bad := bytes.Clone(good)
		for range 1 + r.IntN(20) {
			at := 8192 + r.IntN(end-8192)
			for i := range min(1+r.IntN(64), end-at) {
				bad[at+i] = byte(r.Uint32())
			}
		}
		path := filepath.Join(t.TempDir(), "tintinh.db")
		if err := os.WriteFile(path, bad, 0o644); err != nil {
			t.Fatal(err)
		}
		db, err := bolt.Open(path, bolt.Options{NoSync: true, Timeout: 10 * time.Millisecond})
		if err != nil {
			continue
		}
		if db.Check(t.Context()) == nil {
			if err := useAll(db); err != nil {
				t.Errorf("seed %d: Check finds nothing, but: %v", seed, err)
			}
		} else {
			useAll(db) // it only must return
		}
		db.Close() // likewise
	}
}

// TestCircle lets a branch of the tree lead back to itself, or to another's
// page: Open says so, and Check where it comes later, and neither follows it
// until the memory is full.
func TestCircle(t *testing.T) {
	good := contents(t, dense(t, filled(t, 400)))
	size := os.Getpagesize()
	branches := 0
	for at := 2 * size; at+size <= len(good); at += size {
		id, flags := binary.NativeEndian.Uint64(good[at:]), binary.NativeEndian.Uint16(good[at+8:])
		if flags != 0x01 || id != uint64(at/size) {
			continue
		}
		branches++
		for name, child := range map[string]uint64{"itself": id, "a sibling": binary.NativeEndian.Uint64(good[at+16+16+8:]), "nowhere": 1 << 40} {
			bad := bytes.Clone(good)
			binary.NativeEndian.PutUint64(bad[at+16+8:], child)
			path := filepath.Join(t.TempDir(), "tintinh.db")
			if err := os.WriteFile(path, bad, 0o644); err != nil {
				t.Fatal(err)
			}
			for _, readOnly := range []bool{true, false} {
				var damage *bolt.DamageError
				if _, err := bolt.Open(path, bolt.Options{ReadOnly: readOnly}); !errors.As(err, &damage) {
					t.Errorf("page %d leads to %s: Open gave %v", id, name, err)
				}
			}
			overwrite(t, path, good)
			db := open(t, path, bolt.Options{ReadOnly: true})
			overwriteAt(t, path, bad[at:at+size], at)
			var found *bolt.CheckError
			if err := db.Check(t.Context()); !errors.As(err, &found) {
				t.Errorf("page %d leads to %s: Check gave %v", id, name, err)
			}
			db.Close()
		}
	}
	if branches == 0 {
		t.Error("the store has no branch")
	}
}

// dense is a copy of a store without free pages.
func dense(t *testing.T, path string) string {
	t.Helper()
	src, err := bbolt.Open(path, 0o644, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	to := filepath.Join(t.TempDir(), "tintinh.db")
	dst, err := bbolt.Open(to, 0o644, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(bbolt.Compact(dst, src, 0), dst.Close()); err != nil {
		t.Fatal(err)
	}
	return to
}

// TestCutWhileOpen cuts the file under an open store: reading past its end
// faults, and must not end the process.
func TestCutWhileOpen(t *testing.T) {
	path := filled(t, 400)
	db := open(t, path, bolt.Options{})
	if err := os.Truncate(path, 3*4096); err != nil {
		t.Fatal(err)
	}
	var damage *bolt.DamageError
	for range 2 { // the second write is not even tried
		if err := db.SetCursor(t.Context(), "xuất", store.Cursor{host: 2}); !errors.As(err, &damage) {
			t.Errorf("writing gave %v", err)
		}
	}
	var found *bolt.CheckError
	if err := db.Check(t.Context()); !errors.As(err, &found) {
		t.Errorf("Check gave %v", err)
	}
	if err := useAll(db); !errors.As(err, &damage) {
		t.Errorf("using it gave %v", err)
	}
}

// TestCompactDamaged: pages that bbolt panics over end the copy with an error,
// and leave the store as it was.
func TestCompactDamaged(t *testing.T) {
	good := contents(t, filled(t, 400))
	good = good[:used(t, good)]
	failed := 0
	for seed := range uint64(30) {
		r := rand.New(rand.NewPCG(seed, 0))
		spoilt := bytes.Clone(good)
		for range len(spoilt) / 2000 {
			spoilt[8192+r.IntN(len(spoilt)-8192)] ^= 0xFF
		}
		path := filepath.Join(t.TempDir(), "tintinh.db")
		if err := os.WriteFile(path, spoilt, 0o644); err != nil {
			t.Fatal(err)
		}
		if _, _, err := bolt.Compact(t.Context(), path); err == nil {
			continue
		}
		failed++
		if now, err := os.ReadFile(path); err != nil || !bytes.Equal(now, spoilt) {
			t.Errorf("seed %d: the store changed (%v)", seed, err)
		}
		if left, _ := os.ReadDir(filepath.Dir(path)); len(left) != 1 {
			t.Errorf("seed %d: left behind: %v", seed, left)
		}
	}
	if failed == 0 {
		t.Error("no spoilt file was noticed")
	}
}

// TestCutIsNamed: of a file that was cut, also a writer says just that.
func TestCutIsNamed(t *testing.T) {
	good := contents(t, filled(t, 400))
	for _, n := range []int{16384, 32768, used(t, good) / 2, used(t, good) - 1} {
		path := filepath.Join(t.TempDir(), "tintinh.db")
		if err := os.WriteFile(path, good[:n], 0o644); err != nil {
			t.Fatal(err)
		}
		for _, readOnly := range []bool{false, true} {
			if _, err := bolt.Open(path, bolt.Options{ReadOnly: readOnly}); err == nil || !strings.Contains(err.Error(), "it was cut off") {
				t.Errorf("cut to %d bytes, read only %t: %v", n, readOnly, err)
			}
		}
	}
}

func overwriteAt(t *testing.T, path string, content []byte, at int) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	_, err = f.WriteAt(content, int64(at))
	if err := errors.Join(err, f.Close()); err != nil {
		t.Fatal(err)
	}
}

func overwrite(t *testing.T, path string, content []byte) {
	t.Helper()
	if err := os.WriteFile(path, content, 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestOlderForReading: a file of an older schema is checked and copied as it
// is, without the buckets that it has not got.
func TestOlderForReading(t *testing.T) {
	for name, want := range map[string]int{"schema1": 3, "schema2": 3, "schema3": 5} {
		path := filepath.Join(t.TempDir(), "tintinh.db")
		overwrite(t, path, unzipped(t, "testdata/"+name+".db.gz"))
		db := open(t, path, bolt.Options{ReadOnly: true})
		n := 0
		err := db.Dump(t.Context(), func(e store.Entry) error {
			if e.Change != nil && e.Change.Current {
				n++
			}
			return nil
		})
		_, serr := db.Stats(t.Context())
		if err := errors.Join(err, serr, db.Check(t.Context()), db.Close()); n != want || err != nil {
			t.Errorf("%s: %d articles, %v", name, n, err)
		}
	}
}

// TestDamagedBandLog spoils a row of the log of bands: Check finds it, and what
// needs it says that the file is damaged.
func TestDamagedBandLog(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tintinh.db")
	n := opened(t, path)
	n.want(1, harvest, "")
	n.want(2, bridge, "")
	n.want(3, strings.Repeat("Một bài khác hẳn về con đường liên xã mới trải nhựa, không giống hai bài kia. ", 9), "")
	if err := n.db.Close(); err != nil {
		t.Fatal(err)
	}
	good := contents(t, path)
	row := func(n uint64) []byte { return binary.BigEndian.AppendUint64(nil, n) }
	for name, spoil := range map[string]func(*bbolt.Bucket) error{
		"a row that is cut":           func(b *bbolt.Bucket) error { return b.Put(row(2), b.Get(row(2))[:20]) },
		"a row of no article":         func(b *bbolt.Bucket) error { return b.Put(row(1), append(bytes.Clone(b.Get(row(1))), 'x')) },
		"a key that is no number":     func(b *bbolt.Bucket) error { return b.Put([]byte{1}, nil) },
		"the first row is missing":    func(b *bbolt.Bucket) error { return b.Delete(row(1)) },
		"a row between is missing":    func(b *bbolt.Bucket) error { return b.Delete(row(2)) },
		"a row far behind the others": func(b *bbolt.Bucket) error { return b.Put(row(90), b.Get(row(1))) },
	} {
		overwrite(t, path, good)
		b, err := bbolt.Open(path, 0o644, nil)
		if err != nil {
			t.Fatal(err)
		}
		err = b.Update(func(tx *bbolt.Tx) error { return spoil(tx.Bucket([]byte("bandlog"))) })
		if err := errors.Join(err, b.Close()); err != nil {
			t.Fatal(err)
		}
		db := open(t, path, bolt.Options{NoSync: true})
		var found *bolt.CheckError
		if err := db.Check(t.Context()); !errors.As(err, &found) {
			t.Errorf("%s: Check gave %v", name, err)
		}
		var damage *bolt.DamageError
		rs, err := db.Done(t.Context(), lease(t, db, 1), 0, store.Outcome{URL: page(4), Article: extracted(4, harvest+"\n\nTheo Thông tấn xã Ví Dụ")})
		if !errors.As(err, &damage) {
			t.Errorf("%s: an article gave %+v, %v", name, rs, err)
		}
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}
}

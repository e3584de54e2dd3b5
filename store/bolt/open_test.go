package bolt_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"go.etcd.io/bbolt"

	"github.com/tintinh/tintinh/store"
	"github.com/tintinh/tintinh/store/bolt"
)

func open(t testing.TB, path string, o bolt.Options) *bolt.DB {
	t.Helper()
	db, err := bolt.Open(path, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func TestOpenBusy(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "dữ liệu", "tintinh.db")
		first := open(t, path, bolt.Options{})
		started := time.Now()
		for _, readOnly := range []bool{false, true} {
			began := time.Now()
			db, err := bolt.Open(path, bolt.Options{ReadOnly: readOnly})
			var busy *store.Busy
			if !errors.As(err, &busy) || !errors.Is(err, store.ErrBusy) || db != nil {
				t.Fatalf("a second Open (read only: %v) gave %v, %v", readOnly, db, err)
			}
			want := store.Busy{File: path, PID: os.Getpid(), Started: started.UTC()}
			if !busy.Started.Equal(want.Started) || busy.PID != want.PID || busy.File != want.File {
				t.Errorf("busy: %+v, want %+v", busy, want)
			}
			if waited := time.Since(began); waited > 2*time.Second {
				t.Errorf("it took %s", waited)
			}
		}
		if err := first.Close(); err != nil {
			t.Fatal(err)
		}
		if left, _ := filepath.Glob(path + ".*"); left != nil {
			t.Errorf("Close left %q", left)
		}
		open(t, path, bolt.Options{})
	})
}

func TestOpenBusyWithoutHolder(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tintinh.db")
	open(t, path, bolt.Options{}).Close()
	reader := open(t, path, bolt.Options{ReadOnly: true})
	open(t, path, bolt.Options{ReadOnly: true}).Close() // readers share

	for name, note := range map[string]string{
		"no note": "", "torn note": `{"pid":`, "a process that is gone": `{"pid":2147483647,"started":"2026-01-02T03:04:05Z"}`, "pid 0": `{"pid":0}`,
	} {
		os.Remove(path + ".lock")
		if note != "" {
			if err := os.WriteFile(path+".lock", []byte(note), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		_, err := bolt.Open(path, bolt.Options{Timeout: time.Millisecond})
		var busy *store.Busy
		if !errors.As(err, &busy) || *busy != (store.Busy{File: path}) {
			t.Errorf("%s: %v", name, err)
		}
	}
	reader.Close()
	db := open(t, path, bolt.Options{}) // a stale note is no lock
	var note struct{ PID int }
	text, err := os.ReadFile(path + ".lock")
	if err != nil || json.Unmarshal(text, &note) != nil || note.PID != os.Getpid() {
		t.Errorf("note %s, %v", text, err)
	}
	db.Close()
}

func TestReadOnly(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tintinh.db")
	u := store.URL{Host: "vidu.vn", Canonical: "https://vidu.vn/1", Due: time.Now().Add(-time.Hour)}
	db := open(t, path, bolt.Options{})
	if _, err := db.Add(t.Context(), u); err != nil {
		t.Fatal(err)
	}
	db.Close()
	before := contents(t, path)

	db = open(t, path, bolt.Options{ReadOnly: true})
	if got, err := db.Known(t.Context(), u.Host, u.Key()); err != nil || got.Canonical != u.Canonical {
		t.Errorf("row %+v, %v", got, err)
	}
	l, err := db.Lease(t.Context(), store.Ask{Worker: "w", TTL: time.Hour, Max: 1}) // a dry run looks what is due
	if err != nil {
		t.Fatal(err)
	}
	_, addErr := db.Add(t.Context(), store.URL{Host: "vidu.vn", Canonical: "https://vidu.vn/2"})
	_, doneErr := db.Done(t.Context(), l, 0, store.Outcome{URL: u})
	for _, err := range []error{addErr, doneErr, db.SetCursor(t.Context(), "c", nil), db.AddRun(t.Context(), store.Run{Started: time.Now()})} {
		if !errors.Is(err, bolt.ErrReadOnly) {
			t.Errorf("a write gave %v", err)
		}
	}
	if err := db.Check(t.Context()); err != nil {
		t.Error(err)
	}
	db.Close()
	if !bytes.Equal(before, contents(t, path)) {
		t.Error("the file changed")
	}
}

// strange are files that are not to be opened.
func strange(t *testing.T, good []byte) map[string]func(path string) error {
	edit := func(path string, fn func(*bbolt.Tx) error) error {
		if err := os.WriteFile(path, good, 0o644); err != nil {
			return err
		}
		b, err := bbolt.Open(path, 0o644, nil)
		if err != nil {
			return err
		}
		return errors.Join(b.Update(fn), b.Close())
	}
	schema := func(v string) func(*bbolt.Tx) error {
		return func(tx *bbolt.Tx) error { return tx.Bucket([]byte("meta")).Put([]byte("schema"), []byte(v)) }
	}
	write := func(b []byte) func(string) error {
		return func(path string) error { return os.WriteFile(path, b, 0o644) }
	}
	spoilt := func(from, to int) []byte {
		b := bytes.Clone(good)
		copy(b[from:to], bytes.Repeat([]byte{0xA5}, to-from))
		return b
	}
	files := map[string]func(string) error{
		"a newer schema":      func(p string) error { return edit(p, schema("99")) },
		"an older schema":     func(p string) error { return edit(p, schema("0")) },
		"schema of no number": func(p string) error { return edit(p, schema("một")) },
		"a missing bucket": func(p string) error {
			return edit(p, func(tx *bbolt.Tx) error { return tx.DeleteBucket([]byte("due")) })
		},
		"another program's": func(p string) error {
			return edit(p, func(tx *bbolt.Tx) error { return tx.DeleteBucket([]byte("meta")) })
		},
		"text":            write([]byte("Đây không phải là kho dữ liệu.\n")),
		"much text":       write(bytes.Repeat([]byte("Đây không phải là kho dữ liệu.\n"), 4000)),
		"zeros":           write(make([]byte, 1<<16)),
		"both meta pages": write(spoilt(0, 8192)),
		"both meta checksums": func(p string) error {
			b := bytes.Clone(good)
			b[16+40]++
			b[4096+16+40]++
			return os.WriteFile(p, b, 0o644)
		},
		"everything but meta": write(spoilt(8192, len(good))),
		"a folder":            func(p string) error { return os.Mkdir(p, 0o755) },
	}
	for _, n := range []int{1, 80, 1000, 4096, 5000, 8192, 12288, 16384, 20000, 32768, used(t, good) / 2, used(t, good) - 1} {
		files[fmt.Sprintf("cut to %d bytes", n)] = write(good[:n])
	}
	return files
}

func TestOpenStrangeFiles(t *testing.T) {
	good := contents(t, filled(t, 400))
	for name, make := range strange(t, good) {
		t.Run(name, func(t *testing.T) {
			for _, readOnly := range []bool{false, true} {
				path := filepath.Join(t.TempDir(), "tintinh.db")
				if err := make(path); err != nil {
					t.Fatal(err)
				}
				before, _ := os.ReadFile(path)
				db, err := bolt.Open(path, bolt.Options{ReadOnly: readOnly})
				if err == nil {
					db.Close()
					t.Fatal("it was opened")
				}
				var schema *bolt.SchemaError
				var format *bolt.FormatError
				var damage *bolt.DamageError
				if !errors.As(err, &schema) && !errors.As(err, &format) && !errors.As(err, &damage) {
					t.Errorf("error %T %v", err, err)
				}
				if after, _ := os.ReadFile(path); !bytes.Equal(before, after) {
					t.Error("the file changed")
				}
				// The attempt must not keep the file locked: the same file, so that
				// it is the same lock.
				if name == "a folder" {
					continue
				}
				if err := os.WriteFile(path, good, 0o644); err != nil {
					t.Fatal(err)
				}
				open(t, path, bolt.Options{Timeout: 10 * time.Millisecond}).Close()
			}
		})
	}
}

func TestSchemaError(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tintinh.db")
	if err := strange(t, contents(t, filled(t, 1)))["a newer schema"](path); err != nil {
		t.Fatal(err)
	}
	_, err := bolt.Open(path, bolt.Options{})
	var got *bolt.SchemaError
	if !errors.As(err, &got) || *got != (bolt.SchemaError{File: path, Have: 99, Want: bolt.Schema}) {
		t.Errorf("error %v", err)
	}
}

func TestOpenMissing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "mới", "tintinh.db")
	if _, err := bolt.Open(path, bolt.Options{ReadOnly: true}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("reading a file that is not there: %v", err)
	}
	if _, err := os.Stat(filepath.Dir(path)); err == nil {
		t.Error("reading made a folder")
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	var format *bolt.FormatError
	if _, err := bolt.Open(path, bolt.Options{ReadOnly: true}); !errors.As(err, &format) {
		t.Errorf("reading an empty file: %v", err)
	}
	open(t, path, bolt.Options{}).Close() // a crash while it was made leaves it empty
	if _, err := bolt.Open(filepath.Join(path, "x", "tintinh.db"), bolt.Options{}); err == nil {
		t.Error("made a store below a file")
	}
}

func TestClosed(t *testing.T) {
	db := open(t, filepath.Join(t.TempDir(), "tintinh.db"), bolt.Options{})
	for range 2 {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}
	u := store.URL{Host: "vidu.vn", Canonical: "https://vidu.vn/1"}
	_, addErr := db.Add(t.Context(), u)
	_, knownErr := db.Known(t.Context(), u.Host, u.Key())
	_, leaseErr := db.Lease(t.Context(), store.Ask{TTL: 1, Max: 1})
	walkErr := db.Articles(t.Context(), nil, nil)
	for name, err := range map[string]error{"Add": addErr, "Known": knownErr, "Lease": leaseErr, "Articles": walkErr, "SetCursor": db.SetCursor(t.Context(), "c", nil), "Check": db.Check(t.Context())} {
		if !errors.Is(err, bolt.ErrClosed) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// used is how much of a file is more than room to grow.
func used(t *testing.T, file []byte) (n int) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "used.db")
	if err := os.WriteFile(path, file, 0o644); err != nil {
		t.Fatal(err)
	}
	b, err := bbolt.Open(path, 0o644, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	err = b.View(func(tx *bbolt.Tx) error { n = int(tx.Size()); return nil })
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func contents(t testing.TB, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

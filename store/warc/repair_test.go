package warc

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// archive writes n pages and returns the file's path and bytes, and where the
// last record (a request) begins.
func archive(t *testing.T, dir string, n int) (path string, data []byte, last int64) {
	t.Helper()
	w := open(t, dir, Options{})
	var ref Ref
	for i := range n {
		x := page(i)
		x.Metadata = nil
		ref = write(t, w, x)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	path = filepath.Join(dir, ref.File)
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return path, data, ref.Offset + ref.Length
}

// crashed is a directory as a crash would leave it: no note of a good end.
func crashed(t *testing.T, name string, data []byte) (dir, path string) {
	t.Helper()
	dir = t.TempDir()
	path = filepath.Join(dir, name)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return dir, path
}

func TestTornTailAtEveryByte(t *testing.T) {
	path, data, last := archive(t, t.TempDir(), 2)
	for n := last; n <= int64(len(data)); n++ {
		tails := map[string][]byte{"cut": nil}
		if n%16 == 0 || n > int64(len(data))-12 { // as a file system may leave it after a power cut
			tails["zeros"] = make([]byte, 7)
		}
		for kind, tail := range tails {
			dir, torn := crashed(t, filepath.Base(path), append(data[:n:n], tail...))
			good := last
			if whole := append(data[:n:n], tail...); bytes.HasPrefix(whole, data) {
				good = int64(len(data)) // the zeros are those that the record ends with
			}
			w := open(t, dir, Options{})
			ref := write(t, w, page(9))
			if ref.File != filepath.Base(path) || ref.Offset != good {
				t.Fatalf("%s at %d of %d: goes on at %v, want %d; repaired %v", kind, n, len(data), ref, good, w.Repaired)
			}
			left := append(data[:n:n], tail...)[good:]
			var want *Repair
			if len(left) > 0 {
				want = &Repair{File: torn, Offset: good, Cut: int64(len(left)), Torn: torn + ".torn"}
			}
			if d := cmp.Diff(want, w.Repaired); d != "" {
				t.Fatalf("%s at %d: repair (-want +got):\n%s", kind, n, d)
			}
			got := types(all(t, torn))
			all := []string{"warcinfo", "response", "request", "response", "request", "response", "request", "metadata"}
			if good == last {
				all = slices.Delete(all, 4, 5)
			}
			if !slices.Equal(got, all) {
				t.Fatalf("%s at %d: records %v, want %v", kind, n, got, all)
			}
			if want != nil {
				moved, err := os.ReadFile(want.Torn)
				if err != nil || !bytes.Equal(moved, left) {
					t.Fatalf("%s at %d: moved aside %d bytes, %v", kind, n, len(moved), err)
				}
			}
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func TestTornFirstRecord(t *testing.T) {
	path, data, _ := archive(t, t.TempDir(), 1)
	for _, n := range []int{1, 3, 40} {
		dir, torn := crashed(t, filepath.Base(path), data[:n])
		w := open(t, dir, Options{})
		if w.Repaired == nil || w.Repaired.Cut != int64(n) {
			t.Errorf("%d bytes: repair %v", n, w.Repaired)
		}
		if _, err := os.Stat(torn); err == nil {
			t.Errorf("%d bytes: an empty file was left", n)
		}
		ref := write(t, w, page(1))
		if got := types(all(t, filepath.Join(dir, ref.File))); len(got) != 4 {
			t.Errorf("%d bytes: records %v", n, got)
		}
	}
}

// Damage with whole records behind it is no torn tail: nothing may be cut.
func TestDamageInside(t *testing.T) {
	path, data, _ := archive(t, t.TempDir(), 3)
	second := bytes.Index(data[20:], gzipMagic) + 20
	data[second+30] ^= 0xff
	dir, damaged := crashed(t, filepath.Base(path), data)
	w := open(t, dir, Options{})
	if d := cmp.Diff(&Repair{File: damaged, Offset: int64(second)}, w.Repaired); d != "" {
		t.Errorf("repair (-want +got):\n%s", d)
	}
	if ref := write(t, w, page(9)); ref.File == filepath.Base(path) {
		t.Error("the damaged file grew")
	}
	if now, err := os.ReadFile(damaged); err != nil || !bytes.Equal(now, data) {
		t.Errorf("the damaged file was changed (%v)", err)
	}
}

// What was closed in order is not read again, and a file that grew after is
// read from there on.
func TestNoteOfGoodEnd(t *testing.T) {
	dir := t.TempDir()
	path, data, last := archive(t, dir, 2)
	data[100] ^= 0xff // before the noted end: not looked at
	if err := os.WriteFile(path, append(data, data[last:last+20]...), 0o600); err != nil {
		t.Fatal(err)
	}
	w := open(t, dir, Options{})
	want := &Repair{File: path, Offset: int64(len(data)), Cut: 20, Torn: path + ".torn"}
	if d := cmp.Diff(want, w.Repaired); d != "" {
		t.Errorf("repair (-want +got):\n%s", d)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if w = open(t, dir, Options{}); w.Repaired != nil {
		t.Errorf("repaired again: %v", w.Repaired)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	// A note of more than the file holds is no note.
	if err := os.Truncate(path, last); err != nil {
		t.Fatal(err)
	}
	w = open(t, dir, Options{Now: func() time.Time { return day.Add(time.Hour) }})
	if w.Repaired == nil || w.Repaired.Cut != 0 {
		t.Errorf("repair %v, want the damage at byte 100 to be seen", w.Repaired)
	}
}

// A note speaks of one file only.
func TestNoteOfAnotherFile(t *testing.T) {
	path, data, last := archive(t, t.TempDir(), 2)
	dir, torn := crashed(t, filepath.Base(path), data[:len(data)-1])
	note := fmt.Sprintf(`{"file":"tintinh-20260313-081530-00000.warc.gz","size":%d}`, len(data)-1)
	if err := os.WriteFile(filepath.Join(dir, ".tintinh.lock"), []byte(note), 0o600); err != nil {
		t.Fatal(err)
	}
	w := open(t, dir, Options{})
	want := &Repair{File: torn, Offset: last, Cut: int64(len(data)) - 1 - last, Torn: torn + ".torn"}
	if d := cmp.Diff(want, w.Repaired); d != "" {
		t.Errorf("repair (-want +got):\n%s", d)
	}
}

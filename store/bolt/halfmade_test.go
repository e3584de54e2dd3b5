package bolt_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"go.etcd.io/bbolt"

	"github.com/tintinh/tintinh/store/bolt"
)

// TestHalfMade: what a power cut leaves of the write that begins a file is made
// anew; a file that holds a single other byte is not touched.
func TestHalfMade(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tintinh.db")
	b, err := bbolt.Open(path, 0o644, &bbolt.Options{FreelistType: bbolt.FreelistMapType})
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	blank, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	page := len(blank) / 4
	for name, missing := range map[string][]int{
		"both meta pages": {0, page}, "the list of free pages": {2 * page}, "the root": {3 * page}, "all but a meta page": {page, 2 * page, 3 * page}, "everything": {0, page, 2 * page, 3 * page},
	} {
		torn := bytes.Clone(blank)
		for _, at := range missing {
			clear(torn[at : at+512])
		}
		if err := os.WriteFile(path, torn, 0o644); err != nil {
			t.Fatal(err)
		}
		db, err := bolt.Open(path, bolt.Options{})
		if err != nil {
			t.Errorf("without %s: %v", name, err)
			continue
		}
		if err := errors.Join(db.Check(t.Context()), db.Close()); err != nil {
			t.Errorf("without %s, made anew: %v", name, err)
		}
	}
	other := bytes.Clone(blank)
	clear(other[:512])
	clear(other[page : page+512])
	other[3*page+300] = 1
	if err := os.WriteFile(path, other, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := bolt.Open(path, bolt.Options{}); err == nil {
		t.Error("a damaged file that holds something was opened")
	}
	if after, err := os.ReadFile(path); err != nil || !bytes.Equal(after, other) {
		t.Errorf("a damaged file that holds something was changed (%v)", err)
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(path), ".blank-*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

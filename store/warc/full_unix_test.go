//go:build unix

package warc

import (
	"errors"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"testing"
)

// A real write that ends half way: the part that was written goes again.
func TestFullDisk(t *testing.T) {
	dir := t.TempDir()
	w := open(t, dir, Options{})
	first := write(t, w, page(1))
	signal.Ignore(syscall.SIGXFSZ)
	defer signal.Reset(syscall.SIGXFSZ)
	var old syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &old); err != nil {
		t.Fatal(err)
	}
	limit := old
	limit.Cur = uint64(w.size) + 100
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		t.Skipf("the size of files cannot be limited here: %v", err)
	}
	_, err := w.Write(page(2))
	if rerr := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &old); rerr != nil {
		t.Fatal(rerr)
	}
	if !errors.Is(err, syscall.EFBIG) {
		t.Fatalf("write: %v, want EFBIG", err)
	}
	path := filepath.Join(dir, first.File)
	if info, err := os.Stat(path); err != nil || info.Size() != w.size {
		t.Errorf("size %d %v, want %d", info.Size(), err, w.size)
	}
	second := write(t, w, page(3)) // room again
	if rec, err := ReadAt(path, second.Offset); err != nil || rec.URL != page(3).URL {
		t.Errorf("%v %v", rec, err)
	}
	if got := types(all(t, path)); len(got) != 7 {
		t.Errorf("records %v", got)
	}
}

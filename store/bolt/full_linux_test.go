package bolt_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
	"time"

	"github.com/tintinh/tintinh/store"
	"github.com/tintinh/tintinh/store/bolt"
)

// TestDiskFull fills a small file system of its own.
func TestDiskFull(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=2m"); err != nil {
		t.Skipf("mounting a small file system needs root: %v", err)
	}
	t.Cleanup(func() { syscall.Unmount(dir, syscall.MNT_DETACH) })
	path := filepath.Join(dir, "tintinh.db")
	db := open(t, path, bolt.Options{})
	if _, err := db.Add(t.Context(), page(0)); err != nil {
		t.Fatal(err)
	}
	l := lease(t, db, 1)
	stored, err := 0, error(nil)
	for ; err == nil; stored++ {
		_, err = db.Done(t.Context(), l, time.Hour, store.Outcome{URL: page(stored), Article: article(stored)})
		if stored > 10000 {
			t.Fatal("2 MiB hold 10,000 articles")
		}
	}
	stored-- // the last one failed
	if !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("the disk is full: %v", err)
	}
	_, again := db.Done(t.Context(), l, time.Hour, store.Outcome{URL: page(0)})
	_, leased := db.Lease(t.Context(), store.Ask{TTL: time.Hour, Max: 1})
	for _, err := range []error{again, leased} {
		if !errors.Is(err, syscall.ENOSPC) {
			t.Errorf("after a failed commit: %v", err)
		}
	}
	if err := db.Close(); err != nil {
		t.Errorf("close: %v", err)
	}

	db = open(t, path, bolt.Options{ReadOnly: true})
	if err := db.Check(t.Context()); err != nil {
		t.Error(err)
	}
	for i := range stored {
		if a, err := db.Article(t.Context(), fmt.Sprintf("vidu:%d", i)); err != nil || a.Title != article(i).Title {
			t.Fatalf("article %d of %d that were stored: %v", i, stored, err)
		}
	}
	if stored == 0 {
		t.Error("nothing was stored")
	}
}

func TestOpenForbidden(t *testing.T) {
	dir := t.TempDir()
	if err := errors.Join(os.Chmod(dir, 0o555), os.Chmod(filepath.Dir(dir), 0o755)); err != nil {
		t.Fatal(err)
	}
	done := make(chan error)
	go func() {
		runtime.LockOSThread() // never unlocked: the thread ends with its rights
		if os.Geteuid() == 0 {
			syscall.Setfsuid(65534)
		}
		_, err := bolt.Open(filepath.Join(dir, "tintinh.db"), bolt.Options{})
		done <- err
	}()
	if err := <-done; !errors.Is(err, fs.ErrPermission) {
		t.Errorf("a folder that may not be written: %v", err)
	}
}

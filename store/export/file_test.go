package export

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

func names(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, e := range entries {
		out = append(out, e.Name())
	}
	return out
}

func begun(t *testing.T, path, text string) *AtomicFile {
	t.Helper()
	f, err := File(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(f, text); err != nil {
		t.Fatal(err)
	}
	return f
}

func TestFileForms(t *testing.T) {
	text := strings.Repeat(`{"id":"bao-vi-du:1"}`+"\n", 1000)
	unpack := map[string]func([]byte) ([]byte, error){
		"ra.ndjson": func(b []byte) ([]byte, error) { return b, nil },
		"ra.ndjson.gz": func(b []byte) ([]byte, error) {
			z, err := gzip.NewReader(bytes.NewReader(b))
			if err != nil {
				return nil, err
			}
			return io.ReadAll(z)
		},
		"ra.ndjson.zst": func(b []byte) ([]byte, error) {
			z, err := zstd.NewReader(nil)
			if err != nil {
				return nil, err
			}
			defer z.Close()
			return z.DecodeAll(b, nil)
		},
	}
	for name, open := range unpack {
		dir := t.TempDir()
		var before []byte
		for range 2 { // the same text gives the same bytes
			f := begun(t, filepath.Join(dir, name), text)
			if err := f.Commit(); err != nil {
				t.Fatal(err)
			}
			if err := f.Abort(); err != nil { // deferred by callers
				t.Errorf("%s: Abort after Commit: %v", name, err)
			}
			data, err := os.ReadFile(filepath.Join(dir, name))
			if err != nil {
				t.Fatal(err)
			}
			if got, err := open(data); err != nil || string(got) != text {
				t.Errorf("%s: %d bytes, %v, want %d", name, len(got), err, len(text))
			}
			if before != nil && !bytes.Equal(before, data) {
				t.Errorf("%s: the second file differs from the first", name)
			}
			before = data
		}
		if got := names(t, dir); !slices.Equal(got, []string{name}) {
			t.Errorf("left in the directory: %v", got)
		}
	}
}

func TestNoHalfFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "ra.ndjson")
	if err := os.WriteFile(path, []byte("cũ"), 0o640); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, 0o666); err != nil { // more than a usual umask leaves
		t.Fatal(err)
	}
	f := begun(t, path, "mới")
	if old, err := os.ReadFile(path); err != nil || string(old) != "cũ" {
		t.Errorf("before Commit the file is %q, %v", old, err)
	}
	if err := f.Abort(); err != nil {
		t.Error(err)
	}
	if got := names(t, dir); !slices.Equal(got, []string{"ra.ndjson"}) {
		t.Errorf("after Abort: %v", got)
	}
	f = begun(t, path, "mới")
	if err := f.Commit(); err != nil {
		t.Fatal(err)
	}
	if now, err := os.ReadFile(path); err != nil || string(now) != "mới" {
		t.Errorf("after Commit the file is %q, %v", now, err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o666 {
		t.Errorf("mode %v %v, want that of the old file", info.Mode(), err)
	}
	if err := f.Commit(); err == nil {
		t.Error("committed twice")
	}
}

// A killed export leaves a temporary file that nobody holds; a running one
// holds its own.
func TestSweep(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "ra.ndjson")
	left := filepath.Join(dir, ".ra.ndjson.AAAAAAAAAAAAAAAAAAAAAAAAAA.part")
	others := []string{".ra.ndjson.AAAA.part", ".ra.ndjson.gz.AAAAAAAAAAAAAAAAAAAAAAAAAA.part", "ra.ndjson.part"}
	for _, p := range append([]string{filepath.Base(left)}, others...) {
		if err := os.WriteFile(filepath.Join(dir, p), []byte("nửa"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	running := begun(t, path, "một")
	second := begun(t, path, "hai")
	if err := second.Commit(); err != nil {
		t.Fatal(err)
	}
	if err := running.Commit(); err != nil {
		t.Errorf("the first export lost its file: %v", err)
	}
	want := append([]string{"ra.ndjson"}, others...)
	slices.Sort(want)
	if got := names(t, dir); !slices.Equal(got, want) {
		t.Errorf("left %v, want %v", got, want)
	}
	if now, err := os.ReadFile(path); err != nil || string(now) != "một" {
		t.Errorf("the last commit wins: %q %v", now, err)
	}
}

func TestFileTargets(t *testing.T) {
	dir := t.TempDir()
	if _, err := File(dir); err == nil || !strings.Contains(err.Error(), "directory") {
		t.Errorf("a directory: %v", err)
	}
	if _, err := File(filepath.Join(dir, "khong-co", "ra.ndjson")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a missing directory: %v", err)
	}
	f := begun(t, os.DevNull, "bỏ")
	if err := f.Commit(); err != nil {
		t.Errorf("a device: %v", err)
	}
	real, link := filepath.Join(dir, "that.ndjson"), filepath.Join(dir, "lien-ket.ndjson")
	if err := os.WriteFile(real, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(real, link); err != nil {
		t.Skipf("no symbolic links here: %v", err)
	}
	f = begun(t, link, "mới")
	if err := f.Commit(); err != nil {
		t.Fatal(err)
	}
	if now, err := os.ReadFile(real); err != nil || string(now) != "mới" {
		t.Errorf("the link's target is %q, %v", now, err)
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link is now %v, %v", info.Mode(), err)
	}
}

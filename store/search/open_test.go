package search

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestOpenPaths: names that mean something in a URI are names here.
func TestOpenPaths(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "tin tỉnh a?b#c%20&mode=memory")
	v, err := Open(filepath.Join(dir, "search.db"))
	if err != nil {
		t.Fatal(err)
	}
	if err := v.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "search.db")); err != nil {
		t.Errorf("the file is elsewhere: %v", err)
	}
}

// TestOpenDamaged: a file that is none of ours is refused, with what to do,
// and left alone.
func TestOpenDamaged(t *testing.T) {
	path := filepath.Join(t.TempDir(), "search.db")
	garbage := strings.Repeat("đây không phải là một kho tìm kiếm ", 400)
	if err := os.WriteFile(path, []byte(garbage), 0o644); err != nil {
		t.Fatal(err)
	}
	_, err := Open(path)
	if err == nil || !errors.Is(err, ErrSpoilt) || !strings.Contains(err.Error(), "serve --rebuild") {
		t.Errorf("opened with %v", err)
	}
	if b, err := os.ReadFile(path); err != nil || string(b) != garbage {
		t.Errorf("the file was changed (%v)", err)
	}
}

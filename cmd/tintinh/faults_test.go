package main

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"syscall"
	"testing"
)

// TestFaultLines: a full disk is one line, whoever met it; mistakes of a
// configuration are a line each.
func TestFaultLines(t *testing.T) {
	full := &fs.PathError{Op: "write", Path: "data/tintinh.db", Err: syscall.ENOSPC}
	commit := fmt.Errorf("commit: %w", full)
	for _, x := range []struct {
		name string
		err  error
		want []string
	}{
		{"one", commit, []string{"commit: write data/tintinh.db: no space left on device"}},
		{"every worker and the figures",
			errors.Join(storeError{errors.Join(errors.Join(commit, fmt.Errorf("take work: %w", commit)), fmt.Errorf("keep the figures: %w", commit))}, commit),
			[]string{"commit: write data/tintinh.db: no space left on device"}},
		{"two faults", errors.Join(commit, fmt.Errorf("close: %w", syscall.EIO)),
			[]string{"commit: write data/tintinh.db: no space left on device", "close: input/output error"}},
		{"a fault below words", fmt.Errorf("export: %w", errors.Join(commit, errors.New("and it stays"))),
			[]string{"export: commit: write data/tintinh.db: no space left on device; and it stays"}},
		{"two causes in a sentence", fmt.Errorf("%w, and then %w", commit, syscall.EIO),
			[]string{"commit: write data/tintinh.db: no space left on device, and then input/output error"}},
		{"a configuration", usageError{errors.Join(errors.New("config.yaml:3: no"), errors.New("config.yaml:5: nor"))},
			[]string{"config.yaml:3: no", "config.yaml:5: nor"}},
	} {
		if got := faultLines(x.err); !slices.Equal(got, x.want) {
			t.Errorf("%s:\n%q\nwant\n%q", x.name, got, x.want)
		}
	}
}

//go:build linux

package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// TestMain makes the test binary the writer that is recorded.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == writerMode {
		main()
		return
	}
	os.Exit(m.Run())
}

// writer records the writer of a store in one of its modes.
func writer(t *testing.T, mode string) *cut {
	t.Helper()
	p := &press{papers: []*paper{{id: "bao-a", published: 100}}}
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	w, err := (&env{Dir: dir}).newWorkspace(mode, "")
	if err != nil {
		t.Fatal(err)
	}
	if w.binary, err = os.Executable(); err != nil {
		t.Fatal(err)
	}
	c, err := recordWriter(t.Context(), w, mode, p)
	if errors.Is(err, syscall.EPERM) {
		t.Skipf("children may not be traced here: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestPowerCut: a store that is written with its syncs keeps what was called
// stored, whatever a power cut leaves; one written without them does not, and
// neither does the first on a disk that ignores them.
func TestPowerCut(t *testing.T) {
	c := writer(t, synced)
	n, err := c.states(t.Context(), c.log.Steps, 1)
	if err != nil || n < 300 || c.bad > 0 {
		t.Errorf("synced: %d of %d states are bad (%v): %q", c.bad, n, err, c.faults)
	}
	lying, err := c.control(t.Context(), without(c.log.Steps, filepath.Join(c.root, "data", storeName)), 1)
	if err != nil || lying.Failures == 0 {
		t.Errorf("a disk that ignores syncs: %d of %d states are bad (%v)", lying.Failures, lying.N, err)
	}
	other := writer(t, unsynced)
	o, err := other.control(context.WithoutCancel(t.Context()), other.log.Steps, 1)
	if err != nil || o.Failures == 0 {
		t.Errorf("without syncs: %d of %d states are bad (%v)", o.Failures, o.N, err)
	}
}

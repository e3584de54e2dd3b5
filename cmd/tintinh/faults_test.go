package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
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

// TestUnwritable: a place that takes nothing is exit code 4, whatever the
// reason; a disk that fails is not.
func TestUnwritable(t *testing.T) {
	for err, want := range map[syscall.Errno]int{syscall.ENOSPC: 4, syscall.EDQUOT: 4, syscall.EFBIG: 4, syscall.EROFS: 4, syscall.EIO: 1} {
		if got := exitCode(storeError{fmt.Errorf("commit: %w", err)}); got != want {
			t.Errorf("%v: exit code %d, want %d", err, got, want)
		}
	}
	if got := exitCode(noDataDir{fmt.Errorf("make the data directory: %w", syscall.EIO)}); got != exitFailed {
		t.Errorf("a disk that fails at the data directory: exit code %d", got)
	}
	w := newWorkspace(t, "portals: [baothaibinh]\n")
	if _, stderr := w.run(4, "crawl", "--data", "config.yaml/data"); !strings.Contains(stderr, "make the data directory: mkdir config.yaml: not a directory") {
		t.Errorf("standard error:\n%s", stderr)
	}
}

// TestNoDelay: none, asked for in so many words, is none.
func TestNoDelay(t *testing.T) {
	a := &app{stderr: io.Discard}
	for text, want := range map[string]time.Duration{"0s": -1, "250ms": 250 * time.Millisecond} {
		cfg, err := loadConfig("", func(string) string { return "" })
		if err == nil {
			err = cfg.set("crawl.delay", text)
		}
		if err != nil {
			t.Fatal(err)
		}
		run, err := a.newCrawl(cfg, crawlFlags{portals: []string{"baothaibinh"}})
		if err != nil || run.Delay != want {
			t.Errorf("crawl.delay: %s: %v, %v; want %v", text, run.Delay, err, want)
		}
	}
}

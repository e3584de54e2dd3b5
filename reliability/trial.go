//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// trial is one promise on trial.
type trial struct {
	Key     string // as in docs/reliability.md: R1
	Promise string // in a sentence
	Tools   []string
	Run     func(context.Context, *env) (outcome, error) // an error: the trial itself could not go on
}

// outcome is what came of a trial. A trial with N = 0 proved nothing and counts
// as broken.
type outcome struct {
	N        int    // attempts: kills, disk states, faults
	Failures int    // attempts that broke the promise; each is logged when it is found
	Note     string // the other figures, for the table
}

// env is what a trial works with.
type env struct {
	Binary string // the release binary
	Dir    string // a fresh folder of the trial's own
	Short  bool
	Log    *slog.Logger
}

// pick is the figure of the short or of the full run.
func (e *env) pick(short, full int) int {
	if e.Short {
		return short
	}
	return full
}

// trials are all promises, in the order in which they are tried.
func trials() []trial {
	return append([]trial{
		{Key: "R1", Promise: "kill -9 at any moment: nothing lost, nothing twice, the next run goes on within a second", Run: kills},
		{Key: "R10", Promise: "crawls started at once: one works, the others end within two seconds and name it", Run: overlaps},
		{Key: "R11", Promise: "SIGTERM: what is in flight is stored, nothing is fetched again; a second one ends at once", Run: stops},
		{Key: "R9", Promise: "an export killed at every write: its file is absent (or the older one) or complete", Tools: []string{"jq", "python3", "node"}, Run: exports},
		{Key: "R2", Promise: "kill -9 at every write, sync and rename of a crawl and its export: nothing lost, no half file", Run: killPoints},
		{Key: "R4", Promise: "every write, sync and rename fails: one clear line, the right exit code, what was stored can be read, the next run goes on", Run: faultPoints},
		{Key: "R4b", Promise: "a disk that is full or read-only: one line, exit 4, what was stored can be read, the next run goes on by itself", Run: fullDisks},
		{Key: "R3", Promise: "the power goes at any moment: what was called stored is there with its raw page, nothing is broken", Run: powerCuts},
	}, webTrials()...)
}

// table runs trials and prints a row of each. The error names those that failed.
func table(ctx context.Context, w io.Writer, e *env, dir string, chosen []trial) error {
	fmt.Fprintln(w, "| | promise | N | failures | note | seconds |")
	fmt.Fprintln(w, "|---|---|---|---|---|---|")
	var broken []string
	var errs []error
	for _, t := range chosen {
		at := *e
		at.Dir, at.Log = filepath.Join(dir, t.Key), e.Log.With("trial", t.Key)
		start := time.Now()
		o, err := t.try(ctx, &at)
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", t.Key, err))
			o.Note = strings.TrimSpace(o.Note + " could not be tried: see below")
		}
		fmt.Fprintf(w, "| %s | %s | %d | %d | %s | %.0f |\n", t.Key, t.Promise, o.N, o.Failures, o.Note, time.Since(start).Seconds())
		if err == nil && (o.N == 0 || o.Failures > 0) {
			broken = append(broken, fmt.Sprintf("%s (%d of %d)", t.Key, o.Failures, o.N))
		}
	}
	if len(broken) > 0 {
		errs = append([]error{fmt.Errorf("broken: %s", strings.Join(broken, ", "))}, errs...)
	}
	return errors.Join(errs...)
}

func (t trial) try(ctx context.Context, e *env) (outcome, error) {
	for _, tool := range t.Tools {
		if _, err := exec.LookPath(tool); err != nil {
			return outcome{}, missingError{tool + " is not installed"}
		}
	}
	if err := os.MkdirAll(e.Dir, 0o755); err != nil {
		return outcome{}, err
	}
	o, err := t.Run(ctx, e)
	if err == nil {
		err = ctx.Err()
	}
	return o, err
}

//go:build linux

package main

import (
	"context"
	"os"
	"time"

	"github.com/tintinh/tintinh/reliability/trace"
)

// watch is what a traced run of the program is for.
type watch struct {
	under  []string // folders whose changes are shown
	data   bool
	before func(*trace.Call) trace.Fate
	after  func(*trace.Call)
}

// traced runs the program to its end with its changes of files shown, or made
// to fail.
func (w *workspace) traced(ctx context.Context, o watch, args ...string) (r ended, err error) {
	stdout, err := os.Create(w.dir + ".stdout") // beside it: what is shown is the program's own files

	if err != nil {
		return r, err
	}
	defer stdout.Close()
	stderr, err := os.Create(w.dir + ".stderr")
	if err != nil {
		return r, err
	}
	defer stderr.Close()
	start := time.Now()
	p := trace.Program{
		Args: append([]string{w.binary}, args...), Dir: w.dir, Env: environment(), Stdout: stdout, Stderr: stderr,
		Under: o.under, Output: o.data, Data: o.data, Before: o.before, After: o.after,
	}
	code, err := trace.Run(ctx, p)
	if err != nil {
		return r, err
	}
	r = ended{args: args, code: code, took: time.Since(start)}
	out, err := os.ReadFile(stdout.Name())
	if err != nil {
		return r, err
	}
	said, err := os.ReadFile(stderr.Name())
	r.stdout, r.stderr = string(out), string(said)
	return r, err
}

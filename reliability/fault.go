//go:build linux

package main

import (
	"context"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"

	"github.com/tintinh/tintinh/reliability/trace"
)

// fault is a way in which a disk fails.
type fault struct {
	name  string
	errno syscall.Errno
	code  int  // that the program ends with when the store or an export met it
	lasts bool // from the n-th call on, not only once
}

// spares: calls that a full disk does not refuse.
func (f fault) spares(op trace.Op) bool {
	return f.errno == syscall.ENOSPC && (op == trace.Remove || op == trace.Sync)
}

func diskFaults() []fault {
	return []fault{
		{"no space once", syscall.ENOSPC, 4, false},
		{"no space from there on", syscall.ENOSPC, 4, true},
		{"I/O error once", syscall.EIO, 1, false},
		{"I/O error from there on", syscall.EIO, 1, true},
	}
}

// faultPoints lets every call that changes a file fail: the program says so in
// one line and ends with its code, what it said is stored can be read, and the
// next run goes on by itself.
func faultPoints(ctx context.Context, e *env) (o outcome, err error) {
	step := e.pick(100, 1)
	last, err := lastCall()
	if err != nil {
		return o, err
	}
	var mu sync.Mutex
	codes := map[int]int{}
	for _, f := range diskFaults() {
		n, err := points(ctx, 1+rand.IntN(step), step, func(ctx context.Context, n int) (bool, error) {
			if n > last {
				return false, nil
			}
			p, err := e.newPoint(strings.ReplaceAll(strings.ReplaceAll(f.name, " ", "-"), "/", ""), n)
			if err != nil {
				return false, err
			}
			r, err := p.failed(ctx, f)
			mu.Lock()
			defer mu.Unlock()
			if p.touched() {
				codes[r.code]++
			}
			for _, text := range p.faults {
				e.Log.Error(f.name + " " + text)
			}
			o.Failures += len(p.faults)
			if cerr := p.close(); err == nil {
				err = cerr
			}
			return p.touched(), err
		})
		o.N += n
		if err != nil {
			return o, err
		}
	}
	o.Note = fmt.Sprintf("ENOSPC and EIO, once and from there on; every %s call; exit codes:", nth(step))
	if last != math.MaxInt {
		o.Note = fmt.Sprintf("calls up to %d only; ", last) + o.Note
	}
	for _, code := range slices.Sorted(maps.Keys(codes)) {
		o.Note += fmt.Sprintf(" %d (%d×)", code, codes[code])
	}
	return o, nil
}

// lastCall is the last call that is tried, all if TINTINH_LAST_CALL is not set:
// to see quickly whether what the first calls showed is mended.
func lastCall() (int, error) {
	given := os.Getenv("TINTINH_LAST_CALL")
	if given == "" {
		return math.MaxInt, nil
	}
	n, err := strconv.Atoi(given)
	if err != nil || n < 1 {
		return 0, usageError{fmt.Errorf("TINTINH_LAST_CALL=%s: which call, from 1?", given)}
	}
	return n, nil
}

// failed runs with the fault, without it, and compares.
func (p *point) failed(ctx context.Context, f fault) (ended, error) {
	struck := false
	p.fate = func(c *trace.Call, at int) trace.Fate {
		if at < p.n || struck && !f.lasts || f.spares(c.Op) {
			return trace.Fate{}
		}
		if !struck {
			p.call = c.String()
		}
		struck = true
		return trace.Fate{Errno: f.errno}
	}
	r, err := p.runs(ctx)
	if err != nil {
		return r, err
	}
	p.told(r, f, struck)
	if err := p.kept(ctx, r); err != nil {
		return r, err
	}
	return r, p.recover(ctx)
}

// told judges how the program ended, and what it said.
func (p *point) told(r ended, f fault, struck bool) {
	text := f.errno.Error()
	var lines, warnings int
	for line := range strings.Lines(r.stderr) {
		if strings.HasPrefix(line, "tintinh: ") {
			lines++
		}
		if strings.Contains(line, "level=WARN") && strings.Contains(line, text) {
			warnings++
		}
	}
	switch {
	case !struck && r.code == 0:
	case r.code == f.code && lines == 1 && strings.Contains(r.stderr, text):
	case r.code == 0 && warnings > 0 && struck: // a file that no run needs, such as the heartbeat
	default:
		p.fault("exit %d with %d lines and %d warnings: %s", r.code, lines, warnings, withoutDebug(r))
	}
}

func withoutDebug(r ended) string {
	var b strings.Builder
	for line := range strings.Lines(r.String()) {
		if !strings.Contains(line, "level=DEBUG") {
			b.WriteString(line)
		}
	}
	return b.String()
}

// kept wants everything that the run called stored in the export, right after.
func (p *point) kept(ctx context.Context, r ended) error {
	said := acknowledged(r.stderr)
	if len(said) == 0 {
		return nil
	}
	out, err := p.workspace.run(ctx, "export")
	if err != nil {
		return err
	}
	if out.code != 0 {
		p.fault("export after the fault: %s", out)
	}
	urls := map[string]bool{}
	for _, a := range p.records(out.stdout, p.workspace.data("raw")) {
		urls[a.CanonicalURL] = true
	}
	for _, u := range said {
		if !urls[u] {
			p.fault("%s was called stored, and is not", u)
		}
	}
	return nil
}

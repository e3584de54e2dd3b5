//go:build linux

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/tintinh/tintinh/reliability/trace"
)

// exports kills an export at every call that changes a file. What stands under
// the name that was asked for is what stood there before, or the whole export;
// the next export clears up, and gives the same bytes.
func exports(ctx context.Context, e *env) (o outcome, err error) {
	p, err := newPress(2, e.pick(150, 400), 0)
	if err != nil {
		return o, err
	}
	defer p.close()
	w, err := e.newWorkspace("export", p.portals(time.Millisecond))
	if err != nil {
		return o, err
	}
	if _, err := w.must(ctx, "crawl"); err != nil {
		return o, err
	}
	x := &exported{audit: audit{press: p}, workspace: w, out: filepath.Join(w.dir, "out")}
	if err := x.whole(ctx, w); err != nil {
		return o, err
	}
	if err := os.Mkdir(x.out, 0o755); err != nil {
		return o, err
	}
	for _, name := range []string{"all.ndjson", "all.ndjson.gz", "all.ndjson.zst", "all.csv", "all.txt", "all.parquet"} {
		n, err := x.format(ctx, name)
		o.N += n
		if err != nil {
			return o, fmt.Errorf("%s: %w", name, err)
		}
	}
	n, err := x.cursors(ctx)
	o.N += n
	if err != nil {
		return o, fmt.Errorf("with a cursor: %w", err)
	}
	if err := x.read(ctx); err != nil {
		return o, err
	}
	o.Note = fmt.Sprintf("%d records; ndjson, gz, zst, csv, text, parquet and a cursor; jq, Python and Node read the same", p.total())
	return x.judge(e, o), nil
}

// exported is a store that is exported again and again.
type exported struct {
	audit
	workspace *workspace
	out       string // folder
}

// format kills exports to one file, over nothing and over an older file.
func (x *exported) format(ctx context.Context, name string) (kills int, err error) {
	file := filepath.Join(x.out, name)
	if _, err := x.workspace.must(ctx, "export", "-o", file); err != nil {
		return 0, err
	}
	want, err := os.ReadFile(file)
	if err != nil {
		return 0, err
	}
	for _, old := range [][]byte{nil, []byte("what stood here before\n")} {
		for n := 1; ; n++ {
			if err := place(file, old); err != nil {
				return kills, err
			}
			r, err := x.killedAt(ctx, n, []string{x.out}, "export", "-o", file)
			if err != nil {
				return kills, err
			}
			if err := x.left(name, n, old, want); err != nil {
				return kills, err
			}
			if r.code != -1 {
				break // it passed untouched
			}
			kills++
		}
	}
	if _, err := x.workspace.must(ctx, "export", "-o", file); err != nil {
		return kills, err
	}
	return kills, x.left(name, 0, want, want)
}

// place puts an older file under a name, or nothing.
func place(file string, old []byte) error {
	if old != nil {
		return os.WriteFile(file, old, 0o644)
	}
	if err := os.Remove(file); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// killedAt runs a command and kills it at the n-th change of a file.
func (x *exported) killedAt(ctx context.Context, n int, under []string, args ...string) (ended, error) {
	seen := 0
	r, err := x.workspace.traced(ctx, watch{under: under, before: func(*trace.Call) trace.Fate {
		seen++
		return trace.Fate{Kill: seen == n}
	}}, args...)
	if err == nil && r.code > 0 {
		err = errors.New(r.String())
	}
	return r, err
}

// left looks at what is there after kill n (0: after none).
func (x *exported) left(name string, n int, old, want []byte) error {
	got, err := os.ReadFile(filepath.Join(x.out, name))
	absent := errors.Is(err, fs.ErrNotExist)
	switch {
	case err != nil && !absent:
		return err
	case absent && old == nil || bytes.Equal(got, want) || old != nil && !absent && bytes.Equal(got, old):
	case absent:
		x.fault("%s, killed at call %d: the older file is gone", name, n)
	default:
		x.fault("%s, killed at call %d: %d bytes are there, the whole has %d", name, n, len(got), len(want))
	}
	parts, err := filepath.Glob(filepath.Join(x.out, ".*.part"))
	if n == 0 && len(parts) > 0 {
		x.fault("%s: an export that ended well left %s", name, parts)
	}
	if len(parts) > 1 {
		x.fault("%s, killed at call %d: unfinished files pile up: %s", name, n, parts)
	}
	return err
}

// cursors kills an export that moves a cursor, also while it writes the store:
// every record is in the file, or comes with the next export.
func (x *exported) cursors(ctx context.Context) (kills int, err error) {
	want, err := x.workspace.must(ctx, "export")
	if err != nil {
		return 0, err
	}
	for n := 1; ; n++ {
		cursor, file := fmt.Sprintf("lan-%d", n), filepath.Join(x.out, "new.ndjson")
		if err := place(file, nil); err != nil {
			return kills, err
		}
		r, err := x.killedAt(ctx, n, []string{x.out, x.workspace.data()}, "export", "--cursor", cursor, "-o", file)
		if err != nil {
			return kills, err
		}
		got, err := os.ReadFile(file)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return kills, err
		}
		rest, err := x.workspace.must(ctx, "export", "--cursor", cursor)
		if err != nil {
			return kills, err
		}
		all := string(got) + rest.stdout
		if all != want.stdout && all != want.stdout+want.stdout { // twice: it was killed before the cursor moved
			x.fault("with a cursor, killed at call %d: %d lines are in the file, %d come with the next export, %d are stored",
				n, strings.Count(string(got), "\n"), strings.Count(rest.stdout, "\n"), strings.Count(want.stdout, "\n"))
		}
		if r.code != -1 {
			return kills, x.clean(ctx)
		}
		kills++
	}
}

// clean wants a store whose check finds nothing.
func (x *exported) clean(ctx context.Context) error {
	r, err := x.workspace.run(ctx, "db", "check")
	if err == nil && r.code != 0 {
		x.fault("db check: %s", r)
	}
	return err
}

//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/tintinh/tintinh/reliability/trace"
)

const pointPages = 50 // of the crawl that is gone through call by call

// point is one run in which something happens at the n-th change of a file: a
// fresh store, a crawl of pointPages articles and an export.
type point struct {
	audit
	n         int
	workspace *workspace
	file      string // of the export
	fate      func(c *trace.Call, at int) trace.Fate
	call      string // the n-th
	seen      int
}

// newPoint makes press, folder and configuration.
func (e *env) newPoint(name string, n int) (*point, error) {
	p, err := newPress(2, pointPages/2, 0)
	if err != nil {
		return nil, err
	}
	w, err := e.newWorkspace(fmt.Sprintf("%s-%d", name, n), p.portals(time.Millisecond))
	if err != nil {
		p.close()
		return nil, err
	}
	pt := &point{audit: audit{press: p}, n: n, workspace: w, file: filepath.Join(w.dir, "out.ndjson")}
	pt.press.begin()
	return pt, nil
}

// close removes the folder where nothing was wrong.
func (p *point) close() error {
	p.press.close()
	if len(p.faults) > 0 {
		return nil
	}
	return os.RemoveAll(p.workspace.dir)
}

// fault names the point, too.
func (p *point) fault(format string, args ...any) {
	p.audit.fault("at call %d (%s): %s", p.n, p.call, fmt.Sprintf(format, args...))
}

// watch counts the calls of all processes of this point.
func (p *point) watch() watch {
	folder := p.workspace.dir
	return watch{under: []string{folder}, before: func(c *trace.Call) trace.Fate {
		p.seen++
		if p.seen == p.n {
			p.call = c.String()
		}
		return p.fate(c, p.seen)
	}}
}

// runs crawls and exports; the first that ends in another way than well ends it.
func (p *point) runs(ctx context.Context) (r ended, err error) {
	for _, args := range [][]string{{"crawl", "--log-level", "debug"}, {"export", "-o", p.file}} {
		r, err = p.workspace.traced(ctx, p.watch(), args...)
		if err != nil || r.code != 0 || p.touched() {
			return r, err
		}
	}
	return r, nil
}

// touched: the n-th call was reached.
func (p *point) touched() bool { return p.seen >= p.n }

// recover lets the next run do the rest, and looks at everything.
func (p *point) recover(ctx context.Context) error {
	before, err := os.ReadFile(p.file)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	p.press.begin()
	r, err := p.workspace.run(ctx, "crawl")
	if err != nil {
		return err
	}
	if r.code != 0 {
		p.fault("the next run: %s", r)
	}
	found := len(p.faults)
	if err := p.whole(ctx, p.workspace); err != nil {
		return err
	}
	for i, f := range p.faults[found:] {
		p.faults[found+i] = fmt.Sprintf("at call %d (%s): %s", p.n, p.call, f)
	}
	if r, err = p.workspace.run(ctx, "export"); err != nil {
		return err
	}
	if len(before) > 0 && string(before) != r.stdout {
		p.fault("the export has %d bytes of %d under its name", len(before), len(r.stdout))
	}
	p.fewAgain()
	return nil
}

// fewAgain allows one page per host to be asked for again.
func (p *point) fewAgain() {
	for _, x := range p.press.papers {
		n := 0
		for _, times := range x.times() {
			n += times - 1
		}
		if n > 1 {
			p.fault("%d pages of %s were asked for again", n, x.id)
		}
	}
}

// points goes through a run call by call: all of them in the full form, every
// step-th in the short one, until a run passes untouched. Two at a time.
func points(ctx context.Context, from, step int, try func(ctx context.Context, n int) (touched bool, err error)) (tried int, err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var mu sync.Mutex
	var wg sync.WaitGroup
	next, end := from, false
	take := func() (int, bool) {
		mu.Lock()
		defer mu.Unlock()
		n := next
		next += step
		return n, !end && ctx.Err() == nil
	}
	for range 2 {
		wg.Go(func() {
			for n, ok := take(); ok; n, ok = take() {
				touched, terr := try(ctx, n)
				mu.Lock()
				if terr != nil {
					err = errors.Join(err, terr)
				}
				if touched {
					tried++
				}
				end = end || !touched || terr != nil
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	return tried, err
}

// acknowledged are the articles of which the program said that they are
// stored.
func acknowledged(stderr string) (urls []string) {
	for line := range strings.Lines(stderr) {
		if !strings.Contains(line, "msg=looked") || !strings.Contains(line, "change=new") {
			continue
		}
		_, rest, _ := strings.Cut(line, "url=")
		url, _, _ := strings.Cut(rest, " ")
		urls = append(urls, url)
	}
	return urls
}

// nth says how close the points lie.
func nth(step int) string {
	if step == 1 {
		return "single"
	}
	return fmt.Sprintf("%d.", step)
}

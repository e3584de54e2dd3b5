//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/tintinh/tintinh/reliability/powercut"
	"github.com/tintinh/tintinh/reliability/trace"
)

// powerCuts records what a crawl and an export do to the disk, rebuilds what a
// power cut may leave at every moment of it, and looks whether all that the
// program had said is stored is there, and nothing is broken. Two controls must
// find bad states: the same log from a disk that ignores the store's syncs, and
// a store that is written without them.
func powerCuts(ctx context.Context, e *env) (o outcome, err error) {
	p, err := newPress(2, e.pick(12, 30), 0)
	if err != nil {
		return o, err
	}
	defer p.close()
	w, err := e.newWorkspace("crawl", p.portals(time.Millisecond))
	if err != nil {
		return o, err
	}
	c := &cut{audit: audit{press: p}, root: w.dir, dir: e.Dir, log: &powercut.Recorder{}}
	if err := c.record(ctx, w); err != nil {
		return o, err
	}
	seed := uint64(time.Now().UnixNano())
	e.Log.Info("random disk states", "seed", seed)
	least := e.pick(5000, 60000)
	for o.N < least {
		n, err := c.states(ctx, c.log.Steps, seed+uint64(o.N))
		if err != nil {
			return o, err
		}
		o.N += n
	}
	o.Failures = c.bad
	for _, f := range c.faults {
		e.Log.Error(f)
	}
	lying, err := c.control(ctx, without(c.log.Steps, w.data(storeName)), seed)
	if err != nil {
		return o, err
	}
	unsynced, err := c.unsynced(ctx, e, seed)
	if err != nil {
		return o, err
	}
	o.Note = fmt.Sprintf("%d calls on the disk; controls: a disk that ignores the store's syncs %d bad of %d, a store written without them %d bad of %d",
		len(c.log.Steps)/2, lying.Failures, lying.N, unsynced.Failures, unsynced.N)
	if lying.Failures == 0 || unsynced.Failures == 0 {
		e.Log.Error("a control found nothing: the simulation proves nothing")
		o.Failures++
	}
	return o, nil
}

const storeName = "tintinh.db"

// cut is a recorded run and what was wrong after power cuts in it.
type cut struct {
	audit
	root    string // what the log is about
	dir     string // for files of states
	log     *powercut.Recorder
	export  []byte
	archive map[string][]byte // the raw pages' files, as the run left them
	ended   int               // step at which the export had said that it is done
	bad     int               // states in which something was wrong
	bare    bool              // the store only: no raw pages, no export
	limit   int               // of bad states after which no more are tried; 0 = none
}

// record runs a crawl and an export.
func (c *cut) record(ctx context.Context, w *workspace) error {
	o := watch{under: []string{w.dir}, data: true, before: c.log.Before, after: c.log.After}
	out := filepath.Join(w.dir, "out.ndjson")
	for _, args := range [][]string{{"crawl", "--log-level", "debug"}, {"export", "-o", out}} {
		r, err := w.traced(ctx, o, args...)
		if err != nil {
			return err
		}
		if r.code != 0 {
			return errors.New(withoutDebug(r))
		}
	}
	c.ended = len(c.log.Steps)
	done := &trace.Call{Op: trace.Write, Path: trace.Stderr}
	c.log.Steps = append(c.log.Steps, powercut.Step{Call: done}, powercut.Step{Call: done, End: true})
	files, err := filepath.Glob(w.data("raw", "*.warc.gz"))
	if err != nil || len(files) == 0 {
		return fmt.Errorf("the crawl left no raw pages: %w", err)
	}
	c.archive = map[string][]byte{}
	for _, f := range files {
		if c.archive[f], err = os.ReadFile(f); err != nil {
			return err
		}
	}
	if err := c.whole(ctx, w); err != nil || len(c.faults) > 0 {
		return fmt.Errorf("the recorded run itself: %q, %w", c.faults, err)
	}
	c.export, err = os.ReadFile(out)
	return err
}

const maxTold = 20 // bad states that are described

var errEnough = errors.New("enough bad states were found")

// states tries the states of a log, several at a time.
func (c *cut) states(ctx context.Context, steps []powercut.Step, seed uint64) (n int, err error) {
	said := saidBy(steps)
	states := make(chan powercut.State, 4)
	var mu sync.Mutex
	var wg sync.WaitGroup
	var failed error
	var full bool
	for i := range 2 {
		wg.Go(func() {
			at := &state{cut: c, dir: filepath.Join(c.dir, fmt.Sprintf("state-%d", i)), known: map[uint64]read{}, seed: maphash.MakeSeed()}
			for s := range states {
				found, err := at.look(ctx, s, said)
				mu.Lock()
				failed = errors.Join(failed, err)
				if len(found) > 0 {
					c.bad++
				}
				if len(found) > 0 && c.bad <= maxTold {
					c.fault("step %d, %s: %s and %d more", s.Step, s.What, found[0], len(found)-1)
				}
				full = c.limit > 0 && c.bad >= c.limit
				mu.Unlock()
			}
		})
	}
	n, err = powercut.States(c.root, steps, rand.New(rand.NewPCG(seed, 3)), func(s powercut.State) error {
		states <- s
		mu.Lock()
		defer mu.Unlock()
		if full {
			return errEnough
		}
		return ctx.Err()
	})
	close(states)
	wg.Wait()
	if errors.Is(err, errEnough) {
		err = nil
	}
	return n, errors.Join(err, failed)
}

// promise is an article of which the program said that it is stored.
type promise struct {
	step int
	url  string
}

func saidBy(steps []powercut.Step) (all []promise) {
	for i, s := range steps {
		if !s.End || s.Call.Path != trace.Stderr {
			continue
		}
		for _, url := range acknowledged(string(s.Call.Data)) {
			all = append(all, promise{i + 1, url})
		}
	}
	return all
}

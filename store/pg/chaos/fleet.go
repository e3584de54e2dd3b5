//go:build unix

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"sync"
	"syscall"
	"time"
)

// fleet is the worker processes of a trial.
type fleet struct {
	dsn, addr string
	delay     time.Duration
	lanes     int // hosts that a worker works on at the same time; 0 = 1

	mu      sync.Mutex
	running map[*exec.Cmd]bool // true: stopped
	ended   []ended
	killed  int
	stopped int
}

// ended is a process that is no more.
type ended struct {
	ours bool  // killed by us
	err  error // nil: it found nothing left to do
}

// start adds workers.
func (f *fleet) start(ctx context.Context, n int) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	for range n {
		c := exec.CommandContext(ctx, self, "worker", f.dsn, f.addr, f.delay.String(), strconv.Itoa(max(1, f.lanes)))
		var stderr bytes.Buffer
		c.Stderr = &stderr
		if err := c.Start(); err != nil {
			return fmt.Errorf("start a worker: %w", err)
		}
		f.mu.Lock()
		if f.running == nil {
			f.running = map[*exec.Cmd]bool{}
		}
		f.running[c] = false
		f.mu.Unlock()
		go f.wait(c, &stderr)
	}
	return nil
}

func (f *fleet) wait(c *exec.Cmd, stderr *bytes.Buffer) {
	err := c.Wait()
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.running, c)
	status, _ := c.ProcessState.Sys().(syscall.WaitStatus)
	if err != nil && !status.Signaled() {
		err = fmt.Errorf("%w: %s", err, stderr.String())
	}
	f.ended = append(f.ended, ended{status.Signaled(), err})
}

// replace starts a worker for each that is gone, and reports whether one found
// nothing left to do. A worker that failed is replaced too, like a killed one:
// it may have been started while the server was away.
func (f *fleet) replace(ctx context.Context) (done bool, err error) {
	f.mu.Lock()
	gone := f.ended
	f.ended = nil
	f.mu.Unlock()
	for _, e := range gone {
		if e.err == nil {
			return true, nil
		}
	}
	return false, f.start(ctx, len(gone))
}

// any is a random worker that is not stopped.
func (f *fleet) any() *exec.Cmd {
	var all []*exec.Cmd
	for c, stopped := range f.running {
		if !stopped {
			all = append(all, c)
		}
	}
	if len(all) == 0 {
		return nil
	}
	return all[rand.IntN(len(all))]
}

func (f *fleet) kill(context.Context) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	c := f.any()
	if c == nil {
		return nil
	}
	f.killed++
	return ignoreGone(c.Process.Kill())
}

// freeze stops a worker for one and a half leases.
func (f *fleet) freeze(context.Context) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	c := f.any()
	if c == nil {
		return nil
	}
	f.stopped++
	f.running[c] = true
	time.AfterFunc(3*leaseTime/2, func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		if _, there := f.running[c]; there {
			f.running[c] = false
			c.Process.Signal(syscall.SIGCONT) // fails if it ended just now
		}
	})
	return ignoreGone(c.Process.Signal(syscall.SIGSTOP))
}

func ignoreGone(err error) error {
	if errors.Is(err, os.ErrProcessDone) {
		return nil
	}
	return err
}

// killAll ends what still runs; the trial is over.
func (f *fleet) killAll() {
	f.mu.Lock()
	defer f.mu.Unlock()
	for c := range f.running {
		c.Process.Kill() // fails if it ended just now
	}
}

//go:build linux

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// workspace is a folder with a config.yaml and a data directory, in which the
// program runs.
type workspace struct {
	dir    string
	binary string
}

// newWorkspace makes a folder of this name with this configuration.
func (e *env) newWorkspace(name, config string) (*workspace, error) {
	w := &workspace{dir: filepath.Join(e.Dir, name), binary: e.Binary}
	if err := os.MkdirAll(w.dir, 0o755); err != nil {
		return nil, err
	}
	return w, os.WriteFile(filepath.Join(w.dir, "config.yaml"), []byte(config), 0o644)
}

func (w *workspace) data(name ...string) string {
	return filepath.Join(append([]string{w.dir, "data"}, name...)...)
}

// ended is a process that ended.
type ended struct {
	args           []string
	code           int // -1: by a signal
	stdout, stderr string
	took           time.Duration
}

func (r ended) String() string {
	return fmt.Sprintf("tintinh %s: exit %d\n%s", strings.Join(r.args, " "), r.code, r.stderr)
}

// process is one that runs.
type process struct {
	*exec.Cmd
	start    time.Time
	out, err bytes.Buffer
}

// start starts the program, in a process group of its own. It ends with ctx.
func (w *workspace) start(ctx context.Context, args ...string) (*process, error) {
	p := &process{Cmd: exec.CommandContext(ctx, w.binary, args...)}
	p.Dir, p.Env = w.dir, environment()
	p.Stdout, p.Stderr = &p.out, &p.err
	p.WaitDelay = 10 * time.Second
	p.start = time.Now()
	if err := p.Cmd.Start(); err != nil {
		return nil, fmt.Errorf("start %s: %w", w.binary, err)
	}
	return p, nil
}

// environment is ours without what would configure the program.
func environment() []string {
	var list []string
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, "TINTINH_") {
			list = append(list, v)
		}
	}
	return list
}

// wait returns when the process has ended, by itself or not.
func (p *process) wait() (ended, error) {
	err := p.Cmd.Wait()
	r := ended{p.Args[1:], -1, p.out.String(), p.err.String(), time.Since(p.start)}
	if p.ProcessState != nil {
		r.code = p.ProcessState.ExitCode()
	}
	if errors.As(err, new(*exec.ExitError)) {
		err = nil
	}
	return r, err
}

// run runs the program to its end.
func (w *workspace) run(ctx context.Context, args ...string) (ended, error) {
	p, err := w.start(ctx, args...)
	if err != nil {
		return ended{}, err
	}
	return p.wait()
}

// must is run, where anything but success is the trial's own failure.
func (w *workspace) must(ctx context.Context, args ...string) (ended, error) {
	r, err := w.run(ctx, args...)
	if err == nil && r.code != 0 {
		err = errors.New(r.String())
	}
	return r, err
}

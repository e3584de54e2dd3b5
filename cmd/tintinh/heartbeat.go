package main

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/tintinh/tintinh/crawler"
	"github.com/tintinh/tintinh/store"
)

const (
	heartbeatFile  = "heartbeat.json"
	heartbeatEvery = 5 * time.Second
	linesEvery     = 6 // beats a line of the log
)

// heartbeat is <data>/heartbeat.json, for monitors: whether a run is alive,
// and how the last one ended. A state of running with an old time is a run
// that was killed or hangs.
type heartbeat struct {
	PID     int       `json:"pid"`
	Version string    `json:"version"`
	State   string    `json:"state"` // running, ended (see reason) or failed (see error)
	Started time.Time `json:"started"`
	At      time.Time `json:"at"`               // of this beat
	Reason  string    `json:"reason,omitempty"` // why the run ended: done, max-time, max-pages, signal, captive-portal
	Error   string    `json:"error,omitempty"`
	Done    int       `json:"done"` // URLs the run is done with
	New     int       `json:"new"`
	Edited  int       `json:"edited"` // also gone and back
	Errors  int       `json:"errors"` // requests that failed or were turned away
	Newest  time.Time `json:"last_activity,omitzero"`

	Goroutines int `json:"goroutines"` // at the end as at the start, or something was left behind
}

// pulse writes the heartbeat of a run.
type pulse struct {
	file  string
	beat  heartbeat
	tally *tally
	log   *slog.Logger
	told  bool // that it cannot be written
	first int  // goroutines at the start
	over  chan struct{}
	done  chan struct{}
}

// startPulse writes the first beat, and one every heartbeatEvery until end.
// plain: every linesEvery-th is a line of the log, too.
func startPulse(dir string, t *tally, log *slog.Logger, plain bool) *pulse {
	now := time.Now().Round(0)
	p := &pulse{
		file: filepath.Join(dir, heartbeatFile), tally: t, log: log, over: make(chan struct{}), done: make(chan struct{}),
		beat: heartbeat{PID: os.Getpid(), Version: version(), State: "running", Started: now},
	}
	p.write()
	p.first = p.beat.Goroutines
	go func() {
		defer close(p.done)
		tick := time.NewTicker(heartbeatEvery)
		defer tick.Stop()
		for n := 1; ; n++ {
			select {
			case <-tick.C:
				p.write()
				if b := p.beat; plain && n%linesEvery == 0 {
					log.Info("under way", "done", b.Done, "new", b.New, "edited", b.Edited, "errors", b.Errors)
				}
			case <-p.over:
				return
			}
		}
	}()
	return p
}

// end writes the last beat.
func (p *pulse) end(r *store.Run, err error) {
	close(p.over)
	<-p.done
	p.settle()
	p.beat.State = "ended"
	if r != nil {
		p.beat.Reason = r.Reason
	}
	if err != nil {
		p.beat.State, p.beat.Error = "failed", err.Error()
	}
	p.write()
}

// settle waits, not for long, until what the run started has ended: connections
// that were closed this moment have goroutines yet.
func (p *pulse) settle() {
	for range 100 {
		if runtime.NumGoroutine() <= p.first {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// write puts the file in place whole: who reads it never sees half of it. A
// heartbeat that cannot be written stops no run.
func (p *pulse) write() {
	a := p.tally.total()
	p.beat.At, p.beat.Newest = time.Now().Round(0), a.At.Round(0)
	p.beat.Goroutines = runtime.NumGoroutine()
	p.beat.Done, p.beat.New, p.beat.Edited, p.beat.Errors = a.Done, a.New, a.Edited, a.Errors
	if err := replaceFile(p.file, p.beat); err != nil && !p.told {
		p.told = true
		p.log.Warn("the heartbeat cannot be written; monitors will take the run for dead", "file", p.file, "err", err)
	}
}

// replaceFile writes v as JSON beside the file and renames it into place.
func replaceFile(file string, v any) (err error) {
	b, err := marshalIndent(v)
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(file), "."+filepath.Base(file)+"-*")
	if err != nil {
		return fmt.Errorf("write %s: %w", file, err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	_, werr := f.Write(b)
	if err := errors.Join(werr, f.Chmod(0o644), f.Close()); err != nil {
		return fmt.Errorf("write %s: %w", file, err)
	}
	return os.Rename(f.Name(), file)
}

// follow looks on while a run is under way: its heartbeat, and the progress
// for a person or lines in the log. end is called with what the run returned.
func (a *app) follow(run *crawler.Crawl, cfg *Config, quiet bool) (end func(*store.Run, error)) {
	t := newTally()
	run.Progress = sparing(t.take, a.getenv)
	closeDisplay := func() {}
	terminal := isTerminal(a.stderr) && !quiet
	if terminal {
		var w *aboveDisplay
		w, closeDisplay = showProgress(a.stderr, t, min(len(run.Portals), maxRows))
		b := *a
		b.stderr = w
		run.Log = b.logger(cfg)
	}
	p := startPulse(cfg.Data, t, run.Log, !terminal)
	return func(r *store.Run, err error) {
		p.end(r, err)
		closeDisplay()
	}
}

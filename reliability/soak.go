//go:build linux

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// soaking is the trial of a long run. N are pages.
type soaking struct {
	*workspace
	env     *env
	pages   int
	site    *soakSite
	samples []sample
	err     error
}

// sample is the crawl at one moment.
type sample struct {
	done       int // articles that were asked for, as the server counts them
	goroutines int
	anon, all  int   // resident memory in KiB, without and with mapped files
	bytes      int64 // of all files
}

// soak crawls very many pages in one run: memory and goroutines stay what they
// are, and files grow by the same for every article.
func soak(ctx context.Context, e *env) (outcome, error) {
	s := &soaking{env: e, pages: e.pick(8_000, 1_000_000)}
	if given := os.Getenv("TINTINH_SOAK_PAGES"); given != "" {
		n, err := strconv.Atoi(given)
		if err != nil || n < 1000 {
			return outcome{}, usageError{fmt.Errorf("TINTINH_SOAK_PAGES=%s: how many pages, at least 1000?", given)}
		}
		s.pages = n
	}
	site, err := newSoakSite(s.pages)
	if err != nil {
		return outcome{}, err
	}
	defer site.close()
	s.site = site
	if s.workspace, err = e.newWorkspace("w", site.config()); err != nil {
		return outcome{}, err
	}
	start := time.Now()
	p, err := s.start(ctx, "crawl", "--log-level", "warn")
	if err != nil {
		return outcome{}, err
	}
	over := make(chan struct{})
	watched := make(chan struct{})
	go func() { defer close(watched); s.watch(p.Process.Pid, over) }()
	r, err := p.wait()
	close(over)
	<-watched
	if err := errors.Join(err, s.err); err != nil {
		return outcome{}, err
	}
	if r.code != 0 {
		return outcome{}, errors.New(r.String())
	}
	last, err := s.heartbeat()
	if err != nil {
		return outcome{}, err
	}
	return s.judge(last, time.Since(start)), nil
}

// watch samples the process until it is over.
func (s *soaking) watch(pid int, over <-chan struct{}) {
	tick := time.NewTicker(250 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-over:
			return
		case <-tick.C:
		}
		b, err := s.heartbeat()
		anon, all := memoryOf(pid, "RssAnon"), memoryOf(pid, "VmRSS")
		if err != nil || b.State != "running" || anon == 0 {
			continue // it has just begun, or just ended
		}
		size, err := sizeOf(s.data())
		if err != nil {
			s.err = errors.Join(s.err, err)
			return
		}
		s.samples = append(s.samples, sample{int(s.site.served.Load()), b.Goroutines, anon, all, size})
	}
}

// beat is what is read of heartbeat.json.
type beat struct {
	State           string
	New, Goroutines int
}

func (s *soaking) heartbeat() (b beat, err error) {
	src, err := os.ReadFile(s.data("heartbeat.json"))
	if err == nil {
		err = json.Unmarshal(src, &b)
	}
	return b, err
}

// memoryOf reads a figure of /proc/PID/status in KiB; 0 when the process is gone.
func memoryOf(pid int, what string) int {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(b)) {
		if rest, ok := strings.CutPrefix(line, what+":"); ok {
			n, _ := strconv.Atoi(strings.Fields(rest)[0])
			return n
		}
	}
	return 0
}

// sizeOf is the size of all files of a folder. One that goes meanwhile is none.
func sizeOf(dir string) (n int64, err error) {
	err = filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return nil
		}
		if i, err := d.Info(); err == nil {
			n += i.Size()
		}
		return nil
	})
	return n, err
}

// boltStep is by how much the store's file grows at a time.
const boltStep = 16 << 20

// judge compares the quarters of the run.
func (s *soaking) judge(last beat, took time.Duration) outcome {
	o := outcome{N: last.New}
	fail := func(format string, args ...any) {
		o.Failures++
		s.env.Log.Error("a long run", "what", fmt.Sprintf(format, args...))
	}
	if last.New != s.pages {
		fail("%d articles, want %d", last.New, s.pages)
	}
	second, fourth := s.part(1), s.part(3)
	if len(second) < 4 || len(fourth) < 4 {
		fail("%d and %d samples in the second and the last quarter: the run is too short to tell", len(second), len(fourth))
		return o
	}
	// Of a short run a quarter is some rounds of the collector, no more.
	most, slack := 1.05, 4.0
	if s.env.Short {
		most, slack = 1.25, 12
	}
	memory := mean(fourth, func(x sample) int { return x.anon }) / mean(second, func(x sample) int { return x.anon })
	threads := mean(fourth, func(x sample) int { return x.goroutines }) / mean(second, func(x sample) int { return x.goroutines })
	more := (mean(fourth, func(x sample) int { return x.anon }) - mean(second, func(x sample) int { return x.anon })) / 1024 // MiB
	if memory > most && more > slack || threads > most {
		fail("memory of the last quarter is %.3f of the second's, goroutines %.3f", memory, threads)
	}
	before, after := growth(s.part(0), s.part(1)), growth(s.part(2), s.part(3))
	pages := float64(s.pages) / 2
	if math.Abs(after-before) > 0.1*before+boltStep/pages {
		fail("files grow by %.0f bytes an article in the second half, and by %.0f in the first", after, before)
	}
	o.Note = fmt.Sprintf("%.0f pages/s; memory %.0f MiB (%.0f with mapped files), last quarter %.3f of the second; goroutines %.3f; %.0f and %.0f bytes an article in the halves",
		float64(s.pages)/took.Seconds(), mean(fourth, func(x sample) int { return x.anon })/1024, mean(fourth, func(x sample) int { return x.all })/1024, memory, threads, before, after)
	return o
}

// part is the n-th quarter of the run, by pages.
func (s *soaking) part(n int) []sample {
	var list []sample
	for _, x := range s.samples {
		if q := min(4*x.done/s.pages, 3); q == n && x.done > 0 {
			list = append(list, x)
		}
	}
	return list
}

func mean(list []sample, of func(sample) int) float64 {
	sum := 0
	for _, x := range list {
		sum += of(x)
	}
	return float64(sum) / float64(len(list))
}

// growth is by how many bytes the files grew for each page of two quarters.
func growth(first, last []sample) float64 {
	if len(first) == 0 || len(last) == 0 {
		return math.NaN()
	}
	a, b := first[0], last[len(last)-1]
	return float64(b.bytes-a.bytes) / float64(max(1, b.done-a.done))
}

package main

import (
	"bytes"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"

	"github.com/tintinh/tintinh/bench/site"
)

// firstRequest notes when the first request of a run reaches one of many servers.
type firstRequest struct {
	mu sync.Mutex
	at time.Time
}

// before serves what a handler serves, and returns the address.
func (f *firstRequest) before(h *site.Site) (address string, err error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("open a port for a site: %w", err)
	}
	go http.Serve(l, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f.note()
		h.ServeHTTP(w, r)
	}))
	return l.Addr().String(), nil
}

func (f *firstRequest) note() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.at.IsZero() {
		f.at = time.Now()
	}
}

func (f *firstRequest) forget() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.at = time.Time{}
}

func (f *firstRequest) time() time.Time {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.at
}

// usage is what a program took.
type usage struct {
	began      time.Time
	cpu, wall  time.Duration
	peak, anon int64 // most of memory in use, bytes; anon without file cache
}

// measure runs a program to its end, and reads its memory while it runs: what
// the kernel keeps of ended programs counts this one's memory, too.
func measure(cmd *exec.Cmd) (usage, error) {
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	u := usage{began: time.Now()}
	if err := cmd.Start(); err != nil {
		return u, fmt.Errorf("start %s: %w", cmd.Path, err)
	}
	done := make(chan error)
	go func() { done <- cmd.Wait() }()
	t := time.NewTicker(3 * time.Millisecond)
	defer t.Stop()
	for {
		select {
		case <-t.C:
			u.read(cmd.Process.Pid)
		case err := <-done:
			u.wall = time.Since(u.began)
			u.cpu = cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
			if err != nil {
				return u, fmt.Errorf("%s: %w\n%s", strings.Join(cmd.Args, " "), err, stderr.Bytes())
			}
			return u, nil
		}
	}
}

// read takes in the memory of a process now.
func (u *usage) read(pid int) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return // it has just ended
	}
	for line := range strings.Lines(string(status)) {
		var kb int64
		if n, _ := fmt.Sscanf(line, "VmHWM: %d kB", &kb); n == 1 {
			u.peak = max(u.peak, kb<<10)
		}
		if n, _ := fmt.Sscanf(line, "RssAnon: %d kB", &kb); n == 1 {
			u.anon = max(u.anon, kb<<10)
		}
	}
}

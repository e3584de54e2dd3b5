package main

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// usage is what a program took.
type usage struct {
	cpu, wall time.Duration
	anon      int64 // peak of memory that is not file cache, bytes
}

// measure runs a program to its end. Memory is read from /proc while it runs:
// the peak that the kernel keeps for ended programs counts this one's, too,
// and mapped files.
func measure(cmd *exec.Cmd) (usage, error) {
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	began := time.Now()
	if err := cmd.Start(); err != nil {
		return usage{}, fmt.Errorf("start %s: %w", cmd.Path, err)
	}
	stop, peak := make(chan struct{}), make(chan int64)
	go watch(cmd.Process.Pid, stop, peak)
	err := cmd.Wait()
	close(stop)
	u := usage{wall: time.Since(began), cpu: cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), anon: <-peak}
	if err != nil {
		return u, fmt.Errorf("%s: %w\n%s", strings.Join(cmd.Args, " "), err, stderr.Bytes())
	}
	return u, nil
}

// watch reports the largest RssAnon of a process and its children.
func watch(pid int, stop <-chan struct{}, peak chan<- int64) {
	t := time.NewTicker(20 * time.Millisecond)
	defer t.Stop()
	var most int64
	for {
		select {
		case <-stop:
			peak <- most
			return
		case <-t.C:
			most = max(most, anonymous(pid))
		}
	}
}

// anonymous is the RssAnon of a process and its children now, in bytes; 0 for
// one that has ended.
func anonymous(pid int) int64 {
	status, err := os.Open(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	defer status.Close()
	var sum int64
	for lines := bufio.NewScanner(status); lines.Scan(); {
		if kb, ok := strings.CutPrefix(lines.Text(), "RssAnon:"); ok {
			n, _ := strconv.ParseInt(strings.TrimSpace(strings.TrimSuffix(kb, "kB")), 10, 64)
			sum += n << 10
		}
	}
	children, _ := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", pid, pid))
	for _, c := range strings.Fields(string(children)) {
		if n, err := strconv.Atoi(c); err == nil {
			sum += anonymous(n)
		}
	}
	return sum
}

//go:build unix

package pgtest

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

// tick is the unit of the times in /proc/PID/stat.
const tick = time.Second / 100

// CPU is the processor time that the server's processes took so far, of those
// that ended too. It is read from /proc, and an error where there is none.
func (s *Server) CPU() (total time.Duration, err error) {
	children, err := childrenOf(s.cmd.Process.Pid)
	if err != nil {
		return 0, err
	}
	own, ended, err := times(s.cmd.Process.Pid)
	if err != nil {
		return 0, err
	}
	total = own + ended
	for _, pid := range children {
		if t, _, err := times(pid); err == nil { // else it ended just now
			total += t
		}
	}
	return total, nil
}

// times are the processor time of a process, and of its children that ended.
func times(pid int) (own, ended time.Duration, err error) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, 0, fmt.Errorf("read the processor time of the server: %w", err)
	}
	f := strings.Fields(string(b[strings.LastIndexByte(string(b), ')')+1:])) // the name before may hold anything
	if len(f) < 15 {
		return 0, 0, fmt.Errorf("/proc/%d/stat has %d fields", pid, len(f))
	}
	var t [4]int // user, system; those of children
	for i := range t {
		if t[i], err = strconv.Atoi(f[11+i]); err != nil {
			return 0, 0, fmt.Errorf("/proc/%d/stat: %w", pid, err)
		}
	}
	return time.Duration(t[0]+t[1]) * tick, time.Duration(t[2]+t[3]) * tick, nil
}

// Package trace runs a program under ptrace and shows every system call that
// changes files below given folders, before and after it happens. The watcher
// may end the program there, or let the call fail.
//
// strace can do the same, but it counts calls for each thread of its own, and
// a Go program changes threads all the time: its N-th write is not the N-th.
// Here calls are counted as they come, so that "killed at every call" can be
// said and a run be gone through to its end.
//
// What it needs: Linux 5.3 or later, and the right to trace one's children.
package trace

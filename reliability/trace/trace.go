//go:build linux

package trace

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"syscall"
)

// Program is what to run, and what to look at.
type Program struct {
	Args           []string // the first is the path of the executable
	Dir            string   // absolute
	Env            []string
	Stdout, Stderr *os.File

	Under  []string // folders, absolute and without symbolic links: only calls on what is below them are shown
	Output bool     // writes to standard error are shown, too, under the path Stderr
	Data   bool     // Call.Data is wanted

	Before func(*Call) Fate // at the entry; nil = nothing happens
	After  func(*Call)      // when the call has returned, Call.Errno says how; nil = not wanted
}

// Fate is what becomes of a call. The zero value lets it happen.
type Fate struct {
	Kill  bool          // the program ends by SIGKILL, and the call does not happen
	Errno syscall.Errno // the call does not happen and returns this
}

// thread is one that is traced.
type thread struct {
	call  *Call // under way and shown
	errno syscall.Errno
}

// tracer is a program under way.
type tracer struct {
	Program
	pid     int
	mem     *os.File
	threads map[int]*thread
}

// Run runs the program to its end and returns its exit code, -1 where a signal
// ended it. It ends with ctx.
func Run(ctx context.Context, p Program) (code int, err error) {
	// ptrace belongs to the thread that started the program, and so does
	// waiting for it. Other children that this thread has started are not in the
	// program's group, and are left to those who wait for them.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	pid, err := syscall.ForkExec(p.Args[0], p.Args, &syscall.ProcAttr{
		Dir: p.Dir, Env: p.Env,
		Files: []uintptr{0, p.Stdout.Fd(), p.Stderr.Fd()},
		Sys:   &syscall.SysProcAttr{Ptrace: true, Setpgid: true}, // a group of its own, to wait for it alone
	})
	if err != nil {
		return 0, fmt.Errorf("start %s to be traced: %w", p.Args[0], err)
	}
	t := &tracer{Program: p, pid: pid, threads: map[int]*thread{}}
	over := context.AfterFunc(ctx, func() { syscall.Kill(pid, syscall.SIGKILL) })
	defer over()
	code, err = t.run()
	if err != nil {
		syscall.Kill(pid, syscall.SIGKILL)
		err = fmt.Errorf("trace %s: %w", p.Args[0], err)
	}
	return code, errors.Join(err, ctx.Err(), t.close())
}

func (t *tracer) close() error {
	if t.mem == nil {
		return nil
	}
	return t.mem.Close()
}

// options: new threads and processes are traced, system calls can be told from
// signals, and nothing outlives us.
const options = syscall.PTRACE_O_TRACECLONE | syscall.PTRACE_O_TRACEFORK | syscall.PTRACE_O_TRACEVFORK |
	syscall.PTRACE_O_TRACESYSGOOD | optionExitKill

const optionExitKill = 0x100000 // PTRACE_O_EXITKILL

// run follows all threads until the program is gone.
func (t *tracer) run() (code int, err error) {
	var s syscall.WaitStatus
	if _, err := syscall.Wait4(t.pid, &s, 0, nil); err != nil || !s.Stopped() {
		return 0, fmt.Errorf("it did not stop at its start (status %x): %w", s, err)
	}
	if err := syscall.PtraceSetOptions(t.pid, options); err != nil {
		return 0, err
	}
	if t.mem, err = os.Open(fmt.Sprintf("/proc/%d/mem", t.pid)); err != nil {
		return 0, err
	}
	t.threads[t.pid] = &thread{}
	if err := t.goOn(t.pid, 0); err != nil {
		return 0, err
	}
	for {
		tid, err := syscall.Wait4(-t.pid, &s, waitAll, nil)
		if errors.Is(err, syscall.EINTR) {
			continue
		}
		if err != nil {
			return 0, err
		}
		switch {
		case tid == t.pid && s.Exited():
			return s.ExitStatus(), nil
		case tid == t.pid && s.Signaled():
			return -1, nil
		case s.Stopped():
			if err := t.stopped(tid, s); err != nil {
				return 0, err
			}
		default: // a thread ended
			delete(t.threads, tid)
		}
	}
}

const waitAll = syscall.WALL | syscall.WNOTHREAD // threads too, and only what this thread traces

// stopped deals with one stop and lets the thread go on.
func (t *tracer) stopped(tid int, s syscall.WaitStatus) error {
	th := t.threads[tid]
	fresh := th == nil
	if fresh {
		th = &thread{}
		t.threads[tid] = th
	}
	signal := s.StopSignal()
	switch {
	case signal == syscall.SIGTRAP|0x80:
		if err := t.syscall(tid, th); err != nil {
			return err
		}
		return t.goOn(tid, 0)
	case signal == syscall.SIGTRAP: // a new thread or process; it stops by itself, too
		return t.goOn(tid, 0)
	case fresh && signal == syscall.SIGSTOP: // that stop
		return t.goOn(tid, 0)
	}
	return t.goOn(tid, int(signal))
}

// goOn lets a thread run to its next stop. One that was killed meanwhile is
// not there to be told.
func (t *tracer) goOn(tid, signal int) error {
	err := syscall.PtraceSyscall(tid, signal)
	if errors.Is(err, syscall.ESRCH) {
		return nil
	}
	return err
}

// syscall deals with an entry into a call or a return from one.
func (t *tracer) syscall(tid int, th *thread) error {
	info, err := callInfo(tid)
	if errors.Is(err, syscall.ESRCH) {
		return nil
	}
	if err != nil {
		return err
	}
	if info.Op == opEntry {
		return t.entry(tid, th, info)
	}
	if th.call == nil {
		return nil
	}
	c := th.call
	th.call = nil
	if th.errno != 0 {
		c.Errno, th.errno = th.errno, 0
		err = fail(tid, c.Errno)
	} else if info.failed() {
		c.Errno = syscall.Errno(-info.result())
	}
	if err == nil && t.After != nil {
		t.After(c)
	}
	return ignoreGone(err)
}

func (t *tracer) entry(tid int, th *thread, info *callData) error {
	c, err := t.call(info)
	if c == nil || err != nil {
		return err
	}
	th.call = c
	if t.Before == nil {
		return nil
	}
	switch f := t.Before(c); {
	case f.Kill:
		return syscall.Kill(t.pid, syscall.SIGKILL)
	case f.Errno != 0:
		th.errno = f.Errno
		return ignoreGone(skip(tid))
	}
	return nil
}

func ignoreGone(err error) error {
	if errors.Is(err, syscall.ESRCH) {
		return nil
	}
	return err
}

//go:build linux

package trace

import "syscall"

// skip makes the call that is being entered one that does not exist.
func skip(tid int) error {
	var r syscall.PtraceRegs
	if err := syscall.PtraceGetRegs(tid, &r); err != nil {
		return err
	}
	r.Orig_rax = ^uint64(0)
	return syscall.PtraceSetRegs(tid, &r)
}

// fail makes a call that is being returned from return an error.
func fail(tid int, no syscall.Errno) error {
	var r syscall.PtraceRegs
	if err := syscall.PtraceGetRegs(tid, &r); err != nil {
		return err
	}
	r.Rax = uint64(-int64(no))
	return syscall.PtraceSetRegs(tid, &r)
}

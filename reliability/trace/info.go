//go:build linux

package trace

import (
	"syscall"
	"unsafe"
)

// callData is the kernel's struct ptrace_syscall_info, the same on every
// machine.
type callData struct {
	Op   uint8
	_    [3]uint8
	Arch uint32
	_    [2]uint64 // where it stands
	Nr   uint64    // on return: the result
	Args [6]uint64 // on return: whether it is an error, in the first byte
	_    uint64
}

const (
	getSyscallInfo = 0x420e // PTRACE_GET_SYSCALL_INFO
	opEntry        = 1
)

func (d *callData) result() int64 { return int64(d.Nr) }

func (d *callData) failed() bool { return d.result() < 0 && d.result() > -4096 }

func callInfo(tid int) (*callData, error) {
	var d callData
	_, _, no := syscall.Syscall6(syscall.SYS_PTRACE, getSyscallInfo, uintptr(tid), unsafe.Sizeof(d), uintptr(unsafe.Pointer(&d)), 0, 0)
	if no != 0 {
		return nil, no
	}
	return &d, nil
}

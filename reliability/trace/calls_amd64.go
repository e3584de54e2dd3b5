//go:build linux

package trace

import "syscall"

const (
	sysCopyFileRange = 326
	sysRenameat2     = 316
)

// oldCall knows the calls without a folder, which newer machines do not have.
func (t *tracer) oldCall(d *callData) (*Call, error) {
	a := d.Args
	switch d.Nr {
	case syscall.SYS_OPEN:
		return t.open(a[0], int(a[1]))
	case syscall.SYS_CREAT:
		return t.open(a[0], syscall.O_CREAT|syscall.O_TRUNC)
	case syscall.SYS_MKDIR:
		return t.named(Mkdir, a[0], 0)
	case syscall.SYS_UNLINK, syscall.SYS_RMDIR:
		return t.named(Remove, a[0], 0)
	case syscall.SYS_RENAME:
		return t.named(Rename, a[0], a[1])
	}
	return nil, nil
}

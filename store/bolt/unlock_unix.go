//go:build unix && !solaris && !aix

package bolt

import (
	"errors"
	"os"
	"syscall"
)

// unlock gives up bbolt's lock and closes its file, where bbolt itself cannot
// any more. Closing alone would not do: the lock belongs to the open file,
// which the memory map keeps open.
func unlock(f *os.File) error {
	return errors.Join(syscall.Flock(int(f.Fd()), syscall.LOCK_UN), f.Close())
}

// lock takes bbolt's lock, if it is free.
func lock(f *os.File) error { return syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) }

//go:build unix

package warc

import (
	"errors"
	"os"
	"syscall"
)

// flock takes the file for this process until it is closed; a crash frees it.
func flock(f *os.File) error {
	err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return ErrBusy
	}
	return err
}

//go:build unix

package export

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
)

// hold marks a temporary file as in use until it is closed or the process
// ends. It waits for a sweep that is just looking at the file.
func hold(f *os.File) error { return syscall.Flock(int(f.Fd()), syscall.LOCK_EX) }

// publish gives the file its name. It is closed after: closing lets go of the
// hold, and another export would sweep the file away.
func publish(f *os.File, path string) error {
	if err := os.Rename(f.Name(), path); err != nil {
		return err
	}
	return f.Close()
}

// removeUnheld removes a temporary file unless a process holds it.
func removeUnheld(path string) error {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer f.Close()
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

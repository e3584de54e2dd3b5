//go:build !unix || solaris || aix

package bolt

import (
	"errors"
	"os"
)

// unlock closes bbolt's file, and with it its lock, where bbolt itself cannot
// any more.
func unlock(f *os.File) error { return f.Close() }

// lock: where bbolt's lock cannot be taken from here, nothing is begun anew.
func lock(*os.File) error { return errors.ErrUnsupported }

//go:build !unix || solaris || aix

package bolt

import "os"

// unlock closes bbolt's file, and with it its lock, where bbolt itself cannot
// any more.
func unlock(f *os.File) error { return f.Close() }

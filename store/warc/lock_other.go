//go:build !unix

package warc

import "os"

// flock does nothing here: the lock of the store has to keep a second run out.
func flock(*os.File) error { return nil }

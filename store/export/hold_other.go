//go:build !unix

package export

import "os"

func hold(*os.File) error { return nil }

// publish closes the file first: an open one cannot be renamed everywhere.
func publish(f *os.File, path string) error {
	if err := f.Close(); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

// removeUnheld tries: where the system refuses to remove a file that is open,
// somebody is writing it.
func removeUnheld(path string) error {
	os.Remove(path)
	return nil
}

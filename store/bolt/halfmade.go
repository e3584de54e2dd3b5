package bolt

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"go.etcd.io/bbolt"
)

// sector is what a disk writes whole.
const sector = 512

// maxBlank: bbolt begins a file with four pages, of 64 KiB at most.
const maxBlank = 4 * 64 << 10

// startOver empties a file that a power cut left half made: bbolt begins a file
// with one write, and of that some sectors may be missing. Nothing was ever
// stored in such a file. Anything else is left alone.
func startOver(path string, o Options) (done bool, err error) {
	if info, err := os.Stat(path); err != nil || !info.Mode().IsRegular() || info.Size() > maxBlank {
		return false, nil // Open has said what is wrong
	}
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return false, nil
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if lock(f) != nil {
		return false, nil // another process makes it just now
	}
	blank, err := blankFile(filepath.Dir(path), o)
	if err != nil {
		return false, fmt.Errorf("compare %s with a new store: %w", path, err)
	}
	found, err := io.ReadAll(io.LimitReader(f, int64(len(blank))+1))
	if err != nil || !partOf(found, blank) {
		return false, err
	}
	return true, errors.Join(f.Truncate(0), f.Sync())
}

// partOf reports whether these are whole sectors, each that of the whole or
// zeros.
func partOf(found, whole []byte) bool {
	if len(found) > len(whole) || len(found)%sector != 0 {
		return false
	}
	for i := 0; i < len(found); i += sector {
		end := min(i+sector, len(found))
		if !bytes.Equal(found[i:end], whole[i:end]) && !bytes.Equal(found[i:end], make([]byte, end-i)) {
			return false
		}
	}
	return true
}

// blankFile is what bbolt writes into a new file.
func blankFile(dir string, o Options) (b []byte, err error) {
	t, err := os.CreateTemp(dir, ".blank-*")
	if err != nil {
		return nil, err
	}
	name := t.Name()
	defer func() { err = errors.Join(err, os.Remove(name)) }()
	if err := t.Close(); err != nil {
		return nil, err
	}
	db, err := bbolt.Open(name, 0o600, &bbolt.Options{PageSize: o.PageSize, FreelistType: bbolt.FreelistMapType, NoSync: true})
	if err != nil {
		return nil, err
	}
	if err := db.Close(); err != nil {
		return nil, err
	}
	return os.ReadFile(name)
}

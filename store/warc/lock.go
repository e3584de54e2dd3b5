package warc

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
)

// ErrBusy: another process writes under the same prefix.
var ErrBusy = errors.New("another process writes to this archive")

// lock is the lock file of a prefix. Its text is a note of the last file that
// was closed in order, and of its size: up to there no repair need look.
type lock struct{ f *os.File }

type note struct {
	File string `json:"file"`
	Size int64  `json:"size"`
}

func acquire(path string) (*lock, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o666)
	if err != nil {
		return nil, err
	}
	if err := flock(f); err != nil {
		return nil, errors.Join(fmt.Errorf("lock %s: %w", path, err), f.Close())
	}
	return &lock{f}, nil
}

// good is how many bytes of a file are known to be whole, 0 if nothing is
// known: a note that cannot be read costs time, not data.
func (l *lock) good(name string) int64 {
	var v note
	err := json.NewDecoder(io.NewSectionReader(l.f, 0, 4096)).Decode(&v)
	if err != nil || v.File != name {
		return 0
	}
	return v.Size
}

// note replaces the text. It is written in place, because a rename would take
// the lock along.
func (l *lock) note(name string, size int64) error {
	b, err := json.Marshal(note{name, size})
	if err != nil {
		return err
	}
	if _, err := l.f.WriteAt(append(b, '\n'), 0); err != nil {
		return fmt.Errorf("note the end of %s: %w", name, err)
	}
	return l.f.Truncate(int64(len(b) + 1))
}

func (l *lock) release() error { return l.f.Close() }

package bolt

import (
	"encoding/json"
	"errors"
	"os"
	"syscall"
	"time"

	"github.com/tintinh/tintinh/store"
)

// holder is the note beside the store's file that says who has it. The lock
// is bbolt's flock; the note only helps to name its owner, and one that a
// crash left behind is harmless.
type holder struct {
	file string
}

type note struct {
	PID     int       `json:"pid"`
	Started time.Time `json:"started"`
}

func noteFile(path string) string { return path + ".lock" }

// hold writes the note; the caller has the lock.
func hold(path string) (*holder, error) {
	b, err := json.Marshal(note{PID: os.Getpid(), Started: time.Now().UTC().Truncate(time.Second)})
	if err != nil {
		return nil, err
	}
	h := &holder{file: noteFile(path)}
	written := h.file + ".new" // renamed when whole: a reader never sees half a note
	if err := os.WriteFile(written, append(b, '\n'), 0o644); err != nil {
		return nil, err
	}
	if err := os.Rename(written, h.file); err != nil {
		return nil, err
	}
	return h, nil
}

// release takes the note away; a nil holder has none.
func (h *holder) release() error {
	if h == nil {
		return nil
	}
	if err := os.Remove(h.file); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}

// busy names the holder of a locked store, unless the note is missing, or of
// a process that is gone: then the lock is held by a reader, who leaves none.
func busy(path string) error {
	b := &store.Busy{File: path}
	var n note
	if text, err := os.ReadFile(noteFile(path)); err == nil && json.Unmarshal(text, &n) == nil && alive(n.PID) {
		b.PID, b.Started = n.PID, n.Started
	}
	return b
}

func alive(pid int) bool {
	if pid <= 0 {
		return false
	}
	p, err := os.FindProcess(pid)
	if err != nil {
		return false
	}
	err = p.Signal(syscall.Signal(0))
	return err == nil || errors.Is(err, syscall.EPERM)
}

package bolt

import (
	"errors"
	"fmt"
	"strings"
	"syscall"

	"go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"
)

// ErrClosed: the store was closed.
var ErrClosed = errors.New("the store is closed")

// ErrReadOnly: the store was opened for reading.
var ErrReadOnly = errors.New("the store is open for reading only")

// SchemaError: the file is of another version of the program.
type SchemaError struct {
	File       string
	Have, Want int
}

func (e *SchemaError) Error() string {
	if e.Have > e.Want {
		return fmt.Sprintf("%s was written by a newer version of this program (schema %d; this one knows %d): update the program, nothing was changed", e.File, e.Have, e.Want)
	}
	return fmt.Sprintf("%s is of an older version (schema %d; this program needs %d or one that it can upgrade): open it once with a version between them, nothing was changed", e.File, e.Have, e.Want)
}

// FormatError: the file is no store at all, or its beginning is damaged.
type FormatError struct {
	File   string
	Reason string
	Err    error // may be nil
}

func (e *FormatError) Error() string {
	return fmt.Sprintf("%s is not a store of this program: %s; nothing was changed", e.File, e.Reason)
}

func (e *FormatError) Unwrap() error { return e.Err }

// DamageError: something in the file cannot be so. The articles' raw pages are
// kept outside the file, so it can be rebuilt.
type DamageError struct {
	File string
	What string
	Err  error // may be nil
}

func (e *DamageError) Error() string {
	return fmt.Sprintf("%s is damaged: %s; restore a backup, or run db rebuild to make it anew from the raw pages", e.File, e.What)
}

func (e *DamageError) Unwrap() error { return e.Err }

// recovered turns a panic into a DamageError: bbolt panics on pages that
// cannot be so, and reading a page past the end of a cut file faults. Deferred
// directly, with debug.SetPanicOnFault on.
func recovered(file string, err *error) {
	if r := recover(); r != nil {
		cause, _ := r.(error)
		*err = &DamageError{File: file, What: fmt.Sprintf("reading it gave %q", fmt.Sprint(r)), Err: cause}
	}
}

// closedError puts our name to bbolt's error for a closed file.
func closedError(err error) error {
	if errors.Is(err, berrors.ErrDatabaseNotOpen) {
		return ErrClosed
	}
	return err
}

// systemError gives back the system's error where bbolt keeps only its text
// (growing the file), so that callers can ask for ENOSPC.
func systemError(err error) error {
	for _, no := range []syscall.Errno{syscall.ENOSPC, syscall.EDQUOT, syscall.EFBIG, syscall.EROFS, syscall.EIO} {
		if errors.Is(err, no) {
			return err
		}
		if text, ok := strings.CutSuffix(err.Error(), no.Error()); ok {
			return fmt.Errorf("%s%w", text, no)
		}
	}
	return err
}

// damage wraps what was found wrong while reading.
func (db *DB) damage(err error) error {
	var known *DamageError
	if err == nil || errors.As(err, &known) {
		return err
	}
	return &DamageError{File: db.path, What: err.Error(), Err: err}
}

// bucketOf never returns nil: Open made sure that every bucket is there.
func bucketOf(t *bbolt.Tx, name string) *bbolt.Bucket { return t.Bucket([]byte(name)) }

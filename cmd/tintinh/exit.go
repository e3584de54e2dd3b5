package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"syscall"

	"github.com/tintinh/tintinh/portal"
	"github.com/tintinh/tintinh/store"
)

// Exit codes, as the contract has them. 130 and 143 are made in run. exitPipe
// is what a shell reports of a program that its reader stopped.
const (
	exitDone    = 0
	exitFailed  = 1
	exitUsage   = 2   // wrong usage or configuration
	exitPortals = 3   // the run finished, and a portal is broken or blocked
	exitNoSpace = 4   // no space, or the store cannot be written
	exitOverlap = 75  // another run holds the store: cron tries again (EX_TEMPFAIL)
	exitPipe    = 141 // 128 + SIGPIPE
)

// exitCodesDoc stands below every help.
const exitCodesDoc = `Exit codes: 0 done · 1 failed · 2 wrong usage or configuration · 3 finished, but a portal is
broken or blocked · 4 no space or store not writable · 75 another run holds the store ·
130/143 stopped by SIGINT/SIGTERM · 141 the reader of the output went away`

// usageError is the user's to mend: a flag, an argument, a configuration.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

func usagef(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

// portalsError ends a run that finished with portals in a bad state.
type portalsError struct {
	names []string
	known bool // all of it was told by an earlier run, and nobody wants to hear it again
}

func (e portalsError) Error() string {
	return "needs attention: " + strings.Join(e.names, "; ")
}

// storeError marks errors of the store's own files.
type storeError struct{ error }

func (e storeError) Unwrap() error { return e.error }

// noDataDir is why the data directory could not be made.
type noDataDir struct{ error }

func (e noDataDir) Unwrap() error { return e.error }

// exitCode maps an error to the contract's code.
func exitCode(err error) int {
	var (
		usage   usageError
		portals portalsError
		inFile  storeError
		def     *portal.Error
		there   answeredError
		broken  askError
	)
	switch {
	case err == nil:
		return exitDone
	case outputClosed(err):
		return exitPipe
	case errors.As(err, &there):
		return there.code
	case errors.As(err, &broken):
		return broken.code
	case errors.Is(err, store.ErrBusy):
		return exitOverlap
	case errors.As(err, &usage), errors.As(err, &def):
		return exitUsage
	case errors.As(err, &portals):
		return exitPortals
	case noSpace(err):
		return exitNoSpace
	case errors.As(err, &inFile) && errors.Is(err, fs.ErrPermission):
		return exitNoSpace
	}
	return exitFailed
}

// noSpace reports that a disk takes nothing more, or that the data directory
// cannot be made. A disk that fails is another matter.
func noSpace(err error) bool {
	no := diskError(err)
	return no != syscall.EIO && (no != 0 || errors.As(err, new(noDataDir)))
}

// outputClosed reports that whoever read standard output has stopped.
func outputClosed(err error) bool {
	var at *fs.PathError
	return errors.As(err, &at) && at.Path == os.Stdout.Name() && errors.Is(at.Err, syscall.EPIPE)
}

// report prints an error for a person and returns the exit code.
func (a *app) report(err error) int {
	if err == nil {
		return exitDone
	}
	code := exitCode(err)
	if errors.As(err, new(answeredError)) {
		return code
	}
	if !a.ran { // cobra's own complaints about commands, flags and arguments
		code = exitUsage
	}
	if code == exitPipe {
		return code // as head in a pipe has it: no complaint
	}
	var portals portalsError
	if errors.As(err, &portals) && portals.known {
		return code
	}
	for _, line := range faultLines(err) {
		fmt.Fprintf(a.stderr, "tintinh: %s\n", printable(line))
	}
	switch code {
	case exitUsage:
		if !a.ran {
			fmt.Fprintln(a.stderr, "See 'tintinh --help'.")
		}
	case exitOverlap:
		fmt.Fprintln(a.stderr, "Nothing was done: try again when it has ended, as the next scheduled run will.")
	case exitNoSpace:
		fmt.Fprintln(a.stderr, "Everything committed before is safe. Make room (or the store writable) and run again.")
	case exitFailed:
		if diskError(err) == syscall.EIO {
			fmt.Fprintln(a.stderr, "The disk failed: look into the system's log, then run 'tintinh db check'. What was committed before is kept as far as the disk keeps it.")
		}
	}
	return code
}

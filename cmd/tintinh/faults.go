package main

import (
	"errors"
	"strings"
	"syscall"
)

// diskErrors are what a disk says that is full, read-only or broken.
var diskErrors = [...]syscall.Errno{syscall.ENOSPC, syscall.EDQUOT, syscall.EFBIG, syscall.EROFS, syscall.EIO}

// diskError is the one an error goes back to, 0 if none.
func diskError(err error) syscall.Errno {
	for _, no := range diskErrors {
		if errors.Is(err, no) {
			return no
		}
	}
	return 0
}

// faultLines are what a person is told of an error: several mistakes of one file are
// a line each. A disk that fails is met by every worker, and again when the
// figures are kept and the files are closed: that is one fault and one line, the
// first.
func faultLines(err error) []string {
	var told []string
	known := map[syscall.Errno]bool{}
	for _, e := range apart(err) {
		no := diskError(e)
		switch {
		case no == 0:
			told = append(told, strings.Split(strings.TrimSuffix(e.Error(), "\n"), "\n")...)
		case !known[no]:
			known[no] = true
			told = append(told, strings.ReplaceAll(e.Error(), "\n", "; "))
		}
	}
	return told
}

// apart takes joined errors apart, also below wrappers that add no words.
func apart(err error) []error {
	switch e := err.(type) {
	case interface{ Unwrap() []error }:
		var all []error
		for _, one := range e.Unwrap() {
			all = append(all, apart(one)...)
		}
		if err.Error() == errors.Join(e.Unwrap()...).Error() { // else it says more than its parts
			return all
		}
	case storeError:
		return apart(e.error)
	}
	return []error{err}
}

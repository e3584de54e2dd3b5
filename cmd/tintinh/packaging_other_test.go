//go:build !linux

package main

import "syscall"

// confined is for Linux, where images run; elsewhere nobody is root in tests.
func confined(string) *syscall.SysProcAttr { return nil }

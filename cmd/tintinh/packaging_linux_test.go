package main

import "syscall"

// confined is a process of the image's user that sees only the image.
func confined(dir string) *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Chroot: dir, Credential: &syscall.Credential{Uid: 65532, Gid: 65532}}
}

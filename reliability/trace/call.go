//go:build linux

package trace

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// Stderr is the path of calls on standard error.
const Stderr = "<stderr>"

// Op is what a call does to a file.
type Op string

const (
	Create   Op = "create"   // a file that was not there
	Write    Op = "write"    // Size bytes at Offset
	Truncate Op = "truncate" // to Size
	Sync     Op = "sync"     // fsync or fdatasync, of a file or a folder
	Rename   Op = "rename"   // to To
	Remove   Op = "remove"
	Mkdir    Op = "mkdir"
)

// Call is one system call on a file.
type Call struct {
	Op     Op
	Path   string // absolute
	To     string
	Offset int64
	Size   int64
	Data   []byte        // what is written, if it was asked for
	Errno  syscall.Errno // after it: 0 = done
}

func (c *Call) String() string {
	s := fmt.Sprintf("%s %s", c.Op, filepath.Base(c.Path))
	switch c.Op {
	case Write:
		s += fmt.Sprintf(" at %d, %d bytes", c.Offset, c.Size)
	case Truncate:
		s += fmt.Sprintf(" to %d", c.Size)
	case Rename:
		s += " to " + filepath.Base(c.To)
	}
	return s
}

// call reads what is being entered; nil is nothing that is shown.
func (t *tracer) call(d *callData) (*Call, error) {
	a := d.Args
	switch d.Nr {
	case syscall.SYS_WRITE:
		return t.write(int(a[0]), a[1], int64(a[2]), -1)
	case syscall.SYS_PWRITE64:
		return t.write(int(a[0]), a[1], int64(a[2]), int64(a[3]))
	case syscall.SYS_FSYNC, syscall.SYS_FDATASYNC:
		return t.onFile(Call{Op: Sync}, int(a[0]))
	case syscall.SYS_FTRUNCATE:
		return t.onFile(Call{Op: Truncate, Size: int64(a[1])}, int(a[0]))
	case syscall.SYS_WRITEV, syscall.SYS_PWRITEV, syscall.SYS_FALLOCATE, sysCopyFileRange:
		return t.unknown(d)
	case syscall.SYS_OPENAT:
		return t.open(a[1], int(a[2]))
	case syscall.SYS_MKDIRAT:
		return t.named(Mkdir, a[1], 0)
	case syscall.SYS_UNLINKAT:
		return t.named(Remove, a[1], 0)
	case syscall.SYS_RENAMEAT, sysRenameat2:
		return t.named(Rename, a[1], a[3])
	}
	return t.oldCall(d)
}

// write is on an open file. offset -1 is where the file stands.
func (t *tracer) write(fd int, from uint64, size, offset int64) (*Call, error) {
	var c *Call
	switch path := t.pathOf(fd); {
	case fd == 2 && t.Output:
		c = &Call{Op: Write, Path: Stderr, Size: size}
	case t.shown(path):
		c = &Call{Op: Write, Path: path, Offset: offset, Size: size}
		if offset < 0 {
			at, err := t.position(fd)
			if err != nil {
				return nil, err
			}
			c.Offset = at
		}
	default:
		return nil, nil
	}
	if !t.Data {
		return c, nil
	}
	c.Data = make([]byte, size)
	if _, err := t.mem.ReadAt(c.Data, int64(from)); err != nil {
		return nil, fmt.Errorf("read what is written to %s: %w", c.Path, err)
	}
	return c, nil
}

func (t *tracer) onFile(c Call, fd int) (*Call, error) {
	if c.Path = t.pathOf(fd); !t.shown(c.Path) {
		return nil, nil
	}
	return &c, nil
}

// unknown refuses calls that change files in ways that are not read here.
func (t *tracer) unknown(d *callData) (*Call, error) {
	fd := int(d.Args[0])
	if d.Nr == sysCopyFileRange {
		fd = int(d.Args[2])
	}
	if path := t.pathOf(fd); t.shown(path) {
		return nil, fmt.Errorf("%s is changed with system call %d, which is not known here", path, d.Nr)
	}
	return nil, nil
}

// open is shown where it makes a file, or empties one.
func (t *tracer) open(name uint64, flags int) (*Call, error) {
	if flags&(syscall.O_CREAT|syscall.O_TRUNC) == 0 {
		return nil, nil
	}
	c, err := t.named(Create, name, 0)
	if c == nil || err != nil {
		return nil, err
	}
	info, err := os.Lstat(c.Path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return c, nil
	case err == nil && flags&syscall.O_TRUNC != 0 && info.Size() > 0:
		c.Op = Truncate
		return c, nil
	}
	return nil, err
}

// named is a call on names.
func (t *tracer) named(op Op, name, to uint64) (*Call, error) {
	c := &Call{Op: op}
	var err error
	if c.Path, err = t.name(name); err != nil || !t.shown(c.Path) {
		return nil, err
	}
	if to != 0 {
		c.To, err = t.name(to)
	}
	return c, err
}

func (t *tracer) shown(path string) bool {
	for _, dir := range t.Under {
		if path == dir || strings.HasPrefix(path, dir+"/") {
			return true
		}
	}
	return false
}

// name reads a file's name from the program.
func (t *tracer) name(at uint64) (string, error) {
	b := make([]byte, 4096)
	n, err := t.mem.ReadAt(b, int64(at)) // less than asked for where the memory ends
	if n == 0 {
		return "", fmt.Errorf("read a file's name: %w", err)
	}
	end := bytes.IndexByte(b[:n], 0)
	if end < 0 {
		return "", errors.New("a file's name has no end")
	}
	name := string(b[:end])
	if !filepath.IsAbs(name) {
		name = filepath.Join(t.Dir, name)
	}
	return filepath.Clean(name), nil
}

// pathOf is the file of a descriptor, "" if it is none or has no name any more.
func (t *tracer) pathOf(fd int) string {
	path, err := os.Readlink(fmt.Sprintf("/proc/%d/fd/%d", t.pid, fd))
	if err != nil || strings.HasSuffix(path, " (deleted)") {
		return ""
	}
	return path
}

// position is where a descriptor stands.
func (t *tracer) position(fd int) (at int64, err error) {
	f, err := os.Open(fmt.Sprintf("/proc/%d/fdinfo/%d", t.pid, fd))
	if err != nil {
		return 0, err
	}
	defer f.Close()
	b, err := io.ReadAll(f)
	if err == nil {
		_, err = fmt.Sscanf(string(b), "pos:\t%d", &at)
	}
	return at, err
}

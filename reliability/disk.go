//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"syscall"
	"time"
)

// disk is a small file system in memory that holds a workspace's data.
type disk struct{ path string }

// mount makes one of a size in bytes.
func mount(path string, size int) (*disk, error) {
	if err := syscall.Mount("tmpfs", path, "tmpfs", 0, fmt.Sprintf("size=%d", size)); err != nil {
		if errors.Is(err, syscall.EPERM) {
			return nil, missingError{"mounting a small file system needs root"}
		}
		return nil, fmt.Errorf("mount a small file system: %w", err)
	}
	return &disk{path}, nil
}

func (d *disk) resize(size int) error {
	return syscall.Mount("tmpfs", d.path, "tmpfs", syscall.MS_REMOUNT, fmt.Sprintf("size=%d", size))
}

// readOnly makes it refuse writes, or take them again.
func (d *disk) readOnly(on bool) error {
	flags := uintptr(syscall.MS_REMOUNT)
	if on {
		flags |= syscall.MS_RDONLY
	}
	return syscall.Mount("tmpfs", d.path, "tmpfs", flags, "")
}

func (d *disk) close() error { return syscall.Unmount(d.path, syscall.MNT_DETACH) }

// fullDisks fills disks of many sizes, enlarges them, makes them read-only and
// writable again, and wants the next run to go on by itself each time.
func fullDisks(ctx context.Context, e *env) (o outcome, err error) {
	steps, smallest := e.pick(5, 60), 48<<10
	biggest := 900 << 10
	full := 0
	for i := range steps {
		size := smallest + i*(biggest-smallest)/steps
		t, err := e.newFull(fmt.Sprintf("disk-%dk", size>>10), size)
		if err != nil {
			return o, err
		}
		err = errors.Join(t.run(ctx), t.disk.close())
		t.press.close()
		o = t.judge(e, o)
		o.N += t.runs
		full += t.full
		if err != nil {
			return o, fmt.Errorf("disk of %d KiB: %w", size>>10, err)
		}
	}
	o.Note = fmt.Sprintf("%d disks of %d to %d KiB, full in %d runs; then enlarged, read-only, writable again", steps, smallest>>10, biggest>>10, full)
	return o, nil
}

// filled is a workspace on a small disk.
type filled struct {
	audit
	*workspace
	disk       *disk
	runs, full int
}

func (e *env) newFull(name string, size int) (*filled, error) {
	p, err := newPress(2, 150, 0)
	if err != nil {
		return nil, err
	}
	w, err := e.newWorkspace(name, p.portals(time.Millisecond))
	if err != nil {
		return nil, err
	}
	if err := os.Mkdir(w.data(), 0o755); err != nil {
		return nil, err
	}
	d, err := mount(w.data(), size)
	if err != nil {
		return nil, err
	}
	return &filled{audit: audit{press: p}, workspace: w, disk: d}, nil
}

func (t *filled) run(ctx context.Context) error {
	for range 2 { // the second on a disk that is full from its start
		if err := t.whileFull(ctx); err != nil {
			return err
		}
	}
	if err := t.disk.resize(64 << 20); err != nil {
		return err
	}
	if err := t.wants(ctx, 0, "", "crawl"); err != nil {
		return err
	}
	if err := t.whole(ctx, t.workspace); err != nil {
		return err
	}
	return t.whileReadOnly(ctx)
}

// whileFull crawls until the disk is full; what was called stored can be read
// right then.
func (t *filled) whileFull(ctx context.Context) error {
	t.press.begin()
	r, err := t.workspace.run(ctx, "crawl", "--log-level", "debug")
	if err != nil {
		return err
	}
	t.runs++
	t.full++
	t.line(r, 4, syscall.ENOSPC.Error())
	said := acknowledged(r.stderr)
	if len(said) == 0 {
		return nil
	}
	out, err := t.workspace.run(ctx, "export")
	if err != nil {
		return err
	}
	if out.code != 0 {
		t.fault("export from a full disk: %s", out)
	}
	urls := map[string]bool{}
	for _, a := range t.records(out.stdout, t.data("raw")) {
		urls[a.CanonicalURL] = true
	}
	for _, u := range said {
		if !urls[u] {
			t.fault("%s was called stored, and is not", u)
		}
	}
	return nil
}

// whileReadOnly: what reads works, what writes says why it does not.
func (t *filled) whileReadOnly(ctx context.Context) error {
	before, err := t.must(ctx, "export")
	if err != nil {
		return err
	}
	if err := t.disk.readOnly(true); err != nil {
		return err
	}
	after, err := t.workspace.run(ctx, "export")
	if err != nil {
		return err
	}
	if after.code != 0 || after.stdout != before.stdout {
		t.fault("export from a read-only disk: %d bytes of %d: %s", len(after.stdout), len(before.stdout), after)
	}
	no := syscall.EROFS.Error()
	for _, x := range []struct {
		code int
		no   string
		args []string
	}{
		{4, no, []string{"crawl"}},
		{4, no, []string{"export", "-o", t.data("out.ndjson")}},
		{4, no, []string{"export", "--cursor", "c"}},
		{0, "", []string{"status"}},
		{0, "", []string{"show", t.press.papers[0].id + ":0"}},
		{0, "", []string{"db", "check"}},
		{0, "", []string{"db", "stats"}},
	} {
		if err := t.wants(ctx, x.code, x.no, x.args...); err != nil {
			return err
		}
	}
	if err := t.disk.readOnly(false); err != nil {
		return err
	}
	t.press.publish(5)
	if err := t.wants(ctx, 0, "", "crawl"); err != nil {
		return err
	}
	return t.whole(ctx, t.workspace)
}

// wants runs a command and judges its end.
func (t *filled) wants(ctx context.Context, code int, text string, args ...string) error {
	r, err := t.workspace.run(ctx, args...)
	if err != nil {
		return err
	}
	t.runs++
	t.line(r, code, text)
	return nil
}

// line wants an exit code, and one line that says why where it is not 0.
func (t *filled) line(r ended, code int, text string) {
	n := strings.Count("\n"+r.stderr, "\ntintinh: ")
	if r.code != code || code != 0 && (n != 1 || !strings.Contains(r.stderr, text)) {
		t.fault("wanted exit %d and one line with %q, found %d lines: %s", code, text, n, withoutDebug(r))
	}
}

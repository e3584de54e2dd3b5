//go:build linux

package trace

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
)

const victimEnv = "TINTINH_TEST_VICTIM"

// TestMain makes the test binary the program that is traced.
func TestMain(m *testing.M) {
	if dir := os.Getenv(victimEnv); dir != "" {
		if err := victim(dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(3)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// victim does one of each call, from many threads in turn.
func victim(dir string) error {
	a := filepath.Join(dir, "thư mục", "a")
	steps := []func(*os.File) error{
		func(f *os.File) error { _, err := f.WriteString("xin chào"); return err },
		func(f *os.File) error { _, err := f.WriteAt([]byte("CHÀO"), 4); return err },
		func(f *os.File) error { return f.Truncate(20) },
		func(f *os.File) error { return f.Sync() },
		func(*os.File) error { fmt.Fprintln(os.Stderr, "said"); return nil },
		func(f *os.File) error { return f.Close() },
		func(*os.File) error { return os.Rename(a, a+"b") },
		func(*os.File) error { return os.WriteFile(a+"b", []byte("lại"), 0o644) },
		func(*os.File) error { return os.Remove(a + "b") },
	}
	if err := os.Mkdir(filepath.Dir(a), 0o755); err != nil {
		return err
	}
	f, err := os.Create(a)
	for _, step := range steps {
		var wg sync.WaitGroup
		wg.Go(func() { err = errors.Join(err, step(f)) })
		for range 20 {
			wg.Go(func() { os.ReadFile("/proc/self/status") })
		}
		wg.Wait()
	}
	return err
}

type seen struct {
	dir   string
	calls []string
	code  int
	said  string
}

func traced(t *testing.T, before func(n int, c *Call) Fate) seen {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	out, err := os.Create(filepath.Join(t.TempDir(), "stderr"))
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	s := seen{dir: dir}
	n := 0
	p := Program{
		Args: []string{self}, Dir: dir, Env: append(os.Environ(), victimEnv+"="+dir), Stdout: out, Stderr: out,
		Under: []string{dir}, Output: true, Data: true,
		Before: func(c *Call) Fate {
			n++
			if before == nil {
				return Fate{}
			}
			return before(n, c)
		},
		After: func(c *Call) {
			line := c.String()
			if c.Op == Write {
				line += fmt.Sprintf(" %q", c.Data)
			}
			if c.Errno != 0 {
				line += ": " + c.Errno.Error()
			}
			s.calls = append(s.calls, line)
		},
	}
	s.code, err = Run(t.Context(), p)
	if errors.Is(err, syscall.EPERM) {
		t.Skipf("children may not be traced here: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	said, err := os.ReadFile(out.Name())
	if err != nil {
		t.Fatal(err)
	}
	s.said = string(said)
	return s
}

func allCalls() []string {
	return []string{
		"mkdir thư mục", "create a", `write a at 0, 9 bytes "xin chào"`, `write a at 4, 5 bytes "CHÀO"`, "truncate a to 20", "sync a",
		`write <stderr> at 0, 5 bytes "said\n"`, "rename a to ab", "truncate ab to 0", `write ab at 0, 5 bytes "lại"`, "remove ab",
	}
}

func TestCalls(t *testing.T) {
	s := traced(t, nil)
	if s.code != 0 || !slices.Equal(s.calls, allCalls()) {
		t.Errorf("exit %d, calls:\n%s\n%s", s.code, strings.Join(s.calls, "\n"), s.said)
	}
}

// TestKill: killed at call n, the n-1 before it happened and nothing else.
func TestKill(t *testing.T) {
	for n := range allCalls() {
		s := traced(t, func(at int, _ *Call) Fate { return Fate{Kill: at == n+1} })
		if want := allCalls()[:n]; s.code != -1 || !slices.Equal(s.calls, want) {
			t.Errorf("killed at call %d: exit %d, calls:\n%s\nwant:\n%s", n+1, s.code, strings.Join(s.calls, "\n"), strings.Join(want, "\n"))
		}
	}
}

// TestFail: the call fails as told, has no effect, and the others happen.
func TestFail(t *testing.T) {
	s := traced(t, func(_ int, c *Call) Fate {
		if c.Op == Sync {
			return Fate{Errno: syscall.EIO}
		}
		return Fate{}
	})
	want := slices.Clone(allCalls())
	want[5] += ": input/output error"
	if s.code != 3 || len(s.calls) != len(want)+1 || !slices.Equal(s.calls[:len(want)], want) || // the last is what it said
		!strings.Contains(s.said, "sync "+filepath.Join(s.dir, "thư mục", "a")+": input/output error") {
		t.Errorf("exit %d, calls:\n%s\nsaid %s", s.code, strings.Join(s.calls, "\n"), s.said)
	}
	s = traced(t, func(_ int, c *Call) Fate {
		if c.Op == Create {
			return Fate{Errno: syscall.ENOSPC}
		}
		return Fate{}
	})
	if _, err := os.Stat(filepath.Join(s.dir, "thư mục", "a")); s.code != 3 || !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a file that could not be made: exit %d, %v", s.code, err)
	}
}

//go:build linux

package powercut

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/tintinh/tintinh/reliability/trace"
)

const root = "/đĩa"

// script makes a log of calls that happen one after the other.
func script(calls ...trace.Call) []Step {
	var steps []Step
	for _, c := range calls {
		steps = append(steps, Step{Call: &c}, Step{Call: &c, End: true})
	}
	return steps
}

func file(name string) string { return root + "/" + name }

func write(name string, at int, text string) trace.Call {
	return trace.Call{Op: trace.Write, Path: file(name), Offset: int64(at), Size: int64(len(text)), Data: []byte(text)}
}

func on(op trace.Op, name string) trace.Call {
	return trace.Call{Op: op, Path: strings.TrimSuffix(file(name), "/")}
}

func say(text string) trace.Call {
	return trace.Call{Op: trace.Write, Path: trace.Stderr, Size: int64(len(text)), Data: []byte(text)}
}

// said is what the program had said when the power went.
func said(steps []Step, n int) string {
	var b strings.Builder
	for _, s := range steps[:n] {
		if s.End && s.Call.Path == trace.Stderr {
			b.Write(s.Call.Data)
		}
	}
	return b.String()
}

// bad counts states in which good does not hold.
func bad(t *testing.T, steps []Step, good func(State, string) bool) (n, bad int) {
	t.Helper()
	n, err := States(root, steps, rand.New(rand.NewPCG(1, 2)), func(s State) error {
		if !good(s, said(steps, s.Step)) {
			bad++
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return n, bad
}

// journal appends records of three sectors, and says of each that it is there.
func journal(sync bool) []Step {
	calls := []trace.Call{on(trace.Create, "j"), on(trace.Sync, "")}
	for i := range 20 {
		calls = append(calls, write("j", i*3*sector, record(i)))
		if sync {
			calls = append(calls, on(trace.Sync, "j"))
		}
		calls = append(calls, say("."))
	}
	return script(calls...)
}

func record(i int) string {
	return strings.Repeat(fmt.Sprintf("bản ghi %03d ", i), 2*sector)[:3*sector]
}

func keepsSaid(s State, said string) bool {
	f, ok := s.Files[file("j")]
	for i := range len(said) {
		at := i * 3 * sector
		if !ok || len(f.Data) < at+3*sector || string(f.Data[at:at+3*sector]) != record(i) {
			return false
		}
	}
	return true
}

// noHalf: every record is whole or not there at all.
func noHalf(s State, _ string) bool {
	f := s.Files[file("j")]
	for i := range len(f.Data) / (3 * sector) {
		b := f.Data[i*3*sector:][:3*sector]
		if !bytes.Equal(b, []byte(record(i))) && !bytes.Equal(b, make([]byte, 3*sector)) {
			return false
		}
	}
	return len(f.Data)%(3*sector) == 0
}

func TestJournal(t *testing.T) {
	if n, bad := bad(t, journal(true), keepsSaid); n < 60 || bad > 0 {
		t.Errorf("synced: %d of %d states lost something", bad, n)
	}
	if n, bad := bad(t, journal(false), keepsSaid); bad == 0 {
		t.Errorf("never synced: nothing was lost in %d states", n)
	}
	if n, bad := bad(t, journal(true), noHalf); bad == 0 {
		t.Errorf("no write was torn in %d states", n)
	}
}

// TestReplace: a file that is written beside its name and renamed needs both
// syncs, and either of them missing is found.
func TestReplace(t *testing.T) {
	const old, whole = "cũ", "mới, và dài hơn"
	calls := func(without string) []Step {
		list := []trace.Call{
			on(trace.Create, "f"), write("f", 0, old), on(trace.Sync, "f"), on(trace.Sync, ""), say("o"),
			on(trace.Create, "t"), write("t", 0, whole), on(trace.Sync, "t"),
			{Op: trace.Rename, Path: file("t"), To: file("f")}, on(trace.Sync, ""), say("n"),
		}
		for i, c := range list {
			if i > 4 && without != "" && c.Op == trace.Sync && c.Path == strings.TrimSuffix(file(strings.TrimPrefix(without, "/")), "/") {
				return script(slices.Delete(list, i, i+1)...)
			}
		}
		return script(list...)
	}
	good := func(s State, said string) bool {
		f, ok := s.Files[file("f")]
		switch said {
		case "":
			return true
		case "o":
			return ok && (string(f.Data) == old || string(f.Data) == whole)
		}
		return ok && string(f.Data) == whole
	}
	if n, bad := bad(t, calls(""), good); n < 15 || bad > 0 {
		t.Errorf("with both syncs %d of %d states are bad", bad, n)
	}
	for _, without := range []string{"t", "/"} {
		if n, bad := bad(t, calls(without), good); bad == 0 {
			t.Errorf("without the sync of %s none of %d states is bad", without, n)
		}
	}
}

// TestFolder: what is in a folder is lost with the folder's own name.
func TestFolder(t *testing.T) {
	calls := func(parent bool) []Step {
		list := []trace.Call{on(trace.Mkdir, "d"), on(trace.Create, "d/f"), write("d/f", 0, "x"), on(trace.Sync, "d/f"), on(trace.Sync, "d")}
		if parent {
			list = append(list, on(trace.Sync, ""))
		}
		return script(append(list, say("."))...)
	}
	good := func(s State, said string) bool { return said == "" || string(s.Files[file("d/f")].Data) == "x" }
	if _, bad := bad(t, calls(true), good); bad > 0 {
		t.Errorf("with the folder above synced %d states are bad", bad)
	}
	if _, bad := bad(t, calls(false), good); bad == 0 {
		t.Error("a folder whose name was never synced is always there")
	}
}

// TestOverlap: a sync covers what had returned before it began, no more.
func TestOverlap(t *testing.T) {
	w1, w2, sync := write("j", 0, "một"), write("j", 10, "hai"), on(trace.Sync, "j")
	steps := append(script(on(trace.Create, "j"), on(trace.Sync, "")),
		Step{Call: &w1}, Step{Call: &w1, End: true}, Step{Call: &w2}, Step{Call: &sync}, Step{Call: &w2, End: true}, Step{Call: &sync, End: true})
	seen := map[string]bool{}
	_, err := States(root, steps, rand.New(rand.NewPCG(1, 2)), func(s State) error {
		if s.Step == len(steps) {
			seen[string(s.Files[file("j")].Data)] = true
		}
		return nil
	})
	if want := map[string]bool{"một": true, "một\x00\x00\x00\x00\x00hai": true}; err != nil || len(seen) != 2 || !seen["một"] {
		t.Errorf("after the sync there may be %v (%v), want %v", seen, err, want)
	}
}

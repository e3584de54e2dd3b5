//go:build linux

package powercut

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"

	"github.com/tintinh/tintinh/reliability/trace"
)

// State is what may be on the disk after a power cut.
type State struct {
	Step    int             // steps of the log that happened before it
	What    string          // which changes are there, for people
	Files   map[string]File // by path; only those whose names and folders were kept
	Folders []string
}

// perPoint bounds the states of one moment in which some changes are there and
// some are not.
const perPoint = 12

// States goes through a log step by step, and calls fn with states that a
// power cut may leave there: nothing of what is not synced, all of it, each
// change alone, each change missing, and random parts with torn writes. root is
// a folder that is there before. It returns how many states there were.
func States(root string, steps []Step, random *rand.Rand, fn func(State) error) (n int, err error) {
	s := newSystem(root)
	for i, step := range steps {
		if err := s.take(step); err != nil {
			return n, fmt.Errorf("step %d: %w", i, err)
		}
		if !changes(step) {
			continue // the disk is as it was at the step before
		}
		for _, choice := range s.choices(random) {
			st := s.state(choice)
			st.Step = i + 1
			n++
			if err := fn(st); err != nil {
				return n, err
			}
		}
	}
	return n, nil
}

// changes reports whether a step changes what may be on the disk, or what was
// promised of it. The end of a write does not: it was possible from its
// beginning on.
func changes(s Step) bool {
	if s.Call.Path == trace.Stderr {
		return s.End
	}
	switch s.Call.Op {
	case trace.Write, trace.Truncate:
		return !s.End
	}
	return s.End
}

// choice says of what is not synced what is there.
type choice struct {
	what   string
	change func(i int) int // of change i: absent, whole or torn
	names  func(i, n int) int
	random *rand.Rand
}

const (
	absent = iota
	whole
	torn
)

// choices are the states of one moment.
func (s *system) choices(random *rand.Rand) []choice {
	pending, names := 0, 0
	for _, n := range s.nodes() {
		pending += len(n.pending)
		names += len(n.renamed)
	}
	none := func(int, int) int { return 0 }
	all := func(_, n int) int { return n }
	some := func(_, n int) int { return random.IntN(n + 1) }
	list := []choice{{"nothing unsynced", func(int) int { return absent }, none, random}}
	if pending+names == 0 {
		return list
	}
	list = append(list, choice{"everything", func(int) int { return whole }, all, random})
	if names > 0 {
		list = append(list, choice{"the names only", func(int) int { return absent }, all, random})
	}
	for i := range pending {
		if pending > perPoint/4 && random.IntN(pending) >= perPoint/4 {
			continue
		}
		list = append(list,
			choice{fmt.Sprintf("change %d of %d alone", i, pending), func(j int) int { return b2i(i == j) }, all, random},
			choice{fmt.Sprintf("all but change %d of %d", i, pending), func(j int) int { return b2i(i != j) }, all, random},
			choice{fmt.Sprintf("change %d of %d torn", i, pending), func(j int) int { return b2i(j < i) + 2*b2i(i == j) }, some, random})
	}
	for range 4 {
		list = append(list, choice{"a random part", func(int) int { return random.IntN(3) }, some, random})
	}
	return list[:min(len(list), 2*perPoint)]
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// nodes are all files and folders that may be on the disk, in a fixed order.
func (s *system) nodes() []*inode {
	var list []*inode
	seen := map[*inode]bool{}
	var walk func(n *inode)
	walk = func(n *inode) {
		if n == nil || seen[n] {
			return
		}
		seen[n] = true
		list = append(list, n)
		for _, name := range sortedNames(n.names) {
			walk(n.names[name])
		}
		for _, e := range n.renamed {
			walk(e.node)
		}
	}
	walk(s.live[s.root])
	return list
}

func sortedNames(m map[string]*inode) []string {
	var names []string
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// state makes one of the disk's states.
func (s *system) state(c choice) State {
	st := State{What: c.what, Files: map[string]File{}}
	content := map[*inode]File{}
	i := 0
	for _, n := range s.nodes() {
		if n.folder {
			continue
		}
		f := n.disk.clone()
		for _, p := range n.pending {
			switch c.change(i) {
			case whole:
				f.apply(p.call)
			case torn:
				f.tear(p.call, func() bool { return c.random.IntN(2) == 0 })
			}
			i++
		}
		content[n] = f
	}
	folders := 0
	var walk func(path string, n *inode)
	walk = func(path string, n *inode) {
		if !n.folder {
			st.Files[path] = content[n]
			return
		}
		st.Folders = append(st.Folders, path)
		names := map[string]*inode{}
		for name, node := range n.names {
			names[name] = node
		}
		for _, e := range n.renamed[:c.names(folders, len(n.renamed))] {
			e.settle(names)
		}
		folders++
		for _, name := range sortedNames(names) {
			walk(filepath.Join(path, name), names[name])
		}
	}
	walk(s.root, s.live[s.root])
	return st
}

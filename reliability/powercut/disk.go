//go:build linux

package powercut

import (
	"fmt"
	"path/filepath"

	"github.com/tintinh/tintinh/reliability/trace"
)

// Step is the beginning or the end of a call. A call that was under way when
// the program ended has no end.
type Step struct {
	Call *trace.Call
	End  bool
}

// Recorder makes a log of a traced program.
type Recorder struct{ Steps []Step }

// Before and After are for trace.Program; Data must be on.
func (r *Recorder) Before(c *trace.Call) trace.Fate {
	r.Steps = append(r.Steps, Step{Call: c})
	return trace.Fate{}
}

func (r *Recorder) After(c *trace.Call) { r.Steps = append(r.Steps, Step{Call: c, End: true}) }

// change is a write or a new length that no sync covers yet.
type change struct {
	call *trace.Call
	done bool // it has returned
}

// inode is a file or a folder, whatever its name.
type inode struct {
	disk    File // what a power cut leaves for sure
	pending []*change
	folder  bool

	names   map[string]*inode // folder: the names that are kept for sure
	renamed []entry           // folder: later changes, in order
}

// entry is a change of a folder: name now means node, nil = nothing.
type entry struct {
	name string
	node *inode
	from string // the name it had in the same folder, "" if none
}

// system is the file system as the log leaves it, step by step.
type system struct {
	root    string
	live    map[string]*inode // by path, as the program sees it
	covered map[*trace.Call][]*change
	entries map[*trace.Call]int // how many of a folder's changes a sync covers
}

func newSystem(root string) *system {
	return &system{
		root: root, live: map[string]*inode{root: newFolder()},
		covered: map[*trace.Call][]*change{}, entries: map[*trace.Call]int{},
	}
}

func newFolder() *inode { return &inode{folder: true, names: map[string]*inode{}} }

// take replays one step.
func (s *system) take(step Step) error {
	c := step.Call
	if c.Path == trace.Stderr || c.Errno != 0 {
		return nil
	}
	switch c.Op {
	case trace.Write, trace.Truncate, trace.Sync:
		n := s.live[c.Path]
		if n == nil {
			return fmt.Errorf("%s: the log does not say where the file comes from", c)
		}
		if c.Op == trace.Sync {
			s.sync(n, step)
		} else {
			n.change(step)
		}
		return nil
	}
	if !step.End { // names change in a moment: when the call returns
		return nil
	}
	return s.rename(c)
}

func (n *inode) change(step Step) {
	if !step.End {
		n.pending = append(n.pending, &change{call: step.Call})
		return
	}
	for _, p := range n.pending {
		if p.call == step.Call {
			p.done = true
		}
	}
}

// sync makes durable, at its end, what had returned at its beginning.
func (s *system) sync(n *inode, step Step) {
	if !step.End {
		s.entries[step.Call] = len(n.renamed)
		for _, p := range n.pending {
			if p.done {
				s.covered[step.Call] = append(s.covered[step.Call], p)
			}
		}
		return
	}
	synced := map[*change]bool{}
	for _, p := range s.covered[step.Call] {
		synced[p] = true
	}
	var left []*change
	for _, p := range n.pending {
		if synced[p] {
			n.disk.apply(p.call)
		} else {
			left = append(left, p)
		}
	}
	n.pending = left
	if n.folder {
		k := min(s.entries[step.Call], len(n.renamed))
		for _, e := range n.renamed[:k] {
			e.settle(n.names)
		}
		n.renamed = n.renamed[k:]
	}
}

func (e entry) settle(names map[string]*inode) {
	delete(names, e.from)
	delete(names, e.name)
	if e.node != nil {
		names[e.name] = e.node
	}
}

// rename is a change of names.
func (s *system) rename(c *trace.Call) error {
	folder := s.live[filepath.Dir(c.Path)]
	if folder == nil || !folder.folder {
		return fmt.Errorf("%s: the log does not say where its folder comes from", c)
	}
	e := entry{name: filepath.Base(c.Path)}
	switch c.Op {
	case trace.Create:
		e.node = &inode{}
		s.live[c.Path] = e.node
	case trace.Mkdir:
		e.node = newFolder()
		s.live[c.Path] = e.node
	case trace.Remove:
		delete(s.live, c.Path)
	case trace.Rename:
		if filepath.Dir(c.To) != filepath.Dir(c.Path) || s.live[c.Path] == nil || s.live[c.Path].folder {
			return fmt.Errorf("%s: only files within a folder are renamed here", c)
		}
		e.from, e.name, e.node = e.name, filepath.Base(c.To), s.live[c.Path]
		s.live[c.To] = e.node
		delete(s.live, c.Path)
	}
	folder.renamed = append(folder.renamed, e)
	return nil
}

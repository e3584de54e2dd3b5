package htmltree

import "golang.org/x/net/html"

// Memory is what trees stand in. A page's tree takes some 260 KB, more than
// the page; a caller that is done with one tree before the next is parsed
// spares the collector that. The zero value is ready. It is used by one
// goroutine at a time.
type Memory struct {
	nodes  slabs[html.Node]
	values slabs[html.Attribute]
}

// slabs are blocks of which the first used are taken.
type slabs[T any] struct {
	all  [][]T
	used int
}

// keptSlabs bounds what is kept from a page of unusual size: 16,384 nodes of
// 104 bytes and 32,768 attributes of 48 at the most.
const keptSlabs = 64

// more is a block of zero values, of least values if it has to be made.
func (s *slabs[T]) more(least int) []T {
	if s.used == len(s.all) {
		s.all = append(s.all, make([]T, least))
	}
	s.used++
	return s.all[s.used-1]
}

// free zeroes what was taken: it may be taken again, and keeps no page alive.
func (s *slabs[T]) free() {
	for _, slab := range s.all[:s.used] {
		clear(slab)
	}
	if len(s.all) > keptSlabs {
		clear(s.all[keptSlabs:])
		s.all = s.all[:keptSlabs]
	}
	s.used = 0
}

func (m *Memory) moreNodes(least int) []html.Node { return m.nodes.more(least) }

// moreAttributes is an empty slice with room for at least mostAttributes.
func (m *Memory) moreAttributes(least int) []html.Attribute { return m.values.more(least)[:0] }

// Free takes back the memory of all trees since the last call. None of their
// nodes may be used any more; strings taken from them stay good.
func (m *Memory) Free() {
	m.nodes.free()
	m.values.free()
}

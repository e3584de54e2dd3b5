package crawler

import "hash/maphash"

// mostSettled is how many links are remembered of a host: its menus and boxes,
// which nearly all of its pages repeat.
const mostSettled = 4096

// settled remembers links of pages that need nothing more in this run: they
// were refused, or the store has their row and there is no reason to look at
// it. Judging a link again, and asking the store for it, is most of what a
// link costs, and a page has two hundred that the last one had, too. The store
// stays the judge of every link that is not in here; forgetting is harmless.
type settled struct {
	seed  maphash.Seed
	links map[uint64]struct{}
}

func newSettled() *settled {
	return &settled{seed: maphash.MakeSeed(), links: map[uint64]struct{}{}}
}

func (s *settled) has(link string) bool {
	_, ok := s.links[maphash.String(s.seed, link)]
	return ok
}

func (s *settled) add(link string) {
	if len(s.links) >= mostSettled {
		clear(s.links)
	}
	s.links[maphash.String(s.seed, link)] = struct{}{}
}

package auto

import (
	"sync"

	"golang.org/x/net/html"
)

// maxShared bounds the blocks remembered of a site, maxPages the pages
// looked at: furniture shows on the first dozens.
const (
	maxShared = 20000
	maxPages  = 200
)

// Site is what several pages of a site have in common. Blocks that stand on
// many of them are furniture. It may be used from several goroutines; its
// zero value is ready.
type Site struct {
	mu     sync.RWMutex
	pages  int
	blocks map[uint64]int // hash of a block's text: pages that print it
}

// Observe counts the blocks of one page. Give it each page once.
func (s *Site) Observe(root *html.Node) {
	p := &page{title: -1}
	p.elems = append(p.elems, elem{node: root, parent: -1, group: -1})
	w := &walker{page: p, names: map[string]hint{}}
	w.children(root, around{})

	s.mu.Lock()
	defer s.mu.Unlock()
	if s.pages >= maxPages {
		return
	}
	if s.blocks == nil {
		s.blocks = map[uint64]int{}
	}
	s.pages++
	seen := map[uint64]bool{}
	for i := range p.blocks {
		b := &p.blocks[i]
		if b.words < 3 || seen[b.hash] {
			continue
		}
		seen[b.hash] = true
		if _, known := s.blocks[b.hash]; known || len(s.blocks) < maxShared {
			s.blocks[b.hash]++
		}
	}
}

// Settle forgets what did not repeat, once all pages are observed: what is
// left of a site is some hundred numbers.
func (s *Site) Settle() {
	s.mu.Lock()
	defer s.mu.Unlock()
	kept := map[uint64]int{} // a map never shrinks
	for hash, n := range s.blocks {
		if s.often(n) {
			kept[hash] = n
		}
	}
	s.blocks = kept
}

// repeated reports whether a block stands on more pages than one article
// could: at least three, and a third of those observed.
func (s *Site) repeated(hash uint64) bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.often(s.blocks[hash])
}

func (s *Site) often(n int) bool { return n >= 3 && n*3 >= s.pages }

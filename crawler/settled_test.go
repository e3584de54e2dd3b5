package crawler

import (
	"fmt"
	"testing"
)

func TestSettled(t *testing.T) {
	s := newSettled()
	for i := range 3 * mostSettled {
		link := fmt.Sprintf("https://vidu.vn/tin/%d", i)
		if s.has(link) {
			t.Fatalf("%s is settled before it was added", link)
		}
		s.add(link)
		if !s.has(link) {
			t.Fatalf("%s is not settled after it was added", link)
		}
		if len(s.links) > mostSettled {
			t.Fatalf("%d links are remembered, at most %d may be", len(s.links), mostSettled)
		}
	}
}

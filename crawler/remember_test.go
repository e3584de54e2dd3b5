package crawler

import (
	"fmt"
	"testing"
)

// A run may have millions of pages: what it remembers of them is bounded, and
// still tells the same page under many addresses.
func TestWhatARunRemembersIsBounded(t *testing.T) {
	h := newHost(parsed(t, definition("")), &Crawl{})
	v := &visit{tenancy: &tenancy{host: h}}
	var a answers
	a.own("reached.test")
	for i := range 3 * mostPages {
		page := fmt.Appendf(nil, "trang %d", i)
		h.samePage(string(page), fmt.Sprintf("vidu:%d", i))
		a.useless("reached.test", page)
		a.useless("other.test", page)
	}
	for i := range 2*mostRefused + 1 {
		v.refuseLink(fmt.Sprintf("http://vidu.test/lich?ngay=%d", i), "deny")
	}
	if len(h.pagesOf) > mostPages || len(a.from) > mostPages || len(h.refused) > mostRefused {
		t.Errorf("%d and %d pages and %d refused links are remembered", len(h.pagesOf), len(a.from), len(h.refused))
	}
	for _, hosts := range a.from {
		if hosts["reached.test"] {
			t.Fatal("pages of a host that is reached are remembered")
		}
	}
	if h.figures.Skipped["deny"] != 2*mostRefused+1 || h.figures.Found != 2*mostRefused+1 {
		t.Errorf("figures: %+v", h.figures)
	}
	v.refuseLink(fmt.Sprintf("http://vidu.test/lich?ngay=%d", 2*mostRefused), "deny")
	if h.figures.Found != 2*mostRefused+1 {
		t.Error("a link that was refused just now is counted again")
	}
	var same []bool
	for i := range 4 {
		same = append(same, h.samePage("mot trang", fmt.Sprintf("vidu:%d", i)))
	}
	if same[1] || !same[2] || !same[3] {
		t.Errorf("one page under four articles: %v", same)
	}
}

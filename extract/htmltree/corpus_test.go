package htmltree

import (
	"testing"

	"github.com/tintinh/tintinh/extract/corpus"
)

func TestCorpus(t *testing.T) {
	pages := corpus.Pages(t)
	handed, native := map[reason]int{}, 0
	for _, p := range pages {
		t.Run(p.Name, func(t *testing.T) {
			if why := compare(t, string(p.Body)); why != nothing {
				t.Logf("handed over: %s", why)
				handed[why]++
			} else {
				native++
			}
		})
	}
	t.Logf("%d of %d pages built here; handed over: %v", native, len(pages), handed)
	if native*10 < len(pages)*9 {
		t.Errorf("only %d of %d pages are built here: %v", native, len(pages), handed)
	}
}

package htmltree

import (
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/tintinh/tintinh/extract/corpus"
)

// Trees of one page after another in the same memory are those of html.Parse,
// also after a page that was handed over in its middle, and after a small one.
func TestMemoryIsUsedAgain(t *testing.T) {
	pages := []string{"<p class=nhỏ>Một trang nhỏ.", "<p id=a>Đê</p><template>x</template><p id=b>", "<ul><li title=x>một<li>hai</ul>"}
	for i, p := range corpus.Pages(t) {
		if i%8 == 0 {
			pages = append(pages, string(p.Body), pages[i%3])
		}
	}
	var m Memory
	for i, page := range pages {
		got, _, err := m.Parse([]byte(page))
		if err != nil {
			t.Fatal(err)
		}
		want, err := html.Parse(strings.NewReader(page))
		if err != nil {
			t.Fatal(err)
		}
		if d := difference(got, want); d != "" {
			t.Fatalf("page %d: %s", i, d)
		}
		if i%3 != 1 { // else the next tree stands beside this one
			m.Free()
		}
	}
}

// What was freed holds nothing of its page, and no more is kept than the bound.
func TestMemoryIsBounded(t *testing.T) {
	var m Memory
	if _, _, err := m.Parse([]byte(strings.Repeat("<p class=x>Lũ.</p>", 60_000))); err != nil {
		t.Fatal(err)
	}
	if len(m.nodes.all) <= keptSlabs || len(m.values.all) <= keptSlabs {
		t.Fatalf("%d and %d slabs: the page is too small for this test", len(m.nodes.all), len(m.values.all))
	}
	m.Free()
	if len(m.nodes.all) != keptSlabs || len(m.values.all) != keptSlabs {
		t.Errorf("%d and %d slabs are kept, want %d", len(m.nodes.all), len(m.values.all), keptSlabs)
	}
	for _, slab := range m.nodes.all {
		for i := range slab {
			if n := &slab[i]; n.Data != "" || n.Attr != nil || n.Parent != nil || n.NextSibling != nil {
				t.Fatalf("a freed node is <%s>", n.Data)
			}
		}
	}
	for _, slab := range m.values.all {
		for _, a := range slab {
			if a != (html.Attribute{}) {
				t.Fatalf("a freed attribute is %+v", a)
			}
		}
	}
}

package extract

import (
	"slices"
	"testing"

	"github.com/andybalholm/cascadia"

	"github.com/tintinh/tintinh/extract/corpus"
	"github.com/tintinh/tintinh/portal"
)

// TestElements asks for all selectors of the catalogue on real pages: the index
// finds what a walk of the whole page finds.
func TestElements(t *testing.T) {
	c, err := catalogue()
	if err != nil {
		t.Fatal(err)
	}
	var selectors []portal.Selector
	for _, f := range c.Families() {
		for _, rule := range f.Rules {
			for _, list := range rule.Fields {
				selectors = append(selectors, list...)
			}
		}
	}
	for _, css := range []string{"p", "div > p", "#content", ".x.y", "a[href]:not(.b)", "li:nth-child(2) a", "*", ".breadcrumb li a", "div div a", "div.a p", "ul li:first-child > a"} {
		s, err := portal.CompileSelector(css)
		if err != nil {
			t.Fatal(err)
		}
		selectors = append(selectors, s)
	}
	keyed, matched := 0, 0
	for i, p := range corpus.Pages(t) {
		doc, err := Parse(p.Body, "text/html", p.URL)
		if err != nil {
			t.Fatal(err)
		}
		all := portal.ElementsOf(doc.Root)
		for j, s := range selectors {
			if (i+j)%7 != 0 { // every selector on some pages: all on all take a minute
				continue
			}
			if s.Key != "" {
				keyed++
			}
			want := cascadia.QueryAll(doc.Root, s.Match)
			matched += len(want)
			if got := all.All(s); !slices.Equal(got, want) {
				t.Errorf("%s: %s (key %s) finds %d elements, want %d", p.Name, s.Text, s.Key, len(got), len(want))
			}
		}
	}
	if keyed == 0 || matched == 0 {
		t.Errorf("nothing was compared: %d selectors with a key, %d elements", keyed, matched)
	}
}

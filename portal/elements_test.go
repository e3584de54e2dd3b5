package portal

import (
	"slices"
	"testing"

	"github.com/andybalholm/cascadia"
)

// TestElements: what is found by name is what a walk of the whole page finds,
// once and in page order, also where what stands above stands in another.
func TestElements(t *testing.T) {
	root := tree(t, []byte(`<div class="x x y" id=a><p>1<b>2</b></p><div class=x><p>3</p><section class="y"><p>4</p></section></div></div>
		<p>5</p><div class=x><ul><li>6<p>7</p></li></ul></div><div id=a><p>8</p></div>
		<svg><a id=c itemprop=x><path d=1 /><title>t</title><foreignObject></foreignObject></a></svg><a itemprop="y x" id=b>9</a><x-tag>10</x-tag><i class="x y ế"></i>`))
	e := ElementsOf(root)
	for _, css := range []string{".x p", ".y p", ".x > p", "#a p", ".x .y p", "p", ".x", "#a", "li p", ".x li > p", "p:first-child", ".none p", ".x i", "div p, li",
		"[id]", "[id=a]", "[id!=a]", "div [id$='a']", "[itemprop=x]", "[itemprop]", ".x [id] p", "a", "svg a", "title", "foreignObject", "path", "x-tag", "b"} {
		s, err := CompileSelector(css)
		if err != nil {
			t.Fatal(err)
		}
		want := cascadia.QueryAll(root, s.Match)
		if got := e.All(s); !slices.Equal(got, want) {
			t.Errorf("%s: %d elements, want %d", css, len(got), len(want))
		}
		if e.matches(s) != (len(want) > 0) {
			t.Errorf("%s: matches is %v of %d elements", css, e.matches(s), len(want))
		}
	}
	if s, _ := CompileSelector("p"); ElementsOf(nil).All(s) != nil || ElementsOf(nil).matches(s) {
		t.Error("no page has elements")
	}
}

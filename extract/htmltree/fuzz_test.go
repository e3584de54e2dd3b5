package htmltree

import "testing"

// FuzzParse compares the tree of any bytes with that of html.Parse.
func FuzzParse(f *testing.F) {
	for _, page := range html5lib(f) {
		f.Add(page)
	}
	f.Fuzz(func(t *testing.T, page string) {
		compare(t, page)
	})
}

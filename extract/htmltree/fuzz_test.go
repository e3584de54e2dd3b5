package htmltree

import (
	"strings"
	"testing"
)

// FuzzParse compares the tree of any bytes with that of html.Parse.
func FuzzParse(f *testing.F) {
	for _, page := range html5lib(f) {
		f.Add(page)
	}
	f.Fuzz(func(t *testing.T, page string) {
		compare(t, strings.ReplaceAll(page, "\x00", "<p>")) // NUL bytes are handed over
	})
}

// FuzzPieces does so with pages of which each byte is a piece of markup.
func FuzzPieces(f *testing.F) {
	all := plain()[:256]
	f.Add([]byte("Nước lên nhanh trong đêm."))
	f.Fuzz(func(t *testing.T, choice []byte) {
		var b strings.Builder
		for _, c := range choice {
			b.WriteString(all[c])
		}
		compare(t, b.String())
	})
}

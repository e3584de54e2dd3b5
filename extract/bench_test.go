package extract

import (
	"testing"

	"github.com/tintinh/tintinh/extract/corpus"
)

// BenchmarkPage is the whole work on a page: decoding, tree, article. It reads
// the corpus in turn.
func BenchmarkPage(b *testing.B) {
	e := extractor(b)
	pages := corpus.Pages(b)
	size := 0
	for _, p := range pages {
		size += len(p.Body)
	}
	b.SetBytes(int64(size))
	b.ReportAllocs()
	for b.Loop() {
		for _, p := range pages {
			doc, err := Parse(p.Body, "text/html", p.URL)
			if err != nil {
				b.Fatal(err)
			}
			e.Extract(doc, Page{URL: p.URL, Body: p.Body, ContentType: "text/html", FetchedAt: captured})
		}
	}
}

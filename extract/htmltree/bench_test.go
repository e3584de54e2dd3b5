package htmltree

import (
	"bytes"
	"testing"

	"golang.org/x/net/html"

	"github.com/tintinh/tintinh/extract/corpus"
)

// The benchmarks read the whole corpus in turn; MB/s is the figure to compare.
func benchmark(b *testing.B, parse func(page []byte) error) {
	var pages [][]byte
	for _, p := range corpus.Pages(b) {
		pages = append(pages, p.Body)
	}
	size := 0
	for _, p := range pages {
		size += len(p)
	}
	b.SetBytes(int64(size))
	b.ReportAllocs()
	for b.Loop() {
		for _, p := range pages {
			if err := parse(p); err != nil {
				b.Fatal(err)
			}
		}
	}
}

func BenchmarkParse(b *testing.B) {
	benchmark(b, func(page []byte) error {
		_, _, err := Parse(page)
		return err
	})
}

// BenchmarkMemory is a crawl's: one tree at a time, in the same memory.
func BenchmarkMemory(b *testing.B) {
	var m Memory
	benchmark(b, func(page []byte) error {
		_, _, err := m.Parse(page)
		m.Free()
		return err
	})
}

// BenchmarkHTMLParse is what x/net/html takes for the same pages.
func BenchmarkHTMLParse(b *testing.B) {
	benchmark(b, func(page []byte) error {
		_, err := html.Parse(bytes.NewReader(page))
		return err
	})
}

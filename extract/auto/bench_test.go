package auto

import (
	"bytes"
	"net/url"
	"testing"

	"golang.org/x/net/html"

	"github.com/tintinh/tintinh/extract/corpus"
	"github.com/tintinh/tintinh/extract/metadata"
)

// parsed is a page ready for extraction.
type parsed struct {
	root *html.Node
	base *url.URL
	meta *metadata.Page
}

func parsedPages(b *testing.B, kind string) (pages []parsed, size int64) {
	for _, p := range corpus.Pages(b) {
		if p.Kind == kind {
			root, base, m := parse(b, p.Body, p.URL)
			pages, size = append(pages, parsed{root, base, m}), size+int64(len(p.Body))
		}
	}
	return pages, size / int64(len(pages))
}

// BenchmarkExtract is the cost a page, on top of parsing and metadata.
func BenchmarkExtract(b *testing.B) {
	for _, kind := range []string{"article", "listing", "home"} {
		b.Run(kind, func(b *testing.B) {
			pages, size := parsedPages(b, kind)
			b.SetBytes(size)
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				p := pages[i%len(pages)]
				Extract(p.root, p.base, p.meta, Options{})
			}
		})
	}
}

func BenchmarkMetadata(b *testing.B) {
	pages, size := parsedPages(b, "article")
	b.SetBytes(size)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		p := pages[i%len(pages)]
		metadata.Read(p.root, p.base)
	}
}

// BenchmarkParse is what html.Parse costs on the same pages.
func BenchmarkParse(b *testing.B) {
	var pages [][]byte
	var size int64
	for _, p := range corpus.Pages(b) {
		if p.Kind == "article" {
			pages, size = append(pages, p.Body), size+int64(len(p.Body))
		}
	}
	b.SetBytes(size / int64(len(pages)))
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if _, err := html.Parse(bytes.NewReader(pages[i%len(pages)])); err != nil {
			b.Fatal(err)
		}
	}
}

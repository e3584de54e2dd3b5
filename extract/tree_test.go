package extract

import (
	"bytes"
	"testing"

	"golang.org/x/net/html"

	"github.com/google/go-cmp/cmp"

	"github.com/tintinh/tintinh/extract/corpus"
)

// TestEitherParser reads every page of the corpus from the tree of
// extract/htmltree and from that of x/net/html: the results are the same to
// the last trace.
func TestEitherParser(t *testing.T) {
	for _, auto := range []bool{false, true} {
		e := extractor(t)
		e.AutoOnly = auto
		for _, p := range corpus.Pages(t) {
			doc, err := Parse(p.Body, "text/html", p.URL)
			if err != nil {
				t.Fatal(err)
			}
			page := Page{URL: p.URL, Body: p.Body, ContentType: "text/html", FetchedAt: captured}
			got := e.Extract(doc, page)
			if doc.Root, err = html.Parse(bytes.NewReader(doc.Text)); err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(e.Extract(doc, page), got); d != "" {
				t.Errorf("%s (auto only: %t): -x/net/html +htmltree\n%s", p.Name, auto, d)
			}
		}
	}
}

package extract

import (
	"testing"

	"github.com/tintinh/tintinh/extract/corpus"
)

// A record stays what it is when the tree that it was read from is freed and
// the next page stands in its place.
func TestRecordsOutliveTheirTree(t *testing.T) {
	e := extractor(t)
	var p Parser
	var kept []*Article
	var want []string
	for i, page := range corpus.Pages(t) {
		if i%4 != 0 {
			continue
		}
		at := Page{URL: page.URL, Body: page.Body, ContentType: "text/html", FetchedAt: captured}
		fresh, err := Parse(page.Body, "text/html", page.URL)
		if err != nil {
			t.Fatal(err)
		}
		doc, err := p.Parse(page.Body, "text/html", page.URL)
		if err != nil {
			t.Fatal(err)
		}
		a, b := e.Extract(fresh, at).Article, e.Extract(doc, at).Article
		doc.Free()
		doc.Free() // a second call does nothing
		if doc.Root != nil {
			t.Fatal("a freed document has a tree")
		}
		if (a == nil) != (b == nil) {
			t.Fatalf("%s: an article by one parse only", page.Name)
		}
		if a != nil {
			kept, want = append(kept, b), append(want, line(t, a))
		}
	}
	if len(kept) < 10 {
		t.Fatalf("only %d articles", len(kept))
	}
	for i, a := range kept {
		if got := line(t, a); got != want[i] {
			t.Errorf("%s changed when its tree was freed:\n%s\nwant\n%s", a.URL, got, want[i])
		}
	}
}

func line(t *testing.T, a *Article) string {
	t.Helper()
	b, err := a.Line()
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

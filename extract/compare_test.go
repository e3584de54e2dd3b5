package extract

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tintinh/tintinh/extract/corpus"
)

// TestCompareChangesNothing: asking the other sources, too, gives the same
// records, on our own pages and on those of the corpus.
func TestCompareChangesNothing(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "*", "*.html"))
	if err != nil {
		t.Fatal(err)
	}
	var pages []corpus.Page
	for _, f := range files {
		pages = append(pages, fixture(t, f))
	}
	if _, err := os.Stat(corpus.Shared(t)); err == nil {
		pages = append(pages, corpus.Pages(t)...)
	}
	plain, asking := extractor(t), extractor(t)
	asking.Compare = true
	for _, p := range pages {
		a, b := extractPage(t, plain, p).Article, extractPage(t, asking, p).Article
		if (a == nil) != (b == nil) {
			t.Fatalf("%s: an article in one of the two only", p.Name)
		}
		if a == nil {
			continue
		}
		one, err := a.Line()
		if err != nil {
			t.Fatal(err)
		}
		two, err := b.Line()
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(one, two) {
			t.Errorf("%s: %s", p.Name, cmp.Diff(string(one), string(two)))
		}
	}
}

// TestCompareNamesLosers: the fields of a page, and who else had a value.
func TestCompareNamesLosers(t *testing.T) {
	e := extractor(t)
	e.Compare = true
	r := extractPage(t, e, fixture(t, filepath.Join("testdata", "selectors", "fck-a-id", "a.html")))
	got := map[string][]string{}
	for _, f := range r.Fields {
		got[f.Field] = append(got[f.Field], f.Source)
		for _, l := range f.Losers {
			got[f.Field] = append(got[f.Field], l.Source)
		}
	}
	want := map[string][]string{
		"title":        {"selector h1.margintopbot10.fw700", "title element", "auto h1"},
		"lead":         {"selector .detail-desc p", "selector .detail-desc", "auto p"},
		"published_at": {"selector span.pubdate", "auto body"},
	}
	for field, sources := range want {
		if d := cmp.Diff(sources, got[field]); d != "" {
			t.Errorf("%s (-want +got):\n%s", field, d)
		}
	}
	body := got["body"]
	if len(body) < 2 || body[0] != "selector #newscontents .content-fck" || body[len(body)-1] != "auto" {
		t.Errorf("body: %q", body)
	}
}

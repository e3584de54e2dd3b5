package extract

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/tintinh/tintinh/extract/corpus"
	"github.com/tintinh/tintinh/portal"
)

// selectorPages are the pages of testdata/selectors/FAMILY: each is written
// in the markup that one place of every selector list of the family asks for,
// so that each selector is the one that finds something on one of them.
func selectorPages(t *testing.T) map[string][]corpus.Page {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("testdata", "selectors", "*", "*.html"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no pages in testdata/selectors: %v", err)
	}
	pages := map[string][]corpus.Page{}
	for _, file := range files {
		family := filepath.Base(filepath.Dir(file))
		pages[family] = append(pages[family], fixture(t, file))
	}
	return pages
}

// TestSelectorPages compares the whole record of each page.
func TestSelectorPages(t *testing.T) {
	e := extractor(t)
	for family, pages := range selectorPages(t) {
		for _, p := range pages {
			t.Run(family+"/"+filepath.Base(p.Name), func(t *testing.T) {
				r := extractPage(t, e, p)
				if r.Family != family {
					t.Errorf("family %q, want %q", r.Family, family)
				}
				if r.Article == nil {
					t.Fatalf("no article: %s: %s", r.Kind, r.Reason)
				}
				if strings.Contains(r.Article.Text, "Hộp bên lề") {
					t.Errorf("the text holds a box: %s", r.Article.Text)
				}
				compareRecord(t, strings.TrimSuffix(p.Name, ".html")+".json", r.Article)
			})
		}
	}
}

// TestEverySelectorCounts removes each selector of each family in turn: the
// record of one of the family's pages has to change, or the selector is dead
// and no test would notice that it broke.
func TestEverySelectorCounts(t *testing.T) {
	c, err := portal.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	all := selectorPages(t)
	files, err := filepath.Glob(filepath.Join("testdata", "*", "*.html"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		family := filepath.Base(filepath.Dir(file))
		all[family] = append(all[family], fixture(t, file))
	}
	for _, f := range c.Families() {
		t.Run(f.ID, func(t *testing.T) {
			whole := recordsOf(t, f, all[f.ID])
			for i := range f.Rules {
				for field, selectors := range f.Rules[i].Fields {
					for k := range selectors {
						broken := without(f, i, field, k)
						if slices.Equal(recordsOf(t, broken, all[f.ID]), whole) {
							t.Errorf("%s %q: no page of testdata notices that it is gone", field, selectors[k].Text)
						}
					}
				}
			}
		})
	}
}

// without is the family without one selector.
func without(f *portal.Family, rule int, field portal.Field, k int) *portal.Family {
	broken := *f
	broken.Rules = slices.Clone(f.Rules)
	r := &broken.Rules[rule]
	r.Fields = maps.Clone(r.Fields)
	r.Fields[field] = slices.Delete(slices.Clone(r.Fields[field]), k, k+1)
	return &broken
}

// recordsOf are the records of pages by one family alone.
func recordsOf(t *testing.T, f *portal.Family, pages []corpus.Page) []string {
	t.Helper()
	c, err := portal.NewCatalogue(f)
	if err != nil {
		t.Fatal(err)
	}
	e := New(c, "test")
	var out []string
	for _, p := range pages {
		r := extractPage(t, e, p)
		if r.Article == nil {
			out = append(out, string(r.Kind))
			continue
		}
		a := *r.Article
		a.Extractor.Rule = "" // changes with every selector
		line, err := a.Line()
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, string(line))
	}
	return out
}

// TestWithoutIsWithout: the mutation is one, and leaves the family as it was.
func TestWithoutIsWithout(t *testing.T) {
	c, err := portal.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	f, _ := c.Family("fck-a-id")
	before := fmt.Sprint(f.Rules[0].Fields[portal.Title])
	broken := without(f, 0, portal.Title, 1)
	if got, want := len(broken.Rules[0].Fields[portal.Title]), len(f.Rules[0].Fields[portal.Title])-1; got != want {
		t.Errorf("%d selectors, want %d", got, want)
	}
	if fmt.Sprint(f.Rules[0].Fields[portal.Title]) != before {
		t.Error("the family was changed")
	}
}

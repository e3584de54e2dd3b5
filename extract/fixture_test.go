package extract

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tintinh/tintinh/extract/corpus"
)

var update = flag.Bool("update", false, "rewrite the records beside our own pages")

// TestFixtures reads our own pages (testdata/FAMILY/*.html, the first line
// names the URL) and compares the whole record with the .json beside each.
func TestFixtures(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "*", "*.html"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no pages in testdata: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.ToSlash(strings.TrimPrefix(file, "testdata"+string(filepath.Separator))), ".html"), func(t *testing.T) {
			r := extractPage(t, extractor(t), fixture(t, file))
			if family := filepath.Base(filepath.Dir(file)); family != "unknown" && r.Family != family {
				t.Errorf("family %q, want %q", r.Family, family)
			}
			if r.Article == nil {
				t.Fatalf("no article: %s: %s", r.Kind, r.Reason)
			}
			compareRecord(t, strings.TrimSuffix(file, ".html")+".json", r.Article)
		})
	}
}

func fixture(t testing.TB, file string) corpus.Page {
	t.Helper()
	body, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	first, _, _ := bytes.Cut(body, []byte("\n"))
	u, ok := strings.CutPrefix(string(first), "<!-- url: ")
	if !ok {
		t.Fatalf("%s: the first line does not name the page's URL", file)
	}
	return corpus.Page{Name: file, URL: strings.TrimSuffix(u, " -->"), Body: body}
}

func compareRecord(t *testing.T, file string, a *Article) {
	t.Helper()
	a.Extractor.Rule = "" // changes with every edit of a family
	a.SimHash = ""        // its own package fixes the values
	got, err := json.MarshalIndent(a, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	got = append(bytes.ReplaceAll(bytes.ReplaceAll(got, []byte(`\u0026`), []byte("&")), []byte(`\u003e`), []byte(">")), '\n')
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v (go test -update writes it)", err)
	}
	if d := cmp.Diff(string(want), string(got)); d != "" {
		t.Errorf("record (-want +got):\n%s", d)
	}
}

// TestFixturesAuto reads the same pages without rules: the figures are those
// of the scorer, against the records that the rules give.
func TestFixturesAuto(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "*", "*.html"))
	if err != nil {
		t.Fatal(err)
	}
	e := extractor(t)
	e.AutoOnly = true
	sums, n := measures{}, map[string]int{}
	for _, file := range files {
		want := readJSON[Article](t, strings.TrimSuffix(file, ".html")+".json")
		if strings.HasPrefix(want.Extractor.Fields["body"], "selector script@") {
			continue // without the rule nothing on the page is the text
		}
		r := extractPage(t, e, fixture(t, file))
		m := score(asGold(&want), r.Article)
		t.Logf("%-60s %s", file, figures(m, r))
		for k, v := range m {
			sums[k] += v
			n[k]++
		}
	}
	floors := measures{"title": 1, "published": 0.9, "authors": 0.8, "text_f1": 0.9, "images": 0.9}
	for k, least := range floors {
		if mean := sums[k] / float64(n[k]); mean < least {
			t.Errorf("%s is %.3f, want at least %.3f", k, mean, least)
		}
	}
}

// asGold makes a gold record of what the rules read.
func asGold(a *Article) *gold {
	g := &gold{Title: a.Title, Precision: a.PublishedPrecision, Paragraphs: strings.Split(a.Text, "\n\n")}
	if !a.PublishedAt.IsZero() {
		g.PublishedAt = a.PublishedAt.Format("2006-01-02T15:04:05-07:00")
	}
	if a.Lead != "" {
		g.Lead = &a.Lead
	}
	for _, x := range a.Authors {
		g.Authors = append(g.Authors, x.Name)
	}
	for _, i := range a.Images {
		g.Images = append(g.Images, goldImage{URL: i.URL, Caption: i.Caption})
	}
	return g
}

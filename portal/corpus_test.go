package portal

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// shared finds the folder of real pages beside the repository.
func shared(t testing.TB) string {
	t.Helper()
	dir := os.Getenv("TINTINH_SHARED")
	if dir == "" {
		root, err := os.Getwd()
		if err != nil {
			t.Fatal(err)
		}
		for {
			if _, err := os.Stat(filepath.Join(root, "go.mod")); err == nil {
				break
			}
			if root == filepath.Dir(root) {
				t.Skip("no go.mod above the test: the shared folder cannot be found")
			}
			root = filepath.Dir(root)
		}
		dir = filepath.Join(root, "..", "shared")
	}
	if _, err := os.Stat(filepath.Join(dir, "corpus", "provenance.tsv")); err != nil {
		t.Skip("the shared folder of real pages is missing; set TINTINH_SHARED")
	}
	return dir
}

// corpusPage is one row of provenance.tsv.
type corpusPage struct {
	file, domain, url, kind string
}

func corpus(t testing.TB) (string, []corpusPage) {
	t.Helper()
	dir := shared(t)
	src, err := os.ReadFile(filepath.Join(dir, "corpus", "provenance.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	var pages []corpusPage
	for _, line := range strings.Split(string(src), "\n")[1:] {
		if cols := strings.Split(line, "\t"); len(cols) >= 6 {
			domain, _, _ := strings.Cut(strings.TrimPrefix(cols[0], "pages/"), "/")
			pages = append(pages, corpusPage{cols[0], domain, cols[4], cols[5]})
		}
	}
	if len(pages) != 126 {
		t.Fatalf("provenance.tsv lists %d pages, expected 126", len(pages))
	}
	return filepath.Join(dir, "corpus"), pages
}

func readPage(t testing.TB, file string) []byte {
	t.Helper()
	f, err := os.Open(file + ".gz")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return body
}

func tree(t testing.TB, body []byte) *html.Node {
	t.Helper()
	root, err := html.Parse(bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	return root
}

func catalogue(t testing.TB) *Catalogue {
	t.Helper()
	c, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestRecogniseCorpus: every real page is given its own family or none, with
// and without the bytes, and whatever the hint says.
func TestRecogniseCorpus(t *testing.T) {
	c := catalogue(t)
	dir, pages := corpus(t)
	families := map[string]string{
		"baocantho.com.vn": "fck-a-id", "sotttt.hanoi.gov.vn": "gov-liferay", "tuoitre.vn": "vccorp",
		"laodong.vn": "ldo-article-content", "vtcnews.vn": "vtc-edittor",
		"dantri.com.vn": "dantri-slot", "vietnamnet.vn": "vnn-content-detail",
	}
	found := map[string]int{}
	for _, p := range pages {
		body := readPage(t, filepath.Join(dir, p.file))
		root := tree(t, body)
		f, sum := c.Recognise(ElementsOf(root), body, "")
		got := "-"
		if f != nil {
			got = f.ID
		}
		found[p.domain+" "+got]++
		want := families[p.domain]
		if f != nil && f.ID != want {
			t.Errorf("%s (%s): recognised as %s with %.2f, expected %q or none", p.file, p.kind, got, sum, want)
		}
		if f == nil && p.kind == "article" && want != "" && !strings.Contains(p.file, "/trap-") {
			t.Errorf("%s: not recognised, expected %s", p.file, want)
		}
		for _, hint := range []string{"froala-news-id", "gov-liferay", "no-such-family"} {
			if g, _ := c.Recognise(ElementsOf(root), body, hint); g != f {
				t.Errorf("%s: with hint %s another family is recognised", p.file, hint)
			}
		}
	}
	for _, k := range sortedKeys(found) {
		t.Logf("%-40s %d", k, found[k])
	}
}

func sortedKeys(m map[string]int) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

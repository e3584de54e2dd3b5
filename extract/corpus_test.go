package extract

import (
	"compress/gzip"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tintinh/tintinh/portal"
)

// shared is the folder of real pages beside the repository. Its text belongs
// to others and is never copied here.
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
				t.Fatal("go.mod was not found above the test's folder")
			}
			root = filepath.Dir(root)
		}
		dir = filepath.Join(root, "..", "shared")
	}
	if _, err := os.Stat(filepath.Join(dir, "corpus")); err != nil {
		t.Skipf("no shared folder with real pages (%v); set TINTINH_SHARED", err)
	}
	return dir
}

// corpusPage is a real page and what provenance.tsv says of it.
type corpusPage struct {
	Name string // laodong.vn/2019-article-776332.html
	URL  string
	Body []byte
}

func corpusPages(t testing.TB) []corpusPage {
	t.Helper()
	dir := filepath.Join(shared(t), "corpus")
	table, err := os.ReadFile(filepath.Join(dir, "provenance.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	var pages []corpusPage
	for line := range strings.Lines(string(table)) {
		f := strings.Split(strings.TrimRight(line, "\n"), "\t")
		if len(f) < 6 || f[0] == "file" {
			continue
		}
		pages = append(pages, corpusPage{strings.TrimPrefix(f[0], "pages/"), f[4], unzip(t, filepath.Join(dir, f[0]+".gz"))})
	}
	if len(pages) < 100 {
		t.Fatalf("only %d pages in the corpus", len(pages))
	}
	return pages
}

func unzip(t testing.TB, file string) []byte {
	t.Helper()
	f, err := os.Open(file)
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
		t.Fatalf("unzip %s: %v", file, err)
	}
	return body
}

// catalogue is the embedded one, read once.
var catalogue = sync.OnceValues(portal.Embedded)

// captured is a moment after all pages of the corpus.
var captured = time.Date(2026, 11, 1, 8, 0, 0, 0, time.FixedZone("", 7*3600))

func extractor(t testing.TB) *Extractor {
	t.Helper()
	c, err := catalogue()
	if err != nil {
		t.Fatal(err)
	}
	return New(c, "test")
}

func extractPage(t testing.TB, e *Extractor, p corpusPage) *Result {
	t.Helper()
	doc, err := Parse(p.Body, "text/html", p.URL)
	if err != nil {
		t.Fatal(err)
	}
	return e.Extract(doc, Page{URL: p.URL, Body: p.Body, ContentType: "text/html", FetchedAt: captured})
}

func readJSON[T any](t testing.TB, file string) T {
	t.Helper()
	var v T
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &v); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return v
}

// Package corpus gives tests the real pages that lie beside the repository, in
// ../shared or where TINTINH_SHARED says. They are other people's: read there,
// never copied here. A test that needs them is skipped where they are missing.
package corpus

import (
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// Page is one page and what provenance.tsv says of it.
type Page struct {
	Name string // domain and file: "laodong.vn/2019-article-776332.html"
	URL  string
	Kind string // article, listing, home, …
	Body []byte // as it was saved, not compressed
}

// Domain is the host that the page is of, without www.
func (p Page) Domain() string {
	domain, _, _ := strings.Cut(p.Name, "/")
	return domain
}

// Shared is the folder of reference data: corpus, seed, domain.
func Shared(t testing.TB) string {
	t.Helper()
	dir, err := find()
	if err != nil {
		t.Skipf("the folder of real pages is missing: %v; set TINTINH_SHARED to where it is", err)
	}
	return dir
}

// Dir is the folder of the pages and their gold records.
func Dir(t testing.TB) string {
	t.Helper()
	return filepath.Join(Shared(t), "corpus")
}

// Pages is every page, in the order of provenance.tsv. The bodies are shared:
// they are not to be changed.
func Pages(t testing.TB) []Page {
	t.Helper()
	Shared(t)
	pages, err := all()
	if err != nil {
		t.Fatal(err)
	}
	return pages
}

// Read is a file of the corpus, which is compressed there.
func Read(t testing.TB, file string) []byte {
	t.Helper()
	body, err := read(file)
	if err != nil {
		t.Fatal(err)
	}
	return body
}

// find looks above the working directory, which is that of the tested package.
func find() (string, error) {
	dir := os.Getenv("TINTINH_SHARED")
	for at, _ := os.Getwd(); dir == "" && at != filepath.Dir(at); at = filepath.Dir(at) {
		if _, err := os.Stat(filepath.Join(at, "go.mod")); err == nil {
			dir = filepath.Join(filepath.Dir(at), "shared")
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "corpus", "provenance.tsv")); err != nil {
		return "", err
	}
	return filepath.Abs(dir)
}

// all reads the pages once in a process.
var all = sync.OnceValues(func() ([]Page, error) {
	dir, err := find()
	if err != nil {
		return nil, err
	}
	dir = filepath.Join(dir, "corpus")
	table, err := os.ReadFile(filepath.Join(dir, "provenance.tsv"))
	if err != nil {
		return nil, err
	}
	var pages []Page
	for line := range strings.Lines(string(table)) {
		col := strings.Split(strings.TrimRight(line, "\n"), "\t")
		if len(col) < 6 || !strings.HasPrefix(col[0], "pages/") {
			continue // the heading
		}
		body, err := read(filepath.Join(dir, col[0]+".gz"))
		if err != nil {
			return nil, err
		}
		pages = append(pages, Page{Name: strings.TrimPrefix(col[0], "pages/"), URL: col[4], Kind: col[5], Body: body})
	}
	if len(pages) < 100 {
		return nil, fmt.Errorf("%s lists only %d pages", dir, len(pages))
	}
	return pages, nil
})

func read(file string) ([]byte, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, fmt.Errorf("unzip %s: %w", file, err)
	}
	body, err := io.ReadAll(z)
	if err != nil {
		return nil, fmt.Errorf("unzip %s: %w", file, err)
	}
	return body, nil
}

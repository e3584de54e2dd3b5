package discover

import (
	"compress/gzip"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// shared finds the folder of real pages beside the repository.
func shared(t testing.TB) string {
	t.Helper()
	dir := os.Getenv("TINTINH_SHARED")
	if dir == "" {
		at, err := os.Getwd()
		if err != nil {
			t.Fatal(err)
		}
		for {
			if _, err := os.Stat(filepath.Join(at, "go.mod")); err == nil {
				break
			}
			if at == filepath.Dir(at) {
				t.Skip("no go.mod above the working directory")
			}
			at = filepath.Dir(at)
		}
		dir = filepath.Join(filepath.Dir(at), "shared")
	}
	if _, err := os.Stat(filepath.Join(dir, "corpus")); err != nil {
		t.Skip("the corpus of real pages is not here: set TINTINH_SHARED")
	}
	return dir
}

// corpusPage reads a page of the corpus: its tree.
func corpusPage(t testing.TB, name string) *html.Node {
	t.Helper()
	f, err := os.Open(filepath.Join(shared(t), "corpus", "pages", name+".gz"))
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
	root, err := html.Parse(strings.NewReader(string(body)))
	if err != nil {
		t.Fatal(err)
	}
	return root
}

// corpusURLs gives the address of every page of the corpus.
func corpusURLs(t testing.TB) map[string]*url.URL {
	t.Helper()
	table, err := os.ReadFile(filepath.Join(shared(t), "corpus", "provenance.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	urls := map[string]*url.URL{}
	for line := range strings.Lines(string(table)) {
		f := strings.Split(line, "\t")
		if len(f) < 5 || !strings.HasPrefix(f[0], "pages/") {
			continue
		}
		u, err := url.Parse(f[4])
		if err != nil {
			t.Fatalf("provenance of %s: %v", f[0], err)
		}
		urls[strings.TrimPrefix(f[0], "pages/")] = u
	}
	return urls
}

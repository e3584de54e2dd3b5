package discover

import (
	"bytes"
	"net/url"
	"path/filepath"
	"testing"

	"golang.org/x/net/html"

	"github.com/tintinh/tintinh/extract/corpus"
)

// corpusPage reads a page of the corpus: its tree.
func corpusPage(t testing.TB, name string) *html.Node {
	t.Helper()
	root, err := html.Parse(bytes.NewReader(corpus.Read(t, filepath.Join(corpus.Dir(t), "pages", name+".gz"))))
	if err != nil {
		t.Fatal(err)
	}
	return root
}

// corpusURLs gives the address of every page of the corpus.
func corpusURLs(t testing.TB) map[string]*url.URL {
	t.Helper()
	urls := map[string]*url.URL{}
	for _, p := range corpus.Pages(t) {
		u, err := url.Parse(p.URL)
		if err != nil {
			t.Fatalf("provenance of %s: %v", p.Name, err)
		}
		urls[p.Name] = u
	}
	return urls
}

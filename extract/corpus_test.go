package extract

import (
	"encoding/json"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/tintinh/tintinh/extract/corpus"
	"github.com/tintinh/tintinh/portal"
)

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

func extractPage(t testing.TB, e *Extractor, p corpus.Page) *Result {
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

package extract

import (
	"os"
	"path/filepath"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/tintinh/tintinh/extract/corpus"
)

// FuzzExtract: any bytes give a result or an error, the same each time, with
// nothing but valid UTF-8 in the record.
func FuzzExtract(f *testing.F) {
	files, err := filepath.Glob(filepath.Join("testdata", "*", "*.html"))
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		p := fixture(f, file)
		f.Add(p.Body, "text/html", p.URL)
	}
	f.Add([]byte("\xff\xfe<\x00p\x00>\x00"), "text/html; charset=utf-16", "https://vidu.vn/tin/1/a")
	e := extractor(f)
	f.Fuzz(func(t *testing.T, body []byte, contentType, url string) {
		doc, err := Parse(body, contentType, url)
		if err != nil {
			return
		}
		page := Page{URL: url, Body: body, ContentType: contentType, FetchedAt: captured}
		r := e.Extract(doc, page)
		if d := cmp.Diff(r, e.Extract(doc, page)); d != "" {
			t.Fatalf("two readings differ:\n%s", d)
		}
		if (r.Article != nil) != (r.Kind == KindArticle) || r.Article == nil && r.Reason == "" {
			t.Fatalf("kind %q, reason %q, article %v", r.Kind, r.Reason, r.Article)
		}
		if r.Article == nil {
			return
		}
		checkUTF8(t, r.Article)
		if line, err := r.Article.Line(); err != nil || !utf8.Valid(line) {
			t.Fatalf("line: %v", err)
		}
		if at := r.Article.PublishedAt; !at.IsZero() && (at.Year() < 1990 || at.After(captured.AddDate(0, 0, 2))) {
			t.Fatalf("published at %v", at)
		}
	})
}

func checkUTF8(t *testing.T, a *Article) {
	t.Helper()
	texts := []string{a.Title, a.Lead, a.Text, a.BylineRaw, a.SourceCredit, a.PublishedRaw}
	for _, b := range a.Body {
		texts = append(texts, b.Text, b.Title, b.Caption, b.Credit)
	}
	for _, s := range texts {
		if !utf8.ValidString(s) {
			t.Fatalf("not UTF-8: %q", s)
		}
	}
}

func writeFile(t *testing.T, name, content string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

func BenchmarkParse(b *testing.B)   { benchmark(b, false, false) }
func BenchmarkExtract(b *testing.B) { benchmark(b, true, false) }
func BenchmarkAuto(b *testing.B)    { benchmark(b, true, true) }

// benchmark reads the articles of the corpus: bytes are those of the pages.
func benchmark(b *testing.B, extract, auto bool) {
	e := extractor(b)
	e.AutoOnly = auto
	pages := corpus.Pages(b)
	var size int64
	docs := make([]*Document, len(pages))
	for i, p := range pages {
		size += int64(len(p.Body))
		doc, err := Parse(p.Body, "text/html", p.URL)
		if err != nil {
			b.Fatal(err)
		}
		docs[i] = doc
	}
	b.SetBytes(size / int64(len(pages)))
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		p := pages[i%len(pages)]
		if extract {
			e.Extract(docs[i%len(pages)], Page{URL: p.URL, Body: p.Body, FetchedAt: captured})
		} else if _, err := Parse(p.Body, "text/html", p.URL); err != nil {
			b.Fatal(err)
		}
		i++
	}
}

package extract

import (
	"bytes"
	"runtime"
	"syscall"
	"testing"
	"time"

	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"

	"github.com/tintinh/tintinh/extract/corpus"
)

// twelve are the selectors of a scraper as it is commonly written: title,
// lead, body, date, author, section, tags, views, pictures, captions, links.
var twelve = []cascadia.Selector{
	cascadia.MustCompile("h1"), cascadia.MustCompile(".sapo"), cascadia.MustCompile("article p"), cascadia.MustCompile("#content p"),
	cascadia.MustCompile("time"), cascadia.MustCompile(".date"), cascadia.MustCompile(".author"), cascadia.MustCompile(".breadcrumb a"),
	cascadia.MustCompile("meta[property='og:title']"), cascadia.MustCompile("figure img"), cascadia.MustCompile("figcaption"), cascadia.MustCompile("a[href]"),
}

// BenchmarkOffline is what extract --list and reextract do with a page, from
// bytes to the record's line, beside html.Parse and twelve selectors on the
// same pages in the same run: the articles of the corpus, and all of it with
// its front pages and lists. It reports CPU time, user and system, of one
// core: other programs on the machine touch both alike.
func BenchmarkOffline(b *testing.B) {
	e := extractor(b)
	var articles []corpus.Page
	all := corpus.Pages(b)
	for _, p := range all {
		if extractPage(b, e, p).Article != nil {
			articles = append(articles, p)
		}
	}
	b.Run("articles", func(b *testing.B) { offline(b, e, articles) })
	b.Run("all", func(b *testing.B) { offline(b, e, all) })
}

func offline(b *testing.B, e *Extractor, pages []corpus.Page) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	var ours, theirs time.Duration
	for b.Loop() {
		before := used(b)
		for _, p := range pages {
			record(b, e, p)
		}
		between := used(b)
		for _, p := range pages {
			floor(p)
		}
		ours, theirs = ours+between-before, theirs+used(b)-between
	}
	n := float64(b.N * len(pages))
	b.ReportMetric(n/ours.Seconds(), "pages/CPU-s")
	b.ReportMetric(n/theirs.Seconds(), "floor-pages/CPU-s")
	b.ReportMetric(theirs.Seconds()/ours.Seconds(), "×floor")
}

func record(b *testing.B, e *Extractor, p corpus.Page) {
	doc, err := Parse(p.Body, "text/html", p.URL)
	if err != nil {
		b.Fatal(err)
	}
	r := e.Extract(doc, Page{URL: p.URL, Body: p.Body, ContentType: "text/html", FetchedAt: captured})
	if r.Article == nil {
		return
	}
	if _, err := r.Article.Line(); err != nil {
		b.Fatal(err)
	}
}

func floor(p corpus.Page) {
	root, err := html.Parse(bytes.NewReader(p.Body))
	if err != nil {
		return // deeper than it takes
	}
	for _, s := range twelve {
		s.MatchAll(root)
	}
}

// used is the CPU time of the program, user and system.
func used(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

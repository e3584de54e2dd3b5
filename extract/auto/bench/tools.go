package main

import (
	"bytes"
	"net/url"
	"regexp"
	"strings"
	"syscall"
	"time"

	"codeberg.org/readeck/go-readability/v2"
	"github.com/go-shiori/dom"
	"github.com/markusmobius/go-trafilatura"

	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/portal"
)

// found is what a tool says of a page; what it does not say is empty.
type found struct {
	title, date, text string // date: RFC 3339 as far as it is known
	day               string // of date, in the zone that the page states it in
	authors           []string
	reason            string // why there is no text, where the tool says it
}

type tool struct {
	name string
	run  func(html []byte, pageURL string) found
}

var isoDay = regexp.MustCompile(`^\d{4}-\d\d-\d\dT`)

func tools() ([]tool, error) {
	c, err := portal.Embedded()
	if err != nil {
		return nil, err
	}
	ours := extract.New(c, "bench")
	ours.AutoOnly = true
	return []tool{
		{"tintinh, no rules", func(html []byte, pageURL string) found { return tintinh(ours, html, pageURL, false) }},
		// The peers take every page for an article; so does this one.
		{"tintinh, told it is an article", func(html []byte, pageURL string) found { return tintinh(ours, html, pageURL, true) }},
		{"go-trafilatura", func(html []byte, pageURL string) found { return trafilaturaOf(html, pageURL, true) }},
		{"go-trafilatura, no fallback", func(html []byte, pageURL string) found { return trafilaturaOf(html, pageURL, false) }},
		{"go-readability v2", readabilityOf},
	}, nil
}

func tintinh(e *extract.Extractor, html []byte, pageURL string, told bool) (f found) {
	doc, err := extract.Parse(html, "", pageURL)
	if err != nil {
		return f
	}
	r := e.Extract(doc, extract.Page{URL: pageURL, Body: html, IsArticle: told})
	a := r.Article
	if a == nil {
		f.reason = string(r.Kind) + ": " + r.Reason
		return f
	}
	f.title, f.text = a.Title, strings.TrimSpace(a.Lead+"\n\n"+a.Text) // the lead is a field of its own; peers have it in the text or not at all
	if !a.PublishedAt.IsZero() && a.PublishedPrecision != "month" {
		f.date = a.PublishedAt.Format(time.RFC3339)
		f.day = f.date[:10]
		// Where no other zone is known, records are in Vietnam's; the day is then that of the time as it is stated.
		if raw := a.PublishedRaw; isoDay.MatchString(raw) && strings.HasSuffix(f.date, "+07:00") {
			f.day = raw[:10]
		}
	}
	for _, n := range a.Authors {
		f.authors = append(f.authors, n.Name)
	}
	return f
}

func trafilaturaOf(html []byte, pageURL string, fallback bool) (f found) {
	u, _ := url.Parse(pageURL)
	r, err := trafilatura.Extract(bytes.NewReader(html), trafilatura.Options{OriginalURL: u, EnableFallback: fallback, ExcludeComments: true})
	if err != nil {
		return f
	}
	f.title, f.text = r.Metadata.Title, r.ContentText
	if !r.Metadata.Date.IsZero() {
		f.date = r.Metadata.Date.Format(time.RFC3339)
		f.day = f.date[:10]
	}
	for n := range strings.SplitSeq(r.Metadata.Author, ";") {
		if n = strings.TrimSpace(n); n != "" {
			f.authors = append(f.authors, n)
		}
	}
	return f
}

func readabilityOf(html []byte, pageURL string) (f found) {
	u, _ := url.Parse(pageURL)
	a, err := readability.FromReader(bytes.NewReader(html), u)
	if err != nil || a.Node == nil {
		return f
	}
	f.title, f.text = a.Title(), dom.InnerText(a.Node)
	if t, err := a.PublishedTime(); err == nil && !t.IsZero() {
		f.date = t.Format(time.RFC3339)
		f.day = f.date[:10]
	}
	if n := strings.TrimSpace(a.Byline()); n != "" {
		f.authors = []string{n}
	}
	return f
}

// cpu is the mean CPU time a page, in milliseconds, user and system; 0 where
// nothing is timed.
func cpu(t tool, pages [][]byte, rounds int) float64 {
	if rounds == 0 {
		return 0
	}
	before := used()
	for range rounds {
		for _, p := range pages {
			t.run(p, "https://example.org/a")
		}
	}
	return float64(used()-before) / float64(time.Millisecond) / float64(rounds*len(pages))
}

func used() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

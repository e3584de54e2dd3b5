// Package peer holds crawlers to compare with: the same crawl of the same site,
// written as their users write it. Each follows every link of the site, obeys
// robots.txt, and writes title, date, author, lead and body of each article as
// JSON lines.
package peer

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"

	"github.com/PuerkitoBio/goquery"
	"github.com/andybalholm/cascadia"
)

// Run crawls from the starts and writes articles to out.
type Run func(starts []string, out io.Writer) error

// Runs are the crawlers by name.
var Runs = map[string]Run{
	"plain":         Plain,
	"colly-usual":   CollyUsual,
	"colly-queue":   CollyQueue,
	"colly-arrange": CollyArranged,
}

// To runs a crawler and writes to a file.
func (r Run) To(file string, starts []string) error {
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	defer f.Close()
	w := bufio.NewWriterSize(f, 1<<16)
	if err := r(starts, w); err != nil {
		return err
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("write %s: %w", file, err)
	}
	return f.Close()
}

type article struct {
	URL    string `json:"url"`
	Title  string `json:"title"`
	Date   string `json:"date"`
	Author string `json:"author"`
	Lead   string `json:"lead"`
	Body   string `json:"body"`
}

// lines writes articles, from any goroutine.
type lines struct {
	mu  sync.Mutex
	enc *json.Encoder
}

func newLines(out io.Writer) *lines {
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	return &lines{enc: enc}
}

func (l *lines) add(a *article) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.enc.Encode(a)
}

// Twelve selectors, as a definition has them: seven of them find nothing here.
var (
	selTitle  = cascadia.MustCompile("h1.detail-title")
	selDate   = cascadia.MustCompile("div.meta span.date")
	selAuthor = cascadia.MustCompile("div.meta span.author")
	selLead   = cascadia.MustCompile("div.sapo")
	selBody   = cascadia.MustCompile("#content p")
	selLinks  = cascadia.MustCompile("a[href]")
	selOthers = []cascadia.Selector{
		cascadia.MustCompile("div.tags a"), cascadia.MustCompile(".breadcrumb li a"), cascadia.MustCompile("#content img"),
		cascadia.MustCompile("td.image_desc"), cascadia.MustCompile("span.views"), cascadia.MustCompile("audio source"),
	}
)

// fields reads an article off a page; nil where there is none.
func fields(doc *goquery.Document, url string) *article {
	title := doc.FindMatcher(selTitle)
	if title.Length() == 0 {
		return nil
	}
	var body strings.Builder
	doc.FindMatcher(selBody).Each(func(i int, s *goquery.Selection) {
		if i > 0 {
			body.WriteByte('\n')
		}
		body.WriteString(s.Text())
	})
	for _, s := range selOthers {
		doc.FindMatcher(s)
	}
	return &article{
		URL: url, Title: title.Text(), Date: doc.FindMatcher(selDate).Text(), Author: doc.FindMatcher(selAuthor).Text(),
		Lead: doc.FindMatcher(selLead).Text(), Body: body.String(),
	}
}

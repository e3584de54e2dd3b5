package learn

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/extract/auto"
	"github.com/tintinh/tintinh/extract/metadata"
)

// Page is a page of the site as it was fetched.
type Page struct {
	URL         string // after redirects
	Body        []byte // content coding removed
	ContentType string
	At          time.Time // when it was fetched; zero = unknown
}

// sample is a page as the induction sees it.
type sample struct {
	Page
	doc    *extract.Document
	meta   *metadata.Page
	auto   *auto.Result
	says   labels
	head   []*html.Node     // title and date, where their selectors are known
	record *extract.Article // what is known of the article from elsewhere; nil = nothing

	short []*html.Node // elements of the shown page with little text, in page order
	texts map[*html.Node]string
	fits  map[*html.Node]float64
	boxes map[*html.Node]bool
}

// maxShort is how long the text of a title, date, lead or byline may be, in
// bytes.
const maxShort = 2000

// text is textOf, once per element.
func (s *sample) text(n *html.Node) string {
	t, ok := s.texts[n]
	if !ok {
		t = textOf(n)
		s.texts[n] = t
	}
	return t
}

// list collects the elements with little text, and returns how much text an
// element has.
func (s *sample) list(n *html.Node) int {
	if n.Type == html.TextNode {
		return len(strings.TrimSpace(n.Data))
	}
	if unread(n) {
		return 0
	}
	at, size := len(s.short), 0
	if n.Type == html.ElementNode {
		s.short = append(s.short, n)
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		size += s.list(c)
	}
	if n.Type == html.ElementNode && (size == 0 || size > maxShort) {
		s.short = slices.Delete(s.short, at, at+1)
	}
	return size
}

// samples parses pages. What stands on several of them is known as furniture
// when they are read, so that all are parsed before any is.
func samples(pages []Page) ([]*sample, error) {
	var all []*sample
	site := &auto.Site{}
	for _, p := range pages {
		doc, err := extract.Parse(p.Body, p.ContentType, p.URL)
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", p.URL, err)
		}
		s := &sample{Page: p, doc: doc, meta: metadata.Read(doc.Root, doc.Base), texts: map[*html.Node]string{}, fits: map[*html.Node]float64{}, boxes: map[*html.Node]bool{}}
		s.list(doc.Root)
		site.Observe(doc.Root)
		all = append(all, s)
	}
	said := linked(all)
	for _, s := range all {
		s.auto = auto.Extract(s.doc.Root, s.doc.URL, s.meta, auto.Options{Now: s.At, Site: site})
		s.says = labelsOf(s)
	}
	nameTitles(all, said)
	return all, nil
}

// minProse is how many words of prose make an article of a page that says
// nothing of itself and has no heading.
const minProse = 100

// isArticle is what the page looks like, whatever its address says.
func (s *sample) isArticle() bool {
	switch s.auto.Kind {
	case auto.Article:
		return true
	case auto.Home, auto.Search:
		return false
	}
	return size(s.says.body) >= minProse && !s.teasers()
}

// teasers reports whether the text that was found is that of a list: about as
// many headlines of other pages stand around it as it has paragraphs.
func (s *sample) teasers() bool {
	box := enclosing(s.auto.Body)
	if box == nil {
		return true
	}
	headlines := 0
	for d := range box.Descendants() {
		if d.DataAtom == atom.A && attr(d, "href") != "" && len(strings.Fields(s.text(d))) >= 5 {
			headlines++
		}
	}
	return headlines*2 > len(s.auto.Body)
}

// enclosing is the innermost element around all nodes.
func enclosing(nodes []*html.Node) *html.Node {
	if len(nodes) == 0 {
		return nil
	}
	for box := nodes[0].Parent; box != nil; box = box.Parent {
		if !slices.ContainsFunc(nodes, func(n *html.Node) bool { return !holds(box, n) }) {
			return box
		}
	}
	return nil
}

// path is what patterns are matched on: path and query.
func (s *sample) path() string { return pathOf(s.doc.URL) }

func pathOf(u *url.URL) string { return u.RequestURI() }

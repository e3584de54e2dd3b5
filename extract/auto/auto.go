// Package auto finds the article of a page without a rule for its site, and
// says what kind of page it is.
//
// It classifies blocks, not containers: one walk over the tree gives the
// page's runs of text with a few features each (length, links, sentence ends,
// tag, words of class and id), the densest stretch of prose is found among
// them, and each block in and around it is judged on its own. Headings stay
// where kept text follows, captions are kept apart, boxes of other articles,
// sharing and print chrome are left out, and a lead that stands outside the
// body is found through the page's description.
//
// Extract is pure: no network, clock or log, and it changes nothing in the
// tree. It never guesses: a field that is not found is empty. It takes a bit
// less time than html.Parse took for the same page.
package auto

import (
	"net/url"
	"time"

	"golang.org/x/net/html"

	"github.com/tintinh/tintinh/extract/metadata"
	"github.com/tintinh/tintinh/extract/vndate"
)

// Kinds of pages, as in Result.Kind.
const (
	Article = "article"
	Listing = "listing" // teasers of articles
	Home    = "home"    // the listing at the root of a site
	Search  = "search"  // results of a search, or its form
	Other   = "other"   // players, forms, error pages, what nothing fits
)

// Options say what is known beside the page.
type Options struct {
	Now  time.Time // capture time: bounds dates; zero = unknown
	Site *Site     // what other pages of the site have in common; nil = nothing is known
}

// Result is what was found. Nodes belong to the tree that was given.
type Result struct {
	Kind       string
	Confidence float64 // 0 to 1, in Kind
	Reason     string  // for people: what decided on Kind

	Title       string
	TitleSource string // "auto h1", "meta og:title" …

	Lead       *html.Node // where the lead stands apart on the page; nil where only its text is known
	LeadText   string
	LeadSource string

	Published       vndate.Date // zero where nothing believable was found
	PublishedSource string
	Printed         vndate.Date // what is printed beside the title, whether or not it won; zero without

	// Byline is the line that signs the article as printed, without a leading
	// "By" or "Bởi"; or the names joined by ", " where metadata has more.
	// A line under it that only names the source ("Theo TTXVN") stays in
	// Body, for who tells credit from text.
	Byline       string
	BylineNode   *html.Node // nil where the names are metadata's
	BylineSource string

	Section []string // outermost first
	Tags    []string
	Views   string // as printed around the number

	// Body holds the nodes of the body in page order: block elements (p, h2,
	// ul, table, figure, blockquote, and containers where all of them is the
	// article's or where text stands loose in them), and pictures that stand
	// between boxes.
	Body []*html.Node
	// Drop holds what inside the Body nodes is not the article's, elements
	// and text nodes: a related box in a list, a label loose in a container.
	Drop map[*html.Node]bool
	// Captions gives the caption's node for an image (img, picture, video or
	// frame), where one was found. These nodes are not in Body, except those
	// of a figure, which stay in it.
	Captions map[*html.Node]*html.Node
}

// Extract finds the article of a page. root is the parsed page, base resolves
// nothing but tells the page's own address, m is its metadata. All of it may
// be empty.
func Extract(root *html.Node, base *url.URL, m *metadata.Page, o Options) *Result {
	p := newPage(root, base, m, o)
	return p.result()
}

// Package metadata reads what a page says of itself beside its text:
// OpenGraph and other meta elements, the title element, link elements,
// schema.org microdata and JSON-LD. It takes one walk over the parsed page
// and looks everywhere in the tree, for a premature </html> moves the head's
// elements into the body.
//
// Every value keeps the name of its source. Nothing is judged beyond that:
// which source to trust for which field is the caller's business, and the
// lists are only ordered by what proved right most often. Dates stay text.
package metadata

import (
	"net/url"

	"golang.org/x/net/html"
)

// Value is one statement of a page, with the place that made it:
// "json-ld datePublished", "meta article:published_time", "microdata
// headline", "title element", "link canonical".
type Value struct {
	Text   string
	Source string
}

// List is a statement of several parts: a breadcrumb path, keywords.
type List struct {
	Items  []string
	Source string
}

// Author is one name. Organization is set where the page says that it is no
// person; site names are left out (see Page.NamesSite).
type Author struct {
	Name         string
	Organization bool
	Source       string
}

// Image is a picture the page names as its own.
type Image struct {
	URL     string
	Caption string
	Source  string
}

// Link is a feed of the page's site.
type Link struct {
	URL, Type, Title string
}

// Page is what a page says of itself. Lists are ordered from the most to the
// least trusted source and hold each text once; URLs are absolute where the
// base is known, and only http and https.
type Page struct {
	Lang      string   // BCP 47 as printed: html lang, else content-language, else og:locale
	OGType    string   // og:type, lower case
	Types     []string // schema.org types of the page's top-level items, JSON-LD and microdata
	SiteNames []string // og:site_name, publisher, application-name …
	Host      string   // of the base URL, lower case, without "www."

	Titles       []Value
	Descriptions []Value
	Published    []Value
	Modified     []Value
	Authors      []Author // of the most trusted source that names any
	OtherAuthors []Author // what less trusted sources say
	Sections     []List   // outermost first, without the home page
	Keywords     []List
	Images       []Image
	Canonical    []Value // rel=canonical, og:url, url of the JSON-LD article
	Bodies       []Value // articleBody
	Views        []Value // interactionCount
	Feeds        []Link
	AMP          string
	Next         string // rel=next

	// ArticleBody is the element marked itemprop=articleBody; nil without.
	ArticleBody *html.Node
	// Listed is the number of articles that JSON-LD names as parts of a list:
	// a sign of a listing.
	Listed int
	// Problems says what could not be read, for people: a JSON-LD block over
	// the limit, or one that no repair made valid.
	Problems []string
}

// Read collects the metadata of a parsed page. base resolves relative URLs
// and names the host; nil leaves URLs as they are printed. It never fails:
// what cannot be read is named in Problems.
func Read(root *html.Node, base *url.URL) *Page {
	r := &reader{base: base, page: &Page{}}
	if base != nil {
		r.page.Host = bareHost(base.Hostname())
	}
	r.walk(root)
	r.readBlocks()
	r.readScopes()
	r.finish()
	return r.page
}

// PageDate is the source of a day that JSON-LD states for the page (WebPage)
// rather than for an article. It is kept only where nothing else states one,
// and it does not speak for an article: every page of some systems has one.
const PageDate = "json-ld WebPage datePublished"

// ArticleDated reports whether the page states a publish time for an article.
func (p *Page) ArticleDated() bool {
	return len(p.Published) > 0 && p.Published[0].Source != PageDate
}

// First is the text of the most trusted value, "" without one.
func First(values []Value) string {
	if len(values) == 0 {
		return ""
	}
	return values[0].Text
}

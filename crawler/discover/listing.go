package discover

import (
	"net/url"

	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"
)

// Listing returns the article links of a listing page's main column, in page
// order, and the URL of its next page (empty if there is none). isArticle
// decides by URL, absolute and without fragment. follow selects the link to
// the next page; nil: it is found by what such links look like.
//
// The main column is what remains of the page without furniture, without
// boxes that every page repeats (most read, latest) and without those headed
// by a link to another section; where nothing much remains, as on a home
// page, these boxes are the content and are kept. A page without article links
// outside its furniture gives those inside.
func Listing(root *html.Node, page *url.URL, isArticle func(string) bool, follow cascadia.Matcher) (links []Link, next string, stats Stats) {
	c := collector{resolve: pageResolver(root, page), at: map[string]int{}}
	c.walk(root, false)
	var articles, furniture []found
	for _, f := range c.found {
		switch {
		case !isArticle(f.URL):
		case len(f.places) > 0:
			articles = append(articles, f)
		default:
			furniture = append(furniture, f)
		}
	}
	if len(articles) == 0 {
		articles = furniture // a site may call its list a menu
	}
	for _, f := range mainColumn(articles, newBoxes(page, c.resolve, articles)) {
		links = append(links, f.Link)
	}
	p := pager{page: page, resolve: c.resolve, isArticle: isArticle}
	return links, p.next(root, follow), c.stats
}

// mainColumn keeps the articles that are linked from a box of the listing's
// own. It falls back step by step: what says "latest", then other sections,
// then everything.
func mainColumn(articles []found, b *boxes) []found {
	kinds := make([]boxKind, len(articles)) // the best of an article's places
	count := map[boxKind]int{}
	for i, f := range articles {
		kinds[i] = hotBox
		for _, place := range f.places {
			kinds[i] = min(kinds[i], b.kind(place))
		}
		count[kinds[i]]++
	}
	upTo := ownBox
	enough := max(3, len(articles)/6)
	if count[ownBox] < max(enough, count[latestBox]) {
		upTo = latestBox
	}
	if count[ownBox]+count[latestBox] < enough {
		upTo = foreignBox
	}
	if len(articles)-count[hotBox] < enough {
		upTo = hotBox
	}
	var kept []found
	for i, f := range articles {
		if kinds[i] <= upTo {
			kept = append(kept, f)
		}
	}
	return kept
}

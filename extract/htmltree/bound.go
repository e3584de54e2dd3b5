package htmltree

import (
	"fmt"
	"strings"

	"golang.org/x/net/html"
)

// MostNodes is how many nodes a tree may have: some 60 MB. Pages of news have
// at most some ten thousand.
//
// A page's size is no bound of its tree's. Formatting elements that were left
// open are opened again in every block after them, so that 50 KB may become a
// GB.
const MostNodes = 400_000

// ErrTooMany is the error of a page whose tree would have more than MostNodes.
var ErrTooMany = fmt.Errorf("the page has more than %d elements and texts", MostNodes)

// explodes reports whether a page that x/net/html is to parse may become a tree
// beyond MostNodes: it has no bound of its own. Each tag is taken to open again
// all formatting elements that are open at the most; a page of news has some.
func explodes(page string) bool {
	z := html.NewTokenizer(strings.NewReader(page))
	tags, open, most := 0, 0, 0
	for {
		switch z.Next() {
		case html.ErrorToken:
			return tags*(2+min(most, deepest)) > 4*MostNodes
		case html.StartTagToken:
			tags++
			if name, _ := z.TagName(); formats(name) {
				open++
				most = max(most, open)
			}
		case html.EndTagToken:
			tags++
			if name, _ := z.TagName(); formats(name) {
				open = max(0, open-1)
			}
		case html.SelfClosingTagToken, html.CommentToken:
			tags++
		}
	}
}

// formats reports whether an element is one that is opened again (HTML
// standard, section 13.2.4.3).
func formats(name []byte) bool {
	switch string(name) {
	case "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u":
		return true
	}
	return false
}

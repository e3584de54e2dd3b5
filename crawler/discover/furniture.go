package discover

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// furnitureTokens are words in class names and ids that mark what stands on
// every page of a site: menus, sidebars, boxes of other articles. A name is
// cut into words at hyphens, underscores and capitals: "mega-menu", "boxMenu".
var furnitureTokens = map[string]bool{
	"nav": true, "navbar": true, "navigation": true, "menu": true, "megamenu": true, "submenu": true, "topmenu": true, "mainmenu": true,
	"breadcrumb": true, "breadcrumbs": true, "breadcumb": true, "sitemap": true, "topbar": true, "offcanvas": true,
	"sidebar": true, "rightbar": true, "leftbar": true, "footer": true, "masthead": true,
	"related": true, "lienquan": true, "tinlienquan": true, "relate": true, "relatednews": true,
	"docnhieu": true, "xemnhieu": true, "tindocnhieu": true, "tinxemnhieu": true, "mostread": true, "mostview": true, "mostviewed": true,
	"most": true, "popular": true, "trending": true, "topread": true,
	"tags": true, "taglist": true, "keywords": true, "comments": true, "binhluan": true, "social": true, "login": true,
	"popup": true, "modal": true, "quangcao": true, "ads": true, "advertisement": true,
}

// layoutTokens beside a furniture word say that the element is not it but has
// to do with it: "content-sidebar-wrap", "no-sidebar", "entry-footer".
var layoutTokens = map[string]bool{
	"wrap": true, "wrapper": true, "container": true, "layout": true, "has": true, "no": true, "with": true, "without": true,
	"entry": true, "post": true, "article": true, "item": true, "card": true, "story": true, "content": true, "main": true, "page": true,
}

// isFurniture reports whether an element is of what surrounds a page's own
// content: navigation, page header and footer, sidebars, breadcrumbs, tags,
// boxes of related or most read articles. What stands inside it is, too.
func isFurniture(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Nav, atom.Aside:
		return true
	case atom.Header, atom.Footer:
		return !inItem(n)
	case atom.Html, atom.Head, atom.Body, atom.Main, atom.Form, atom.Article, atom.A:
		return false // theme classes of a whole page or article name its sidebar and its tags
	}
	for _, a := range n.Attr {
		switch a.Key {
		case "role":
			switch a.Val {
			case "navigation", "complementary", "contentinfo", "menu", "menubar", "search", "dialog":
				return true
			case "banner":
				return !inItem(n)
			case "main":
				return false
			}
		case "class":
			for name := range strings.FieldsSeq(a.Val) {
				if furnitureName(name) {
					return true
				}
			}
		case "id":
			if furnitureName(a.Val) {
				return true
			}
		}
	}
	return false
}

// furnitureName reads one class name or id. "header" and "footer" count only
// as the page's, not as a box's or an entry's.
func furnitureName(name string) bool {
	furniture, header, words := false, false, 0
	for word := range wordsOf(name) {
		words++
		switch {
		case layoutTokens[word]:
			return false
		case furnitureTokens[word]:
			furniture = true
		case word == "header":
			header = true
		}
	}
	return furniture || header && words == 1 || name == "site-header"
}

// wordsOf cuts a name at everything but letters, and before capitals, and
// yields the words in lower case.
func wordsOf(name string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		var buf [32]byte
		word := buf[:0]
		for i := 0; i <= len(name); i++ {
			var c byte
			if i < len(name) {
				c = name[i]
			}
			capital := 'A' <= c && c <= 'Z'
			letter := capital || 'a' <= c && c <= 'z'
			if len(word) > 0 && (!letter || capital && !('A' <= name[i-1] && name[i-1] <= 'Z')) {
				if !yield(string(word)) {
					return
				}
				word = buf[:0]
			}
			if letter {
				word = append(word, c|0x20)
			}
		}
	}
}

// inItem reports whether a header or footer belongs to an entry, not the page.
func inItem(n *html.Node) bool {
	for p := n.Parent; p != nil; p = p.Parent {
		switch p.DataAtom {
		case atom.Article, atom.Li, atom.Main, atom.Section:
			return true
		}
	}
	return false
}

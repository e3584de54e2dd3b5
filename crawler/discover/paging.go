package discover

import (
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/text/unicode/norm"
)

// pager looks for the next page of a listing.
type pager struct {
	page      *url.URL
	resolve   resolver
	isArticle func(string) bool
}

// next tries, in this order: the selector it was given, and then nothing
// else; rel=next; the lowest page number after this page's; a link that says
// "next".
func (p pager) next(root *html.Node, follow cascadia.Matcher) string {
	if follow != nil {
		return p.selected(root, follow)
	}
	var numbered numbers
	var related, named string
	for n := range root.Descendants() {
		if n.DataAtom != atom.A && n.DataAtom != atom.Link {
			continue
		}
		u := p.target(n)
		if u == nil {
			continue
		}
		rel, _ := attr(n, "rel")
		if related == "" && hasWord(rel, "next") {
			related = u.String()
		}
		if n.DataAtom == atom.Link {
			continue
		}
		if p.numbered(u) { // "»" here may lead to the last page
			numbered.add(p.page, u)
		} else if named == "" && saysNext(n) && (inPager(n) || p.sameList(u)) && !p.isArticle(u.String()) {
			named = u.String()
		}
	}
	switch {
	case related != "":
		return related
	case numbered.next() != "":
		return numbered.next()
	}
	return named
}

// numbered reports whether a URL is a numbered page of this listing.
func (p pager) numbered(u *url.URL) bool {
	_, number := pageNumber(u)
	return number && stem(u.EscapedPath()) == stem(p.page.EscapedPath()) && !conflict(p.page, u) && !p.isArticle(u.String())
}

// sameList reports whether a URL asks the listing's own address for something
// else: more of it, if its link says so.
func (p pager) sameList(u *url.URL) bool {
	return u.RawQuery != "" && !conflict(p.page, u) && stem(u.EscapedPath()) == stem(p.page.EscapedPath())
}

// selected is where the first element with an href leads that the selector
// matches, or that stands in one it matches.
func (p pager) selected(root *html.Node, follow cascadia.Matcher) string {
	for _, n := range cascadia.QueryAll(root, follow) {
		if u := p.target(n); u != nil {
			return u.String()
		}
		for d := range n.Descendants() {
			if u := p.target(d); u != nil {
				return u.String()
			}
		}
	}
	return ""
}

// target is the page on this host that a link leads to; nil if it is another
// host, this very page, or no link.
func (p pager) target(n *html.Node) *url.URL {
	if n.Type != html.ElementNode {
		return nil
	}
	href, ok := attr(n, "href")
	if !ok || strings.TrimSpace(href) == "" {
		return nil
	}
	abs, drop := p.resolve.resolve(href)
	if drop != "" {
		return nil
	}
	u, err := url.Parse(abs)
	if err != nil || bareHost(u) != bareHost(p.page) || sameURL(u, p.page) {
		return nil
	}
	return u
}

func sameURL(a, b *url.URL) bool {
	return strings.TrimSuffix(a.EscapedPath(), "/") == strings.TrimSuffix(b.EscapedPath(), "/") && a.RawQuery == b.RawQuery
}

// numbers gathers links to numbered pages of the same listing.
type numbers struct {
	known   bool
	current int // of the page itself; valid with known
	zero    bool
	pages   []numberedPage
}

type numberedPage struct {
	n   int
	url string
}

func (s *numbers) add(page, u *url.URL) {
	n, _ := pageNumber(u)
	if !s.known {
		s.current, s.known = pageNumber(page)
	}
	s.zero = s.zero || n == 0
	s.pages = append(s.pages, numberedPage{n, u.String()})
}

// next is the lowest number above the page's own. A page without a number is
// the first: number 1, or 0 where the site links to a page 0.
func (s *numbers) next() string {
	current := s.current
	if !s.known && !s.zero {
		current = 1
	}
	best := numberedPage{}
	for _, p := range s.pages {
		if p.n > current && (best.url == "" || p.n < best.n) {
			best = p
		}
	}
	return best.url
}

var (
	pageParam = regexp.MustCompile(`(?i)^(?:p|pg|page|paged|pageindex|page_index|pageno|pagenumber|page_number|currentpage|trang|cur|.*_cur|start|offset)$`)
	pagePath  = regexp.MustCompile(`(?i)(?:/(?:trang|page|p)[-/_]?|[-_.](?:trang|page|p)[-_]?)(\d{1,6})/?$`)
	extension = regexp.MustCompile(`(?i)\.(?:s?html?|aspx?|php|jsp|epi|chn)$`)
)

// pageNumber reads the number of a page from its query or the end of its path.
func pageNumber(u *url.URL) (int, bool) {
	for key, values := range query(u) {
		if pageParam.MatchString(key) && len(values) == 1 {
			if n, err := strconv.Atoi(values[0]); err == nil && n >= 0 {
				return n, true
			}
		}
	}
	if m := pagePath.FindStringSubmatch(extension.ReplaceAllString(u.EscapedPath(), "")); m != nil {
		n, err := strconv.Atoi(m[1])
		return n, err == nil
	}
	return 0, false
}

// query spares the work where there is none.
func query(u *url.URL) url.Values {
	if u.RawQuery == "" {
		return nil
	}
	return u.Query()
}

// stem is a path without page number, extension and last slash: what all
// pages of one listing share.
func stem(path string) string {
	path = extension.ReplaceAllString(path, "")
	return strings.TrimSuffix(pagePath.ReplaceAllString(path, ""), "/")
}

// conflict reports whether two URLs give different values to a parameter that
// is no page number: another search, another filter.
func conflict(a, b *url.URL) bool {
	other := b.Query()
	for key, values := range a.Query() {
		if pageParam.MatchString(key) || !other.Has(key) {
			continue
		}
		if len(values) > 0 && other.Get(key) != values[0] {
			return true
		}
	}
	return false
}

// nextNames are what links to the next page say.
var nextNames = map[string]bool{
	"trang sau": true, "sau": true, "tiếp": true, "tiếp theo": true, "trang tiếp": true, "trang tiếp theo": true, "trang kế": true,
	"kế tiếp": true, "kế": true, "xem tiếp": true, "xem thêm": true, "cũ hơn": true, "tin cũ hơn": true, "bài cũ hơn": true,
	"next": true, "next page": true, "older": true, "older posts": true, "load more": true,
	"›": true, "»": true, ">": true, ">>": true, "→": true,
}

// saysNext looks at a link's text, its title and its class.
func saysNext(n *html.Node) bool {
	for _, name := range []string{linkText(n), attrOr(n, "title"), attrOr(n, "aria-label")} {
		name = strings.ToLower(norm.NFC.String(strings.TrimSpace(name)))
		if nextNames[name] || nextNames[strings.Trim(name, " »›>→.…")] {
			return true
		}
	}
	return hasWord(attrOr(n, "class"), "next")
}

// inPager reports whether a link stands in a block of page links.
func inPager(n *html.Node) bool {
	for p, level := n.Parent, 0; p != nil && level < 4; p, level = p.Parent, level+1 {
		for _, name := range []string{attrOr(p, "class"), attrOr(p, "id")} {
			for word := range wordsOf(name) {
				switch word {
				case "pagination", "paging", "pager", "paginate", "paginator", "pagenavi", "phantrang", "boxpage":
					return true
				}
			}
		}
	}
	return false
}

func attrOr(n *html.Node, name string) string {
	v, _ := attr(n, name)
	return v
}

// hasWord reports whether a space-separated list holds a word.
func hasWord(list, word string) bool {
	for w := range strings.FieldsSeq(list) {
		if strings.EqualFold(w, word) {
			return true
		}
	}
	return false
}

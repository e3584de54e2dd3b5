package discover

import (
	"net/url"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/text/unicode/norm"
)

// boxKind says whose articles a box of a listing page holds.
type boxKind byte

const (
	ownBox     boxKind = iota // the listing's own, or it does not say
	latestBox                 // the newest of the whole site
	foreignBox                // another section's
	hotBox                    // most read, editor's choice: repeated on every page
)

// hotHeadings begin the heading of a box that many pages share.
var hotHeadings = []string{
	"đọc nhiều", "xem nhiều", "tin đọc nhiều", "tin xem nhiều", "bài đọc nhiều", "được đọc nhiều", "được xem nhiều", "nhiều người đọc",
	"tiêu điểm", "tin tiêu điểm", "nổi bật", "tin nổi bật", "bài nổi bật", "tin nóng", "tin hot", "đáng chú ý", "tin đáng chú ý", "đừng bỏ lỡ",
	"tin liên quan", "bài liên quan", "bài viết liên quan", "cùng chuyên mục", "tin cùng chuyên mục", "có thể bạn quan tâm",
	"bạn quan tâm", "có thể quan tâm", "dành cho bạn", "gợi ý cho bạn", "bình luận nhiều", "quan tâm nhiều", "tin tài trợ", "thông tin doanh nghiệp",
	"quảng cáo", "video", "podcast", "multimedia", "megastory", "infographic", "emagazine", "e-magazine", "longform", "thư viện ảnh",
	"most read", "most viewed", "popular", "trending", "hot news", "related",
}

// latestHeadings begin the heading of a box of the newest articles. It is a
// listing's main column as often as it is a sidebar.
var latestHeadings = []string{"tin mới", "mới nhất", "mới cập nhật", "tin vừa đăng", "bài mới", "24h qua", "latest"}

// boxes reads a listing page's boxes by their headings. What it has found out
// about a node it keeps, so that a page costs one pass however it is built.
type boxes struct {
	page     *url.URL
	resolve  resolver
	home     bool                      // the page shows the whole site: no section is foreign
	total    int                       // articles on the page
	articles map[*html.Node]*tally     // below an element
	before   map[*html.Node]*html.Node // heading among the siblings before a node; nil: none
	kinds    map[*html.Node]boxKind
}

// tally counts the articles that are linked from within an element.
type tally struct {
	n    int
	last int // index of the last one counted
}

func newBoxes(page *url.URL, resolve resolver, found []found) *boxes {
	b := &boxes{
		page: page, resolve: resolve, home: isHome(page), total: len(found),
		articles: map[*html.Node]*tally{}, before: map[*html.Node]*html.Node{}, kinds: map[*html.Node]boxKind{},
	}
	for i, f := range found {
		for _, place := range f.places {
			b.count(place, i)
		}
	}
	return b
}

func (b *boxes) count(place *html.Node, article int) {
	for n := place; n != nil; n = n.Parent {
		t := b.articles[n]
		switch {
		case t == nil:
			b.articles[n] = &tally{1, article}
		case t.last == article:
			return // so are the elements around it
		default:
			t.n, t.last = t.n+1, article
		}
	}
}

// kind says what box a link stands in: that of the nearest heading that comes
// before it, beside it or beside what it stands in. Headings within the item
// of a single article (its section, its kicker) are passed over, and so are
// those beside most of the page's articles: they head the page, or nothing.
func (b *boxes) kind(n *html.Node) boxKind {
	if kind, known := b.kinds[n]; known {
		return kind
	}
	kind := ownBox
	if n.Parent != nil && b.articles[n.Parent].n*3 <= b.total*2 {
		h := (*html.Node)(nil)
		if b.articles[n.Parent].n > 1 {
			h = b.headingBefore(n)
		}
		if h != nil {
			kind = b.headed(h)
		} else {
			kind = b.kind(n.Parent)
		}
	}
	b.kinds[n] = kind
	return kind
}

// headingBefore finds the last heading among the siblings before a node.
// Siblings that hold articles are items or boxes, not headings.
func (b *boxes) headingBefore(n *html.Node) *html.Node {
	var passed []*html.Node
	var h *html.Node
	for ; n != nil; n = n.PrevSibling {
		if known, ok := b.before[n]; ok {
			h = known
			break
		}
		passed = append(passed, n)
		s := n.PrevSibling
		if s == nil || s.Type != html.ElementNode || b.articles[s] != nil {
			continue
		}
		if h = headingBlock(s); h != nil {
			break
		}
	}
	for _, p := range passed {
		b.before[p] = h
	}
	return h
}

// headed reads a heading: a name that says hot or latest, or a link to
// another page of the site.
func (b *boxes) headed(h *html.Node) boxKind {
	name := strings.ToLower(norm.NFC.String(strings.Trim(textOf(h), " »›>|:-–•+")))
	for _, hot := range hotHeadings {
		if strings.HasPrefix(name, hot) {
			return hotBox
		}
	}
	for _, latest := range latestHeadings {
		if strings.HasPrefix(name, latest) {
			return latestBox
		}
	}
	foreign := false
	for d := range h.Descendants() {
		if d.DataAtom != atom.A {
			continue
		}
		href, _ := attr(d, "href")
		if abs, drop := b.resolve.resolve(href); drop == "" {
			if b.leadsHere(abs) {
				return ownBox
			}
			foreign = true
		}
	}
	if foreign && !b.home {
		return foreignBox
	}
	return ownBox
}

// leadsHere reports whether a URL is the listing page's own, that of another
// page of the same listing, or of a section above it.
func (b *boxes) leadsHere(abs string) bool {
	u, err := url.Parse(abs)
	if err != nil || bareHost(u) != bareHost(b.page) {
		return false
	}
	here, there := stem(b.page.EscapedPath()), stem(u.EscapedPath())
	return there == here || strings.HasPrefix(here+"/", strings.TrimSuffix(there, "/")+"/")
}

// isHome recognises the page that shows the whole site.
func isHome(page *url.URL) bool {
	path := stem(page.EscapedPath())
	switch strings.ToLower(path[strings.LastIndexByte(path, '/')+1:]) {
	case "", "trang-chu", "trangchu", "home", "index", "default", "vi", "en":
		return true
	}
	return false
}

// Longest heading, and longest block that is no more than a heading with its
// tabs, in bytes.
const (
	maxHeading = 100
	maxBlock   = 300
)

// headingBlock finds the heading in an element that stands before articles.
// An element with more text than that is a box of its own.
func headingBlock(n *html.Node) *html.Node {
	if _, short := shortText(n, maxBlock); !short {
		return nil
	}
	return heading(n)
}

func heading(n *html.Node) *html.Node {
	if isFurniture(n) {
		return nil
	}
	if isHeading(n) {
		if text, short := shortText(n, maxHeading); short && text != "" {
			return n
		}
	}
	for c := range n.ChildNodes() {
		if c.Type == html.ElementNode {
			if h := heading(c); h != nil {
				return h
			}
		}
	}
	return nil
}

// isHeading recognises heading elements, and others that call themselves one.
func isHeading(n *html.Node) bool {
	switch n.DataAtom {
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		return true
	case atom.Ul, atom.Ol, atom.Table, atom.Form:
		return false
	}
	for _, a := range n.Attr {
		if a.Key == "class" || a.Key == "id" {
			for name := range strings.FieldsSeq(a.Val) {
				for word := range wordsOf(name) {
					switch word {
					case "title", "tit", "heading", "head", "header", "caption", "titlebox", "boxtitle", "catename", "topbox", "headline":
						return true
					}
				}
			}
		}
	}
	return false
}

// bareHost compares hosts with and without www.
func bareHost(u *url.URL) string { return strings.TrimPrefix(strings.ToLower(u.Host), "www.") }

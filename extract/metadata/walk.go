package metadata

import (
	"net/url"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/tintinh/tintinh/extract/vntext"
)

// reader gathers candidates with their rank; finish sorts them into the Page.
type reader struct {
	base   *url.URL
	page   *Page
	blocks []string // JSON-LD as found
	scopes []*scope // microdata items in page order
	open   []*scope // those around the current node
	none   scope    // itemprops without an itemscope around them

	title        string // of the title element
	lang, locale string
	pageDate     string // of the JSON-LD WebPage that is this page
	found        [fields][]candidate
	authors      []authorCandidate
	sections     []listCandidate
	keywords     []listCandidate
	captions     []Image // of JSON-LD images
}

// walk visits every element once, without recursion: the depth of a tree is
// the page's choice.
func (r *reader) walk(root *html.Node) {
	for n := root; n != nil; {
		descend := true
		if n.Type == html.ElementNode {
			descend = r.element(n)
		}
		if descend && n.FirstChild != nil {
			n = n.FirstChild
			continue
		}
		for n != nil && n != root && n.NextSibling == nil {
			r.leave(n)
			n = n.Parent
		}
		if n == nil || n == root {
			return
		}
		r.leave(n)
		n = n.NextSibling
	}
}

// element reads one element and reports whether to look inside.
func (r *reader) element(n *html.Node) bool {
	if n.Namespace != "" {
		return false // svg has a title of its own
	}
	switch n.DataAtom {
	case atom.Html:
		if v := attr(n, "lang"); v != "" && r.lang == "" {
			r.lang = v
		}
	case atom.Title:
		if r.title == "" {
			r.title = vntext.Clean(unescape(text(n)))
		}
		return false
	case atom.Script:
		r.script(n)
		return false
	case atom.Style, atom.Template, atom.Iframe, atom.Svg:
		return false
	case atom.Meta:
		r.meta(n)
	case atom.Link:
		r.link(n)
	}
	r.microdata(n)
	return true
}

func (r *reader) leave(n *html.Node) {
	if k := len(r.open); k > 0 && r.open[k-1].node == n {
		r.open = r.open[:k-1]
	}
}

func (r *reader) script(n *html.Node) {
	kind := strings.ToLower(strings.TrimSpace(attr(n, "type")))
	if kind, _, _ = strings.Cut(kind, ";"); kind == "application/ld+json" && n.FirstChild != nil {
		r.blocks = append(r.blocks, text(n))
	}
}

func (r *reader) link(n *html.Node) {
	href := attr(n, "href")
	if href == "" {
		return
	}
	for rel := range strings.FieldsSeq(strings.ToLower(attr(n, "rel"))) {
		switch rel {
		case "canonical":
			r.add(canonical, 0, r.absolute(href), "link canonical")
		case "amphtml":
			r.page.AMP = r.absolute(href)
		case "next":
			r.page.Next = r.absolute(href)
		case "image_src":
			r.add(image, 5, r.absolute(href), "link image_src")
		case "alternate":
			r.feed(n, href)
		}
	}
}

func (r *reader) feed(n *html.Node, href string) {
	kind, _, _ := strings.Cut(strings.ToLower(attr(n, "type")), ";")
	switch kind = strings.TrimSpace(kind); kind {
	case "application/rss+xml", "application/atom+xml", "application/feed+json":
		if u := r.absolute(href); u != "" {
			r.page.Feeds = append(r.page.Feeds, Link{URL: u, Type: kind, Title: vntext.Clean(attr(n, "title"))})
		}
	}
}

// absolute resolves a printed URL; "" for one that is not http or https.
func (r *reader) absolute(ref string) string {
	ref = strings.TrimSpace(ref)
	u, err := url.Parse(ref)
	if ref == "" || err != nil {
		return ""
	}
	if r.base != nil {
		u = r.base.ResolveReference(u)
	} else if u.Scheme == "" {
		return u.String()
	}
	if u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	return u.String()
}

func attr(n *html.Node, key string) string {
	for i := range n.Attr {
		if n.Attr[i].Key == key {
			return n.Attr[i].Val
		}
	}
	return ""
}

// maxText bounds what one value may hold; longer is no title, date or name.
const maxText = 64 << 10

// text joins the text of a subtree, without scripts and styles.
func text(n *html.Node) string {
	if c := n.FirstChild; c != nil && c.NextSibling == nil && c.Type == html.TextNode {
		return c.Data // the usual case, without a copy
	}
	var b strings.Builder
	for c := n.FirstChild; c != nil && b.Len() < maxText; {
		skip := c.Type == html.ElementNode && c != n && (c.DataAtom == atom.Script || c.DataAtom == atom.Style)
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
		if !skip && c.FirstChild != nil {
			c = c.FirstChild
			continue
		}
		for c != n && c.NextSibling == nil {
			if c = c.Parent; c == nil {
				return b.String()
			}
		}
		if c == n {
			break
		}
		c = c.NextSibling
	}
	return b.String()
}

// unescape decodes what was escaped too often: JSON-LD is not decoded by the
// parser at all, and templates escape what an editor had escaped before.
func unescape(s string) string {
	for range 3 {
		if strings.IndexByte(s, '&') < 0 {
			return s
		}
		decoded, changed := vntext.Entities(s)
		if !changed {
			return s
		}
		s = decoded
	}
	return s
}

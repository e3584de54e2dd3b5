package discover

import (
	"net/url"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// MaxLinks is how many distinct URLs are taken from one page.
const MaxLinks = 2000

// Link is a URL that a page leads to.
type Link struct {
	URL  string     // absolute http or https, without fragment
	Text string     // the longest of all links to this URL; of an image its alt text
	Rel  string     // lower case, as written; of the first link
	Node *html.Node // the first link to this URL outside the page's furniture, else the first
}

// Stats counts what became of the hrefs of a page:
// Seen = links returned + Repeated + all of Dropped.
type Stats struct {
	Seen     int            // a and area elements with an href
	Repeated int            // that lead where an earlier one leads
	Dropped  map[string]int // by reason, see the Drop constants; nil if none
}

func (s *Stats) drop(reason string) {
	if s.Dropped == nil {
		s.Dropped = map[string]int{}
	}
	s.Dropped[reason]++
}

// Links returns where the page leads, in the order of first appearance, each
// URL once, at most MaxLinks of them. Relative hrefs are resolved against
// <base href> if the page has one, else against page, its address.
func Links(root *html.Node, page *url.URL) ([]Link, Stats) {
	c := collector{resolve: pageResolver(root, page), at: map[string]int{}}
	c.walk(root, false)
	links := make([]Link, len(c.found))
	for i, f := range c.found {
		links[i] = f.Link
	}
	return links, c.stats
}

// found is a link with the places where it stands outside the page's furniture.
type found struct {
	Link
	places []*html.Node
}

type collector struct {
	resolve resolver
	found   []found
	at      map[string]int // URL → index in found
	stats   Stats
}

// walk visits the tree; furniture is inherited by what stands inside.
func (c *collector) walk(n *html.Node, furniture bool) {
	for child := range n.ChildNodes() {
		if child.Type != html.ElementNode {
			continue
		}
		inside := furniture || isFurniture(child)
		if child.DataAtom == atom.A || child.DataAtom == atom.Area {
			c.add(child, inside)
		}
		c.walk(child, inside)
	}
}

func (c *collector) add(n *html.Node, furniture bool) {
	href, ok := attr(n, "href")
	if !ok {
		return
	}
	c.stats.Seen++
	u, drop := c.resolve.resolve(href)
	if drop != "" {
		c.stats.drop(drop)
		return
	}
	i, known := c.at[u]
	if !known {
		if len(c.found) == MaxLinks {
			c.stats.drop(DropLimit)
			return
		}
		rel, _ := attr(n, "rel")
		i = len(c.found)
		c.at[u] = i
		c.found = append(c.found, found{Link: Link{URL: u, Rel: strings.ToLower(strings.TrimSpace(rel)), Node: n}})
	} else {
		c.stats.Repeated++
	}
	f := &c.found[i]
	if text := linkText(n); len(text) > len(f.Text) {
		f.Text = text
	}
	if furniture {
		return
	}
	if len(f.places) == 0 {
		f.Node = n
	}
	f.places = append(f.places, n)
}

// linkText is what a reader sees of a link: its text, else what its images
// say they show, else its title.
func linkText(n *html.Node) string {
	if text := textOf(n); text != "" {
		return text
	}
	for d := range n.Descendants() {
		if d.DataAtom == atom.Img {
			if alt, _ := attr(d, "alt"); strings.TrimSpace(alt) != "" {
				return strings.Join(strings.Fields(alt), " ")
			}
		}
	}
	for _, name := range []string{"alt", "title", "aria-label"} {
		if text, _ := attr(n, name); strings.TrimSpace(text) != "" {
			return strings.Join(strings.Fields(text), " ")
		}
	}
	return ""
}

// attr returns an attribute of an element.
func attr(n *html.Node, name string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == name && a.Namespace == "" {
			return a.Val, true
		}
	}
	return "", false
}

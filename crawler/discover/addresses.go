package discover

import (
	"net/url"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Addresses returns the URLs of Links alone, which costs a third: what a link
// says, and where it stands, is not read.
func Addresses(root *html.Node, page *url.URL) ([]string, Stats) {
	hrefs, bases := hrefsOf(root)
	resolve := resolverOf(bases, page)
	stats := Stats{Seen: len(hrefs)}
	urls := make([]string, 0, min(len(hrefs), MaxLinks))
	known := make(map[string]struct{}, cap(urls))
	for _, href := range hrefs {
		u, drop := resolve.resolve(href)
		if drop != "" {
			stats.drop(drop)
			continue
		}
		if _, again := known[u]; again {
			stats.Repeated++
			continue
		}
		if len(urls) == MaxLinks {
			stats.drop(DropLimit)
			continue
		}
		known[u] = struct{}{}
		urls = append(urls, u)
	}
	return urls, stats
}

// hrefsOf walks the page once, for what its links and its <base> elements say.
func hrefsOf(root *html.Node) (hrefs, bases []string) {
	hrefs = make([]string, 0, 256)
	for n := root; n != nil; n = following(n, root) {
		switch n.DataAtom {
		case atom.A, atom.Area:
			if href, ok := attr(n, "href"); ok && n.Type == html.ElementNode && n != root {
				hrefs = append(hrefs, href)
			}
		case atom.Base:
			if href, ok := attr(n, "href"); ok && n.Type == html.ElementNode && n != root {
				bases = append(bases, href)
			}
		}
	}
	return hrefs, bases
}

// following is the node after n in page order, nil after the last below root.
func following(n, root *html.Node) *html.Node {
	if n.FirstChild != nil {
		return n.FirstChild
	}
	for n != root && n.NextSibling == nil {
		n = n.Parent
	}
	if n == root {
		return nil
	}
	return n.NextSibling
}

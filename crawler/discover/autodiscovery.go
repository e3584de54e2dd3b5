package discover

import (
	"mime"
	"net/url"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Feeds returns the feeds that a page announces with <link rel="alternate">,
// absolute, each once, in page order. What a link names may still be no feed:
// ParseFeed tells.
func Feeds(root *html.Node, page *url.URL) []string {
	r := pageResolver(root, page)
	var feeds []string
	seen := map[string]bool{}
	for n := range root.Descendants() {
		if n.DataAtom != atom.Link || !hasWord(attrOr(n, "rel"), "alternate") || !feedType(attrOr(n, "type")) {
			continue
		}
		href := attrOr(n, "href")
		if strings.TrimSpace(href) == "" {
			continue
		}
		if u, drop := r.resolve(href); drop == "" && !seen[u] {
			seen[u] = true
			feeds = append(feeds, u)
		}
	}
	return feeds
}

func feedType(contentType string) bool {
	name, _, err := mime.ParseMediaType(contentType)
	if err != nil {
		name = strings.ToLower(strings.TrimSpace(contentType))
	}
	switch name {
	case "application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json", "application/json+feed",
		"application/rss", "application/atom", "text/rss", "text/rss+xml":
		return true
	}
	return false
}

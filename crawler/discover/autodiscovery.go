package discover

import (
	"mime"
	"net/url"
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Feeds returns the feeds that a page announces with <link rel="alternate">,
// absolute, each once, in page order, but for those of comments and of
// searches. What a link names may still be no feed: ParseFeed tells.
func Feeds(root *html.Node, page *url.URL) []string {
	r := pageResolver(root, page)
	var feeds []string
	seen := map[string]bool{}
	for n := range root.Descendants() {
		if n.DataAtom != atom.Link || !hasWord(attrOr(n, "rel"), "alternate") || !feedType(attrOr(n, "type")) {
			continue
		}
		href := attrOr(n, "href")
		if strings.TrimSpace(href) == "" || besides.MatchString(attrOr(n, "title")) {
			continue
		}
		if u, drop := r.resolve(href); drop == "" && !seen[u] && !besides.MatchString(u) {
			seen[u] = true
			feeds = append(feeds, u)
		}
	}
	return feeds
}

// besides names feeds of what stands beside the news, in their title or address.
var besides = regexp.MustCompile(`(?i)comments?\b|replies|bình luận|phản hồi|\bbinh-?luan|\bphan-?hoi|oembed|[/?&](?:search|tim-?kiem|s|q|keyword|tu-?khoa)[/=]|[?&]replytocom=`)

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

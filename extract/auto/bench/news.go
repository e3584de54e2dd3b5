package main

import (
	_ "embed"
	"net/url"
	"slices"
	"strings"

	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/extract/metadata"
)

// newsHosts names the hosts of the set that are news media: daily and weekly
// papers, broadcasters, news agencies and news sites, without trade papers,
// magazines, blogs and authorities. Chosen by name, not by what any tool made
// of their pages; one a line.
//
//go:embed news_hosts.txt
var newsHosts string

// news reports whether a page of the set is one of news: it says of itself
// that it is a NewsArticle (JSON-LD or microdata), or its host is in the list.
func news(e entry) bool {
	u, err := url.Parse(e.url)
	if err != nil {
		return false
	}
	if slices.Contains(strings.Fields(newsHosts), strings.TrimPrefix(u.Hostname(), "www.")) {
		return true
	}
	doc, err := extract.Parse(e.html, "", e.url)
	if err != nil {
		return false
	}
	return slices.ContainsFunc(metadata.Read(doc.Root, doc.Base).Types, func(t string) bool { return strings.HasSuffix(t, "newsarticle") })
}

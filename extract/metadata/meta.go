package metadata

import (
	"strings"

	"golang.org/x/net/html"

	"github.com/tintinh/tintinh/extract/vntext"
)

// field is what a statement is about.
type field int

const (
	title field = iota
	description
	published
	modified
	canonical
	body
	views
	image
	site
	author
	section
	keyword
	fields
)

type metaName struct {
	field field
	rank  int // lower is more trusted
}

// metaNames says what the meta elements mean. The ranks follow how often
// each was right on pages of known content: og:title and the description of
// OpenGraph are written by the article's editor, datePublished by its system.
var metaNames = map[string]metaName{
	"og:title":      {title, 0},
	"twitter:title": {title, 3},
	"title":         {title, 4},
	"dc.title":      {title, 5},
	"headline":      {title, 2},

	"og:description":      {description, 0},
	"description":         {description, 1},
	"twitter:description": {description, 3},
	"dc.description":      {description, 4},

	"article:published_time":        {published, 2},
	"og:article:published_time":     {published, 3},
	"og:published_time":             {published, 3},
	"datepublished":                 {published, 4},
	"pubdate":                       {published, 5},
	"publishdate":                   {published, 5},
	"publish_date":                  {published, 5},
	"publish-date":                  {published, 5},
	"published_time":                {published, 5},
	"published-date":                {published, 5},
	"publication_date":              {published, 5},
	"originalpublicationdate":       {published, 5},
	"article_date_original":         {published, 5},
	"article.published":             {published, 5},
	"parsely-pub-date":              {published, 5},
	"sailthru.date":                 {published, 5},
	"cxenseparse:recs:publishtime":  {published, 5},
	"cxenseparse:publishtime":       {published, 5},
	"dc.date.issued":                {published, 6},
	"dcterms.created":               {published, 6},
	"dcterms.date":                  {published, 6},
	"dc.date":                       {published, 6},
	"date":                          {published, 7},
	"article:modified_time":         {modified, 2},
	"og:updated_time":               {modified, 3},
	"datemodified":                  {modified, 4},
	"lastmod":                       {modified, 5},
	"last-modified":                 {modified, 6},
	"dcterms.modified":              {modified, 6},
	"revised":                       {modified, 7},
	"og:url":                        {canonical, 1},
	"og:image:secure_url":           {image, 2},
	"og:image":                      {image, 1},
	"og:image:url":                  {image, 1},
	"twitter:image":                 {image, 3},
	"twitter:image:src":             {image, 3},
	"og:site_name":                  {site, 0},
	"application-name":              {site, 3},
	"apple-mobile-web-app-title":    {site, 4},
	"copyright":                     {site, 5},
	"parsely-author":                {author, 2},
	"dable:author":                  {author, 2},
	"sailthru.author":               {author, 3},
	"byl":                           {author, 3},
	"article:author":                {author, 4},
	"dc.creator":                    {author, 5},
	"author":                        {author, 6},
	"article:section":               {section, 3},
	"og:article:section":            {section, 4},
	"parsely-section":               {section, 5},
	"article:tag":                   {keyword, 1},
	"og:article:tag":                {keyword, 1},
	"news_keywords":                 {keyword, 3},
	"keywords":                      {keyword, 2},
	"parsely-tags":                  {keyword, 5},
	"cxenseparse:pageclass:section": {section, 6},
}

// meta reads one meta element. Its name may stand in name, property,
// itemprop or http-equiv, in any case; several may stand on one element.
func (r *reader) meta(n *html.Node) {
	content, date := attr(n, "content"), false
	if content == "" {
		return
	}
	for i := range n.Attr {
		switch n.Attr[i].Key {
		case "name", "property", "http-equiv":
			for name := range strings.FieldsSeq(strings.ToLower(n.Attr[i].Val)) {
				r.named(name, content)
			}
		case "class":
			date = hasToken(n.Attr[i].Val, "cms-date") // a content system's class on a nameless meta
		}
	}
	if date && attr(n, "property") == "" && attr(n, "name") == "" {
		r.add(published, 4, content, "meta .cms-date")
	}
}

func (r *reader) named(name, content string) {
	switch name {
	case "og:type":
		r.page.OGType = strings.ToLower(strings.TrimSpace(content))
		return
	case "og:locale":
		r.locale = strings.ReplaceAll(strings.TrimSpace(content), "_", "-")
		return
	case "content-language":
		if r.lang == "" {
			r.lang = content
		}
		return
	}
	m, ok := metaNames[name]
	if !ok {
		return
	}
	source := "meta " + name
	switch m.field {
	case canonical, image:
		r.add(m.field, m.rank, r.absolute(content), source)
	case author:
		r.author(m.rank, content, false, source)
	case section:
		r.sections = append(r.sections, listCandidate{m.rank, List{[]string{clean(content)}, source}})
	case keyword:
		r.keywords = append(r.keywords, listCandidate{m.rank, List{splitKeywords(content), source}})
	default:
		r.add(m.field, m.rank, content, source)
	}
}

// splitKeywords cuts at commas, or at semicolons where there is no comma.
func splitKeywords(s string) []string {
	cut := ","
	if !strings.Contains(s, ",") && strings.Contains(s, ";") {
		cut = ";"
	}
	var out []string
	for part := range strings.SplitSeq(s, cut) {
		if part = clean(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}

func clean(s string) string { return vntext.Clean(unescape(s)) }

func hasToken(list, token string) bool {
	for t := range strings.FieldsSeq(list) {
		if t == token {
			return true
		}
	}
	return false
}

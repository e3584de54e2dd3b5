package extract

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"

	"github.com/tintinh/tintinh/extract/vntext"
	"github.com/tintinh/tintinh/portal"
)

// read fills the article, field by field in the record's order.
func (r *reading) read(body *bodyText) {
	r.title()
	r.lead(body)
	r.published()
	r.modified()
	r.authors(body)
	r.section()
	r.tags()
	r.views()
	r.files(body)
	r.blocks(body)
}

// selected is the first value that the rule's selectors give.
func (r *reading) selected(f portal.Field) (candidate, *html.Node) {
	for group := range r.hits(f) {
		for _, h := range group {
			if v := h.value(); v != "" {
				return candidate{fromSelector, h.source(), v}, h.node
			}
		}
	}
	return candidate{}, nil
}

func (r *reading) title() {
	var all []candidate
	if c, n := r.selected(portal.Title); n != nil && !r.strange(c.value) {
		all = append(all, c)
	} else {
		if r.ruled(portal.Title) {
			r.warn(WarnRuleMissedTitle)
		}
		found := r.auto()
		all = append(all, candidate{fromAuto, autoSource(found.TitleSource), found.Title})
	}
	for _, v := range r.meta.Titles {
		all = append(all, candidate{metaKind(v.Source), v.Source, v.Text})
	}
	if f := r.page.Feed; f != nil {
		all = append(all, candidate{fromFeed, "feed title", vntext.Clean(f.Title)})
	}
	c, ok := r.choose("title", portal.Title, all)
	if !ok {
		return
	}
	r.article.Title = c.value
	if stated := r.statedTitle(); stated != "" && c.kind != fromMeta && c.kind != fromJSONLD && !related(c.value, stated) {
		r.warn(WarnTitleDisagree)
	}
}

// strange reports whether a title that the rule gives has nothing in common
// with what the page says of itself, while the title found by looks has: the
// selector caught the site's name or another heading.
func (r *reading) strange(title string) bool {
	stated := r.statedTitle()
	return stated != "" && !related(title, stated) && related(r.auto().Title, stated)
}

// statedTitle is the title by OpenGraph or JSON-LD; the title element is too
// often the site's name.
func (r *reading) statedTitle() string {
	for _, v := range r.meta.Titles {
		if v.Source != "title element" {
			return v.Text
		}
	}
	return ""
}

// related reports whether half of the shorter title's syllables stand in the
// other: editors shorten titles for social networks.
func related(a, b string) bool {
	one, other := vntext.Syllables(a), vntext.Syllables(b)
	if len(one) > len(other) {
		one, other = other, one
	}
	common := 0
	for _, s := range one {
		if slices.Contains(other, s) {
			common++
		}
	}
	return common*2 >= len(one)
}

// section is the breadcrumb path without the home page and the title.
func (r *reading) section() {
	var all []candidate
	paths := map[string][]string{}
	offer := func(kind, source string, path []string) {
		path = r.crumbs(path)
		if len(path) > 0 && paths[source] == nil {
			paths[source] = path
			all = append(all, candidate{kind, source, strings.Join(path, " › ")})
		}
	}
	for group := range r.hits(portal.Section) {
		var path []string
		for _, h := range group {
			path = append(path, h.value())
		}
		offer(fromSelector, group[0].source(), path)
	}
	for _, l := range r.meta.Sections {
		offer(metaKind(l.Source), l.Source, l.Items)
	}
	if !r.ruled(portal.Section) {
		offer(fromAuto, fromAuto, r.auto().Section)
	}
	if c, ok := r.choose("section", portal.Section, all); ok {
		r.article.Section = paths[c.source]
	}
}

func (r *reading) crumbs(path []string) []string {
	var out []string
	for _, p := range path {
		for part := range strings.FieldsFuncSeq(vntext.Clean(p), func(c rune) bool { return strings.ContainsRune("›»>→/|", c) && c != '/' }) {
			part = strings.Trim(part, " -–:")
			if part != "" && !homeCrumb(part) && !same(part, r.article.Title) && utf8.RuneCountInString(part) <= 80 &&
				(len(out) == 0 || !strings.EqualFold(out[len(out)-1], part)) {
				out = append(out, part)
			}
		}
	}
	return out
}

func homeCrumb(s string) bool {
	switch strings.ToLower(s) {
	case "trang chủ", "home", "trang nhất", "trang chính", "homepage", "trang chu":
		return true
	}
	return false
}

// tags are the keywords printed under the article. Keyword metas count only
// where they are the article's own (article:tag, JSON-LD).
func (r *reading) tags() {
	var all []candidate
	lists := map[string][]string{}
	offer := func(kind, source string, tags []string) {
		tags = tagList(tags)
		if len(tags) > 0 && lists[source] == nil {
			lists[source] = tags
			all = append(all, candidate{kind, source, strings.Join(tags, ", ")})
		}
	}
	for group := range r.hits(portal.Tags) {
		var tags []string
		for _, h := range group {
			if h.node.Data == "meta" || h.selector.Attr != "" {
				tags = append(tags, strings.Split(h.value(), ",")...)
				continue
			}
			tags = append(tags, h.value())
		}
		offer(fromSelector, group[0].source(), tags)
	}
	if !r.ruled(portal.Tags) {
		offer(fromAuto, fromAuto, r.auto().Tags)
	}
	for _, l := range r.meta.Keywords {
		if l.Source != "meta keywords" && l.Source != "meta news_keywords" {
			offer(metaKind(l.Source), l.Source, l.Items)
		}
	}
	if c, ok := r.choose("tags", portal.Tags, all); ok {
		r.article.Tags = lists[c.source]
	}
}

func tagList(tags []string) []string {
	var out []string
	for _, t := range tags {
		t = strings.Trim(vntext.Clean(t), " ,;#")
		key := lineKey(t)
		if t == "" || utf8.RuneCountInString(t) > 80 || key == "từ khóa" || key == "tags" || key == "từ khoá" || key == "tag" ||
			!strings.ContainsFunc(t, func(c rune) bool { return unicode.IsLetter(c) || unicode.IsDigit(c) }) {
			continue
		}
		if !slices.ContainsFunc(out, func(o string) bool { return strings.EqualFold(o, t) }) {
			out = append(out, t)
		}
	}
	return out
}

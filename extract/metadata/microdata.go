package metadata

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// scope is one microdata item: the element with itemscope and what its
// itemprops say.
type scope struct {
	node   *html.Node
	parent *scope
	kind   string // schema.org type without its address, lower case
	prop   string // what it is for its parent: author, publisher, image …
	props  []property
	body   *html.Node // articleBody
}

type property struct {
	name, value string
}

// known are the properties worth a look at their text.
var known = map[string]bool{
	"headline": true, "name": true, "description": true, "datePublished": true, "dateModified": true,
	"author": true, "creator": true, "articleSection": true, "keywords": true, "image": true, "url": true,
	"contentUrl": true, "caption": true, "publisher": true, "interactionCount": true,
}

// microdata reads the itemscope and itemprop of an element.
func (r *reader) microdata(n *html.Node) {
	var prop, kind string
	var opens bool
	for i := range n.Attr {
		switch n.Attr[i].Key {
		case "itemprop":
			prop = n.Attr[i].Val
		case "itemscope":
			opens = true
		case "itemtype":
			kind = n.Attr[i].Val
		}
	}
	if prop == "" && !opens {
		return
	}
	around := &r.none
	if k := len(r.open); k > 0 {
		around = r.open[k-1]
	}
	prop = strings.TrimSpace(prop)
	if opens {
		s := &scope{node: n, parent: around, kind: typeName(kind), prop: prop}
		r.scopes, r.open = append(r.scopes, s), append(r.open, s)
		return
	}
	for name := range strings.FieldsSeq(prop) {
		switch {
		case name == "articleBody":
			if around.body == nil {
				around.body = n
			}
		case known[name] && len(around.props) < 1000:
			around.props = append(around.props, property{name, propValue(n)})
		}
	}
}

// propValue is the value of an itemprop by the rules of microdata, with
// content taken where any element has it, as writers do.
func propValue(n *html.Node) string {
	if v := attr(n, "content"); v != "" {
		return v
	}
	switch n.DataAtom {
	case atom.Time:
		if v := attr(n, "datetime"); v != "" {
			return v
		}
	case atom.A, atom.Link:
		if p := attr(n, "itemprop"); p == "url" || p == "contentUrl" || p == "mainEntityOfPage" {
			return attr(n, "href")
		}
	case atom.Img:
		return attr(n, "src")
	case atom.Meta:
		return ""
	}
	return clean(text(n))
}

func typeName(s string) string {
	s, _, _ = strings.Cut(strings.TrimSpace(s), " ")
	return strings.ToLower(s[strings.LastIndexAny(s, "/#:")+1:])
}

func (s *scope) first(name string) string {
	for _, p := range s.props {
		if p.name == name && p.value != "" {
			return p.value
		}
	}
	return ""
}

// readScopes hands nested items to their parents and reads the one that is
// the page's article. Several articles without a body are teasers.
func (r *reader) readScopes() {
	var articles []*scope
	for _, s := range r.scopes {
		switch {
		case s.kind != "" && s.parent == &r.none:
			r.page.Types = appendNew(r.page.Types, s.kind)
		case s.prop != "" && s.parent != nil:
			s.parent.props = append(s.parent.props, nested(s))
		}
		if isArticle(s.kind) {
			articles = append(articles, s)
		}
	}
	r.breadcrumb()
	chosen := r.chooseScope(articles)
	if chosen != nil {
		r.readScope(chosen, 0)
		r.page.ArticleBody = chosen.body
	}
	for _, s := range append([]*scope{&r.none}, r.scopes...) {
		if s == chosen || len(articles) > 1 && chosen == nil {
			continue
		}
		if s == &r.none || s.kind == "webpage" || s.kind == "" && s.prop == "" {
			r.readScope(s, 1)
			if r.page.ArticleBody == nil {
				r.page.ArticleBody = s.body
			}
		}
	}
}

// nested is what an item is for its parent: a name, or an address.
func nested(s *scope) property {
	if s.prop == "image" {
		return property{"image", first(s.first("url"), s.first("contentUrl"))}
	}
	return property{s.prop, s.first("name")}
}

func first(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}

func (r *reader) chooseScope(articles []*scope) *scope {
	if i := slices.IndexFunc(articles, func(s *scope) bool { return s.body != nil }); i >= 0 {
		return articles[i]
	}
	if len(articles) == 1 {
		return articles[0]
	}
	return nil
}

// readScope takes the properties of one item; a second value of the same
// date or headline means a list of teasers, and is not read.
func (r *reader) readScope(s *scope, behind int) {
	const source = "microdata "
	for _, p := range s.props {
		switch p.name {
		case "headline":
			r.add(title, 2+behind, p.value, source+p.name)
		case "name":
			if isArticle(s.kind) {
				r.add(title, 5, p.value, source+p.name)
			}
		case "description":
			r.add(description, 3+behind, p.value, source+p.name)
		case "datePublished":
			r.add(published, 3+behind, p.value, source+p.name)
		case "dateModified":
			r.add(modified, 3+behind, p.value, source+p.name)
		case "author", "creator":
			r.author(3+behind, p.value, false, source+p.name)
		case "publisher":
			r.add(site, 2, p.value, source+p.name)
		case "articleSection":
			r.sections = append(r.sections, listCandidate{4 + behind, List{[]string{clean(p.value)}, source + p.name}})
		case "keywords":
			r.keywords = append(r.keywords, listCandidate{5 + behind, List{splitKeywords(p.value), source + p.name}})
		case "image":
			r.add(image, 4, r.absolute(p.value), source+p.name)
		case "interactionCount":
			r.add(views, 1, p.value, source+p.name)
		}
	}
}

// breadcrumb reads the first BreadcrumbList that is written as microdata.
func (r *reader) breadcrumb() {
	i := slices.IndexFunc(r.scopes, func(s *scope) bool { return s.kind == "breadcrumblist" })
	if i < 0 {
		return
	}
	var path []string
	for _, s := range r.scopes {
		if s.kind != "listitem" || s.parent != r.scopes[i] {
			continue
		}
		name := s.first("name")
		if name == "" {
			name = s.first("item")
		}
		path = append(path, clean(name))
	}
	r.sections = append(r.sections, listCandidate{1, List{path, "microdata breadcrumb"}})
}

package metadata

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/tintinh/tintinh/extract/vntext"
)

// maxBlock bounds one JSON-LD block, maxItems the items read from a page:
// an article needs kilobytes.
const (
	maxBlock = 1 << 20
	maxItems = 2000
)

type object = map[string]any

// ld is what the blocks of a page hold, sorted by what it is.
type ld struct {
	articles    []object // top-level, or the main entity of a page
	works       []object // the same for recipes and instructions: read where there is no article
	listed      []object // parts of an ItemList
	breadcrumbs []object
	byID        map[string]object // for references: {"@id": "…#org"}
	items       int
}

// readBlocks decodes the JSON-LD blocks and reads the page's article and
// breadcrumb from them.
func (r *reader) readBlocks() {
	l := &ld{byID: map[string]object{}}
	for i, b := range r.blocks {
		if len(b) > maxBlock {
			r.problem("JSON-LD block %d of the page: %d bytes are over the limit of %d; not read", i+1, len(b), maxBlock)
			continue
		}
		values, err := decodeBlock(b)
		if err != nil {
			r.problem("JSON-LD block %d of the page: %v; not read", i+1, err)
		}
		for _, v := range values {
			r.sort(l, v, true)
		}
	}
	r.page.Listed = len(l.listed)
	if len(l.articles) == 0 {
		l.articles = l.works
	}
	if a := r.chooseArticle(l.articles); a != nil {
		r.readArticle(l, a)
	} else if len(l.articles) > 1 {
		r.page.Listed += len(l.articles)
	}
	if len(l.breadcrumbs) > 0 {
		r.sections = append(r.sections, listCandidate{0, List{trail(l.breadcrumbs[0]), "json-ld breadcrumb"}})
	}
}

func (r *reader) problem(format string, args ...any) {
	r.page.Problems = append(r.page.Problems, fmt.Sprintf(format, args...))
}

// sort files one decoded value: arrays and @graph are opened, the main
// entity of a WebPage is as good as top-level.
func (r *reader) sort(l *ld, v any, top bool) {
	if l.items++; l.items > maxItems {
		return
	}
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			r.sort(l, e, top)
		}
	case object:
		r.sortObject(l, v, top)
	}
}

func (r *reader) sortObject(l *ld, o object, top bool) {
	if id := str(o["@id"]); id != "" && len(o) > 1 && l.byID[id] == nil {
		l.byID[id] = o
	}
	types := typeNames(o)
	if top {
		r.page.Types = appendNew(r.page.Types, types...)
	}
	if slices.Contains(types, "webpage") && r.isThisPage(first(str(o["url"]), str(o["@id"]))) {
		r.pageDate = str(o["datePublished"])
	}
	switch {
	case slices.ContainsFunc(types, isArticle):
		l.articles = append(l.articles, o)
	case slices.ContainsFunc(types, isWork):
		l.works = append(l.works, o)
	case slices.Contains(types, "breadcrumblist"):
		l.breadcrumbs = append(l.breadcrumbs, o)
	case slices.Contains(types, "itemlist"):
		l.listed = append(l.listed, listItems(o["itemListElement"])...)
	case slices.Contains(types, "newsmediaorganization"), slices.Contains(types, "organization"), slices.Contains(types, "website"):
		r.add(site, 2, str(o["name"]), "json-ld "+types[0])
	}
	r.sort(l, o["@graph"], top)
	r.sort(l, o["mainEntity"], top)
	if b, ok := o["breadcrumb"].(object); ok {
		r.sort(l, b, false)
	}
	if p, ok := o["mainEntityOfPage"].(object); ok && !slices.ContainsFunc(types, isArticle) {
		r.sort(l, p, false)
	}
}

// isArticle knows schema.org's kinds of journalism, in lower case.
func isArticle(kind string) bool {
	switch kind {
	case "blogposting", "report", "liveblogposting", "socialmediaposting", "discussionforumposting":
		return true
	}
	return strings.HasSuffix(kind, "article")
}

// isWork knows other texts that are a page's own, with a title, an author and
// a day of their own. An article about one comes before it.
func isWork(kind string) bool { return kind == "recipe" || kind == "howto" }

// chooseArticle picks the page's own article. One is taken as it is; of
// several, the one that names this page or carries its title.
func (r *reader) chooseArticle(list []object) object {
	if len(list) == 1 {
		return list[0]
	}
	heading := vntext.Shadow(r.title)
	for _, v := range r.found[title] {
		heading += "\n" + vntext.Shadow(v.Text)
	}
	for _, a := range list {
		for _, v := range []any{a["url"], a["mainEntityOfPage"], a["@id"]} {
			if r.isThisPage(addressOf(v)) {
				return a
			}
		}
	}
	for _, a := range list {
		if h := vntext.Shadow(clean(str(a["headline"]))); h != "" && strings.Contains(heading, h) {
			return a
		}
	}
	return nil
}

func (r *reader) isThisPage(address string) bool {
	u, err := url.Parse(address)
	if address == "" || err != nil || r.base == nil {
		return false
	}
	return bareHost(u.Hostname()) == r.page.Host && u.Path == r.base.Path && len(u.Path) > 1
}

// readArticle takes the fields of the chosen article.
func (r *reader) readArticle(l *ld, a object) {
	const source = "json-ld "
	r.add(title, 1, str(a["headline"]), source+"headline")
	r.add(title, 4, str(a["name"]), source+"name")
	r.add(description, 2, str(a["description"]), source+"description")
	r.add(published, 0, str(a["datePublished"]), source+"datePublished")
	r.add(modified, 0, str(a["dateModified"]), source+"dateModified")
	r.add(body, 0, str(a["articleBody"]), source+"articleBody")
	r.add(canonical, 2, r.absolute(first(addressOf(a["url"]), addressOf(a["mainEntityOfPage"]))), source+"url")
	if s := texts(a["articleSection"]); len(s) > 0 {
		r.sections = append(r.sections, listCandidate{2, List{cleanAll(s), source + "articleSection"}})
	}
	if k := texts(a["keywords"]); len(k) == 1 {
		r.keywords = append(r.keywords, listCandidate{4, List{splitKeywords(k[0]), source + "keywords"}})
	} else if len(k) > 1 {
		r.keywords = append(r.keywords, listCandidate{4, List{cleanAll(k), source + "keywords"}})
	}
	for _, p := range people(l, a["publisher"]) {
		r.add(site, 1, p.name, source+"publisher")
	}
	for i, key := range []string{"author", "creator"} {
		for _, p := range people(l, a[key]) {
			r.author(i, p.name, p.organization, source+key)
		}
	}
	r.readImages(a["image"])
	r.readViews(a["interactionStatistic"])
}

func (r *reader) readImages(v any) {
	list, ok := v.([]any)
	if !ok {
		list = []any{v}
	}
	for _, e := range list {
		if u := r.absolute(addressOf(e)); u != "" {
			r.add(image, 0, u, "json-ld image")
			if o, ok := e.(object); ok {
				r.captions = append(r.captions, Image{URL: u, Caption: clean(first(str(o["caption"]), str(o["description"])))})
			}
		}
	}
}

func (r *reader) readViews(v any) {
	for _, o := range listItems(v) {
		kind := strings.ToLower(first(str(o["interactionType"]), strings.Join(texts(mapOf(o["interactionType"])["@type"]), " ")))
		if strings.Contains(kind, "view") || strings.Contains(kind, "read") || kind == "" {
			r.add(views, 0, str(o["userInteractionCount"]), "json-ld userInteractionCount")
		}
	}
}

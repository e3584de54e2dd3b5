package metadata

import (
	"cmp"
	"slices"
	"strings"
)

// candidate is a value on its way into the Page. Ranks order sources, page
// order breaks ties.
type candidate struct {
	rank int
	Value
}

type authorCandidate struct {
	rank int
	Author
}

type listCandidate struct {
	rank int
	List
}

// add keeps a cleaned value; URLs are added as they are.
func (r *reader) add(f field, rank int, text, source string) {
	if f != canonical && f != image {
		text = clean(text)
	}
	if text != "" {
		r.found[f] = append(r.found[f], candidate{rank, Value{text, source}})
	}
}

// author keeps a name, or several where the source joins them with ";".
// URLs and handles are addresses, not names.
func (r *reader) author(rank int, names string, organization bool, source string) {
	for name := range strings.SplitSeq(clean(names), ";") {
		name = strings.TrimSpace(name)
		if name == "" || strings.Contains(name, "://") || strings.HasPrefix(name, "@") || strings.HasPrefix(name, "www.") {
			continue
		}
		r.authors = append(r.authors, authorCandidate{rank, Author{name, organization, source}})
	}
}

// finish sorts the candidates into the Page.
func (r *reader) finish() {
	p := r.page
	p.Lang = strings.TrimSpace(cmp.Or(r.lang, r.locale))
	if r.title != "" {
		r.add(title, 6, r.title, "title element")
	}
	if len(r.found[published]) == 0 {
		r.add(published, 8, r.pageDate, PageDate)
	}
	p.Titles = ranked(r.found[title])
	for _, v := range ranked(r.found[site]) {
		if name := strings.TrimLeft(strings.TrimPrefix(v.Text, "Copyright"), " ©0123456789"); name != "" && !p.hasTitle(name) {
			p.SiteNames = append(p.SiteNames, name)
		}
	}
	p.Descriptions = ranked(r.found[description])
	p.Published = ranked(r.found[published])
	p.Modified = ranked(r.found[modified])
	p.Canonical = ranked(r.found[canonical])
	p.Bodies = ranked(r.found[body])
	p.Views = ranked(r.found[views])
	for _, v := range ranked(r.found[image]) {
		p.Images = append(p.Images, Image{URL: v.Text, Caption: r.caption(v.Text), Source: v.Source})
	}
	p.Sections = r.paths(p)
	p.Keywords = joined(r.keywords)
	r.finishAuthors()
}

func (r *reader) caption(address string) string {
	i := slices.IndexFunc(r.captions, func(c Image) bool { return c.URL == address && c.Caption != "" })
	if i < 0 {
		return ""
	}
	return r.captions[i].Caption
}

// ranked gives the values by rank, each text once.
func ranked(c []candidate) []Value {
	slices.SortStableFunc(c, func(a, b candidate) int { return cmp.Compare(a.rank, b.rank) })
	var out []Value
	for _, v := range c {
		if !slices.ContainsFunc(out, func(o Value) bool { return o.Text == v.Text }) {
			out = append(out, v.Value)
		}
	}
	return out
}

// finishAuthors splits the names of the best source from the others'; names
// of the site itself are nobody's.
func (r *reader) finishAuthors() {
	p := r.page
	slices.SortStableFunc(r.authors, func(a, b authorCandidate) int { return cmp.Compare(a.rank, b.rank) })
	for _, a := range r.authors {
		if p.NamesSite(a.Name) || len(a.Name) > 200 {
			continue
		}
		list := &p.OtherAuthors
		if len(p.Authors) == 0 || p.Authors[0].Source == a.Source {
			list = &p.Authors
		}
		if !slices.ContainsFunc(*list, func(o Author) bool { return o.Name == a.Name }) {
			*list = append(*list, a.Author)
		}
	}
}

// joined gives one list per source: article:tag comes once per keyword.
func joined(c []listCandidate) []List {
	slices.SortStableFunc(c, func(a, b listCandidate) int { return cmp.Compare(a.rank, b.rank) })
	var out []List
	for _, l := range c {
		if len(l.Items) == 0 {
			continue
		}
		if k := len(out); k > 0 && out[k-1].Source == l.Source {
			out[k-1].Items = appendNew(out[k-1].Items, l.Items...)
			continue
		}
		out = append(out, List{appendNew(nil, l.Items...), l.Source})
	}
	return out
}

func appendNew(list []string, items ...string) []string {
	for _, s := range items {
		if s != "" && !slices.Contains(list, s) {
			list = append(list, s)
		}
	}
	return list
}

// paths gives the section paths, each without its home page and without the
// article itself at its end.
func (r *reader) paths(p *Page) []List {
	out := joined(r.sections)
	for i := range out {
		items := out[i].Items
		for len(items) > 0 && (isHome(items[0]) || p.NamesSite(items[0])) {
			items = items[1:]
		}
		if k := len(items); k > 0 && p.hasTitle(items[k-1]) {
			items = items[:k-1]
		}
		out[i].Items = items
	}
	return slices.DeleteFunc(out, func(l List) bool { return len(l.Items) == 0 })
}

// hasTitle tells a title that a template put where a site's name belongs.
func (p *Page) hasTitle(s string) bool {
	return slices.ContainsFunc(p.Titles, func(v Value) bool { return v.Text == s })
}

func isHome(s string) bool {
	switch strings.ToLower(s) {
	case "trang chủ", "trang nhất", "trangchu", "home", "homepage", "home page", "accueil", "startseite", "inicio":
		return true
	}
	return false
}

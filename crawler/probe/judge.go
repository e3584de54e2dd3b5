package probe

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/portal"
)

// articles reads a few pages that should be articles: what the pattern takes,
// and where it takes nothing, what has a headline's length.
func (w *probing) articles() {
	var urls []string
	for _, l := range w.found {
		if w.p.Scope(l.url).Kind == portal.ScopeArticle {
			urls = append(urls, l.url)
		}
	}
	if len(urls) == 0 {
		for _, l := range w.found {
			if len(strings.Fields(l.text)) >= 5 && w.p.Scope(l.url).Kind == portal.ScopePage {
				urls = append(urls, l.url)
			}
		}
	}
	for i := range min(articlesAsked, len(urls)) {
		w.article(urls[i*len(urls)/min(articlesAsked, len(urls))]) // of different places of the page
	}
}

func (w *probing) article(u string) {
	f, a, err := w.get(u)
	page := Article{Answer: a}
	if err == nil && a.Error == "" {
		doc, err := extract.Parse(f.Body, f.Header.Get("Content-Type"), f.URL)
		if err != nil {
			page.Error = err.Error()
		} else {
			res := w.x.Extract(doc, extract.Page{URL: f.URL, Body: f.Body, ContentType: f.Header.Get("Content-Type"), FetchedAt: f.At, Portal: w.p})
			page.Kind, page.Family, page.Reason = string(res.Kind), res.Family, res.Reason
			if res.Article != nil {
				page.ID = res.Article.ID
				page.Filled = filled(res.Article)
			}
			for _, m := range res.Missing {
				page.Missing = append(page.Missing, m.Field)
			}
		}
	}
	w.Articles = append(w.Articles, page)
}

// filled are the fields that a record has, in the order of records.
func filled(a *extract.Article) []string {
	var out []string
	for _, f := range []struct {
		name string
		has  bool
	}{
		{"title", a.Title != ""}, {"lead", a.Lead != ""}, {"published_at", !a.PublishedAt.IsZero()}, {"authors", len(a.Authors) > 0},
		{"section", len(a.Section) > 0}, {"tags", len(a.Tags) > 0}, {"view_count", a.ViewCount != nil}, {"text", a.Text != ""}, {"images", len(a.Images) > 0},
	} {
		if f.has {
			out = append(out, f.name)
		}
	}
	return out
}

// judge draws the sum and proposes edits.
func (w *probing) judge() {
	whole, families := 0, map[string]int{}
	for _, a := range w.Articles {
		if a.Whole() {
			whole++
		}
		if a.Family != "" {
			families[a.Family]++
		}
	}
	for _, f := range slices.Sorted(maps.Keys(families)) {
		if families[f] > families[w.Family] {
			w.Family = f
		}
	}
	switch {
	case len(w.Articles) == 0:
		w.end(Nothing, "of %d links on the home page none looks like an article: the page may be rendered by the browser", w.Links)
	case w.p.Article != nil && w.Matching == 0:
		w.end(Nothing, "the article pattern takes none of %d links; try 'tintinh portals learn %s'", w.Links, w.Home.URL)
	case whole == len(w.Articles):
		w.Verdict = Works
	case whole > 0:
		w.end(Partly, "%d of %d articles were read whole", whole, len(w.Articles))
	default:
		w.end(Nothing, "none of %d articles was read with title, date and text", len(w.Articles))
	}
	w.propose()
}

// propose names what of the definition the site contradicts or confirms.
func (w *probing) propose() {
	add := func(key, old, new, why string, args ...any) {
		w.Edits = append(w.Edits, Edit{Key: key, Old: old, New: new, Why: fmt.Sprintf(why, args...)})
	}
	for _, s := range w.Sources {
		inline := fmt.Sprintf("{kind: %s, url: %q}", s.Kind, s.URL)
		switch {
		case s.Declared && s.Error != "" && s.Kind != string(portal.ListingSource):
			add("sources", inline, "", "%s", s.Error)
		case s.Declared && s.Error != "":
			add("sources", inline, "", "the listing cannot be had: %s", s.Error)
		case !s.Declared && s.Articles > 0:
			add("sources", "", inline, "it has %d entries, %d of them articles", s.Items, s.Articles)
		case !s.Declared && s.Items > 0 && s.Error == "" && w.p.Article == nil:
			add("sources", "", inline, "it has %d entries", s.Items)
		}
	}
	if w.Family != "" && w.Family != w.p.Family {
		add("family", w.p.Family, w.Family, "recognised on the articles")
	}
	if w.p.Article != nil && w.Matching == 0 && len(w.Articles) > 0 {
		add("article", w.p.Article.String(), "", "it takes none of %d links", w.Links)
	}
	if w.Verdict != Works {
		return
	}
	if w.p.Unverified {
		add("unverified", "true", "", "its articles were read")
	}
	if w.p.Confidence != "A" {
		add("confidence", w.p.Confidence, "A", "seen to work on %s", w.At.Format("2006-01-02"))
	}
}

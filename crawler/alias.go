package crawler

import (
	"errors"
	"maps"
	"slices"

	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/portal"
	"github.com/tintinh/tintinh/store"
)

// noteAlias remembers that an article was seen under another URL until its
// page is read in this run. What is forgotten at the run's end is seen again
// with the next look at the page that links there.
func (h *host) noteAlias(id, rawURL string) {
	if id == "" {
		return
	}
	if h.aliases[id] == nil {
		h.aliases[id] = map[string]bool{}
	}
	h.aliases[id][rawURL] = true
}

// withAliases adds every other URL that was seen for an article.
func (v *visit) withAliases(a *extract.Article, row store.URL) {
	all := append(slices.Clone(a.URLAliases), row.Canonical)
	for _, asked := range v.asked {
		all = append(all, portal.WithoutSession(asked))
	}
	for _, s := range v.steps {
		all = append(all, s.outcome.URL.Canonical)
	}
	all = slices.AppendSeq(all, maps.Keys(v.aliases[a.ID]))
	a.URLAliases = otherURLs(a, all)
	delete(v.aliases, a.ID)
}

// otherURLs is the sorted list of URLs that are not the ones a goes by.
func otherURLs(a *extract.Article, all []string) []string {
	slices.Sort(all)
	all = slices.DeleteFunc(slices.Compact(all), func(u string) bool {
		return u == "" || u == a.CanonicalURL || u == a.URL
	})
	if len(all) == 0 {
		return nil
	}
	return all
}

// alsoKnownAs gives a stored article another URL. The record changes in
// place: an alias is an observation, and no revision.
func (v *visit) alsoKnownAs(row store.URL, rawURL string) error {
	id := row.ArticleID
	if id == "" || v.aliases[id][rawURL] {
		v.noteAlias(row.Identity, rawURL)
		return nil
	}
	v.noteAlias(id, rawURL) // looked up once in a run
	stored, err := v.run.Store.Article(v.run.background, id)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return nil
	case err != nil:
		return err
	case stored.Change == extract.ChangeGone, slices.Contains(stored.URLAliases, rawURL),
		stored.CanonicalURL == rawURL, stored.URL == rawURL:
		return nil
	}
	a := *stored
	a.Change = ""
	a.URLAliases = otherURLs(&a, append(slices.Clone(stored.URLAliases), rawURL))
	v.also = append(v.also, store.Outcome{URL: row, Next: row.Due, Article: &a})
	return nil
}

package web

import (
	"maps"
	"slices"

	"github.com/tintinh/tintinh/extract"
)

// articleContent is an article with where everything in it came from.
type articleContent struct {
	*extract.Article
	Fields    []fieldSource
	Changes   int // how many changes its history has
	Original  *extract.Article
	Published string // as precise as the page
}

type fieldSource struct{ Field, Source string }

func (s *Site) articlePage(r *request) error {
	a, _, err := s.View.Article(r.Context(), r.arg("id"))
	if err != nil {
		return err
	}
	c := articleContent{Article: a, Published: published(r.lang, a)}
	all, err := s.View.Revisions(r.Context(), a.ID)
	if err != nil {
		return err
	}
	c.Changes = len(all)
	if a.Extractor != nil {
		for _, f := range slices.Sorted(maps.Keys(a.Extractor.Fields)) {
			c.Fields = append(c.Fields, fieldSource{f, a.Extractor.Fields[f]})
		}
	}
	if a.DuplicateOf != "" {
		if c.Original, _, err = s.View.Article(r.Context(), a.DuplicateOf); err != nil && statusOf(err) != 404 {
			return err
		}
	}
	return s.show(r, "article.html", "search", a.Title, c)
}

// published is the publish time as precise as the page gave it.
func published(lang string, a *extract.Article) string {
	if a.PublishedAt.IsZero() {
		return ""
	}
	form := dayForm(lang)
	switch a.PublishedPrecision {
	case "month":
		form = "01/2006"
	case "minute", "second", "":
		form += " 15:04"
	}
	return a.PublishedAt.Format(form)
}

// When is the publish time of a hit.
func (p view) When(a *extract.Article) string { return published(p.Here.lang, a) }

// Path is a section path for people.
func (p view) Path(a *extract.Article) []string { return a.Section }

// historyContent is the changes of an article, and how two of them differ.
type historyContent struct {
	ID, Title string
	Changes   []*extract.Article
	From, To  int // numbers of the two compared
	Diff      []fieldDiff
}

func (s *Site) historyPage(r *request) error {
	all, err := s.View.Revisions(r.Context(), r.arg("id"))
	if err != nil {
		return err
	}
	n := len(all)
	c := historyContent{ID: r.arg("id"), Title: all[n-1].Title, Changes: all}
	if c.To, err = r.number("to", n, n); err != nil {
		return err
	}
	if c.From, err = r.number("from", max(1, c.To-1), n); err != nil {
		return err
	}
	if c.From != c.To {
		c.Diff = compare(all[c.From-1], all[c.To-1])
	}
	return s.show(r, "history.html", "search", c.Title, c)
}

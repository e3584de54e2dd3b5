package crawler

import (
	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/store"
)

// counter says which figure a step counts in. Every row that a run takes up
// counts in exactly one, which is what makes a run's figures balance.
type counter byte

const (
	countSkip        counter = iota // word: the reason
	countError                      // word: the kind
	countArticle                    // new, edited, back or unchanged, as the store says
	countUnchanged                  // the very same bytes
	countNotModified                // 304
	countSource                     // listing, feed or sitemap read
	countRedirect
	countMissing // gone, if the store says so
	countNoArticle
)

func (h *host) skip(reason string) {
	if h.figures.Skipped == nil {
		h.figures.Skipped = map[string]int{}
	}
	h.figures.Skipped[reason]++
}

// count books a committed step.
func (h *host) count(s step, r store.Receipt) {
	f := h.figures
	f.Found += r.NewLinks + r.Woken
	if s.count == countSkip {
		h.skip(s.word)
		return
	}
	f.Fetched++
	switch s.count {
	case countError:
		if f.Errors == nil {
			f.Errors = map[string]int{}
		}
		f.Errors[s.word]++
	case countArticle:
		h.countArticle(s.outcome.Article, r)
	case countUnchanged:
		f.Unchanged++
	case countNotModified:
		f.NotModified++
	case countSource:
		f.Sources++
	case countRedirect:
		f.Redirects++
	case countMissing:
		if r.Change == extract.ChangeGone {
			f.Gone++
		} else {
			f.Missing++
		}
	case countNoArticle:
		f.NoArticle++
	}
}

func (h *host) countArticle(a *extract.Article, r store.Receipt) {
	f := h.figures
	switch r.Change {
	case extract.ChangeNew:
		f.New++
	case extract.ChangeBack:
		f.Back++
	case "":
		f.Unchanged++
	default:
		f.Edited++
	}
	if r.Duplicate != "" && r.Change != "" {
		f.Duplicates++
	}
	f.Articles++
	if f.Fields == nil {
		f.Fields = map[string]int{}
	}
	for _, name := range fieldsOf(a) {
		f.Fields[name]++
	}
	if a.PublishedAt.After(f.Newest) {
		f.Newest = a.PublishedAt
	}
}

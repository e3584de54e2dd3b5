package crawler

import (
	"context"
	"fmt"
	"slices"

	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/portal"
	"github.com/tintinh/tintinh/store"
	"github.com/tintinh/tintinh/store/health"
)

// ruledFields are the fields of a record that a rule's selectors give.
var ruledFields = map[portal.Field]string{
	portal.Title: "title", portal.Lead: "lead", portal.Published: "published_at", portal.Byline: "authors",
	portal.Section: "section", portal.Tags: "tags", portal.Views: "view_count", portal.Body: "body",
}

// evidence begins what a run tells of a portal's health.
func evidence(p *portal.Portal, x *extract.Extractor) *health.Evidence {
	e := &health.Evidence{Sources: map[string]health.Yield{}}
	if x == nil || x.Catalogue == nil {
		return e
	}
	var family *portal.Family
	if p.Family != "" { // asking reads all families
		family, _ = x.Catalogue.Family(p.Family)
	}
	rule := p.Effective(family, e.At)
	if len(rule.Fields) == 0 {
		return e
	}
	e.Rules = rule.Hash
	for f, name := range ruledFields {
		if len(rule.Fields[f]) > 0 {
			e.Ruled = append(e.Ruled, name)
		}
	}
	slices.Sort(e.Ruled)
	return e
}

// observe takes a committed step into the evidence. What a back-fill brings is
// old, and says nothing of today.
func (h *host) observe(s step, r store.Receipt) {
	row := s.outcome.URL
	if h.walking || row.Kind == store.ArchivePage {
		return
	}
	if row.Kind != store.ArticlePage {
		if h.state.Feeds[row.Canonical] == nil { // what was found is no promise of the definition
			h.observeSource(s)
		}
		return
	}
	page := health.Page{URL: h.spellingOf(row), At: row.FetchedAt}
	switch a := s.outcome.Article; {
	case s.count == countArticle:
		h.evidence.Read(page, a, s.fields)
		if r.Change == extract.ChangeNew {
			h.evidence.Took(page, a)
		}
	case s.count == countNoArticle && s.word == reasonNoArticle && !s.again:
		h.evidence.Unread(page)
	}
}

// observeSource notes what a source led to; maps of an index count for it.
func (h *host) observeSource(s step) {
	row := s.outcome.URL
	at := row.Canonical
	_, own := h.sources[at]
	if !own {
		at = row.Via
		if _, child := h.sources[at]; !child || s.count != countSource {
			return
		}
	}
	y := h.evidence.Sources[at]
	switch s.count {
	case countSource:
		y.Links += s.links
	case countNotModified, countUnchanged:
		y.Same = true
	case countMissing:
		y.Failed = "missing"
	case countError:
		y.Failed = s.word
	case countSkip:
		y.Failed = s.word
	}
	h.evidence.Sources[at] = y
}

// reasonNoArticle is a page that should be an article and is none.
const reasonNoArticle = "no-article"

// judge brings the health of the run's portals up to date, and writes the
// verdicts into its figures. Where the network lied nothing is known.
func (r *run) judge(ctx context.Context) error {
	r.mu.Lock()
	captive := r.reason == kindCaptive
	r.mu.Unlock()
	if captive {
		return nil
	}
	seen := map[string]*health.Evidence{}
	for _, h := range r.hosts {
		e := h.evidence
		e.At, e.Run = r.start, h.figures
		seen[h.portal.ID] = e
	}
	if err := health.Judge(ctx, r.Store, seen); err != nil {
		return fmt.Errorf("judge the portals: %w", err)
	}
	return nil
}

package health

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// Source is what is remembered of a listing, feed or sitemap.
type Source struct {
	Reads    int       `json:"reads"`           // that led to articles
	Links    []int     `json:"links,omitempty"` // to articles, of the last of these
	Seen     time.Time `json:"seen"`            // when it was last asked for
	Good     time.Time `json:"good,omitzero"`   // when it last led to articles
	Bad      time.Time `json:"bad,omitzero"`    // since when it does not
	BadReads int       `json:"bad_reads,omitempty"`
	Why      string    `json:"why,omitempty"`
}

const (
	keptLinks = 8
	deadReads = 3              // reads in a row
	deadTime  = 24 * time.Hour // that span so much
	goneAfter = 60 * 24 * time.Hour
)

// judgeSources takes in what the sources led to.
func (s *State) judgeSources(e *Evidence) {
	if s.Sources == nil {
		s.Sources = map[string]*Source{}
	}
	for url, y := range e.Sources {
		src := s.Sources[url]
		if src == nil {
			src = &Source{}
			s.Sources[url] = src
		}
		src.take(y, e.At)
	}
	maps.DeleteFunc(s.Sources, func(_ string, src *Source) bool { // no longer of the definition
		return e.At.Sub(src.Seen) > goneAfter
	})
	s.judgeListings(e)
}

func (s *Source) take(y Yield, at time.Time) {
	s.Seen = at
	if y.Failed == "" && (y.Links > 0 || y.Same && s.BadReads == 0) {
		if y.Links > 0 {
			s.Links = append(s.Links, y.Links)
			s.Links = s.Links[max(0, len(s.Links)-keptLinks):]
		}
		s.Reads, s.Good, s.Bad, s.BadReads, s.Why = s.Reads+1, at, time.Time{}, 0, ""
		return
	}
	if s.BadReads == 0 {
		s.Bad = at
	}
	s.BadReads++
	s.Why = "it leads to no article"
	if y.Failed != "" {
		s.Why = y.Failed
	}
}

// judgeListings names what is dead, and listings that all at once lead nowhere.
func (s *State) judgeListings(e *Evidence) {
	var dead []string
	live, empty, alive := 0, 0, 0
	for url, src := range s.Sources {
		if src.Reads < deadReads && len(src.Links) == 0 {
			continue // it never led anywhere
		}
		live++
		if src.BadReads >= deadReads && e.At.Sub(src.Bad) >= deadTime {
			dead = append(dead, url)
		}
		if y, read := e.Sources[url]; read && y.Failed == "" && src.BadReads > 0 && usualLinks(src) >= 5 {
			empty++
		} else if read && src.BadReads == 0 {
			alive++
		}
	}
	slices.Sort(dead)
	switch {
	case len(dead) > 0:
		f := Finding{What: sourceFinding, Verdict: Degraded, Since: e.At, Source: dead[0], Usual: 1, Of: len(dead),
			Why: fmt.Sprintf("%s leads to no article since %s: %s", strings.Join(dead, ", "), s.Sources[dead[0]].Bad.Format(time.DateOnly), s.Sources[dead[0]].Why)}
		if len(dead) == live {
			f.Verdict = Broken
		}
		s.put(f)
	case empty > 0 && alive == 0:
		f := Finding{What: sourceFinding, Verdict: Degraded, Since: e.At, Usual: 1, Of: empty, Source: firstEmpty(s, e)}
		f.Why = fmt.Sprintf("no source leads to an article any more, of %d that did; such as %s: the layout of the lists may have changed", empty, f.Source)
		if old := s.finding(sourceFinding); old != nil {
			f.Verdict = Broken // seen twice
		}
		s.put(f)
	case alive > 0 || s.finding(sourceFinding) != nil && len(e.Sources) > 0 && empty == 0:
		s.drop(sourceFinding)
	}
}

func usualLinks(s *Source) int {
	if len(s.Links) == 0 {
		return 0
	}
	n := slices.Sorted(slices.Values(s.Links))
	return n[len(n)/2]
}

func firstEmpty(s *State, e *Evidence) string {
	for _, url := range slices.Sorted(maps.Keys(e.Sources)) {
		if src := s.Sources[url]; src.BadReads > 0 && len(src.Links) > 0 {
			return url
		}
	}
	return ""
}

package health

import (
	"time"

	"github.com/tintinh/tintinh/store"
)

// Flag marks the pages that may be read better: those fetched since.
type Flag struct {
	Since time.Time `json:"since"`
	Pages int       `json:"pages"` // at least so many of them lacked something
}

// flag marks the pages of a finding.
func (s *State) flag(f *Finding) {
	if !f.OfPages() || f.FirstBad == nil || f.Verdict == OK {
		return
	}
	if s.Flagged == nil {
		s.Flagged = &Flag{Since: f.FirstBad.At}
	}
	if f.FirstBad.At.Before(s.Flagged.Since) {
		s.Flagged.Since = f.FirstBad.At
	}
	s.Flagged.Pages = max(s.Flagged.Pages, f.Of-f.Had)
}

func (s *State) flagMore(f *Finding, pages int) {
	if f.OfPages() && s.Flagged != nil && f.What == s.firstOfPages() {
		s.Flagged.Pages += pages
	}
}

// firstOfPages names one finding, so that a page counts once.
func (s *State) firstOfPages() string {
	for i := range s.Findings {
		if s.Findings[i].OfPages() {
			return s.Findings[i].What
		}
	}
	return ""
}

// Mend takes in what today's rules read from the flagged pages, all of which
// were read: nothing is flagged any more, and findings of pages may be over.
func (s *State) Mend(e *Evidence, now time.Time) {
	e.At = now
	if e.Run == nil {
		e.Run = &store.PortalRun{} // no run: nothing was asked for
	}
	s.redefined(e)
	for _, f := range append([]Finding(nil), s.Findings...) {
		if sh := e.shares[f.What]; sh != nil && f.OfPages() && f.What != answeredShare {
			s.follow(s.finding(f.What), e, sh)
		}
	}
	for _, name := range []string{"title" + ruled, "body" + ruled} {
		if e.shares[name] != nil && s.finding(name) == nil {
			s.judgeShare(name, e)
		}
	}
	if f := s.finding(lengthFinding); f != nil {
		s.judgeLengths(e)
	}
	s.Flagged = nil
	for i := range s.Findings {
		s.flag(&s.Findings[i])
	}
	s.settle(now)
}

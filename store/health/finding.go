package health

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Finding is one thing that is wrong with a portal.
type Finding struct {
	What     string    `json:"what"`             // article, a field of the record, FIELD/rule, length, answered, source, unreachable, silent, blocked
	Field    string    `json:"field,omitempty"`  // of the record
	Verdict  Verdict   `json:"verdict"`          // what it makes of the portal; ok: it is only watched
	Since    time.Time `json:"since"`            // start of the run that found it
	Why      string    `json:"why"`              // for people
	Source   string    `json:"source,omitempty"` // selector or other source that used to give it; of a source its URL
	Now      string    `json:"now,omitempty"`    // what gives it instead
	Usual    float64   `json:"usual"`            // share of pages that used to have it
	Had      int       `json:"had"`              // pages that have it since
	Of       int       `json:"of"`               // pages since
	Samples  []Page    `json:"samples,omitempty"`
	LastGood *Page     `json:"last_good,omitempty"`
	FirstBad *Page     `json:"first_bad,omitempty"`

	Score float64 `json:"score,omitempty"` // what speaks for its end
	Rules string  `json:"rules,omitempty"` // under which it was found
}

// OfPages reports whether kept pages may be read better later.
func (f *Finding) OfPages() bool {
	return f.What == lengthFinding || f.isShare() && f.What != answeredShare
}

func (f *Finding) isShare() bool {
	switch f.What {
	case lengthFinding, sourceFinding, unreachableFinding, silentFinding, blockedFinding:
		return false
	}
	return true
}

const (
	lengthFinding      = "length"
	sourceFinding      = "source"
	unreachableFinding = "unreachable"
	silentFinding      = "silent"
	blockedFinding     = "blocked"
)

// find notes that a share is bad. The run's pages are among those that showed
// it: had, of.
func (s *State) find(name string, e *Evidence, sh *share, usualShare float64, shown [2]int) {
	field := strings.TrimSuffix(name, ruled)
	f := Finding{What: name, Field: field, Since: e.At, Usual: usualShare, Rules: e.Rules}
	switch name {
	case articleShare:
		f.Field = "body"
	case answeredShare:
		f.Field = ""
	}
	f.Source = usual(s.Gave[f.Field+ruled])
	if f.Source == "" {
		f.Source = usual(s.Gave[f.Field])
	}
	if s.Good[name] != (Page{}) {
		good := s.Good[name]
		f.LastGood = &good
	}
	if len(sh.without) > 0 {
		if sh.with.At.Before(sh.without[0].At) && !sh.with.At.IsZero() {
			f.LastGood = &sh.with
		}
		f.FirstBad = &sh.without[0]
	}
	delete(s.Doubt, name)
	f.Had, f.Of = shown[0]-sh.had, shown[1]-sh.of
	f.take(e, sh)
	s.weigh(&f, e.At)
	s.Findings = append(s.Findings, f)
	s.flag(&f)
}

// take adds a run's pages to a finding.
func (f *Finding) take(e *Evidence, sh *share) {
	f.Had, f.Of = f.Had+sh.had, f.Of+sh.of
	if f.Of > gaveHorizon { // the recent past counts
		f.Had, f.Of = f.Had*gaveHorizon/f.Of, gaveHorizon
	}
	f.Samples = slices.Concat(sh.without, f.Samples)
	f.Samples = f.Samples[:min(len(f.Samples), maxSamples)]
	if other := e.shares[f.Field]; other != nil && other.had > 0 {
		if now := usual(other.by); now != f.Source {
			f.Now = now
		}
	}
	f.Why = f.why(e)
}

// What not every article must have, and lengths, have rhythms of their own, such
// as wire copy at weekends. They are watched before they are told of, but for
// what was nearly always there and is wholly gone.
const (
	watched  = 66 * time.Hour
	aWeek    = 8 * 24 * time.Hour
	mostly   = .7
	nearly   = .9
	nearlyNo = .1
)

// weigh says how bad a share is.
func (s *State) weigh(f *Finding, now time.Time) {
	left := rate([2]int{f.Had, f.Of})
	switch {
	case isEssential(f.What) && left < f.Usual/2:
		f.Verdict = Broken
	case isEssential(f.What), f.What == answeredShare, now.Sub(f.Since) >= watched,
		left <= nearlyNo && f.Usual >= nearly,
		left <= nearlyNo && f.Usual >= mostly && now.Sub(s.First) >= aWeek:
		f.Verdict = Degraded
	default:
		f.Verdict = OK // so far
	}
}

// why is the finding in words.
func (f *Finding) why(e *Evidence) string {
	from := ""
	if f.Source != "" {
		from = ", which " + f.Source + " used to give"
	}
	since := fmt.Sprintf("%d of %d pages (usual: %.0f %%)", f.Had, f.Of, 100*f.Usual)
	switch {
	case f.What == articleShare:
		if f.Source != "" {
			from = "; the body used to come from " + f.Source
		}
		return "an article could be read from " + since + from + ": the layout may have changed"
	case f.What == answeredShare:
		return fmt.Sprintf("%s of requests are answered (usual: %.0f %%): %s", since[:strings.Index(since, " (")], 100*f.Usual, counts(e.Run.Errors))
	case strings.HasSuffix(f.What, ruled):
		if f.Now != "" {
			return fmt.Sprintf("%s: %s gives it on %s; %s stands in", f.Field, f.Source, since, f.Now)
		}
		return fmt.Sprintf("%s: %s gives it on %s", f.Field, f.Source, since)
	}
	return f.Field + from + ", is there on " + since
}

// counts lists kinds, the most frequent first.
func counts(n map[string]int) string {
	var all []string
	for k := range n {
		all = append(all, k)
	}
	slices.SortFunc(all, func(a, b string) int { return byCount(n, a, b) })
	for i, k := range all {
		all[i] = fmt.Sprintf("%s %d", k, n[k])
	}
	return strings.Join(all, ", ")
}

// finding with a name; nil if there is none.
func (s *State) finding(what string) *Finding {
	i := slices.IndexFunc(s.Findings, func(f Finding) bool { return f.What == what })
	if i < 0 {
		return nil
	}
	return &s.Findings[i]
}

// drop ends a finding.
func (s *State) drop(what string) {
	s.Findings = slices.DeleteFunc(s.Findings, func(f Finding) bool { return f.What == what })
}

// put notes a finding that is no share, or brings it up to date.
func (s *State) put(f Finding) {
	if old := s.finding(f.What); old != nil {
		f.Since = old.Since
		if f.What == lengthFinding && f.Samples == nil {
			f.Samples = old.Samples
		}
		if f.FirstBad == nil {
			f.FirstBad = old.FirstBad
		}
		*old = f
		return
	}
	s.Findings = append(s.Findings, f)
	s.flag(&f)
}

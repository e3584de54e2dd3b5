package health

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// acceptAfter is how long a field must be away before that is what is usual.
const acceptAfter = 30 * 24 * time.Hour

// patience is how long a host may be away before a single run without an answer
// says so; two in a row always do.
const patience = 12 * time.Hour

// Judge takes in what a run saw, and settles the verdict.
func (s *State) Judge(e *Evidence) {
	s.countAnswers(e)
	s.redefined(e)
	for _, name := range slices.Sorted(maps.Keys(e.shares)) {
		s.judgeShare(name, e)
	}
	s.judgeLengths(e)
	s.close(e.At)
	s.judgeSources(e)
	s.judgeAnswers(e)
	s.judgeRhythm(e)
	s.Runs++
	s.settle(e.At)
}

// countAnswers makes a share of the requests.
func (s *State) countAnswers(e *Evidence) {
	delete(e.shares, answeredShare) // a state may be judged again, when its commit met another
	failed := failures(e.Run)
	if failed == e.Run.Fetched {
		return // nothing was answered: judgeAnswers
	}
	for range failed {
		e.add(answeredShare, false, "", Page{})
	}
	for range e.Run.Fetched - failed {
		e.add(answeredShare, true, "", Page{})
	}
	if sh := e.shares[answeredShare]; sh != nil {
		sh.without = nil
	}
}

// redefined lets selectors begin anew when the rules were changed: what they
// should give is what the new ones give. Title and body must come from them at
// first sight (firstImpression).
func (s *State) redefined(e *Evidence) {
	if s.Rules == e.Rules {
		return
	}
	s.Rules = e.Rules
	for _, f := range Fields {
		s.forget(f + ruled)
		s.drop(f + ruled)
	}
}

func (s *State) judgeShare(name string, e *Evidence) {
	sh := e.shares[name]
	if f := s.finding(name); f != nil {
		s.follow(f, e, sh)
		return
	}
	closed, all := s.past(name)
	open := s.Open.Shares[name]
	t := testOf(name, alpha)
	before := s.Doubt[name]
	late := s.doubt(name, sh, all.median())
	run := [2]int{sh.had, sh.of}
	switch {
	case all.bad(sh.had, sh.of, t):
		s.find(name, e, sh, all.median(), run)
		return
	case closed.bad(open[0]+sh.had, open[1]+sh.of, t):
		s.find(name, e, sh, closed.median(), [2]int{open[0] + sh.had, open[1] + sh.of})
		delete(s.Open.Shares, name)
		return
	case all.bad(late[0], late[1], t):
		s.find(name, e, sh, all.median(), late)
		if n := s.Open.Shares[name]; n[1] > 0 { // what it took for good
			s.Open.Shares[name] = [2]int{max(0, n[0]-before[0]), max(0, n[1]-before[1], n[0]-before[0])}
		}
		delete(s.Doubt, name)
		return
	case all.pages() < leastPages && s.firstImpression(name, e):
		return
	}
	s.absorb(name, sh, e.At)
	if sh.with != (Page{}) {
		if s.Good == nil {
			s.Good = map[string]Page{}
		}
		s.Good[name] = sh.with
	}
}

// testOf is the test of a share. Titles, texts and dates are always there; the
// rest may be as rare again as on its worst day.
func testOf(name string, alpha float64) test {
	if name == answeredShare || isEssential(name) {
		return test{least: fewBad, worst: 60, part: 4, alpha: alpha}
	}
	return test{least: manyBad, worst: blockPages, part: 1 << 30, alpha: alpha}
}

func isEssential(name string) bool {
	return slices.Contains(essential, strings.TrimSuffix(name, ruled))
}

// doubt adds up pages for as long as they speak against a share rather than for
// it: a few of each run may be many together (a cumulative sum).
func (s *State) doubt(name string, sh *share, usual float64) [2]int {
	late := [2]int{s.Doubt[name][0] + sh.had, s.Doubt[name][1] + sh.of}
	half := [2]int{int(500 * usual), 1000}
	if odds(late[0], late[1], usual, half) >= 0 || late[1] > gaveHorizon {
		delete(s.Doubt, name)
		return [2]int{}
	}
	if s.Doubt == nil {
		s.Doubt = map[string][2]int{}
	}
	s.Doubt[name] = late
	return late
}

// past is the history of a share: its closed blocks, and with the open one if
// that holds enough.
func (s *State) past(name string) (closed, all past) {
	for _, b := range s.Blocks {
		if n, ok := b.Shares[name]; ok && n[1] > 0 {
			closed = append(closed, n)
		}
	}
	all = closed
	if n := s.Open.Shares[name]; n[1] >= leastPages {
		all = append(slices.Clone(closed), n)
	}
	return closed, all
}

// firstImpression judges without a history.
func (s *State) firstImpression(name string, e *Evidence) (bad bool) {
	sh, r := e.shares[name], e.Run
	read := r.New + r.Edited + r.Back + r.Unchanged
	missing := sh.of - sh.had
	switch name {
	case articleShare:
		bad = missing > 0 && read == 0 || missing > read
	case answeredShare:
		bad = 2*missing > sh.of
	case "title" + ruled, "body" + ruled:
		bad = sh.had == 0 && sh.of >= leastPages && slices.Contains(e.Ruled, strings.TrimSuffix(name, ruled))
	}
	if bad {
		s.find(name, e, sh, .95, [2]int{sh.had, sh.of})
	}
	return bad
}

// follow looks whether a finding is over.
func (s *State) follow(f *Finding, e *Evidence, sh *share) {
	if sh.of == 0 {
		return
	}
	f.Score = max(0, f.Score+odds(sh.had, sh.of, f.Usual, [2]int{f.Had, f.Of}))
	if f.Score >= enough {
		if !isEssential(f.What) && s.Rules == f.Rules { // it came and went by itself: so things are there
			n := [2]int{f.Had, f.Of}
			s.push(Block{From: f.Since, To: e.At, Shares: map[string][2]int{f.What: n, strings.TrimSuffix(f.What, ruled) + ruled: n}})
		}
		s.drop(f.What)
		return
	}
	if f.Score == 0 {
		f.take(e, sh)
		s.flagMore(f, sh.of-sh.had)
	}
	s.weigh(f, e.At)
	s.flag(f)
	if f.Verdict == Degraded && e.At.Sub(f.Since) > acceptAfter && f.Of >= blockPages && !isEssential(f.What) {
		what := f.What
		s.drop(what)
		s.forget(what)
		s.absorb(what, sh, e.At)
	}
}

// refusals is how many of a run's errors say that the site turns us away.
func refusals(errors map[string]int) (n int) {
	for _, kind := range []string{"http-401", "http-403", "http-429", "http-451", "challenge", "captcha"} {
		n += errors[kind]
	}
	return n
}

// judgeAnswers looks at what was blocked, and at what failed altogether.
func (s *State) judgeAnswers(e *Evidence) {
	r, failed := e.Run, failures(e.Run)
	unreached := r.Fetched == 0 && r.Skipped["robots-unreachable"] > 0
	if r.Blocked != "" {
		s.put(Finding{What: blockedFinding, Verdict: Blocked, Since: e.At, Why: r.Blocked})
	} else if r.Fetched > failed {
		s.drop(blockedFinding)
	}
	switch {
	case r.Fetched > failed:
		s.Answered, s.Failed = e.At, 0
		s.drop(unreachableFinding)
		return
	case r.Fetched == 0 && !unreached:
		return // it was not asked
	}
	s.Failed++
	if !s.Answered.IsZero() && s.Failed < 2 && e.At.Sub(s.Answered) < patience {
		return // it may be back at once
	}
	verdict, why := Broken, fmt.Sprintf("no request gave a page: %s", counts(r.Errors))
	if refusals(r.Errors) == failed {
		verdict = Blocked
	}
	if unreached {
		why = "robots.txt could not be reached, so nothing was asked for (RFC 9309): is the host up, and does its name resolve?"
	}
	if s.Failed > 1 && !s.Answered.IsZero() {
		why += "; the last answer was in the run of " + s.Answered.Format(time.RFC3339)
	}
	s.put(Finding{What: unreachableFinding, Verdict: verdict, Since: e.At, Why: why})
	s.drop(answeredShare)
}

// settle orders the findings and takes the worst for the verdict.
func (s *State) settle(now time.Time) {
	for _, f := range Fields { // one cause, one finding
		if s.finding(f) != nil {
			s.drop(f + ruled)
		}
	}
	slices.SortStableFunc(s.Findings, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(slices.Index(Verdicts, a.Verdict), slices.Index(Verdicts, b.Verdict)), cmp.Compare(place(a), place(b)))
	})
	if s.First.IsZero() {
		s.First = now
	}
	v := OK
	if len(s.Findings) > 0 {
		v = s.Findings[0].Verdict
	}
	if v != s.Verdict || s.Since.IsZero() {
		s.Verdict, s.Since = v, now
	}
	s.Checked = now
}

// place puts what explains most first.
func place(f Finding) int {
	if f.What == articleShare {
		return -1
	}
	if i := slices.Index(Fields, f.Field); i >= 0 {
		return i
	}
	return len(Fields)
}

// Why is the reason of the verdict in words; "" when all is well.
func (s *State) Why() string {
	seen := s.Seen()
	if len(seen) == 0 {
		return ""
	}
	why := seen[0].Why
	if rest := len(seen) - 1; rest > 0 {
		why += fmt.Sprintf(" (and %d more)", rest)
	}
	return why
}

// Seen are the findings that make the verdict: without those that may yet turn
// out to be the portal's own ways.
func (s *State) Seen() []Finding {
	return slices.DeleteFunc(slices.Clone(s.Findings), func(f Finding) bool { return f.Verdict == OK })
}

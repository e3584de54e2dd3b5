package health

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"
)

// Verdict on a portal.
type Verdict string

const (
	OK       Verdict = "ok"
	Degraded Verdict = "degraded"
	Silent   Verdict = "silent"
	Broken   Verdict = "broken"
	Blocked  Verdict = "blocked"
)

// Verdicts, the worst first.
var Verdicts = []Verdict{Blocked, Broken, Silent, Degraded, OK}

// Bad verdicts need attention at once: they make a crawl end with code 3.
func (v Verdict) Bad() bool { return v == Broken || v == Blocked }

// State is what is remembered of a portal: its history, and what is wrong now.
type State struct {
	Verdict  Verdict            `json:"verdict"`
	Since    time.Time          `json:"since"`   // of the verdict
	Checked  time.Time          `json:"checked"` // start of the last run that looked
	Findings []Finding          `json:"findings,omitempty"`
	Flagged  *Flag              `json:"flagged,omitempty"` // pages to be read again
	Told     map[string]Verdict `json:"told,omitempty"`    // who was notified → of which verdict last

	First    time.Time                 `json:"first"` // start of the first run
	Runs     int                       `json:"runs"`
	Rules    string                    `json:"rules,omitempty"` // as in Evidence
	Blocks   []Block                   `json:"blocks,omitempty"`
	Open     Block                     `json:"open,omitzero"`     // being filled
	Good     map[string]Page           `json:"good,omitempty"`    // share → last page that had it
	Gave     map[string]map[string]int `json:"gave,omitempty"`    // share → source → pages, of late
	Sources  map[string]*Source        `json:"sources,omitempty"` // by URL
	Doubt    map[string][2]int         `json:"doubt,omitempty"`   // share → had, of: late pages that speak against it
	Late     []int                     `json:"late,omitempty"`    // lengths of the last texts
	Rhythm   Rhythm                    `json:"rhythm,omitzero"`
	Answered time.Time                 `json:"answered,omitzero"` // last run in which anything was answered
	Failed   int                       `json:"failed,omitempty"`  // runs in a row in which nothing was
}

// Block is a stretch of history.
type Block struct {
	From    time.Time         `json:"from"`
	To      time.Time         `json:"to"`
	Shares  map[string][2]int `json:"shares"`            // share → had, of
	Lengths []int             `json:"lengths,omitempty"` // of texts, bytes: p10, p50, p90; of the open block a sample
}

const (
	maxBlocks   = 14
	blockPages  = 25
	blockTime   = 20 * time.Hour
	staleBlock  = 45 * 24 * time.Hour // an open block is closed then, if it has a few pages
	fewPages    = 5
	leastPages  = 10 // of history, to judge by it
	maxGave     = 4
	gaveHorizon = 200
)

// pages that a block has seen.
func (b *Block) pages() int { return b.Shares[articleShare][1] }

func (b *Block) add(name string, had, of int) {
	if b.Shares == nil {
		b.Shares = map[string][2]int{}
	}
	s := b.Shares[name]
	b.Shares[name] = [2]int{s[0] + had, s[1] + of}
}

// absorb takes good evidence of a share into the history.
func (s *State) absorb(name string, sh *share, at time.Time) {
	if s.Open.From.IsZero() {
		s.Open.From = at
	}
	s.Open.To = at
	s.Open.add(name, sh.had, sh.of)
	if s.Gave == nil {
		s.Gave = map[string]map[string]int{}
	}
	if len(sh.by) > 0 {
		s.Gave[name] = blend(s.Gave[name], sh.by)
	}
}

// blend adds counts and forgets the old and the rare.
func blend(old, more map[string]int) map[string]int {
	sum := maps.Clone(more)
	total := 0
	for source, n := range old {
		sum[source] += n
	}
	for _, n := range sum {
		total += n
	}
	for source := range sum {
		if total > gaveHorizon {
			sum[source] = sum[source] * gaveHorizon / total
		}
	}
	names := slices.SortedFunc(maps.Keys(sum), func(a, b string) int { return byCount(sum, a, b) })
	for i, source := range names {
		if i >= maxGave || sum[source] == 0 {
			delete(sum, source)
		}
	}
	return sum
}

// close ends the open block when it has seen enough.
func (s *State) close(now time.Time) {
	age := now.Sub(s.Open.From)
	if s.Open.From.IsZero() || age < blockTime || s.Open.pages() < blockPages && (age < staleBlock || s.Open.pages() < fewPages) {
		return
	}
	next := Block{}
	for name, n := range s.Open.Shares {
		if closed, _ := s.past(name); closed.bad(n[0], n[1], testOf(name, doubt)) { // what comes will tell
			next.From, next.To = now, now
			next.add(name, n[0], n[1])
			delete(s.Open.Shares, name)
		}
	}
	s.Open.Lengths = quantiles(s.Open.Lengths)
	s.push(s.Open)
	s.Open = next
}

func (s *State) push(b Block) {
	s.Blocks = append(s.Blocks, b)
	s.Blocks = s.Blocks[max(0, len(s.Blocks)-maxBlocks):]
}

// forget takes a share out of the history.
func (s *State) forget(name string) {
	for i := range s.Blocks {
		delete(s.Blocks[i].Shares, name)
	}
	delete(s.Open.Shares, name)
	delete(s.Doubt, name)
	delete(s.Gave, name)
}

// usual is the source that gave a share most often of late.
func usual(gave map[string]int) string {
	best := ""
	for source := range gave {
		if best == "" || byCount(gave, source, best) < 0 {
			best = source
		}
	}
	return best
}

// byCount puts the more frequent first, then by name.
func byCount(n map[string]int, a, b string) int {
	switch {
	case n[a] != n[b]:
		return n[b] - n[a]
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// notePrefix and the portal's id name its note.
const notePrefix = "health/"

// decode reads a state as it is kept; nil is a portal never seen.
func decode(portal string, note []byte) (*State, error) {
	s := &State{Verdict: OK}
	if note == nil {
		return s, nil
	}
	if err := json.Unmarshal(note, s); err != nil {
		return nil, fmt.Errorf("the health of %s in the store cannot be read: %w", portal, err)
	}
	s.mend()
	return s, nil
}

// mend takes out what no state of ours holds, so that nothing later needs to
// look for it.
func (s *State) mend() {
	maps.DeleteFunc(s.Sources, func(_ string, src *Source) bool { return src == nil })
	for i := range s.Blocks {
		if len(s.Blocks[i].Lengths) != 3 {
			s.Blocks[i].Lengths = nil
		}
		s.Blocks[i].mend()
	}
	s.Open.mend()
	maps.DeleteFunc(s.Doubt, func(_ string, n [2]int) bool { return n[0] < 0 || n[1] < n[0] || n[1] > 1<<20 })
	s.Findings = slices.DeleteFunc(s.Findings, func(f Finding) bool {
		return f.Had < 0 || f.Of < f.Had || f.Of > 1<<30 || !(f.Usual >= 0 && f.Usual <= 1)
	})
	if len(s.Rhythm.Days) > 2*rhythmDays {
		s.Rhythm = Rhythm{}
	}
}

func (b *Block) mend() {
	maps.DeleteFunc(b.Shares, func(_ string, n [2]int) bool { return n[0] < 0 || n[1] < n[0] || n[1] > 1<<30 })
}

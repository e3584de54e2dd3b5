package learn

import (
	"cmp"
	"slices"

	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"

	"github.com/tintinh/tintinh/portal"
)

// verdict is what a match is worth on one page.
type verdict int

const (
	absent  verdict = iota // nothing matched, or the page has no label to judge by
	right                  // the label
	wrong                  // something else
	partial                // the label among other things: worth less, but not wrong
)

// question is a field that is asked for: where its value may stand on a page,
// and whether what a selector gives is it.
type question struct {
	field portal.Field
	nodes func(*sample) []*html.Node            // elements that hold the label
	judge func(*sample, []*html.Node) verdict   // all matches of a selector, in page order
	bonus func([]*sample, []*html.Node) float64 // what else speaks for a selector; nil = nothing
	least float64                               // share of the pages on which it has to be right
}

// Answer is the selectors of a field, with what they rest on.
type Answer struct {
	Selectors []string
	Right     int // pages on which they give the label
	Wrong     int // pages on which they give something else
	Pages     int // pages looked at
}

// Confidence is A where an answer held on 95 of 100 pages and at least five,
// B on 80 of 100 and at least three, else C.
func (a Answer) Confidence() string {
	switch share := float64(a.Right) / float64(max(1, a.Pages)); {
	case share >= 0.95 && a.Wrong == 0 && a.Pages >= 5:
		return "A"
	case share >= 0.8 && a.Pages >= 3:
		return "B"
	}
	return "C"
}

// tally is a candidate's record over the pages.
type tally struct {
	selector string
	verdicts []verdict
	firsts   []*html.Node // the first match on each page; nil = none
	matches  int
	score    float64
}

// ask finds the selectors of a field: the best one, and where it is silent on
// several pages, the best of those that speak there.
func ask(pages []*sample, q question) (Answer, bool) {
	all := candidates(pages, q)
	a := Answer{Pages: len(pages)}
	covered := make([]bool, len(pages))
	for len(a.Selectors) < 3 {
		best := pick(all, covered, len(pages))
		if best == nil {
			break
		}
		gain := 0
		for i, v := range best.verdicts {
			if covered[i] || best.firsts[i] == nil {
				continue
			}
			covered[i] = true
			switch v {
			case right, partial:
				a.Right++
				gain++
			case wrong:
				a.Wrong++
			}
		}
		if gain == 0 {
			break
		}
		a.Selectors = append(a.Selectors, best.selector)
		if len(a.Selectors) == 1 && float64(gain) < q.least*float64(len(pages))/2 {
			return a, false
		}
	}
	return a, len(a.Selectors) > 0 && float64(a.Right) >= q.least*float64(len(pages)) && a.Wrong*8 <= a.Right
}

// candidates runs every selector that the labelled elements suggest.
func candidates(pages []*sample, q question) []*tally {
	suggested := map[string]int{}
	for _, s := range pages {
		here := map[string]bool{}
		for _, n := range q.nodes(s) {
			for _, name := range names(n) {
				here[name] = true
			}
		}
		for name := range here {
			suggested[name]++
		}
	}
	var all []*tally
	for name, n := range suggested {
		if n < 2 && len(pages) > 3 {
			continue // a name of one page
		}
		if t := run(pages, q, name); t != nil {
			all = append(all, t)
		}
	}
	slices.SortFunc(all, func(a, b *tally) int { return cmp.Compare(a.selector, b.selector) })
	return all
}

func run(pages []*sample, q question, selector string) *tally {
	compiled, ok := compile(selector)
	if !ok {
		return nil
	}
	t := &tally{selector: selector}
	for _, s := range pages {
		nodes := cascadia.QueryAll(s.doc.Root, compiled.Match)
		t.matches += len(nodes)
		if len(nodes) == 0 {
			t.verdicts, t.firsts = append(t.verdicts, absent), append(t.firsts, nil)
			continue
		}
		t.verdicts, t.firsts = append(t.verdicts, q.judge(s, nodes)), append(t.firsts, nodes[0])
	}
	if q.bonus != nil {
		t.score = q.bonus(pages, t.firsts)
	}
	return t
}

// pick is the candidate that adds most on the pages that are not covered yet.
func pick(all []*tally, covered []bool, pages int) *tally {
	var best *tally
	most := 0.0
	for _, t := range all {
		gain, seen := 0.0, 0
		for i, v := range t.verdicts {
			if covered[i] || t.firsts[i] == nil {
				continue
			}
			seen++
			switch v {
			case right:
				gain++
			case partial:
				gain += 0.9
			case wrong:
				gain -= 1.5
			}
		}
		if gain <= 0 || seen == 0 || pages > 3 && gain < 1.5 {
			continue
		}
		n := float64(pages)
		score := gain/n + t.score - 0.015*cost(t.selector)
		if many := float64(t.matches) / n; many > 1.2 {
			score -= min(0.06, 0.02*many)
		}
		if best == nil || score > most+1e-9 || score > most-1e-9 && simpler(t.selector, best.selector) {
			best, most = t, score
		}
	}
	return best
}

// simpler breaks ties in one way only, so that the same pages give the same
// definition.
func simpler(a, b string) bool {
	if ca, cb := cost(a), cost(b); ca != cb {
		return ca < cb
	}
	if len(a) != len(b) {
		return len(a) < len(b)
	}
	return a < b
}

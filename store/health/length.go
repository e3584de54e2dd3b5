package health

import (
	"fmt"
	"math"
	"slices"
)

const (
	lateLengths = 24 // texts that are held against the history
	leastTexts  = 10
	openLengths = 60 // sample of the open block
	muchSpread  = 3.5
	muchError   = 5
	muchLess    = 1 / 2.5
	muchMore    = 4
)

// quantiles are the 10th, 50th and 90th percentiles.
func quantiles(n []int) []int {
	if len(n) == 0 {
		return nil
	}
	n = slices.Sorted(slices.Values(n))
	at := func(q float64) int { return n[int(q*float64(len(n)-1)+.5)] }
	return []int{at(.1), at(.5), at(.9)}
}

// thin keeps a sample of values, evenly over their order.
func thin(n []int, most int) []int {
	n = slices.Sorted(slices.Values(n))
	if len(n) <= most {
		return n
	}
	out := make([]int, most)
	for i := range out {
		out[i] = n[i*(len(n)-1)/(most-1)]
	}
	return out
}

// judgeLengths compares the lengths of the last texts with those of the history.
func (s *State) judgeLengths(e *Evidence) {
	if len(e.lengths) == 0 {
		return
	}
	s.Late = append(s.Late, e.lengths...)
	s.Late = slices.Clone(s.Late[max(0, len(s.Late)-max(lateLengths, len(e.lengths))):])
	now := quantiles(s.Late)
	was, bad := s.strangeLength(now, len(s.Late))
	s.Late = s.Late[max(0, len(s.Late)-lateLengths):]
	if bad {
		s.putLength(e, was, now)
		s.Open.Lengths = nil
		return
	}
	s.drop(lengthFinding)
	s.Open.Lengths = thin(append(s.Open.Lengths, e.lengths...), openLengths)
}

func (s *State) putLength(e *Evidence, was, now []int) {
	f := Finding{What: lengthFinding, Field: "body", Verdict: Degraded, Since: e.At, Usual: 1, Of: len(e.lengths), Source: usual(s.Gave["body"]), Rules: e.Rules,
		Why: fmt.Sprintf("body: half of the last texts have at most %d bytes, nine of ten at most %d; usual are %d and %d", now[1], now[2], was[1], was[2])}
	if sh := e.shares["body"]; sh != nil && sh.had > 0 {
		f.Samples, f.FirstBad = []Page{sh.with}, &Page{URL: sh.with.URL, At: e.At}
	}
	if old := s.finding(lengthFinding); old == nil || e.At.Sub(old.Since) < watched {
		f.Verdict = OK // so far
	}
	s.put(f)
	s.flag(s.finding(lengthFinding))
}

// strangeLength reports whether the middle or the upper end of n lengths is far
// from that of the blocks: beyond what blocks and samples vary by, and much.
func (s *State) strangeLength(now []int, n int) (usual []int, strange bool) {
	var all [3][]float64 // logarithms
	blocks := slices.Clone(s.Blocks)
	if len(s.Open.Lengths) >= leastTexts {
		blocks = append(blocks, Block{Lengths: quantiles(s.Open.Lengths)})
	}
	for _, b := range blocks {
		for q, l := range b.Lengths {
			all[q] = append(all[q], math.Log(float64(max(l, 1))))
		}
	}
	if len(all[0]) == 0 || n < leastTexts {
		return nil, false
	}
	var mid, deviation [3]float64
	for q := range all {
		mid[q], deviation[q] = medianAndDeviation(all[q])
		usual = append(usual, int(math.Exp(mid[q])+.5))
	}
	sigma := (mid[2] - mid[0]) / 2.56 // of a log-normal distribution
	for q, factor := range [3]float64{1: 1.25, 2: 1.71} {
		away := math.Log(float64(max(now[q], 1))) - mid[q]
		bound := max(muchSpread*1.4826*deviation[q], muchError*factor*sigma/math.Sqrt(float64(n)))
		if q > 0 && math.Abs(away) > bound && (away < math.Log(muchLess) || away > math.Log(muchMore)) {
			strange = true
		}
	}
	return usual, strange
}

func medianAndDeviation(n []float64) (mid, deviation float64) {
	mid = middle(n)
	var away []float64
	for _, x := range n {
		away = append(away, math.Abs(x-mid))
	}
	return mid, middle(away)
}

func middle(n []float64) float64 {
	n = slices.Sorted(slices.Values(n))
	return (n[(len(n)-1)/2] + n[len(n)/2]) / 2
}

package health

import (
	"math"
	"slices"
)

// What counts as bad: see the package's comment.
const (
	alpha    = 1e-6 // so seldom by chance
	doubt    = 1e-3 // so seldom: not yet history
	fewBad   = 3    // pages
	manyBad  = 8    // pages, of what not every article must have
	leastGap = 0.25 // below what is usual
	enough   = 4.6  // log of the odds at which a finding ends: 100 to 1
)

// tail is the probability of at most k of n under the beta-binomial
// distribution with parameters a and b.
func tail(k, n int, a, b float64) float64 {
	sum := 0.0
	for x := k; x >= 0; x-- {
		term := math.Exp(logChoose(n, x) + logBeta(float64(x)+a, float64(n-x)+b) - logBeta(a, b))
		sum += term
		if sum >= 1 || term < sum*1e-9 { // it is certainly more, or what is left is nothing
			break
		}
	}
	return min(sum, 1)
}

func logBeta(a, b float64) float64 { return lgamma(a) + lgamma(b) - lgamma(a+b) }

func logChoose(n, k int) float64 {
	return lgamma(float64(n)+1) - lgamma(float64(k)+1) - lgamma(float64(n-k)+1)
}

func lgamma(x float64) float64 {
	v, _ := math.Lgamma(x)
	return v
}

// past is what is usual of a share: had of all in each block.
type past [][2]int

func (p past) pages() (n int) {
	for _, b := range p {
		n += b[1]
	}
	return n
}

func rate(b [2]int) float64 { return float64(b[0]) / float64(max(b[1], 1)) }

// median is the share in the middle block, by pages.
func (p past) median() float64 {
	p = slices.Clone(p)
	slices.SortFunc(p, func(a, b [2]int) int { return compare(rate(a), rate(b)) })
	n, half := 0, p.pages()
	for _, b := range p {
		if n += b[1]; 2*n >= half {
			return rate(b)
		}
	}
	return 0
}

// worst is the blocks with the lowest shares, of some pages at least.
func (p past) worst(pages int) (had, of int) {
	p = slices.Clone(p)
	slices.SortFunc(p, func(a, b [2]int) int { return compare(rate(a), rate(b)) })
	for _, b := range p {
		if of >= pages {
			break
		}
		had, of = had+b[0], of+b[1]
	}
	return had, of
}

func compare(a, b float64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// test is how a share is held against its past.
type test struct {
	least int // pages that must lack it
	worst int // pages of history, from the worst days, that it may be as bad as
	part  int // and such a part of all its pages: 4 = a quarter
	alpha float64
}

// bad reports whether had of n is too few for this past.
func (p past) bad(had, n int, t test) bool {
	if p.pages() < leastPages || n-had < t.least || p.median()-rate([2]int{had, n}) < leastGap {
		return false
	}
	k, of := p.worst(max(t.worst, p.pages()/t.part))
	return tail(had, n, float64(k)+.5, float64(of-k)+.5) < t.alpha
}

// odds is the logarithm of how much more likely had of n is under the usual
// share than under what a finding saw.
func odds(had, n int, usual float64, found [2]int) float64 {
	p1 := within(usual)
	p0 := within((float64(found[0]) + .5) / (float64(found[1]) + 1))
	return float64(had)*math.Log(p1/p0) + float64(n-had)*math.Log((1-p1)/(1-p0))
}

// within keeps away from certainty.
func within(p float64) float64 { return min(max(p, .02), .98) }

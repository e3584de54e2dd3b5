// Package near tells texts that are lightly edited copies of each other from
// texts that are not, without comparing each with all.
//
// A text is a set of shingles: three syllables in a row, in their Shadow form.
// Of a set, MinHash (Broder 1997) keeps the smallest value under each of some
// hash functions; two sets agree in one with a probability that is their
// Jaccard similarity. Locality-sensitive hashing (Indyk and Motwani 1998) makes
// keys of a few of them at a time, so that copies nearly always share one key
// and other texts nearly never do. What shares a key is then compared in full.
//
// The constants were chosen by measurement: docs/duplicates.md.
package near

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/tintinh/tintinh/extract/vntext"
)

const (
	// Keys is how many keys a text has.
	Keys = 8
	rows = 3 // minima in a key

	// longEnough is the number of syllables below which texts are alike by
	// their form (a programme, a notice), whatever they say.
	longEnough = 60

	shared  = 0.70 // of the shorter text's shingles that must be in the other
	nearly  = 0.90 // of them where one number was exchanged, as a correction does
	ratio   = 0.40 // of the longer text's shingles that the shorter must have
	figures = 0.75 // of the shorter text's numbers that must be in the other
)

// Text is a text made ready to be compared.
type Text struct {
	shingles []uint64 // until the first comparison in the order of the text, with repeats
	numbers  []string
	sorted   bool
}

// Of reads a text. nil: it is too short to be compared.
func Of(text string) *Text {
	shadow := vntext.Shadow(text)
	n := strings.Count(shadow, " ") + 1
	if n < longEnough {
		return nil
	}
	t := &Text{shingles: make([]uint64, 0, n)}
	var window [3]uint64
	for i := 0; shadow != ""; i++ {
		s, rest, _ := strings.Cut(shadow, " ")
		shadow = rest
		window[0], window[1], window[2] = window[1], window[2], hash(s)
		if i >= 2 {
			t.shingles = append(t.shingles, join(window))
		}
		if hasDigit(s) {
			t.numbers = append(t.numbers, s)
		}
	}
	return t
}

func hasDigit(s string) bool {
	for i := range len(s) {
		switch c := s[i]; {
		case '0' <= c && c <= '9':
			return true
		case c >= utf8.RuneSelf:
			return strings.IndexFunc(s[i:], unicode.IsDigit) >= 0
		}
	}
	return false
}

// sort makes sets of what was read: most texts are never compared.
func (t *Text) sort() {
	if t.sorted {
		return
	}
	slices.Sort(t.shingles)
	t.shingles = slices.Compact(t.shingles)
	slices.Sort(t.numbers)
	t.numbers = slices.Compact(t.numbers)
	t.sorted = true
}

// Keys are stable for ever: the store keeps them.
func (t *Text) Keys() [Keys]uint64 {
	var least, salts [Keys * rows]uint64
	for i := range least {
		least[i], salts[i] = ^uint64(0), salt(i)
	}
	for _, h := range t.shingles {
		for i := range least {
			least[i] = min(least[i], mix(h^salts[i]))
		}
	}
	var keys [Keys]uint64
	for i := range keys {
		k := uint64(i)
		for _, m := range least[i*rows : (i+1)*rows] {
			k = mix(k ^ m)
		}
		keys[i] = k
	}
	return keys
}

// Same reports whether one text is a copy of the other that was lightly
// edited, cut or added to. Texts of one form with other figures (prices,
// weather, the water levels of another day) are not.
func Same(a, b *Text) bool {
	a.sort()
	b.sort()
	if len(a.shingles) > len(b.shingles) {
		a, b = b, a
	}
	if float64(len(a.shingles)) < ratio*float64(len(b.shingles)) {
		return false
	}
	alike := part(a.shingles, common(a.shingles, b.shingles))
	if alike < shared {
		return false
	}
	numbers := common(a.numbers, b.numbers)
	return part(a.numbers, numbers) >= figures || alike >= nearly && len(a.numbers)-numbers == 1
}

// common counts what is in both of two sorted sets.
func common[K cmp.Ordered](a, b []K) (n int) {
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0] < b[0]:
			a = a[1:]
		case a[0] > b[0]:
			b = b[1:]
		default:
			n++
			a, b = a[1:], b[1:]
		}
	}
	return n
}

// part is n of all that is in a set; 1 of nothing.
func part[K any](a []K, n int) float64 {
	if len(a) == 0 {
		return 1
	}
	return float64(n) / float64(len(a))
}

// hash is FNV-1a, 64 bits.
func hash(s string) uint64 {
	h := uint64(0xcbf29ce484222325)
	for i := range len(s) {
		h ^= uint64(s[i])
		h *= 0x100000001b3
	}
	return h
}

// join makes one hash of a shingle, in which the order counts.
func join(w [3]uint64) uint64 { return mix(mix(mix(w[0])^w[1]) ^ w[2]) }

// salt makes the i-th hash function out of mix.
func salt(i int) uint64 { return mix(uint64(i+1) * 0x9e3779b97f4a7c15) }

// mix is the finaliser of SplitMix64: a bijection in which each bit of the
// input moves half of the output's.
func mix(h uint64) uint64 {
	h ^= h >> 30
	h *= 0xbf58476d1ce4e5b9
	h ^= h >> 27
	h *= 0x94d049bb133111eb
	return h ^ h>>31
}

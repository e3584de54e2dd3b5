// Package simhash makes 64-bit fingerprints of texts that are near when the
// texts are. The records carry them for those who compare; the store finds its
// own near-duplicates another way (package near).
package simhash

import (
	"fmt"
	"iter"
)

// shingle is the number of syllables that are hashed together. One syllable
// says little (a Vietnamese word has one or two), and long shingles let one
// edit change many.
const shingle = 3

// Of is the SimHash (Charikar 2002) of the shingles of three syllables, each
// counted as often as it occurs. A text shorter than a shingle is one shingle.
// No syllables: 0. It is stable for ever: the store keeps its results.
//
// One changed syllable of a text of 400 moves one to five bits; two texts
// that have nothing in common differ in about 32.
func Of(syllables iter.Seq[string]) uint64 {
	var c counter
	var window [shingle]uint64 // the hashes of the last syllables
	n := 0
	for s := range syllables {
		if s == "" { // what splitting nothing gives
			continue
		}
		window[0], window[1], window[2] = window[1], window[2], hash(s)
		if n++; n >= shingle {
			c.add(join(window))
		}
	}
	switch {
	case n == 0:
		return 0
	case n < shingle:
		c.add(join(window))
	}
	return c.majority()
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

// join makes one hash of a shingle, in which the order counts, with the
// finaliser of MurmurHash3: the high bits of FNV are alike for short words,
// and SimHash needs every bit to be even.
func join(window [shingle]uint64) uint64 {
	h := uint64(0)
	for _, w := range window {
		h = (h^w)*0x9e3779b97f4a7c15 + 1
		h ^= h >> 33
		h *= 0xff51afd7ed558ccd
		h ^= h >> 33
	}
	h *= 0xc4ceb9fe1a85ec53
	return h ^ h>>33
}

// counter counts, for each of 64 bits, the hashes that have it. Eight bits are
// counted with one addition, in the eight bytes of a word; the bytes are
// emptied before they overflow.
type counter struct {
	lanes  [8]uint64
	bits   [64]int
	hashes int
}

// spread[b] has bit i of b in its byte i.
var spread = func() (table [256]uint64) {
	for b := range table {
		for i := range 8 {
			table[b] |= uint64(b>>i&1) << (8 * i)
		}
	}
	return table
}()

func (c *counter) add(h uint64) {
	for i := range c.lanes {
		c.lanes[i] += spread[h>>(8*i)&0xFF]
	}
	c.hashes++
	if c.hashes%255 == 0 {
		c.empty()
	}
}

func (c *counter) empty() {
	for i, lane := range c.lanes {
		for j := range 8 {
			c.bits[8*i+j] += int(lane >> (8 * j) & 0xFF)
		}
		c.lanes[i] = 0
	}
}

// majority has the bits that more than half of the hashes have.
func (c *counter) majority() uint64 {
	c.empty()
	var h uint64
	for b, n := range c.bits {
		if 2*n > c.hashes {
			h |= 1 << b
		}
	}
	return h
}

// Hex is h as 16 hex digits.
func Hex(h uint64) string { return fmt.Sprintf("%016x", h) }

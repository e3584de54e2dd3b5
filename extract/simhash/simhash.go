// Package simhash makes 64-bit fingerprints of texts that are near when the
// texts are, and finds the near ones without comparing with all.
package simhash

import (
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"math/bits"
	"strconv"
)

// shingle is the number of syllables that are hashed together. One syllable
// says little (a Vietnamese word has one or two), and long shingles let one
// edit change many.
const shingle = 3

// Of is the SimHash (Charikar 2002) of the shingles of three syllables, each
// counted as often as it occurs. A text shorter than a shingle is one shingle.
// No syllables: 0.
func Of(syllables []string) uint64 {
	if len(syllables) == 0 {
		return 0
	}
	n := min(shingle, len(syllables))
	var sum [64]int
	for i := 0; i+n <= len(syllables); i++ {
		h := hash(syllables[i : i+n])
		for b := range sum {
			sum[b] += int(h>>b&1)*2 - 1
		}
	}
	var out uint64
	for b, s := range sum {
		if s > 0 {
			out |= 1 << b
		}
	}
	return out
}

// hash is FNV-1a over the syllables, each ended by a zero byte, with the
// finaliser of MurmurHash3: FNV alone leaves the high bits of short inputs
// alike, and SimHash needs every bit to be even. It is stable for ever: the
// store keeps its results.
func hash(syllables []string) uint64 {
	f := fnv.New64a()
	for _, s := range syllables {
		f.Write([]byte(s))
		f.Write([]byte{0})
	}
	h := f.Sum64()
	h ^= h >> 33
	h *= 0xff51afd7ed558ccd
	h ^= h >> 33
	h *= 0xc4ceb9fe1a85ec53
	h ^= h >> 33
	return h
}

// Distance is the number of bits that differ, 0 to 64.
func Distance(a, b uint64) int { return bits.OnesCount64(a ^ b) }

// Hex is h as 16 hex digits.
func Hex(h uint64) string {
	var b [8]byte
	binary.BigEndian.PutUint64(b[:], h)
	return fmt.Sprintf("%x", b)
}

// ParseHex reads what Hex wrote.
func ParseHex(s string) (uint64, error) {
	h, err := strconv.ParseUint(s, 16, 64)
	if err != nil || len(s) != 16 {
		return 0, fmt.Errorf("simhash %q: 16 hex digits are expected", s)
	}
	return h, nil
}

// Bands cuts h into k+1 bands of nearly equal width, highest bits first. Of
// two hashes that differ in at most k bits at least one band is the same (k
// differing bits cannot touch k+1 bands), so that equal bands find all
// candidates. k is 0 to 63.
func Bands(h uint64, k int) []uint64 {
	n := k + 1
	bands := make([]uint64, n)
	high := 64
	for i := range bands {
		low := 64 - 64*(i+1)/n
		bands[i] = h >> low & (1<<(high-low) - 1)
		high = low
	}
	return bands
}

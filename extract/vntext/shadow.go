package vntext

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Shadow is the form in which texts are compared: Clean, lower case, the tone
// of every syllable where the old style puts it (hoà and hòa, thuỷ and thủy,
// qúy and quý are the same), letters and digits only, everything else a
// single space. đ stays đ. It is never stored as text.
//
// Shadow(Clean(s)) is Shadow(s), and Shadow(Shadow(s)) is Shadow(s).
func Shadow(s string) string {
	if b, ok := plainShadow(s); ok {
		return string(b)
	}
	return cleanShadow(s)
}

// cleanShadow is the Shadow of any text, character by character. It is also
// the judge of plainShadow in tests.
func cleanShadow(s string) string {
	s = composed(lowered(Clean(s)))
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); {
		n := tokenLen(s[i:])
		if n == 0 {
			_, size := utf8.DecodeRuneInString(s[i:])
			i += size
			continue
		}
		if len(b) > 0 {
			b = append(b, ' ')
		}
		b = append(b, s[i:i+n]...)
		if movable(s[i : i+n]) {
			b = oldStyle(b, len(b)-n)
		}
		i += n
	}
	return string(b)
}

// isPlain reports text of which Clean and NFC would change nothing but white
// space, which a Shadow does not keep.
func isPlain(s string) bool {
	for _, c := range s {
		switch {
		case ' ' <= c && c <= '~' && c != '<', c == '\n', c == '\r', c == '\t', 0xA1 <= c && c <= 0x24F && c != 0xAD, 0x1EA0 <= c && c <= 0x1EF9, 0x2010 <= c && c <= 0x2027:
		default:
			return false
		}
	}
	return true
}

// lowered is strings.ToLower, which is slow on the letters of Vietnamese.
func lowered(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	done := 0
	for i, c := range s {
		if c < 'A' || 'Z' < c && c < 0xC0 || unicode.ToLower(c) == c {
			continue
		}
		b.WriteString(s[done:i])
		b.WriteRune(unicode.ToLower(c))
		done = i + utf8.RuneLen(c)
	}
	if done == 0 {
		return s
	}
	b.WriteString(s[done:])
	return b.String()
}

// tokenLen is the length of the run of letters, marks and digits at the start
// of s.
func tokenLen(s string) int {
	for i, c := range s {
		if !isWordRune(c) && !('0' <= c && c <= '9') && (c < utf8.RuneSelf || !unicode.IsDigit(c)) {
			return i
		}
	}
	return len(s)
}

// movable reports a tone and another vowel that it could stand on.
func movable(word string) bool {
	vowels, tones := 0, 0
	for _, c := range word {
		l := letterOf(c)
		if l.base == 0 {
			return false
		}
		if l.tone != noVowel {
			vowels++
			if l.tone != level {
				tones++
			}
		}
	}
	return tones == 1 && vowels > 1
}

// Fold is the form in which texts are searched: Shadow without diacritics,
// and d for đ. Many words fold to one ("ban"), so that exact matches should
// rank first.
func Fold(s string) string {
	s = Shadow(s)
	var b strings.Builder
	b.Grow(len(s))
	for _, c := range s {
		switch l := letterOf(c); {
		case c < utf8.RuneSelf:
			b.WriteByte(byte(c))
		case c == 'đ' || c == 'ð':
			b.WriteByte('d')
		case l.base != 0:
			b.WriteByte(bareOf(l.base))
		default:
			for _, d := range norm.NFD.String(string(c)) {
				if !unicode.Is(unicode.Mn, d) {
					b.WriteRune(d)
				}
			}
		}
	}
	return composed(b.String())
}

// Syllables are the words of the Shadow: runs of letters and digits. Written
// Vietnamese separates syllables, not words.
func Syllables(s string) []string { return strings.Fields(Shadow(s)) }

// TextHash is "sha256:" and the hex digits of the SHA-256 of the Shadow: texts
// that differ only in case, spacing, punctuation, Unicode form or the place
// of a tone mark have the same one.
func TextHash(text string) string { return ShadowHash(Shadow(text)) }

// ShadowHash is the TextHash of the text whose Shadow is given.
func ShadowHash(shadow string) string {
	sum := sha256.Sum256([]byte(shadow))
	return "sha256:" + hex.EncodeToString(sum[:])
}

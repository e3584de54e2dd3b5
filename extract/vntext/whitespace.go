package vntext

import "strings"

// Kinds of characters of plain text: precomposed Latin and Vietnamese letters,
// common punctuation, and white space. Clean changes nothing of it but the
// white space.
const (
	inWord = 1 + iota
	white
)

// asciiKinds are those of ASCII; 0: not plain.
var asciiKinds = func() (kinds [128]uint8) {
	for c := '!'; c <= '~'; c++ {
		kinds[c] = inWord
	}
	kinds['<'] = 0 // Word's debris may begin
	for _, c := range " \t\n\v\f\r" {
		kinds[c] = white
	}
	return kinds
}()

// plainKind is the kind of the character of two or three bytes at s[i], and its
// length in bytes; 0 where it is not plain.
func plainKind(s string, i int) (kind uint8, size int) {
	if i+1 >= len(s) {
		return 0, 0
	}
	switch c, d := s[i], s[i+1]; {
	case c == 0xC2:
		switch {
		case d == 0xA0: // the no-break space
			return white, 2
		case 0xA1 <= d && d <= 0xBF && d != 0xAD:
			return inWord, 2
		}
	case 0xC3 <= c && c <= 0xC8 && 0x80 <= d && d <= 0xBF, c == 0xC9 && 0x80 <= d && d <= 0x8F: // to ɏ
		return inWord, 2
	case i+2 >= len(s):
	case c == 0xE1 && d == 0xBA && 0xA0 <= s[i+2] && s[i+2] <= 0xBF, c == 0xE1 && d == 0xBB && 0x80 <= s[i+2] && s[i+2] <= 0xB9: // Ạ to ỹ
		return inWord, 3
	case c == 0xE2 && d == 0x80 && 0x90 <= s[i+2] && s[i+2] <= 0xA7:
		return inWord, 3
	}
	return 0, 0
}

// wordEnd is where the plain word that begins at s[i] ends; -1 if it is not
// plain.
func wordEnd(s string, i int) int {
	for i < len(s) {
		kind, size := uint8(0), 1
		if c := s[i]; c < 0x80 {
			kind = asciiKinds[c]
		} else {
			kind, size = plainKind(s, i)
		}
		switch kind {
		case white:
			return i
		case inWord:
			i += size
		default:
			return -1
		}
	}
	return i
}

// whiteEnd is where the white space at s[i] ends, as far as it is plain.
func whiteEnd(s string, i int) int {
	for i < len(s) {
		c := s[i]
		switch {
		case c < 0x80 && asciiKinds[c] == white:
			i++
		case c == 0xC2 && i+1 < len(s) && s[i+1] == 0xA0:
			i += 2
		default:
			return i
		}
	}
	return i
}

// plainlyComposed reports plain text, which is in NFC.
func plainlyComposed(s string) bool {
	for i := 0; i < len(s); i = whiteEnd(s, i) {
		if i = wordEnd(s, i); i < 0 {
			return false
		}
	}
	return true
}

// cleanPlain is Clean of plain text, in one pass and without a copy where white
// space is single already; ok is false for text that is not plain.
func cleanPlain(s string) (clean string, ok bool) {
	s = s[whiteEnd(s, 0):]
	var b strings.Builder // empty as long as s[:end] is what is clean
	end := 0              // of the last word
	for {
		start := whiteEnd(s, end)
		if start == len(s) {
			break
		}
		next := wordEnd(s, start)
		if next < 0 {
			return "", false
		}
		inPlace := end == 0 || start == end+1 && s[end] == ' '
		if b.Len() == 0 && !inPlace {
			b.Grow(len(s))
			b.WriteString(s[:end])
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
			b.WriteString(s[start:next])
		}
		end = next
	}
	if b.Len() > 0 {
		return b.String(), true
	}
	return s[:end], true
}

package vntext

import (
	"unicode"
	"unicode/utf8"
)

// glyph is what one character of plain text is in a Shadow, looked up instead
// of asked of five tables.
type glyph struct {
	lower uint16 // of a letter or digit, in lower case; 0: it separates words
	kind  uint8
}

// Kinds of glyph, or-ed.
const (
	isPlainGlyph = 1 << iota // Clean and NFC leave it alone, in both cases
	isLetter                 // of Vietnamese words
	isVowel
	isToned
	isPeaked  // ă â ê ô ơ ư, with any tone: the last of a word carries it (toneAt)
	isCapital // not its own lower case
)

// Characters of plain text: to ɏ (U+024F), Ạ to ỹ, and the punctuation from
// U+2010, which is all glyph{0, isPlainGlyph}.
var latinGlyphs, markedGlyphs = func() (low [0x250]glyph, high ['ỹ' + 1 - 'Ạ']glyph) {
	for c := range low {
		low[c] = glyphOf(rune(c))
	}
	for c := range high {
		high[c] = glyphOf(rune(c) + 'Ạ')
	}
	return low, high
}()

func glyphOf(c rune) (g glyph) {
	lower := unicode.ToLower(c)
	if !isPlain(string(c)) || !isPlain(string(lower)) {
		return g
	}
	g.kind = isPlainGlyph
	if !isWordRune(lower) && !unicode.IsDigit(lower) {
		return g
	}
	g.lower = uint16(lower)
	if lower != c {
		g.kind |= isCapital
	}
	l := letterOf(lower)
	if l.base != 0 {
		g.kind |= isLetter
	}
	if l.base != 0 && l.tone != noVowel {
		g.kind |= isVowel
		if l.tone != level {
			g.kind |= isToned
		}
		if bareOf(l.base) != byte(l.base) || l.base > utf8.RuneSelf {
			g.kind |= isPeaked
		}
	}
	return g
}

// glyphAt is the glyph of the character at the start of s, and its length in
// bytes. What is not plain, invalid UTF-8 too, has the zero glyph. The letters
// of Vietnamese are decoded here: this runs over every text.
func glyphAt(s string) (glyph, int) {
	c := s[0]
	switch {
	case c < utf8.RuneSelf:
		return latinGlyphs[c], 1
	case len(s) > 1 && 0xC2 <= c && c <= 0xC8 && s[1]&0xC0 == 0x80:
		return latinGlyphs[int(c&0x1F)<<6|int(s[1]&0x3F)], 2
	case len(s) > 2 && c == 0xE1 && (s[1] == 0xBA && s[2]&0xE0 == 0xA0 || s[1] == 0xBB && 0x80 <= s[2] && s[2] <= 0xB9):
		return markedGlyphs[int(s[1]&0x3F)<<6|int(s[2]&0x3F)-('Ạ'&0xFFF)], 3
	}
	return rareGlyph(s)
}

func rareGlyph(s string) (glyph, int) {
	c, size := utf8.DecodeRuneInString(s)
	switch {
	case int(c) < len(latinGlyphs):
		return latinGlyphs[c], size
	case 0x2010 <= c && c <= 0x2027:
		return glyph{kind: isPlainGlyph}, size
	}
	return glyph{}, size
}

// plainShadow is the Shadow of plain text in one pass; ok is false, and b of no
// use, for text that must be cleaned first.
func plainShadow(s string) (b []byte, ok bool) {
	b = make([]byte, 0, len(s))
	for i := 0; i < len(s); {
		g, size := glyphAt(s[i:])
		if g.lower == 0 {
			if g.kind == 0 {
				return nil, false
			}
			i += size
			continue
		}
		if len(b) > 0 {
			b = append(b, ' ')
		}
		if b, size = plainWord(b, s[i:]); size < 0 {
			return nil, false
		}
		i += size
	}
	return b, true
}

// plainWord appends the word at the start of s, and returns its length there;
// -1 if it is not plain.
func plainWord(b []byte, s string) ([]byte, int) {
	start, i := len(b), 0
	all, small := uint8(isLetter), 0 // s[small:i] is in lower case, and not appended yet
	var v nucleus
	for i < len(s) {
		g, size := glyph{}, 1
		if c := s[i]; c < utf8.RuneSelf {
			g = latinGlyphs[c]
		} else {
			g, size = glyphAt(s[i:])
		}
		if g.lower == 0 {
			if g.kind == 0 {
				return b, -1
			}
			break
		}
		if g.kind&isCapital != 0 {
			b = utf8.AppendRune(append(b, s[small:i]...), rune(g.lower))
			small = i + size
		}
		i += size
		all &= g.kind
		v.add(g.kind)
	}
	b = append(b, s[small:i]...)
	// Most words end here: one vowel, no tone, or the tone where it must be.
	if all&isLetter != 0 && v.tones == 1 && v.vowels > 1 && !v.settled && (!v.inPlace() || b[start] == 'g' || b[start] == 'q') {
		b = oldStyle(b, start)
	}
	return b, i
}

// nucleus is what is known of the vowels of a word.
type nucleus struct {
	vowels, tones int
	toned         int  // the vowel that carries the tone, from 1
	settled       bool // that is the last of ă â ê ô ơ ư
	peaked        bool // there is one
	closed        bool // a consonant follows
	parted        bool // and another vowel
}

func (v *nucleus) add(kind uint8) {
	if kind&isVowel == 0 {
		v.closed = v.vowels > 0
		return
	}
	v.parted = v.parted || v.closed
	v.vowels++
	if kind&isToned != 0 {
		v.tones++
		v.toned = v.vowels
	}
	if kind&isPeaked != 0 {
		v.settled, v.peaked = kind&isToned != 0, true
	}
}

// inPlace is toneAt for words of one tone that do not begin with gi or qu,
// whose i and u are no vowels of the rime.
func (v *nucleus) inPlace() bool {
	switch {
	case v.peaked || v.parted:
		return false
	case v.closed:
		return v.toned == v.vowels
	}
	return v.toned == (v.vowels+1)/2
}

// oldStyle puts the tone of the word b[start:] into its place, if it is a
// Vietnamese syllable.
func oldStyle(b []byte, start int) []byte {
	syllable, ok := parse(string(b[start:]))
	at := syllable.onset + syllable.rime.tone
	if !ok || at == syllable.toneOn {
		return b
	}
	b = b[:start]
	for i, c := range syllable.letters[:syllable.n] {
		if i == at {
			c = withTone(c, syllable.tone)
		}
		b = utf8.AppendRune(b, c)
	}
	return b
}

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
	isPeaked // ă â ê ô ơ ư, with any tone: the last of a word carries it (toneAt)
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
// bytes. What is not plain, invalid UTF-8 too, has the zero glyph.
func glyphAt(s string) (glyph, int) {
	if s[0] < utf8.RuneSelf {
		return latinGlyphs[s[0]], 1
	}
	c, size := utf8.DecodeRuneInString(s)
	switch {
	case int(c) < len(latinGlyphs):
		return latinGlyphs[c], size
	case 'Ạ' <= c && c <= 'ỹ':
		return markedGlyphs[c-'Ạ'], size
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
		if g.kind == 0 {
			return nil, false
		}
		if g.lower == 0 {
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
	all := uint8(isLetter)
	vowels, tones, settled := 0, 0, false
	for i < len(s) {
		g, size := glyphAt(s[i:])
		if g.kind == 0 {
			return b, -1
		}
		if g.lower == 0 {
			break
		}
		i += size
		if g.lower < utf8.RuneSelf {
			b = append(b, byte(g.lower))
		} else {
			b = utf8.AppendRune(b, rune(g.lower))
		}
		all &= g.kind
		if g.kind&isVowel != 0 {
			vowels++
			if g.kind&isToned != 0 {
				tones++
			}
			if g.kind&isPeaked != 0 {
				settled = g.kind&isToned != 0
			}
		}
	}
	// Most words end here: one vowel, no tone, or the tone where it must be.
	if all&isLetter != 0 && tones == 1 && vowels > 1 && !settled {
		b = oldStyle(b, start)
	}
	return b, i
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

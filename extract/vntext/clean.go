package vntext

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// debris is what Word's o:p elements leave as text, also escaped by a CMS.
var debris = strings.NewReplacer("<_o3a_p>", "", "</_o3a_p>", "", "<_o3a_p/>", "", "<o:p>", "", "</o:p>", "", "<o:p/>", "")

// Clean makes one field of text: valid UTF-8 (each invalid run becomes
// U+FFFD), NFC, white space of any kind collapsed to single spaces and
// trimmed, invisible and control characters removed, Word's private-use
// bullets made "-", and debris of Word's markup removed. A zero-width joiner
// stays inside an emoji; the soft hyphen of TCVN3 text, which is its ư,
// becomes a hyphen. Spelling and punctuation are not touched.
//
// Clean(Clean(s)) is Clean(s). Text whose blocks matter is cleaned block by
// block: line breaks are white space too.
func Clean(s string) string {
	if isClean(s) {
		return s
	}
	if t, ok := cleanPlain(s); ok {
		return t
	}
	return cleanAny(s)
}

// isClean is a quick test for text that Clean would not change: precomposed
// Latin and Vietnamese letters, common punctuation, single spaces inside. It
// may be false for clean text, never the other way round.
func isClean(s string) bool {
	space := true
	for _, c := range s {
		switch {
		case c == ' ':
			if space {
				return false
			}
			space = true
			continue
		case '!' <= c && c <= '~' && c != '<', 0xA1 <= c && c <= 0x24F && c != 0xAD, 0x1EA0 <= c && c <= 0x1EF9,
			0x2010 <= c && c <= 0x2027:
		default:
			return false
		}
		space = false
	}
	return !space || s == ""
}

// cleanAny cleans any text, step by step. It is also the judge of cleanPlain in
// tests.
func cleanAny(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	if strings.Contains(s, softHyphen) {
		if _, encoding, _ := Legacy(s); encoding == TCVN3 { // its ư; Legacy knows the hyphen, too
			s = strings.ReplaceAll(s, softHyphen, "-")
		}
	}
	for {
		// Each step can make work for the others: two marks meet when the
		// character between them goes.
		t := norm.NFC.String(Space(debris.Replace(s)))
		if t == s {
			return t
		}
		s = t
	}
}

// Space collapses white space of any kind to single spaces, trims, removes
// invisible and control characters, and makes private-use bullets "-". It is
// Clean without the Unicode form: for text that is compared with its source.
func Space(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	space := false
	before := rune(0)
	for i, c := range s {
		switch {
		case unicode.IsSpace(c):
			space = b.Len() > 0
			continue
		case c == zwj:
			if space || !isEmoji(before) || !isEmoji(visibleAfter(s[i+utf8.RuneLen(c):])) {
				continue
			}
		case invisible(c):
			continue
		case 0xF020 <= c && c <= 0xF0FF: // the symbol fonts of Word lists
			c = '-'
		}
		if space {
			b.WriteByte(' ')
			space = false
		}
		b.WriteRune(c)
		before = c
	}
	return b.String()
}

const softHyphen = "\u00AD"

const zwj = '\u200D'

// invisible reports characters that show nothing and break words: controls,
// zero-width characters, the soft hyphen, directional marks, the byte order
// mark.
func invisible(c rune) bool {
	switch {
	case c < 0x20, 0x7F <= c && c <= 0x9F:
		return true
	case c < 0xAD:
		return false
	case c == 0xAD, c == 0x34F, c == 0x61C, c == 0x180E, 0x200B <= c && c <= 0x200F,
		0x202A <= c && c <= 0x202E, 0x2060 <= c && c <= 0x206F, c == 0xFEFF, 0xFFF9 <= c && c <= 0xFFFB:
		return true
	}
	return false
}

// isEmoji is true of the pictographs and of the signs that join them.
func isEmoji(c rune) bool {
	return 0x1F000 <= c && c <= 0x1FAFF || 0x2300 <= c && c <= 0x27BF || 0x2B00 <= c && c <= 0x2BFF || c == 0xFE0F
}

// visibleAfter is the first character of s that stays.
func visibleAfter(s string) rune {
	for _, c := range s {
		if c != zwj && !invisible(c) {
			return c
		}
	}
	return 0
}

// composed is s in NFC; text that is NFC is not copied.
func composed(s string) string { return norm.NFC.String(s) }

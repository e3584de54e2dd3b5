package vntext

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// scripts that one language of the region writes.
var scripts = []struct {
	table *unicode.RangeTable
	lang  string
}{
	{unicode.Khmer, "km"}, {unicode.Lao, "lo"}, {unicode.Thai, "th"}, {unicode.Hangul, "ko"},
	{unicode.Hiragana, "ja"}, {unicode.Katakana, "ja"}, {unicode.Han, "zh"}, {unicode.Cham, "cjm"},
}

// The most frequent words of the languages in which Vietnamese portals have
// editions.
var (
	englishWords = set("the of and to in is for on with that are was by at from as be has have its his this which been will were not it an or")
	frenchWords  = set("le la les de des du et un une dans pour est sur que qui par au aux avec en ce cette sont été à il ont plus ses son")
)

func set(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}

// langSample is how much of a long text Lang looks at, in bytes.
const langSample = 16 << 10

// Lang is the language of s as a BCP 47 tag (vi, en, fr, zh, ja, ko, km, lo,
// th, cjm), "" when unsure. Vietnamese without its diacritics is vi when it is
// five words or longer, and never another language; a short title without
// diacritics is "".
func Lang(s string) string {
	if len(s) > langSample {
		s = strings.ToValidUTF8(s[:langSample], "")
	}
	if lang := byScript(s); lang != "latin" {
		return lang
	}
	if len(s) > 2*langHead && plainlyVietnamese(s[:langHead]) {
		return "vi"
	}
	return byWords(s)
}

// langHead is how much of a text is enough where it is Vietnamese beyond doubt.
const langHead = 1 << 10

// plainlyVietnamese reports a text in which nearly all words are syllables of
// Vietnamese, most of them with marks that no other language has. It may be cut
// inside a character.
func plainlyVietnamese(s string) bool {
	var e evidence
	words(strings.ToValidUTF8(s, ""), func(w string, abbreviation bool) {
		if !abbreviation {
			e.addSyllable(w)
		}
	})
	return e.words >= 100 && e.syllables*10 >= e.words*9 && e.marked*2 >= e.words
}

func gather(s string) evidence {
	var e evidence
	words(s, func(w string, abbreviation bool) {
		if !abbreviation {
			e.add(w)
		}
	})
	return e
}

// byScript is the language of the script that most letters are in, or
// "latin". Han with a tenth of kana is Japanese.
func byScript(s string) string {
	counts := map[string]int{}
	letters, latin := 0, 0
	for i := 0; i < len(s); {
		if n := latinAt(s, i); n > 0 {
			latin++
			i += n
			continue
		}
		c, size := rune(s[i]), 1
		if c >= utf8.RuneSelf {
			c, size = utf8.DecodeRuneInString(s[i:])
		}
		i += size
		switch {
		case c <= 0x24F || 0x1E00 <= c && c <= 0x1EFF:
			if isWordRune(c) {
				latin++
			}
		case unicode.IsLetter(c):
			letters++
			counts[scriptOf(c)]++
		}
	}
	letters += latin
	if letters < 2 {
		return ""
	}
	if counts["ja"]*10 >= counts["zh"] && counts["ja"] > 0 {
		counts["ja"], counts["zh"] = counts["ja"]+counts["zh"], 0
	}
	for _, script := range scripts {
		n := counts[script.lang]
		if n*2 > letters || script.lang == "zh" && n*3 > letters { // a Han character is a word, a Latin letter is not
			return script.lang
		}
	}
	if latin*2 > letters {
		return "latin"
	}
	return ""
}

// latinAt is the length of the letter at s[i] if it is one of Vietnamese, told
// by its bytes; 0 for all else.
func latinAt(s string, i int) int {
	switch c := s[i]; {
	case c < utf8.RuneSelf:
		if 'a' <= c|0x20 && c|0x20 <= 'z' {
			return 1
		}
	case 0xC3 <= c && c <= 0xC8 && i+1 < len(s) && s[i+1]&0xC0 == 0x80:
		if c > 0xC3 || s[i+1] != 0x97 && s[i+1] != 0xB7 { // × and ÷
			return 2
		}
	case c == 0xE1 && i+2 < len(s) && (s[i+1] == 0xBA || s[i+1] == 0xBB) && s[i+2]&0xC0 == 0x80:
		return 3
	}
	return 0
}

// scriptOf is the language whose script the letter is of.
func scriptOf(c rune) string {
	for _, script := range scripts {
		if unicode.Is(script.table, c) {
			return script.lang
		}
	}
	return ""
}

// evidence counts the words of a text in Latin script.
type evidence struct {
	words, syllables, marked, bare int
	english, french                int
}

func byWords(s string) string {
	e := gather(s)
	switch {
	case e.words == 0:
		return ""
	case e.marked > 0 && e.syllables*10 >= e.words*6, e.marked*10 >= e.words*3 && e.syllables*2 >= e.words:
		return "vi"
	case e.bare*10 >= e.words*9:
		if e.words >= 5 {
			return "vi"
		}
		return ""
	}
	return e.byStopWords()
}

// addSyllable counts what tells Vietnamese.
func (e *evidence) addSyllable(w string) {
	e.words++
	if s, ok := parse(w); ok && s.plausible() {
		e.syllables++
		if s.marked {
			e.marked++
		}
	}
}

func (e *evidence) add(w string) {
	e.addSyllable(w)
	if bareSyllable(w) {
		e.bare++
	}
	if englishWords[w] {
		e.english++
	}
	if frenchWords[w] {
		e.french++
	}
}

// byStopWords wants a tenth of the words, and twice as many as the other
// language has.
func (e *evidence) byStopWords() string {
	en, fr := e.english, e.french
	switch {
	case e.words < 4 || e.marked*10 > e.words*2:
		return ""
	case en*10 >= e.words && en >= 2*fr:
		return "en"
	case fr*10 >= e.words && fr >= 2*en:
		return "fr"
	}
	return ""
}

package vntext

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// misread are the encodings as which UTF-8 is taken by mistake.
var misread = []*charmap.Charmap{charmap.Windows1252, charmap.Windows1258}

// Mojibake reports that s looks like UTF-8 that was read as windows-1252 or
// windows-1258 ("Tiáº¿ng Viá»‡t"): undoing it gives better Vietnamese, or s
// holds a piece of it that has lost a byte (Clean removes control characters,
// and some bytes are shown as such).
func Mojibake(s string) bool {
	if (strings.Contains(s, "áº") || strings.Contains(s, "á»")) && torn.MatchString(s) {
		return true
	}
	_, ok := FixMojibake(s)
	return ok
}

// torn is the beginning of most Vietnamese letters in UTF-8, with a letter
// behind it: « giá» ends at a space or a sign.
var torn = regexp.MustCompile(`á[º»]\pL`)

// FixMojibake undoes that, also where it was done twice. Only runs of
// characters whose bytes are valid UTF-8 change, so that good text beside the
// broken stays. fixed is false, and s as it was, when nothing changed or the
// text did not become better: more Vietnamese syllables, or as many and fewer
// signs of the mistake.
func FixMojibake(s string) (text string, fixed bool) {
	signs := suspicious(s)
	if signs == 0 {
		return s, false
	}
	text = s
	share := Vietnamese(s)
	for _, m := range misread {
		once := reread(s, m)
		for _, candidate := range []string{once, reread(once, m)} {
			v, n := Vietnamese(candidate), suspicious(candidate)
			if v > share || v == share && n < signs {
				text, share, signs, fixed = candidate, v, n, true
			}
		}
	}
	return text, fixed
}

// suspicious counts the signs of the mistake: a lead byte of UTF-8, as
// windows-1252 and windows-1258 show it, with another sign of the upper half
// behind it; a capital that is one, inside a word of small letters ("lÃ ").
func suspicious(s string) int {
	n := 0
	for i := 0; i+1 < len(s); i++ {
		if s[i] != 0xC3 && s[i] != 0xC4 {
			continue
		}
		lead, capital := leadAt(s[i], s[i+1])
		if !lead {
			continue
		}
		if before, _ := utf8.DecodeLastRuneInString(s[:i]); capital && i > 0 && unicode.IsLower(before) {
			n++
		}
		if rest := s[i+2:]; rest != "" && rest[0] >= utf8.RuneSelf {
			if next, _ := leadAt(rest[0], second(rest)); !next {
				n++
			}
		}
	}
	return n
}

// leadAt tells the characters that lead bytes of UTF-8 are shown as, by their
// own bytes: Ã Ä Å Æ Â á â and Ă.
func leadAt(c, d byte) (lead, capital bool) {
	switch {
	case c == 0xC3 && 0x82 <= d && d <= 0x86, c == 0xC4 && d == 0x82:
		return true, true
	case c == 0xC3 && (d == 0xA1 || d == 0xA2):
		return true, false
	}
	return false, false
}

func second(s string) byte {
	if len(s) < 2 {
		return 0
	}
	return s[1]
}

// reread decodes again every run of characters whose bytes in m are valid
// UTF-8 of more than ASCII.
func reread(s string, m *charmap.Charmap) string {
	var out strings.Builder
	var run []byte // bytes of the run
	var start int  // of the run in s
	flush := func(end int) {
		if len(run) > 0 {
			out.WriteString(decodeRun(run, s[start:end]))
			run = run[:0]
		}
	}
	for i, c := range s {
		b, ok := byteOf(m, c)
		if ok && b >= 0x80 {
			if len(run) == 0 {
				start = i
			}
			run = append(run, b)
			continue
		}
		if c == ' ' && string(run) == "\xC3" { // "Ã " was à; its second byte became a space
			out.WriteString("à")
			run = run[:0]
			if strings.HasPrefix(s[i+1:], " ") {
				continue
			}
		}
		flush(i)
		out.WriteRune(c)
	}
	flush(len(s))
	return out.String()
}

func decodeRun(run []byte, as string) string {
	if len(run) > 1 && utf8.Valid(run) {
		return string(run)
	}
	return as
}

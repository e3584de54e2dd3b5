package crawler

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Printable makes text from a page harmless for a terminal, a log line or a
// table: control characters and line ends become visible (\u{1b}), invisible
// characters that reorder or hide text are removed, and invalid bytes become
// U+FFFD. What it returns is one line.
func Printable(s string) string {
	if isPlain(s) {
		return s
	}
	var b strings.Builder
	joiners := 0
	for i, r := range s {
		switch {
		case r == utf8.RuneError:
			if _, size := utf8.DecodeRuneInString(s[i:]); size == 1 {
				b.WriteRune(utf8.RuneError)
				continue
			}
			b.WriteRune(r)
		case r == '\t' || r == '\u00a0':
			b.WriteByte(' ')
		case unicode.IsControl(r), r == '\u2028', r == '\u2029':
			fmt.Fprintf(&b, `\u{%x}`, r)
		case r == '\u200c' || r == '\u200d': // joiners: one between letters is script, a row of them is an attack
			if joiners++; joiners == 1 {
				b.WriteRune(r)
			}
			continue
		case unicode.Is(unicode.Cf, r), unicode.Is(unicode.Co, r): // bidi controls, tags, private use
		default:
			b.WriteRune(r)
		}
		joiners = 0
	}
	return b.String()
}

// isPlain reports whether there is nothing to do, as for nearly all text.
func isPlain(s string) bool {
	for _, r := range s {
		if r < 0x20 || r == utf8.RuneError || r > 0x7e && !unicode.IsGraphic(r) || r == '\u00a0' {
			return false
		}
	}
	return true
}

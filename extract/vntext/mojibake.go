package vntext

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// misread are the encodings as which UTF-8 is taken by mistake.
var misread = []*charmap.Charmap{charmap.Windows1252, charmap.Windows1258}

// Mojibake reports that s looks like UTF-8 that was read as windows-1252 or
// windows-1258 ("Tiáº¿ng Viá»‡t"), and that undoing it gives better Vietnamese.
func Mojibake(s string) bool {
	_, ok := FixMojibake(s)
	return ok
}

// FixMojibake undoes that, also where it was done twice. Only runs of
// characters whose bytes are valid UTF-8 change, so that good text beside the
// broken stays. fixed is false, and s as it was, when nothing changed or the
// text did not become strictly better Vietnamese.
func FixMojibake(s string) (text string, fixed bool) {
	text = s
	for range 2 {
		better, found := undo(text)
		if !found {
			break
		}
		text, fixed = better, true
	}
	return text, fixed
}

func undo(s string) (best string, found bool) {
	if !mayBeMojibake(s) {
		return s, false
	}
	share := Vietnamese(s)
	for _, m := range misread {
		text := reread(s, m)
		if text == s {
			continue
		}
		if v := Vietnamese(text); v > share || v == share && !found && suspicious(text) < suspicious(s) {
			best, share, found = text, v, true
		}
	}
	return best, found
}

// mayBeMojibake is the cheap test: a lead byte of UTF-8 for Vietnamese or for
// punctuation, with a character of the upper half behind it.
func mayBeMojibake(s string) bool { return suspicious(s) > 0 }

// suspicious counts lead bytes, as windows-1252 and windows-1258 show them,
// that have another sign of the upper half behind them.
func suspicious(s string) int {
	n := 0
	lead := false
	for _, c := range s {
		if lead && c >= 0x80 {
			n++
		}
		switch c {
		case 'Ã', 'Ä', 'Å', 'Æ', 'á', 'â', 'Â', 'Ă':
			lead = true
		default:
			lead = false
		}
	}
	return n
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
		if c == ' ' && wantsNBSP(run) { // "Ã " was à; its second byte became a space
			run = append(run, 0xA0)
			flush(i + 1)
			continue
		}
		flush(i)
		out.WriteRune(c)
	}
	flush(len(s))
	return out.String()
}

// wantsNBSP reports a run that A0 completes.
func wantsNBSP(run []byte) bool {
	return len(run) > 0 && !utf8.Valid(run) && utf8.Valid(append(run[:len(run):len(run)], 0xA0))
}

func decodeRun(run []byte, as string) string {
	if len(run) > 1 && utf8.Valid(run) {
		return string(run)
	}
	return as
}

package portal

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// normalise brings a path or query into one spelling: unreserved characters
// are decoded, other escapes get upper-case digits, a lone % becomes %25, and
// runs of letters are put into NFC, so that both ways to write "ế" are one.
// Bytes that are no UTF-8 stay as they are: old sites take windows-1258 there.
func normalise(s string) string {
	if isPlain(s) {
		return s
	}
	var out strings.Builder
	out.Grow(len(s) + 16)
	var run []byte // letters and digits, decoded
	flush := func() {
		writeRun(&out, run)
		run = run[:0]
	}
	for i := 0; i < len(s); {
		c, size, escaped := s[i], 1, false
		if c == '%' {
			if v, ok := escape(s[i:]); ok {
				c, size, escaped = v, 3, true
			}
		}
		i += size
		switch {
		case unreserved(c) || c >= 0x80:
			run = append(run, c)
		case escaped || c == '%':
			flush() // NFC must not reach into an escape: %3C and a cedilla are no Ç
			writeEscape(&out, c)
		default:
			flush()
			out.WriteByte(c)
		}
	}
	flush()
	return out.String()
}

// isPlain reports whether there is nothing to do: no escapes, only ASCII.
func isPlain(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] == '%' || s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// escape reads %XX.
func escape(s string) (byte, bool) {
	if len(s) < 3 {
		return 0, false
	}
	hi, ok1 := hexDigit(s[1])
	lo, ok2 := hexDigit(s[2])
	return hi<<4 | lo, ok1 && ok2
}

func hexDigit(c byte) (byte, bool) {
	switch {
	case c >= '0' && c <= '9':
		return c - '0', true
	case c >= 'a' && c <= 'f':
		return c - 'a' + 10, true
	case c >= 'A' && c <= 'F':
		return c - 'A' + 10, true
	}
	return 0, false
}

func writeEscape(out *strings.Builder, c byte) {
	const digits = "0123456789ABCDEF"
	out.WriteByte('%')
	out.WriteByte(digits[c>>4])
	out.WriteByte(digits[c&15])
}

func writeRun(out *strings.Builder, run []byte) {
	if utf8.Valid(run) {
		run = norm.NFC.Bytes(run)
	}
	for _, c := range run {
		if unreserved(c) {
			out.WriteByte(c)
		} else {
			writeEscape(out, c)
		}
	}
}

// decoded undoes the escapes of a path and query, for patterns that are
// written with Vietnamese letters.
func decoded(s string) string {
	var out strings.Builder
	for i := 0; i < len(s); {
		if v, ok := escape(s[i:]); ok && s[i] == '%' {
			out.WriteByte(v)
			i += 3
			continue
		}
		out.WriteByte(s[i])
		i++
	}
	return strings.ToValidUTF8(out.String(), "\uFFFD")
}

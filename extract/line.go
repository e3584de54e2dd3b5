package extract

import (
	"bytes"
	"encoding/json"
	"fmt"
	"unicode/utf8"
)

// Line is the article as its NDJSON line, without the newline. It is the form
// that is stored and exported: encoded once, copied from then on. Unlike
// json.Marshal it leaves <, > and & as they are. Everything that a reader may
// take for the end of a line (U+0085, U+2028), or a terminal for a command or
// a change of direction, is escaped: a line is one line everywhere, and can be
// looked at.
func (a *Article) Line() ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(a); err != nil {
		return nil, fmt.Errorf("encode article %s: %w", a.ID, err)
	}
	return escapeControls(bytes.TrimSuffix(b.Bytes(), []byte("\n"))), nil
}

// escapeControls escapes the control characters that encoding/json leaves: they
// can only stand in strings.
func escapeControls(line []byte) []byte {
	var out []byte
	done := 0
	for i := 0; i < len(line); {
		c := line[i]
		if c != 0x7f && c != 0xc2 && c != 0xd8 && c != 0xe2 { // none of them begins so
			i++
			continue
		}
		r, n := utf8.DecodeRune(line[i:])
		if steers(r) {
			out = fmt.Appendf(append(out, line[done:i]...), `\u%04x`, r)
			done = i + n
		}
		i += n
	}
	if done == 0 {
		return line
	}
	return append(out, line[done:]...)
}

// steers reports control characters from U+007F on: C1 controls (Unicode
// category Cc) and Bidi_Control.
func steers(r rune) bool {
	return r < 0xa0 || r == 0x061c || r == 0x200e || r == 0x200f || 0x202a <= r && r <= 0x202e || 0x2066 <= r && r <= 0x2069
}

// ParseLine reads what Line wrote.
func ParseLine(line []byte) (*Article, error) {
	var a Article
	if err := json.Unmarshal(line, &a); err != nil {
		return nil, fmt.Errorf("decode an article line of %d bytes: %w", len(line), err)
	}
	return &a, nil
}

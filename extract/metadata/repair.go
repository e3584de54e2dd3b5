package metadata

import (
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io"
	"strings"
)

// decodeBlock decodes a JSON-LD block: one JSON value, or several one after
// the other. A block that is not JSON is repaired and read again; where that
// does not help either the values before the fault are returned with the
// error of the first reading.
func decodeBlock(s string) ([]any, error) {
	s = trimWrapping(s)
	if s == "" {
		return nil, nil
	}
	values, err := decodeAll(s)
	if err == nil {
		return values, nil
	}
	if strings.HasPrefix(s, "{&quot;") || strings.HasPrefix(s, "[{&quot;") {
		s = html.UnescapeString(s)
	}
	if again, second := decodeAll(repair(s)); second == nil {
		return again, nil
	} else if len(again) > len(values) {
		values = again
	}
	return values, err
}

func decodeAll(s string) ([]any, error) {
	d := json.NewDecoder(strings.NewReader(s))
	d.UseNumber()
	var out []any
	for {
		var v any
		err := d.Decode(&v)
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return out, fmt.Errorf("not valid JSON: %w", err)
		}
		out = append(out, v)
	}
}

// trimWrapping takes off what writers put around the JSON for other
// readers: HTML comments, CDATA, a statement's end.
func trimWrapping(s string) string {
	for {
		before := s
		s = strings.TrimSpace(strings.Trim(s, "\ufeff\u200b\x00"))
		for _, p := range []string{"<!--", "//<![CDATA[", "// <![CDATA[", "/*<![CDATA[*/", "/* <![CDATA[ */", "<![CDATA["} {
			s = strings.TrimPrefix(s, p)
		}
		for _, p := range []string{"-->", "//", "//]]>", "// ]]>", "/*]]>*/", "/* ]]> */", "]]>", ";"} {
			s = strings.TrimSuffix(s, p)
		}
		if s == before {
			return s
		}
	}
}

// repairer copies almost-JSON and mends on the way what templates get wrong:
// raw line ends and control characters in strings, quotes that nobody
// escaped, wrong escapes, comments, trailing and doubled commas, a missing
// value, brackets that were not closed or closed twice, and what is JavaScript
// but no JSON: single quotes, undefined.
type repairer struct {
	in    string
	i     int
	out   []byte
	stack []byte // open brackets, as their closing ones
}

func repair(s string) string {
	r := &repairer{in: s, out: make([]byte, 0, len(s)+16)}
	for r.i < len(r.in) {
		r.token()
	}
	r.dropComma()
	for k := len(r.stack) - 1; k >= 0; k-- {
		r.out = append(r.out, r.stack[k])
	}
	return string(r.out)
}

func (r *repairer) token() {
	c := r.in[r.i]
	switch {
	case c == '"' || c == '\'':
		r.comma()
		r.str(c)
		return
	case c|0x20 >= 'a' && c|0x20 <= 'z':
		r.word()
		return
	case strings.HasPrefix(r.in[r.i:], "/*"):
		r.skipTo("*/")
		return
	case strings.HasPrefix(r.in[r.i:], "//"):
		r.skipTo("\n")
		return
	case c == '{':
		r.comma()
		r.stack, r.out = append(r.stack, '}'), append(r.out, c)
	case c == '[':
		r.comma()
		r.stack, r.out = append(r.stack, ']'), append(r.out, c)
	case c == '}' || c == ']':
		r.closing(c)
	case c == ',':
		if last := r.last(); last != ',' && last != '{' && last != '[' {
			r.missing()
			r.out = append(r.out, c)
		}
	case c >= ' ' || c == '\n' || c == '\t':
		r.out = append(r.out, c)
	}
	r.i++
}

func (r *repairer) skipTo(end string) {
	k := strings.Index(r.in[r.i+2:], end)
	if k < 0 {
		r.i = len(r.in)
		return
	}
	r.i += 2 + k + len(end)
}

// closing closes the innermost bracket; one that was never opened is left
// out, and what stands open inside is closed first.
func (r *repairer) closing(c byte) {
	r.dropComma()
	r.missing()
	for k := len(r.stack) - 1; k >= 0; k-- {
		if r.stack[k] == c {
			for len(r.stack) > k {
				r.out = append(r.out, r.stack[len(r.stack)-1])
				r.stack = r.stack[:len(r.stack)-1]
			}
			return
		}
	}
}

// last is the last byte written that is not white space.
func (r *repairer) last() byte {
	for k := len(r.out) - 1; k >= 0; k-- {
		if c := r.out[k]; c != ' ' && c != '\n' && c != '\t' {
			return c
		}
	}
	return 0
}

func (r *repairer) dropComma() {
	if r.last() != ',' {
		return
	}
	for r.out[len(r.out)-1] != ',' {
		r.out = r.out[:len(r.out)-1]
	}
	r.out = r.out[:len(r.out)-1]
}

// comma puts one between two values that stand in one container without it.
func (r *repairer) comma() {
	switch r.last() {
	case '"', '}', ']':
		if len(r.stack) > 0 {
			r.out = append(r.out, ',')
		}
	}
}

// missing puts null where a key has no value.
func (r *repairer) missing() {
	if r.last() == ':' {
		r.out = append(r.out, "null"...)
	}
}

// word copies a word outside of strings; what other languages call null,
// true and false is those.
func (r *repairer) word() {
	end := r.i
	for end < len(r.in) && (r.in[end]|0x20 >= 'a' && r.in[end]|0x20 <= 'z' || r.in[end] >= '0' && r.in[end] <= '9') {
		end++
	}
	w := r.in[r.i:end]
	r.i = end
	switch w {
	case "undefined", "NaN", "None":
		w = "null"
	case "True", "False":
		w = strings.ToLower(w)
	}
	r.out = append(r.out, w...)
}

// str copies one string, which begins with quote, and finds its true end.
func (r *repairer) str(quote byte) {
	key := len(r.stack) > 0 && r.stack[len(r.stack)-1] == '}' && r.last() != ':'
	r.out = append(r.out, '"')
	for r.i++; r.i < len(r.in); r.i++ {
		switch c := r.in[r.i]; {
		case c == '\\':
			r.escape()
		case c == quote && r.ends(r.in[r.i+1:], key):
			r.out = append(r.out, '"')
			r.i++
			return
		case c == '"':
			r.out = append(r.out, '\\', '"')
		case c == '\n' || c == '\t' || c == '\r':
			r.out = append(r.out, ' ')
		case c < ' ':
		default:
			r.out = append(r.out, c)
		}
	}
	// The block ends inside a string: left open, so that decoding fails and
	// no half value is taken for a whole one.
}

func (r *repairer) escape() {
	if r.i+1 >= len(r.in) {
		return
	}
	switch e := r.in[r.i+1]; {
	case strings.IndexByte(`"\/bfnrt`, e) >= 0:
		r.out = append(r.out, '\\', e)
	case e == 'u' && isHex(r.in[r.i+2:min(r.i+6, len(r.in))]):
		r.out = append(r.out, '\\', 'u')
	case e == 'x' && isHex("00"+r.in[r.i+2:min(r.i+4, len(r.in))]):
		r.out = append(r.out, "\\u00"+r.in[r.i+2:r.i+4]...)
		r.i += 2
	case e >= ' ':
		r.out = append(r.out, e) // \' and the like
	}
	r.i++
}

func isHex(s string) bool {
	for i := range len(s) {
		if !strings.ContainsRune("0123456789abcdefABCDEF", rune(s[i])) {
			return false
		}
	}
	return len(s) == 4
}

// ends reports whether a quote closes its string, by what follows it: after
// a key a colon; after a value a bracket, the end, or a comma and the start
// of the next value.
func (r *repairer) ends(rest string, key bool) bool {
	rest = strings.TrimLeft(rest, " \t\r\n")
	if rest == "" {
		return true
	}
	if key {
		return rest[0] == ':'
	}
	switch rest[0] {
	case '}', ']':
		return true
	case ',':
	case '"', '\'': // a forgotten comma, or a quote in the text
		return len(r.stack) > 0 && r.stack[len(r.stack)-1] == '}' && startsKey(rest)
	default:
		return false
	}
	rest = strings.TrimLeft(rest[1:], " \t\r\n,")
	if rest == "" || rest[0] == '}' || rest[0] == ']' {
		return true
	}
	if len(r.stack) > 0 && r.stack[len(r.stack)-1] == '}' {
		return startsKey(rest)
	}
	return strings.IndexByte(`"'{[-0123456789tfn`, rest[0]) >= 0
}

func startsKey(s string) bool {
	if s[0] != '"' && s[0] != '\'' {
		return strings.HasPrefix(s, "//") || strings.HasPrefix(s, "/*")
	}
	k := strings.IndexByte(s[1:], s[0])
	if k < 0 || k > 100 {
		return false
	}
	return strings.HasPrefix(strings.TrimLeft(s[k+2:], " \t\r\n"), ":")
}

package htmltree

import (
	"strings"

	"golang.org/x/net/html"
)

// unescape decodes the character references of a text.
func unescape(s string) string {
	return decode(s, html.UnescapeString)
}

// unescapeValue decodes the character references of an attribute's value. In
// there, a name without a semicolon is one only as a whole, and not before "=":
// "?a=1&copy=2" is an address.
func unescapeValue(s string) string {
	i := strings.IndexByte(s, '&')
	if i < 0 {
		return s
	}
	return decode(s, wholeReference)
}

// decode replaces references, of which one decodes what is not frequent. It
// gets each "&" with the longest name or number after it, a semicolon if there
// is one, and in want of that the "=" that follows.
func decode(s string, one func(string) string) string {
	i := strings.IndexByte(s, '&')
	if i < 0 {
		return s
	}
	var out strings.Builder
	out.Grow(len(s))
	for i >= 0 {
		out.WriteString(s[:i])
		n := reference(s[i:])
		ref := s[i : i+n]
		s = s[i+n:]
		switch ref {
		case "&":
			out.WriteByte('&')
		case "&nbsp;":
			out.WriteString("\u00a0")
		case "&amp;":
			out.WriteByte('&')
		case "&quot;":
			out.WriteByte('"')
		case "&lt;":
			out.WriteByte('<')
		case "&gt;":
			out.WriteByte('>')
		default:
			out.WriteString(one(ref))
		}
		i = strings.IndexByte(s, '&')
	}
	out.WriteString(s)
	return out.String()
}

// reference is how long the reference is that s may begin with: "&" alone is 1.
func reference(s string) int {
	i := 1
	if i < len(s) && s[i] == '#' {
		i++
	}
	for i < len(s) && (letter(s[i]) || '0' <= s[i] && s[i] <= '9') {
		i++
	}
	if i < len(s) && (s[i] == ';' || s[i] == '=') {
		i++
	}
	return i
}

// wholeReference decodes a reference as one in an attribute's value.
func wholeReference(ref string) string {
	if strings.HasPrefix(ref, "&#") {
		return html.UnescapeString(ref)
	}
	// What is decoded only in part keeps its last character, the "=" for one. No
	// name but &semi; stands for a character that a reference ends with.
	last := ref[len(ref)-1]
	out := html.UnescapeString(ref)
	if out != ";" && out[len(out)-1] == last {
		return ref
	}
	return out
}

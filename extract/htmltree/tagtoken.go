package htmltree

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// mostAttributes is how many attributes a tag may have here: they are compared
// with one another, which costs the square of their number.
const mostAttributes = 64

// kinds of bytes within tags
const (
	endsName  = 1 << iota // space / >
	endsKey               // space / > =
	endsValue             // space >
	capital               // A-Z
)

var byteKind = func() (t [256]uint8) {
	for _, c := range []byte(whitespace) {
		t[c] = endsName | endsKey | endsValue
	}
	t['/'] = endsName | endsKey
	t['>'] = endsName | endsKey | endsValue
	t['='] = endsKey
	for c := 'A'; c <= 'Z'; c++ {
		t[c] = capital
	}
	return t
}()

// readTag reads a tag from its name on. A tag that the page ends in is none.
func (b *builder) readTag(k kind) {
	s, i := b.page, b.pos
	var seen uint8
	for i < len(s) && byteKind[s[i]]&endsName == 0 {
		seen |= byteKind[s[i]]
		i++
	}
	name := s[b.pos:i]
	if seen&capital != 0 {
		name = lower(name)
	}
	i, ok := b.readAttributes(i, k == startTag)
	b.pos = i
	if !ok {
		b.tok = token{}
		return
	}
	b.tok.kind = k
	b.name(name)
	if k == startTag && elements[b.tok.tag].class&rawText != 0 {
		b.raw = b.tok.tag
	}
}

// name sets the token's tag.
func (b *builder) name(name string) {
	t := named(name)
	if t != other {
		b.tok.tag, b.tok.atom, b.tok.data = t, elements[t].atom, elements[t].name
		return
	}
	b.tok.atom, b.tok.data = atom.Lookup([]byte(name)), name
}

// readAttributes reads attributes from i up to and with the tag's ">", and
// returns where it ends; false where the page ends before. Of attributes of
// the same name the first counts.
func (b *builder) readAttributes(i int, keep bool) (int, bool) {
	s := b.page
	first, lastEnd := len(b.attrs), -1
	for {
		for i < len(s) && space(s[i]) {
			i++
		}
		if i >= len(s) {
			return i, false
		}
		if s[i] == '>' {
			break
		}
		var key, val string
		var end int
		key, val, end, i = readAttribute(s, i)
		if i >= len(s) {
			return i, false
		}
		if !keep || key == "" || has(b.attrs[first:], key) {
			continue
		}
		if len(b.attrs) == cap(b.attrs) {
			first = b.moreAttributes(first)
		}
		b.attrs = append(b.attrs, html.Attribute{Key: key, Val: unescapeValue(val)})
		lastEnd = end
		if len(b.attrs)-first > mostAttributes {
			b.handOver(manyAttributes)
			return i, false
		}
	}
	if n := len(b.attrs); n > first {
		b.tok.attr = b.attrs[first:n:n]
	}
	// In <p a=/> the solidus is the value's.
	b.tok.close = keep && s[i-1] == '/' && lastEnd != i
	return i + 1, true
}

// readAttribute reads an attribute that begins at i: its name, its value as
// written, where the value ends, and where to go on.
func readAttribute(s string, i int) (key, val string, end, next int) {
	from := i
	var seen uint8
	if s[i] == '=' { // belongs to the name where it begins it
		i++
	}
	for i < len(s) && byteKind[s[i]]&endsKey == 0 {
		seen |= byteKind[s[i]]
		i++
	}
	key, end = s[from:i], i
	if seen&capital != 0 {
		key = lower(key)
	}
	for i < len(s) && space(s[i]) {
		i++
	}
	if i >= len(s) || s[i] != '=' {
		if i < len(s) && s[i] == '/' {
			i++
		}
		return key, "", end, i
	}
	i++
	for i < len(s) && space(s[i]) {
		i++
	}
	if i >= len(s) || s[i] == '>' {
		return key, "", end, i
	}
	if c := s[i]; c == '"' || c == '\'' {
		n := strings.IndexByte(s[i+1:], c)
		if n < 0 {
			return key, "", end, len(s)
		}
		i++
		return key, s[i : i+n], i + n, i + n + 1
	}
	from = i
	for i < len(s) && byteKind[s[i]]&endsValue == 0 {
		i++
	}
	return key, s[from:i], i, i
}

func has(attrs []html.Attribute, key string) bool {
	for i := range attrs {
		if attrs[i].Key == key {
			return true
		}
	}
	return false
}

// lower lowers A to Z alone, as the tokenizer does.
func lower(s string) string {
	out := []byte(s)
	for i, c := range out {
		if 'A' <= c && c <= 'Z' {
			out[i] = c + 'a' - 'A'
		}
	}
	return string(out)
}

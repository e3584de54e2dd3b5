package robots

import "strings"

const upperHex = "0123456789ABCDEF"

// encode writes what does not belong in a URL as percent-encoded octets, with
// upper-case digits, and decodes encoded octets of the unreserved set: the
// form in which RFC 9309 section 2.2.2 compares.
func encode(s string) string { return rewrite(s, unreserved) }

// normalise is encode for text without wildcards: %2A and %24 become the
// characters they stand for, so that a rule can name them.
func normalise(s string) string {
	return rewrite(s, func(c byte) bool { return unreserved(c) || c == '*' || c == '$' })
}

// decodeQuery decodes those reserved characters that a query may hold either
// way. RFC 9309 compares "?u=https://a" and "?u=https%3A%2F%2Fa" as equal.
func decodeQuery(s string) string { return rewrite(s, queryEither) }

// hasQueryForm reports whether decodeQuery may change a query, or its
// counterpart on the other side of a comparison.
func hasQueryForm(query string) bool { return strings.IndexByte(query, '%') >= 0 }

// rewrite decodes percent-encoded octets for which plain is true and encodes
// the others. A stray percent sign is a character like any other that must be
// encoded, so that doing it twice changes nothing.
func rewrite(s string, plain func(byte) bool) string {
	if isClean(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s) + 16)
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c == '%' && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]) {
			octet := unhex(s[i+1])<<4 | unhex(s[i+2])
			i += 2
			if plain(octet) {
				b.WriteByte(octet)
			} else {
				writeEncoded(&b, octet)
			}
			continue
		}
		if c == '%' || c <= ' ' || c >= 0x7f {
			writeEncoded(&b, c)
			continue
		}
		b.WriteByte(c)
	}
	return b.String()
}

// isClean reports whether there is nothing to rewrite, as in most paths.
func isClean(s string) bool {
	for i := range len(s) {
		if c := s[i]; c == '%' || c <= ' ' || c >= 0x7f {
			return false
		}
	}
	return true
}

func writeEncoded(b *strings.Builder, c byte) {
	b.WriteByte('%')
	b.WriteByte(upperHex[c>>4])
	b.WriteByte(upperHex[c&0xf])
}

func unreserved(c byte) bool {
	switch {
	case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9':
		return true
	}
	return c == '-' || c == '.' || c == '_' || c == '~'
}

func queryEither(c byte) bool { return c == ':' || c == '/' || c == '?' || c == '@' }

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}

func unhex(c byte) byte {
	switch {
	case c <= '9':
		return c - '0'
	case c <= 'F':
		return c - 'A' + 10
	}
	return c - 'a' + 10
}

package htmltree

import "strings"

// readRaw reads the text of an element whose content is text up to its end
// tag, and reports false where there is none.
func (b *builder) readRaw(t tag) bool {
	s := b.page[b.pos:]
	n := endOf(s, elements[t].name)
	if t == tagScript && strings.Contains(s[:n], "<!--") {
		n = endOfScript(s)
	}
	if n == 0 {
		return false
	}
	b.pos += n
	b.tok.kind, b.tok.data = text, s[:n]
	if elements[t].class&escaped != 0 {
		b.tok.data = unescape(s[:n])
	}
	return true
}

// endOf is where "</name" and the end of a name is found first, else the end.
func endOf(s, name string) int {
	for i := 0; ; {
		j := strings.Index(s[i:], "</")
		if j < 0 {
			return len(s)
		}
		i += j
		if endTagAt(s[i:], name) {
			return i
		}
		i += 2
	}
}

// endTagAt reports whether s, which begins with "</", is name's end tag.
func endTagAt(s, name string) bool {
	n := 2 + len(name)
	return len(s) > n && byteKind[s[n]]&endsName != 0 && strings.EqualFold(s[2:n], name)
}

// states of a script that has "<!--" in it
const (
	scriptPlain   = iota
	scriptEscaped // after <!--: </script> still ends it, <script> hides it
	scriptHidden  // after <!-- <script: </script> ends that
)

// endOfScript is where a script ends that has "<!--" in it. Within the comment
// that this begins, <script> hides one </script>.
func endOfScript(s string) int {
	state, dashes := scriptPlain, 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '-':
			dashes++
			continue
		case c == '>' && dashes >= 2:
			state = scriptPlain
		case c == '<' && strings.HasPrefix(s[i:], "</") && endTagAt(s[i:], "script"):
			if state != scriptHidden {
				return i
			}
			state = scriptEscaped
			i += len("</script>") - 1
		case c == '<' && state == scriptPlain && strings.HasPrefix(s[i:], "<!--"):
			state, dashes = scriptEscaped, 2
			i += 3
			continue
		case c == '<' && state == scriptEscaped && opensScript(s[i:]):
			state = scriptHidden
			i += len("<script>") - 1
		case c == '<' && state == scriptEscaped && !tagFollows(s[i:]):
			// Not so in the specification; x/net/html does it.
			state = scriptPlain
		}
		dashes = 0
	}
	return len(s)
}

// opensScript reports whether s, which begins with "<", is a script's start tag.
func opensScript(s string) bool {
	const n = len("<script")
	return len(s) > n && byteKind[s[n]]&endsName != 0 && strings.EqualFold(s[1:n], "script")
}

// tagFollows reports whether s, which begins with "<", may begin a tag.
func tagFollows(s string) bool {
	return len(s) < 2 || s[1] == '/' || letter(s[1])
}

package htmltree

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

type kind uint8

const (
	eof kind = iota
	text
	startTag
	endTag
	comment
	doctype
)

// token is what the tokenizer read last.
type token struct {
	kind  kind
	tag   tag
	atom  atom.Atom
	data  string // a tag's name in lower case; a text or comment, unescaped; a doctype as written
	attr  []html.Attribute
	close bool // <tag/>
}

// next reads the next token. It follows html.Tokenizer, over a string instead
// of a reader.
func (b *builder) next() {
	b.tok = token{}
	if t := b.raw; t != other {
		b.raw = other
		if b.readRaw(t) {
			return
		}
	}
	start := b.pos
	for i := start; ; {
		j := strings.IndexByte(b.page[i:], '<')
		if j < 0 || i+j+1 >= len(b.page) {
			b.emitText(start, len(b.page))
			return
		}
		i += j
		switch c := b.page[i+1]; {
		case letter(c), c == '/', c == '!', c == '?':
			if i > start {
				b.emitText(start, i)
				return
			}
			b.readMarkup(c)
			return
		}
		i++
	}
}

func (b *builder) emitText(start, end int) {
	b.pos = end
	if start < end {
		b.tok.kind, b.tok.data = text, unescape(b.page[start:end])
	}
}

// readMarkup reads what begins with "<" and c at b.pos.
func (b *builder) readMarkup(c byte) {
	rest := b.page[b.pos+2:]
	switch {
	case c == '?':
		b.pos++
		b.readBogus()
	case c == '!':
		b.pos += 2
		b.readDeclaration(rest)
	case c != '/':
		b.pos++
		b.readTag(startTag)
	case rest == "":
		b.emitText(b.pos, len(b.page))
	case rest[0] == '>':
		// x/net/html makes an empty comment of "</>".
		b.pos += 3
		b.tok.kind = comment
	case letter(rest[0]):
		b.pos += 2
		b.readTag(endTag)
	default:
		b.pos += 2
		b.readBogus()
	}
}

// readBogus reads up to ">" as a comment.
func (b *builder) readBogus() {
	b.tok.kind = comment
	b.tok.data = unescape(b.untilAngle())
}

// untilAngle is the text up to the next ">", which is passed.
func (b *builder) untilAngle() string {
	s := b.page[b.pos:]
	if i := strings.IndexByte(s, '>'); i >= 0 {
		b.pos += i + 1
		return s[:i]
	}
	b.pos = len(b.page)
	return s
}

// readDeclaration reads what follows "<!".
func (b *builder) readDeclaration(rest string) {
	const name = "doctype"
	switch {
	case strings.HasPrefix(rest, "--"):
		b.pos += 2
		b.readComment()
	case len(rest) >= len(name) && strings.EqualFold(rest[:len(name)], name):
		b.pos += len(name)
		b.tok.kind = doctype
		for b.pos < len(b.page) && space(b.page[b.pos]) {
			b.pos++
		}
		b.tok.data = b.untilAngle()
	case strings.HasPrefix(rest, "[CDATA[") && b.inSVG():
		b.handOver(cdata)
	default:
		b.readBogus()
	}
}

// readComment reads what follows "<!--". A comment ends at "-->" and "--!>",
// and at ">" and "->" in its beginning; unclosed, at the end of the page.
func (b *builder) readComment() {
	s := b.page[b.pos:]
	b.tok.kind = comment
	for i := 0; ; i++ {
		j := strings.IndexByte(s[i:], '>')
		if j < 0 {
			break
		}
		i += j
		data, closed := s[:i], true
		switch {
		case strings.HasSuffix(data, "--"):
			data = data[:i-2]
		case strings.HasSuffix(data, "--!"):
			data = data[:i-3]
		case data == "", data == "-":
			data = ""
		default:
			closed = false
		}
		if closed {
			b.pos += i + 1
			b.tok.data = unescape(data)
			return
		}
	}
	b.pos = len(b.page)
	for _, end := range []string{"--!", "--", "-"} {
		if strings.HasSuffix(s, end) {
			s = strings.TrimSuffix(s, end)
			break
		}
	}
	b.tok.data = unescape(s)
}

func letter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

const whitespace = " \t\r\n\f"

func space(c byte) bool {
	return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f'
}

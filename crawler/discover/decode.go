package discover

import (
	"bufio"
	"bytes"
	"io"
	"mime"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
)

// headSize is how far into a document its kind and encoding are looked for.
const headSize = 4096

var declaration = regexp.MustCompile(`^\s*<\?xml[^>]*?\bencoding\s*=\s*["']([A-Za-z0-9._:-]+)["']`)

// newDecoder reads an XML document as clean UTF-8: decoded, without byte order
// mark, ill-formed bytes as U+FFFD, without characters that XML forbids (one
// NUL and encoding/xml gives up).
func newDecoder(r *bufio.Reader, contentType string) io.Reader {
	head, _ := r.Peek(headSize) // a short or broken stream shows when it is read
	return transform.NewReader(r, transform.Chain(
		encodingOf(head, contentType).NewDecoder(),
		runes.ReplaceIllFormed(),
		runes.Remove(runes.Predicate(forbidden)),
	))
}

// encodingOf believes a byte order mark, then whoever names an encoding that
// the bytes can be in: the server, then the document. UTF-8 otherwise.
func encodingOf(head []byte, contentType string) encoding.Encoding {
	switch {
	case bytes.HasPrefix(head, []byte{0xef, 0xbb, 0xbf}):
		return unicode.UTF8BOM
	case bytes.HasPrefix(head, []byte{0xff, 0xfe}), bytes.HasPrefix(head, []byte("<\x00")):
		return unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
	case bytes.HasPrefix(head, []byte{0xfe, 0xff}), bytes.HasPrefix(head, []byte("\x00<")):
		return unicode.UTF16(unicode.BigEndian, unicode.UseBOM)
	}
	var labels []string
	if _, params, err := mime.ParseMediaType(contentType); err == nil {
		labels = append(labels, params["charset"])
	}
	if m := declaration.FindSubmatch(head); m != nil {
		labels = append(labels, string(m[1]))
	}
	for _, label := range labels {
		e, name := charset.Lookup(label)
		possible := e != nil && !strings.HasPrefix(name, "utf-16") && name != "replacement"
		if possible && (name != "utf-8" || validStart(head)) {
			return e
		}
	}
	return encoding.Nop
}

// validStart reports whether the start of a document is UTF-8; its last
// character may be cut.
func validStart(head []byte) bool {
	for range utf8.UTFMax {
		if utf8.Valid(head) {
			return true
		}
		head = head[:len(head)-1]
	}
	return false
}

func forbidden(c rune) bool {
	return c < ' ' && c != '\t' && c != '\n' && c != '\r' || c == 0xfffe || c == 0xffff
}

// documentKind is what a document looks like at its start.
type documentKind byte

const (
	otherDocument documentKind = iota
	emptyDocument
	htmlDocument
	xmlDocument
	jsonDocument
)

var (
	htmlStart = regexp.MustCompile(`(?is)^(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|script|meta)\b`)
	xmlStart  = regexp.MustCompile(`(?i)<(?:\?xml|rss|rdf:rdf|feed|urlset|sitemapindex|[a-z0-9]+:(?:feed|urlset|sitemapindex))\b`)
)

// kindOf looks at the start of clean text. Lines before an XML document (blank
// ones, warnings of a script) are forgiven: at is where it begins.
func kindOf(head []byte) (kind documentKind, at int) {
	text := bytes.TrimSpace(head)
	switch {
	case len(text) == 0:
		return emptyDocument, 0
	case htmlStart.Match(text):
		return htmlDocument, 0
	case text[0] == '{':
		return jsonDocument, bytes.IndexByte(head, '{')
	}
	if m := xmlStart.FindIndex(head); m != nil {
		return xmlDocument, m[0]
	}
	return otherDocument, 0
}

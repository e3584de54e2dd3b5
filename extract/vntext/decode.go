package vntext

import (
	"bytes"
	"mime"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
)

// Decoded is a body as UTF-8, and how its encoding was found.
type Decoded struct {
	// Text is valid UTF-8 without a byte order mark. Vietnamese of
	// windows-1258 is composed; otherwise the Unicode form is the page's. It
	// may share the memory of the body.
	Text []byte
	// Charset is the name of the WHATWG encoding in lower case, or tcvn3 or
	// viscii, which have none.
	Charset string
	// Source is utf-8-valid, bom, header, meta or sniff.
	Source string
	// Replaced counts the places where bytes that the encoding does not have
	// became U+FFFD.
	Replaced int
}

// Sources of a Decoded.
const (
	sourceValid  = "utf-8-valid"
	sourceBOM    = "bom"
	sourceHeader = "header"
	sourceMeta   = "meta"
	sourceSniff  = "sniff"
)

// Decode turns the body of a response into UTF-8. contentType is the value of
// its header, and may be empty.
//
// A body that is valid UTF-8 is UTF-8, whatever is declared: portals declare
// ISO-8859-1 over UTF-8 every day, and no other encoding looks like UTF-8 by
// chance. The same holds for a body that is UTF-8 but for a few broken
// characters, or that is cut inside one. Otherwise a byte order mark, the
// header, a meta element or XML declaration, and at last the look of the text
// decide.
func Decode(body []byte, contentType string) Decoded {
	if label, mark := byteOrderMark(body); label != "" {
		return decodeAs(body[mark:], label, sourceBOM)
	}
	header := knownLabel(headerLabel(contentType))
	if label := wide(body, header); label != "" {
		if label == header {
			return decodeAs(body, label, sourceHeader)
		}
		return decodeAs(body, label, sourceSniff)
	}
	meta := ""
	shape := shapeOf(body)
	if shape.invalid > 0 || shape.escapes {
		meta = metaLabel(body)
	}
	if shape.escapes && shape.invalid == 0 && (header == sevenBit || meta == sevenBit) {
		if header == sevenBit {
			return decodeAs(body, sevenBit, sourceHeader)
		}
		return decodeAs(body, sevenBit, sourceMeta)
	}
	switch {
	case shape.invalid == 0:
		return Decoded{Text: body, Charset: utf8Name, Source: sourceValid}
	case shape.isUTF8(header == utf8Name || meta == utf8Name):
		return decodeAs(body, utf8Name, utf8Source(header, meta))
	}
	return decodeDeclared(body, header, meta)
}

const utf8Name = "utf-8"

// sevenBit is the Japanese encoding that looks like ASCII with escapes.
const sevenBit = "iso-2022-jp"

func utf8Source(header, meta string) string {
	switch utf8Name {
	case header:
		return sourceHeader
	case meta:
		return sourceMeta
	}
	return sourceSniff
}

// decodeDeclared reads a body that is not UTF-8. Servers send a western
// charset by default; where the page itself declares another one, the better
// Vietnamese wins.
func decodeDeclared(body []byte, header, meta string) Decoded {
	if header == utf8Name {
		header = ""
	}
	if meta == utf8Name {
		meta = ""
	}
	switch {
	case header == western && meta != "" && meta != western:
		h, m := decodeAs(body, header, sourceHeader), decodeAs(body, meta, sourceMeta)
		if accented(m.Text) > accented(h.Text) {
			return m
		}
		return h
	case header != "":
		return decodeAs(body, header, sourceHeader)
	case meta != "":
		return decodeAs(body, meta, sourceMeta)
	}
	return sniff(body)
}

// headerLabel is the charset parameter, also of a header that breaks the
// grammar elsewhere.
func headerLabel(contentType string) string {
	if _, params, err := mime.ParseMediaType(contentType); err == nil {
		return strings.Trim(params["charset"], "'")
	}
	return charsetIn(strings.ToLower(contentType))
}

// byteOrderMark is the encoding and the length of the mark.
func byteOrderMark(body []byte) (label string, length int) {
	switch {
	case bytes.HasPrefix(body, []byte("\xEF\xBB\xBF")):
		return utf8Name, 3
	case bytes.HasPrefix(body, []byte("\xFE\xFF")):
		return "utf-16be", 2
	case bytes.HasPrefix(body, []byte("\xFF\xFE")):
		return "utf-16le", 2
	}
	return "", 0
}

// wide finds UTF-16 without a mark: markup whose every other byte is zero. A
// declared UTF-16 alone proves nothing.
func wide(body []byte, header string) string {
	if len(body) < 4 {
		return ""
	}
	label := ""
	switch start := body[:4]; {
	case start[1] == 0 && start[3] == 0 && start[0] != 0 && start[2] != 0:
		label = "utf-16le"
	case start[0] == 0 && start[2] == 0 && start[1] != 0 && start[3] != 0:
		label = "utf-16be"
	}
	if bytes.Count(body[:min(len(body), 1024)], []byte{0})*4 < min(len(body), 1024) && label != header {
		return ""
	}
	return label
}

// shape counts what UTF-8 makes of a body.
type shape struct {
	multibyte int  // valid characters of two or more bytes
	invalid   int  // bytes that belong to none
	escapes   bool // an ESC: ISO-2022-JP may look like ASCII
}

func shapeOf(body []byte) shape {
	s := shape{escapes: bytes.IndexByte(body, 0x1B) >= 0}
	if utf8.Valid(body) { // nothing that is invalid to be weighed
		return s
	}
	for i := 0; i < len(body); {
		if body[i] < utf8.RuneSelf {
			i++
			continue
		}
		c, size := utf8.DecodeRune(body[i:])
		switch {
		case c != utf8.RuneError || size > 1:
			s.multibyte++
		case !utf8.FullRune(body[i:]) && s.multibyte > 0: // the body ends inside a character
			s.invalid++
			i = len(body)
			continue
		default:
			s.invalid++
		}
		i += size
	}
	return s
}

// isUTF8 reports broken UTF-8: ten whole characters for each bad byte, or as
// many where it is declared. Single-byte and East Asian text has nearly none.
func (s shape) isUTF8(declared bool) bool {
	if declared {
		return s.multibyte >= s.invalid
	}
	return s.multibyte >= 10*s.invalid
}

// decodeAs reads the body in an encoding that knownLabel has named.
func decodeAs(body []byte, name, source string) Decoded {
	d := Decoded{Charset: name, Source: source}
	switch name {
	case utf8Name:
		if utf8.Valid(body) {
			d.Text = body
			return d
		}
		d.Text, d.Replaced = replaceInvalid(body)
		return d
	case TCVN3:
		d.Text = []byte(fromTCVN3(singleByte(body, func(b byte) rune { return rune(b) })))
		return d
	case VISCII:
		d.Text = []byte(singleByte(body, visciiRune))
		return d
	case western:
		d.Text = []byte(singleByte(body, func(b byte) rune { return runeOf(charmap.Windows1252, b) }))
		return d
	case vietnamese:
		d.Text = []byte(composed(singleByte(body, func(b byte) rune { return runeOf(charmap.Windows1258, b) })))
		return d
	}
	text, err := encodingOf(name).NewDecoder().Bytes(body)
	if err != nil { // the decoders of x/text replace, they do not fail; this keeps the body if one does
		text = body
	}
	d.Text = bytes.ToValidUTF8(text, []byte("\uFFFD"))
	d.Replaced = bytes.Count(d.Text, []byte("\uFFFD"))
	return d
}

// replaceInvalid counts the runs that it replaces.
func replaceInvalid(body []byte) ([]byte, int) {
	before := bytes.Count(body, []byte("\uFFFD"))
	text := bytes.ToValidUTF8(body, []byte("\uFFFD"))
	return text, bytes.Count(text, []byte("\uFFFD")) - before
}

func singleByte(body []byte, letter func(byte) rune) string {
	var b strings.Builder
	b.Grow(len(body) + len(body)/2)
	for _, c := range body {
		b.WriteRune(letter(c))
	}
	return b.String()
}

func encodingOf(name string) encoding.Encoding {
	e, err := htmlindex.Get(name)
	if err != nil {
		return encoding.Replacement // unreachable: knownLabel has looked it up
	}
	return e
}

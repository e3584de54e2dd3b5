package vndate

import (
	"math"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// token is a run of digits, a run of letters, or one other character. White
// space is no token: two tokens are glued where none stands between them.
type token struct {
	class      class
	start, end int32  // bytes of the reader's text
	n          int32  // a number's value; -1 with more than nine digits
	word       string // lower case; "" for a word that no form knows
}

type class byte

const (
	number class = iota
	word
	mark
)

// reader reads one text.
type reader struct {
	Options
	text   string // NFC, white space collapsed
	tokens []token
}

// newReader is false for a text that cannot hold a date.
func newReader(text string, o Options) (*reader, bool) {
	if !hasDigit(text) && (o.Now.IsZero() || !mayBeRelative(text)) {
		return nil, false
	}
	r := &reader{Options: o, text: normalize(text)}
	if len(r.text) > math.MaxInt32 {
		return nil, false // no page is so long, and a token holds offsets of 32 bits
	}
	r.tokens = tokenize(r.text)
	return r, true
}

// normalize gives the text in which Raw is found. Pages carry no-break
// spaces, zero-width characters and decomposed letters inside dates.
func normalize(s string) string {
	if isNormal(s) {
		return s
	}
	s = strings.ToValidUTF8(s, "\uFFFD")
	var b strings.Builder
	b.Grow(len(s))
	space := false
	for _, c := range s {
		switch {
		case unicode.IsSpace(c):
			space = b.Len() > 0
		case unicode.In(c, unicode.Cf, unicode.Cc):
		default:
			if space {
				b.WriteByte(' ')
				space = false
			}
			b.WriteRune(c)
		}
	}
	return norm.NFC.String(b.String())
}

// isNormal is a quick test that normalize has nothing to do: single spaces
// inside, printable ASCII, precomposed Latin letters, common punctuation. It
// may be false for a text that is normal, never the other way round.
func isNormal(s string) bool {
	space := true
	for _, c := range s {
		switch {
		case c == ' ':
			if space {
				return false
			}
			space = true
			continue
		case '!' <= c && c <= '~', 0xA1 <= c && c <= 0x24F && c != 0xAD, 0x1EA0 <= c && c <= 0x1EF9,
			0x2010 <= c && c <= 0x2027:
		default:
			return false
		}
		space = false
	}
	return !space
}

func tokenize(s string) []token {
	tokens := make([]token, 0, len(s)/4+4)
	for i := 0; i < len(s); {
		c, size := rune(s[i]), 1
		if c >= utf8.RuneSelf {
			c, size = utf8.DecodeRuneInString(s[i:])
		}
		t := token{class: mark}
		end := i + size
		switch {
		case c == ' ':
			i++
			continue
		case isDigit(c):
			t.class = number
			end += run(s[end:], isDigit)
			t.n = value(s[i:end])
		case isLetter(c):
			t.class = word
			end += run(s[end:], isLetter)
			t.word = known(s[i:end])
		}
		t.start, t.end = int32(i), int32(end)
		tokens = append(tokens, t)
		i = end
	}
	return tokens
}

func isDigit(c rune) bool { return '0' <= c && c <= '9' }

func isLetter(c rune) bool {
	if c < utf8.RuneSelf {
		return 'a' <= c|0x20 && c|0x20 <= 'z'
	}
	if c <= 0x24F || 0x1E00 <= c && c <= 0x1EFF {
		return c >= 0xC0 && c != '×' && c != '÷' || c == 'ª' || c == 'µ' || c == 'º'
	}
	return unicode.In(c, unicode.L, unicode.M)
}

// run is the length of the prefix of s whose characters are in the class.
func run(s string, in func(rune) bool) int {
	for i, c := range s {
		if !in(c) {
			return i
		}
	}
	return len(s)
}

func value(digits string) int32 {
	if len(digits) > 9 {
		return -1
	}
	n := int32(0)
	for _, c := range digits {
		n = n*10 + c - '0'
	}
	return n
}

// number reports whether token i is a number of min to max digits, and its
// value.
func (r *reader) number(i, min, max int) (int, bool) {
	if i < 0 || i >= len(r.tokens) || r.tokens[i].class != number {
		return 0, false
	}
	t := r.tokens[i]
	digits := int(t.end - t.start)
	return int(t.n), digits >= min && digits <= max
}

// mark returns token i as a character, 0 where it is none. Dashes of all
// kinds are '-'.
func (r *reader) mark(i int) rune {
	if i < 0 || i >= len(r.tokens) || r.tokens[i].class != mark {
		return 0
	}
	c, _ := utf8.DecodeRuneInString(r.text[r.tokens[i].start:])
	if unicode.Is(unicode.Pd, c) || c == '−' {
		return '-'
	}
	return c
}

// word returns token i in lower case, "" where it is no word of a date.
func (r *reader) word(i int) string {
	if i < 0 || i >= len(r.tokens) {
		return ""
	}
	return r.tokens[i].word
}

// glued reports whether no white space stands between token i and the next.
func (r *reader) glued(i int) bool {
	return i >= 0 && i+1 < len(r.tokens) && r.tokens[i].end == r.tokens[i+1].start
}

// raw is the text of the tokens from first to before end.
func (r *reader) raw(first, end int) string {
	return r.text[r.tokens[first].start:r.tokens[end-1].end]
}

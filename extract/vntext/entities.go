package vntext

import (
	"html"
	"regexp"
	"strings"
)

// entity is a whole character reference. The parser has already decoded one
// layer; what is left was encoded twice.
var entity = regexp.MustCompile(`&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});`)

// markup is an encoded tag: text about markup, which stays as it is.
var markup = regexp.MustCompile(`(?i)&(?:lt|#60|#x3c);\s*[/!a-z?]`)

// Entities decodes character references that a field still holds after the
// parser ("B&aacute;o" from "B&amp;aacute;o", JSON-LD, feeds). changed is
// false when there is none, or when the text is code: encoded tags and
// references would not mean the same once decoded. References without a
// semicolon are left (they are query strings).
func Entities(s string) (decoded string, changed bool) {
	if !strings.Contains(s, "&") || markup.MatchString(s) || isCode(s) {
		return s, false
	}
	decoded = entity.ReplaceAllStringFunc(s, html.UnescapeString)
	return decoded, decoded != s
}

// isCode reports signs that prose has not.
func isCode(s string) bool {
	for _, sign := range []string{"&&", "=>", "</", "();", "{", "}", "==", "&amp;&amp;"} {
		if strings.Contains(s, sign) {
			return true
		}
	}
	return false
}

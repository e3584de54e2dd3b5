package portal

import (
	"regexp"
	"strings"
	"unicode"
)

// lastCompound is the part of a selector that the matched element itself has
// to meet, of plain names only.
var lastCompound = regexp.MustCompile(`(?:^|[\s>+~])((?:[A-Za-z][A-Za-z0-9]*)?(?:[.#][A-Za-z_][A-Za-z0-9_-]*)*)(?::[a-z-]+)*$`)

// nameless is a last part of brackets only.
var nameless = regexp.MustCompile(`(?:^|[\s>+~])(?:\[[^\]]*\]|:[a-z-]+(?:\([^()]*\))?)+$`)

// selectorKey is an id, a class, a tag name or an attribute that every match of a selector
// has, so that it is tried on few elements. Of a group, and of a selector with
// escapes, nothing is known. What stands in brackets or parentheses narrows
// the match further and is left aside.
func selectorKey(css string) string {
	if nameless.MatchString(css) {
		return attributeKey(css) // "#content [class*='x']": the key of what stands before is another element's
	}
	plain := css
	for bracketed.MatchString(plain) {
		plain = bracketed.ReplaceAllString(plain, "")
	}
	if strings.ContainsAny(plain, ",\\'\"()[]*|/") || strings.Contains(css, "\\") {
		return ""
	}
	m := lastCompound.FindStringSubmatch(strings.TrimSpace(plain))
	if m == nil || m[1] == "" {
		return ""
	}
	names := marked.FindAllString(m[1], -1)
	for _, name := range names {
		if name[0] == '#' {
			return name
		}
	}
	if len(names) > 0 {
		return names[0]
	}
	return strings.ToLower(m[1])
}

// attributesOnly is a last part of attributes alone.
var attributesOnly = regexp.MustCompile(`(?:^|[\s>+~])((?:\[[^\]]*\])+)$`)

// keyedAttribute is one whose bearers Elements knows, with what may follow its
// name; != is also met by elements without it.
var keyedAttribute = regexp.MustCompile(`^\[(id|itemprop|data-role|data-slot)[~|^$*]?[=\]]`)

// attributeKey is an attribute, as "[name", that every match of a selector has
// that ends in attributes.
func attributeKey(css string) string {
	if _, ok := plainNames(css); !ok {
		return ""
	}
	last := attributesOnly.FindStringSubmatch(css)
	if last == nil {
		return ""
	}
	for _, attribute := range bracketed.FindAllString(last[1], -1) {
		if m := keyedAttribute.FindStringSubmatch(attribute); m != nil {
			return "[" + m[1]
		}
	}
	return ""
}

// aboveKey is an id or a class that an element above every match has, the
// nearest that the selector names. Siblings are not above: of a selector with
// + or ~ nothing is known.
func aboveKey(css string) string {
	plain, ok := plainNames(css)
	if !ok || strings.ContainsAny(plain, "+~") {
		return ""
	}
	compounds := strings.FieldsFunc(plain, func(c rune) bool { return c == '>' || unicode.IsSpace(c) })
	for i := len(compounds) - 2; i >= 0; i-- {
		if names := marked.FindAllString(compounds[i], -1); len(names) > 0 {
			return names[0]
		}
	}
	return ""
}

// plainNames is a selector without what stands in brackets and parentheses; ok
// is false for a group, and for one with escapes or names that are not plain.
func plainNames(css string) (plain string, ok bool) {
	plain = css
	for bracketed.MatchString(plain) {
		plain = bracketed.ReplaceAllString(plain, "")
	}
	if strings.ContainsAny(plain, ",\\'\"()[]*|/") || strings.Contains(css, "\\") {
		return "", false
	}
	return strings.TrimSpace(plain), true
}

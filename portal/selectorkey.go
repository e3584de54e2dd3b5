package portal

import (
	"regexp"
	"strings"
)

// lastCompound is the part of a selector that the matched element itself has
// to meet, of plain names only.
var lastCompound = regexp.MustCompile(`(?:^|[\s>+~])((?:[A-Za-z][A-Za-z0-9]*)?(?:[.#][A-Za-z_][A-Za-z0-9_-]*)*)(?::[a-z-]+)*$`)

// selectorKey is an id, a class or a tag name that every match of a selector
// has, so that it is tried on few elements. Of a group, and of a selector with
// escapes, nothing is known. What stands in brackets or parentheses narrows
// the match further and is left aside.
func selectorKey(css string) string {
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

package robots

import "strings"

// field is what a line is about.
type field byte

const (
	unknownField field = iota
	agentField
	allowField
	disallowField
	sitemapField
	delayField
)

// spellings holds the accepted beginnings of a field name, in lower case.
// The misspellings are those that google/robotstxt accepts.
var spellings = [...]struct {
	prefix string
	field  field
}{
	{"user-agent", agentField}, {"useragent", agentField}, {"user agent", agentField},
	{"allow", allowField},
	{"disallow", disallowField}, {"dissallow", disallowField}, {"dissalow", disallowField},
	{"disalow", disallowField}, {"diasllow", disallowField}, {"disallaw", disallowField},
	{"sitemap", sitemapField}, {"site-map", sitemapField},
	{"crawl-delay", delayField}, {"crawldelay", delayField}, {"crawl delay", delayField},
}

// fieldOf recognises a field by the beginning of its name.
func fieldOf(key string) field {
	for _, s := range spellings {
		if len(key) >= len(s.prefix) && strings.EqualFold(key[:len(s.prefix)], s.prefix) {
			return s.field
		}
	}
	return unknownField
}

// splitLine takes "key: value" apart, without its comment. A missing colon is
// forgiven where the line has just two words. ok is false for a blank line
// and for one that says nothing.
func splitLine(line string) (key, value string, ok bool) {
	line, _, _ = strings.Cut(line, "#")
	line = strings.TrimSpace(line)
	key, value, found := strings.Cut(line, ":")
	if !found {
		words := strings.Fields(line)
		if len(words) != 2 {
			return "", "", false
		}
		key, value = words[0], words[1]
	}
	key = strings.TrimSpace(key)
	return key, strings.TrimSpace(value), key != ""
}

// Token is the product token of a user agent: its letters, hyphens and
// underscores up to the first other character ("tintinh/1.0 (+mailto:…)" is
// tintinh). Empty: only the groups for everybody apply.
func Token(userAgent string) string {
	for i := range len(userAgent) {
		c := userAgent[i]
		if !('a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c == '-' || c == '_') {
			return userAgent[:i]
		}
	}
	return userAgent
}

// isEverybody recognises the value of "User-agent: *"; words after the
// asterisk are forgiven.
func isEverybody(value string) bool {
	return value == "*" || strings.HasPrefix(value, "* ") || strings.HasPrefix(value, "*\t")
}

package portal

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/andybalholm/cascadia"
)

var attrName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_.:-]*$`)

// CompileSelector compiles a CSS selector with an optional attribute suffix:
// "meta[name='description']@content" takes the attribute content of the
// element, a selector without suffix takes its text. An @ inside brackets,
// parentheses, quotes or after a backslash belongs to the selector.
func CompileSelector(text string) (Selector, error) {
	s := Selector{Text: strings.TrimSpace(text)}
	css, attr, hasAttr := splitAttr(s.Text)
	if hasAttr {
		if !attrName.MatchString(attr) {
			return Selector{}, fmt.Errorf("selector %q: %q after @ is no attribute name; expected for example meta[name='author']@content", s.Text, attr)
		}
		s.Attr = strings.ToLower(attr) // HTML attribute names arrive in lower case
	}
	if css == "" {
		return Selector{}, fmt.Errorf("selector %q: no CSS selector; expected for example h1.title or meta[name='author']@content", s.Text)
	}
	if _, _, more := splitAttr(css); more {
		return Selector{}, fmt.Errorf("selector %q: more than one @; an attribute stands at the end, alternatives are entries of the list", s.Text)
	}
	group, err := parseGroup(css)
	if err != nil {
		return Selector{}, fmt.Errorf("selector %q: %w", s.Text, err)
	}
	s.Match, s.Key, s.Above = group, selectorKey(css), aboveKey(css)
	return s, nil
}

// parseGroup guards against the parser: it must not bring down a program that
// reads other people's definitions.
func parseGroup(css string) (g cascadia.SelectorGroup, err error) {
	defer func() {
		if r := recover(); r != nil {
			g, err = nil, fmt.Errorf("not a CSS selector: %v", r)
		}
	}()
	if strings.ContainsRune(css, 0) {
		return nil, errors.New("not a CSS selector: it holds a NUL")
	}
	g, err = cascadia.ParseGroup(css)
	if err != nil {
		return nil, fmt.Errorf("not a CSS selector: %w", err)
	}
	return g, nil
}

// splitAttr cuts the last @ that stands outside brackets and quotes.
func splitAttr(text string) (css, attr string, ok bool) {
	depth, quote, at := 0, byte(0), -1
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch {
		case c == '\\':
			i++ // what follows is literal
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '[' || c == '(':
			depth++
		case c == ']' || c == ')':
			depth--
		case c == '@' && depth == 0:
			at = i
		}
	}
	if at < 0 {
		return text, "", false
	}
	return strings.TrimSpace(text[:at]), strings.TrimSpace(text[at+1:]), true
}

package portal

import (
	"fmt"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"
	"golang.org/x/text/unicode/norm"
)

// CompilePattern compiles an article pattern. It matches anywhere in path and
// query unless anchored with ^ and $; the group (?P<id>…) is the site's own
// article id.
func CompilePattern(text string) (*Pattern, error) {
	if n := strings.Count(text, "(?P<id>") + strings.Count(text, "(?<id>"); n > 1 {
		return nil, fmt.Errorf("pattern %q has %d groups named id; expected one: write (?P<id>(?:one|other))", text, n)
	}
	// URLs are compared in NFC, so the pattern has to be in it, too.
	re, err := regexp.Compile(norm.NFC.String(text))
	if err != nil {
		return nil, fmt.Errorf("pattern %q: %w", text, err)
	}
	for _, name := range re.SubexpNames() {
		if name != "" && name != "id" {
			return nil, fmt.Errorf("pattern %q: the group %s means nothing; the site's own article id is the group id: (?P<id>…)", text, name)
		}
	}
	return &Pattern{Regexp: re, id: re.SubexpIndex("id")}, nil
}

func (d *decoder) pattern(n *yaml.Node, at string) *Pattern {
	s := d.text(n, at)
	if s == "" {
		return nil
	}
	p, err := CompilePattern(s)
	if err != nil {
		d.fail(deref(n), at, "%v", err)
		return nil
	}
	return p
}

// regexps reads a list of regular expressions.
func (d *decoder) regexps(n *yaml.Node, at string) []*regexp.Regexp {
	var out []*regexp.Regexp
	for _, it := range d.texts(n, at) {
		re, err := regexp.Compile(norm.NFC.String(it.text))
		if err != nil {
			d.fail(it.node, it.at, "regular expression %q: %v", it.text, err)
			continue
		}
		out = append(out, re)
	}
	return out
}

package portal

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// decoder reads YAML nodes strictly and collects every mistake with its line,
// so that one look at a file mends all of it. yaml's own KnownFields stops at
// structs: it has no lines for wrong values and no suggestions.
type decoder struct {
	file string
	errs []*Error
}

// fail notes a mistake at a node.
func (d *decoder) fail(n *yaml.Node, key, format string, args ...any) {
	e := &Error{File: d.file, Key: key, Msg: fmt.Sprintf(format, args...)}
	if n != nil {
		e.Line, e.Column = n.Line, n.Column
	}
	d.errs = append(d.errs, e)
}

// deref follows an alias (*name) to what it stands for.
func deref(n *yaml.Node) *yaml.Node {
	for n != nil && n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	return n
}

// describe names what was found, for messages.
func describe(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "a mapping"
	case yaml.SequenceNode:
		return "a list"
	case yaml.ScalarNode:
		if n.ShortTag() == "!!null" {
			return "nothing"
		}
		return strconv.Quote(n.Value)
	}
	return "nothing"
}

// fields splits a mapping into its values by key. Keys that are not known,
// stand twice or are not text are mistakes; a key without a value counts as
// absent.
func (d *decoder) fields(n *yaml.Node, at string, known []string) map[string]*yaml.Node {
	n = deref(n)
	if n == nil || n.Kind != yaml.MappingNode {
		d.fail(n, at, "expected a mapping with the keys %s; found %s", strings.Join(known, ", "), describe(n))
		return nil
	}
	values := make(map[string]*yaml.Node, len(n.Content)/2)
	seen := make(map[string]int, len(n.Content)/2)
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], deref(n.Content[i+1])
		if k.Kind != yaml.ScalarNode || !slices.Contains(known, k.Value) {
			d.unknown(k, at, known)
			continue
		}
		if line, twice := seen[k.Value]; twice {
			d.fail(k, below(at, k.Value), "the key stands twice, first in line %d; keep one", line)
			continue
		}
		seen[k.Value] = k.Line
		if v.Kind == yaml.ScalarNode && v.ShortTag() == "!!null" {
			continue
		}
		values[k.Value] = v
	}
	return values
}

func (d *decoder) unknown(k *yaml.Node, at string, known []string) {
	if k.Kind != yaml.ScalarNode {
		d.fail(k, at, "expected a key; found %s", describe(k))
		return
	}
	if near := nearest(k.Value, known); len(near) > 0 {
		d.fail(k, below(at, k.Value), "unknown key; did you mean %s?", strings.Join(near, " or "))
		return
	}
	d.fail(k, below(at, k.Value), "unknown key; known are %s", strings.Join(known, ", "))
}

// below names a key below another: "sources[1]" + "every".
func below(at, key string) string {
	if at == "" {
		return key
	}
	return at + "." + key
}

// text reads a scalar that is text. Numbers, dates and booleans are refused:
// YAML would read them in its own way, so they need quotes.
func (d *decoder) text(n *yaml.Node, at string) string {
	n = deref(n)
	if n == nil {
		return ""
	}
	if n.Kind != yaml.ScalarNode {
		d.fail(n, at, "expected text; found %s", describe(n))
		return ""
	}
	if n.ShortTag() != "!!str" {
		d.fail(n, at, "expected text; found %s, which YAML reads as %s: put it in quotes", describe(n), kindOf(n.ShortTag()))
		return ""
	}
	s := strings.TrimSpace(n.Value)
	if s == "" {
		d.fail(n, at, "expected text; found an empty string")
	}
	return s
}

func kindOf(tag string) string {
	switch tag {
	case "!!int", "!!float":
		return "a number"
	case "!!bool":
		return "true or false"
	case "!!timestamp":
		return "a date"
	case "!!null":
		return "nothing"
	}
	return tag
}

// item is a text of a list with its node.
type item struct {
	text string
	node *yaml.Node
	at   string
}

// texts reads a list of texts; one text stands for a list of one.
func (d *decoder) texts(n *yaml.Node, at string) []item {
	n = deref(n)
	if n == nil {
		return nil
	}
	if n.Kind == yaml.ScalarNode {
		if s := d.text(n, at); s != "" {
			return []item{{s, n, at}}
		}
		return nil
	}
	items := []item{}
	for i, c := range d.list(n, at, "text or a list of texts") {
		at := fmt.Sprintf("%s[%d]", at, i)
		if s := d.text(c, at); s != "" {
			items = append(items, item{s, c, at})
		}
	}
	return items
}

// list reads a sequence.
func (d *decoder) list(n *yaml.Node, at, expected string) []*yaml.Node {
	n = deref(n)
	if n == nil {
		return nil
	}
	if n.Kind != yaml.SequenceNode {
		d.fail(n, at, "expected %s; found %s", expected, describe(n))
		return nil
	}
	out := make([]*yaml.Node, len(n.Content))
	for i, c := range n.Content {
		out[i] = deref(c)
	}
	return out
}

func (d *decoder) boolean(n *yaml.Node, at string) bool {
	n = deref(n)
	if n == nil {
		return false
	}
	if n.Kind != yaml.ScalarNode || n.ShortTag() != "!!bool" {
		d.fail(n, at, "expected true or false; found %s", describe(n))
		return false
	}
	return strings.EqualFold(n.Value, "true")
}

// count reads a whole number of at least 0.
func (d *decoder) count(n *yaml.Node, at string) int {
	n = deref(n)
	if n == nil {
		return 0
	}
	v, err := strconv.Atoi(n.Value)
	if n.Kind != yaml.ScalarNode || n.ShortTag() != "!!int" || err != nil || v < 0 {
		d.fail(n, at, "expected a whole number of 0 or more; found %s", describe(n))
		return 0
	}
	return v
}

// oneOf reads a text that must be one of a few words.
func (d *decoder) oneOf(n *yaml.Node, at string, words ...string) string {
	s := d.text(n, at)
	if s == "" || slices.Contains(words, s) {
		return s
	}
	hint := ""
	if near := nearest(s, words); len(near) > 0 {
		hint = "; did you mean " + strings.Join(near, " or ") + "?"
	}
	d.fail(deref(n), at, "found %q; expected one of %s%s", s, strings.Join(words, ", "), hint)
	return ""
}

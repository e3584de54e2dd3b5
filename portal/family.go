package portal

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// trustWords are the sources a family's order of trust may name; the same
// words stand in a record's published_source.
func trustWords() []string {
	return []string{"json-ld", "meta", "selector", "feed", "sitemap", "url", "auto"}
}

// ParseFamily reads one family: its fingerprints, its rules and, where the
// default order is wrong for it, whom to trust per field.
func ParseFamily(file string, src []byte) (*Family, error) {
	n, err := document(file, src)
	if err != nil {
		return nil, err
	}
	d := &decoder{file: file}
	f := d.family(n)
	if len(d.errs) > 0 {
		return nil, join(d.errs)
	}
	return f, nil
}

func (d *decoder) family(n *yaml.Node) *Family {
	m := d.fields(n, "", []string{"id", "fingerprints", "rules", "trust", "evidence"})
	if m == nil {
		return nil
	}
	f := &Family{
		File:         d.file,
		ID:           d.id(n, m),
		Fingerprints: d.fingerprints(m["fingerprints"], "fingerprints"),
		Rules:        d.rules(m["rules"], "rules"),
		Evidence:     d.evidence(m["evidence"], "evidence"),
		Trust:        d.trust(m["trust"], "trust"),
	}
	if m["fingerprints"] == nil {
		d.fail(n, "fingerprints", "missing; without them no page is recognised")
	}
	sum := 0.0
	for _, p := range f.Fingerprints {
		sum += max(0, p.Weight)
	}
	if len(f.Fingerprints) > 0 && sum < recognised-1e-9 {
		d.fail(m["fingerprints"], "fingerprints", "the weights add up to %.2f; a page is recognised at %g, so no page ever is", sum, recognised)
	}
	return f
}

func (d *decoder) fingerprints(n *yaml.Node, at string) []Fingerprint {
	var out []Fingerprint
	for i, c := range d.list(n, at, "a list of {has or matches, weight}") {
		at := fmt.Sprintf("%s[%d]", at, i)
		if f, ok := d.fingerprint(c, at); ok {
			out = append(out, f)
		}
	}
	return out
}

func (d *decoder) fingerprint(n *yaml.Node, at string) (Fingerprint, bool) {
	before := len(d.errs)
	m := d.fields(n, at, []string{"has", "matches", "weight"})
	if m == nil {
		return Fingerprint{}, false
	}
	var f Fingerprint
	if (m["has"] == nil) == (m["matches"] == nil) {
		d.fail(n, at, "expected either has (a selector) or matches (a regular expression on the page's bytes)")
		return f, false
	}
	if v := m["has"]; v != nil {
		text := d.text(v, below(at, "has"))
		if s, ok := d.selector(item{text, v, below(at, "has")}); ok {
			f.Has = &s
			f.marks = requiredMarks(s.Text)
		}
	}
	if v := m["matches"]; v != nil {
		text := d.text(v, below(at, "matches"))
		re, err := regexp.Compile(text)
		if err != nil {
			d.fail(v, below(at, "matches"), "regular expression %q: %v", text, err)
		}
		f.Matches = re
	}
	f.Weight = d.weight(n, m["weight"], below(at, "weight"))
	return f, len(d.errs) == before
}

func (d *decoder) weight(parent, n *yaml.Node, at string) float64 {
	if n == nil {
		d.fail(parent, at, "missing; expected a number from -1 to 1")
		return 0
	}
	w, err := strconv.ParseFloat(n.Value, 64)
	if n.Kind != yaml.ScalarNode || err != nil || !(w >= -1 && w <= 1) || w == 0 {
		d.fail(n, at, "expected a number from -1 to 1, not 0; found %s", describe(n))
		return 0
	}
	return w
}

func (d *decoder) trust(n *yaml.Node, at string) map[Field][]string {
	if n == nil {
		return nil
	}
	m := d.fields(n, at, fieldNames())
	out := make(map[Field][]string, len(m))
	for _, name := range fieldNames() {
		v := m[name]
		if v == nil {
			continue
		}
		for _, it := range d.texts(v, below(at, name)) {
			switch {
			case !slices.Contains(trustWords(), it.text):
				d.fail(it.node, it.at, "found %q; expected one of %s", it.text, strings.Join(trustWords(), ", "))
			case slices.Contains(out[Field(name)], it.text):
				d.fail(it.node, it.at, "%s stands twice; keep one", it.text)
			default:
				out[Field(name)] = append(out[Field(name)], it.text)
			}
		}
	}
	return out
}

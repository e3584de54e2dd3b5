package portal

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// fieldNames is the order of the fields in messages and in the hash.
func fieldNames() []string {
	return []string{
		string(Title), string(Lead), string(Byline), string(Published), string(Modified), string(Section),
		string(Tags), string(Views), string(Body), string(Caption), string(Credit), string(Audio),
		string(Video), string(Attachments), string(Related), string(Strip),
	}
}

// elementFields take elements of the page, so an attribute makes no sense.
func elementFields() []Field { return []Field{Body, Related, Strip} }

// rules reads the list under rules:, sorted by until, today's rule last.
func (d *decoder) rules(n *yaml.Node, at string) []Rule {
	var rules []Rule
	seen := map[time.Time]int{}
	for i, c := range d.list(n, at, "a list of rules") {
		at := fmt.Sprintf("%s[%d]", at, i)
		r, ok := d.rule(c, at)
		if !ok {
			continue
		}
		if line, twice := seen[r.Until]; twice {
			d.fail(c, at, "a second rule %s, the first is in line %d; every rule needs a date of its own, and one may have none", untilText(r.Until), line)
			continue
		}
		seen[r.Until] = c.Line
		rules = append(rules, r)
	}
	slices.SortStableFunc(rules, func(a, b Rule) int {
		switch {
		case a.Until.IsZero():
			return 1
		case b.Until.IsZero():
			return -1
		}
		return a.Until.Compare(b.Until)
	})
	return rules
}

func untilText(t time.Time) string {
	if t.IsZero() {
		return "without until"
	}
	return "until " + t.Format(time.DateOnly)
}

func (d *decoder) rule(n *yaml.Node, at string) (Rule, bool) {
	before := len(d.errs)
	m := d.fields(n, at, append(fieldNames(), "until", "dateline", "date_order"))
	if m == nil {
		return Rule{}, false
	}
	r := Rule{Until: d.date(m["until"], below(at, "until")), Fields: map[Field][]Selector{}}
	for _, name := range fieldNames() {
		if v := m[name]; v != nil {
			r.Fields[Field(name)] = d.selectors(v, below(at, name), Field(name))
		}
	}
	if v := m["dateline"]; v != nil {
		r.datelineSet = true
		r.DatelineStrip = d.oneOf(v, below(at, "dateline"), "strip", "keep") == "strip"
	}
	if v := m["date_order"]; v != nil {
		r.DateOrder = d.oneOf(v, below(at, "date_order"), "dmy", "mdy")
	}
	if len(r.Fields) == 0 && !r.datelineSet && r.DateOrder == "" && len(d.errs) == before {
		d.fail(n, at, "the rule says nothing; expected at least one of %s", strings.Join(fieldNames(), ", "))
	}
	r.Hash = r.hash()
	return r, true
}

// selectors reads the selectors of a field. An empty list is kept: it
// switches the family's selectors off.
func (d *decoder) selectors(n *yaml.Node, at string, f Field) []Selector {
	out := []Selector{}
	for _, it := range d.texts(n, at) {
		s, ok := d.selector(it)
		if !ok {
			continue
		}
		script := f == Body && strings.HasPrefix(s.Text, "script") // script@variable: the body is the variable's value
		if s.Attr != "" && slices.Contains(elementFields(), f) && !script {
			d.fail(it.node, it.at, "found %q; %s takes elements, so no @%s", it.text, f, s.Attr)
			continue
		}
		out = append(out, s)
	}
	return out
}

func (d *decoder) selector(it item) (Selector, bool) {
	s, err := CompileSelector(it.text)
	if err != nil {
		d.fail(it.node, it.at, "%v", err)
		return Selector{}, false
	}
	return s, true
}

// hash names what the rule does with a page; until is not part of it, for the
// same selectors under another date read a page in the same way.
func (r Rule) hash() string {
	h := sha256.New()
	for _, name := range fieldNames() {
		for _, s := range r.Fields[Field(name)] {
			fmt.Fprintf(h, "%s\x00%s\x00", name, s.Text)
		}
	}
	fmt.Fprintf(h, "dateline\x00%t\x00order\x00%s", r.DatelineStrip, r.DateOrder)
	return hex.EncodeToString(h.Sum(nil))[:12]
}

// RuleAt returns the rule for a page captured at a moment: the first whose
// until lies after it, else the one without until. The zero time means today.
// rules are sorted as in Portal and Family; nil means that no rule is known
// for that moment.
func RuleAt(rules []Rule, at time.Time) *Rule {
	for i := range rules {
		u := rules[i].Until
		if u.IsZero() || !at.IsZero() && at.Before(u) {
			return &rules[i]
		}
	}
	return nil
}

// Effective is the rule for a page of the portal captured at a moment (zero =
// today): the family's rule of that date, overridden field by field by the
// portal's. f is nil where no family was recognised. The result is a copy
// with a hash of its own; without any rule it has no fields.
func (p *Portal) Effective(f *Family, at time.Time) Rule {
	var merged Rule
	if f != nil {
		merged = merge(merged, RuleAt(f.Rules, at))
	}
	if p != nil {
		merged = merge(merged, RuleAt(p.Rules, at))
	}
	maps.DeleteFunc(merged.Fields, func(_ Field, s []Selector) bool { return len(s) == 0 })
	merged.Hash = merged.hash()
	return merged
}

// merge lays over on top of under, without touching either.
func merge(under Rule, over *Rule) Rule {
	if over == nil {
		return under
	}
	under.Until = over.Until
	fields := make(map[Field][]Selector, len(under.Fields)+len(over.Fields))
	maps.Copy(fields, under.Fields)
	maps.Copy(fields, over.Fields)
	under.Fields = fields
	if over.datelineSet {
		under.datelineSet, under.DatelineStrip = true, over.DatelineStrip
	}
	if over.DateOrder != "" {
		under.DateOrder = over.DateOrder
	}
	return under
}

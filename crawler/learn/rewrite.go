package learn

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/andybalholm/cascadia"
	"go.yaml.in/yaml/v3"

	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/portal"
)

// was notes the selectors that the mended fields had in the old layout: the
// dated rule keeps them, so that old captures are read as before. Where the old
// layout was still seen on the day of the change, today's rule keeps those that
// match nothing in the new one, too.
func (l *Learner) was(r *Repair, pages []*sample, split int) {
	old := pages[:split]
	if split == 0 {
		old = pages // its family, if any is recognised
	}
	sameDay := split > 0 && !pages[split-1].At.Before(r.Since)
	for f := range r.Mended {
		seen := map[string]bool{}
		for _, s := range old {
			for _, sel := range l.selectors(r.Portal, f, s) {
				if seen[sel.Text] {
					continue
				}
				seen[sel.Text] = true
				r.Was[f] = append(r.Was[f], sel.Text)
				if sameDay && !matchesAny(pages[split:], sel) {
					r.stay[f] = append(r.stay[f], sel.Text)
				}
			}
		}
	}
}

func matchesAny(pages []*sample, sel portal.Selector) bool {
	return slices.ContainsFunc(pages, func(s *sample) bool { return cascadia.Query(s.doc.Root, sel.Match) != nil })
}

// define writes the definition anew: what today's rule said becomes a rule
// until the change, and today's has the new selectors.
func (r *Repair) define() error {
	if len(r.Mended) == 0 {
		return nil
	}
	src, err := r.Portal.YAML()
	if err != nil {
		return fmt.Errorf("mend %s: %w", r.Portal.ID, err)
	}
	var doc yaml.Node
	if err := yaml.Unmarshal(src, &doc); err != nil {
		return fmt.Errorf("mend %s: read its definition again: %w", r.Portal.ID, err)
	}
	root := doc.Content[0]
	rules := child(root, "rules")
	if rules == nil {
		rules = &yaml.Node{Kind: yaml.SequenceNode}
		insertBefore(root, []string{"valid", "successor", "confidence", "unverified", "evidence"}, "rules", rules)
	}
	today := &yaml.Node{Kind: yaml.MappingNode}
	at := slices.IndexFunc(rules.Content, func(n *yaml.Node) bool { return child(n, "until") == nil })
	if at >= 0 {
		today = rules.Content[at]
		rules.Content = slices.Delete(rules.Content, at, at+1)
	}
	if !r.Since.IsZero() {
		rules.Content = append(rules.Content, r.dated(today))
	}
	rules.Content = append(rules.Content, r.todays(today))
	r.note(root)
	var b bytes.Buffer
	e := yaml.NewEncoder(&b)
	e.SetIndent(2)
	if err := e.Encode(&doc); err != nil {
		return fmt.Errorf("mend %s: write the definition: %w", r.Portal.ID, err)
	}
	if err := e.Close(); err != nil {
		return err
	}
	if r.proposed, err = portal.Parse(r.Portal.File, b.Bytes()); err != nil {
		return fmt.Errorf("mend %s: the definition with the new rule is not valid: %w", r.Portal.ID, err)
	}
	r.New = b.Bytes()
	return nil
}

// dated is today's rule of before, until the day of the change.
func (r *Repair) dated(today *yaml.Node) *yaml.Node {
	old := &mapping{}
	old.add("until", &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!timestamp", Value: r.Since.Format(time.DateOnly)})
	old.node.Content = append(old.node.Content, today.Content...)
	for _, f := range fieldOrder() {
		if child(&old.node, string(f)) == nil {
			old.list(string(f), r.Was[f])
		}
	}
	return &old.node
}

// todays is today's rule with the new selectors.
func (r *Repair) todays(today *yaml.Node) *yaml.Node {
	m := &mapping{}
	for i := 0; i+1 < len(today.Content); i += 2 {
		if _, mended := r.Mended[portal.Field(today.Content[i].Value)]; !mended {
			m.add(today.Content[i].Value, today.Content[i+1])
		}
	}
	for _, f := range fieldOrder() {
		if a, ok := r.Mended[f]; ok {
			m.list(string(f), slices.Concat(a.Selectors, r.stay[f]))
		}
	}
	known := r.Portal.Effective(nil, time.Time{})
	fresh := slices.DeleteFunc(slices.Clone(r.Strip), func(s string) bool {
		return slices.ContainsFunc(slices.Concat(known.Fields[portal.Strip], known.Fields[portal.Related]), func(k portal.Selector) bool { return k.Text == s })
	})
	if strip := child(&m.node, "strip"); strip == nil {
		m.list("strip", fresh)
	} else if strip.Kind == yaml.SequenceNode {
		for _, s := range fresh {
			strip.Content = append(strip.Content, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: s, Style: yaml.DoubleQuotedStyle})
		}
	}
	return &m.node
}

// note adds the evidence.
func (r *Repair) note(root *yaml.Node) {
	list := child(root, "evidence")
	if list == nil {
		list = &yaml.Node{Kind: yaml.SequenceNode}
		root.Content = append(root.Content, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: "evidence"}, list)
	}
	for _, f := range fieldOrder() {
		a, ok := r.Mended[f]
		if !ok {
			continue
		}
		m := flow()
		m.text("what", string(f))
		m.text("source", fmt.Sprintf("mended: right on %d of %d captures of the new layout", a.Right, a.Pages))
		if !r.Since.IsZero() {
			m.add("date", &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: r.Since.Format(time.DateOnly), Style: yaml.DoubleQuotedStyle})
		}
		m.text("confidence", a.Confidence())
		list.Content = append(list.Content, &m.node)
	}
}

func child(n *yaml.Node, key string) *yaml.Node {
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i+1]
		}
	}
	return nil
}

// insertBefore puts a key before the first of the others, or at the end.
func insertBefore(root *yaml.Node, others []string, key string, value *yaml.Node) {
	k := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: key}
	for i := 0; i+1 < len(root.Content); i += 2 {
		if slices.Contains(others, root.Content[i].Value) {
			root.Content = slices.Insert(root.Content, i, k, value)
			return
		}
	}
	root.Content = append(root.Content, k, value)
}

// compare reads every capture with the definition as it is and as it would
// be, and notes what differs.
func (r *Repair) compare(l *Learner, pages []*sample, split int) {
	x := extract.New(l.Catalogue, l.Version)
	for i, s := range pages {
		in := extract.Page{URL: s.URL, Body: s.Body, ContentType: s.ContentType, FetchedAt: s.At, Portal: r.Portal}
		before := fieldsOf(x.Extract(s.doc, in).Article)
		in.Portal = r.proposed
		after := fieldsOf(x.Extract(s.doc, in).Article)
		for _, f := range comparedFields() {
			if before[f] != after[f] {
				r.Changes = append(r.Changes, Change{URL: s.URL, At: s.At, Field: f, Old: cut(before[f]), New: cut(after[f]), Before: i < split})
			}
		}
	}
}

func comparedFields() []string {
	return []string{"title", "lead", "published_at", "byline", "section", "text"}
}

func fieldsOf(a *extract.Article) map[string]string {
	if a == nil {
		return map[string]string{}
	}
	out := map[string]string{"title": a.Title, "lead": a.Lead, "byline": a.BylineRaw, "section": strings.Join(a.Section, " › "), "text": a.Text}
	if !a.PublishedAt.IsZero() {
		out["published_at"] = a.PublishedAt.Format(time.RFC3339)
	}
	return out
}

// cut is a value for people, with its length where it is cut.
func cut(s string) string {
	const most = 100
	runes := []rune(strings.Join(strings.Fields(s), " "))
	if len(runes) <= most {
		return string(runes)
	}
	return fmt.Sprintf("%s… (%d characters)", string(runes[:most]), len(runes))
}

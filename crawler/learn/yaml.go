package learn

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/tintinh/tintinh/portal"
)

// fieldOrder is the order of fields in a definition.
func fieldOrder() []portal.Field {
	return []portal.Field{
		portal.Title, portal.Lead, portal.Published, portal.Byline, portal.Section, portal.Tags, portal.Views,
		portal.Body, portal.Related, portal.Strip,
	}
}

// YAML is the proposal as a definition, with the numbers it rests on as
// evidence.
func (p *Proposal) YAML() ([]byte, error) {
	m := &mapping{}
	m.text("id", p.ID)
	m.text("outlet", p.Outlet)
	m.list("hosts", p.Hosts)
	if p.Private {
		m.add("allow_private", &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!bool", Value: "true"})
	}
	m.add("sources", p.sourceNodes())
	if p.Pattern.Text != "" {
		m.add("article", quoted(p.Pattern.Text))
	}
	m.list("deny", []string{"^/tim-kiem", "^/search", "^/tags?/"})
	m.list("keep_params", p.Pattern.Keep)
	m.add("examples", p.exampleNodes())
	if p.Family != "" {
		m.text("family", p.Family)
	}
	m.add("rules", p.ruleNodes())
	m.text("confidence", p.confidence())
	m.add("evidence", p.evidenceNodes())
	m.node.HeadComment = p.heading()
	var b bytes.Buffer
	e := yaml.NewEncoder(&b)
	e.SetIndent(2)
	if err := e.Encode(&m.node); err != nil {
		return nil, fmt.Errorf("print the definition of %s: %w", p.ID, err)
	}
	return b.Bytes(), e.Close()
}

func (p *Proposal) heading() string {
	lines := []string{fmt.Sprintf("# Learned from %d articles%s; nobody has looked at it yet.", len(p.Articles), on(p.At))}
	for _, n := range p.Notes {
		lines = append(lines, "# To do: "+n+".")
	}
	return strings.Join(lines, "\n")
}

func on(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return " on " + at.Format(time.DateOnly)
}

// confidence is that of the weakest part which a record cannot do without.
func (p *Proposal) confidence() string {
	worst := "A"
	if p.Pattern.Text == "" || p.Pattern.Others > 0 || p.Pattern.Matched*10 < p.Pattern.Articles*9 {
		worst = "C"
	}
	if p.Family != "" {
		return worst
	}
	for _, f := range []portal.Field{portal.Title, portal.Published, portal.Body} {
		a, ok := p.Fields[f]
		if c := a.Confidence(); !ok || c > worst {
			worst = c
			if !ok {
				worst = "C"
			}
		}
	}
	return worst
}

func (p *Proposal) sourceNodes() *yaml.Node {
	list := &yaml.Node{Kind: yaml.SequenceNode}
	for _, s := range p.Sources {
		m := flow()
		m.text("kind", string(s.Kind))
		m.add("url", &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: s.URL, Style: yaml.DoubleQuotedStyle})
		m.text("every", every(s.Every))
		list.Content = append(list.Content, &m.node)
	}
	return list
}

// every writes an interval as definitions do.
func every(d time.Duration) string {
	if d >= 24*time.Hour && d%(24*time.Hour) == 0 {
		return fmt.Sprintf("%dd", d/(24*time.Hour))
	}
	if d%time.Hour == 0 {
		return fmt.Sprintf("%dh", d/time.Hour)
	}
	return d.String()
}

func (p *Proposal) exampleNodes() *yaml.Node {
	list := &yaml.Node{Kind: yaml.SequenceNode}
	for _, e := range p.Examples {
		m := flow()
		m.add("url", &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: e.URL, Style: yaml.DoubleQuotedStyle})
		switch {
		case e.Is != portal.ExampleArticle:
			m.text("is", e.Is)
		case e.ID != "":
			m.add("id", &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: e.ID, Style: yaml.DoubleQuotedStyle})
		}
		list.Content = append(list.Content, &m.node)
	}
	return list
}

func (p *Proposal) ruleNodes() *yaml.Node {
	rule := &mapping{}
	for _, f := range fieldOrder() {
		switch f {
		case portal.Strip:
			rule.list(string(f), p.Strip)
		case portal.Related:
			rule.list(string(f), p.Related)
		default:
			rule.list(string(f), p.Fields[f].Selectors)
		}
	}
	list := &yaml.Node{Kind: yaml.SequenceNode}
	if len(rule.node.Content) > 0 {
		list.Content = append(list.Content, &rule.node)
	}
	return list
}

// evidenceNodes say on how many pages each part held.
func (p *Proposal) evidenceNodes() *yaml.Node {
	list := &yaml.Node{Kind: yaml.SequenceNode}
	add := func(what, source, confidence string) {
		m := flow()
		m.text("what", what)
		m.text("source", source)
		if !p.At.IsZero() {
			m.add("date", &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: p.At.Format(time.DateOnly), Style: yaml.DoubleQuotedStyle})
		}
		m.text("confidence", confidence)
		list.Content = append(list.Content, &m.node)
	}
	if p.Pattern.Text != "" {
		a := Answer{Right: p.Pattern.Matched, Wrong: p.Pattern.Others, Pages: p.Pattern.Articles}
		add("article", fmt.Sprintf("learned: matches %d of %d articles, and %d other pages", p.Pattern.Matched, p.Pattern.Articles, p.Pattern.Others), a.Confidence())
	}
	add("sources", "learned: pages that lead to articles", "B")
	if p.Family != "" {
		a := Answer{Right: p.FamilyOn, Pages: len(p.Articles)}
		add("family", fmt.Sprintf("recognised on %d of %d articles", p.FamilyOn, len(p.Articles)), a.Confidence())
	}
	for _, f := range fieldOrder() {
		if a, ok := p.Fields[f]; ok {
			add(string(f), fmt.Sprintf("learned: right on %d of %d pages, wrong on %d", a.Right, a.Pages, a.Wrong), a.Confidence())
		}
	}
	add("deny", "guess", "C")
	return list
}

// mapping is a YAML mapping under construction; empty values are left out.
type mapping struct{ node yaml.Node }

func flow() *mapping {
	return &mapping{node: yaml.Node{Kind: yaml.MappingNode, Style: yaml.FlowStyle}}
}

func (m *mapping) add(key string, v *yaml.Node) {
	if v.Kind == yaml.SequenceNode && len(v.Content) == 0 {
		return
	}
	m.node.Kind = yaml.MappingNode
	m.node.Content = append(m.node.Content, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: key}, v)
}

func (m *mapping) text(key, value string) {
	m.add(key, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: value})
}

func (m *mapping) list(key string, values []string) {
	list := &yaml.Node{Kind: yaml.SequenceNode, Style: yaml.FlowStyle}
	for _, v := range values {
		list.Content = append(list.Content, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: v, Style: styleOf(v)})
	}
	m.add(key, list)
}

func styleOf(v string) yaml.Style {
	if strings.ContainsAny(v, "'\\[]{}#^:,*&!|>%@`\"") {
		return yaml.DoubleQuotedStyle
	}
	return 0
}

func quoted(v string) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: v, Style: yaml.SingleQuotedStyle}
}

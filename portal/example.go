package portal

import (
	"fmt"

	"go.yaml.in/yaml/v3"
)

// What an example may be.
const (
	ExampleArticle = "article" // the article pattern matches
	ExamplePage    = "page"    // a page of the site that is no article
	ExampleDenied  = "denied"  // a deny pattern matches
)

// examples reads the list under examples:.
func (d *decoder) examples(n *yaml.Node, at string) []Example {
	var out []Example
	seen := map[string]int{}
	for i, c := range d.list(n, at, "a list of {url, id} or {url, is}") {
		at := fmt.Sprintf("%s[%d]", at, i)
		m := d.fields(c, at, []string{"url", "id", "is"})
		if m == nil {
			continue
		}
		e := Example{URL: d.required(c, m, at, "url"), Is: ExampleArticle}
		if v := m["is"]; v != nil {
			e.Is = d.oneOf(v, below(at, "is"), ExampleArticle, ExamplePage, ExampleDenied)
		}
		if v := m["id"]; v != nil {
			if e.ID = d.text(v, below(at, "id")); e.Is != ExampleArticle && e.Is != "" {
				d.fail(v, below(at, "id"), "only an article has an id; this example is a %s", e.Is)
			}
		}
		if line, twice := seen[e.URL]; twice {
			d.fail(c, below(at, "url"), "the example stands twice, first in line %d; keep one", line)
			continue
		}
		seen[e.URL] = c.Line
		out = append(out, e)
	}
	return out
}

// prove holds the definition against its examples.
func (d *decoder) prove(p *Portal, n *yaml.Node) {
	for i, c := range d.list(n, "examples", "a list") {
		if problem := p.contradicts(p.Examples[i]); problem != "" {
			d.fail(c, fmt.Sprintf("examples[%d]", i), "%s: %s", p.Examples[i].URL, problem)
		}
	}
}

// contradicts says what an example is to the definition instead of what it
// says it is; "" where they agree.
func (p *Portal) contradicts(e Example) string {
	s := p.Scope(e.URL)
	is := map[string]string{ScopeArticle: ExampleArticle, ScopePage: ExamplePage}[s.Kind]
	if s.Reason == ReasonDeny {
		is = ExampleDenied
	}
	switch {
	case is == "":
		return fmt.Sprintf("expected %s; the definition does not follow it (%s)", e.Is, s.Reason)
	case is != e.Is && e.Is == ExampleArticle:
		return fmt.Sprintf("expected an article; the pattern %s makes it %s", patternText(p.Article), is)
	case is != e.Is:
		return fmt.Sprintf("expected %s; the definition makes it %s", e.Is, is)
	case is != ExampleArticle:
		return ""
	}
	want := p.ID + ":" + articleKey(e.ID, s.Canonical)
	switch {
	case s.Key == want:
		return ""
	case e.ID == "":
		return fmt.Sprintf("expected an article without an id of the site; the pattern gives %s", s.Key)
	}
	return fmt.Sprintf("expected the id %s; the pattern gives the key %s", e.ID, s.Key)
}

func patternText(p *Pattern) string {
	if p == nil {
		return "(none)"
	}
	return p.String()
}

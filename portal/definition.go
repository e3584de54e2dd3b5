package portal

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

var idForm = regexp.MustCompile(`^[a-z0-9-]{1,64}$`)

func portalKeys() []string {
	return []string{
		"id", "outlet", "kind", "province", "province_before_2025", "hosts", "allow_private", "tls", "delay", "max_pages", "obey_noindex", "find_feeds",
		"sources", "article", "deny", "keep_params", "page_params", "examples", "family", "rules",
		"valid", "successor", "evidence", "confidence", "unverified",
	}
}

// Parse reads one portal definition. file is only for messages. All mistakes
// are reported together; each is an *Error.
func Parse(file string, src []byte) (*Portal, error) {
	n, err := document(file, src)
	if err != nil {
		return nil, err
	}
	return ParseNode(file, n)
}

// ParseNode reads a definition that stands inside another file, such as
// config.yaml; lines in messages are those of that file.
func ParseNode(file string, n *yaml.Node) (*Portal, error) {
	families, err := familyIDs()
	if err != nil {
		return nil, err
	}
	d := &decoder{file: file}
	p := d.portal(n, families)
	if len(d.errs) > 0 {
		return nil, join(d.errs)
	}
	return p, nil
}

func (d *decoder) portal(n *yaml.Node, families []string) *Portal {
	m := d.fields(n, "", portalKeys())
	if m == nil {
		return nil
	}
	p := &Portal{
		File:               d.file,
		node:               n,
		ID:                 d.id(n, m),
		Outlet:             d.text(m["outlet"], "outlet"),
		Province:           d.text(m["province"], "province"),
		ProvinceBefore2025: d.text(m["province_before_2025"], "province_before_2025"),
		Hosts:              d.hosts(m["hosts"], "hosts"),
		AllowPrivate:       d.boolean(m["allow_private"], "allow_private"),
		MaxPages:           d.count(m["max_pages"], "max_pages"),
		ObeyNoindex:        d.boolean(m["obey_noindex"], "obey_noindex"),
		NoFoundFeeds:       m["find_feeds"] != nil && !d.boolean(m["find_feeds"], "find_feeds"),
		Article:            d.pattern(m["article"], "article"),
		Deny:               d.regexps(m["deny"], "deny"),
		KeepParams:         d.params(m["keep_params"], "keep_params"),
		PageParams:         d.params(m["page_params"], "page_params"),
		Rules:              d.rules(m["rules"], "rules"),
		Evidence:           d.evidence(m["evidence"], "evidence"),
		Unverified:         d.boolean(m["unverified"], "unverified"),
	}
	if m["hosts"] == nil || len(deref(m["hosts"]).Content) == 0 && deref(m["hosts"]).Kind == yaml.SequenceNode {
		d.fail(n, "hosts", "missing; expected the site's host names, the canonical one first: hosts: [example.vn, www.example.vn]")
	}
	if v := m["confidence"]; v != nil {
		p.Confidence = d.oneOf(v, "confidence", "A", "B", "C")
	}
	if v := m["kind"]; v != nil {
		p.Kind = d.oneOf(v, "kind", "newspaper", "radio-tv", "gov-portal")
	}
	if v := m["tls"]; v != nil {
		p.TLS = d.oneOf(v, "tls", TLSVerify, TLSAIA, TLSInsecure)
	}
	if p.Successor = d.text(m["successor"], "successor"); p.Successor != "" && !idForm.MatchString(p.Successor) {
		d.fail(m["successor"], "successor", "found %q; expected the id of a portal", p.Successor)
	}
	d.validity(m["valid"], "valid", p)
	p.Delay = d.delay(m["delay"])
	p.Sources = d.sources(m["sources"], "sources", p)
	p.Family = d.familyName(m["family"], families)
	if m["examples"] != nil {
		before := len(d.errs)
		p.Examples = d.examples(m["examples"], "examples")
		if before == 0 && len(d.errs) == 0 { // patterns that cannot be read prove nothing
			d.prove(p, m["examples"])
		}
	}
	return p
}

// validity reads valid: {from, until}.
func (d *decoder) validity(n *yaml.Node, at string, p *Portal) {
	if n == nil {
		return
	}
	m := d.fields(n, at, []string{"from", "until"})
	if v := m["from"]; v != nil {
		p.ValidFrom = d.date(v, below(at, "from"))
	}
	if v := m["until"]; v != nil {
		p.ValidUntil = d.date(v, below(at, "until"))
	}
	if !p.ValidFrom.IsZero() && !p.ValidUntil.IsZero() && !p.ValidFrom.Before(p.ValidUntil) {
		d.fail(n, at, "from is not before until")
	}
}

func (d *decoder) id(n *yaml.Node, m map[string]*yaml.Node) string {
	if m["id"] == nil {
		d.fail(n, "id", "missing; expected a short name of a-z, 0-9 and -, which every record id starts with")
		return ""
	}
	id := d.text(m["id"], "id")
	if id != "" && !idForm.MatchString(id) {
		d.fail(m["id"], "id", "found %q; expected 1 to 64 of a-z, 0-9 and -", id)
	}
	return id
}

// delay keeps an explicit 0 apart from none, which means the configuration's
// default.
func (d *decoder) delay(n *yaml.Node) time.Duration {
	v, given := d.duration(n, "delay")
	if given && v == 0 {
		return 1
	}
	return v
}

func (d *decoder) params(n *yaml.Node, at string) []string {
	var out []string
	for _, it := range d.texts(n, at) {
		if strings.ContainsAny(it.text, "=&?# ") {
			d.fail(it.node, it.at, "found %q; expected the name of a query parameter, such as id", it.text)
			continue
		}
		if slices.Contains(out, it.text) {
			d.fail(it.node, it.at, "the parameter %s stands twice; keep one", it.text)
			continue
		}
		out = append(out, it.text)
	}
	return out
}

func (d *decoder) familyName(n *yaml.Node, families []string) string {
	f := d.text(n, "family")
	if f == "" || slices.Contains(families, f) {
		return f
	}
	hint := "known are " + strings.Join(families, ", ")
	if near := nearest(f, families); len(near) > 0 {
		hint = "did you mean " + strings.Join(near, " or ") + "?"
	}
	d.fail(deref(n), "family", "unknown family %q; %s", f, hint)
	return ""
}

func (d *decoder) evidence(n *yaml.Node, at string) []Evidence {
	var out []Evidence
	for i, c := range d.list(n, at, "a list of {what, source, date, confidence}") {
		at := fmt.Sprintf("%s[%d]", at, i)
		m := d.fields(c, at, []string{"what", "source", "date", "confidence"})
		if m == nil {
			continue
		}
		e := Evidence{What: d.required(c, m, at, "what"), Source: d.required(c, m, at, "source")}
		if v := m["date"]; v != nil && v.Kind == yaml.ScalarNode {
			e.Date = v.Value // any form: a year, a month, a span
		} else if v != nil {
			d.fail(v, below(at, "date"), "expected a date or a span; found %s", describe(v))
		}
		if v := m["confidence"]; v != nil {
			e.Confidence = d.oneOf(v, below(at, "confidence"), "A", "B", "C")
		}
		out = append(out, e)
	}
	return out
}

package portal

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

func sourceKinds() []string {
	return []string{string(FeedSource), string(SitemapSource), string(ListingSource), string(ArchiveSource)}
}

var placeholder = regexp.MustCompile(`\{[^{}]*\}`)

// sources reads the list under sources:. The portal's hosts are known by then.
func (d *decoder) sources(n *yaml.Node, at string, p *Portal) []Source {
	var out []Source
	seen := map[string]int{}
	for i, c := range d.list(n, at, "a list of sources") {
		at := fmt.Sprintf("%s[%d]", at, i)
		s, ok := d.source(c, at, p)
		if !ok {
			continue
		}
		if line, twice := seen[s.URL]; twice {
			d.fail(c, below(at, "url"), "the source %s stands twice, first in line %d; keep one", s.URL, line)
			continue
		}
		seen[s.URL] = c.Line
		out = append(out, s)
	}
	return out
}

func (d *decoder) source(n *yaml.Node, at string, p *Portal) (Source, bool) {
	before := len(d.errs)
	m := d.fields(n, at, []string{"kind", "url", "every", "follow", "from", "budget"})
	if m == nil {
		return Source{}, false
	}
	s := Source{Kind: SourceKind(d.required(n, m, at, "kind")), URL: d.required(n, m, at, "url")}
	if s.Kind != "" && !slices.Contains(sourceKinds(), string(s.Kind)) {
		d.oneOf(m["kind"], below(at, "kind"), sourceKinds()...)
		s.Kind = "" // what depends on the kind cannot be judged
	}
	every, given := d.duration(m["every"], below(at, "every"))
	if given && every == 0 {
		d.fail(m["every"], below(at, "every"), "found 0; expected how often to look, such as 1h")
	}
	s.Every = every
	if v := m["follow"]; v != nil {
		s.Follow = d.follow(v, below(at, "follow"), s.Kind)
	}
	if v := m["from"]; v != nil {
		s.From = d.date(v, below(at, "from"))
		if s.Kind != ArchiveSource && s.Kind != "" {
			d.fail(v, below(at, "from"), "from is the oldest day of an archive; this source is a %s", s.Kind)
		}
	}
	if v := m["budget"]; v != nil {
		s.Budget = d.count(v, below(at, "budget"))
		if s.Kind != ArchiveSource && s.Kind != "" {
			d.fail(v, below(at, "budget"), "budget bounds the back-fill of an archive; this source is a %s", s.Kind)
		}
	}
	if s.URL != "" {
		d.sourceURL(m["url"], below(at, "url"), s, p)
	}
	return s, len(d.errs) == before
}

// required reads a text that has to be there.
func (d *decoder) required(n *yaml.Node, m map[string]*yaml.Node, at, key string) string {
	if m[key] == nil {
		d.fail(n, below(at, key), "missing")
		return ""
	}
	return d.text(m[key], below(at, key))
}

func (d *decoder) follow(v *yaml.Node, at string, kind SourceKind) *Selector {
	if kind != ListingSource && kind != "" {
		d.fail(v, at, "follow finds the next page of a listing; this source is a %s", kind)
	}
	text := d.text(v, at)
	if text == "" {
		return nil
	}
	s, ok := d.selector(item{text, v, at})
	if !ok {
		return nil
	}
	return &s
}

// sourceURL checks what the URL of a source leads to.
func (d *decoder) sourceURL(n *yaml.Node, at string, s Source, p *Portal) {
	d.placeholders(n, at, s)
	u, err := url.Parse(placeholder.ReplaceAllString(s.URL, "1"))
	switch {
	case err != nil:
		d.fail(n, at, "found %q, which is no URL: %v", s.URL, err)
		return
	case u.Scheme != "http" && u.Scheme != "https" || u.Host == "":
		d.fail(n, at, "found %q; expected a whole URL with http:// or https://", s.URL)
		return
	case strings.Contains(u.Host, "{") || u.User != nil:
		d.fail(n, at, "found %q; a source URL has neither user nor password", s.URL)
		return
	}
	if len(p.Hosts) > 0 && !p.HasHost(u.Host) {
		d.fail(n, at, "the host %s is not one of hosts (%s); add it there, or it counts as another site", u.Host, strings.Join(p.Hosts, ", "))
	}
}

// placeholders checks {yyyy} {mm} {dd} {m} {d} of an archive.
func (d *decoder) placeholders(n *yaml.Node, at string, s Source) {
	found := placeholder.FindAllString(s.URL, -1)
	if s.Kind != ArchiveSource {
		if len(found) > 0 && s.Kind != "" {
			d.fail(n, at, "found %s in the URL of a %s; only an archive has dates in its URL", found[0], s.Kind)
		}
		return
	}
	for _, f := range found {
		if !slices.Contains([]string{"{yyyy}", "{mm}", "{dd}", "{m}", "{d}"}, f) {
			d.fail(n, at, "unknown placeholder %s; known are {yyyy} {mm} {dd}, and {m} {d} without leading zero", f)
		}
	}
	has := func(names ...string) bool {
		return slices.ContainsFunc(names, func(f string) bool { return slices.Contains(found, f) })
	}
	if !has("{yyyy}") {
		d.fail(n, at, "an archive needs {yyyy} in its URL; found %q", s.URL)
		return
	}
	if has("{dd}", "{d}") && !has("{mm}", "{m}") {
		d.fail(n, at, "found a day but no month in %q; add {mm}", s.URL)
	}
}

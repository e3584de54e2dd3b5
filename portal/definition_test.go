package portal

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"go.yaml.in/yaml/v3"
)

// TestParse reads the definition of the contract, key by key.
func TestParse(t *testing.T) {
	p := site(t, `
id: example                      # [a-z0-9-]+
outlet: Báo Ví Dụ
province: Hưng Yên
province_before_2025: Thái Bình
hosts: [example.vn, www.example.vn, "127.0.0.1:8080"]
allow_private: true
delay: 1s
max_pages: 7
sources:
  - {kind: listing, url: "https://example.vn/", every: 1h, follow: "a.next"}
  - {kind: sitemap, url: "https://www.example.vn/sitemap.xml", every: 1d12h}
  - {kind: feed, url: "http://127.0.0.1:8080/rss"}
  - {kind: archive, url: "https://example.vn/tin-tuc?ngay={yyyy}-{mm}-{dd}", from: 2015-01-01}
article: '^/(?:tin-tuc|news)/\d+/(?P<id>\d+)/'
deny: ['^/tim-kiem', '[?&]ngay=']
keep_params: []
family: froala-news-id
rules:
  - title: ["h1.title"]
    strip: ".share"
    dateline: strip
  - until: 2025-07-01
    published: [".date", "meta[property='article:published_time']@content"]
    date_order: mdy
    related: []
evidence: [{what: hosts, source: trang lưu, date: 2026, confidence: A}]
confidence: B
unverified: true
`)
	got := *p
	for i, s := range got.Sources {
		if (s.Follow != nil) != (i == 0) || s.Follow != nil && s.Follow.Text != "a.next" {
			t.Errorf("source %d: follow %v", i, s.Follow)
		}
		got.Sources[i].Follow = nil
	}
	if p.Article.String() != `^/(?:tin-tuc|news)/\d+/(?P<id>\d+)/` || len(p.Deny) != 2 || p.Deny[1].String() != "[?&]ngay=" {
		t.Errorf("patterns %v %v", p.Article, p.Deny)
	}
	got.Article, got.Deny, got.Rules = nil, nil, nil
	ict := time.FixedZone("", 7*3600)
	want := Portal{
		ID: "example", Outlet: "Báo Ví Dụ", Province: "Hưng Yên", ProvinceBefore2025: "Thái Bình",
		Hosts: []string{"example.vn", "www.example.vn", "127.0.0.1:8080"}, AllowPrivate: true, Delay: time.Second, MaxPages: 7,
		Sources: []Source{
			{Kind: ListingSource, URL: "https://example.vn/", Every: time.Hour},
			{Kind: SitemapSource, URL: "https://www.example.vn/sitemap.xml", Every: 36 * time.Hour},
			{Kind: FeedSource, URL: "http://127.0.0.1:8080/rss"},
			{Kind: ArchiveSource, URL: "https://example.vn/tin-tuc?ngay={yyyy}-{mm}-{dd}", From: time.Date(2015, 1, 1, 0, 0, 0, 0, ict)},
		},
		Family:   "froala-news-id",
		Evidence: []Evidence{{What: "hosts", Source: "trang lưu", Date: "2026", Confidence: "A"}}, Confidence: "B", Unverified: true,
		File: "test.yaml",
	}
	if d := cmp.Diff(want, got, cmpopts.IgnoreUnexported(Portal{})); d != "" {
		t.Error(d)
	}
	old, today := p.Rules[0], p.Rules[1] // sorted: today's rule last
	if !old.Until.Equal(time.Date(2025, 7, 1, 0, 0, 0, 0, ict)) || !today.Until.IsZero() {
		t.Errorf("until %v, %v", old.Until, today.Until)
	}
	if old.DateOrder != "mdy" || today.DateOrder != "" || !today.DatelineStrip || old.DatelineStrip {
		t.Errorf("date order and dateline %+v %+v", old, today)
	}
	if s := old.Fields[Published]; len(s) != 2 || s[1].Attr != "content" || s[1].Text != "meta[property='article:published_time']@content" {
		t.Errorf("published %+v", s)
	}
	if s, ok := old.Fields[Related]; !ok || len(s) != 0 {
		t.Errorf("an empty list is kept: %v %t", s, ok)
	}
	if s := today.Fields[Strip]; len(s) != 1 || s[0].Text != ".share" {
		t.Errorf("one selector without a list: %+v", s)
	}
	if len(old.Hash) != 12 || old.Hash == today.Hash {
		t.Errorf("hashes %q %q", old.Hash, today.Hash)
	}
}

// TestParseErrors: every mistake has its line, its key, what was found and
// what was expected. The mistake stands in a definition that is right
// otherwise.
func TestParseErrors(t *testing.T) {
	const head = "id: vd\nhosts: [vidu.vn]\n" // the mistake is in line 3 or below
	for _, c := range []struct {
		yaml string
		want []string // the errors, whole
	}{
		{head + "outlets: Báo\n", []string{`f.yaml:3:1: outlets: unknown key; did you mean outlet?`}},
		{head + "famliy: x\n", []string{`f.yaml:3:1: famliy: unknown key; did you mean family?`}},
		{head + "zzz: 1\n", []string{`f.yaml:3:1: zzz: unknown key; known are ` + strings.Join(portalKeys(), ", ")}},
		{head + "id: vd2\n", []string{`f.yaml:3:1: id: the key stands twice, first in line 1; keep one`}},
		{head + "outlet: [a]\n", []string{`f.yaml:3:9: outlet: expected text; found a list`}},
		{head + "outlet: 24\n", []string{`f.yaml:3:9: outlet: expected text; found "24", which YAML reads as a number: put it in quotes`}},
		{head + "allow_private: 'yes'\n", []string{`f.yaml:3:16: allow_private: expected true or false; found "yes"`}},
		{head + "max_pages: -1\n", []string{`f.yaml:3:12: max_pages: expected a whole number of 0 or more; found "-1"`}},
		{head + "max_pages: 1.5\n", []string{`f.yaml:3:12: max_pages: expected a whole number of 0 or more; found "1.5"`}},
		{head + "delay: 3\n", []string{`f.yaml:3:8: delay: found "3"; expected a duration such as 30s, 15m, 6h, 7d or 1d12h`}},
		{head + "delay: -3s\n", []string{`f.yaml:3:8: delay: found "-3s"; a duration is not negative`}},
		{head + "article: '(?P<id>'\n", []string{"f.yaml:3:10: article: pattern \"(?P<id>\": error parsing regexp: missing closing ): `(?P<id>`"}},
		{head + "article: '(?P<id>a)|(?P<id>b)'\n", []string{`f.yaml:3:10: article: pattern "(?P<id>a)|(?P<id>b)" has 2 groups named id; expected one: write (?P<id>(?:one|other))`}},
		{head + "deny:\n  - '['\n", []string{"f.yaml:4:5: deny[0]: regular expression \"[\": error parsing regexp: missing closing ]: `[`"}},
		{head + "keep_params: ['a=']\n", []string{`f.yaml:3:15: keep_params[0]: found "a="; expected the name of a query parameter, such as id`}},
		{head + "family: froala\n", []string{`f.yaml:3:9: family: unknown family "froala"; did you mean froala-news-id?`}},
		{head + "confidence: D\n", []string{`f.yaml:3:13: confidence: found "D"; expected one of A, B, C`}},
		{head + "evidence: [{source: x}]\n", []string{`f.yaml:3:12: evidence[0].what: missing`}},
		// hosts
		{"id: vd\n", []string{`f.yaml:1:1: hosts: missing; expected the site's host names, the canonical one first: hosts: [example.vn, www.example.vn]`}},
		{"id: vd\nhosts: []\n", []string{`f.yaml:1:1: hosts: missing; expected the site's host names, the canonical one first: hosts: [example.vn, www.example.vn]`}},
		{"id: vd\nhosts: [https://vidu.vn]\n", []string{`f.yaml:2:9: hosts[0]: found "https://vidu.vn" with a scheme; expected a bare host such as example.vn or example.vn:8080`}},
		{"id: vd\nhosts: [vidu.vn/tin]\n", []string{`f.yaml:2:9: hosts[0]: found "vidu.vn/tin" with a path; expected a bare host such as example.vn or example.vn:8080`}},
		{"id: vd\nhosts: [ViDu.vn]\n", []string{`f.yaml:2:9: hosts[0]: found "ViDu.vn"; hosts are written in lower case: vidu.vn`}},
		{"id: vd\nhosts: ['*.vidu.vn']\n", []string{`f.yaml:2:9: hosts[0]: found "*.vidu.vn"; expected a bare host such as example.vn or example.vn:8080`}},
		{"id: vd\nhosts: [ví-dụ.vn]\n", []string{`f.yaml:2:9: hosts[0]: found "ví-dụ.vn"; write it as xn--v-d-rma6749a.vn`}},
		{"id: vd\nhosts: [a.vn, b.vn, a.vn]\n", []string{`f.yaml:2:21: hosts[2]: the host a.vn stands twice, first in line 2; keep one`}},
		{"id: Báo\nhosts: [a.vn]\n", []string{`f.yaml:1:5: id: found "Báo"; expected 1 to 64 of a-z, 0-9 and -`}},
		{"hosts: [a.vn]\n", []string{`f.yaml:1:1: id: missing; expected a short name of a-z, 0-9 and -, which every record id starts with`}},
		// sources
		{head + "sources: [{kind: rss, url: 'https://vidu.vn/'}]\n", []string{`f.yaml:3:18: sources[0].kind: found "rss"; expected one of feed, sitemap, listing, archive`}},
		{head + "sources: [{kind: listings, url: 'https://vidu.vn/'}]\n", []string{`f.yaml:3:18: sources[0].kind: found "listings"; expected one of feed, sitemap, listing, archive; did you mean listing?`}},
		{head + "sources: [{kind: feed}]\n", []string{`f.yaml:3:11: sources[0].url: missing`}},
		{head + "sources: [{kind: feed, url: /rss}]\n", []string{`f.yaml:3:29: sources[0].url: found "/rss"; expected a whole URL with http:// or https://`}},
		{head + "sources: [{kind: feed, url: 'https://khac.vn/rss'}]\n", []string{`f.yaml:3:29: sources[0].url: the host khac.vn is not one of hosts (vidu.vn); add it there, or it counts as another site`}},
		{head + "sources: [{kind: feed, url: 'https://vidu.vn/', every: 0s}]\n", []string{`f.yaml:3:56: sources[0].every: found 0; expected how often to look, such as 1h`}},
		{head + "sources: [{kind: feed, url: 'https://vidu.vn/', follow: a}]\n", []string{`f.yaml:3:57: sources[0].follow: follow finds the next page of a listing; this source is a feed`}},
		{head + "sources: [{kind: listing, url: 'https://vidu.vn/', follow: 'a['}]\n", []string{`f.yaml:3:60: sources[0].follow: selector "a[": not a CSS selector: expected identifier, found EOF instead`}},
		{head + "sources: [{kind: listing, url: 'https://vidu.vn/', from: 2015-01-01}]\n", []string{`f.yaml:3:58: sources[0].from: from is the oldest day of an archive; this source is a listing`}},
		{head + "sources: [{kind: archive, url: 'https://vidu.vn/{mm}', from: 2015-01-01}]\n", []string{`f.yaml:3:32: sources[0].url: an archive needs {yyyy} in its URL; found "https://vidu.vn/{mm}"`}},
		{head + "sources: [{kind: archive, url: 'https://vidu.vn/{yyyy}/{dd}/{hh}'}]\n", []string{
			`f.yaml:3:32: sources[0].url: unknown placeholder {hh}; known are {yyyy} {mm} {dd}, and {m} {d} without leading zero`,
			`f.yaml:3:32: sources[0].url: found a day but no month in "https://vidu.vn/{yyyy}/{dd}/{hh}"; add {mm}`}},
		{head + "sources: [{kind: listing, url: 'https://vidu.vn/{yyyy}'}]\n", []string{`f.yaml:3:32: sources[0].url: found {yyyy} in the URL of a listing; only an archive has dates in its URL`}},
		{head + "sources:\n- {kind: feed, url: 'https://vidu.vn/'}\n- {kind: listing, url: 'https://vidu.vn/'}\n", []string{`f.yaml:5:3: sources[1].url: the source https://vidu.vn/ stands twice, first in line 4; keep one`}},
		// rules
		{head + "rules:\n- title: 'h1['\n- until: 2025-07-01\n  body: 'p@'\n", []string{
			`f.yaml:4:10: rules[0].title: selector "h1[": not a CSS selector: expected identifier, found EOF instead`,
			`f.yaml:6:9: rules[1].body: selector "p@": "" after @ is no attribute name; expected for example meta[name='author']@content`}},
		{head + "rules: [{body: 'p@id'}]\n", []string{`f.yaml:3:16: rules[0].body: found "p@id"; body takes elements, so no @id`}},
		{head + "rules: [{titel: h1}]\n", []string{`f.yaml:3:10: rules[0].titel: unknown key; did you mean title?`}},
		{head + "rules: [{}]\n", []string{`f.yaml:3:9: rules[0]: the rule says nothing; expected at least one of ` + strings.Join(fieldNames(), ", ")}},
		{head + "rules: [{title: h1, until: 1/7/2025}]\n", []string{`f.yaml:3:28: rules[0].until: expected a date such as 2025-07-01; found "1/7/2025"`}},
		{head + "rules:\n- {title: h1, until: 2025-07-01}\n- {title: h2, until: 2025-07-01}\n", []string{`f.yaml:5:3: rules[1]: a second rule until 2025-07-01, the first is in line 4; every rule needs a date of its own, and one may have none`}},
		{head + "rules:\n- {title: h1}\n- {title: h2}\n", []string{`f.yaml:5:3: rules[1]: a second rule without until, the first is in line 4; every rule needs a date of its own, and one may have none`}},
		{head + "rules: [{dateline: cut}]\n", []string{`f.yaml:3:20: rules[0].dateline: found "cut"; expected one of strip, keep`}},
		{head + "rules: [{date_order: ymd}]\n", []string{`f.yaml:3:22: rules[0].date_order: found "ymd"; expected one of dmy, mdy`}},
		// the file
		{"", []string{`f.yaml: the file is empty, expected a definition`}},
		{"- a\n", []string{`f.yaml:1:1: expected a mapping with the keys ` + strings.Join(portalKeys(), ", ") + `; found a list`}},
		{"id: [\n", []string{`f.yaml:1: not valid YAML: did not find expected node content`}},
		{head + "---\nid: b\n", []string{`f.yaml:3: a second YAML document; expected one definition a file`}},
		// several at once, in the order of the file
		{"id: A\nhosts: [a.vn]\ndelay: x\nfamily: y\n", []string{
			`f.yaml:1:5: id: found "A"; expected 1 to 64 of a-z, 0-9 and -`,
			`f.yaml:3:8: delay: found "x"; expected a duration such as 30s, 15m, 6h, 7d or 1d12h`,
			`f.yaml:4:9: family: unknown family "y"; known are ` + families(t)}},
	} {
		p, err := Parse("f.yaml", []byte(c.yaml))
		if p != nil || err == nil {
			t.Errorf("%q was accepted", c.yaml)
			continue
		}
		if d := cmp.Diff(strings.Join(c.want, "\n"), err.Error()); d != "" {
			t.Errorf("%q\n%s", c.yaml, d)
		}
		var e *Error
		if !errors.As(err, &e) || e.File != "f.yaml" {
			t.Errorf("%q: no *Error in %v", c.yaml, err)
		}
	}
}

func families(t *testing.T) string {
	ids, err := familyIDs()
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(ids, ", ")
}

// TestParseNode: lines are those of the file around the definition.
func TestParseNode(t *testing.T) {
	var doc struct{ Portals []yaml.Node }
	src := "data: ./data\nportals:\n  - baothaibinh\n  - {id: vd, hosts: [vidu.vn], delay: soon}\n"
	if err := yaml.Unmarshal([]byte(src), &doc); err != nil {
		t.Fatal(err)
	}
	_, err := ParseNode("config.yaml", &doc.Portals[1])
	if want := `config.yaml:4:39: delay: found "soon"; expected a duration such as 30s, 15m, 6h, 7d or 1d12h`; err == nil || err.Error() != want {
		t.Errorf("got %v\nwant %s", err, want)
	}
}

func TestDelayZero(t *testing.T) {
	for _, c := range []struct {
		yaml string
		want time.Duration
	}{{"", 0}, {"delay: 0\n", 1}, {"delay: 0s\n", 1}, {"delay: 250ms\n", 250 * time.Millisecond}, {"delay:\n", 0}} {
		if got := site(t, "id: a\nhosts: [a.vn]\n"+c.yaml).Delay; got != c.want {
			t.Errorf("%q: %v, expected %v", c.yaml, got, c.want)
		}
	}
}

func TestCompileSelector(t *testing.T) {
	for _, c := range []struct{ text, attr, err string }{
		{"h1.title", "", ""},
		{"meta[property='og:title']@content", "content", ""},
		{" time.cms-date @DateTime ", "datetime", ""},
		{"a[href*='@']", "", ""},
		{`a[title="x@y"]@href`, "href", ""},
		{"p:contains('@tacgia')", "", ""},
		{`.gap-1\.5\@x`, "", ""},
		{"h1, h2", "", ""},
		{"h1@a, h2@b", "", `selector "h1@a, h2@b": more than one @; an attribute stands at the end, alternatives are entries of the list`},
		{"@content", "", `selector "@content": no CSS selector; expected for example h1.title or meta[name='author']@content`},
		{"", "", `selector "": no CSS selector; expected for example h1.title or meta[name='author']@content`},
		{"h1@a b", "", `selector "h1@a b": "a b" after @ is no attribute name; expected for example meta[name='author']@content`},
		{"p::before", "", "x"},
		{"h1\x00", "", "x"},
		{"div:has(", "", "x"},
	} {
		s, err := CompileSelector(c.text)
		if (err != nil) != (c.err != "") {
			t.Errorf("%q: %v", c.text, err)
			continue
		}
		if err != nil && c.err != "x" && err.Error() != c.err {
			t.Errorf("%q\n got %v\nwant %s", c.text, err, c.err)
		}
		if err == nil && (s.Attr != c.attr || s.Match == nil || s.Text != strings.TrimSpace(c.text)) {
			t.Errorf("%q: %+v, expected attribute %q", c.text, s, c.attr)
		}
	}
}

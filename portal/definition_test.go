package portal

import (
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/rogpeppe/go-internal/txtar"
	"go.yaml.in/yaml/v3"
)

// TestParse reads the definition of the contract, key by key.
func TestParse(t *testing.T) {
	src, err := os.ReadFile("testdata/portal.yaml")
	if err != nil {
		t.Fatal(err)
	}
	p := site(t, string(src))
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
		ID: "example", Outlet: "Báo Ví Dụ", Kind: "newspaper", Province: "Hưng Yên", ProvinceBefore2025: "Thái Bình",
		Hosts: []string{"example.vn", "www.example.vn", "127.0.0.1:8080"}, AllowPrivate: true, Delay: time.Second, MaxPages: 7,
		Sources: []Source{
			{Kind: ListingSource, URL: "https://example.vn/", Every: time.Hour},
			{Kind: SitemapSource, URL: "https://www.example.vn/sitemap.xml", Every: 36 * time.Hour},
			{Kind: FeedSource, URL: "http://127.0.0.1:8080/rss"},
			{Kind: ArchiveSource, URL: "https://example.vn/tin-tuc?ngay={yyyy}-{mm}-{dd}", From: time.Date(2015, 1, 1, 0, 0, 0, 0, ict)},
		},
		Family: "froala-news-id",
		Examples: []Example{
			{URL: "https://example.vn/tin-tuc/7/31/bai", ID: "31", Is: ExampleArticle},
			{URL: "https://example.vn/tin-tuc/7", Is: ExamplePage},
		},
		ValidFrom: time.Date(2015, 1, 1, 0, 0, 0, 0, ict), ValidUntil: time.Date(2025, 7, 1, 0, 0, 0, 0, ict), Successor: "khac",
		Evidence: []Evidence{{What: "hosts", Source: "trang lưu", Date: "2026", Confidence: "A"}}, Confidence: "B", Unverified: true,
		File: "test.yaml",
	}
	if d := cmp.Diff(want, got, cmpopts.IgnoreUnexported(Portal{})); d != "" {
		t.Error(d)
	}
}

// TestParseRules reads the rules of the same definition.
func TestParseRules(t *testing.T) {
	src, err := os.ReadFile("testdata/portal.yaml")
	if err != nil {
		t.Fatal(err)
	}
	p, ict := site(t, string(src)), time.FixedZone("", 7*3600)
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
// what was expected; see the head of testdata/mistakes.txtar.
func TestParseErrors(t *testing.T) {
	archive, err := txtar.ParseFile("testdata/mistakes.txtar")
	if err != nil {
		t.Fatal(err)
	}
	lists := strings.NewReplacer(
		"{KEYS}", strings.Join(portalKeys(), ", "), "{FIELDS}", strings.Join(fieldNames(), ", "), "{FAMILIES}", families(t))
	for i := 0; i+1 < len(archive.Files); i += 2 {
		definition, want := archive.Files[i], archive.Files[i+1]
		name := strings.TrimSuffix(definition.Name, ".yaml")
		if want.Name != name+".want" {
			t.Fatalf("%s is followed by %s", definition.Name, want.Name)
		}
		t.Run(name, func(t *testing.T) {
			p, err := Parse("f.yaml", definition.Data)
			if p != nil || err == nil {
				t.Fatalf("the definition was accepted:\n%s", definition.Data)
			}
			if d := cmp.Diff(lists.Replace(strings.TrimSpace(string(want.Data))), err.Error()); d != "" {
				t.Errorf("%s\n%s", definition.Data, d)
			}
			var e *Error
			if !errors.As(err, &e) || e.File != "f.yaml" {
				t.Errorf("no *Error in %v", err)
			}
		})
	}
	if len(archive.Files) < 110 {
		t.Errorf("%d files, expected at least 55 mistakes", len(archive.Files))
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
		{"p:matches(a@b)@id", "id", ""},
		{"p:matches(a@b)", "", ""},
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

package portal

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// Every page of testdata/families tells the same story in the markup of one
// family: testdata/families/{family}[.{variant}].html.
const (
	storyTitle = "Khởi công cầu nối hai bờ sông Trà Lý"
	storyLead  = "Sáng 30/12, tỉnh tổ chức lễ khởi công cây cầu mới nối hai bờ sông Trà Lý."
	storyOther = "Bài khác không thuộc bài này" // furniture and other articles
	storyBy    = "Lê Thị Hà"
)

func storyText() []string {
	return []string{
		"Cầu dài 420 mét, rộng 16 mét, dự kiến hoàn thành sau hai năm thi công.",
		"Người dân hai bên bờ sông mong sớm thông xe để việc đi lại bớt vất vả.",
	}
}

// TestFamilies: a page of a family is recognised as that family and no other,
// and its rule finds the parts of the story and nothing else.
func TestFamilies(t *testing.T) {
	c := catalogue(t)
	files, err := filepath.Glob("testdata/families/*.html")
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 27 {
		t.Fatalf("%d pages, expected one a family", len(files))
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".html")
		t.Run(name, func(t *testing.T) {
			body, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			id, _, _ := strings.Cut(name, ".")
			checkFamily(t, c, id, body)
		})
	}
}

func checkFamily(t *testing.T, c *Catalogue, id string, body []byte) {
	root := tree(t, body)
	page := sight{ElementsOf(root), body}
	for _, f := range c.Families() {
		sum := f.score(page, recognised)
		if (sum >= 1) != (f.ID == id) {
			t.Errorf("family %s scores %.2f on a page of %s", f.ID, sum, id)
		}
	}
	f, _ := c.Family(id)
	var none *Portal
	r := none.Effective(f, time.Time{})
	has := func(field Field) bool { return len(r.Fields[field]) > 0 }
	if got := first(r, Title, root); got != storyTitle {
		t.Errorf("title %q", got)
	}
	if got := first(r, Published, root); !strings.Contains(got, "30/12/2020") && !strings.HasPrefix(got, "2020-12-30T") {
		t.Errorf("published %q", got)
	}
	if lead := first(r, Lead, root); has(Lead) && lead != storyLead {
		t.Errorf("lead %q", lead)
	}
	if by := first(r, Byline, root); by != "" && by != storyBy {
		t.Errorf("byline %q", by)
	}
	if section := first(r, Section, root); section != "" && !slices.Contains([]string{"xã hội", "thời sự", "tin tức sự kiện"}, strings.ToLower(section)) {
		t.Errorf("section %q", section)
	}
	got := bodyText(r, root)
	for _, p := range storyText() {
		if !strings.Contains(got, p) {
			t.Errorf("the body lacks %q: %q", p, got)
		}
	}
	for _, other := range []string{storyOther, "06/07/2026", "admin admin", "{{", storyTitle} {
		if strings.Contains(got, other) {
			t.Errorf("the body holds %q", other)
		}
	}
}

// TestRecogniseNothing: an unknown page has no family, and bytes are needed
// only for what looks at them.
func TestRecogniseNothing(t *testing.T) {
	c := catalogue(t)
	body := []byte(`<html><body><h1 class="title">Tin</h1><div class="content date views desc">Bài</div><article class="summary"><p class="sapo">x</p></article></body></html>`)
	if f, sum := c.Recognise(ElementsOf(tree(t, body)), body, ""); f != nil || sum != 0 {
		t.Errorf("recognised as %s with %.2f", f.ID, sum)
	}
	if f, sum := c.Recognise(ElementsOf(nil), nil, "gov-liferay"); f != nil || sum != 0 {
		t.Errorf("no page is recognised as %s with %.2f", f.ID, sum)
	}
	body, err := os.ReadFile("testdata/families/gov-liferay.html")
	if err != nil {
		t.Fatal(err)
	}
	if f, _ := c.Recognise(ElementsOf(tree(t, body)), nil, ""); f == nil || f.ID != "gov-liferay" {
		t.Errorf("without bytes: %v", f)
	}
}

// TestRecogniseNamed: where no family reaches 1, the one that the definition
// names is taken if the page bears some sign of it.
func TestRecogniseNamed(t *testing.T) {
	c := catalogue(t)
	for body, want := range map[string]string{
		`<div class="news_content"><h1>Tin</h1><div class="fr-view">Bài</div></div>`:                        "froala-news-id",
		`<div class="news_content"><h1>Tin</h1><span class="date">1/2/2024</span><div>Bài</div></div>`:      "",
		`<div class="fr-view info">Bài</div><div class="news_content"><div class="fr-view">Bài</div></div>`: "froala-news-id",
	} {
		got := ""
		if f, _ := c.Recognise(ElementsOf(tree(t, []byte(body))), []byte(body), "froala-news-id"); f != nil {
			got = f.ID
		}
		if got != want {
			t.Errorf("%s is taken for %q, want %q", body, got, want)
		}
	}
	if f, _ := c.Recognise(ElementsOf(tree(t, []byte(`<div class="news_content"><div class="fr-view">Bài</div></div>`))), nil, ""); f != nil {
		t.Errorf("unnamed, it is taken for %s", f.ID)
	}
}

// TestRecogniseHint: the hint's family is taken at 1, though another scores
// more; below 1 another one that reaches it wins.
func TestRecogniseHint(t *testing.T) {
	family := func(id, weight string) *Family {
		f, err := ParseFamily(id+".yaml", []byte("id: "+id+"\nfingerprints:\n- {has: .dau, weight: "+weight+"}\n- {has: .khong-co, weight: 1}\n- {matches: 'ba(i|n)', weight: 0.1}\n"))
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	c, err := NewCatalogue(family("yeu", "0.5"), family("manh", "1.0"), family("vua", "0.9"))
	if err != nil {
		t.Fatal(err)
	}
	body := []byte(`<p class="dau">bai</p>`)
	root := tree(t, body)
	for hint, want := range map[string]string{"": "manh", "vua": "vua", "yeu": "manh", "khac": "manh"} {
		if f, sum := c.Recognise(ElementsOf(root), body, hint); f == nil || f.ID != want || sum < 1 {
			t.Errorf("hint %q: %v with %.2f, expected %s", hint, f, sum, want)
		}
	}
	if f, _ := c.Recognise(ElementsOf(root), nil, "vua"); f == nil || f.ID != "manh" {
		t.Errorf("without bytes vua has 0.9 only, got %v", f)
	}
}

func TestParseFamilyErrors(t *testing.T) {
	for _, c := range []struct{ yaml, want string }{
		{"id: a\n", "f.yaml:1:1: fingerprints: missing; without them no page is recognised"},
		{"id: a\nfingerprints: [{has: p, weight: 0.5}]\n", "f.yaml:2:15: fingerprints: the weights add up to 0.50; a page is recognised at 1, so no page ever is"},
		{"id: a\nfingerprints: [{has: p, matches: x, weight: 1}]\n", "f.yaml:2:16: fingerprints[0]: expected either has (a selector) or matches (a regular expression on the page's bytes)"},
		{"id: a\nfingerprints: [{has: 'p[', weight: 1}]\n", `f.yaml:2:22: fingerprints[0].has: selector "p[": not a CSS selector: expected identifier, found EOF instead`},
		{"id: a\nfingerprints: [{matches: '(', weight: 1}]\n", "f.yaml:2:26: fingerprints[0].matches: regular expression \"(\": error parsing regexp: missing closing ): `(`"},
		{"id: a\nfingerprints: [{has: p, weight: 2}]\n", `f.yaml:2:33: fingerprints[0].weight: expected a number from -1 to 1, not 0; found "2"`},
		{"id: a\nfingerprints: [{has: p}]\n", "f.yaml:2:16: fingerprints[0].weight: missing; expected a number from -1 to 1"},
		{"id: a\nfingerprints: [{has: p, weight: 1}]\ntrust: {title: [json]}\n", `f.yaml:3:17: trust.title[0]: found "json"; expected one of json-ld, meta, selector, feed, sitemap, url, auto`},
		{"id: a\nfingerprints: [{has: p, weight: 1}]\ntrust: {title: [meta, meta]}\n", "f.yaml:3:23: trust.title[1]: meta stands twice; keep one"},
		{"id: a\nfingerprint: []\nfingerprints: [{has: p, weight: 1}]\n", "f.yaml:2:1: fingerprint: unknown key; did you mean fingerprints?"},
	} {
		f, err := ParseFamily("f.yaml", []byte(c.yaml))
		if f != nil || err == nil {
			t.Errorf("%q was accepted", c.yaml)
			continue
		}
		if d := cmp.Diff(c.want, err.Error()); d != "" {
			t.Errorf("%q\n%s", c.yaml, d)
		}
	}
}

// TestRequiredMarks: every page on which the selector matches has the marks.
func TestRequiredMarks(t *testing.T) {
	for css, want := range map[string][]string{
		".fr-view.info":                          {".fr-view", ".info"},
		"#content.content-detail > p":            {"#content", ".content-detail"},
		"base[href*='/static/templates/v1.x#y']": nil,
		"p.a, p.b":                               nil, // one of the two is enough
		"p.c:not(.absent)":                       {".c"},
		"p.c:not(.x:has(.y))":                    {".c"},
		`li.gap-1\.5`:                            nil,
		`div.d[title="a]b"]`:                     nil,
		"input[name='x.y'].e":                    {".e"},
		"p.f:contains('.g')":                     {".f"},
		"h1":                                     nil,
	} {
		if d := cmp.Diff(want, requiredMarks(css)); d != "" {
			t.Errorf("%q\n%s", css, d)
		}
	}
}

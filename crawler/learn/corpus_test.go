package learn

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/extract/corpus"
	"github.com/tintinh/tintinh/portal"
)

// realSite is the pages of one domain of the corpus, each address once.
func realSite(t testing.TB, domain string) Site {
	t.Helper()
	site, seen := Site{Home: "https://" + domain + "/"}, map[string]bool{}
	for _, p := range corpus.Pages(t) {
		if p.Domain() != domain || seen[p.URL] {
			continue
		}
		seen[p.URL] = true
		site.Pages = append(site.Pages, Page{URL: p.URL, Body: p.Body})
	}
	return site
}

// TestLearnReal learns the one site of which there are many real pages, with
// and without its family, and holds what comes out against the gold.
func TestLearnReal(t *testing.T) {
	const domain = "sotttt.hanoi.gov.vn"
	site := realSite(t, domain)
	c := catalogue(t)
	byHand, _ := c.Portal("sotttt-hanoi")
	for name, known := range map[string]*portal.Catalogue{"family": c, "nothing known": nil} {
		t.Run(name, func(t *testing.T) {
			p, err := (&Learner{Catalogue: known}).Learn(site)
			if err != nil {
				t.Fatal(err)
			}
			src, err := p.YAML()
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("%s", src)
			learned, err := portal.Parse("learned.yaml", src)
			if err != nil {
				t.Fatal(err)
			}
			if (p.Family == "gov-liferay") != (known != nil) {
				t.Errorf("family %q", p.Family)
			}
			for _, page := range site.Pages {
				a, b := learned.Scope(page.URL), byHand.Scope(page.URL)
				if b.Kind == portal.ScopeArticle && strings.TrimPrefix(a.Key, learned.ID) != strings.TrimPrefix(b.Key, byHand.ID) {
					t.Fatalf("%s is %+v, by hand %+v", page.URL, a, b)
				}
			}
			checkGold(t, learned, known, site)
		})
	}
}

func checkGold(t *testing.T, learned *portal.Portal, known *portal.Catalogue, site Site) {
	files, err := filepath.Glob(filepath.Join(corpus.Dir(t), "gold", "*", "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	x := extract.New(known, "test")
	pages, title, date, text, total := 0, 0, 0, 0, 0
	for _, file := range files {
		var g struct {
			URL, Title  string
			PublishedAt string `json:"published_at"`
			Paragraphs  []string
		}
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if json.Unmarshal(src, &g) != nil || g.Title == "" {
			continue
		}
		i := slices.IndexFunc(site.Pages, func(p Page) bool { return p.URL == g.URL })
		if i < 0 {
			continue
		}
		pages++
		page := site.Pages[i]
		doc, err := extract.Parse(page.Body, page.ContentType, page.URL)
		if err != nil {
			t.Fatal(err)
		}
		a := x.Extract(doc, extract.Page{URL: page.URL, Body: page.Body, Portal: learned}).Article
		if a == nil {
			t.Errorf("%s gives no article", page.URL)
			continue
		}
		if a.Title == g.Title {
			title++
		} else {
			t.Logf("%s: title %q, gold %q", page.URL, a.Title, g.Title)
		}
		if a.PublishedAt.Format("2006-01-02") == g.PublishedAt[:min(10, len(g.PublishedAt))] {
			date++
		} else {
			t.Logf("%s: %s, gold %s", page.URL, a.PublishedAt, g.PublishedAt)
		}
		for _, p := range g.Paragraphs {
			total++
			if strings.Contains(a.Text, p) {
				text++
			} else {
				t.Logf("%s lacks %.80q", page.URL, p)
			}
		}
	}
	t.Logf("%d pages: title %d, date %d, paragraphs %d of %d", pages, title, date, text, total)
	if pages < 5 || title*10 < pages*9 || date*10 < pages*9 || text*100 < total*95 {
		t.Errorf("%d pages: title %d, date %d, paragraphs %d of %d", pages, title, date, text, total)
	}
}

package extract

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tintinh/tintinh/extract/corpus"
)

// golds are the hand-checked records of the corpus.
func golds(t testing.TB) []*gold {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(corpus.Dir(t), "gold", "*", "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no gold records: %v", err)
	}
	var out []*gold
	for _, f := range files {
		if strings.Contains(f, string(filepath.Separator)+"listings"+string(filepath.Separator)) {
			continue
		}
		g := readJSON[gold](t, f)
		out = append(out, &g)
	}
	return out
}

// TestGold scores the corpus with rules, and asserts the figures.
func TestGold(t *testing.T) {
	want := measures{
		"title": 1, "published": 1, "authors": 1, "lead": 0.95, "text_f1": 0.99, "exact": 0.85, "images": 0.95, "captions": 0.95,
	}
	assertScore(t, extractor(t), want)
}

// TestGoldAuto scores the corpus without rules and families.
func TestGoldAuto(t *testing.T) {
	e := extractor(t)
	e.AutoOnly = true
	assertScore(t, e, measures{"title": 0.97, "published": 0.95, "authors": 0.85, "text_f1": 0.96, "exact": 0.5})
}

func assertScore(t *testing.T, e *Extractor, want measures) {
	t.Helper()
	pages := map[string]corpus.Page{}
	for _, p := range corpus.Pages(t) {
		pages[p.Name] = p
	}
	sums, n := measures{}, map[string]int{}
	for _, g := range golds(t) {
		r := extractPage(t, e, pages[g.Page])
		m := score(g, r.Article)
		t.Logf("%-60s %s", g.Page, figures(m, r))
		if os.Getenv("TINTINH_SHOW") != "" && strings.Contains(g.Page, os.Getenv("TINTINH_SHOW")) {
			show(t, g, r)
		}
		for k, v := range m {
			sums[k] += v
			n[k]++
		}
	}
	for _, k := range measureNames {
		mean := sums[k] / float64(n[k])
		t.Logf("%-10s %.3f", k, mean)
		if mean < want[k] {
			t.Errorf("%s is %.3f, want at least %.3f", k, mean, want[k])
		}
	}
}

func figures(m measures, r *Result) string {
	var b strings.Builder
	for _, k := range measureNames {
		if v, ok := m[k]; ok && v < 1 {
			fmt.Fprintf(&b, "%s %.3f  ", k, v)
		}
	}
	fmt.Fprintf(&b, "[%s %s %s]", r.Kind, r.Family, r.Reason)
	return b.String()
}

// show prints what differs, for the eye.
func show(t *testing.T, g *gold, r *Result) {
	t.Helper()
	if r.Article == nil {
		return
	}
	line, err := r.Article.Line()
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("record: %s", line)
	for i, p := range g.Paragraphs {
		if !strings.Contains(scoreNorm(r.Article.Text), scoreNorm(p)) {
			t.Logf("missing %d: %s", i, p)
		}
	}
	for _, b := range r.Article.Body {
		if b.Type == Paragraph && !strings.Contains(scoreNorm(strings.Join(g.Paragraphs, " ")), scoreNorm(b.Text)) {
			t.Logf("extra: %s", b.Text)
		}
	}
}

// TestKinds checks the kind of every page whose kind was decided by hand.
func TestKinds(t *testing.T) {
	table, err := os.ReadFile(filepath.Join(corpus.Dir(t), "gold", "kinds.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	pages := map[string]corpus.Page{}
	for _, p := range corpus.Pages(t) {
		pages[p.Name] = p
	}
	e := extractor(t)
	right, all := 0, 0
	for line := range strings.Lines(string(table)) {
		f := strings.Split(strings.TrimRight(line, "\n"), "\t")
		if len(f) < 3 || f[0] == "page" {
			continue
		}
		r := extractPage(t, e, pages[f[0]])
		all++
		switch {
		case string(r.Kind) == f[1] || f[2] != "" && string(r.Kind) == f[2]:
			right++
		case r.Kind == KindArticle:
			t.Errorf("%s is a %s and became an article: %q", f[0], f[1], r.Article.Title)
		default:
			t.Logf("%s: %s, want %s (%s)", f[0], r.Kind, f[1], r.Reason)
		}
		if (r.Kind == KindArticle) != (r.Article != nil) {
			t.Errorf("%s: kind %s, article %t", f[0], r.Kind, r.Article != nil)
		}
	}
	t.Logf("kinds: %d of %d right", right, all)
	if float64(right) < 0.95*float64(all) {
		t.Errorf("kinds: %d of %d right, want 95 %%", right, all)
	}
}

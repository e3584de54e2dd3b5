package auto

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tintinh/tintinh/extract/corpus"
	"github.com/tintinh/tintinh/extract/vndate"
	"github.com/tintinh/tintinh/extract/vntext"
)

// gold is what people read on a page of the corpus.
type gold struct {
	Page      string
	Title     string
	Lead      string
	Published string `json:"published_at"`
	Precision string `json:"published_precision"`
	Authors   []string
	Text      []string `json:"paragraphs"`
	Optional  []int    `json:"optional_paragraphs"`
	Tolerated []string `json:"tolerated_extra"`
	Other     struct {
		Authors   [][]string
		Published []string `json:"published_at"`
		Lead      []string
	} `json:"alternatives"`
}

func golds(t *testing.T) map[string]gold {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(corpus.Dir(t), "gold", "*", "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]gold{}
	for _, f := range files {
		if strings.Contains(f, "listings") {
			continue
		}
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		var g gold
		if err := json.Unmarshal(b, &g); err != nil {
			t.Fatalf("%s: %v", f, err)
		}
		out[g.Page] = g
	}
	return out
}

// TestGold reads the pages of the corpus without rules. The bars stand a
// little under what is reached; captions of pictures, which the body keeps
// inside their figures, are judged with the whole record elsewhere.
func TestGold(t *testing.T) {
	all := golds(t)
	var title, published, lead, byline, f1, exact, n float64
	for _, p := range corpus.Pages(t) {
		g, ok := all[p.Name]
		if !ok {
			continue
		}
		root, base, m := parse(t, p.Body, p.URL)
		r := Extract(root, base, m, Options{})
		s := score(g, r)
		t.Logf("%s title %.0f published %.0f lead %.0f byline %.0f text %.3f", p.Name, s.title, s.published, s.lead, s.byline, s.f1)
		title, published, lead, byline, f1, n = title+s.title, published+s.published, lead+s.lead, byline+s.byline, f1+s.f1, n+1
		if s.f1 == 1 {
			exact++
		}
	}
	for _, bar := range []struct {
		name     string
		got, min float64
	}{
		{"title", title / n, 1}, {"published", published / n, 1}, {"lead", lead / n, 0.95}, {"byline", byline / n, 0.95},
		{"text F1", f1 / n, 0.985}, {"exact", exact / n, 0.7},
	} {
		t.Logf("%s %.3f", bar.name, bar.got)
		if bar.got < bar.min {
			t.Errorf("%s %.3f is under %.3f", bar.name, bar.got, bar.min)
		}
	}
}

type marksOf struct{ title, published, lead, byline, f1 float64 }

func score(g gold, r *Result) marksOf {
	return marksOf{
		title:     truth(same(r.Title, g.Title)),
		published: truth(samePublished(g, r.Published)),
		lead:      truth(oneOf(r.LeadText, append([]string{g.Lead}, g.Other.Lead...))),
		byline:    truth(sameByline(g, r.Byline)),
		f1:        textF1(g, r),
	}
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

func same(a, b string) bool { return vntext.Shadow(a) == vntext.Shadow(b) }

func oneOf(s string, list []string) bool {
	for _, o := range list {
		if same(s, o) {
			return true
		}
	}
	return false
}

func samePublished(g gold, d vndate.Date) bool {
	if d.Time.IsZero() {
		return g.Published == ""
	}
	cut := map[string]int{"day": 10, "minute": 16, "second": 19}[g.Precision]
	got := d.Time.In(zone).Format(time.RFC3339)[:cut]
	for _, want := range append([]string{g.Published}, g.Other.Published...) {
		if want[:cut] == got {
			return true
		}
	}
	return false
}

// sameByline asks that every name stands in the line; a line where the gold
// has no author has to be one that names nobody.
func sameByline(g gold, line string) bool {
	for _, names := range append([][]string{g.Authors}, g.Other.Authors...) {
		found := len(names) > 0 || !nameLike(line)
		for _, n := range names {
			found = found && strings.Contains(vntext.Shadow(line), vntext.Shadow(n))
		}
		if found {
			return true
		}
	}
	return false
}

// textF1 compares the 4-word shingles of the text, as the corpus's scorer.
func textF1(g gold, r *Result) float64 {
	optional := map[int]bool{}
	for _, i := range g.Optional {
		optional[i] = true
	}
	need, allowed := map[string]int{}, map[string]int{}
	var texts, extras []string
	for i, p := range g.Text {
		if optional[i] {
			extras = append(extras, p)
			continue
		}
		texts = append(texts, p)
	}
	shingles(need, texts)
	for _, e := range append(append(extras, g.Tolerated...), g.Lead) {
		shingles(allowed, []string{e})
	}
	got := map[string]int{}
	var lines []string
	for _, l := range bodyLines(r) {
		tag, text, _ := strings.Cut(l, " ")
		if tag != "img" && tag != "figcaption" {
			lines = append(lines, text)
		}
	}
	shingles(got, lines)
	hit, wrong, all := 0, 0, 0
	for s, n := range got {
		k := min(n, need[s])
		hit += k
		wrong += max(0, n-k-allowed[s])
	}
	for _, n := range need {
		all += n
	}
	wrong = max(0, wrong-3*(len(g.Optional)+len(g.Tolerated)+1))
	if hit == 0 {
		return truth(all == 0 && wrong == 0)
	}
	precision, recall := float64(hit)/float64(hit+wrong), float64(hit)/float64(all)
	return 2 * precision * recall / (precision + recall)
}

func shingles(into map[string]int, texts []string) {
	w := vntext.Syllables(strings.Join(texts, " \n "))
	if len(w) < 4 {
		if len(w) > 0 {
			into[strings.Join(w, " ")]++
		}
		return
	}
	for i := range len(w) - 3 {
		into[strings.Join(w[i:i+4], " ")]++
	}
}

// TestKinds judges every page of the corpus. No list may become an article.
func TestKinds(t *testing.T) {
	accepted := map[string][]string{}
	for _, c := range rows(t, filepath.Join(corpus.Dir(t), "gold", "kinds.tsv")) {
		accepted[c[0]] = []string{c[1]}
		if len(c) > 2 && c[2] != "" {
			accepted[c[0]] = append(accepted[c[0]], c[2])
		}
	}
	right, all := 0, 0
	for _, p := range corpus.Pages(t) {
		want, ok := accepted[p.Name]
		if !ok {
			want = []string{p.Kind}
		}
		root, base, m := parse(t, p.Body, p.URL)
		r := Extract(root, base, m, Options{})
		all++
		for _, k := range want {
			if r.Kind == k {
				right++
			}
		}
		if r.Kind == Article && want[0] != Article {
			t.Errorf("%s is a %s and was taken for an article: %s", p.Name, want[0], r.Reason)
		}
	}
	t.Logf("%d of %d kinds", right, all)
	if right*100 < all*97 {
		t.Errorf("%d of %d kinds are right: under 97 %%", right, all)
	}
}

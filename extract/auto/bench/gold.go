package main

import (
	"compress/gzip"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"
)

// goldPage is a hand-checked page, as far as it is compared here.
type goldPage struct {
	Page       string   `json:"page"`
	URL        string   `json:"url"`
	Title      string   `json:"title"`
	Published  string   `json:"published_at"`
	Authors    []any    `json:"authors"`
	Paragraphs []string `json:"paragraphs"`
	Lead       string   `json:"lead"`
	html       []byte
}

func vietnamese(shared string) ([]goldPage, error) {
	files, err := filepath.Glob(filepath.Join(shared, "corpus", "gold", "*", "*.json"))
	if err != nil {
		return nil, err
	}
	var pages []goldPage
	for _, f := range files {
		if strings.Contains(f, "listings") {
			continue
		}
		b, err := os.ReadFile(f)
		if err != nil {
			return nil, err
		}
		var g goldPage
		if err := json.Unmarshal(b, &g); err != nil {
			return nil, err
		}
		if g.html, err = unzip(filepath.Join(shared, "corpus", "pages", g.Page+".gz")); err != nil {
			return nil, err
		}
		pages = append(pages, g)
	}
	return pages, nil
}

func unzip(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(z)
}

func bodies(pages []goldPage) [][]byte {
	var all [][]byte
	for _, p := range pages {
		all = append(all, p.html)
	}
	return all
}

type goldScore struct{ title, day, time, authors, f1, exact float64 }

// scoreGold is the means over the pages. Text is compared by 4-word shingles,
// the lead allowed; days and times in Vietnam's zone.
func scoreGold(t tool, pages []goldPage) (s goldScore) {
	for _, g := range pages {
		got := t.run(g.html, g.URL)
		s.title += is(fold(norm.NFC.String(got.title)) == fold(g.Title))
		want, have := local(g.Published), local(got.date)
		s.day += is(len(have) >= 10 && have[:10] == want[:10])
		s.time += is(len(have) >= 16 && have[:16] == want[:16])
		s.authors += is(slices.Equal(foldAll(names(g.Authors)), foldAll(got.authors)))
		f1 := overlap(shingles(norm.NFC.String(got.text)), shingles(strings.Join(g.Paragraphs, "\n")), shingles(g.Lead))
		s.f1 += f1
		s.exact += is(f1 == 1)
	}
	n := float64(len(pages))
	return goldScore{s.title / n, s.day / n, s.time / n, s.authors / n, s.f1 / n, s.exact / n}
}

func is(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

func local(date string) string {
	t, err := time.Parse(time.RFC3339, date)
	if err != nil {
		return ""
	}
	return t.In(time.FixedZone("", 7*3600)).Format(time.RFC3339)
}

func names(authors []any) (all []string) {
	for _, a := range authors {
		switch v := a.(type) {
		case string:
			all = append(all, v)
		case map[string]any:
			n, _ := v["name"].(string)
			all = append(all, n)
		}
	}
	return all
}

func foldAll(names []string) []string {
	all := make([]string, 0, len(names))
	for _, n := range names {
		all = append(all, fold(n))
	}
	slices.Sort(all)
	return all
}

var word = regexp.MustCompile(`[\p{L}\p{N}_]+`)

func shingles(text string) map[string]int {
	w := word.FindAllString(strings.ToLower(text), -1)
	m := map[string]int{}
	for i := 0; i+4 <= len(w); i++ {
		m[strings.Join(w[i:i+4], " ")]++
	}
	return m
}

// overlap is F1; what is in allowed counts neither way, and up to three
// shingles may straddle the join with it.
func overlap(got, want, allowed map[string]int) float64 {
	hit, wrong, total := 0, 0, 0
	for s, n := range got {
		hit += min(n, want[s])
		wrong += max(0, n-want[s]-allowed[s])
	}
	for _, n := range want {
		total += n
	}
	wrong = max(0, wrong-3)
	if hit == 0 {
		return 0
	}
	p, r := float64(hit)/float64(hit+wrong), float64(hit)/float64(total)
	return 2 * p * r / (p + r)
}

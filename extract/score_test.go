package extract

import (
	"encoding/json"
	"slices"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// This file is corpus/score.py in Go: the same measures over the same gold.

// many reads a JSON value that may be one or a list.
type many []string

func (m *many) UnmarshalJSON(b []byte) error {
	var list []*string
	if json.Unmarshal(b, &list) != nil {
		var one *string
		if err := json.Unmarshal(b, &one); err != nil {
			return err
		}
		list = []*string{one}
	}
	for _, s := range list {
		if s != nil {
			*m = append(*m, *s)
		}
	}
	return nil
}

type goldImage struct {
	URL         string   `json:"url"`
	AltURLs     []string `json:"alt_urls"`
	Caption     string   `json:"caption"`
	AltCaptions many     `json:"caption_alternatives"`
	Optional    bool     `json:"optional"`
}

type gold struct {
	Page         string                        `json:"page"`
	URL          string                        `json:"url"`
	Title        string                        `json:"title"`
	Lead         *string                       `json:"lead"`
	PublishedAt  string                        `json:"published_at"`
	Precision    string                        `json:"published_precision"`
	Authors      many                          `json:"authors"`
	Paragraphs   []string                      `json:"paragraphs"`
	Optional     []int                         `json:"optional_paragraphs"`
	Tolerated    []string                      `json:"tolerated_extra"`
	Images       []goldImage                   `json:"images"`
	Section      []string                      `json:"section"`
	ViewCount    *int64                        `json:"view_count"`
	Attachments  []struct{ URL, Title string } `json:"attachments"`
	Alternatives struct {
		Title       many            `json:"title"`
		Lead        many            `json:"lead"`
		PublishedAt many            `json:"published_at"`
		Authors     json.RawMessage `json:"authors"`
	} `json:"alternatives"`
}

// same text, as the scorer sees it.
func scoreNorm(s string) string {
	s = norm.NFC.String(s)
	s = strings.NewReplacer("\u200b", "", "\u200c", "", "\u200d", "", "\u2060", "", "\ufeff", "", "\u00ad", "").Replace(s)
	s = cases.Fold().String(strings.Join(strings.Fields(s), " "))
	for _, c := range []string{",", ".", ";", ":", "!", "?", "…", ")", "]", "”", "’", "»"} {
		s = strings.ReplaceAll(s, " "+c, c)
	}
	return s
}

// shingles counts the runs of four words of the texts, joined.
func shingles(texts []string) map[string]int {
	var w []string
	for _, t := range texts {
		w = append(w, strings.FieldsFunc(scoreNorm(t), func(r rune) bool {
			return !unicode.IsLetter(r) && !unicode.IsNumber(r) && r != '_' && !unicode.Is(unicode.Mn, r)
		})...)
	}
	out := map[string]int{}
	if len(w) < 4 {
		if len(w) > 0 {
			out[strings.Join(w, " ")]++
		}
		return out
	}
	for i := range len(w) - 3 {
		out[strings.Join(w[i:i+4], " ")]++
	}
	return out
}

// imageName is the last segment of a picture's URL, without query.
func imageName(u string) string {
	u, _, _ = strings.Cut(u, "?")
	u, _, _ = strings.Cut(u, "#")
	u = scoreNorm(u)
	if i := strings.LastIndexByte(u, '/'); i >= 0 {
		u = u[i+1:]
	}
	return u
}

// measures are the scorer's figures for one page, 0 to 1; images and captions
// are NaN-free: absent where the gold has none.
type measures map[string]float64

var measureNames = []string{"title", "lead", "published", "authors", "text_p", "text_r", "text_f1", "exact", "images", "captions"}

func score(g *gold, a *Article) measures {
	if a == nil {
		a = &Article{}
	}
	m := measures{}
	truth := func(b bool) float64 {
		if b {
			return 1
		}
		return 0
	}
	titles := append([]string{g.Title}, g.Alternatives.Title...)
	m["title"] = truth(slices.ContainsFunc(titles, func(t string) bool { return scoreNorm(t) == scoreNorm(a.Title) }))
	m["lead"] = truth(leadMatches(g, a.Lead))
	m["published"] = truth(publishedMatches(g, a.PublishedAt))
	m["authors"] = truth(authorsMatch(g, a.Authors))
	scoreText(g, a.Text, m)
	scoreImages(g, a.Images, m)
	return m
}

func leadMatches(g *gold, lead string) bool {
	if lead == "" {
		return g.Lead == nil || *g.Lead == ""
	}
	accepted := slices.Clone([]string(g.Alternatives.Lead))
	if g.Lead != nil {
		accepted = append(accepted, *g.Lead)
	}
	return slices.ContainsFunc(accepted, func(l string) bool { return scoreNorm(l) == scoreNorm(lead) })
}

func publishedMatches(g *gold, at time.Time) bool {
	cut := map[string]int{"day": 10, "minute": 16, "second": 19}[g.Precision]
	if cut == 0 {
		cut = 19
	}
	if at.IsZero() {
		return g.PublishedAt == ""
	}
	got := at.In(time.FixedZone("", 7*3600)).Format(time.RFC3339)
	return slices.ContainsFunc(append([]string{g.PublishedAt}, g.Alternatives.PublishedAt...), func(s string) bool {
		return len(s) >= cut && s[:cut] == got[:cut]
	})
}

func authorsMatch(g *gold, authors []Author) bool {
	key := func(names []string) string {
		var out []string
		for _, n := range names {
			out = append(out, scoreNorm(n))
		}
		slices.Sort(out)
		return strings.Join(out, "\x00")
	}
	accepted := []string{key(g.Authors)}
	var lists [][]string
	var one []string
	if json.Unmarshal(g.Alternatives.Authors, &lists) != nil {
		if json.Unmarshal(g.Alternatives.Authors, &one) == nil && one != nil {
			lists = [][]string{one}
		}
	}
	for _, l := range lists {
		accepted = append(accepted, key(l))
	}
	var names []string
	for _, a := range authors {
		names = append(names, a.Name)
	}
	return slices.Contains(accepted, key(names))
}

func scoreText(g *gold, text string, m measures) {
	var need, allowed []string
	for i, p := range g.Paragraphs {
		if !slices.Contains(g.Optional, i) {
			need = append(need, p)
		}
	}
	ok := map[string]int{}
	for _, i := range g.Optional {
		if i < len(g.Paragraphs) {
			allowed = append(allowed, g.Paragraphs[i])
		}
	}
	lead := ""
	if g.Lead != nil {
		lead = *g.Lead
	}
	for _, list := range [][]string{allowed, g.Tolerated, {lead}} {
		for s, n := range shingles(list) {
			ok[s] += n
		}
	}
	got, want := shingles([]string{text}), shingles(need)
	hit, wrong, total := 0, 0, 0
	for s, n := range got {
		hit += min(n, want[s])
		wrong += max(0, n-want[s]-ok[s])
	}
	for _, n := range want {
		total += n
	}
	wrong = max(0, wrong-3*(len(g.Optional)+len(g.Tolerated)+1))
	p, r := 0.0, 1.0
	switch {
	case hit+wrong > 0:
		p = float64(hit) / float64(hit+wrong)
	case total == 0:
		p = 1
	}
	if total > 0 {
		r = float64(hit) / float64(total)
	}
	m["text_p"], m["text_r"], m["text_f1"], m["exact"] = p, r, 0, 0
	if p+r > 0 {
		m["text_f1"] = 2 * p * r / (p + r)
	}
	if p == 1 && r == 1 {
		m["exact"] = 1
	}
}

func scoreImages(g *gold, images []Media, m measures) {
	keys, captions := map[string]bool{}, map[string]bool{}
	for _, i := range images {
		keys[imageName(i.URL)] = true
		if i.Caption != "" {
			for _, c := range []string{i.Caption, i.Caption + " Ảnh: " + i.Credit, i.Caption + " " + i.Credit} {
				captions[scoreNorm(c)] = true
			}
		}
	}
	var images1, captions1, hits, captionHits int
	for _, i := range g.Images {
		if i.Optional {
			continue
		}
		images1++
		if slices.ContainsFunc(append([]string{i.URL}, i.AltURLs...), func(u string) bool { return u != "" && keys[imageName(u)] }) {
			hits++
		}
		accepted := slices.DeleteFunc(append([]string{i.Caption}, i.AltCaptions...), func(c string) bool { return c == "" })
		if len(accepted) == 0 {
			continue
		}
		captions1++
		if slices.ContainsFunc(accepted, func(c string) bool { return captions[scoreNorm(c)] }) {
			captionHits++
		}
	}
	if images1 > 0 {
		m["images"] = float64(hits) / float64(images1)
	}
	if captions1 > 0 {
		m["captions"] = float64(captionHits) / float64(captions1)
	}
}

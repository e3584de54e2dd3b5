package search

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/store"
)

// generator makes articles of words that look Vietnamese, as often as in
// written text: few words make most of it.
type generator struct {
	rnd   *rand.Rand
	words []string
	zipf  *rand.Zipf
	n     int
	keep  []bool // words to write out, nil for all: see sparse
}

// sparse writes only words that queries ask for, and one z for any number of
// others. What a query costs hangs on the lists of its own tokens, so that a
// million articles can be measured without the hour it takes to index them.
func (g *generator) sparse(asked map[string]bool) {
	g.keep = make([]bool, len(g.words))
	for i, w := range g.words {
		for _, s := range newIndexer().syllables(w) {
			g.keep[i] = g.keep[i] || asked[s.fold]
		}
	}
}

func newGenerator(seed uint64) *generator {
	g := &generator{rnd: rand.New(rand.NewPCG(seed, 1))}
	onsets := []string{"", "b", "c", "ch", "d", "đ", "g", "gi", "h", "kh", "l", "m", "n", "ng", "nh", "ph", "qu", "s", "t", "th", "tr", "v", "x"}
	rimes := []string{"a", "á", "à", "ả", "ạ", "an", "án", "àn", "anh", "ành", "ao", "ăn", "ắng", "âm", "ấp", "ê", "ến", "ệt", "i", "ình", "inh", "o", "òng", "oàn", "ô", "ông", "ồng", "ơ", "ới", "ước", "ương", "u", "ung", "ủy", "uyện", "ư", "ững", "y", "yên"}
	for range 8000 {
		w := onsets[g.rnd.IntN(len(onsets))] + rimes[g.rnd.IntN(len(rimes))]
		if g.rnd.IntN(4) > 0 {
			w += " " + onsets[g.rnd.IntN(len(onsets))] + rimes[g.rnd.IntN(len(rimes))]
		}
		g.words = append(g.words, w)
	}
	g.words[40], g.words[90], g.words[2000] = "Hòa Bình", "hóa bình", "hoa bính"
	g.zipf = rand.NewZipf(g.rnd, 1.07, 8, uint64(len(g.words)-1))
	return g
}

func (g *generator) sentence(words int) string {
	var b strings.Builder
	left := false
	for range words {
		i := g.zipf.Uint64()
		if g.keep != nil && !g.keep[i] {
			if !left {
				b.WriteString("z ")
			}
			left = true
			continue
		}
		left = false
		b.WriteString(g.words[i])
		b.WriteByte(' ')
	}
	return strings.TrimSpace(b.String())
}

// article is the next one; portals of the same number of articles each.
func (g *generator) article(portals int) *extract.Article {
	g.n++
	p := g.n % portals
	at := time.Date(2010, 1, 1, 0, 0, 0, 0, vietnam).Add(time.Duration(g.rnd.Int64N(16*365*24*60)) * time.Minute)
	a := &extract.Article{
		Schema: 1, ID: fmt.Sprintf("bao-so-%d:%d", p, g.n), Portal: fmt.Sprintf("bao-so-%d", p), Outlet: fmt.Sprintf("Báo Số %d", p),
		Province: fmt.Sprintf("Tỉnh %d", p%34), ProvinceBefore2025: fmt.Sprintf("Tỉnh Cũ %d", p%63),
		URL: fmt.Sprintf("https://so-%d.example/%d.html", p, g.n), Title: g.sentence(7), Lead: g.sentence(20),
		PublishedAt: at, PublishedPrecision: "minute", Section: []string{[]string{"Thời sự", "Kinh tế", "Văn hóa"}[g.n%3]},
		Change: extract.ChangeNew, Revision: 1, FirstSeenAt: at, ChangedAt: at,
	}
	for range 6 {
		a.Body = append(a.Body, extract.Block{Type: extract.Paragraph, Text: g.sentence(40)})
	}
	for i, k := range a.Body {
		if i > 0 {
			a.Text += "\n\n"
		}
		a.Text += k.Text
	}
	if g.n%17 == 0 {
		a.Audio = []extract.Media{{URL: "https://so.example/a.mp3"}}
	}
	return a
}

// walk is a store of which only the walk and the runs are asked.
type walk struct {
	store.Store
	articles func(yield func(*extract.Article) bool)
	from     uint64 // number of the article before the first
}

type lineRecord []byte

func (l lineRecord) Line() ([]byte, error)              { return l, nil }
func (l lineRecord) Article() (*extract.Article, error) { return extract.ParseLine(l) }

func (w walk) Articles(ctx context.Context, after store.Cursor, fn func(string, uint64, store.Record) error) (err error) {
	n := max(after["host"], w.from)
	for a := range w.articles {
		n++
		line, lerr := a.Line()
		if lerr != nil {
			return lerr
		}
		if err = fn("host", n, lineRecord(line)); err != nil {
			break
		}
	}
	return err
}

func (w walk) Runs(context.Context, func(store.Run) bool) error { return nil }

func (g *generator) walk(n int) walk {
	return walk{articles: func(yield func(*extract.Article) bool) {
		for range n {
			if !yield(g.article(300)) {
				return
			}
		}
	}}
}

func openView(t testing.TB) *View {
	t.Helper()
	v, err := Open(t.TempDir() + "/search.db")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := v.Close(); err != nil {
			t.Error(err)
		}
	})
	return v
}

package search

import (
	"context"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"
)

// queries are what people ask, from the cheapest to what makes an index work
// hardest: common words that rarely meet.
var queries = map[string]Query{
	"everything":         {},
	"bare":               {Text: "hoa binh"},
	"accents":            {Text: "Hòa Bình"},
	"one-common":         {Text: "anh"},
	"one-accented":       {Text: "ành"},
	"four-words":         {Text: "hoa binh ban thong"},
	"four-accented":      {Text: "hòa bình bàn thông"},
	"eight-common":       {Text: "binh hoa anh ban ung an ong hoa"},
	"phrase":             {Text: `"hoa binh"`},
	"no-such-word":       {Text: "xyzzy"},
	"common-and-no-such": {Text: "binh xyzzy"},
	"portal":             {Text: "hoa binh", Portal: "bao-so-7"},
	"portal-alone":       {Portal: "bao-so-7"},
	"portal-four-words":  {Text: "hoa binh ban thong", Portal: "bao-so-7", Section: "Kinh tế"},
	"day":                {Text: "hòa bình", From: time.Date(2015, 5, 1, 0, 0, 0, 0, vietnam), To: time.Date(2015, 5, 2, 0, 0, 0, 0, vietnam)},
	"audio-old-province": {Text: "hoa binh", Audio: true, OldProvince: "tinh cu 5"},
	"newest":             {Text: "hòa bình", Newest: true},
	"rare-pair":          {Text: "hoa bính"},
}

// BenchmarkFind asks each query of a generated view. TINTINH_SEARCH_DB names a
// file that is kept and reused, TINTINH_SEARCH_N its number of articles
// (100,000), TINTINH_SEARCH_SPARSE=1 leaves out what no query asks for (see
// sparse): go test -run '^$' -bench Find ./store/search
func BenchmarkFind(b *testing.B) {
	v := benchView(b)
	for name, q := range queries {
		b.Run(name, func(b *testing.B) {
			var took []time.Duration
			before := cpu()
			for b.Loop() {
				start := time.Now()
				if _, err := v.Find(context.Background(), q); err != nil {
					b.Fatal(err)
				}
				took = append(took, time.Since(start))
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)-1].Microseconds())/1000, "max-ms")
			b.ReportMetric(float64((cpu()-before).Microseconds())/1000/float64(b.N), "cpu-ms/op")
		})
		b.Run(name+"/count", func(b *testing.B) {
			for b.Loop() {
				if _, err := v.Count(context.Background(), q, 1001); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// askedFor are the folded words of all queries.
func askedFor() map[string]bool {
	all := map[string]bool{}
	for _, q := range queries {
		for _, s := range newIndexer().syllables(q.Text) {
			all[s.fold] = true
		}
	}
	return all
}

func benchView(b *testing.B) *View {
	n := 100_000
	if s := os.Getenv("TINTINH_SEARCH_N"); s != "" {
		var err error
		if n, err = strconv.Atoi(s); err != nil {
			b.Fatal(err)
		}
	}
	file := os.Getenv("TINTINH_SEARCH_DB")
	if file == "" {
		file = b.TempDir() + "/search.db"
	}
	v, err := Open(file)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { v.Close() })
	t, err := v.Totals(context.Background())
	if err != nil || t.Articles >= n {
		return v
	}
	start, before := time.Now(), cpu()
	g := newGenerator(1)
	g.n = t.Articles
	if os.Getenv("TINTINH_SEARCH_SPARSE") != "" {
		g.sparse(askedFor())
	}
	if _, err := v.Update(context.Background(), g.walk(n-t.Articles)); err != nil {
		b.Fatal(err)
	}
	info, err := os.Stat(file)
	if err != nil {
		b.Fatal(err)
	}
	b.Logf("%d articles in %s (%s of processor time), %d bytes each in the file", n, time.Since(start).Round(time.Second), (cpu() - before).Round(time.Second), info.Size()/int64(n))
	return v
}

package bolt

import (
	"crypto/sha256"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"

	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/portal"
)

var train = flag.String("train", "", "train a dictionary and write it to this `file` of the package")

// TestTrain makes a new dictionary, when asked to:
//
//	go test ./store/bolt -run TestTrain -train dictionary-3.zstd
//
// A dictionary that records were stored with is never changed: add a file, a
// number and a line in dictionary.go. The text is our own (testdata); names,
// addresses and selectors are the catalogue's.
func TestTrain(t *testing.T) {
	if *train == "" {
		return // nothing to be trained
	}
	d, err := zstd.BuildDict(zstd.BuildDictOptions{
		ID: textDictionary + 1, Contents: samples(t, 1, 400), History: history(t),
		Offsets: [3]int{1, 4, 8}, Level: zstd.SpeedFastest,
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(*train, d, 0o644); err != nil {
		t.Fatal(err)
	}
}

// history is what records are compressed against; what is most like them stands
// last, where it is cheapest to point at.
func history(t testing.TB) (h []byte) {
	t.Helper()
	g := newGenerator(t, 5)
	for _, f := range g.catalogue.Families() {
		b, err := json.Marshal(sources(f))
		if err != nil {
			t.Fatal(err)
		}
		h = append(h, b...)
	}
	h = append(h, strings.Join(g.sentences, "\n")...)
	return append(h, g.line(t)...)
}

// samples are lines of articles that were never written, from sentences of
// our own; the same seed gives the same ones.
func samples(t testing.TB, seed uint64, n int) (lines [][]byte) {
	t.Helper()
	for g := newGenerator(t, seed); len(lines) < n; {
		lines = append(lines, g.line(t))
	}
	return lines
}

func newGenerator(t testing.TB, seed uint64) *generator {
	t.Helper()
	c, err := portal.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join("testdata", "dictionary.txt"))
	if err != nil {
		t.Fatal(err)
	}
	return &generator{rand.New(rand.NewPCG(seed, 0)), c, strings.Split(strings.TrimSpace(string(text)), "\n")}
}

func (g *generator) line(t testing.TB) []byte {
	t.Helper()
	line, err := g.article().Line()
	if err != nil {
		t.Fatal(err)
	}
	return line
}

type generator struct {
	*rand.Rand
	catalogue *portal.Catalogue
	sentences []string
}

func pick[T any](g *generator, all []T) T { return all[g.IntN(len(all))] }

// sentence is one of ours, or two halves of two.
func (g *generator) sentence() string {
	s := pick(g, g.sentences)
	if g.IntN(3) == 0 {
		return s
	}
	words, other := strings.Fields(s), strings.Fields(pick(g, g.sentences))
	i, j := g.IntN(len(words)), g.IntN(len(other))
	return strings.Join(append(append([]string{}, words[:i]...), other[j:]...), " ")
}

// words are n of a sentence.
func (g *generator) words(n int) string {
	w := strings.Fields(pick(g, g.sentences))
	i := g.IntN(len(w))
	return strings.Join(w[i:min(i+n, len(w))], " ")
}

func (g *generator) slug() string {
	return strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if r < 128 && (r == ' ' || r >= 'a' && r <= 'z') {
			return r
		}
		return -1
	}, g.words(12))), "-")
}

func (g *generator) hex(n int) string {
	return fmt.Sprintf("%064x", sha256.Sum256([]byte(fmt.Sprint(g.Uint64()))))[:n]
}

func (g *generator) time(zone *time.Location) time.Time {
	return time.Unix(1.58e9+g.Int64N(2.4e8), 0).In(zone)
}

// article has the fields that real records have, as often as they have them.
func (g *generator) article() *extract.Article {
	p, f := pick(g, g.catalogue.Portals()), pick(g, g.catalogue.Families())
	vn := time.FixedZone("", 7*3600)
	key := fmt.Sprint(g.IntN(300000))
	url := fmt.Sprintf("https://%s/%s/%s-%s.html", p.Host(), pick(g, []string{"tin-tuc", "thoi-su", "kinh-te", "xa-hoi", "chinh-tri", "van-hoa"}), g.slug(), key)
	published, seen := g.time(vn), g.time(time.UTC)
	yes := true
	a := &extract.Article{
		Schema: 1, ID: p.ID + ":" + key, Seq: g.Uint64N(30000), Revision: 1, Change: extract.ChangeNew, Portal: p.ID, Outlet: p.Outlet,
		Province: p.Province, ProvinceBefore2025: p.ProvinceBefore2025, URL: url, CanonicalURL: url,
		Title: g.words(14), Lead: g.sentence(), PublishedAt: published,
		PublishedRaw:       published.Format(pick(g, []string{time.RFC3339, "02/01/2006 15:04", "Thứ 2, 02/01/2006 | 15:04:05", "15:04 02/01/2006 GMT+7"})),
		PublishedPrecision: pick(g, []string{"minute", "second", "day"}), PublishedSource: pick(g, []string{"selector", "json-ld", "meta"}),
		Section: []string{pick(g, []string{"Thời sự", "Chính trị", "Kinh tế", "Xã hội", "Văn hóa", "Giáo dục", "Pháp luật", "Thể thao", "Đời sống", "Tin trong tỉnh"})},
		Lang:    "vi", TextHash: "sha256:" + g.hex(64), SimHash: g.hex(16), FirstSeenAt: seen, FetchedAt: seen, ChangedAt: seen,
		HTTP:      &extract.HTTP{Status: 200, LastModified: seen.Format(time.RFC1123), Charset: "utf-8", CharsetSource: "utf-8-valid", TLSVerified: &yes},
		Raw:       &extract.Raw{File: seen.Format("tintinh-20060102-150405-00000.warc.gz"), Offset: g.Int64N(9e8), Length: 9000 + g.Int64N(40000)},
		Extractor: &extract.Provenance{Family: f.ID, Rule: g.hex(12), Version: "0.1.0", Fields: sources(f)},
	}
	if name := g.words(2); g.IntN(2) == 0 {
		a.Authors, a.BylineRaw = []extract.Author{{Name: name}}, name
	}
	for range g.IntN(4) {
		a.Tags = append(a.Tags, strings.ToLower(g.words(3)))
	}
	var text []string
	for range 3 + g.IntN(12) {
		p := g.sentence()
		for range g.IntN(3) {
			p += " " + g.sentence()
		}
		a.Body, text = append(a.Body, extract.Block{Type: extract.Paragraph, Text: p}), append(text, p)
		if g.IntN(6) == 0 {
			m := extract.Media{URL: fmt.Sprintf("https://%s/upload/news/%d/%s.jpg", g.host(), 2020+g.IntN(6), g.slug()), Caption: g.words(8), Credit: g.words(2)}
			a.Images = append(a.Images, m)
			a.Body = append(a.Body, extract.Block{Type: extract.Image, URL: m.URL, Caption: m.Caption, Credit: m.Credit})
		}
	}
	a.Text = strings.Join(text, "\n\n")
	return a
}

// host is the address of some portal.
func (g *generator) host() string { return pick(g, g.catalogue.Portals()).Host() }

// sources are the first selectors of a family, as a record names them.
func sources(f *portal.Family) map[string]string {
	m := map[string]string{}
	names := map[portal.Field]string{portal.Published: "published_at", portal.Modified: "modified_at", portal.Byline: "authors", portal.Views: "view_count"}
	for field, selectors := range f.Rules[len(f.Rules)-1].Fields {
		name := string(field)
		if n, ok := names[field]; ok {
			name = n
		}
		if len(selectors) > 0 {
			m[name] = "selector " + selectors[0].Text
		}
	}
	return m
}

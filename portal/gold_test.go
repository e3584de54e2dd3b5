package portal

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"
	"golang.org/x/text/unicode/norm"

	"github.com/tintinh/tintinh/extract/corpus"
)

// first is the value of the first selector of a field that gives one, as
// extraction reads it, in short.
func first(r Rule, f Field, root *html.Node) string {
	for _, s := range r.Fields[f] {
		for _, n := range cascadia.QueryAll(root, s.Match) {
			v := text(n)
			if s.Attr != "" {
				v = attribute(n, s.Attr)
			}
			if v = strings.Join(strings.Fields(norm.NFC.String(v)), " "); v != "" {
				return v
			}
		}
	}
	return ""
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func text(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode && c.Parent.Data != "script" && c.Parent.Data != "style" {
			b.WriteString(c.Data + " ")
		}
	}
	return b.String()
}

// bodyText is the text of the body without what the rule strips.
func bodyText(r Rule, root *html.Node) string {
	for _, f := range []Field{Strip, Related} {
		for _, s := range r.Fields[f] {
			for _, n := range cascadia.QueryAll(root, s.Match) {
				if n.Parent != nil {
					n.Parent.RemoveChild(n)
				}
			}
		}
	}
	return first(r, Body, root)
}

type goldRecord struct {
	Page         string         `json:"page"`
	URL          string         `json:"url"`
	Title        string         `json:"title"`
	Lead         *string        `json:"lead"`
	PublishedRaw string         `json:"published_raw"`
	Section      []string       `json:"section"`
	Tags         []string       `json:"tags"`
	Views        *int           `json:"view_count"`
	Byline       string         `json:"byline_raw"`
	Paragraphs   []string       `json:"paragraphs"`
	Alternatives map[string]any `json:"alternatives"`
}

// TestRulesOnGold: on hand-checked real pages of the catalogue's portals the
// family's selectors give the printed title, date, lead, views, byline and
// every paragraph.
func TestRulesOnGold(t *testing.T) {
	c := catalogue(t)
	dir := corpus.Dir(t)
	files, err := filepath.Glob(filepath.Join(dir, "gold", "*", "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var g goldRecord
		if json.Unmarshal(src, &g) != nil || g.Title == "" {
			continue // a listing
		}
		p := c.ByURL(g.URL)
		if p == nil {
			continue // not a portal of the catalogue
		}
		seen++
		t.Run(g.Page, func(t *testing.T) { checkGold(t, c, p, g, corpus.Read(t, filepath.Join(dir, "pages", g.Page+".gz"))) })
	}
	if seen != 14 {
		t.Errorf("%d gold pages belong to the catalogue's portals, expected 14", seen)
	}
}

func checkGold(t *testing.T, c *Catalogue, p *Portal, g goldRecord, body []byte) {
	root := tree(t, body)
	f, _ := c.Recognise(ElementsOf(root), body, p.Family)
	if f == nil || f.ID != p.Family {
		t.Fatalf("recognised as %v, the portal says %s", f, p.Family)
	}
	r := p.Effective(f, time.Time{})
	if got := first(r, Title, root); got != g.Title {
		t.Errorf("title %q, expected %q", got, g.Title)
	}
	if got := first(r, Published, root); !strings.Contains(got, g.PublishedRaw) {
		t.Errorf("published %q, expected %q in it", got, g.PublishedRaw)
	}
	if lead := first(r, Lead, root); (g.Lead == nil) != (lead == "") || g.Lead != nil && lead != *g.Lead {
		t.Errorf("lead %q, expected %v", lead, g.Lead)
	}
	if views := first(r, Views, root); (g.Views != nil) != (views != "") {
		t.Errorf("views %q, expected %v", views, g.Views)
	}
	if got := first(r, Section, root); len(g.Section) > 0 && !strings.EqualFold(got, g.Section[0]) {
		t.Errorf("section %q, expected %q", got, g.Section[0])
	}
	if got := first(r, Byline, root); got != g.Byline {
		t.Errorf("byline %q, expected %q", got, g.Byline)
	}
	if got := first(r, Tags, root); len(g.Tags) > 0 && !strings.HasPrefix(got, g.Tags[0]) {
		t.Errorf("tags %q, expected %q", got, g.Tags)
	}
	got := strings.Join(strings.Fields(bodyText(r, root)), "")
	for _, want := range g.Paragraphs {
		for word := range strings.SplitSeq(want, " | ") { // cells of a table
			if !strings.Contains(got, strings.Join(strings.Fields(word), "")) {
				t.Errorf("the body lacks %q", want)
				break
			}
		}
	}
}

// TestSeed: the page that the project was given is of its family, its URLs
// give one id, and the rule finds its parts.
func TestSeed(t *testing.T) {
	dir := filepath.Join(corpus.Shared(t), "seed")
	body, err := os.ReadFile(filepath.Join(dir, "page.html"))
	if err != nil {
		t.Fatal(err)
	}
	src, err := os.ReadFile(filepath.Join(dir, "record.json"))
	if err != nil {
		t.Fatal(err)
	}
	var want struct {
		Title, Lead  string
		PublishedRaw string `json:"published_raw"`
	}
	if err := json.Unmarshal(src, &want); err != nil {
		t.Fatal(err)
	}
	c := catalogue(t)
	root := tree(t, body)
	f, sum := c.Recognise(ElementsOf(root), body, "")
	if f == nil || f.ID != "froala-news-id" {
		t.Fatalf("recognised as %v with %.2f", f, sum)
	}
	p, _ := c.Portal("baothaibinh")
	r := p.Effective(f, time.Time{})
	got := []string{first(r, Title, root), first(r, Lead, root), first(r, Published, root), first(r, Views, root), first(r, Byline, root), first(r, Section, root)}
	if w := []string{want.Title, want.Lead, want.PublishedRaw, "8,093 lượt xem", "Minh Hương", "Chính trị"}; !slices.Equal(got, w) {
		t.Errorf("got  %q\nwant %q", got, w)
	}
	for _, furniture := range []string{"GMT+7", "Tin cùng chuyên mục", "Chia sẻ", "lượt xem", "Xem tin theo ngày"} {
		if strings.Contains(bodyText(r, root), furniture) {
			t.Errorf("the body holds %q", furniture)
		}
	}
}

package extract

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tintinh/tintinh/extract/corpus"
)

// seedRecord is shared/seed/record.json: what the seed article must give.
type seedRecord struct {
	ID                 string    `json:"id"`
	Portal             string    `json:"portal"`
	CanonicalURL       string    `json:"canonical_url"`
	Title              string    `json:"title"`
	Lead               string    `json:"lead"`
	PublishedAt        time.Time `json:"published_at"`
	PublishedRaw       string    `json:"published_raw"`
	PublishedPrecision string    `json:"published_precision"`
	Authors            []Author  `json:"authors"`
	Section            []string  `json:"section"`
	ViewCount          *int64    `json:"view_count"`
	Paragraphs         []string  `json:"paragraphs"`
	Images             []Media   `json:"images"`
	Audio              []Media   `json:"audio"`
	Lang               string    `json:"lang"`
}

func TestSeed(t *testing.T) {
	dir := filepath.Join(corpus.Shared(t), "seed")
	page, err := os.ReadFile(filepath.Join(dir, "page.html"))
	if err != nil {
		t.Fatal(err)
	}
	want := readJSON[seedRecord](t, filepath.Join(dir, "record.json"))
	// Another category and path prefix of the same article.
	for _, u := range []string{want.CanonicalURL, "http://www.baothaibinh.com.vn/news/260/115942/x"} {
		t.Run(u, func(t *testing.T) {
			r := extractPage(t, extractor(t), corpus.Page{URL: u, Body: page})
			if r.Article == nil {
				t.Fatalf("no article: %s", r.Reason)
			}
			a := r.Article
			got := seedRecord{
				ID: a.ID, Portal: a.Portal, CanonicalURL: a.CanonicalURL, Title: a.Title, Lead: a.Lead,
				PublishedAt: a.PublishedAt, PublishedRaw: a.PublishedRaw, PublishedPrecision: a.PublishedPrecision,
				Authors: a.Authors, Section: a.Section, ViewCount: a.ViewCount, Images: a.Images, Audio: a.Audio, Lang: a.Lang,
			}
			for _, b := range a.Body {
				if b.Type == Paragraph {
					got.Paragraphs = append(got.Paragraphs, b.Text)
				}
			}
			if d := cmp.Diff(want, got); d != "" {
				t.Errorf("record (-want +got):\n%s", d)
			}
			if r.Family != "froala-news-id" {
				t.Errorf("family %q", r.Family)
			}
			if len(a.Warnings) != 0 {
				t.Errorf("warnings %q on a clean page", a.Warnings)
			}
		})
	}
}

package store

import (
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/tintinh/tintinh/extract"
)

// revised names the fields, out of those that make a revision, in which two
// records differ.
func revised(a, b *extract.Article) []string {
	return differing([]field{
		{"title", sameText(a.Title, b.Title)},
		{"lead", sameText(a.Lead, b.Lead)},
		{"body", sameBody(a, b)},
		{"images", slices.EqualFunc(a.Images, b.Images, sameMedia)},
		{"audio", slices.EqualFunc(a.Audio, b.Audio, sameMedia)},
		{"video", slices.EqualFunc(a.Video, b.Video, sameMedia)},
		{"attachments", slices.EqualFunc(a.Attachments, b.Attachments, sameMedia)},
		{"authors", slices.EqualFunc(a.Authors, b.Authors, sameAuthor)},
		{"published_at", a.PublishedAt.Equal(b.PublishedAt)},
	})
}

// restated names the other fields of content in which two records differ:
// what better rules may read anew from the same page. Where the fields came
// from (extractor, raw, http) and when is no content.
func restated(a, b *extract.Article) []string {
	return differing([]field{
		{"outlet", a.Outlet == b.Outlet},
		{"province", a.Province == b.Province},
		{"province_before_2025", a.ProvinceBefore2025 == b.ProvinceBefore2025},
		{"canonical_url", a.CanonicalURL == b.CanonicalURL},
		{"modified_at", a.ModifiedAt.Equal(b.ModifiedAt)},
		{"published_raw", sameText(a.PublishedRaw, b.PublishedRaw)},
		{"published_precision", a.PublishedPrecision == b.PublishedPrecision},
		{"published_source", a.PublishedSource == b.PublishedSource},
		{"byline_raw", sameText(a.BylineRaw, b.BylineRaw)},
		{"source_credit", sameText(a.SourceCredit, b.SourceCredit)},
		{"section", slices.EqualFunc(a.Section, b.Section, sameText)},
		{"tags", slices.EqualFunc(a.Tags, b.Tags, sameText)},
		{"text", a.Text == b.Text},
		{"lang", a.Lang == b.Lang},
		{"text_hash", a.TextHash == b.TextHash},
		{"simhash", a.SimHash == b.SimHash},
	})
}

type field struct {
	name string
	same bool
}

func differing(fields []field) []string {
	var names []string
	for _, f := range fields {
		if !f.same {
			names = append(names, f.name)
		}
	}
	return names
}

// sameBody compares the blocks, and the joined text of records that have no
// blocks.
func sameBody(a, b *extract.Article) bool {
	if len(a.Body) == 0 && len(b.Body) == 0 {
		return sameText(a.Text, b.Text)
	}
	return slices.EqualFunc(a.Body, b.Body, sameBlock)
}

func sameBlock(a, b extract.Block) bool {
	return a.Type == b.Type && a.Level == b.Level && a.URL == b.URL && a.TTS == b.TTS &&
		sameText(a.Text, b.Text) && sameText(a.Title, b.Title) &&
		sameText(a.Caption, b.Caption) && sameText(a.Credit, b.Credit) &&
		slices.EqualFunc(a.Items, b.Items, sameText) &&
		slices.EqualFunc(a.Rows, b.Rows, func(r, s []string) bool { return slices.EqualFunc(r, s, sameText) })
}

func sameMedia(a, b extract.Media) bool {
	return a.URL == b.URL && a.TTS == b.TTS && sameText(a.Title, b.Title) &&
		sameText(a.Caption, b.Caption) && sameText(a.Credit, b.Credit)
}

func sameAuthor(a, b extract.Author) bool {
	return a.Role == b.Role && sameText(a.Name, b.Name)
}

// sameText compares what a reader sees: portals switch between composed and
// decomposed Vietnamese, and between kinds of space, without an edit.
func sameText(a, b string) bool { return a == b || readable(a) == readable(b) }

func readable(s string) string {
	if !utf8.ValidString(s) {
		s = string([]rune(s)) // as JSON stores it: a replacement character for each bad byte
	}
	return norm.NFC.String(strings.Join(strings.Fields(s), " "))
}

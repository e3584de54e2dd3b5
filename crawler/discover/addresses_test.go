package discover

import (
	"net/url"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"
)

// TestAddresses: the short way finds what Links finds, on every real page.
func TestAddresses(t *testing.T) {
	for name, page := range corpusURLs(t) {
		root := corpusPage(t, name)
		links, wantStats := Links(root, page)
		want := []string{}
		for _, l := range links {
			want = append(want, l.URL)
		}
		got, stats := Addresses(root, page)
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s: -Links +Addresses\n%s", name, d)
		}
		if d := cmp.Diff(wantStats, stats); d != "" {
			t.Errorf("%s: statistics -Links +Addresses\n%s", name, d)
		}
	}
}

// BenchmarkAddresses is what a page's links cost, on the real pages in turn.
func BenchmarkAddresses(b *testing.B) {
	pages := map[*html.Node]*url.URL{}
	for name, page := range corpusURLs(b) {
		pages[corpusPage(b, name)] = page
	}
	b.ReportAllocs()
	for b.Loop() {
		for root, page := range pages {
			Addresses(root, page)
		}
	}
}

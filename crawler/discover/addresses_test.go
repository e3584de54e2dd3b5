package discover

import (
	"testing"

	"github.com/google/go-cmp/cmp"
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

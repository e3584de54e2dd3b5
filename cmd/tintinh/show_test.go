package main

import (
	"testing"

	"github.com/tintinh/tintinh/extract"
)

// What a page wrote is shown on lines of its own, and steers nothing.
func TestReadableBlock(t *testing.T) {
	tests := []struct {
		block extract.Block
		want  string
	}{
		{extract.Block{Type: extract.List, Items: []string{"một", "hai\nba\x1b[2J"}}, "- một\n- hai\\u{a}ba\\u{1b}[2J"},
		{extract.Block{Type: extract.Table, Rows: [][]string{{"a", "b\u202e"}, {"c\r", "d"}}}, "a | b\nc\\u{d} | d"},
		{extract.Block{Type: extract.Heading, Level: 2, Text: "Mục\x07"}, "## Mục\\u{7}"},
		{extract.Block{Type: extract.Image, URL: "http://a.test/\x1b.jpg", Caption: "Ảnh\u009b"}, "[image] http://a.test/\\u{1b}.jpg\n  Ảnh\\u{9b}"},
	}
	for _, tt := range tests {
		if got := readable(tt.block); got != tt.want {
			t.Errorf("%+v is shown as %q, want %q", tt.block, got, tt.want)
		}
	}
}

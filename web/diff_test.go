package web

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tintinh/tintinh/extract"
)

// marked writes a comparison as text: [-removed-] {+added+}.
func marked(all []paragraph) string {
	var out []string
	for _, p := range all {
		s := ""
		for _, e := range p.Edits {
			s += map[string]string{"del": "[-", "ins": "{+"}[e.Kind] + e.Text + map[string]string{"del": "-]", "ins": "+}"}[e.Kind]
		}
		if p.Kind == "skip" {
			s = strings.Repeat(".", p.Skipped)
		}
		out = append(out, s)
	}
	return strings.Join(out, "\n")
}

func TestParagraphs(t *testing.T) {
	for _, c := range []struct{ name, before, after, want string }{
		{"a word", "Cầu rộng 12 mét.", "Cầu rộng 16 mét.", "Cầu rộng [-12 -]{+16 +}mét."},
		{"a paragraph more", "Một.\nBa.", "Một.\nHai.\nBa.", "Một.\n{+Hai.+}\nBa."},
		{"a paragraph less", "Một.\nHai.\nBa.", "Một.\nBa.", "Một.\n[-Hai.-]\nBa."},
		{"nothing in common is no mosaic", "Trời hửng nắng sau mưa.", "Giá rau giảm nhẹ.", "[-Trời hửng nắng sau mưa.-]\n{+Giá rau giảm nhẹ.+}"},
		{"from nothing", "", "Mới.", "{+Mới.+}"},
		{"to nothing", "Cũ.", "", "[-Cũ.-]"},
		{"long stretches are left out", "A\nB\nC\nD\nE\nF", "A\nB\nC\nD\nE\nG", "....\nE\n[-F-]\n{+G+}"},
	} {
		if d := cmp.Diff(c.want, marked(shorten(paragraphs(c.before, c.after)))); d != "" {
			t.Errorf("%s: %s", c.name, d)
		}
	}
}

func TestCompare(t *testing.T) {
	a, b := library()[0], library()[0]
	if got := compare(a, b); got != nil {
		t.Errorf("equal records differ: %v", got)
	}
	b.Title, b.Change, b.Tags = "Khác", extract.ChangeGone, nil
	var fields []string
	for _, f := range compare(a, b) {
		fields = append(fields, f.Field)
	}
	if d := cmp.Diff([]string{"change", "title", "tags"}, fields); d != "" {
		t.Error(d)
	}
}

// TestLargeDiff: two long texts without a paragraph in common take no more
// than their bounded table.
func TestLargeDiff(t *testing.T) {
	var a, b []string
	for i := range 5000 {
		a, b = append(a, "a"+strings.Repeat("x", i%7)), append(b, "b"+strings.Repeat("y", i%7))
	}
	if got := len(lcs(a, b)); got != 10000 {
		t.Errorf("%d edits", got)
	}
}

func FuzzParagraphs(f *testing.F) {
	f.Add("Một.\nHai ba.", "Hai bốn.\nMột.")
	f.Fuzz(func(t *testing.T, before, after string) {
		var old, now strings.Builder
		for _, p := range paragraphs(before, after) {
			for _, e := range p.Edits {
				if e.Kind != "ins" {
					old.WriteString(e.Text)
				}
				if e.Kind != "del" {
					now.WriteString(e.Text)
				}
			}
		}
		if old.String() != strings.Join(lines(before), "") || now.String() != strings.Join(lines(after), "") {
			t.Errorf("%q and %q are not what the comparison holds", before, after)
		}
	})
}

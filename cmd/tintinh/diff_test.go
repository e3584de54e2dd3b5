package main

import (
	"strings"
	"testing"

	"github.com/tintinh/tintinh/extract"
)

func TestCompare(t *testing.T) {
	old := &extract.Article{
		Title: "Nâng cấp 9 km đê tả sông Mơ", Authors: []extract.Author{{Name: "Lan"}},
		Text: "Đoạn một giữ nguyên.\n\nTổng vốn 124 tỷ đồng, làm trong hai năm.\n\nĐoạn ba bị bỏ.\n\nĐoạn bốn giữ nguyên.",
	}
	now := &extract.Article{
		Title: "Nâng cấp 9 km đê tả sông Mơ", Authors: []extract.Author{{Name: "Lan"}, {Name: "Huệ"}},
		Text: "Đoạn một giữ nguyên.\n\nTổng vốn 142 tỷ đồng, làm trong hai năm.\n\nĐoạn bốn giữ nguyên.\n\nĐoạn năm mới thêm.",
	}
	want := `authors: [-Lan-] {+Lan, Huệ+}
text:
  Tổng vốn [-124-] {+142+} tỷ đồng, làm trong hai năm.
  [-Đoạn ba bị bỏ.-]
  {+Đoạn năm mới thêm.+}
`
	if got := compare(old, now, plainMarks); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
	if got := compare(old, old, plainMarks); got != "nothing that makes a revision differs\n" {
		t.Errorf("the same: %q", got)
	}
	hostile := &extract.Article{Title: "a\x1b[2Jb"}
	if got := compare(&extract.Article{Title: "a"}, hostile, plainMarks); strings.Contains(got, "\x1b") {
		t.Errorf("an escape sequence of a page reached the terminal: %q", got)
	}
}

// TestEdits: nothing is left out, whatever the library leaves out of its hunks.
func TestEdits(t *testing.T) {
	old := strings.Fields("một hai ba bốn năm sáu bảy tám chín mười --- mười_hai")
	now := strings.Fields("không một hai ba bốn năm sáu bảy tám chín mười --- mười_hai mười_ba")
	for _, c := range [][2][]string{{old, now}, {now, old}, {old, old}, {nil, now}, {old, nil}} {
		var was, is []string
		for _, e := range edits(c[0], c[1]) {
			if e[0] != '+' {
				was = append(was, e[1:])
			}
			if e[0] != '-' {
				is = append(is, e[1:])
			}
		}
		if strings.Join(was, " ") != strings.Join(c[0], " ") || strings.Join(is, " ") != strings.Join(c[1], " ") {
			t.Errorf("edits of %v and %v give %v and %v", c[0], c[1], was, is)
		}
	}
}

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const orderLine = "Bạn đọc đặt báo dài hạn tại các bưu cục trong tỉnh sẽ được giảm giá, chi tiết xin liên hệ phòng phát hành của tòa soạn."

// setPage is an article of a site whose furniture no class and no word gives
// away.
func setPage(title string, n int) string {
	return fmt.Sprintf(`<html><head><meta charset="utf-8"><title>%s</title></head><body><h1>%s</h1><span class="date">0%d/03/2024 08:15</span><div class="x1">
<p>Đây là đoạn mở đầu của bài thứ %d, kể về một ngày làm việc trên đồng muối, nơi nắng gắt từ sáng sớm và gió thổi suốt chiều.</p>
<p>Đoạn thứ hai của bài thứ %d nói về giá muối, về những chuyến xe chở muối vào miền trong, và chuyện con đi học xa nhà.</p>
<p>%s</p></div></body></html>`, title, title, n, n, n, orderLine)
}

// TestPageSet: what a third of a host's pages print is no text where --page-set
// asks for it; the order of the list is of no account, and copies of one
// article do not make furniture of it.
func TestPageSet(t *testing.T) {
	w := newWorkspace(t, "")
	var lines []string
	add := func(url, page string) {
		name := fmt.Sprintf("p%d.html", len(lines))
		if err := os.WriteFile(filepath.Join(w.dir, name), []byte(page), 0o644); err != nil {
			t.Fatal(err)
		}
		lines = append(lines, name+"\t"+url)
	}
	for n := range 5 {
		add(fmt.Sprintf("https://muoibien.vn/phong-su/bai-so-%d-cua-loat-phong-su-dong-muoi.html", n+1), setPage(fmt.Sprintf("Bài số %d của loạt phóng sự đồng muối", n+1), n+1))
	}
	for _, form := range []string{"", "?in=1", "?m=1"} {
		add("https://motbai.vn/phong-su/mot-ngay-tren-dong-muoi-cuoi-vu.html"+form, setPage("Một ngày trên đồng muối cuối vụ", 7))
	}
	list := func(name string, lines []string) string {
		if err := os.WriteFile(filepath.Join(w.dir, name), []byte(strings.Join(lines, "\n")+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
		return name
	}
	there := list("there.tsv", lines)
	back := slices.Clone(lines)
	slices.Reverse(back)

	alone, _ := w.run(0, "extract", "--list", there)
	if got := strings.Count(alone, orderLine); got != 2*8 { // text and body
		t.Fatalf("without a set the line stands %d times, want 16:\n%s", got, alone)
	}
	set, _ := w.run(0, "extract", "--page-set", "--list", there)
	records := strings.Split(strings.TrimSpace(set), "\n")
	if len(records) != 8 {
		t.Fatalf("%d records, want 8:\n%s", len(records), set)
	}
	for i, r := range records {
		if furniture := i < 5; strings.Contains(r, orderLine) == furniture || !strings.Contains(r, "Đoạn thứ hai của bài") {
			t.Errorf("record %d:\n%s", i, r)
		}
	}
	reversed, _ := w.run(0, "extract", "--page-set", "--list", list("back.tsv", back))
	again := strings.Split(strings.TrimSpace(reversed), "\n")
	slices.Reverse(again)
	if !slices.Equal(records, again) {
		t.Errorf("the list in reverse gives other records:\n%s", reversed)
	}
	w.run(2, "extract", "--page-set", "--list", "-")
	w.run(2, "extract", "--page-set", "p0.html")
}

//go:build linux

package main

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"strings"
)

// phrases of which articles are made: any order gives a sentence.
func phrases() (who, does, what, where []string) {
	return []string{"Đội khảo sát", "Ban quản lý", "Tổ dân phố số bốn", "Hợp tác xã Mẫu", "Trường tiểu học Thử", "Trạm bơm Ví Dụ", "Câu lạc bộ chèo", "Phòng kỹ thuật"},
		[]string{"đã đo lại", "vừa bàn giao", "sẽ nghiệm thu", "đang sửa chữa", "đề nghị bổ sung", "khởi công", "thống kê xong", "lập phương án cho"},
		[]string{"tuyến kênh dẫn nước", "con đường liên xã", "kho lúa giống", "dãy phòng học", "bến đò ngang", "vườn ươm cây", "cống ngăn mặn", "sân phơi chung"},
		[]string{"ở phía bắc huyện", "gần chợ cũ", "bên kia sông", "trước mùa mưa", "trong quý sau", "cạnh đê bao", "tại xã Mẫu", "giữa cánh đồng lớn"}
}

// random is the chance of one article: the same for every run of the trial.
func (x *paper) random(n int) *rand.Rand {
	h := fnv.New64a()
	fmt.Fprintf(h, "%s %d", x.id, n)
	return rand.New(rand.NewPCG(h.Sum64(), 1))
}

func (x *paper) title(n int) string {
	r := x.random(n)
	who, does, what, _ := phrases()
	return fmt.Sprintf("%s %s %s đợt %d", who[r.IntN(len(who))], does[r.IntN(len(does))], what[r.IntN(len(what))], n)
}

// paragraphs are an article's text. Some articles are long, so that records
// differ in size.
func (x *paper) paragraphs(n int) []string {
	r := x.random(n + 1<<40)
	who, does, what, where := phrases()
	count := 3 + r.IntN(3)
	if r.IntN(20) == 0 {
		count = 60
	}
	var all []string
	for range count {
		var b strings.Builder
		for s := range 3 {
			if s > 0 {
				b.WriteByte(' ')
			}
			fmt.Fprintf(&b, "%s %s %s %s, tất cả %d mục.", who[r.IntN(len(who))], does[r.IntN(len(does))], what[r.IntN(len(what))], where[r.IntN(len(where))], 2+r.IntN(9000))
		}
		all = append(all, b.String())
	}
	return all
}

// article is the page of an article.
func (x *paper) article(n int) string {
	var text strings.Builder
	for _, p := range x.paragraphs(n) {
		fmt.Fprintf(&text, "<p style=\"text-align: justify;\">%s</p>\n", p)
	}
	return fmt.Sprintf(`<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>%[2]s - Báo Ví Dụ</title></head><body>
<div class="breadcrumb"><a href="/">Trang chủ</a></div>
<div class="news_content"><h1 class="title">%[2]s</h1>
<div class="info-line"><span class="date">Thứ 4, 30/12/2020 | 18:45:%02[1]d</span></div>
<div class="desc">Bản tin số %[1]d được soạn riêng cho phép thử của chương trình, không lấy từ tờ báo nào.</div>
<div class="fr-view info">
%[3]s</div></div></body></html>`, n%60, x.title(n), text.String())
}

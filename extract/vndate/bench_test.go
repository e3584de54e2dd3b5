package vndate

import (
	"strings"
	"testing"
)

func BenchmarkFind(b *testing.B) {
	for name, text := range map[string]string{
		"block":    "Thứ 4, 30/12/2020 | 18:45:37",
		"label":    "Ngày đăng 20/06/2018 | 4:12 PM | View count: 349",
		"written":  "Thứ Tư, ngày 30 tháng 12 năm 2020",
		"iso":      "2020-12-30T18:45:37+07:00",
		"nodigit":  "Kiểm tra công tác phòng cháy, chữa cháy tại các chợ",
		"nodate":   "Tổng sản phẩm ước đạt 53.523 tỷ đồng, tăng 3,23% so với năm 2019; công nghiệp tăng 2,8%",
		"longtext": strings.Repeat("Sản lượng đạt 53.523 tấn, tăng 3,23% so với năm 2019. ", 100),
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				Find(text, Options{Now: now})
			}
		})
	}
}

func BenchmarkParse(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Parse("2020-12-30T18:45:37+07:00", Options{Now: now})
	}
}

func BenchmarkFromURL(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		FromURL("/chinh-tri/202503/hoi-nghi-tinh-uy-lan-thu-muoi-1a2b3c4/")
	}
}

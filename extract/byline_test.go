package extract

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tintinh/tintinh/extract/corpus"
)

func TestParseByline(t *testing.T) {
	one := func(name, role string) []Author { return []Author{{Name: name, Role: role}} }
	for _, c := range []struct {
		line   string
		want   []Author
		credit string
		office bool
		ok     bool
	}{
		{"Minh Hương", one("Minh Hương", ""), "", false, true},
		{"Tin, ảnh: P.Y", one("P.Y", "text, photo"), "", false, true},
		{"Tin, ảnh: H.Y.T.", one("H.Y.T.", "text, photo"), "", false, true},
		{"Bài và ảnh: Hoàng Xuân Hùng", one("Hoàng Xuân Hùng", "text, photo"), "", false, true},
		{"Tin ảnh: Thu Hà", one("Thu Hà", "text, photo"), "", false, true},
		{"Ảnh: Thành Tâm", one("Thành Tâm", "photo"), "", false, true},
		{"Clip: Quốc Bảo", one("Quốc Bảo", "video"), "", false, true},
		{"Đồ họa: NGỌC THÀNH", one("NGỌC THÀNH", "graphics"), "", false, true},
		{"Thực hiện: Lê Vy", one("Lê Vy", ""), "", false, true},
		{"Bài: Thu Hương - Ảnh: Thanh Hà", []Author{{"Thu Hương", "text"}, {"Thanh Hà", "photo"}}, "", false, true},
		{"Hà An; Ảnh: Hà An", one("Hà An", "photo"), "", false, true},
		{"NHẬT XUÂN - NGHI VŨ", []Author{{Name: "NHẬT XUÂN"}, {Name: "NGHI VŨ"}}, "", false, true},
		{"Minh Hương và Thu Hà", []Author{{Name: "Minh Hương"}, {Name: "Thu Hà"}}, "", false, true},
		{"Lan Anh, Bá Duy & Việt Hoa", []Author{{Name: "Lan Anh"}, {Name: "Bá Duy"}, {Name: "Việt Hoa"}}, "", false, true},
		{"Chí Linh-BBL", one("Chí Linh-BBL", ""), "", false, true},
		{"PV", one("PV", ""), "", false, true},
		{"P.V (tổng hợp)", one("P.V", ""), "", false, true},
		{"Ban Biên tập", one("Ban Biên tập", ""), "", false, true},
		{"Theo TTXVN", nil, "TTXVN", false, true},
		{"(Theo Vietnam+)", nil, "Vietnam+", false, true},
		{"Nguồn: Báo Nhân Dân", nil, "Báo Nhân Dân", false, true},
		{"(Nguồn: TTXVN)", nil, "TTXVN", false, true},
		{"TTXVN/Vietnam+", nil, "TTXVN/Vietnam+", false, true},
		{"Minh Anh (Theo TTXVN)", one("Minh Anh", ""), "TTXVN", false, true},
		{"Minh Anh (TTXVN)", one("Minh Anh", ""), "TTXVN", false, true},
		{"Sở Thông tin và Truyền thông Hà Nội", nil, "", true, true},
		{"SỞ THÔNG TIN VÀ TRUYỀN THÔNG HÀ NỘI", nil, "", true, true},

		{"Minh Anh • 05/09/2026", one("Minh Anh", ""), "", false, true},
		{"MINH ANH | 05/09/2026 - 06:30", one("MINH ANH", ""), "", false, true},
		{"Phóng viên Lê Hà", one("Lê Hà", ""), "", false, true},
		{"PV Lê Hà - Trần Bảo", []Author{{Name: "Lê Hà"}, {Name: "Trần Bảo"}}, "", false, true},
		{"Hà An lược dịch", one("Hà An", "translation"), "", false, true},
		{"Lê Hà tổng hợp", one("Lê Hà", ""), "", false, true},
		{"Lê Hà (thực hiện)", one("Lê Hà", ""), "", false, true},
		{"Tin, bài: Lê Hà", one("Lê Hà", "text"), "", false, true},
		{"Tin, ảnh, clip : Lê Hà", one("Lê Hà", "text, photo, video"), "", false, true},
		{"Phóng viên ghi nhận tại hiện trường", nil, "", false, false},
		{"05/09/2026 | 06:30", nil, "", false, false},

		{"Theo Bộ Y tế, số ca mắc đã giảm", nil, "", false, false},
		{"Theo đó", nil, "", false, false},
		{"admin admin", nil, "", false, false},
		{"Pho Ban bien tap", nil, "", false, false},
		{"Trân trọng cảm ơn", nil, "", false, false},
		{"Hotline: 0909 123 456", nil, "", false, false},
		{"Ngày 12 tháng 5", nil, "", false, false},
		{"", nil, "", false, false},
	} {
		b, ok := ParseByline(c.line)
		if !ok {
			b = Byline{Raw: c.line}
		}
		want := Byline{Raw: c.line, Authors: c.want, Credit: c.credit, Office: c.office}
		if d := cmp.Diff(want, b); d != "" || ok != c.ok {
			t.Errorf("ParseByline(%q): ok %t, want %t (-want +got):\n%s", c.line, ok, c.ok, d)
		}
	}
}

func TestSplitCredit(t *testing.T) {
	for _, c := range []struct{ caption, rest, credit string }{
		{"Đại biểu dự hội nghị. Ảnh: Thành Tâm", "Đại biểu dự hội nghị.", "Thành Tâm"},
		{"Đại biểu dự hội nghị Ảnh: Thành Tâm", "Đại biểu dự hội nghị", "Thành Tâm"},
		{"Ảnh: TTXVN", "", "TTXVN"},
		{"Lễ khánh thành cầu. (Ảnh: Duy Hưng)", "Lễ khánh thành cầu. (Ảnh: Duy Hưng)", "Duy Hưng"},
		{"Lễ khánh thành cầu (Ảnh TTXVN)", "Lễ khánh thành cầu (Ảnh TTXVN)", "TTXVN"},
		{"Bó hoa hồng - Ảnh: H.Y.T.", "Bó hoa hồng - Ảnh: H.Y.T.", "H.Y.T."},
		{"Bản đồ quy hoạch. Nguồn: Sở Xây dựng", "Bản đồ quy hoạch. Nguồn: Sở Xây dựng", "Sở Xây dựng"},
		{"Một góc phố. (Ảnh: minh họa)", "Một góc phố. (Ảnh: minh họa)", ""},
		{"Ảnh minh họa", "Ảnh minh họa", ""},
		{"Những hình ảnh: chợ quê ngày Tết", "Những hình ảnh: chợ quê ngày Tết", ""},
		{"Toàn cảnh nhà máy", "Toàn cảnh nhà máy", ""},
		{"", "", ""},
	} {
		if rest, credit := splitCredit(c.caption); rest != c.rest || credit != c.credit {
			t.Errorf("splitCredit(%q) = %q, %q; want %q, %q", c.caption, rest, credit, c.rest, c.credit)
		}
	}
}

func TestParseViews(t *testing.T) {
	for s, want := range map[string]int64{
		"8,093 lượt xem": 8093, "8.093": 8093, "Lượt xem: 1,2K": 1200, "1.234.567 lượt đọc": 1234567,
		"Ngày đăng 20/06/2018 | 4:12 PM | View count: 349": 349, "2,5 triệu lượt xem": 2500000,
		"Đã xem: 17": 17, "Lượt xem 3 nghìn": 3000, "396": 396,
		"0": 0, "Lượt xem: 0": 0, "": 0, "Lượt truy cập: 98,765,432": 0, "12 lượt truy cập, đang xem: 3": 0, "Đang online: 12": 0, "chưa có": 0, "12,3": 0,
	} {
		if n, ok := ParseViews(s); n != want || ok != (want > 0) {
			t.Errorf("ParseViews(%q) = %d, %t; want %d", s, n, ok, want)
		}
	}
}

// TestSignOffs: how articles are signed, set right, bold and plain, with a rule
// and without.
func TestSignOffs(t *testing.T) {
	e := extractor(t)
	for _, c := range []struct{ line, want string }{
		{"Minh Hương", "Minh Hương|"}, {"Tin, ảnh: P.Y", "P.Y (text, photo)|"}, {"Bài, ảnh : Thu Trà", "Thu Trà (text, photo)|"},
		{"Tin, bài: Lê Hà", "Lê Hà (text)|"}, {"Tin, ảnh, clip: Lê Hà", "Lê Hà (text, photo, video)|"}, {"Ban Biên tập", "Ban Biên tập|"}, {"PV", "PV|"},
		{"P.V (tổng hợp)", "P.V|"}, {"Lê Hà (Theo TTXVN)", "Lê Hà|TTXVN"}, {"Lê Hà/TTXVN", "Lê Hà|TTXVN"}, {"Lê Hà và Trần Bảo", "Lê Hà, Trần Bảo|"},
		{"Nguyễn Văn An - Trần Thị Bình", "Nguyễn Văn An, Trần Thị Bình|"}, {"Bài: Lê Hà, ảnh: Trần Bảo", "Lê Hà (text), Trần Bảo (photo)|"},
		{"Theo TTXVN", "|TTXVN"}, {"(Nguồn: TTXVN)", "|TTXVN"}, {"TTXVN/Vietnam+", "|TTXVN/Vietnam+"}, {"Nguồn Đồng Nai: https://vidu.com.vn/x", "|Đồng Nai: https://vidu.com.vn/x"},
		{"Phóng viên Lê Hà", "Lê Hà|"}, {"Hà An lược dịch", "Hà An (translation)|"},
	} {
		for _, style := range []string{`<p style="text-align: right;"><strong>%s</strong></p>`, `<p>%s</p>`, `<p><b>%s</b></p>`} {
			for _, wrap := range []string{ruled, unruled} {
				a := signed(t, e, wrap, fmt.Sprintf(style, c.line))
				var names []string
				for _, x := range a.Authors {
					name := x.Name
					if x.Role != "" {
						name += " (" + x.Role + ")"
					}
					names = append(names, name)
				}
				got := strings.Join(names, ", ") + "|" + a.SourceCredit
				if strings.Contains(a.Text, c.line) {
					got += " and in the text"
				}
				if got != c.want {
					t.Errorf("%q as %.14s in %.20s: %s, want %s", c.line, style, wrap, got, c.want)
				}
			}
		}
	}
	if a := signed(t, e, ruled, "<p>Theo Sở Nông nghiệp, vụ này được mùa lớn.</p>"); !strings.HasSuffix(a.Text, "được mùa lớn.") {
		t.Errorf("a sentence was taken for a credit: %q", a.Text)
	}
}

func signed(t *testing.T, e *Extractor, wrap, line string) *Article {
	t.Helper()
	page := `<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>Kiểm tra tiến độ cầu bắc qua sông Trà Lý</title></head><body>
<h1 class="title">Kiểm tra tiến độ cầu bắc qua sông Trà Lý</h1><div class="date">Thứ 4, 30/12/2020 | 18:45:37</div>` +
		fmt.Sprintf(wrap, "<p>"+strings.Join(bridge, "</p>\n<p>")+"</p>\n"+line) + `</body></html>`
	r := extractPage(t, e, corpus.Page{Name: line, URL: "https://vidu.vn/tin-tuc/1/1000/kiem-tra-tien-do-cau", Body: []byte(page)})
	if r.Article == nil {
		t.Fatalf("%q: no article: %s", line, r.Reason)
	}
	return r.Article
}

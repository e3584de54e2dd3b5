package learn

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"text/template"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/tintinh/tintinh/extract/vndate"
	"github.com/tintinh/tintinh/extract/vntext"
	"github.com/tintinh/tintinh/portal"
)

// layout is a site of the country that no family describes:
// testdata/layouts/NAME.txtar holds its addresses, its templates, and the
// definition that a person would write for it.
type layout struct {
	name             string
	url, section     *template.Template
	article, listing *template.Template
	source           string // of article
	definition       string
}

func layouts(t testing.TB) []layout {
	t.Helper()
	files, err := filepath.Glob("testdata/layouts/*.txtar")
	if err != nil || len(files) < 12 {
		t.Fatalf("%d layouts, %v", len(files), err)
	}
	var all []layout
	for _, f := range files {
		all = append(all, readLayout(t, f))
	}
	return all
}

func readLayout(t testing.TB, file string) layout {
	t.Helper()
	ar, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	l := layout{name: strings.TrimSuffix(filepath.Base(file), ".txtar")}
	for line := range strings.Lines(string(ar.Comment)) {
		if u, ok := strings.CutPrefix(line, "url: "); ok {
			l.url = parseTemplate(t, "url", strings.TrimSpace(u))
		}
		if u, ok := strings.CutPrefix(line, "section: "); ok {
			l.section = parseTemplate(t, "section", strings.TrimSpace(u))
		}
	}
	for _, f := range ar.Files {
		switch f.Name {
		case "portal.yaml":
			l.definition = string(f.Data)
		case "article.html":
			l.source = string(f.Data)
			l.article = parseTemplate(t, f.Name, l.source)
		case "listing.html":
			l.listing = parseTemplate(t, f.Name, string(f.Data))
		}
	}
	return l
}

func parseTemplate(t testing.TB, name, text string) *template.Template {
	t.Helper()
	tm, err := template.New(name).Funcs(template.FuncMap{
		"date": func(at time.Time, form string) string { return at.Format(form) },
		"utc":  func(at time.Time) string { return at.UTC().Format(time.RFC3339) },
		"json": func(s string) (string, error) { b, err := json.Marshal(s); return string(b), err },
	}).Parse(text)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return tm
}

// story is an article of the country, in sentences of our own.
type story struct {
	N                          int
	ID, Long, Hex, Mixed, Slug string
	Title, Lead, Author        string
	Paras, Tags                []string
	At, Now                    time.Time
	SectionNo                  int
	SectionSlug, SectionName   string
	Views                      string
	Third                      bool
	URL, SectionURL            string
	Sections                   []link
	Others, Three              []*story
}

type link struct {
	URL, Name, Slug string
	No              int
}

var (
	who    = []string{"Hội Nông dân", "Đoàn thanh niên", "Công an huyện", "Trường trung học", "Ban quản lý chợ", "Trạm y tế xã", "Hợp tác xã nông nghiệp", "Sở Giao thông", "Hội Phụ nữ", "Đội dân phòng"}
	does   = []string{"khánh thành", "tổ chức", "khảo sát", "nghiệm thu", "phát động", "sửa chữa", "mở rộng", "bàn giao", "kiểm tra", "tổng kết"}
	what   = []string{"tuyến đường liên xã", "phong trào trồng cây", "lớp học bơi miễn phí", "cầu dân sinh mới", "mô hình nuôi cá lồng", "nhà văn hóa thôn", "chợ đầu mối nông sản", "công trình nước sạch", "giải bóng chuyền", "thư viện lưu động"}
	where  = []string{"ở huyện Ví Dụ", "tại xã Thử Nghiệm", "bên sông Mẫu", "trên địa bàn thị trấn Giả Định", "ở vùng ven biển"}
	people = []string{"Nguyễn Minh Thử", "Trần Thị Mẫu", "Lê Văn Ví", "Phạm Thu Dụ", "Hoàng Gia Định"}
	topics = []string{"Thời sự", "Kinh tế", "Văn hóa", "Xã hội", "Thể thao"}
)

// sentences are filled with the numbers of the story, so that no two stories
// say the same.
var sentences = []string{
	"Theo kế hoạch đã được phê duyệt, phần việc số %d gồm %d hạng mục và phải hoàn thành trước mùa mưa năm nay.",
	"Người dân địa phương góp hơn %d ngày công, hiến %d mét vuông đất để công việc không bị chậm lại.",
	"Đại diện đơn vị thi công cho biết %d máy xúc và %d xe tải đã có mặt từ sáng sớm để kịp tiến độ.",
	"Trong quý vừa qua, toàn xã có %d hộ đăng ký tham gia, tăng %d hộ so với cùng kỳ năm trước.",
	"Các thầy cô giáo mong con đường dài %d mét này sẽ giúp %d học sinh đi học an toàn hơn mỗi ngày.",
	"Kinh phí ban đầu khoảng %d triệu đồng được trích từ ngân sách huyện, phần còn lại do %d doanh nghiệp đóng góp.",
	"Nhiều ý kiến tại buổi họp đề nghị lắp thêm %d bóng đèn và %d biển báo ở những đoạn khuất tầm nhìn.",
	"Ông trưởng thôn nói rằng bà con đã chờ việc này %d năm, qua %d lần khảo sát mới có kết quả như hôm nay.",
	"Dự kiến sau khi đưa vào sử dụng, thời gian đi lại giảm %d phút và chi phí vận chuyển giảm %d phần trăm.",
}

func newStory(n int, now time.Time) *story {
	s := &story{
		N: n, ID: fmt.Sprint(20000 + 137*n), Hex: fmt.Sprintf("%07x", (n*77777777+12345)&0xfffffff), Now: now,
		Title:  fmt.Sprintf("%s %s %s %s", who[n%10], does[(n/2)%10], what[(n*3)%10], where[n%5]),
		Lead:   fmt.Sprintf("Sau %d tháng chuẩn bị, %s đã %s %s, được %d người dân chờ đợi từ lâu.", n%7+2, strings.ToLower(who[n%10]), does[(n/2)%10], what[(n*3)%10], 100+n*3),
		Author: people[n%5], Tags: []string{what[(n*3)%10], does[(n/2)%10]},
		At:        now.Add(-time.Duration(n)*11*time.Hour - time.Duration(n*7)*time.Minute).Truncate(time.Minute),
		SectionNo: n%5 + 1, SectionName: topics[n%5], Views: fmt.Sprint(1000 + n*13), Third: n%3 == 0,
	}
	s.Title += fmt.Sprintf(" lần thứ %d", n+2)
	for i := range 5 + n%3 {
		k := (n + i) % len(sentences)
		s.Paras = append(s.Paras, fmt.Sprintf(sentences[k], n+3*i+2, 10+n*2+i)+" "+fmt.Sprintf(sentences[(k+4)%len(sentences)], n+i+5, 20+n+i))
	}
	s.Long = s.At.Format("200601021504") + fmt.Sprintf("%03d", n)
	const letters = "AbCdEfGh9kLmN3pQrS7tUv2XyZ"
	for i := range 9 {
		s.Mixed += string(letters[(n*7+i*i*3+i*n)%len(letters)])
	}
	s.Mixed = s.Mixed[:7] + fmt.Sprintf("%d%c", n%10, 'A'+n%26)
	s.Slug = slugOf(s.Title)
	s.SectionSlug = slugOf(s.SectionName)
	return s
}

func slugOf(s string) string { return strings.Join(strings.Fields(vntext.Fold(s)), "-") }

// build makes the pages of a site: its home, its sections, its articles.
func (l layout) build(t testing.TB, host string, articles int) (Site, []*story) {
	t.Helper()
	now := time.Date(2026, 11, 20, 9, 30, 0, 0, vndate.ICT)
	run := func(tm *template.Template, data any) string {
		var b bytes.Buffer
		if err := tm.Execute(&b, data); err != nil {
			t.Fatalf("%s: %v", l.name, err)
		}
		return b.String()
	}
	var all []*story
	for n := range articles {
		s := newStory(n+1, now)
		s.URL = "http://" + host + run(l.url, s)
		s.SectionURL = "http://" + host + run(l.section, s)
		all = append(all, s)
	}
	var sections []link
	for i, name := range topics {
		s := &story{SectionNo: i + 1, SectionSlug: slugOf(name), SectionName: name}
		sections = append(sections, link{URL: "http://" + host + run(l.section, s), Name: name, Slug: s.SectionSlug, No: i + 1})
	}
	site := Site{Home: "http://" + host + "/", Private: true}
	page := func(u, body string) {
		site.Pages = append(site.Pages, Page{URL: u, Body: []byte(body), ContentType: "text/html; charset=utf-8", At: now})
	}
	page(site.Home, run(l.listing, &story{Now: now, Sections: sections, Others: all}))
	for _, sec := range sections[:3] {
		var here []*story
		for _, s := range all {
			if s.SectionNo == sec.No {
				here = append(here, s)
			}
		}
		page(sec.URL, run(l.listing, &story{Now: now, Sections: sections, Others: here}))
	}
	for i, s := range all {
		s.Sections = sections
		for k := 1; k <= 6; k++ {
			s.Others = append(s.Others, all[(i+k*3)%len(all)])
		}
		s.Three = s.Others[:3]
		page(s.URL, run(l.article, s))
	}
	return site, all
}

// byHand is the definition that a person would write.
func (l layout) byHand(t testing.TB, host string) *portal.Portal {
	t.Helper()
	p, err := portal.Parse(l.name+".yaml", []byte(strings.ReplaceAll(l.definition, "HOST", "'"+host+"'")+
		"sources: [{kind: listing, url: 'http://"+host+"/'}]\n"))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

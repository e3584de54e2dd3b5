package web

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http/httptest"
	"path/filepath"
	"testing"
	"time"

	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/store"
	"github.com/tintinh/tintinh/store/bolt"
	"github.com/tintinh/tintinh/store/health"
	"github.com/tintinh/tintinh/store/search"
)

// now is the moment at which tests look.
var now = time.Date(2026, 3, 20, 12, 0, 0, 0, vietnam)

// hostile are titles that would do something if they were markup.
var hostile = []string{
	`<script>alert(1)</script>`,
	`"><img src=x onerror=alert(2)>`,
	`</title></style></textarea><svg onload=alert(3)>`,
	`{{.}} ${alert(4)} <!-- --><iframe srcdoc="<script>alert(5)</script>">`,
	`javascript:alert(6)//' onmouseover='alert(7)`,
}

// shelf is a bolt store that a crawler filled.
type shelf struct {
	t  testing.TB
	db *bolt.DB
}

func (s shelf) commit(outcome store.Outcome) {
	s.t.Helper()
	ctx := context.Background()
	u := &outcome.URL
	u.Kind, u.Due = store.ArticlePage, time.Now().Add(-time.Minute)
	if _, err := s.db.Add(ctx, *u); err != nil {
		s.t.Fatal(err)
	}
	l, err := s.db.Lease(ctx, store.Ask{Worker: "w", TTL: time.Minute, Max: 1, Hosts: []string{u.Host}})
	if err != nil {
		s.t.Fatal(err)
	}
	outcome.Next = time.Now().Add(-time.Second)
	if _, err := s.db.Done(ctx, l, 0, outcome); err != nil {
		s.t.Fatal(err)
	}
	if err := s.db.Release(ctx, l); err != nil {
		s.t.Fatal(err)
	}
}

func (s shelf) put(a *extract.Article) {
	s.t.Helper()
	host := a.Portal + ".example"
	s.commit(store.Outcome{URL: store.URL{Host: host, Canonical: a.CanonicalURL}, Article: a})
}

// newSite serves a small library; its view is filled from a real store.
func newSite(t testing.TB) (*httptest.Server, *Site) {
	t.Helper()
	dir := t.TempDir()
	db, err := bolt.Open(filepath.Join(dir, "tintinh.db"), bolt.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	s := shelf{t, db}
	for _, a := range library() {
		s.put(a)
	}
	bridge := library()[0]
	bridge.Title = "Thông xe cầu Sông Mẫu sau hơn hai năm thi công"
	bridge.Body[1].Text = "Cầu dài 480 mét, rộng 16 mét, tổng vốn đầu tư hơn 350 tỷ đồng, nối hai bờ sông và rút ngắn quãng đường vào trung tâm huyện còn 7 km."
	bridge.Body = append(bridge.Body[:2], append([]extract.Block{{Type: extract.Paragraph, Text: "Trong sáng đầu tiên, lực lượng chức năng phân luồng từ xa, không để xảy ra ùn tắc ở hai đầu cầu."}}, bridge.Body[2:]...)...)
	bridge.Text = prose(bridge.Body)
	s.put(bridge)
	gone := library()[4]
	s.commit(store.Outcome{URL: store.URL{Host: gone.Portal + ".example", Canonical: gone.CanonicalURL}, Gone: gone.ID})
	for _, r := range runs() {
		if err := db.AddRun(context.Background(), r); err != nil {
			t.Fatal(err)
		}
	}
	view, err := search.Open(filepath.Join(dir, "search.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { view.Close() })
	if _, err := view.Update(context.Background(), db); err != nil {
		t.Fatal(err)
	}
	if err := view.SetStandings(context.Background(), rows()); err != nil {
		t.Fatal(err)
	}
	site, err := New(Options{View: view, Version: "0.1-test", Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Hosts: LoopbackHosts()})
	if err != nil {
		t.Fatal(err)
	}
	site.now = func() time.Time { return now }
	srv := httptest.NewServer(site.Handler())
	t.Cleanup(srv.Close)
	return srv, site
}

func prose(body []extract.Block) (text string) {
	for _, k := range body {
		if k.Text != "" {
			if text != "" {
				text += "\n\n"
			}
			text += k.Text
		}
	}
	return text
}

func para(texts ...string) (body []extract.Block) {
	for _, t := range texts {
		body = append(body, extract.Block{Type: extract.Paragraph, Text: t})
	}
	return body
}

// piece is an article of bao-song-mau.
func piece(n int, title, lead string, at time.Time, body []extract.Block) *extract.Article {
	a := &extract.Article{
		Schema: 1, ID: fmt.Sprintf("bao-song-mau:%d", n), Portal: "bao-song-mau", Outlet: "Báo Sông Mẫu", Province: "Phú Thọ", ProvinceBefore2025: "Hòa Bình",
		URL: fmt.Sprintf("https://bao-song-mau.example/tin/%d", n), Title: title, Lead: lead, PublishedAt: at, PublishedPrecision: "minute", PublishedSource: "json-ld",
		Authors: []extract.Author{{Name: "Trần Văn Mẫu"}}, Section: []string{"Thời sự", "Giao thông"}, Tags: []string{"cầu", "hạ tầng"}, Lang: "vi",
		Body: body, Text: prose(body), FetchedAt: at.Add(time.Hour),
		HTTP:      &extract.HTTP{Status: 200, Charset: "utf-8"},
		Raw:       &extract.Raw{File: "20260320-000001.warc.gz", Offset: 48213, Length: 18342},
		Extractor: &extract.Provenance{Family: "froala-news-id", Fields: map[string]string{"title": "selector h1.title", "lead": "selector .sapo", "published": "json-ld datePublished", "body": "selector .news_content", "authors": "selector .author"}},
	}
	views := int64(12345)
	a.CanonicalURL, a.ViewCount = a.URL, &views
	a.TextHash = fmt.Sprintf("sha256:%064x", n)
	return a
}

func library() []*extract.Article {
	at := func(day, hour int) time.Time { return time.Date(2026, 3, day, hour, 15, 0, 0, vietnam) }
	bridge := piece(101, "Thông xe cầu Sông Mẫu sau hai năm thi công",
		"Sáng 18/3, cây cầu bắc qua sông Mẫu chính thức cho xe qua lại, xóa cảnh lụy đò của người dân ba xã ven sông.", at(18, 7), para(
			"Từ tờ mờ sáng, hàng trăm người dân hai bên bờ đã có mặt để chứng kiến những chuyến xe đầu tiên qua cầu. Nhiều cụ già mang theo cả ảnh con đò cũ để làm kỷ niệm.",
			"Cầu dài 480 mét, rộng 12 mét, tổng vốn đầu tư hơn 320 tỷ đồng, nối hai bờ sông và rút ngắn quãng đường vào trung tâm huyện còn 7 km.",
			"Ông Nguyễn Văn Ví, người lái đò hơn ba mươi năm ở bến Hạ, nói ông vui nhiều hơn buồn. “Mùa lũ năm nào cũng thấp thỏm, nay các cháu đi học không còn phải chờ đò”, ông kể.",
			"Theo ban quản lý dự án, đường dẫn phía bắc sẽ được trải thảm xong trước mùa mưa. Trong tuần đầu, xe tải trên 10 tấn tạm thời chưa được qua cầu."))
	bridge.Body = append(bridge.Body, extract.Block{Type: extract.Image, URL: "https://bao-song-mau.example/anh/cau.jpg", Caption: "Những chuyến xe đầu tiên qua cầu Sông Mẫu.", Credit: "Lê Thị Ảnh"},
		extract.Block{Type: extract.Heading, Level: 2, Text: "Lịch phân luồng"}, extract.Block{Type: extract.List, Items: []string{"Xe con, xe máy: đi cả ngày", "Xe khách: từ 5 giờ đến 22 giờ"}},
		extract.Block{Type: extract.Table, Rows: [][]string{{"Đoạn", "Chiều dài"}, {"Cầu chính", "480 m"}, {"Đường dẫn", "2,1 km"}}},
		extract.Block{Type: extract.Quote, Text: "Có cầu rồi, chợ phiên bên này bên kia là một."})
	bridge.Images = []extract.Media{{URL: "https://bao-song-mau.example/anh/cau.jpg", Caption: "Những chuyến xe đầu tiên qua cầu Sông Mẫu.", Credit: "Lê Thị Ảnh"}}
	out := []*extract.Article{bridge,
		piece(102, "Hòa Bình vào mùa cam: nhà vườn phấn khởi vì được giá", "Giá cam tại vườn tăng gần gấp rưỡi so với cùng kỳ.", at(17, 9), para("Tỉnh Hoà Bình cũ có hơn năm nghìn héc-ta cam. Năm nay mưa thuận, quả mọng, thương lái vào tận vườn đặt cọc.")),
		piece(103, "Phân tích hóa bình thường trong phòng thí nghiệm của học sinh", "Câu lạc bộ hóa học làm quen với dụng cụ.", at(16, 10), para("Các em rửa bình, cân hóa chất và ghi chép từng bước một cách cẩn thận.")),
		piece(104, "Đập Đà Đẫn xả lũ đúng quy trình", "Đội trực ban thông báo trước sáu giờ cho vùng hạ du.", at(15, 5), para("Mực nước hồ giảm dần, đê điều an toàn, người dân đã trở lại đồng.")),
		piece(105, "Tạm dừng phiên chợ đêm ven hồ", "Ban tổ chức sẽ thông báo lịch mới.", at(14, 20), para("Chợ đêm tạm dừng hai tuần để sửa chữa hệ thống điện và lối đi.")),
	}
	radio := piece(7, "Bản tin sáng: trời hửng nắng, giá rau hạ nhiệt", "Nghe bản tin năm phút cùng đài.", at(19, 6), para("Sáng nay trời hửng nắng, nhiệt độ cao nhất 27 độ. Giá rau ở các chợ đầu mối giảm nhẹ."))
	radio.ID, radio.Portal, radio.Outlet, radio.Province, radio.ProvinceBefore2025 = "dai-mau:7", "dai-mau", "Đài Mẫu", "Hưng Yên", "Thái Bình"
	radio.CanonicalURL = "https://dai-mau.example/tin/7"
	radio.Body = append(radio.Body, extract.Block{Type: extract.Audio, URL: "https://dai-mau.example/7.mp3", Title: "Bản tin sáng 19/3"})
	radio.Audio = []extract.Media{{URL: "https://dai-mau.example/7.mp3", Title: "Bản tin sáng 19/3"}}
	radio.Warnings = []string{"text-short", "published-weekday"}
	out = append(out, radio)
	for i, title := range hostile {
		a := piece(900+i, title, title, at(1, i), para(title))
		a.Section, a.Tags, a.Outlet = []string{title}, []string{title}, "Báo Sông Mẫu"
		a.Authors, a.Warnings = []extract.Author{{Name: title, Role: title}}, []string{title}
		a.URL, a.URLAliases = "javascript:alert(8)", []string{"data:text/html,<script>alert(9)</script>"}
		a.Body = append(a.Body, extract.Block{Type: extract.Image, URL: "javascript:alert(10)", Caption: title, Credit: title}, extract.Block{Type: title, Text: title, URL: "vbscript:x"})
		a.Extractor.Fields = map[string]string{title: title}
		out = append(out, a)
	}
	for i := range 40 {
		out = append(out, piece(200+i, fmt.Sprintf("Nhật ký đồng áng, kỳ %d", i+1), "", time.Date(2026, 1, 20+i, 8, 0, 0, 0, vietnam),
			para(fmt.Sprintf("Kỳ thứ %d kể chuyện gieo mạ, be bờ và giữ nước trên cánh đồng ven sông.", i+1))))
	}
	return out
}

func runs() (all []store.Run) {
	for i := range 60 {
		at := now.Add(-time.Duration(60-i) * 12 * time.Hour)
		r := store.Run{Started: at, Ended: at.Add(7 * time.Minute), Version: "0.1", Reason: "done", Portals: map[string]*store.PortalRun{
			"bao-song-mau": {Fetched: 40 + i%7, New: 3 + i%5, Edited: i % 3, Unchanged: 20, Articles: 24 + i%5, Requests: 45, Bytes: 2 << 20, Elapsed: time.Duration(9+i%6) * time.Second,
				Fields: map[string]int{"title": 24 + i%5, "published": 24 + i%5, "lead": 20 + i%4, "body": 24 + i%5}},
			"dai-mau": {Fetched: 12, New: 1, Requests: 14, Elapsed: 4 * time.Second, Articles: 5, Fields: map[string]int{"title": 5, "body": 4}, Errors: map[string]int{"timeout": i % 4}, Skipped: map[string]int{"robots": 2}},
		}}
		if i > 55 {
			p := r.Portals["bao-song-mau"]
			p.Fields["lead"], p.Errors = 2, map[string]int{"http-500": 4, "timeout": 1}
		}
		all = append(all, r)
	}
	all[59].Ended, all[59].Reason = time.Time{}, ""
	return all
}

func rows() []search.Standing {
	return []search.Standing{
		{Portal: "bao-song-mau", Outlet: "Báo Sông Mẫu", Province: "Phú Thọ", Host: "bao-song-mau.example", Verdict: "degraded", Why: "lead: found in 8 % of articles, usually 83 % (selector .sapo)", LastRun: now.Add(-time.Hour), Due: 12, URLs: 1480, Articles: 50, New24h: 6},
		{Portal: "dai-mau", Outlet: "Đài Mẫu", Province: "Hưng Yên", Host: "dai-mau.example", Verdict: "ok", LastRun: now.Add(-time.Hour), Due: 0, URLs: 210, Articles: 1, New24h: 1},
		{Portal: "cong-vi-du", Outlet: "Cổng thông tin Ví Dụ", Province: "Hà Nội", Host: "vi-du.example", Verdict: "blocked", Why: "challenge page instead of 12 pages", Since: now.Add(-time.Hour), LastRun: now.Add(-time.Hour), URLs: 90, Findings: []health.Finding{{What: "blocked", Verdict: health.Blocked, Since: now.Add(-time.Hour), Why: "challenge page instead of 12 pages"}}},
	}
}

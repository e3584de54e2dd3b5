package extract

import (
	"fmt"
	"html"
	"strings"
	"testing"

	"github.com/tintinh/tintinh/extract/corpus"
)

// markers are lines that content systems print inside or under an article.
const markers = `Tin cùng chuyên mục|Cùng chuyên mục|Tin cùng chủ đề|Tin liên quan|Bài liên quan|Bài đọc tiếp|Tin khác|Các tin khác|Xem thêm|Đọc thêm|
Đọc tiếp|Xem tiếp|Có thể bạn quan tâm|Video liên quan|Tin mới|Tin nóng|Xem tin theo ngày|Xem theo ngày|
Bạn có thể chọn 2 ngày để lọc tin tức theo khoảng thời gian|Ý kiến bạn đọc|Ý kiến của bạn|BÌNH LUẬN|Gửi ý kiến|Gửi bình luận|Viết bình luận|
Bình luận của bạn|Đánh giá bài viết|Vui lòng nhập bình luận!|Liên kết -- Chọn Link liên kết|Chia sẻ|Chia sẻ bài viết|Chia sẻ Facebook|
Theo dõi Báo Ví Dụ trên Google News|Theo dõi chúng tôi trên Zalo|Thích 23|Thích 1,2K|In|Về đầu|Copy link|Đọc bài|Cỡ chữ|Tăng cỡ chữ|Giảm cỡ chữ|
Cỡ chữ mặc định|Mặc định|Trang chủ > Xã hội|Trang chủ › Thời sự|Từ khóa|Từ khóa:|Tags:|POWERED BY ONECMS - A PRODUCT OF NEKO|vidu.vn|www.vidu.vn|
Quảng cáo|[quảng cáo]|sponsored|Mời bạn xem thêm video|Mời bạn xem thêm video:|<_o3a_p></_o3a_p>|{{ bai.tieuDe }}|printDoc.write(|
document.body.removeChild(frame)|Giọng Bắc|>> Bài khác đã đăng hôm qua|-> Bài khác nữa|..>> Bài khác|>>> Bài cũ|Ảnh có tính minh họa|---|=====`

// kept are lines of articles that hold the same words.
const kept = `Theo dõi sát mực nước trên sông, trực ban báo về huyện mỗi giờ.|Trang chủ của cổng dịch vụ công đã có nút nộp hồ sơ bằng giọng nói.|
Chia sẻ với phóng viên, bà con nói mùa này được giá.|Tin mới nhất từ hiện trường cho biết nước đã rút nửa mét.|Thích 23 bài thơ của ông, thầy chép tay cả.|
Xem thêm hướng dẫn chi tiết tại phụ lục kèm theo quyết định này.|vidu.com.vn|In ấn xong trong đêm, báo kịp chuyến xe sớm.`

var bridge = []string{
	"Sáng nay, đoàn công tác của tỉnh đã kiểm tra tiến độ cây cầu bắc qua sông Trà Lý, nơi hàng trăm công nhân đang làm ba ca.",
	"Theo báo cáo, mố phía bắc đã xong phần móng, còn mố phía nam chậm hai tuần vì nước lên.",
	"Chủ đầu tư hứa bù tiến độ trước mùa mưa, nếu thời tiết thuận lợi và vật liệu về đủ.",
	"Người dân mong cầu sớm thông xe để con trẻ đi học không phải qua đò.",
	"Tỉnh yêu cầu giữ an toàn lao động, không vì gấp mà làm ẩu.",
	"Đoàn sẽ trở lại kiểm tra vào cuối tháng sau, khi nhịp giữa được lao dầm.",
}

// TestMarkersAreNoText puts each marker into an article, in the middle and at
// the end, where a rule gives the body and where none does.
func TestMarkersAreNoText(t *testing.T) {
	e := extractor(t)
	want := strings.Join(bridge, "\n\n")
	for marker := range strings.SplitSeq(strings.ReplaceAll(markers, "\n", ""), "|") {
		for _, at := range []int{3, len(bridge)} {
			for _, wrap := range []string{ruled, unruled} {
				if got := bridgePage(t, e, wrap, at, marker); got != want {
					t.Errorf("%q before paragraph %d of %.20s: %q", marker, at, wrap, got)
				}
			}
		}
	}
}

// TestTextIsNoMarker: sentences that begin like a marker stay.
func TestTextIsNoMarker(t *testing.T) {
	e := extractor(t)
	for line := range strings.SplitSeq(strings.ReplaceAll(kept, "\n", ""), "|") {
		for _, wrap := range []string{ruled, unruled} {
			if got := bridgePage(t, e, wrap, 3, line); !strings.Contains(got, "\n\n"+line+"\n\n") {
				t.Errorf("%q in %.20s is lost: %q", line, wrap, got)
			}
		}
	}
}

// TestSectionLabels: the section's name in capitals is no text at the ends of
// the body, and stays in its middle and where it is another word.
func TestSectionLabels(t *testing.T) {
	e := extractor(t)
	for _, c := range []struct {
		line string
		at   int
		gone bool
	}{{"XÃ HỘI", 0, true}, {"XÃ HỘI", 6, true}, {"XÃ HỘI", 3, false}, {"BAN TỔ CHỨC", 6, false}} {
		got := bridgePage(t, e, ruled, c.at, c.line)
		if gone := !strings.Contains(got, c.line); gone != c.gone {
			t.Errorf("%q at %d: gone is %t: %q", c.line, c.at, gone, got)
		}
	}
}

const (
	ruled   = `<div class="news_content"><div class="fr-view info">%s</div></div>`
	unruled = `<div class="bai-viet">%s</div>`
)

// bridgePage is the text of the article with a line before paragraph at.
func bridgePage(t *testing.T, e *Extractor, wrap string, at int, line string) string {
	t.Helper()
	var b strings.Builder
	for i, p := range bridge {
		if i == at {
			fmt.Fprintf(&b, "<p>%s</p>\n", html.EscapeString(line))
		}
		fmt.Fprintf(&b, "<p>%s</p>\n", p)
	}
	if at == len(bridge) {
		fmt.Fprintf(&b, "<p>%s</p>\n", html.EscapeString(line))
	}
	page := `<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>Kiểm tra tiến độ cầu bắc qua sông Trà Lý</title>
<meta property="og:title" content="Kiểm tra tiến độ cầu bắc qua sông Trà Lý"></head><body>
<div class="breadcrumb"><a href="/">Trang chủ</a> <a href="/xa-hoi">Xã hội</a></div><h1 class="title">Kiểm tra tiến độ cầu bắc qua sông Trà Lý</h1>
<div class="date">Thứ 4, 30/12/2020 | 18:45:37</div>` + fmt.Sprintf(wrap, b.String()) + `</body></html>`
	r := extractPage(t, e, corpus.Page{Name: line, URL: "https://vidu.vn/tin-tuc/1/1000/kiem-tra-tien-do-cau", Body: []byte(page)})
	if r.Article == nil {
		t.Fatalf("%q: no article: %s", line, r.Reason)
	}
	return r.Article.Text
}

// TestVoicesSignNothing: the choice of voices of a player that reads the
// article out is neither text nor a signature.
func TestVoicesSignNothing(t *testing.T) {
	page := `<!DOCTYPE html><html lang=vi><head><meta charset=utf-8><title>Nước rút dần</title></head><body><h1>Nước rút dần</h1><span class=date>12/10/2026 08:00</span>
<div class=body>` + story12 + `<div class="audio-article"><div class="select-accent-wrap"><span>Giọng Bắc</span></div><audio src="/tts/bac.mp3"></audio></div></div></body></html>`
	e := extractor(t)
	e.AutoOnly = true
	r := extractPage(t, e, corpus.Page{URL: "https://vidu.vn/tin/nuoc-rut-dan-tren-song-hong-12.html", Body: []byte(page)})
	if r.Article == nil {
		t.Fatalf("no article: %s", r.Reason)
	}
	if a := r.Article; len(a.Authors) != 0 || a.BylineRaw != "" || strings.Contains(a.Text, "Giọng") || len(a.Audio) != 1 || !a.Audio[0].TTS {
		t.Errorf("authors %v, byline %q, audio %v", a.Authors, a.BylineRaw, a.Audio)
	}
}

package auto

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// datePage is an article whose only dates are those that are put into it:
// behind the title, and away from it.
func datePage(head, title, below, foot string) string {
	return `<html><head><title>Mùa nước nổi về sớm trên đồng bằng</title>` + head + `</head><body>
<h1>Mùa nước nổi về sớm trên đồng bằng` + title + `</h1>` + below + `
<div class="noi-dung"><p>Nước từ thượng nguồn đổ về sớm hơn mọi năm nửa tháng, bà con các xã đầu nguồn đã chuẩn bị xong ghe lưới.</p>
<p>Ở chợ Tha La, cá linh non bán từ lúc trời chưa sáng, giá mỗi cân bằng hai phần ba năm ngoái nhưng người mua vẫn đông.</p>
<p>Ông Tư Bền, người có ba mươi năm giăng lưới, nói rằng nước sớm thì cá nhiều, chỉ lo lúa hè thu chưa kịp gặt.</p>
<p>Huyện đã cho gia cố các đoạn bờ bao yếu, cắt người trực đêm và lập danh sách những hộ cần dời lên cao khi nước lớn.</p></div>
<div>Bạn đọc gửi tin bài về tòa soạn theo địa chỉ ở chân trang.</div><div>Mời xem số báo in hằng tuần.</div><div>Đặt báo dài hạn tại bưu cục.</div>
<div>Ảnh đẹp trong tuần.</div><div>Góc bạn đọc trẻ.</div><div>Hộp thư tòa soạn.</div><div>Đường dây nóng.</div>` + foot + `</body></html>`
}

func TestPublishedAway(t *testing.T) {
	page := `<script type="application/ld+json">{"@type":"WebPage","url":"https://vidu.vn/mua-nuoc-noi-ve-som.html","datePublished":"2022-09-20"}</script>`
	for _, c := range []struct {
		name, head, before, title, below, foot string
		want, source                           string
	}{
		{name: "none"},
		{name: "in the heading", title: ` <small>02/09/2022 • Nông thôn</small>`, want: "2022-09-02", source: "auto h1"},
		{name: "in the heading, before the title", before: `<span>1. Februar 2022</span> `, want: "2022-02-01", source: "auto h1"},
		{name: "an element named for dates", foot: `<div><span class="pub-date">03/09/2022</span></div>`, want: "2022-09-03", source: "auto div"},
		{name: "the machine's form of it", foot: `<div><time datetime="2022-09-03T08:00:00+07:00">Thứ Bảy</time></div>`, want: "2022-09-03", source: "auto div"},
		{name: "a word for publishing", foot: `<div>Ngày đăng: 04/09/2022 08:15</div>`, want: "2022-09-04", source: "auto div"},
		{name: "in another language", foot: `<div>veröffentlicht 04.09.2022 08:15</div>`, want: "2022-09-04", source: "auto div"},
		{name: "in the line of the author, in a column", foot: `<aside><div class="byline">Dominique — published 5 September 2022</div></aside>`, want: "2022-09-05", source: "auto div"},
		{name: "twice the same day", foot: `<div class="date">06/09/2022</div><div>Đăng lúc 7:30 ngày 06/09/2022</div>`, want: "2022-09-06", source: "auto div"},
		{name: "two days", foot: `<div class="date">06/09/2022</div><div class="date">07/09/2022</div>`},
		{name: "a column of other articles", foot: `<aside><div class="date">06/09/2022</div></aside>`},
		{name: "the time of a change", foot: `<div class="date">Cập nhật: 06/09/2022</div><div class="date">Zuletzt geändert 07.09.2022</div><div class="date">Mis à jour le 8/9/2022</div>`},
		{name: "a date that nothing marks", foot: `<div>Triển lãm mở cửa ngày 06/09/2022</div>`},
		{name: "hAtom", below: `<div class="meta"><abbr class="published" title="2022-09-08T06:40:00+07:00">thứ Năm 8/9/2022</abbr></div>`, want: "2022-09-08", source: "auto div"},
		{name: "date and clock in elements of their own", below: `<div class="meta"><span>08/09/2022</span><span>18:45</span></div>`, want: "2022-09-08", source: "auto div"},
		{name: "author, date and tags, all of them links", below: `<ul class="meta"><li><a href="/tv/4">Tác giả Trần Văn Bền</a></li><li><a href="/mua-nuoc-noi-ve-som.html">Xuất bản ngày 08/09/2022</a></li><li><a href="/the/1">đồng bằng mùa nước nổi</a></li></ul>`, want: "2022-09-08", source: "auto li"},
		{name: "a list of articles below the title", below: `<ul><li><a href="/a-1.html">Chợ nổi Cái Răng ngày 07/09/2022 vào mùa trái cây</a></li><li><a href="/a-2.html">Lúa hè thu được giá trong mùa nước</a></li><li><a href="/a-3.html">Cá linh non về chợ từ sáng sớm</a></li></ul>`},
		{name: "the page's own day", head: page, want: "2022-09-20", source: "json-ld WebPage datePublished"},
		{name: "what is printed before it", head: page, below: `<div class="date">19/09/2022</div>`, want: "2022-09-19", source: "auto div"},
	} {
		t.Run(c.name, func(t *testing.T) {
			root, base, m := parse(t, []byte(strings.Replace(datePage(c.head, c.title, c.below, c.foot), "<h1>", "<h1>"+c.before, 1)), "https://vidu.vn/mua-nuoc-noi-ve-som.html")
			r := Extract(root, base, m, Options{Now: time.Date(2022, 10, 1, 0, 0, 0, 0, zone)})
			got := ""
			if !r.Published.Time.IsZero() {
				got = r.Published.Time.Format(time.DateOnly)
			}
			if got != c.want || r.PublishedSource != c.source {
				t.Errorf("%q from %q, want %q from %q", got, r.PublishedSource, c.want, c.source)
			}
		})
	}
}

// TestClockApart: a clock in an element of its own behind the date is the
// date's, though nothing stands between them in the text.
func TestClockApart(t *testing.T) {
	root, base, m := parse(t, []byte(datePage("", "", `<div class="meta"><span>08/09/2022</span><span>18:45</span></div>`, "")), "https://vidu.vn/mua-nuoc-noi-ve-som.html")
	r := Extract(root, base, m, Options{})
	if got := r.Published.Time.Format("2006-01-02 15:04") + " " + r.Published.Precision; got != "2022-09-08 18:45 minute" {
		t.Errorf("published %s", got)
	}
}

// TestAgo: "3 giờ trước" is read against the fetch time; without one it makes
// no date, and still speaks for an article.
func TestAgo(t *testing.T) {
	page := `<html lang="vi"><head><title>Thị xã Ba Bến mở lại chợ đêm</title></head><body><h1>Thị xã Ba Bến mở lại chợ đêm</h1>%s
<p>Chợ đêm Ba Bến mở lại từ tối thứ sáu tuần này sau ba tháng sửa mái, các sạp hàng cũ đều trở về chỗ.</p>
<p>Ban quản lý cho biết sẽ miễn phí chỗ ngồi một tháng đầu.</p></body></html>`
	for _, c := range []struct {
		line string
		now  time.Time
		want string
	}{
		{`<div>3 giờ trước</div>`, time.Date(2026, 11, 20, 10, 0, 0, 0, zone), "article 2026-11-20"},
		{`<span class="time">3 giờ trước</span>`, time.Time{}, "article 0001-01-01"},
		{`<div>3 giờ trước</div>`, time.Time{}, "article 0001-01-01"},
		{`<div>Chuyện của ba giờ trước</div>`, time.Time{}, "other 0001-01-01"},
	} {
		root, base, m := parse(t, fmt.Appendf(nil, page, c.line), "https://vidu.vn/thi-xa-ba-ben-mo-lai-cho-dem.html")
		r := Extract(root, base, m, Options{Now: c.now})
		if got := r.Kind + " " + r.Published.Time.Format(time.DateOnly); got != c.want {
			t.Errorf("%s at %v: %s (%s), want %s", c.line, c.now, got, r.Reason, c.want)
		}
	}
}

// TestFarDateIsNoArticle: a date away from title and text must not turn a list
// into an article.
func TestFarDateIsNoArticle(t *testing.T) {
	teasers := strings.Repeat(`<li><a href="/b">Xã đầu nguồn gia cố bờ bao trước mùa nước nổi</a><p>Huyện cắt người trực đêm.</p></li>`, 8)
	list := `<html><head><title>Nông thôn | Báo Vùng Sông</title></head><body><h1>Tin nông thôn trong tỉnh</h1>
<p>Chuyên mục đưa tin về ruộng đồng, chợ búa và đời sống ở các xã đầu nguồn sông, cập nhật mỗi sáng từ cộng tác viên.</p><ul>` + teasers + `</ul>%</body></html>`
	read := func(foot string) *Result {
		root, base, m := parse(t, []byte(strings.Replace(list, "%", foot, 1)), "https://vidu.vn/nong-thon")
		return Extract(root, base, m, Options{})
	}
	without, with := read(""), read(`<div>Ngày đăng: 04/09/2022</div>`)
	if with.Published.Time.IsZero() || with.Kind != Listing || with.Kind != without.Kind || with.Reason != without.Reason {
		t.Errorf("with a date: %s, %s\nwithout: %s, %s", with.Kind, with.Reason, without.Kind, without.Reason)
	}
}

// TestLongTextAmongLinks: four hundred words under the page's own title are an
// article, however many links stand in columns that nothing names; the
// introduction of a list is none.
func TestLongTextAmongLinks(t *testing.T) {
	const story = `<p>Nước từ thượng nguồn đổ về sớm hơn mọi năm nửa tháng, bà con các xã đầu nguồn đã chuẩn bị xong ghe lưới để ra đồng.</p>`
	var links strings.Builder
	for i := range 90 {
		fmt.Fprintf(&links, `<div class="c%d"><a href="/m%d">Chợ quê cuối tuần số %d</a></div>`, i, i, i)
	}
	for _, c := range []struct {
		paragraphs int
		want       string
	}{{6, Listing}, {17, Article}} {
		page := `<html><head><title>Mùa nước nổi về sớm trên đồng bằng</title></head><body>` + links.String() + `<h1>Mùa nước nổi về sớm trên đồng bằng</h1><div>`
		for i := range c.paragraphs {
			page += strings.Replace(story, "Nước", fmt.Sprintf("Ngày thứ %d, nước", i+1), 1)
		}
		root, base, m := parse(t, []byte(page+"</div></body></html>"), "https://vidu.vn/mua-nuoc-noi-ve-som-tren-dong-bang.html")
		if r := Extract(root, base, m, Options{}); r.Kind != c.want {
			t.Errorf("%d paragraphs: %s, want %s: %s", c.paragraphs, r.Kind, c.want, r.Reason)
		}
	}
}

package auto

import (
	"fmt"
	"strings"
	"testing"
)

// page of a site whose furniture no class or word gives away.
func sitePage(n int) string {
	return fmt.Sprintf(`<title>Bài số %d của loạt phóng sự</title><h1>Bài số %d của loạt phóng sự</h1><div class="x1">
<p>Đây là đoạn mở đầu của bài thứ %d, kể về một ngày làm việc trên đồng muối, nơi nắng gắt từ sáng sớm.</p>
<p>Đoạn thứ hai của bài thứ %d nói về giá muối, về những chuyến xe chở muối vào miền trong, và chuyện con đi học xa.</p>
<p>Bạn đọc đặt báo dài hạn tại các bưu cục trong tỉnh sẽ được giảm giá, chi tiết xin liên hệ phòng phát hành của tòa soạn.</p></div>`, n, n, n, n)
}

func TestSiteFurniture(t *testing.T) {
	site := &Site{}
	for n := range 5 {
		root, _, _ := parse(t, []byte(sitePage(n)), "https://vidu.vn/a")
		site.Observe(root)
	}
	root, base, m := parse(t, []byte(sitePage(9)), "https://vidu.vn/phong-su/bai-so-9-cua-loat-phong-su.html")
	alone, known := Extract(root, base, m, Options{}), Extract(root, base, m, Options{Site: site})
	if got := len(bodyLines(alone)); got != 3 {
		t.Errorf("one page alone has %d paragraphs, want 3: nothing tells the third apart", got)
	}
	lines := bodyLines(known)
	if len(lines) != 2 || strings.Contains(strings.Join(lines, " "), "phát hành") {
		t.Errorf("with the site known: %q", lines)
	}
}

func TestSiteIsBounded(t *testing.T) {
	site := &Site{}
	for n := range maxPages + 20 {
		root, _, _ := parse(t, []byte(sitePage(n)), "https://vidu.vn/a")
		site.Observe(root)
	}
	if site.pages != maxPages || len(site.blocks) > maxShared {
		t.Errorf("%d pages and %d blocks are remembered", site.pages, len(site.blocks))
	}
}

// TestSiteSettles: what is left of a site still tells its furniture, and
// nothing else is kept.
func TestSiteSettles(t *testing.T) {
	site := &Site{}
	for n := range 5 {
		root, _, _ := parse(t, []byte(sitePage(n)), "https://vidu.vn/a")
		site.Observe(root)
	}
	site.Settle()
	if len(site.blocks) != 1 {
		t.Errorf("%d blocks are kept, want the one that all pages print", len(site.blocks))
	}
	root, base, m := parse(t, []byte(sitePage(9)), "https://vidu.vn/phong-su/bai-so-9-cua-loat-phong-su.html")
	if lines := bodyLines(Extract(root, base, m, Options{Site: site})); len(lines) != 2 {
		t.Errorf("with the site settled: %q", lines)
	}
}

// TestOwnDescription: an article's lead is its own, however many pages of the
// site print it in their boxes.
func TestOwnDescription(t *testing.T) {
	const lead = "Nắng gắt kéo dài làm nên vụ muối được mùa nhất trong mười năm qua ở làng."
	site := &Site{}
	for n := range 5 {
		root, _, _ := parse(t, []byte(strings.Replace(sitePage(n), "</h1>", "</h1><h2>"+lead+"</h2>", 1)), "https://vidu.vn/a")
		site.Observe(root)
	}
	for _, c := range []struct{ head, want string }{{`<meta name="description" content="` + lead + `">`, lead}, {"", ""}} {
		page := c.head + strings.Replace(sitePage(9), "</h1>", "</h1><h2>"+lead+"</h2>", 1)
		root, base, m := parse(t, []byte(page), "https://vidu.vn/phong-su/bai-so-9-cua-loat-phong-su.html")
		if r := Extract(root, base, m, Options{Site: site}); r.LeadText != c.want {
			t.Errorf("lead %q, want %q", r.LeadText, c.want)
		}
	}
}

package web

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/tintinh/tintinh/store/search"
)

// TestReader goes through the site as a person would, with scripts switched
// off for the pages themselves.
func TestReader(t *testing.T) {
	srv, _ := newSite(t)
	b := newBrowser(t, srv.URL)
	titles := func() string { b.t.Helper(); return b.text(".hits h3") }
	ask := func(words string) {
		b.t.Helper()
		b.follow(chromedp.SetValue("#q", words), chromedp.Submit("#q"))
	}
	expect := func(what, got, want string) {
		t.Helper()
		if got != want {
			t.Errorf("%s: %q, want %q", what, got, want)
		}
	}

	b.open("/")
	expect("latest article", b.texts(".hits h3")[0], "Bản tin sáng: trời hửng nắng, giá rau hạ nhiệt")
	const orange, lab = "Hòa Bình vào mùa cam: nhà vườn phấn khởi vì được giá", "Phân tích hóa bình thường trong phòng thí nghiệm của học sinh"
	for words, want := range map[string]string{"hoa binh": orange + " | " + lab, "Hòa Bình": orange + " | " + lab, "hoà bình": orange + " | " + lab, "hóa bình": lab + " | " + orange, "dap da dan": "Đập Đà Đẫn xả lũ đúng quy trình", "Đập Đà Đẫn": "Đập Đà Đẫn xả lũ đúng quy trình"} {
		ask(words)
		expect(words, titles(), want)
	}
	ask("Đập Đà Đẫn")
	expect("marks", b.text(".hits li:first-child mark"), "Đập Đà Đẫn")
	ask("xyzzy")
	expect("nothing found", b.text(".hits"), "")
	if hint := b.text(".note"); !strings.Contains(hint, "gõ không dấu") {
		t.Errorf("no hint: %q", hint)
	}
	b.quiet()

	b.open("/") // filters, by mouse and keyboard
	b.follow(chromedp.Click(".filters summary"), chromedp.WaitVisible("select[name=portal]"), chromedp.SetValue("select[name=portal]", "dai-mau"),
		chromedp.Click("input[name=audio]"), chromedp.Click(".doit button"))
	expect("portal and audio", titles(), "Bản tin sáng: trời hửng nắng, giá rau hạ nhiệt")
	expect("the filter is kept", value(b, chromedp.Value("select[name=portal]")), "dai-mau")
	b.open("/?province_before_2025=Thái+Bình")
	expect("old province", titles(), "Bản tin sáng: trời hửng nắng, giá rau hạ nhiệt")
	b.open("/?from=2026-03-15&to=2026-03-16")
	expect("days", titles(), lab+" | Đập Đà Đẫn xả lũ đúng quy trình")

	b.open("/?q=nhật+ký") // paging
	first := titles()
	b.follow(chromedp.Click(".next"))
	if second := titles(); second == first || !strings.HasPrefix(second, "Nhật ký đồng áng, kỳ 20 |") {
		t.Errorf("second page: %q", second)
	}
	b.follow(chromedp.Click(".hits li:first-child a"))
	expect("an article is opened", b.text("h1"), "Nhật ký đồng áng, kỳ 20")
	b.quiet()
}

// TestArticleInBrowser: photos, provenance, history with its differences, the
// language switch.
func TestArticleInBrowser(t *testing.T) {
	srv, _ := newSite(t)
	b := newBrowser(t, srv.URL)
	b.open("/article?id=bao-song-mau:101")
	for selector, want := range map[string]string{
		"h1":                                "Thông xe cầu Sông Mẫu sau hơn hai năm thi công",
		".media .cap":                       "Những chuyến xe đầu tiên qua cầu Sông Mẫu.",
		".media .muted":                     "Ảnh: Lê Thị Ảnh",
		".text li":                          "Xe con, xe máy: đi cả ngày | Xe khách: từ 5 giờ đến 22 giờ",
		".about table tbody tr:first-child": "Tác giả\tselector .author",
	} {
		if got := b.text(selector); got != want {
			t.Errorf("%s is %q, want %q", selector, got, want)
		}
	}
	if n := value(b, chromedp.Evaluate[int](`document.images.length`)); n != 1 {
		t.Errorf("%d images: only our icon is loaded", n)
	}
	b.follow(chromedp.Click(`a[href^="/history"]`))
	if del, ins := b.text("del"), b.text("ins"); !strings.Contains(del, "12") || !strings.Contains(ins, "16") || !strings.Contains(ins, "phân luồng từ xa") {
		t.Errorf("removed %q, added %q", del, ins)
	}
	b.follow(chromedp.Click(".langs a"))
	if got := b.text("h1") + " " + b.text("nav a[aria-current]"); got != "History of the article Search" {
		t.Errorf("in English: %q", got)
	}
	b.follow(chromedp.Click("nav a[href*=portals]"))
	if got := b.text("h1"); got != "Portal health" {
		t.Errorf("the language is not kept: %q", got)
	}
	b.open("/portal?id=bao-song-mau")
	if n := len(b.texts("svg[role=img]")); n != 7 {
		t.Errorf("%d charts, want articles a day, response times, failures and four fields", n)
	}
	b.quiet()
}

// TestKeyboard: the first tab stop skips to the content, and what has the
// focus can be seen.
func TestKeyboard(t *testing.T) {
	srv, _ := newSite(t)
	b := newBrowser(t, srv.URL)
	b.open("/")
	b.do(chromedp.KeyEvent(kb.Tab))
	if got := value(b, chromedp.Evaluate[string](`document.activeElement.className + " " + (document.activeElement.getBoundingClientRect().width > 20)`)); got != "skip true" {
		t.Errorf("first stop: %q", got)
	}
	b.do(chromedp.KeyEvent(kb.Enter))
	if got := value(b, chromedp.Evaluate[string](`document.activeElement.id`)); got != "main" {
		t.Errorf("after the skip link %q has the focus", got)
	}
	unnamed := value(b, chromedp.Evaluate[[]string](`[...document.querySelectorAll("input:not([type=hidden]),select,button,a")].filter(e => !(e.textContent.trim() || e.ariaLabel || (e.labels && e.labels.length))).map(e => e.outerHTML)`))
	if len(unnamed) > 0 {
		t.Errorf("without a name for a screen reader: %q", unnamed)
	}
}

// TestHostile: nothing that a page said becomes markup, wherever it is shown.
func TestHostile(t *testing.T) {
	srv, _ := newSite(t)
	b := newBrowser(t, srv.URL)
	paths := []string{"/?q=alert", "/?q=" + "%22%3E%3Cscript%3Ealert(11)%3C/script%3E", "/?section=%22%3E%3Csvg%20onload%3Dalert(12)%3E", "/article?id=%3Cscript%3Ealert(13)%3C/script%3E", "/?lang=%22%3E%3Cb%3E"}
	for i := range hostile {
		paths = append(paths, fmt.Sprintf("/article?id=bao-song-mau:%d", 900+i), fmt.Sprintf("/history?id=bao-song-mau:%d", 900+i))
	}
	for _, path := range paths {
		b.open(path)
		strange := value(b, chromedp.Evaluate[[]string](`[...document.querySelectorAll("script,iframe,main img,svg:not([role=img]),[onerror],[onload],[onmouseover],[style],a[href^='javascript' i],a[href^='data' i],a[href^='vbscript' i]")].map(e => e.outerHTML)`))
		if len(strange) > 0 {
			t.Errorf("%s holds %q", path, strange)
		}
	}
	b.open("/article?id=bao-song-mau:900")
	if got := b.text("h1"); got != hostile[0] {
		t.Errorf("the title is shown as %q", got)
	}
	b.mu.Lock()
	b.reports = drop404(b.reports)
	b.mu.Unlock()
	b.quiet()
}

// drop404 leaves out the browser's note that a page is not there, which is
// what one of the paths is for.
func drop404(reports []string) (rest []string) {
	for _, r := range reports {
		if !strings.Contains(r, "status of 404") {
			rest = append(rest, r)
		}
	}
	return rest
}

// TestWithoutScript: pages work with scripting switched off.
func TestWithoutScript(t *testing.T) {
	srv, _ := newSite(t)
	b := newBrowser(t, srv.URL)
	call(b, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	b.open("/?q=hoa+binh")
	if got := value(b, chromedp.Title()); got != "hoa binh · tin tỉnh" {
		t.Errorf("title %q", got)
	}
}

// TestWeight: with all portals of the country and busy pages, no page comes
// near 100 KB, packed or not.
func TestWeight(t *testing.T) {
	srv, site := newSite(t)
	var many []search.Standing
	for i := range 330 {
		many = append(many, search.Standing{Portal: fmt.Sprintf("bao-so-%d", i), Outlet: fmt.Sprintf("Báo và phát thanh truyền hình số %d", i), Province: "Thành phố Ví Dụ", Verdict: []string{"ok", "ok", "ok", "degraded"}[i%4],
			Why: []string{"", "", "", "lead: found in 8 % of articles, usually 83 % (selector .sapo)"}[i%4], LastRun: now, Due: i, URLs: 100 * i, Articles: 1234 * i, New24h: i % 40})
	}
	if err := site.View.SetStandings(t.Context(), many); err != nil {
		t.Fatal(err)
	}
	_, css := get(t, "GET", srv.URL+site.style)
	for _, path := range []string{"/", "/?q=nhật+ký&limit=20", "/article?id=bao-song-mau:101", "/portal?id=bao-song-mau", "/portals", "/runs"} {
		_, plain := get(t, "GET", srv.URL+path, "Accept-Encoding", "identity")
		_, packed := get(t, "GET", srv.URL+path, "Accept-Encoding", "gzip")
		t.Logf("%-30s %6d bytes, %6d packed; stylesheet %d", path, len(plain), len(packed), len(css))
		if path != "/portals" && len(plain)+len(css) > 100_000 || len(packed)+len(css) > 100_000 {
			t.Errorf("%s weighs %d bytes, %d packed, and the stylesheet %d", path, len(plain), len(packed), len(css))
		}
	}
}

package extract

import (
	"bytes"
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tintinh/tintinh/extract/corpus"
	"github.com/tintinh/tintinh/portal"
)

const definition = `
id: vidu
outlet: Báo Ví Dụ
province: Hưng Yên
province_before_2025: Thái Bình
hosts: [vidu.vn, www.vidu.vn]
sources: [{kind: listing, url: "https://vidu.vn/"}]
article: '^/(?:tin|news)/(?P<id>\d+)/'
rules:
  - until: 2025-07-01
    title: [".old-title"]
    body: [".old-body"]
  - title: ["h1.t"]
    lead: [".sapo"]
    published: [".date"]
    byline: [".by"]
    views: [".views"]
    section: [".crumbs a"]
    body: [".body"]
    strip: [".x"]
`

// site is a portal of our own with a family-free catalogue.
func site(t *testing.T, yaml string) (*Extractor, *portal.Portal) {
	t.Helper()
	p, err := portal.Parse("test.yaml", []byte(yaml))
	if err != nil {
		t.Fatal(err)
	}
	c, err := portal.NewCatalogue()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Add(p); err != nil {
		t.Fatal(err)
	}
	return New(c, "test"), p
}

const prose = `<p>Chín giờ sáng, mực nước tại trạm đo xuống dưới báo động một.</p><p>Các xã ven sông bắt đầu dọn bùn, khử khuẩn giếng nước và sửa lại những đoạn đường bị xói.</p>`

// story12 is a longer article, no sentence twice.
const story12 = prose + `<p>Ở thôn Đông, hơn tám mươi hộ đã trở về nhà; bộ đội giúp dân dựng lại mái và kê đồ đạc.</p>
<p>Ngành điện cho biết sẽ đóng điện trở lại cho toàn xã trước mười tám giờ, ưu tiên trạm y tế và trạm bơm.</p>
<p>Trường tiểu học mượn nhà văn hóa làm lớp tạm; sách vở do các trường bạn quyên góp đã về đủ cho học sinh.</p>
<p>Theo dự báo, ba ngày tới trời nắng, nước ở các sông tiếp tục xuống chậm, nguy cơ sạt lở bờ vẫn còn.</p>
<p>Chính quyền xã đề nghị người dân không qua lại các ngầm tràn khi chưa có lực lượng canh gác.</p>`

// articlePage is a page that the definition's rule fits.
func articlePage(head, date, extra string) string {
	return fmt.Sprintf(`<!DOCTYPE html><html lang=vi><head><meta charset=utf-8><title>Nước rút dần - Báo Ví Dụ</title>
<meta property="og:title" content="Nước rút dần">%s</head><body><span class=clock>Thứ hai, 12/10/2026 08:00</span>
<h1 class=t>Nước rút dần</h1><span class=date>%s</span><div class=sapo>Người dân ven sông trở về nhà sau ba ngày tránh lũ.</div>
<div class=body>%s</div>%s</body></html>`, head, date, prose, extra)
}

func read(t *testing.T, e *Extractor, url, page string, at time.Time) *Result {
	t.Helper()
	doc, err := Parse([]byte(page), "text/html; charset=utf-8", url)
	if err != nil {
		t.Fatal(err)
	}
	return e.Extract(doc, Page{URL: url, Body: []byte(page), FetchedAt: at})
}

func TestPublished(t *testing.T) {
	meta := func(v string) string { return `<meta property="article:published_time" content="` + v + `">` }
	ld := func(v string) string {
		return `<script type="application/ld+json">{"@type":"NewsArticle","headline":"Nước rút dần","datePublished":"` + v + `"}</script>`
	}
	e, _ := site(t, definition)
	for _, c := range []struct {
		name, head, date                string
		at, precision, source, warnings string
	}{
		{"printed only", "", "Thứ Bảy, 10/10/2026 - 09:30", "2026-10-10T09:30:00+07:00", "minute", "selector", ""},
		{"the second is in the meta element", meta("2026-10-10T09:30:41+07:00"), "10/10/2026 09:30", "2026-10-10T09:30:41+07:00", "second", "meta", ""},
		{"the day in JSON-LD, the minute printed", ld("2026-10-10"), "10/10/2026 09:30", "2026-10-10T09:30:00+07:00", "minute", "selector", ""},
		{"UTC is converted", meta("2026-10-10T02:30:41Z"), "10/10/2026 09:30", "2026-10-10T09:30:41+07:00", "second", "meta", ""},
		{"local time marked as UTC", meta("2026-10-10T09:30:00Z"), "10/10/2026 09:30", "2026-10-10T09:30:00+07:00", "minute", "selector", "published-zone"},
		{"sources disagree", meta("2026-09-01T09:30:41+07:00"), "10/10/2026 09:30", "2026-10-10T09:30:00+07:00", "minute", "selector", "published-disagrees"},
		{"the days differ", ld("2026-10-11"), "10/10/2026 09:30", "2026-10-10T09:30:00+07:00", "minute", "selector", "published-disagrees"},
		{"no printed date", ld("2026-10-10T09:30:41+07:00"), "", "2026-10-10T09:30:41+07:00", "second", "json-ld", ""},
		{"wrong weekday", "", "Thứ hai, 10/10/2026 - 09:30", "2026-10-10T09:30:00+07:00", "minute", "selector", "published-weekday"},
		{"nothing: never the clock of the page", "", "", "", "", "", "rule-missed-published"},
		{"impossible", "", "32/13/2026 25:00", "", "", "", "rule-missed-published"},
		{"after the capture", "", "10/10/2031 09:30", "", "", "", "rule-missed-published"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := read(t, e, "https://vidu.vn/tin/12/nuoc-rut-dan", articlePage(c.head, c.date, ""), captured)
			if r.Article == nil {
				t.Fatalf("no article: %s", r.Reason)
			}
			got := []string{"", r.Article.PublishedPrecision, r.Article.PublishedSource, strings.Join(r.Article.Warnings, " ")}
			if !r.Article.PublishedAt.IsZero() {
				got[0] = r.Article.PublishedAt.Format(time.RFC3339)
			}
			if d := cmp.Diff([]string{c.at, c.precision, c.source, c.warnings}, got); d != "" {
				t.Errorf("-want +got:\n%s", d)
			}
		})
	}
}

// TestPublishedWitness: where machines disagree, what is printed beside the
// title decides among them; it is no rule's selector that says so.
func TestPublishedWitness(t *testing.T) {
	const ld = `<script type="application/ld+json">{"@type":"NewsArticle","headline":"Nước rút dần","datePublished":"2026-10-07T08:00:00+07:00"}</script>`
	const meta = `<meta property="article:published_time" content="2026-10-09T10:15:20+07:00">`
	micro := func(day string) string {
		return `<div itemscope itemtype="https://schema.org/NewsArticle"><meta itemprop="datePublished" content="` + day + `"></div>`
	}
	e := New(nil, "test")
	for _, c := range []struct {
		name, head, date, extra string
		at, source, warnings    string
	}{
		{"nothing printed: the more trusted", ld + meta, "", "", "2026-10-07T08:00:00+07:00", "json-ld", "published-disagrees"},
		{"the less trusted is printed", ld + meta, "09/10/2026", "", "2026-10-09T10:15:20+07:00", "meta", "published-disagrees"},
		{"the more trusted is printed", ld + meta, "07/10/2026", "", "2026-10-07T08:00:00+07:00", "json-ld", "published-disagrees"},
		{"neither is printed", ld + meta, "01/10/2026", "", "2026-10-07T08:00:00+07:00", "json-ld", "published-disagrees"},
		{"microdata is behind the article's meta element", meta, "", micro("2026-10-08"), "2026-10-09T10:15:20+07:00", "meta", ""},
		{"microdata alone", "", "", micro("2026-10-08"), "2026-10-08T00:00:00+07:00", "json-ld", ""},
		{"microdata and a meta element without a value", `<meta property="article:published_time" content="{{ngay}}">`, "", micro("2026-10-08"), "2026-10-08T00:00:00+07:00", "json-ld", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := read(t, e, "https://baokhac.vn/tin/nuoc-rut-dan-sau-ba-ngay-tranh-lu.html", articlePage(c.head, c.date, c.extra), captured)
			if r.Article == nil {
				t.Fatalf("no article: %s", r.Reason)
			}
			got := []string{"", r.Article.PublishedSource, strings.Join(r.Article.Warnings, " ")}
			if !r.Article.PublishedAt.IsZero() {
				got[0] = r.Article.PublishedAt.Format(time.RFC3339)
			}
			if d := cmp.Diff([]string{c.at, c.source, c.warnings}, got); d != "" {
				t.Errorf("-want +got:\n%s", d)
			}
		})
	}
}

func TestIdentity(t *testing.T) {
	e, _ := site(t, definition)
	canonical := func(u string) string { return `<link rel=canonical href="` + u + `">` }
	for _, c := range []struct {
		name, url, head        string
		id, canonical, aliases string
		warned                 bool
	}{
		{"plain", "https://vidu.vn/tin/12/a", "", "vidu:12", "https://vidu.vn/tin/12/a", "", false},
		{"host, scheme, slug, tracking", "http://www.vidu.vn:80/tin/12/b?utm_source=zalo#top", "", "vidu:12", "https://vidu.vn/tin/12/b", "", false},
		{"the canonical link has the better address", "https://vidu.vn/news/12/b", canonical("https://vidu.vn/tin/12/a"), "vidu:12", "https://vidu.vn/tin/12/a", "https://vidu.vn/news/12/b", false},
		{"another article", "https://vidu.vn/tin/12/a", canonical("https://vidu.vn/tin/99/z"), "vidu:12", "https://vidu.vn/tin/12/a", "", true},
		{"another site", "https://vidu.vn/tin/12/a", canonical("https://khac.vn/tin/12/a"), "vidu:12", "https://vidu.vn/tin/12/a", "", false},
		{"the home page", "https://vidu.vn/tin/12/a", canonical("https://vidu.vn/"), "vidu:12", "https://vidu.vn/tin/12/a", "", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := read(t, e, c.url, articlePage(c.head, "10/10/2026 09:30", ""), captured)
			if r.Article == nil {
				t.Fatalf("no article: %s", r.Reason)
			}
			a := r.Article
			got := []string{a.ID, a.CanonicalURL, strings.Join(a.URLAliases, " "), a.URL, a.Outlet, a.Province, a.ProvinceBefore2025}
			want := []string{c.id, c.canonical, c.aliases, c.url, "Báo Ví Dụ", "Hưng Yên", "Thái Bình"}
			if d := cmp.Diff(want, got); d != "" {
				t.Errorf("-want +got:\n%s", d)
			}
			if slices.Contains(a.Warnings, WarnCanonicalMismatch) != c.warned {
				t.Errorf("warnings %q", a.Warnings)
			}
		})
	}
}

func TestUnknownSite(t *testing.T) {
	page := `<html><head><meta charset=utf-8><title>Nước rút dần</title><meta property="og:type" content=article>
<meta property="article:published_time" content="2026-10-10T09:30:00+07:00"><link rel=canonical href="http://www.khac.vn/a/nuoc-rut"></head>
<body><h1>Nước rút dần</h1><div class=content>` + story12 + `</div></body></html>`
	r := read(t, New(nil, "test"), "http://www.khac.vn/a/nuoc-rut?x=1", page, captured)
	if r.Article == nil {
		t.Fatalf("no article: %s", r.Reason)
	}
	if r.Article.Portal != "khac.vn" || !strings.HasPrefix(r.Article.ID, "khac.vn:") || r.Article.CanonicalURL != "http://www.khac.vn/a/nuoc-rut" {
		t.Errorf("portal %q, id %q, canonical %q", r.Article.Portal, r.Article.ID, r.Article.CanonicalURL)
	}
}

// A file without an address is placed by what it states, else by its text.
func TestNoAddress(t *testing.T) {
	e, _ := site(t, definition)
	r := read(t, e, "", articlePage(`<link rel=canonical href="https://vidu.vn/tin/12/a">`, "10/10/2026 09:30", ""), captured)
	if r.Article == nil || r.Article.ID != "vidu:12" || r.Article.CanonicalURL != "https://vidu.vn/tin/12/a" {
		t.Fatalf("by its canonical link: %+v", r)
	}
	page := `<html><meta charset=utf-8><meta property="og:type" content=article><body><h1>Nước rút dần</h1><p>10/10/2026 09:30</p><div>` + story12 + `</div>`
	r = read(t, e, "", page, captured)
	if r.Article == nil {
		t.Fatalf("no article: %s", r.Reason)
	}
	if line, err := r.Article.Line(); err != nil || bytes.Contains(line, []byte(`"url":`)) {
		t.Errorf("an address that is not known is to be absent: %s (%v)", line, err)
	}
	again := read(t, e, "", page, captured).Article
	if id := r.Article.ID; r.Article.Portal != "unknown" || len(id) != len("unknown:")+16 || id != again.ID {
		t.Errorf("portal %q, id %q, then %q", r.Article.Portal, id, again.ID)
	}
}

// A rule that no longer fits is visible: the article is found anyway, with
// warnings, and what was tried is named.
func TestRuleMisses(t *testing.T) {
	e, _ := site(t, definition)
	page := strings.NewReplacer("class=t", "class=headline", "class=body", "class=noi-dung").Replace(articlePage(`<meta property="og:type" content=article>`, "10/10/2026 09:30", ""))
	page = strings.Replace(page, prose, story12, 1)
	r := read(t, e, "https://vidu.vn/tin/12/a", page, captured)
	if r.Article == nil {
		t.Fatalf("no article: %s", r.Reason)
	}
	if d := cmp.Diff([]string{WarnRuleMissedBody, WarnRuleMissedTitle}, r.Article.Warnings); d != "" {
		t.Errorf("warnings (-want +got):\n%s", d)
	}
	if r.Article.Title != "Nước rút dần" || len(r.Article.Body) != 7 {
		t.Errorf("title %q, %d blocks", r.Article.Title, len(r.Article.Body))
	}
	var byline *Missing
	for i := range r.Missing {
		if r.Missing[i].Field == "authors" {
			byline = &r.Missing[i]
		}
	}
	if byline == nil || !slices.Contains(byline.Tried, "selector .by") {
		t.Errorf("missing %+v: want authors with the selector that was tried", r.Missing)
	}
}

// Captures from before a redesign are read with the rule of their time.
func TestDatedRule(t *testing.T) {
	e, _ := site(t, definition)
	page := `<html><head><meta charset=utf-8><title>x</title></head><body><div class=old-title>Chợ quê vào phiên</div><div class=old-body>` + story12 + `</div></body>`
	r := read(t, e, "https://vidu.vn/tin/7/cho-que", page, time.Date(2025, 6, 30, 23, 0, 0, 0, time.FixedZone("", 7*3600)))
	if r.Article == nil || r.Article.Title != "Chợ quê vào phiên" || r.Article.Extractor.Fields["title"] != "selector .old-title" {
		t.Errorf("result %+v", r)
	}
}

func TestTrace(t *testing.T) {
	e, _ := site(t, definition)
	head := `<meta name=author content="Báo Ví Dụ"><script type="application/ld+json">{"@type":"NewsArticle","headline":"Nước rút dần ở ven sông","datePublished":"2026-10-10T09:30:41+07:00","author":{"@type":"Person","name":"Lê Huy"}}</script>`
	r := read(t, e, "https://vidu.vn/tin/12/a", articlePage(head, "10/10/2026 09:30", "<p class=by>Tin, ảnh: Thu Hà</p><i class=views>Lượt xem: 0</i>"), captured)
	if r.Article == nil {
		t.Fatal(r.Reason)
	}
	if d := cmp.Diff([]Author{{Name: "Thu Hà", Role: "text, photo"}}, r.Article.Authors); d != "" {
		t.Errorf("authors (-want +got):\n%s", d)
	}
	if r.Article.ViewCount != nil {
		t.Errorf("view count %d from a placeholder", *r.Article.ViewCount)
	}
	want := []FieldTrace{
		{"title", "Nước rút dần", "selector h1.t", []Candidate{{"json-ld headline", "Nước rút dần ở ven sông"}, {"title element", "Nước rút dần - Báo Ví Dụ"}}},
		{"lead", "Người dân ven sông trở về nhà sau ba ngày tránh lũ.", "selector .sapo", nil},
		{"published_at", "2026-10-10T09:30:41+07:00", "json-ld datePublished", []Candidate{{"selector .date", "10/10/2026 09:30"}}},
		{"authors", "Thu Hà", "selector .by", []Candidate{{"json-ld author", "Lê Huy"}}},
	}
	for i := range want {
		got := r.Fields[i]
		got.Losers = slices.DeleteFunc(got.Losers, func(c Candidate) bool { return c.Value == got.Value })
		if len(got.Losers) == 0 {
			got.Losers = nil
		}
		if d := cmp.Diff(want[i], got); d != "" {
			t.Errorf("trace %d (-want +got):\n%s", i, d)
		}
	}
}

// The path is that of the breadcrumb without home page and title; a selector
// for right-aligned lines takes the last of them only; the paper is no author.
func TestSmallFields(t *testing.T) {
	yaml := strings.Replace(definition, `byline: [".by"]`, `byline: [".body p[align='right']", ".by"]`, 1)
	e, _ := site(t, yaml)
	page := strings.Replace(articlePage("<meta property='og:site_name' content='Báo Ví Dụ'>", "10/10/2026 09:30", ""), prose,
		"<p align=right>Ngày Nắng Lên</p>"+prose+"<p align=right>Thu Hà</p>", 1)
	page = strings.Replace(page, "<h1", "<div class=crumbs><a href=/>Trang chủ</a><a href=/xh>Xã hội</a><a href=/xh/mt>Môi trường</a><a>Nước rút dần</a></div><h1", 1)
	a := read(t, e, "https://vidu.vn/tin/12/a", page, captured).Article
	if d := cmp.Diff([]string{"Xã hội", "Môi trường"}, a.Section); d != "" {
		t.Errorf("section (-want +got):\n%s", d)
	}
	if d := cmp.Diff([]Author{{Name: "Thu Hà"}}, a.Authors); d != "" || !strings.Contains(a.Text, "Ngày Nắng Lên") || strings.Contains(a.Text, "Thu Hà") {
		t.Errorf("authors (-want +got):\n%s\ntext %q", d, a.Text)
	}
	page = articlePage("<meta property='og:site_name' content='Ví Dụ Online'>", "10/10/2026 09:30", "<p class=by>Ví Dụ Online</p>")
	if a := read(t, e, "https://vidu.vn/tin/12/a", page, captured).Article; len(a.Authors) != 0 {
		t.Errorf("authors %v: the paper's name", a.Authors)
	}
}

// A page that is no article gives no record and says why.
func TestNoArticle(t *testing.T) {
	e, _ := site(t, definition)
	for name, page := range map[string]string{
		"empty":             "",
		"error":             "<html><title>404</title><body><h1>Không tìm thấy trang</h1><p>Trang bạn tìm không tồn tại.</p></body>",
		"listing":           "<html><title>Xã hội</title><body><h1>Xã hội</h1>" + strings.Repeat("<div class=item><h3><a href=/tin/1/a>Ba xã ven sông hoàn thành kè chống sạt lở</a></h3><p>Kè dài hai cây số…</p></div>", 25),
		"error by the rule": strings.NewReplacer("Nước rút dần</h1>", "Lỗi 404: trang không tồn tại</h1>", prose, "<p>Mời bạn đọc trở lại trang chủ.</p>").Replace(articlePage("", "10/10/2026 09:30", "")),
		"script":            `<html><script>document.cookie="D1N=abc";window.location.reload(true)</script>`,
	} {
		url := "https://vidu.vn/xa-hoi"
		if strings.HasPrefix(name, "error by") {
			url = "https://vidu.vn/tin/12/a"
		}
		r := read(t, e, url, page, captured)
		if r.Article != nil || r.Kind == KindArticle || r.Reason == "" {
			t.Errorf("%s: kind %s, reason %q, article %v", name, r.Kind, r.Reason, r.Article)
		}
	}
}

// One extractor and one tree serve many goroutines.
func TestConcurrent(t *testing.T) {
	e, _ := site(t, definition)
	page := articlePage("", "10/10/2026 09:30", "")
	doc, err := Parse([]byte(page), "text/html; charset=utf-8", "https://vidu.vn/tin/12/a")
	if err != nil {
		t.Fatal(err)
	}
	p := Page{URL: "https://vidu.vn/tin/12/a", FetchedAt: captured}
	want := e.Extract(doc, p)
	results := make([]*Result, 8)
	var wg sync.WaitGroup
	for i := range results {
		wg.Go(func() { results[i] = e.Extract(doc, p) })
	}
	wg.Wait()
	for _, r := range results {
		if d := cmp.Diff(want, r); d != "" {
			t.Errorf("-alone +together:\n%s", d)
		}
	}
}

// The corpus' own scorer must come to the figures of its port.
func TestScorerAgrees(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("no python3 to run the corpus' scorer with")
	}
	dir := corpus.Dir(t)
	pages := map[string]corpus.Page{}
	for _, p := range corpus.Pages(t) {
		pages[p.Name] = p
	}
	e := extractor(t)
	var lines []string
	sums, n := measures{}, map[string]int{}
	for _, g := range golds(t) {
		a := extractPage(t, e, pages[g.Page]).Article
		for k, v := range score(g, a) {
			sums[k] += v
			n[k]++
		}
		if a != nil {
			line, err := a.Line()
			if err != nil {
				t.Fatal(err)
			}
			lines = append(lines, string(line))
		}
	}
	file := filepath.Join(t.TempDir(), "got.ndjson")
	writeFile(t, file, strings.Join(lines, "\n")+"\n")
	out, err := exec.Command(python, filepath.Join(dir, "score.py"), filepath.Join(dir, "gold"), file).CombinedOutput()
	if err != nil {
		t.Fatalf("score.py: %v\n%s", err, out)
	}
	for _, k := range measureNames {
		if want := fmt.Sprintf("%s %.3f", k, sums[k]/float64(n[k])); !strings.Contains(string(out), want) {
			t.Errorf("we say %q, score.py says %s", want, out)
		}
	}
}

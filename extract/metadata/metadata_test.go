package metadata

import (
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"golang.org/x/net/html"
)

func parse(t *testing.T, page, address string) (*html.Node, *Page) {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	base, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return root, Read(root, base)
}

const article = `<!DOCTYPE html><html lang="vi"><head>
<title>Khánh thành cầu Sông Hậu 3 - Báo Đồng Bằng Online</title>
<base href="/khong-dung">
<meta name="Description" content="Sáng 12-5, cây cầu dài 2,3 km chính thức thông xe.">
<meta property="og:type" content="Article">
<meta property="og:title" content="Khánh thành cầu &amp;quot;Sông Hậu 3&amp;quot;">
<meta property="og:description" content="Sáng 12-5, cây cầu dài 2,3 km chính thức thông xe.">
<meta property="og:site_name" content="Báo Đồng Bằng Online">
<meta property="og:url" content="//baodongbang.vn/kinh-te/cau-song-hau-3-a991.html">
<meta property="og:image" content="/anh/cau.jpg">
<meta name="keywords" content="cầu Sông Hậu 3, giao thông, ">
<meta name="author" content="Báo Đồng Bằng">
<meta property="article:author" content="https://www.facebook.com/baodongbang">
<meta property="article:published_time" content="2024-05-12T10:20:00+0700">
<link rel="canonical" href="/kinh-te/cau-song-hau-3-a991.html">
<link rel="alternate" type="application/rss+xml" title="Kinh tế" href="/rss/kinh-te.rss">
<link rel="alternate" hreflang="en" href="/en/">
<link rel="amphtml" href="/amp/a991.html">
<script type="application/ld+json">
{"@context":"https://schema.org","@graph":[
 {"@type":"BreadcrumbList","itemListElement":[
  {"@type":"ListItem","position":3,"item":{"@id":"/x","name":"Hạ tầng"}},
  {"@type":"ListItem","position":1,"name":"Trang chủ"},
  {"@type":"ListItem","position":2,"name":"Kinh tế"}]},
 {"@type":["NewsArticle"],"headline":"Kh&#225;nh thành cầu","datePublished":"2024-05-12T10:15:30+07:00",
  "dateModified":"2024-05-12T11:00:00Z","author":[{"@type":"Person","name":"Trần Bình"},"Lê Hoa",{"@id":"#to-chuc"}],
  "image":{"@type":"ImageObject","url":"https://baodongbang.vn/anh/lon.jpg","caption":"Cầu nhìn từ bờ nam"},
  "publisher":{"@type":"Organization","name":"baodongbang.vn"},"articleSection":["Kinh tế"],
  "interactionStatistic":{"@type":"InteractionCounter","interactionType":"http://schema.org/ReadAction","userInteractionCount":1532}},
 {"@type":"Organization","@id":"#to-chuc","name":"Tổ thời sự"}]}
</script></head><body></body></html>`

func TestRead(t *testing.T) {
	_, got := parse(t, article, "https://www.baodongbang.vn/kinh-te/cau-song-hau-3-a991.html?utm=1")
	want := &Page{
		Lang: "vi", OGType: "article", Host: "baodongbang.vn",
		Types:     []string{"breadcrumblist", "newsarticle", "organization"},
		SiteNames: []string{"Báo Đồng Bằng Online", "baodongbang.vn", "Tổ thời sự"},
		Titles: []Value{
			{`Khánh thành cầu "Sông Hậu 3"`, "meta og:title"},
			{"Khánh thành cầu", "json-ld headline"},
			{"Khánh thành cầu Sông Hậu 3 - Báo Đồng Bằng Online", "title element"},
		},
		Descriptions: []Value{{"Sáng 12-5, cây cầu dài 2,3 km chính thức thông xe.", "meta og:description"}},
		Published: []Value{
			{"2024-05-12T10:15:30+07:00", "json-ld datePublished"},
			{"2024-05-12T10:20:00+0700", "meta article:published_time"},
		},
		Modified: []Value{{"2024-05-12T11:00:00Z", "json-ld dateModified"}},
		Authors: []Author{
			{"Trần Bình", false, "json-ld author"},
			{"Lê Hoa", false, "json-ld author"},
		},
		Sections: []List{
			{[]string{"Kinh tế", "Hạ tầng"}, "json-ld breadcrumb"},
			{[]string{"Kinh tế"}, "json-ld articleSection"},
		},
		Keywords: []List{{[]string{"cầu Sông Hậu 3", "giao thông"}, "meta keywords"}},
		Images: []Image{
			{"https://baodongbang.vn/anh/lon.jpg", "Cầu nhìn từ bờ nam", "json-ld image"},
			{"https://www.baodongbang.vn/anh/cau.jpg", "", "meta og:image"},
		},
		Canonical: []Value{
			{"https://www.baodongbang.vn/kinh-te/cau-song-hau-3-a991.html", "link canonical"},
			{"https://baodongbang.vn/kinh-te/cau-song-hau-3-a991.html", "meta og:url"},
		},
		Views: []Value{{"1532", "json-ld userInteractionCount"}},
		Feeds: []Link{{"https://www.baodongbang.vn/rss/kinh-te.rss", "application/rss+xml", "Kinh tế"}},
		AMP:   "https://www.baodongbang.vn/amp/a991.html",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestReadAfterPrematureEnd(t *testing.T) {
	_, got := parse(t, `<html lang="vi"></html><head><title>Một tiêu đề</title>
<meta property="og:title" content="Một tiêu đề"><svg><title>biểu tượng</title></svg>`, "https://vidu.vn/a")
	want := []Value{{"Một tiêu đề", "meta og:title"}}
	if d := cmp.Diff(want, got.Titles); d != "" {
		t.Error(d)
	}
}

func TestMicrodata(t *testing.T) {
	root, got := parse(t, `<html><body itemscope itemtype="https://schema.org/WebPage">
<ol itemscope itemtype="https://schema.org/BreadcrumbList">
 <li itemprop="itemListElement" itemscope itemtype="https://schema.org/ListItem"><a itemprop="item" href="/"><span itemprop="name">Trang chủ</span></a></li>
 <li itemprop="itemListElement" itemscope itemtype="https://schema.org/ListItem"><a itemprop="item" href="/vh"><span itemprop="name">Văn hóa</span></a></li></ol>
<article itemscope itemtype="https://schema.org/NewsArticle">
 <h1 itemprop="headline">Mùa  hội làng</h1>
 <span itemprop="author" itemscope itemtype="https://schema.org/Person"><b itemprop="name">Đỗ Quyên</b></span>
 <time itemprop="datePublished" datetime="2023-02-01T08:00:00+07:00">hôm qua</time>
 <span itemprop="publisher" itemscope itemtype="https://schema.org/Organization"><meta itemprop="name" content="Báo Ví Dụ"></span>
 <div id="than" itemprop="articleBody description"><p>Chữ.</p></div></article>
<div itemscope itemtype="https://schema.org/NewsArticle"><a itemprop="headline">Bài khác</a><time itemprop="datePublished">2020-01-01</time></div>
</body></html>`, "https://vidu.vn/a")
	want := &Page{
		Host: "vidu.vn", Types: []string{"webpage", "breadcrumblist", "newsarticle"},
		SiteNames:    []string{"Báo Ví Dụ"},
		Titles:       []Value{{"Mùa hội làng", "microdata headline"}},
		Descriptions: []Value{{"Chữ.", "microdata description"}},
		Published:    []Value{{"2023-02-01T08:00:00+07:00", "microdata datePublished"}},
		Authors:      []Author{{"Đỗ Quyên", false, "microdata author"}},
		Sections:     []List{{[]string{"Văn hóa"}, "microdata breadcrumb"}},
	}
	if d := cmp.Diff(want, got, cmpopts.IgnoreFields(Page{}, "ArticleBody", "Types")); d != "" {
		t.Error(d)
	}
	if got.ArticleBody == nil || attr(got.ArticleBody, "id") != "than" {
		t.Errorf("article body: %v in %v", got.ArticleBody, root)
	}
}

func TestTeasersAreNoArticle(t *testing.T) {
	item := `<div itemscope itemtype="http://schema.org/NewsArticle"><h2 itemprop="headline">Tin</h2><time itemprop="datePublished" datetime="2024-01-01"></time></div>`
	_, got := parse(t, `<body>`+item+item+`<script type="application/ld+json">
{"@type":"ItemList","itemListElement":[{"@type":"NewsArticle","headline":"A"},{"@type":"NewsArticle","headline":"B"}]}</script>
<script type="application/ld+json">[{"@type":"NewsArticle","headline":"C","datePublished":"2024-02-02"},{"@type":"NewsArticle","headline":"D"}]</script>`,
		"https://vidu.vn/the-thao")
	if len(got.Titles)+len(got.Published) != 0 || got.Listed != 4 {
		t.Errorf("titles %v, published %v, listed %d; want none, none, 4", got.Titles, got.Published, got.Listed)
	}
}

func TestChooseArticleOfSeveral(t *testing.T) {
	_, got := parse(t, `<title>Bài chính | Báo X</title><script type="application/ld+json">
[{"@type":"NewsArticle","headline":"Bài phụ","url":"https://vidu.vn/phu"},{"@type":"NewsArticle","headline":"Bài chính","author":"An"},
 {"@type":"VideoObject","name":"Phim"}]</script>`, "https://vidu.vn/chinh")
	want := []Author{{"An", false, "json-ld author"}}
	if d := cmp.Diff(want, got.Authors); d != "" {
		t.Error(d)
	}
}

func TestStripSite(t *testing.T) {
	p := &Page{Host: "laonong.vn", SiteNames: []string{"Báo Đồng Tháp Online"}}
	for in, want := range map[string]string{
		"Được mùa lúa - Báo Đồng Tháp Online":                    "Được mùa lúa",
		"Được mùa lúa | Báo Đồng Tháp":                           "Được mùa lúa",
		"Lũ về - nông dân mừng":                                  "Lũ về - nông dân mừng",
		"Lũ về | Lão Nông | LAONONG.VN - Tin tức mới nhất 24h":   "Lũ về",
		"Báo Đồng Tháp Online: số mới":                           "Báo Đồng Tháp Online: số mới",
		"Khai mạc hội chợ - Cổng thông tin điện tử tỉnh Bến Tre": "Khai mạc hội chợ",
		"Báo Đồng Tháp Online":                                   "Báo Đồng Tháp Online",
		"":                                                       "",
	} {
		if got := p.StripSite(in); got != want {
			t.Errorf("StripSite(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestNamesSite(t *testing.T) {
	p := &Page{Host: "baocantho.com.vn", SiteNames: []string{"Báo Cần Thơ Online"}}
	for name, want := range map[string]bool{
		"Báo Cần Thơ": true, "CẦN THƠ ONLINE": true, "baocantho.com.vn": true, "Báo điện tử Cần Thơ": true,
		"Cần Văn Thơ": false, "Minh Hương": false, "": true,
	} {
		if got := p.NamesSite(name); got != want {
			t.Errorf("NamesSite(%q) = %v, want %v", name, got, want)
		}
	}
}

// TestPublishedOfOtherKinds: recipes and instructions have a day of their own,
// a WebPage states one where nothing else does, and neither stands in for an
// article's.
func TestPublishedOfOtherKinds(t *testing.T) {
	const here = "https://bepquechoa.vn/mon-ngon/canh-chua.html"
	recipe := `{"@type":"Recipe","name":"Canh chua cá linh","datePublished":"2021-09-02","author":"Út Hiền"}`
	howto := `{"@type":"HowTo","name":"Cách muối dưa","datePublished":"2021-09-03"}`
	page := `{"@type":"WebPage","url":"https://bepquechoa.vn/mon-ngon/canh-chua.html","datePublished":"2021-09-04"}`
	news := `{"@type":"NewsArticle","headline":"Mùa cá linh về","datePublished":"2021-09-05"}`
	for _, c := range []struct {
		name, blocks string
		want         []Value
		dated        bool
	}{
		{"recipe", recipe, []Value{{"2021-09-02", "json-ld datePublished"}}, true},
		{"instructions", howto, []Value{{"2021-09-03", "json-ld datePublished"}}, true},
		{"an article with a recipe", "[" + recipe + "," + news + "]", []Value{{"2021-09-05", "json-ld datePublished"}}, true},
		{"several recipes", "[" + recipe + "," + howto + "]", nil, false},
		{"page", page, []Value{{"2021-09-04", PageDate}}, false},
		{"page and article", "[" + page + "," + news + "]", []Value{{"2021-09-05", "json-ld datePublished"}}, true},
		{"another page", strings.Replace(page, "canh-chua", "ca-kho", 1), nil, false},
	} {
		_, got := parse(t, `<title>Bếp quê</title><script type="application/ld+json">`+c.blocks+`</script>`, here)
		if d := cmp.Diff(c.want, got.Published); d != "" || got.ArticleDated() != c.dated {
			t.Errorf("%s: an article's day: %v\n%s", c.name, got.ArticleDated(), d)
		}
	}
}

package discover

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/andybalholm/cascadia"
	"github.com/google/go-cmp/cmp"

	"github.com/tintinh/tintinh/extract/corpus"
)

// The gold listings: at least 98 % of the main column's articles, at least
// 90 % of what is given is of it, and the next page is the right one.
func TestListingGold(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(corpus.Dir(t), "gold", "listings", "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no gold listings: %v", err)
	}
	article := regexp.MustCompile(`-a\d+\.html$|-ar\d+\.html$|-\d{7}\.html$`)
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			var gold struct {
				Page     string   `json:"page"`
				Base     string   `json:"base_url"`
				Articles []string `json:"article_links"`
				Next     string   `json:"next_page"`
			}
			b, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if err := json.Unmarshal(b, &gold); err != nil {
				t.Fatal(err)
			}
			links, next, _ := Listing(corpusPage(t, gold.Page), address(t, gold.Base), article.MatchString, nil)
			want := map[string]bool{}
			for _, u := range gold.Articles {
				want[u] = true
			}
			hits := 0
			for _, l := range links {
				if want[l.URL] {
					hits++
				}
			}
			recall, precision := float64(hits)/float64(len(want)), float64(hits)/float64(len(links))
			t.Logf("recall %.3f, precision %.3f of %d", recall, precision, len(want))
			if recall < 0.98 || precision < 0.9 || next != gold.Next {
				t.Errorf("recall %.3f, precision %.3f, next %q, want %q", recall, precision, next, gold.Next)
			}
		})
	}
}

// Pages without gold: what is plain to see on them.
func TestListingCorpus(t *testing.T) {
	urls := corpusURLs(t)
	liferay := `/view_content/\d+-[^/]+$`
	for _, c := range []struct {
		page, article string
		articles      int
		next          string // or its end
	}{
		{"sotttt.hanoi.gov.vn/listing-thanh-trade71.html", liferay, 10, "_101_cur=7"},
		{"sotttt.hanoi.gov.vn/listing-thanh-tra5594.html", liferay, 10, "_101_cur=5"},
		{"sotttt.hanoi.gov.vn/listing-buu-chinh-vien-thong.html", liferay, 20, "_101_cur=2"},
		{"sotttt.hanoi.gov.vn/listing-tin-tuc-su-kien0869.html", liferay, 20, "_101_cur=127"},
		{"sotttt.hanoi.gov.vn/listing-cai-cach-hanh-chinh1377.html", liferay, 20, "_101_cur=2"},
		{"sotttt.hanoi.gov.vn/listing-video-anh-noi-bat484e.html", liferay, 0, ""},
		{"tuoitre.vn/2026-listing-thoisu.html", `-\d{15,}\.htm$`, 9, ""},
		{"dantri.com.vn/2026-listing-fixture.html", `-\d{15,}\.htm$`, 23, "https://dantri.com.vn/kinh-doanh/trang-2.htm"},
		{"vtcnews.vn/2026-home.html", `-ar\d+\.html$`, 33, ""},
	} {
		links, next, _ := Listing(corpusPage(t, c.page), urls[c.page], regexp.MustCompile(c.article).MatchString, nil)
		if len(links) != c.articles || !strings.HasSuffix(next, c.next) || c.next == "" && next != "" {
			t.Errorf("%s: %d articles, want %d; next %q, want %q", c.page, len(links), c.articles, next, c.next)
		}
	}
}

const listingPage = `<body>
<div class="menu"><a href="/thoi-su/">Thời sự</a><a href="/tin/10.html">Tin trên thực đơn</a></div>
<h1 class="section-title"><a href="/thoi-su/">Thời sự</a></h1>
<div class="row">
  <div class="left">
    <div class="top"><h2><a href="/tin/1.html">Khánh thành cầu qua sông</a></h2></div>
    <ul>
      <li><span class="cat-title"><a href="/xa-hoi/">Xã hội</a></span><a href="/tin/2.html">Nước lũ đã rút</a></li>
      <li><a href="/tin/3.html">Trồng rừng ven biển</a></li>
      <li><a href="/tin/4.html">Mùa vải được giá</a></li>
      <li><a href="/tin/5.html">Trường học mới ở vùng cao</a></li>
    </ul>
    <div class="pagination">%PAGES%</div>
  </div>
  <div class="right">
    <div class="box"><div class="box-title">Đọc nhiều</div><ul><li><a href="/tin/3.html">Trồng rừng ven biển</a></li>
      <li><a href="/tin/20.html">Xem nhiều nhất</a></li><li><a href="/tin/21.html">Xem nhiều nhì</a></li></ul></div>
    <div class="box"><h3><a href="/kinh-te/">Kinh tế</a></h3><div><a href="/tin/30.html">Giá gạo</a><a href="/tin/31.html">Giá tiêu</a></div></div>
    <div class="box"><h3>Tin mới</h3><div><a href="/tin/40.html">Mới một</a><a href="/tin/41.html">Mới hai</a></div></div>
  </div>
</div>
<footer><a href="/tin/50.html">Giới thiệu</a></footer>`

var numberedArticle = regexp.MustCompile(`/tin/\d+\.html(?:$|\?)`)

func numbered(u string) bool { return numberedArticle.MatchString(u) }

func TestListing(t *testing.T) {
	own := []string{"1", "2", "3", "4", "5"}
	for _, c := range []struct {
		name, url, page string
		want            []string
	}{
		{"a section", "https://example.vn/thoi-su/", listingPage, own},
		{"its second page", "https://example.vn/thoi-su/trang-2.html", listingPage, own},
		{"the home page shows every section", "https://www.example.vn/", listingPage, append(own[:5:5], "30", "31")},
		{"nothing but boxes", "https://example.vn/thoi-su/",
			`<div><h3><a href="/kinh-te/">Kinh tế</a></h3><a href="/tin/1.html">Một</a><a href="/tin/2.html">Hai</a></div>
			 <div><h3><a href="/xa-hoi/">Xã hội</a></h3><a href="/tin/3.html">Ba</a><a href="/tin/4.html">Bốn</a></div>
			 <div><h3>Tiêu điểm</h3><a href="/tin/5.html">Năm</a><a href="/tin/6.html">Sáu</a></div>`, []string{"1", "2", "3", "4"}},
		{"the newest are the list", "https://example.vn/thoi-su/",
			`<div><h1>Trang chuyên mục</h1><a href="/tin/1.html">Một</a><a href="/tin/2.html">Hai</a></div>
			 <div><h2>Tin mới nhất</h2><a href="/tin/3.html">Ba</a><a href="/tin/4.html">Bốn</a><a href="/tin/5.html">Năm</a></div>
			 <div><h2>Đọc nhiều</h2><a href="/tin/6.html">Sáu</a><a href="/tin/7.html">Bảy</a></div>`, own},
		{"headings beside flat lists", "https://example.vn/thoi-su/",
			`<div id=a><a href="/tin/1.html">Một</a><a href="/tin/2.html">Hai</a><a href="/tin/3.html">Ba</a><a href="/tin/4.html">Bốn</a><a href="/tin/5.html">Năm</a></div>
			 <div id=b><h3>Video nổi bật</h3><a href="/tin/6.html">Sáu</a><h3>XEM NHIỀU</h3><a href="/tin/7.html">Bảy</a></div>`, own},
		{"a list that is called a menu", "https://example.vn/thoi-su/",
			`<ul class="menu-list"><li><a href="/tin/1.html">Một</a><li><a href="/tin/2.html">Hai</a></ul>`, []string{"1", "2"}},
		{"no article", "https://example.vn/thoi-su/", `<a href="/gioi-thieu.html">Giới thiệu</a>`, nil},
	} {
		links, _, _ := Listing(tree(t, c.page), address(t, c.url), numbered, nil)
		var got []string
		for _, l := range links {
			got = append(got, strings.TrimSuffix(l.URL[strings.LastIndexByte(l.URL, '/')+1:], ".html"))
		}
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%s: -want +got\n%s", c.name, d)
		}
	}
}

func TestNextPage(t *testing.T) {
	const here = "https://example.vn/thoi-su/"
	for _, c := range []struct{ name, url, pages, want string }{
		{"none", here, ``, ""},
		{"rel in the head", here, `<link rel="next" href="/thoi-su?trang=2">`, "https://example.vn/thoi-su?trang=2"},
		{"rel on a link", here, `<a rel="nofollow next" href="?sau=abc">Cũ hơn</a>`, "https://example.vn/thoi-su/?sau=abc"},
		{"rel to another host", here, `<a rel="next" href="https://khac.vn/">Sau</a>`, ""},
		{"query number", here, `<a href="?page=1">1</a><a href="?page=3">3</a><a href="?page=2">2</a><a href="?page=9">»</a>`, "https://example.vn/thoi-su/?page=2"},
		{"number after this one", "https://example.vn/thoi-su?p=2", `<a href="?p=1">‹</a><a href="?p=1">1</a><a href="?p=2">2</a><a href="?p=3">3</a><a href="?p=5">»</a>`, "https://example.vn/thoi-su?p=3"},
		{"last page", "https://example.vn/thoi-su?p=5", `<a href="?p=4">‹</a><a href="?p=4">4</a><a href="?p=5">5</a><a href="?p=5">»</a>`, ""},
		{"path number", "https://example.vn/thoi-su.htm", `<a href="/thoi-su/trang-2.htm">2</a><a href="/thoi-su/trang-3.htm">3</a>`, "https://example.vn/thoi-su/trang-2.htm"},
		{"path number, deeper", "https://example.vn/thoi-su/page/4/", `<a href="/thoi-su/">1</a><a href="/thoi-su/page/3/">3</a><a href="/thoi-su/page/5/">5</a>`, "https://example.vn/thoi-su/page/5/"},
		{"counted from zero", here, `<a href="/thoi-su-page0">1</a><a href="/thoi-su-page1">2</a><a href="/thoi-su-page2">3</a>`, "https://example.vn/thoi-su-page1"},
		{"offsets", "https://example.vn/thoi-su?start=20", `<a href="?start=0">1</a><a href="?start=20">2</a><a href="?start=40">3</a>`, "https://example.vn/thoi-su?start=40"},
		{"a portlet's", "https://example.gov.vn/tin?p_p_id=101&_101_cur=3&_101_delta=10", `<a href="?p_p_id=101&_101_cur=2">2</a><a href="/tin?p_p_id=101&amp;_101_delta=10&amp;_101_cur=4">Tiếp</a>`, "https://example.gov.vn/tin?p_p_id=101&_101_delta=10&_101_cur=4"},
		{"of another search", "https://example.vn/tim?q=lua&page=1", `<a href="/tim?q=ngo&page=2">2</a>`, ""},
		{"of another section", here, `<a href="/kinh-te/trang-2.html">2</a>`, ""},
		{"by its words", here, `<div class="paging"><a href="/thoi-su/cu-hon">Trang sau »</a></div>`, "https://example.vn/thoi-su/cu-hon"},
		{"by its title", here, `<ul class="PageNavi"><li><a title="Tiếp theo" href="/thoi-su/x"><i></i></a></ul>`, "https://example.vn/thoi-su/x"},
		{"by its class", here, `<a class="btn next" href="?sau=77">…</a>`, "https://example.vn/thoi-su/?sau=77"},
		{"numbers of another address", here, `<div class="pager"><a href="/muc/12/p/1">1</a><a href="/muc/12/p/2">Trang sau</a><a href="/muc/12/p/9">»</a></div>`, "https://example.vn/muc/12/p/2"},
		{"more of elsewhere", here, `</div><div><a href="/kinh-te/">Xem thêm</a><a href="/tin/9.html?x=1">Tiếp</a>`, ""},
		{"a script", here, `<div class="paging"><a href="javascript:more()">Xem thêm</a><a href="#">Tiếp</a></div>`, ""},
		{"an article", here, `<div class="paging"><a href="/tin/9.html">Trang sau</a></div>`, ""},
		{"itself", here, `<div class="paging"><a href="/thoi-su">Trang sau</a></div>`, ""},
	} {
		page := strings.Replace(listingPage, "%PAGES%", c.pages, 1)
		if _, next, _ := Listing(tree(t, page), address(t, c.url), numbered, nil); next != c.want {
			t.Errorf("%s: %q, want %q", c.name, next, c.want)
		}
	}
}

func TestFollow(t *testing.T) {
	page := `<link rel="next" href="/thoi-su?page=2"><a href="?page=2">2</a>
		<div class="cu"><span>Cũ</span><a href="/thoi-su/cu?den=77">Tin cũ</a></div><a class="sau" href="/thoi-su?page=7">7</a>`
	for selector, want := range map[string]string{
		"a.sau":    "https://example.vn/thoi-su?page=7",
		"div.cu":   "https://example.vn/thoi-su/cu?den=77",
		"a.khong":  "", // the definition's word: there is no next page
		"div.cu a": "https://example.vn/thoi-su/cu?den=77",
	} {
		follow, err := cascadia.ParseGroup(selector)
		if err != nil {
			t.Fatal(err)
		}
		if _, next, _ := Listing(tree(t, page), address(t, "https://example.vn/thoi-su"), numbered, follow); next != want {
			t.Errorf("%s: %q, want %q", selector, next, want)
		}
	}
}

// A page made to be slow: ten thousand headed boxes, and one list as long.
func BenchmarkListing(b *testing.B) {
	root := tree(b, strings.Repeat(`<div><h3 class=title>Mục</h3><p>x<p>y</div>`, 10_000)+
		strings.Repeat(`<p><a href="/tin/1.html">Một</a><a href="/tin/2.html">Hai</a>`, 10_000))
	page := address(b, "https://example.vn/thoi-su/")
	for b.Loop() {
		Listing(root, page, numbered, nil)
	}
}

func BenchmarkLinks(b *testing.B) {
	root := corpusPage(b, "baocantho.com.vn/2026-listing-thoisu.html")
	page := address(b, "https://baocantho.com.vn/thoi-su/")
	for b.Loop() {
		Links(root, page)
	}
}

package metadata

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestHostileBlocks: JSON-LD as templates really write it.
func TestHostileBlocks(t *testing.T) {
	const stamp = "2020-12-30T18:45:37+07:00"
	for _, c := range []struct{ name, block, title, published, authors string }{
		{"empty author beside one", `{"@type":"NewsArticle","headline":"Cầu mới","datePublished":"` + stamp + `","author":[{"@type":"Person","name":""},{"@type":"Person","name":"Lê Hà"}],}`, "Cầu mới", stamp, "Lê Hà"},
		{"array, list of types, names in a list", `[{"@type":"WebSite","name":"Báo"},{"@type":["NewsArticle","Article"],"headline":"Cầu mới","author":{"name":["Lê Hà","Trần Bảo"]},"datePublished":"2020-12-30"}]`, "Cầu mới", "2020-12-30", "Lê Hà, Trần Bảo"},
		{"graph, entities, author by reference, no zone", `{"@graph":[{"@type":"WebPage","datePublished":"2019-01-01"},{"@type":"Article","headline":"Cầu &amp; &quot;bến&quot;","author":{"@id":"#p"},"datePublished":"2020-12-30T18:45:37"},{"@id":"#p","@type":"Person","name":"Lê Hà"}]}`, `Cầu & "bến"`, "2020-12-30T18:45:37", "Lê Hà"},
		{"comments, line ends in strings, single quotes", "/* <![CDATA[ */ {\"@type\":\"NewsArticle\", // chú thích\n\"headline\":\"Cầu \nmới\tlắm\",'author':'Lê Hà'} /* ]]> */", "Cầu mới lắm", "", "Lê Hà"},
		{"inside an HTML comment", `<!-- {"@type":"NewsArticle","headline":"Cầu mới","author":"Lê Hà"} -->`, "Cầu mới", "", "Lê Hà"},
		{"quotes nobody escaped", `{"@type":"NewsArticle","headline":"Cầu "nghìn tỷ" mới","author":"Lê Hà"}`, `Cầu "nghìn tỷ" mới`, "", "Lê Hà"},
		{"forgotten comma, never closed", `{"@type":"NewsArticle","headline":"Cầu mới" "author":"Lê Hà","datePublished":"` + stamp + `"`, "Cầu mới", stamp, "Lê Hà"},
		{"empty values", `{"@type":"NewsArticle","headline":"Cầu mới","author":"","datePublished":""}`, "Cầu mới", "", ""},
		{"nulls", `{"@type":"NewsArticle","headline":"Cầu mới","author":null,"datePublished":null}`, "Cầu mới", "", ""},
		{"undefined", `{"@type":"NewsArticle","headline":"Cầu mới","author":undefined,"datePublished":"2020-12-30",,"x":NaN}`, "Cầu mới", "2020-12-30", ""},
		{"author in two brackets", `{"@type":"NewsArticle","headline":"Cầu mới","author":[[{"name":"Lê Hà"}]]}`, "Cầu mới", "", "Lê Hà"},
		{"values as objects", `{"@type":"NewsArticle","headline":{"@value":"Cầu mới","@language":"vi"},"datePublished":{"@type":"Date","@value":"2020-12-30"}}`, "Cầu mới", "2020-12-30", ""},
		{"type as an address", `{"@type":"http://schema.org/NewsArticle","headline":"Cầu mới","author":{"name":"Lê Hà\u00a0"}}`, "Cầu mới", "", "Lê Hà"},
		{"author as an address", `{"@type":"NewsArticle","headline":"Cầu mới","author":"https://vidu.vn/tac-gia/le-ha"}`, "Cầu mới", "", ""},
		{"the site as author", `{"@type":"NewsArticle","headline":"Cầu mới","author":{"@type":"Organization","name":"Báo Ví Dụ"},"publisher":{"name":"Báo Ví Dụ"}}`, "Cầu mới", "", ""},
		{"byte order mark and semicolon", "\ufeff{\"@type\":\"NewsArticle\",\"headline\":\"Cầu mới\"};", "Cầu mới", "", ""},
		{"escaped by hand", `{"@type":"NewsArticle","headline":"Cầu \x27mới\x27 \u0026 đẹp"}`, "Cầu 'mới' & đẹp", "", ""},
		{"articles of a list", `{"@type":"ItemList","itemListElement":[{"@type":"ListItem","item":{"@type":"NewsArticle","headline":"Một"}},{"item":{"@type":"NewsArticle","headline":"Hai"}}]}`, "", "", ""},
		{"thousands of brackets", strings.Repeat("[", 5000) + "1", "", "", ""},
		{"no JSON", `function () {}`, "", "", ""},
	} {
		_, p := parse(t, `<script type="application/ld+json">`+c.block+`</script>`, "https://vidu.vn/cau-moi-1.html")
		var names []string
		for _, a := range p.Authors {
			names = append(names, a.Name)
		}
		want := fmt.Sprintf("%q %q %q", c.title, c.published, c.authors)
		got := fmt.Sprintf("%q %q %q", First(p.Titles), First(p.Published), strings.Join(names, ", "))
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s (-want +got):\n%s%v", c.name, d, p.Problems)
		}
	}
}

// TestHostileMeta: meta elements in odd case and order, twice, empty, with
// entities, and microdata of teasers beside the article's.
func TestHostileMeta(t *testing.T) {
	_, p := parse(t, `<meta content="" property="og:title"><META CONTENT="Cầu m&#7899;i &amp;amp; bến cũ" PROPERTY="OG:Title"><meta property="og:title" content="Tên khác">
<meta name="article:published_time" content=" 2020-12-30T18:45:37 "><meta itemprop="datePublished" content="2020-12-30"><meta property="article:author" content="@tobao">
<meta name="author" content="Báo Ví Dụ"><meta property="og:site_name" content="Báo Ví Dụ">
<div itemscope itemtype="https://schema.org/NewsArticle"><h1 itemprop="headline">Cầu mới &amp; bến cũ</h1>
 <span itemprop="author" itemscope itemtype="https://schema.org/Person"><b itemprop="name"> Lê  Hà </b></span>
 <time itemprop="datePublished" datetime="2020-12-30T18:45:37+07:00">hôm qua</time><div itemprop="articleBody">Chữ</div></div>
<div itemscope itemtype="https://schema.org/NewsArticle"><a itemprop="headline">Bài bên cạnh</a><time itemprop="datePublished" datetime="2019-01-01"></time></div>`, "https://vidu.vn/a-1.html")
	got := fmt.Sprintf("%q %q %v %q", First(p.Titles), First(p.Published), p.Authors, propValue(p.ArticleBody))
	want := fmt.Sprintf("%q %q %v %q", "Cầu mới & bến cũ", "2020-12-30T18:45:37", []Author{{Name: "Lê Hà", Source: "microdata author"}}, "Chữ")
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

package proof

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/extract/corpus"
	"github.com/tintinh/tintinh/portal"
)

const page = `<!doctype html><html><head><title>Cầu mới</title><script>alert(1)</script><base href="https://elsewhere.example/"></head><body onload="alert(2)">
<nav><a href="/">Trang chủ</a><a href="/xa-hoi">Xã hội</a></nav>
<h1 class="title" onclick="alert(3)">Thông xe <b>cầu</b> Sông Mẫu</h1><p class="date">Thứ 2, 23/11/2026, 08:15</p>
<p class="sapo">Cây cầu nối hai bờ sông chính thức cho xe qua lại từ sáng nay, sau hai năm thi công.</p>
<div class="content" style="background:url(//x/y)"><p>Từ tờ mờ sáng, hàng trăm người dân hai bên bờ đã có mặt để chứng kiến những chuyến xe đầu tiên qua cầu.</p>
<p>Cầu dài 480 mét, rộng 12 mét, nối hai bờ sông và rút ngắn quãng đường vào trung tâm huyện còn bảy cây số, thuận tiện cho học sinh.</p>
<img src="/anh/cau.jpg" onerror="alert(4)" alt="&lt;script&gt;"><iframe src="javascript:alert(5)"></iframe><svg onload="alert(6)"><text>x</text></svg>
<a href="javascript:alert(7)">bấm đây</a><form action="//x"><input value="&quot;><script>alert(8)</script>"><textarea></textarea></form>
<style>*{background:url(//x)}</style><object data="//x"></object><math><mtext><script>alert(9)</script></mtext></math>
<p>Ban quản lý cho biết đường dẫn phía bắc sẽ được trải thảm trước mùa mưa, còn xe tải nặng tạm thời chưa được qua cầu.</p></div>
<p>` + "\u202egnourt\u202c" + `</p></body></html>`

func sheet(t testing.TB, src string) (string, *extract.Result) {
	t.Helper()
	p, err := portal.Parse("mau.yaml", []byte("id: mau\noutlet: Báo Mẫu\nhosts: [bao.example]\nsources: [{kind: listing, url: \"https://bao.example/\"}]\narticle: '^/tin/(?P<id>\\d+)'\nrules:\n  - title: [\"h1.title\"]\n    lead: [\".sapo\"]\n    published: [\".date\"]\n    body: [\".content\"]\n"))
	if err != nil {
		t.Fatal(err)
	}
	const url = "https://bao.example/tin/1"
	doc, err := extract.Parse([]byte(src), "text/html; charset=utf-8", url)
	if err != nil {
		t.Skip(err)
	}
	x := extract.New(nil, "test")
	r := x.Extract(doc, extract.Page{URL: url, Body: []byte(src), FetchedAt: time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC), Portal: p})
	var b bytes.Buffer
	if err := (Sheet{Doc: doc, Result: r, URL: url, Portal: "mau"}).Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String(), r
}

// harmless fails for anything that could run or load something.
func harmless(t testing.TB, out string) *html.Node {
	t.Helper()
	root, err := html.Parse(strings.NewReader(out))
	if err != nil {
		t.Fatal(err)
	}
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		switch n.Data {
		case "script", "iframe", "object", "embed", "img", "svg", "math", "form", "input", "button", "link", "base", "audio", "video", "textarea", "select", "template", "noscript":
			t.Errorf("<%s> in a sheet", n.Data)
		}
		for _, a := range n.Attr {
			switch {
			case slices.Contains([]string{"class", "id", "title", "data-field", "tabindex", "lang", "charset", "name", "content", "http-equiv", "aria-label", "colspan", "rowspan"}, a.Key):
			case a.Key == "href" && strings.HasPrefix(a.Val, "#"):
			default:
				t.Errorf("<%s %s=%q>", n.Data, a.Key, a.Val)
			}
		}
	}
	return root
}

// marked is the text of each marked element, by anchor.
func marked(root *html.Node) map[string]string {
	all := map[string]string{}
	for n := range root.Descendants() {
		id := ""
		isMark := false
		for _, a := range n.Attr {
			if a.Key == "id" {
				id = a.Val
			}
			isMark = isMark || a.Key == "data-field"
		}
		if !isMark {
			continue
		}
		var b strings.Builder
		for c := range n.Descendants() {
			if c.Type == html.TextNode {
				b.WriteString(c.Data)
			}
		}
		all[id] = b.String()
	}
	return all
}

func TestSheet(t *testing.T) {
	out, r := sheet(t, page)
	if r.Article == nil {
		t.Fatalf("no article: %s", r.Reason)
	}
	root := harmless(t, out)
	got := marked(root)
	for anchor, want := range map[string]string{
		"title-1": "Thông xe cầu Sông Mẫu", "published_at-1": "Thứ 2, 23/11/2026, 08:15",
		"lead-1": "Cây cầu nối hai bờ sông chính thức cho xe qua lại từ sáng nay, sau hai năm thi công.",
		"body-1": "Từ tờ mờ sáng, hàng trăm người dân hai bên bờ đã có mặt để chứng kiến những chuyến xe đầu tiên qua cầu.",
	} {
		if got[anchor] != want {
			t.Errorf("%s marks %q, want %q", anchor, got[anchor], want)
		}
		if !strings.Contains(out, `href="#`+anchor+`"`) {
			t.Errorf("no link to %s", anchor)
		}
	}
	for _, want := range []string{"selector h1.title", "selector .content", "image: &lt;script&gt;", `http-equiv="Content-Security-Policy"`} {
		if !strings.Contains(out, want) {
			t.Errorf("the sheet lacks %q", want)
		}
	}
	if strings.Contains(out, "\u202e") {
		t.Error("the page can turn other text around")
	}
}

// TestRealPages: on each kind of real page the title and most of the body are
// found where they stand, and nothing of the page comes through as markup.
func TestRealPages(t *testing.T) {
	all := corpus.Pages(t)
	catalogue, err := portal.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	x := extract.New(catalogue, "test")
	x.Compare = true
	shown, titles, blocks, found := 0, 0, 0, 0
	for i, page := range all {
		if i%max(1, len(all)/40) != 0 {
			continue
		}
		b := page.Body
		doc, err := extract.Parse(b, "", page.URL)
		if err != nil {
			continue
		}
		r := x.Extract(doc, extract.Page{URL: page.URL, Body: b})
		var out bytes.Buffer
		if err := (Sheet{Doc: doc, Result: r, Lang: "vi"}).Write(&out); err != nil {
			t.Fatal(err)
		}
		root := harmless(t, out.String())
		if r.Article == nil {
			continue
		}
		shown++
		got := marked(root)
		if got["title-1"] != "" {
			titles++
		}
		blocks += len(texts(r.Article.Body))
		for anchor := range got {
			if strings.HasPrefix(anchor, "body-") {
				found++
			}
		}
	}
	t.Logf("%d articles: title marked in %d, %d of %d blocks", shown, titles, found, blocks)
	if shown == 0 || titles*10 < shown*8 || found*10 < blocks*6 {
		t.Errorf("%d articles: title marked in %d, %d of %d blocks", shown, titles, found, blocks)
	}
}

func FuzzSheet(f *testing.F) {
	f.Add(page)
	f.Add("<p><table><tr><td>x<svg><title><p>")
	f.Fuzz(func(t *testing.T, src string) {
		out, _ := sheet(t, src)
		harmless(t, out)
	})
}

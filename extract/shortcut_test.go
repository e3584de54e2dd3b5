package extract

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/tintinh/tintinh/extract/corpus"
	"github.com/tintinh/tintinh/extract/vntext"
)

// The shortcuts of this package give what the long way gives.

func TestMayHaveBase(t *testing.T) {
	for page, want := range map[string]bool{
		`<p>không có`: false, `<body><b>đậm</b><br>`: false, `<base href=/a>`: true, `x<BASE HREF=/a>`: true, `<b><bAsE>`: true, `<bas`: false, `<b`: false,
	} {
		if got := mayHaveBase([]byte(page)); got != want {
			t.Errorf("%s: %v, want %v", page, got, want)
		}
	}
}

func TestCountWords(t *testing.T) {
	for _, s := range []string{"", "một", "một hai", "Thái Bình: thêm 3 xã – đạt chuẩn"} {
		if got, want := countWords(s), len(strings.Fields(s)); got != want {
			t.Errorf("%q has %d words, want %d", s, got, want)
		}
	}
}

func TestBeginning(t *testing.T) {
	var body []Block
	for i := range 40 {
		full := short(strings.ReplaceAll(plainText(body), "\n\n", " "))
		if got := short(beginning(body)); got != full {
			t.Errorf("%d blocks: %q, want %q", i, got, full)
		}
		body = append(body, Block{Type: Paragraph, Text: strings.Repeat("đê ", i%5) + fmt.Sprint(i)}, Block{Type: Image, Caption: "ảnh"}, Block{Type: List, Items: []string{"mục", fmt.Sprint(i)}})
	}
}

// TestAlone: an element is left only for one that holds no other text.
func TestAlone(t *testing.T) {
	for page, want := range map[string]string{
		`<div id=a><p id=b><i>Minh Hà</i></p></div>`:                                        "", // the document: all there is
		`<p>Chữ</p><div id=a><p id=b><i>Minh Hà</i></p></div>`:                              "a",
		`<p>Chữ</p><div id=a><p id=b><i>Minh Hà</i></p> – </div>`:                           "b",
		`<p>Chữ</p><div id=a><p id=b><i>Minh Hà</i></p><script>chữ</script></div>`:          "a",
		`<p>Chữ</p><div id=a><p id=b><i>Minh Hà</i></p><b hidden>chữ</b></div>`:             "a",
		`<p>Chữ</p><div id=a><p id=b><i>Minh Hà</i></p><b>&lt;o:p&gt;</b></div>`:            "a",
		`<p>Chữ</p><div id=a><p id=b><i>Minh Hà</i></p><span><b>x</b></span></div>`:         "b",
		`<p>Chữ</p><div id=a><img src=/a.jpg><p id=b><span><i>Minh Hà</i></span></p></div>`: "b",
	} {
		doc, err := Parse([]byte(page), "text/html; charset=utf-8", "https://bao.example/a")
		if err != nil {
			t.Fatal(err)
		}
		var i *html.Node
		for n := range doc.Root.Descendants() {
			if n.Data == "i" {
				i = n
			}
		}
		got := alone(i, nil)
		if name := attr(got, "id"); name != want && got.Data != want {
			t.Errorf("%s: %s %q, want %s", page, got.Data, name, want)
		}
	}
}

// TestAloneOnPages compares alone with reading every parent's text.
func TestAloneOnPages(t *testing.T) {
	for _, p := range corpus.Pages(t) {
		doc, err := Parse(p.Body, "text/html", p.URL)
		if err != nil {
			t.Fatal(err)
		}
		k := 0
		for n := range doc.Root.Descendants() {
			if n.Type != html.ElementNode || unread(n) {
				continue
			}
			if k++; k%41 != 0 {
				continue
			}
			if got, want := inCompany(n), vntext.Clean(nodeText(n.Parent)) != vntext.Clean(nodeText(n)); got && !want {
				t.Fatalf("%s: <%s> has company, and its parent says no more", p.Name, n.Data)
			}
		}
	}
}

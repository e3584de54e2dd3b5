package extract

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

func script(code string) *html.Node {
	n := &html.Node{Type: html.ElementNode, Data: "script", DataAtom: atom.Script}
	n.AppendChild(&html.Node{Type: html.TextNode, Data: code})
	return n
}

// TestScriptBody reads a body out of every form in which scripts hold one.
func TestScriptBody(t *testing.T) {
	for _, c := range []struct{ name, code, want string }{
		{"escaped HTML", `var outputData = "&lt;p&gt;M\u1ed9t &amp;amp; hai&lt;/p&gt;";`, `<p>Một &amp; hai</p>`},
		{"plain HTML in single quotes", `window.x=1; outputData='<p class="a">Một\'s<\/p>\n'`, `<p class="a">Một&#39;s</p>`},
		{"template literal", "let outputData = `<p>Một</p>`", `<p>Một</p>`},
		{"first value empty", `var outputData = ""; outputData = "<p>Hai</p>"`, `<p>Hai</p>`},
		{"another name ends so", `var myoutputData = "<p>Không</p>"; var outputData = "<p>Có</p>"`, `<p>Có</p>`},
		{"a comparison", `if (outputData == "x") {}; outputData = "<p>Có</p>"`, `<p>Có</p>`},
		{"key of an object", `init({"outputData": "<p>Có</p>"})`, `<p>Có</p>`},
		{"hexadecimal and surrogates", `outputData = "<p>\x41\ud83d\ude00\u{1f600}</p>"`, `<p>A😀😀</p>`},
		{"never closed", `outputData = "<p>Cụt`, `<p>Cụt</p>`},
		{"Editor.js object", `const outputData = {"time":1,"blocks":[
			{"type":"header","data":{"text":"Đề mục","level":2}},
			{"type":"paragraph","data":{"text":"Một <b>hai</b>"}},
			{"type":"list","data":{"style":"unordered","items":["ba",{"content":"bốn","items":[{"content":"năm","items":[]}]}]}},
			{"type":"image","data":{"file":{"url":"/a.jpg?x=1&y=2"},"caption":"Ảnh: Hà"}},
			{"type":"table","data":{"content":[["a","b"]]}},
			{"type":"attaches","data":{"file":{"url":"/b.pdf"},"title":"Quyết định"}},
			{"type":"embed","data":{"embed":"https://vidu.vn/v","caption":"Phim"}},
			{"type":"quote","data":{"text":"Lời","caption":"Ai"}},
			{"type":"raw","data":{"html":"<p>thô</p>"}},
			{"type":"delimiter","data":{}}],"version":"2"}; go()`,
			`<h2>Đề mục</h2><p>Một <b>hai</b></p><ul><li>ba</li><li>bốn<ul><li>năm</li></ul></li></ul>` +
				`<figure><img src="/a.jpg?x=1&amp;y=2"/><figcaption>Ảnh: Hà</figcaption></figure><table><tbody><tr><td>a</td><td>b</td></tr></tbody></table>` +
				`<p><a href="/b.pdf">Quyết định</a></p><iframe src="https://vidu.vn/v"></iframe><p>Phim</p><blockquote>Lời</blockquote><p>Ai</p><p>thô</p>`},
		{"Editor.js string", `outputData = JSON.parse("{\"blocks\":[{\"type\":\"paragraph\",\"data\":{\"text\":\"Một\"}}]}")`, `<p>Một</p>`},
		{"broken JSON", `outputData = {"blocks":[`, ""},
		{"not there", `var other = "<p>Không</p>"`, ""},
		{"a number", `outputData = 5`, ""},
	} {
		got := ""
		if root := scriptBody(script(c.code), "outputdata"); root != nil {
			var b strings.Builder
			for n := root.FirstChild; n != nil; n = n.NextSibling {
				if err := html.Render(&b, n); err != nil {
					t.Fatal(err)
				}
			}
			got = strings.TrimSpace(b.String())
		}
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, d)
		}
	}
}

// FuzzScriptBody: no code brings it down or keeps it busy.
func FuzzScriptBody(f *testing.F) {
	f.Add(`var outputData = "\u12`)
	f.Add(`outputData='\ud800\u`)
	f.Add(`outputData = {"blocks":[{"type":"list","data":{"items":[{"items":[]},"x"]}}]}`)
	f.Fuzz(func(t *testing.T, code string) {
		if root := scriptBody(script(code), "outputdata"); root != nil && root.Parent != nil {
			t.Error("the body's root has a parent")
		}
	})
}

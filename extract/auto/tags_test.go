package auto

import (
	"slices"
	"testing"
)

// TestLabelledTags: tags behind a label, in all forms that are seen.
func TestLabelledTags(t *testing.T) {
	two := []string{"chợ nổi", "Ba Bến"}
	for _, c := range []struct {
		name, foot string
		want       []string
	}{
		{"links behind a label", `<div>Từ khóa: <a href="/tag/cho-noi">chợ nổi</a>, <a href="/tag/ba-ben">Ba Bến</a></div>`, two},
		{"another spelling, hashes", `<div>Từ khoá: <a href="/tag/cho-noi">#chợ nổi</a> <a href="/tag/ba-ben">#Ba Bến</a></div>`, two},
		{"a label without a colon", `<div><span>Từ khóa</span> <a href="/tag/cho-noi">chợ nổi</a> <a href="/tag/ba-ben">Ba Bến</a></div>`, two},
		{"a list under the label", `<div><b>Từ khóa:</b><ul><li><a href="/tag/cho-noi">chợ nổi</a></li><li><a href="/tag/ba-ben">Ba Bến</a></li></ul></div>`, two},
		{"commas", `<p>Tags: chợ nổi, Ba Bến</p>`, two},
		{"semicolons, in capitals", `<div>TỪ KHÓA: chợ nổi; Ba Bến</div>`, two},
		{"bars", `<div>Tag: chợ nổi | Ba Bến | chợ nổi</div>`, two},
		{"an element named for tags", `<div class="tags"><span>Tags:</span> <a href="/tag/cho-noi">chợ nổi</a> <a href="/tag/ba-ben">Ba Bến</a></div>`, two},
		{"a sentence that begins like one", `<p>Từ khóa để mở lại chợ là nước lên, bà con nói vậy, năm nào cũng chờ.</p>`, nil},
		{"a sentence with a link", `<p>Từ khóa <a href="/tim">chợ nổi</a> được tìm nhiều nhất trong tuần qua.</p>`, nil},
		{"no label", `<div><a href="/tag/cho-noi">chợ nổi</a> <a href="/tag/ba-ben">Ba Bến</a></div>`, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			root, base, m := parse(t, []byte(datePage("", "", "", c.foot)), "https://vidu.vn/mua-nuoc-noi-ve-som.html")
			if got := Extract(root, base, m, Options{}).Tags; !slices.Equal(got, c.want) {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

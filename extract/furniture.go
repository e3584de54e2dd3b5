package extract

import (
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// furnitureTokens are class and id tokens of boxes that are no text of the
// article, wherever they stand. A token counts when it is one of them or
// begins with one and a hyphen or underscore.
var furnitureTokens = []string{
	"related", "relate", "relates", "tinlienquan", "tin-lien-quan", "bailienquan", "bai-lien-quan", "lienquan", "news-relate",
	"share", "sharing", "sharemxh", "social", "sharethis", "addthis", "fb-like", "fb-share", "fb-comments", "zalo",
	"comment", "comments", "binhluan", "binh-luan", "rating", "vote", "ads", "adsbygoogle", "advert", "advertisement", "quangcao", "quang-cao",
	"sponsor", "sponsored", "banner", "breadcrumb", "breadcrumbs", "tags", "tag-list", "taglist", "tagbox", "box-tag", "keywords",
	"newsletter", "subscribe", "pagination", "paging", "toolbar", "print", "docthem", "xemthem", "readmore", "cms-relate",
}

// furniture reports whether a block element is a box beside the text: its
// name says so, and it is short or mostly links. The second condition keeps
// innocent names ("social-news-content") from losing an article.
func furniture(n *html.Node) bool {
	if n.DataAtom == atom.P || !namedFurniture(n) {
		return false
	}
	text, linked := 0, 0
	count(n, false, &text, &linked)
	return text < 160 || linked*2 > text
}

func namedFurniture(n *html.Node) bool {
	for _, key := range []string{"class", "id"} {
		for token := range strings.FieldsSeq(strings.ToLower(attr(n, key))) {
			for _, f := range furnitureTokens {
				if rest, ok := strings.CutPrefix(token, f); ok && (rest == "" || rest[0] == '-' || rest[0] == '_') {
					return true
				}
			}
		}
	}
	return false
}

// count adds the runes of n's text, and of its links' text.
func count(n *html.Node, link bool, text, linked *int) {
	switch {
	case n.Type == html.TextNode:
		k := utf8.RuneCountInString(strings.TrimSpace(n.Data))
		*text += k
		if link {
			*linked += k
		}
		return
	case n.Type != html.ElementNode || unread(n):
		return
	}
	link = link || n.DataAtom == atom.A && attr(n, "href") != ""
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		count(c, link, text, linked)
	}
}

// boilerplate are lines that content systems print around articles. Only a
// whole block is compared, without case and closing punctuation: the words
// inside a sentence are text.
var boilerplate = map[string]bool{
	"tin cùng chuyên mục": true, "cùng chuyên mục": true, "tin cùng chủ đề": true, "tin liên quan": true, "bài liên quan": true,
	"tin bài liên quan": true, "bài viết liên quan": true, "bài đọc tiếp": true, "tin khác": true, "các tin khác": true,
	"tin mới": true, "tin nóng": true, "tin đọc nhiều": true, "xem thêm": true, "đọc thêm": true, "đọc tiếp": true, "xem tiếp": true,
	"có thể bạn quan tâm": true, "video liên quan": true, "xem tin theo ngày": true, "xem theo ngày": true,
	"ý kiến bạn đọc": true, "ý kiến của bạn": true, "bình luận": true, "gửi ý kiến": true, "gửi bình luận": true,
	"viết bình luận": true, "bình luận của bạn": true, "đánh giá bài viết": true, "vui lòng nhập bình luận": true,
	"chia sẻ": true, "chia sẻ bài viết": true, "chia sẻ facebook": true, "in": true, "in bài viết": true, "gửi mail": true,
	"về đầu": true, "về đầu trang": true, "copy link": true, "sao chép liên kết": true, "đọc bài": true, "cỡ chữ": true, "tăng cỡ chữ": true,
	"giảm cỡ chữ": true, "cỡ chữ mặc định": true, "mặc định": true, "trang chủ": true, "từ khóa": true, "từ khoá": true, "tags": true, "tag": true,
	"powered by onecms - a product of neko": true, "quảng cáo": true, "[quảng cáo]": true, "sponsored": true, "được tài trợ": true,
	"mời quý độc giả theo dõi": true, "trở lại": true, "quay lại": true, "print": true, "theo dõi trên google news": true,
	"theo dõi chúng tôi trên": true, "nghe đọc bài": true, "nghe bài viết": true,
	"giọng bắc": true, "giọng trung": true, "giọng nam": true, "giọng nữ": true, "giọng đọc": true, "chọn giọng đọc": true, "bài cùng chuyên mục": true, "tin cùng mục": true,
	"bài viết cùng chuyên mục": true, "tin tức khác": true, "tin cũ hơn": true, "tin mới hơn": true, "các tin đã đưa": true,
	"bản quyền thuộc về": true, "tin tức liên quan": true, "tin tiêu điểm": true,
	"bạn có thể chọn 2 ngày để lọc tin tức theo khoảng thời gian": true, "liên kết -- chọn link liên kết": true,
	"ảnh có tính minh họa": true, "ảnh có tính minh hoạ": true, "ảnh có tính chất minh họa": true, "ảnh có tính chất minh hoạ": true,
	"ảnh chỉ có tính chất minh họa": true, "ảnh chỉ có tính chất minh hoạ": true, "ảnh chỉ mang tính minh họa": true, "ảnh chỉ mang tính minh hoạ": true,
}

// boxHeads are the boilerplate lines that open a box of links.
var boxHeads = map[string]bool{
	"tin cùng chuyên mục": true, "cùng chuyên mục": true, "tin cùng chủ đề": true, "tin liên quan": true, "bài liên quan": true,
	"tin bài liên quan": true, "bài viết liên quan": true, "bài đọc tiếp": true, "tin khác": true, "các tin khác": true,
	"xem thêm": true, "đọc thêm": true, "có thể bạn quan tâm": true, "tin mới": true, "tin nóng": true, "tin tức khác": true,
	"bài viết cùng chuyên mục": true, "bài cùng chuyên mục": true, "tin cũ hơn": true, "tin mới hơn": true, "các tin đã đưa": true,
	"tin tức liên quan": true, "tin cùng mục": true, "video liên quan": true,
}

// longestLine is the length, in runes, from which a text is a sentence, and no
// label of the page.
const longestLine = 110

// lineKey is the form in which labels are compared; "" for longer texts.
func lineKey(s string) string {
	s = strings.Trim(s, " :.!…>»«-–|*")
	if utf8.RuneCountInString(s) >= longestLine {
		return ""
	}
	return strings.ToLower(s)
}

// withoutFurniture drops boilerplate lines, boxes of links to other articles
// and template debris. own reports whether a link stays on the site: what
// leads elsewhere is the author's reference.
func withoutFurniture(pieces []piece, own func(href string) bool) []piece {
	out := pieces[:0:0]
	box := false // inside a box of links: until prose comes
	for _, p := range pieces {
		switch {
		case p.text():
			key := lineKey(p.Text)
			box = boxHeads[key] || box && teaser(&p)
			if box || boilerplate[key] || toolLine(key, own) || debris(p.Text) || pointer(&p, own) {
				continue
			}
		case p.Type == List:
			if box || p.linked && own(p.href) && linksAway(&p) {
				continue
			}
		case p.Type == Image && box:
			continue
		}
		out = append(out, p)
	}
	return out
}

// platforms are what "Theo dõi … trên …" invites to.
var platforms = []string{"google news", "facebook", "zalo", "youtube", "tiktok", "fanpage", "telegram"}

// toolLine reports whether a short line is a tool of the page that says
// something of its own: whom to follow and where, how many like it, the
// breadcrumb, the site's own name.
func toolLine(key string, own func(string) bool) bool {
	switch {
	case strings.HasPrefix(key, "mời bạn xem thêm video"):
		return true
	case strings.HasPrefix(key, "theo dõi "):
		return slices.ContainsFunc(platforms, func(p string) bool { return strings.Contains(key, p) })
	case strings.HasPrefix(key, "thích "):
		return strings.Trim(key[len("thích "):], "0123456789.,kn ") == "" && key[len("thích "):] != ""
	case strings.HasPrefix(key, "trang chủ"):
		rest := strings.TrimLeft(key[len("trang chủ"):], " ")
		return strings.HasPrefix(rest, ">") || strings.HasPrefix(rest, "›") || strings.HasPrefix(rest, "»") || strings.HasPrefix(rest, "/")
	}
	return strings.Contains(key, ".") && !strings.ContainsAny(key, " @") && own("https://"+key+"/")
}

// teaser reports whether a text goes on with a box of links.
func teaser(p *piece) bool {
	return p.linked || utf8.RuneCountInString(p.Text) < 40 && !endsSentence(p.Text)
}

// pointer reports whether a paragraph only points to another article: one
// link with its title, or a line that begins with arrows.
func pointer(p *piece, own func(string) bool) bool {
	for _, arrow := range []string{">>", "»»", "->", "→", "..>>", "▶", "►"} {
		if strings.HasPrefix(p.Text, arrow) {
			return utf8.RuneCountInString(p.Text) < 250
		}
	}
	if head, _, ok := strings.Cut(p.Text, ":"); ok && boxHeads[lineKey(head)] && p.href != "" {
		return utf8.RuneCountInString(p.Text) < 250
	}
	return p.linked && own(p.href) && linksAway(p) && len(strings.Fields(p.Text)) >= 4 && !p.bold
}

// linksAway reports whether the text links to a page: not to a file, and not
// to an address that is its own text ("https://…").
func linksAway(p *piece) bool {
	if p.Type == List {
		for _, item := range p.Items {
			if strings.HasPrefix(item, "http") || len(strings.Fields(item)) < 3 {
				return false
			}
		}
		return true
	}
	return p.href != "" && fileKind(p.href) == "" && !strings.HasPrefix(p.Text, "http") && !strings.Contains(p.Text, "@")
}

// debris are remains of templates and scripts that were printed as text.
func debris(s string) bool {
	switch {
	case strings.HasPrefix(s, "{{") && strings.HasSuffix(s, "}}"),
		strings.Contains(s, "printDoc.write("), strings.Contains(s, "document.body.removeChild("),
		strings.HasPrefix(s, "<!--"), strings.HasPrefix(s, "/*<![CDATA["):
		return true
	}
	return strings.Trim(s, "|-–—_*=.•· ") == ""
}

package auto

import (
	"strings"

	"github.com/tintinh/tintinh/extract/vntext"
)

// lineOf is the comparison form of a short block, "" for a long one.
func (p *page) lineOf(i int) string {
	b := &p.blocks[i]
	if b.words == 0 || b.words > 12 {
		return ""
	}
	return vntext.Fold(b.text())
}

// boxes are lines that open a list of other articles, in search form.
var boxes = map[string]bool{
	"tin cung chuyen muc": true, "cung chuyen muc": true, "bai cung chuyen muc": true, "tin cung chu de": true, "tin lien quan": true, "bai lien quan": true,
	"tin bai lien quan": true, "bai viet lien quan": true, "noi dung lien quan": true, "bai doc tiep": true, "tin khac": true, "cac tin khac": true,
	"tin tuc khac": true, "xem them": true, "doc them": true, "doc tiep": true, "xem tiep": true, "co the ban quan tam": true,
	"video lien quan": true, "tin moi": true, "tin moi nhat": true, "tin nong": true, "tin cu hon": true, "tin moi hon": true, "cac tin da dua": true,
	"bai viet khac": true, "cac bai viet khac": true, "tin tuc lien quan": true, "tin doc nhieu": true, "xem nhieu nhat": true, "doc nhieu nhat": true, "tin cung muc": true,
	"xem tin theo ngay": true, "xem theo ngay": true, "y kien ban doc": true, "y kien cua ban": true, "binh luan": true, "gui y kien": true,
	"gui binh luan": true, "viet binh luan": true, "binh luan cua ban": true, "danh gia bai viet": true, "moi ban xem them video": true,
	"related articles": true, "related stories": true, "related news": true, "other news": true, "other articles": true, "read more": true,
	"more stories": true, "more news": true, "see also": true, "read also": true, "you may also like": true, "recommended": true, "comments": true,
	"leave a comment": true, "leave a reply": true, "most read": true, "most popular": true, "latest news": true, "up next": true, "share this article": true,
	"sign up": true, "more from this section": true, "recommended stories": true, "related topics": true, "more on this story": true,
}

// chrome are lines of tools and labels around an article.
var chrome = map[string]bool{
	"chia se": true, "chia se bai viet": true, "chia se facebook": true, "in": true, "in bai viet": true, "in trang": true, "gui mail": true, "gui email": true,
	"ve dau": true, "ve dau trang": true, "copy link": true, "sao chep lien ket": true, "doc bai": true, "nghe doc bai": true, "nghe bai viet": true, "giong bac": true, "giong trung": true, "giong nam": true, "giong nu": true, "giong doc": true, "chon giong doc": true, "co chu": true,
	"tang co chu": true, "giam co chu": true, "co chu mac dinh": true, "mac dinh": true, "tu khoa": true, "tags": true, "tag": true, "chu de": true,
	"quang cao": true, "sponsored": true, "duoc tai tro": true, "advertisement": true, "tro lai": true, "quay lai": true, "print": true, "send email": true,
	"thich": true, "luu": true, "luu bai viet": true, "theo doi": true, "share": true, "tweet": true, "facebook": true, "twitter": true, "zalo": true,
	"email": true, "copy": true, "loading": true, "dang tai": true, "xem anh lon": true, "bookmark": true, "save": true, "listen": true,
	"link": true, "hide": true, "close": true, "dong": true, "trang chu": true, "home": true, "back to top": true, "advertisment": true,
}

// opensBox reports whether a folded line opens a box of other articles.
func opensBox(line string) bool { return line != "" && boxes[line] }

// chromeLine reports whether a folded line is a tool or label.
func chromeLine(line string) bool {
	return chrome[line] || boxes[line] || strings.HasPrefix(line, "powered by ") ||
		strings.HasPrefix(line, "theo doi ") && (strings.Contains(line, "google news") || strings.Contains(line, " tren "))
}

// pointer reports whether a block points to another article: it begins with
// an arrow or a label and is a link.
func pointer(b *block) bool {
	if b.linked == 0 {
		return false
	}
	start := b.start()
	for _, mark := range []string{">>", "»", "->", "..>>", "→", "►", "➤"} {
		if strings.HasPrefix(start, mark) {
			return true
		}
	}
	if b.linked*2 < b.words {
		return false
	}
	folded := vntext.Fold(b.text())
	for _, label := range []string{"xem them", "doc them", "tin lien quan", "bai lien quan", "doc tiep", "moi ban xem", "read more", "read also", "see also", "related", "also read", "more"} {
		if strings.HasPrefix(folded, label+" ") {
			return true
		}
	}
	return false
}

// imprints begin the lines that name the publisher of a site.
var imprints = []string{
	"Bản quyền thuộc", "Bản quyền của", "Cơ quan chủ quản", "Cơ quan chịu trách nhiệm", "Giấy phép số", "Giấy phép hoạt động", "Giấy phép xuất bản",
	"Giấy phép báo", "Tổng biên tập:", "Tổng Biên tập:", "Phó Tổng biên tập:", "Tòa soạn:", "Toà soạn:", "Trụ sở tòa soạn", "Chịu trách nhiệm nội dung", "Chịu trách nhiệm xuất bản",
	"Ghi rõ nguồn", "® ", "© ", "Copyright", "All rights reserved", "Đơn vị chủ quản",
}

func imprint(text string) bool {
	for _, s := range imprints {
		if len(text) >= len(s) && strings.EqualFold(text[:len(s)], s) {
			return true
		}
	}
	return false
}

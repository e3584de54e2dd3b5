package crawler

import (
	"bytes"
	"regexp"
	"strings"
	"sync"

	"golang.org/x/net/html"
	"golang.org/x/text/unicode/norm"

	"github.com/tintinh/tintinh/extract"
)

// Kinds of pages that come instead of what was asked for, under any status.
// Those of the first group are the host's: it is left alone for a while.
const (
	kindCaptcha     = "captcha"     // a riddle for people
	kindBlockPage   = "isp-block"   // the provider's or the state's page, not the site's
	kindParked      = "parked"      // the name is for sale, has lapsed, or has no site
	kindMaintenance = "maintenance" // the site says that it is away

	kindLogin    = "login-wall" // of this page: for subscribers
	kindSoft404  = "soft-404"   // of this page: it says that it is not there
	kindSamePage = "same-page"  // one page under the addresses of several articles
)

// leaveAlone reports whether a pretence is the host's rather than the page's.
func leaveAlone(kind string) bool {
	switch kind {
	case kindChallenge, kindCaptcha, kindBlockPage, kindParked, kindMaintenance, kindCaptive:
		return true
	}
	return false
}

// glance is what a page shows at first sight, in lower case and NFC.
type glance struct {
	title    string
	heads    string // h1 and h2, a line each
	text     string // what a reader without scripts sees, at most maxGlance bytes
	long     bool   // there is more text
	marks    string // src, href of scripts and frames, form actions, classes and ids, a line each
	scripts  string // inline ones
	password bool   // the page has a field for one
}

const (
	maxGlance  = 4000
	maxScripts = 64 << 10
)

// shortPage and tinyPage bound the text, in bytes, of pages that are nothing
// but their message. Every menu, article or list of headlines is longer.
const (
	shortPage = 1500
	tinyPage  = 400
)

// sign is a mark of a pretence.
type sign struct {
	kind  string
	where func(g *glance) string // the part to look in; "" = this page is no candidate
	form  func() *regexp.Regexp
}

// signs are tried in order. Words alone count in the title or a heading of a
// short page, or where they are nearly all there is: what a newspaper writes
// about is everywhere else.
var signs = []sign{
	{kindCaptcha, within(tinyPage, marksOf), words(`challenges\.cloudflare\.com|challenge-platform/[a-z0-9/]*orchestrate|cf-turnstile|g-recaptcha|h-captcha|px-captcha|captcha-delivery\.com|captcha\.(?:jpg|png|gif|php|aspx|ashx)|captcha-?(?:image|img|form|box|container)|_incapsula_resource|awswaf`)},
	{kindCaptcha, message, words(`attention required|(?:verify|confirm|prove)[a-z ]{0,20} you(?:'re| are) (?:a )?(?:human|not a (?:ro)?bot)|are you a (?:human|robot)|i'm not a robot|xác (?:minh|nhận|thực) (?:rằng )?(?:bạn|quý khách) (?:là|không phải)|không phải (?:là )?(?:người máy|robot)|nhập (?:mã|các ký tự|ký tự|dãy số)[^.]{0,20}(?:xác nhận|captcha|bảo vệ|an toàn|trong hình)|unusual traffic|lưu lượng (?:truy cập )?bất thường`)},
	{kindChallenge, within(tinyPage, scriptsOf), words(`_cf_chl_|challenge-platform/[a-z0-9/]*orchestrate|slowaes|tonumbers\(|sucuri_cloudproxy_js`)},
	{kindChallenge, message, words(`^just a moment|checking (?:your browser|if the site connection)|ddos protection|enable javascript and cookies to continue|(?:đang )?kiểm tra trình duyệt`)},
	{kindBlockPage, message, words(`(?:website|trang web|trang thông tin|tên miền|địa chỉ này|truy cập)[^.]{0,80} bị (?:nhà mạng |cơ quan chức năng )?(?:chặn|ngăn chặn)|(?:ngăn chặn|chặn) (?:việc )?truy cập[^.]{0,80}(?:theo yêu cầu|vi phạm)|this (?:web ?site|site|page|domain) (?:has been|is) blocked|access to this (?:web ?site|site|page)[^.]{0,40}(?:is|has been) (?:blocked|restricted)`)},
	{kindParked, within(2*shortPage, marksOf), words(`sedoparking\.com|parkingcrew\.net|bodis\.com|parklogic\.com|hugedomains\.com|afternic\.com|//(?:www\.)?dan\.com|cashparking\.com|skenzo\.com|//(?:www\.)?above\.com/`)},
	{kindParked, message, words(`domain(?: name)?(?: [a-z0-9.-]+)? (?:is|may be|has) (?:for sale|parked|expired)|buy this domain|tên miền[^.!]{0,60}(?:\.[a-z]{2,}[^.!]{0,40})?(?:đang được (?:rao )?bán|được rao bán|đã hết hạn|hết hạn sử dụng|chưa được (?:cấu hình|trỏ|kích hoạt))|mua tên miền này|account (?:has been )?suspended|(?:tài khoản|hosting|website|trang web) (?:này )?(?:đã |đang )?bị tạm (?:khóa|khoá|ngưng)|^welcome to nginx|apache2? (?:ubuntu |debian )?default page|^iis windows server`)},
	{kindMaintenance, message, words(`(?:website|trang web|trang tin|hệ thống|cổng thông tin|máy chủ)[^.]{0,60}(?:đang|tạm)[^.]{0,40}(?:bảo trì|nâng cấp|gián đoạn)|(?:under|down for|undergoing) (?:scheduled |site |planned )?maintenance`)},
	{kindLogin, loginForm, words(`^(?:trang )?(?:đăng nhập|login|log in|sign in|signin)(?:$|[^a-zà-ỹ])`)},
	{kindLogin, within(2*shortPage, allText), words(`(?:vui lòng|cần|phải|hãy|mời) đăng nhập[^.]{0,40}(?:để|mới)[^.]{0,20} (?:xem|đọc|tiếp tục)|(?:please )?(?:log|sign) in to (?:continue|read|view)|subscribe to (?:continue|read)`)},
	{kindSoft404, headline, words(`^(?:lỗi |error |http )?404(?:$|[^0-9a-zà-ỹ]*(?:$|không|not|lỗi|page|trang|error|\|))|(?:trang|bài viết|nội dung|đường dẫn|liên kết|tin bài|địa chỉ)[^.:]{0,40} (?:không tồn tại|không tìm thấy|không còn tồn tại|không được tìm thấy|đã bị (?:xóa|xoá|gỡ))|không tìm thấy (?:trang|bài viết|nội dung|đường dẫn|liên kết|tin bài|địa chỉ|tài nguyên)|(?:page|article|resource)(?: you requested)?(?: was| is| could)? (?:not|no longer) (?:be )?(?:found|available)`)},
}

// words compiles a pattern when it is first looked for: nearly all pages of
// nearly all runs are none of this, and patterns of many words are what a
// program's start costs most.
func words(pattern string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(pattern) })
}

// within looks in a part of pages with at most so many bytes of text.
func within(most int, part func(*glance) string) func(*glance) string {
	return func(g *glance) string {
		if g.long || len(g.text) > most {
			return ""
		}
		return part(g)
	}
}

func marksOf(g *glance) string   { return g.marks }
func scriptsOf(g *glance) string { return g.scripts }
func allText(g *glance) string   { return g.text }

// headline is the title and the headings.
func headline(g *glance) string { return g.title + "\n" + g.heads }

// message is what a page says that says only one thing.
func message(g *glance) string {
	switch {
	case g.long || len(g.text) > shortPage:
		return ""
	case len(g.text) <= 2*tinyPage:
		return headline(g) + "\n" + g.text
	}
	return headline(g)
}

// loginForm is the headline of a page with a field for a password. Many pages
// have one folded away in their header.
func loginForm(g *glance) string {
	if !g.password {
		return ""
	}
	return headline(g)
}

// slight reports whether an article is so little that it may be the text of
// another kind of page: a sentence or two, no date, and no rule that knew where
// it stands.
func slight(a *extract.Article) bool {
	return a.PublishedAt.IsZero() && len(a.Text) < 2*tinyPage && strings.HasPrefix(a.Extractor.Fields["body"], "auto")
}

// slightly unmasks a page whose article is slight.
func slightly(a *extract.Article, page []byte) (kind, told string) {
	if !slight(a) {
		return "", ""
	}
	return unmask(page)
}

// unmask names what a page is if it is not what was asked for, with the sign
// that told; "" for all other pages. It is asked only where nothing could be
// read from a page, or next to nothing: a page with an article is an article,
// whatever else is on it.
func unmask(page []byte) (kind, told string) {
	g := glanceAt(page)
	for _, s := range signs {
		part := s.where(g)
		if part == "" {
			continue
		}
		for line := range strings.Lines(part) {
			if found := s.form().FindString(strings.TrimSpace(line)); found != "" {
				return s.kind, found
			}
		}
	}
	return "", ""
}

// reader gathers a glance.
type reader struct {
	*glance
	hidden                            string // the element whose text nobody sees
	head                              string // the heading that is open
	named, heads, text, marks, script strings.Builder
}

// glanceAt reads a page once.
func glanceAt(page []byte) *glance {
	r := &reader{glance: &glance{}}
	z := html.NewTokenizer(bytes.NewReader(page))
	for {
		switch z.Next() {
		case html.ErrorToken:
			g := r.glance
			g.title, g.heads, g.text = plain(r.named.String()), plain(r.heads.String()), plain(r.text.String())
			g.marks, g.scripts = strings.ToLower(r.marks.String()), strings.ToLower(r.script.String())
			return g
		case html.StartTagToken:
			r.start(z)
		case html.SelfClosingTagToken:
			if name, more := z.TagName(); more {
				r.mark(string(name), z)
			}
		case html.EndTagToken:
			r.end(z)
		case html.TextToken:
			r.words(bytes.TrimSpace(z.Text()))
		}
	}
}

func (r *reader) start(z *html.Tokenizer) {
	name, more := z.TagName()
	tag := string(name)
	if more {
		r.mark(tag, z)
	}
	switch tag {
	case "script", "style", "title", "noscript", "template":
		if r.hidden == "" {
			r.hidden = tag
		}
	case "h1", "h2":
		r.head = tag
	}
}

func (r *reader) end(z *html.Tokenizer) {
	name, _ := z.TagName()
	if string(name) == r.hidden {
		r.hidden = ""
	}
	if string(name) == r.head {
		r.head = ""
		r.heads.WriteByte('\n')
	}
}

// words takes in text, each part up to its bound.
func (r *reader) words(t []byte) {
	put := func(b *strings.Builder, most int) {
		b.Write(t[:min(len(t), max(0, most-b.Len()))])
		b.WriteByte('\n')
	}
	switch {
	case len(t) == 0:
		return
	case r.hidden == "title":
		put(&r.named, maxGlance)
	case r.hidden == "script":
		put(&r.script, maxScripts)
	case r.hidden == "":
		if r.head != "" && r.heads.Len() < maxGlance {
			r.heads.Write(t[:min(len(t), maxGlance)])
			r.heads.WriteByte(' ')
		}
		if r.text.Len() >= maxGlance {
			r.long = true
			return
		}
		put(&r.text, maxGlance)
	}
}

// mark keeps what tells foreign widgets from a page's own parts.
func (r *reader) mark(tag string, z *html.Tokenizer) {
	for more := true; more; {
		var key, value []byte
		key, value, more = z.TagAttr()
		switch string(key) {
		case "src", "href", "action", "class", "id":
			if r.marks.Len() < maxScripts {
				r.marks.Write(value[:min(len(value), 300)])
				r.marks.WriteByte('\n')
			}
		case "type":
			r.password = r.password || tag == "input" && strings.EqualFold(string(value), "password")
		}
	}
}

// plain is text as the signs are written: NFC, lower case, one space between
// words; lines stay.
func plain(s string) string {
	var b strings.Builder
	for line := range strings.Lines(norm.NFC.String(strings.ToLower(strings.ToValidUTF8(s, "\uFFFD")))) {
		if words := strings.Fields(line); len(words) > 0 {
			b.WriteString(strings.Join(words, " "))
			b.WriteByte('\n')
		}
	}
	return b.String()
}

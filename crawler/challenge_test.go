package crawler

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tintinh/tintinh/extract/corpus"
	"github.com/tintinh/tintinh/store"
)

// menu is what stands on every page of a site.
const menu = `<nav><a href="/">Trang chủ</a><a href="/thoi-su">Thời sự</a><a href="/kinh-te">Kinh tế</a><a href="/van-hoa">Văn hóa</a></nav>`

func simple(title, body string) string {
	return `<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>` + title + `</title></head><body>` + body + `</body></html>`
}

func TestUnmask(t *testing.T) {
	long := strings.Repeat("<p>Sáng nay tại xã ven sông, bà con dự lễ khánh thành cây cầu mới bắc qua con kênh lớn.</p>", 40)
	tests := []struct{ name, page, kind string }{
		{"riddle of a CDN", simple("Just a moment...", `<div class="cf-turnstile" data-sitekey="x"></div><p>vidu.test needs to review the security of your connection.</p>`), kindCaptcha},
		{"riddle with words only", simple("Xác minh", `<h1>Xác nhận bạn không phải là người máy</h1><p>Nhập các ký tự trong hình để tiếp tục.</p><img src="/anh/ma.png"><input name="ma">`), kindCaptcha},
		{"riddle in capitals and NFD", simple("X", "<h1>XA\u0301C MINH BẠN KHÔNG PHẢI LÀ ROBOT</h1>"), kindCaptcha},
		{"image to read", simple("Kiểm tra", `<img src="/captcha.ashx?r=1"><form action="/kiem-tra"><input name="ma"></form>`), kindCaptcha},
		{"script of a CDN", simple("", `<script>window._cf_chl_opt={cType:'managed'};</script>`+`<script>`+strings.Repeat("var a=1;", 900)+`</script>`), kindChallenge},
		{"cookie test", simple("", `<script src="/aes.js"></script><script>function toNumbers(d){return d} var a=toNumbers("f6");document.cookie="__test="+slowAES.decrypt(a)</script>`), kindChallenge},
		{"waiting page", simple("Checking your browser", `<p>Checking your browser before accessing vidu.test.</p>`), kindChallenge},
		{"provider's block", simple("Thông báo", `<p>Trang web bạn truy cập đã bị chặn theo yêu cầu của cơ quan có thẩm quyền.</p>`), kindBlockPage},
		{"block in English", simple("Blocked", `<h1>This website has been blocked</h1>`), kindBlockPage},
		{"name for sale", simple("vidu.test", `<script src="https://img.sedoparking.com/x.js"></script><p>vidu.test</p>`), kindParked},
		{"name for sale in words", simple("vidu.test", `<h1>The domain vidu.test is for sale</h1><p>Buy this domain.</p>`), kindParked},
		{"name has lapsed", simple("Thông báo", `<p>Tên miền vidu.test đã hết hạn sử dụng. Vui lòng liên hệ nhà đăng ký.</p>`), kindParked},
		{"account suspended", simple("Account Suspended", `<h1>Account Suspended</h1><p>Contact your hosting provider.</p>`), kindParked},
		{"no site yet", simple("Welcome to nginx!", `<h1>Welcome to nginx!</h1>`), kindParked},
		{"away", simple("Bảo trì", `<h1>Hệ thống đang được bảo trì, nâng cấp</h1><p>Mời bạn quay lại sau.</p>`), kindMaintenance},
		{"login form", simple("Đăng nhập - Báo Ví Dụ", menu+`<form><input name="ten"><input type="password" name="mk"></form>`), kindLogin},
		{"for subscribers", simple("Bản tin", menu+`<p>Vui lòng đăng nhập để đọc tiếp bài viết này.</p>`), kindLogin},
		{"404 in the title of a page with all its boxes", simple("404 - Không tìm thấy trang", menu+long), kindSoft404},
		{"heading", simple("Báo Ví Dụ", menu+`<h1>Trang bạn yêu cầu không tồn tại</h1>`+long), kindSoft404},
		{"article was removed", simple("Báo Ví Dụ", menu+`<h2>Bài viết đã bị gỡ bỏ</h2>`+long), kindSoft404},

		// False alarms cost articles.
		{"a story", newStory(1).html(), ""},
		{"a story with a riddle in its comment form", strings.Replace(newStory(1).html(), "</body>", `<form class="binh-luan"><div class="g-recaptcha"></div><input name="y-kien"></form><script src="https://www.google.com/recaptcha/api.js"></script></body>`, 1), ""},
		{"a shell that a script fills", simple("Cổng thông tin", `<div id="root"></div><script src="/main.js"></script><script src="https://www.google.com/recaptcha/api.js?render=k"></script><script>document.cookie="a=1";if(!x)window.location.reload()</script>`+`<script>`+strings.Repeat("var a=1;", 900)+`</script>`), ""},
		{"a story about riddles", simple("Cách nhập mã captcha khi mua vé tàu Tết", menu+long), ""},
		{"a story about a blocked site", simple("Hàng trăm trang web lừa đảo đã bị chặn trong tháng qua", menu+long), ""},
		{"a story about names for sale", simple("Tên miền đẹp được rao bán với giá hàng tỷ đồng", menu+long), ""},
		{"a story about repairs", simple("Hệ thống cấp nước đang được nâng cấp, nhiều phường mất nước", menu+long), ""},
		{"a story about the missing", simple("Không tìm thấy nạn nhân vụ lật thuyền", menu+long), ""},
		{"a road", simple("Quốc lộ 404 thông xe", menu+long), ""},
		{"a number first", simple("404 hộ dân được cấp nước sạch", menu+long), ""},
		{"a login folded away", simple("Tin sáng", menu+`<form><input type="password"></form>`+long), ""},
		{"comments ask to log in", simple("Tin sáng", menu+long+`<p>Vui lòng đăng nhập để gửi bình luận.</p>`), ""},
		{"an old CDN script on a page with text", simple("Tin sáng", menu+`<script src="/cdn-cgi/challenge-platform/scripts/jsd/main.js"></script>`+long), ""},
		{"nothing yet", simple("Chuyên mục", menu+`<p>Đang cập nhật.</p>`), ""},
	}
	for _, tt := range tests {
		if kind, told := unmask([]byte(tt.page)); kind != tt.kind {
			t.Errorf("%s: %q (%q), want %q", tt.name, kind, told, tt.kind)
		}
	}
}

func FuzzUnmask(f *testing.F) {
	f.Add([]byte(simple("Đăng nhập", `<input type=password><h1>x`)))
	f.Add([]byte("<script src='sedoparking.com'><title>\xff"))
	f.Fuzz(func(t *testing.T, page []byte) {
		kind, told := unmask(page)
		if (kind == "") != (told == "") {
			t.Errorf("%q with the sign %q", kind, told)
		}
	})
}

// Each row is what comes under the address of article 1. Nothing of it is
// stored as an article, the page is kept, and the figures name it.
func TestPretencesInARun(t *testing.T) {
	shell := `<html><body><script>document.cookie="D1N=0f1e"+"; expires=Fri, 31 Dec 2027";window.location.reload(true);</script></body></html>`
	tests := []struct {
		name, page, kind string
		pause            bool // the host is left alone: article 2 is not asked for
	}{
		{"script shell", shell, kindChallenge, true},
		{"riddle", simple("Kiểm tra", `<h1>Xác nhận bạn không phải là robot</h1><div class="g-recaptcha"></div>`), kindCaptcha, true},
		{"parked", simple("vidu.test", `<p>Tên miền vidu.test đang được rao bán.</p>`), kindParked, true},
		{"away", simple("Thông báo", `<h1>Trang web đang bảo trì</h1>`), kindMaintenance, true},
		{"blocked", simple("Thông báo", `<h1>Trang web này đã bị chặn</h1>`), kindBlockPage, true},
		{"login", simple("Đăng nhập", menu+`<form><input type="password"></form>`), kindLogin, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			bubble(t, "", func(t *testing.T, w *world) {
				w.archive("all")
				w.site.html(newStory(1).path(), tt.page)
				w.site.listing("/", newStory(1).path(), w.site.article(2))
				p := w.run().Portals["vidu"]
				if d := cmp.Diff(map[string]int{tt.kind: 1}, p.Errors); d != "" {
					t.Errorf("errors (-want +got):\n%s", d)
				}
				if blocked := p.Blocked == tt.kind; blocked != tt.pause {
					t.Errorf("blocked: %q, want a pause: %t", p.Blocked, tt.pause)
				}
				if got, want := len(w.records()), map[bool]int{true: 0, false: 1}[tt.pause]; got != want {
					t.Errorf("%d records, want %d", got, want)
				}
				if n := w.captured()["article "+newStory(1).path()]; n != 1 {
					t.Errorf("%d captures of the page, want 1", n)
				}
				// Later it is the article, and taken.
				w.site.article(1)
				time.Sleep(time.Hour)
				w.run()
				if n := len(w.records()); n != 2 {
					t.Errorf("%d records when the page is back, want 2", n)
				}
			})
		})
	}
}

func TestArticleWithACaptchaIsAnArticle(t *testing.T) {
	bubble(t, "", func(t *testing.T, w *world) {
		page := strings.Replace(newStory(1).html(), "</article>", `</article><h2>Xác nhận bạn không phải là robot</h2><div class="g-recaptcha"></div><form action="/dang-nhap"><input type="password"></form>`, 1)
		w.site.html(newStory(1).path(), page)
		w.site.listing("/", newStory(1).path())
		w.want(w.run(), store.PortalRun{Discovered: 2, Found: 2, Fetched: 2, New: 1, Sources: 1, Requests: 3})
	})
}

// A source that is a riddle is no empty source.
func TestSourceThatIsAPretence(t *testing.T) {
	for kind, page := range map[string]string{
		kindCaptcha: simple("Kiểm tra", `<h1>Xác nhận bạn không phải là robot</h1>`),
		kindParked:  simple("vidu.test", `<p>Tên miền vidu.test đã hết hạn.</p>`),
		kindLogin:   simple("Đăng nhập", `<form><input type="password"></form>`),
	} {
		t.Run(kind, func(t *testing.T) {
			bubble(t, "", func(t *testing.T, w *world) {
				w.site.html("/", page)
				p := w.run().Portals["vidu"]
				if p.Errors[kind] != 1 || p.Sources != 0 {
					t.Errorf("errors %v, sources %d, want one %s", p.Errors, p.Sources, kind)
				}
			})
		})
	}
}

// A soft 404 is gone when it was seen twice, with boxes of news around it too.
func TestSoftMissingWithBoxes(t *testing.T) {
	bubble(t, "", func(t *testing.T, w *world) {
		w.site.listing("/", w.site.article(1), w.site.article(2))
		w.run()
		w.site.html(newStory(1).path(), simple("404 - Không tìm thấy bài viết", menu+`<h1>Không tìm thấy bài viết</h1>`+strings.Repeat(`<div><a href="/thoi-su">Chuyên mục Thời sự của báo</a></div>`, 80)))
		var gone []int
		for range 2 {
			time.Sleep(25 * time.Hour)
			gone = append(gone, w.run().Portals["vidu"].Gone)
		}
		if gone[0] != 0 || gone[1] != 1 {
			t.Errorf("gone in the two looks: %v, want 0 and 1", gone)
		}
	})
}

// One page under the addresses of three articles is none of them, and no
// removal either.
func TestSamePageForAll(t *testing.T) {
	bubble(t, "", func(t *testing.T, w *world) {
		var links []string
		for i := 1; i <= 5; i++ {
			links = append(links, newStory(i).path())
			w.site.html(newStory(i).path(), newStory(1).html())
		}
		w.site.listing("/", links...)
		p := w.run().Portals["vidu"]
		if p.Errors[kindSamePage] != 3 || p.Gone+p.Missing != 0 || p.New != 2 {
			t.Errorf("errors %v, gone %d, missing %d, new %d; want 3 of the same page and what came before it", p.Errors, p.Gone, p.Missing, p.New)
		}
	})
}

// captives is a network of n portals. The first own of them are reached; all
// others get the network's page.
func captives(t *testing.T, w *world, n, own int) {
	t.Helper()
	w.crawl.Portals = nil
	for i := range n {
		host := fmt.Sprintf("bao%d.test", i)
		s := newSite()
		s.html("/", simple("Thông báo", `<p>Chào mừng đến quán cà phê. Hãy chấp nhận điều khoản để dùng mạng.</p>`))
		if i < own {
			s.listing("/", s.article(1))
		}
		w.net.serve(t, host+":80", s)
		w.crawl.Portals = append(w.crawl.Portals, parsed(t, strings.NewReplacer("vidu.test", host, "id: vidu", fmt.Sprintf("id: bao%d", i)).Replace(definition(""))))
	}
	w.crawl.Workers = 1
}

func TestCaptivePortal(t *testing.T) {
	tests := []struct {
		name   string
		n, own int
		reason string
	}{
		{"all hosts answer the same", 8, 0, kindCaptive},
		{"four hosts are too few", 4, 0, endDone},
		{"more hosts are themselves", 13, 8, endDone},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			bubble(t, "", func(t *testing.T, w *world) {
				captives(t, w, tt.n, tt.own)
				r, err := w.crawl.Run(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				if err := r.Balance(); err != nil {
					t.Error(err)
				}
				blocked := 0
				for _, p := range r.Portals {
					if p.Blocked == kindCaptive {
						blocked++
					}
				}
				want := 0
				if tt.reason == kindCaptive {
					want = captiveHosts
				}
				if r.Reason != tt.reason || blocked != want {
					t.Errorf("the run ended %q with %d hosts blocked, want %q and %d", r.Reason, blocked, tt.reason, want)
				}
			})
		})
	}
}

// No page of the corpus is a pretence: not the articles, and not the home
// pages, listings and copies of a mirror either.
func TestCorpusIsWhatItIs(t *testing.T) {
	for _, p := range corpus.Pages(t) {
		if kind, told := unmask(p.Body); kind != "" {
			t.Errorf("%s: %q (%q)", p.Name, kind, told)
		}
	}
}

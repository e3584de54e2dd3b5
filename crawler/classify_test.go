package crawler

import (
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unicode/utf8"
)

func TestClassify(t *testing.T) {
	page := newStory(1).html()
	shell := `<html><body><script>document.cookie="D=1";window.location.reload(true);</script></body></html>`
	h := func(kv ...string) http.Header {
		h := http.Header{}
		for i := 0; i < len(kv); i += 2 {
			h.Set(kv[i], kv[i+1])
		}
		return h
	}
	tests := []struct {
		name   string
		status int
		header http.Header
		body   string
		answer answer
		kind   string
	}{
		{"page", 200, h(), page, answerPage, ""},
		{"203", 203, h(), page, answerPage, ""},
		{"empty", 200, h(), " \n\t", answerFailed, "empty"},
		{"script shell", 200, h(), shell, answerChallenge, "challenge"},
		{"script shell as RSS", 200, h("Content-Type", "application/rss+xml"), shell, answerChallenge, "challenge"},
		{"script shell with 503", 503, h(), shell, answerChallenge, "challenge"},
		{"Cloudflare", 403, h("Cf-Mitigated", "challenge"), page, answerChallenge, "challenge"},
		{"small page with a script and text", 200, h(), `<p>Thông báo nghỉ lễ Quốc khánh của tòa soạn, mời bạn đọc trở lại sau.</p><script>location.href</script>`, answerPage, ""},
		{"small page without a script", 200, h(), `<p>Hết.</p>`, answerPage, ""},
		{"large page that sets cookies", 200, h(), page + "<script>document.cookie='a=1'</script>", answerPage, ""},
		{"not modified", 304, h(), "", answerNotModified, ""},
		{"moved", 301, h("Location", "/a"), "", answerRedirect, ""},
		{"308", 308, h("Location", "/a"), "", answerRedirect, ""},
		{"moved nowhere", 301, h(), "", answerFailed, "http-301"},
		{"multiple choices", 300, h("Location", "/a"), "", answerFailed, "http-300"},
		{"missing", 404, h(), page, answerMissing, ""},
		{"gone", 410, h(), "", answerMissing, ""},
		{"too many", 429, h(), "", answerLimited, "http-429"},
		{"overloaded, come back", 503, h("Retry-After", "5"), "", answerLimited, "http-503"},
		{"overloaded", 503, h(), "", answerFailed, "http-503"},
		{"forbidden", 403, h(), page, answerForbidden, "http-403"},
		{"unauthorized", 401, h(), "", answerForbidden, "http-401"},
		{"legal", 451, h(), "", answerForbidden, "http-451"},
		{"partial", 206, h(), page, answerFailed, "http-206"},
		{"broken", 500, h(), page, answerFailed, "http-500"},
		{"of Cloudflare's own", 521, h(), "", answerFailed, "http-521"},
	}
	for _, tt := range tests {
		a, kind := classify(tt.status, tt.header, []byte(tt.body))
		if a != tt.answer || kind != tt.kind {
			t.Errorf("%s: %s %q, want %s %q", tt.name, a, kind, tt.answer, tt.kind)
		}
	}
}

func TestSoftMissing(t *testing.T) {
	long := strings.Repeat("<p>Sáng nay tại xã ven sông, bà con dự lễ khánh thành cây cầu mới.</p>", 40)
	for page, want := range map[string]bool{
		"<h1>Không tìm thấy trang</h1>":              true,
		"<p>Bài viết không tồn tại hoặc đã bị xóa":   true,
		"<title>x</title><p>Error 404</p>":           true,
		"<p>404 - Page Not Found</p>":                true,
		"<p>Đang cập nhật</p>":                       false,
		"<p>Không tìm thấy nạn nhân</p>" + long:      false,
		"<p>Quốc lộ 404 qua đèo đã thông xe</p>":     false,
		"<script>'không tồn tại'</script><p>Tin</p>": false,
	} {
		if got := isSoftMissing([]byte(page)); got != want {
			t.Errorf("%.60s: %t, want %t", page, got, want)
		}
	}
}

func FuzzClassify(f *testing.F) {
	f.Add(200, "", "", []byte(`<script>document.cookie="a"</script>`))
	f.Add(503, "Retry-After", "x", []byte("<p>tin"))
	f.Fuzz(func(t *testing.T, status int, name, value string, body []byte) {
		h := http.Header{name: {value}}
		a, kind := classify(status, h, body)
		if counted := kind != ""; counted != (a == answerFailed || a == answerLimited || a == answerForbidden || a == answerChallenge) {
			t.Errorf("%s with kind %q", a, kind)
		}
		isSoftMissing(body)
	})
}

func TestRetryAfterField(t *testing.T) {
	now := time.Date(2026, 3, 12, 8, 0, 0, 0, time.UTC)
	tests := []struct {
		field string
		want  time.Duration
		ok    bool
	}{
		{"", 0, false}, {"0", 0, false}, {"1", time.Second, true}, {" 120 ", 2 * time.Minute, true},
		{"86400", 24 * time.Hour, true}, {"86401", 24 * time.Hour, true},
		{"99999999999999999999999999", 24 * time.Hour, true},
		{"-5", 0, false}, {"1.5", 0, false}, {"sớm", 0, false}, {"１２", 0, false},
		{"Thu, 12 Mar 2026 08:05:00 GMT", 5 * time.Minute, true},
		{"Thursday, 12-Mar-26 08:05:00 GMT", 5 * time.Minute, true},
		{"Thu Mar 12 08:05:00 2026", 5 * time.Minute, true},
		{"Thu, 12 Mar 2026 07:05:00 GMT", 0, false},
		{"Fri, 12 Mar 2027 08:00:00 GMT", 24 * time.Hour, true},
	}
	for _, tt := range tests {
		got, ok := retryAfter(tt.field, now)
		if ok != tt.ok || ok && got != tt.want {
			t.Errorf("%q: %s %t, want %s %t", tt.field, got, ok, tt.want, tt.ok)
		}
	}
}

func FuzzRetryAfter(f *testing.F) {
	f.Add("120")
	f.Add("Thu, 12 Mar 2026 08:05:00 GMT")
	now := time.Date(2026, 3, 12, 8, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, field string) {
		if wait, ok := retryAfter(field, now); ok && (wait <= 0 || wait > longestWait) {
			t.Errorf("%q: %s is out of bounds", field, wait)
		}
	})
}

func TestDoubled(t *testing.T) {
	for failures, want := range map[int]time.Duration{
		0: 30 * time.Second, 1: 30 * time.Second, 2: time.Minute, 3: 2 * time.Minute, 10: 256 * time.Minute, 13: longestWait, 1 << 40: longestWait,
	} {
		if got := doubled(firstWait, failures, longestWait); got != want {
			t.Errorf("after %d failures: %s, want %s", failures, got, want)
		}
	}
}

func TestPrintable(t *testing.T) {
	for in, want := range map[string]string{
		"Hà Nội, Đắk Lắk – “tin” … 10 %": "Hà Nội, Đắk Lắk – “tin” … 10 %",
		"a\x1b[31mđỏ\x1b]8;;x\x07":       `a\u{1b}[31mđỏ\u{1b}]8;;x\u{7}`,
		"dòng\nmới\r":                    `dòng\u{a}mới\u{d}`,
		"\u202eđảo\u2066":                "đảo",
		"ẩn\u200b\ufeff\u00ad":           "ẩn",
		"a\u200db\u200d\u200d\u200dc":    "a\u200db\u200dc",
		"c1 \u009b31m":                   `c1 \u{9b}31m`,
		"hỏng \xff\xfe":                  "hỏng \ufffd\ufffd",
		"\u2028x\u2029":                  `\u{2028}x\u{2029}`,
		"\u00a0cách\t":                   " cách ",
		"\U000e0041thẻ":                  "thẻ",
		"👨\u200d👩":                       "👨\u200d👩",
		"\x00":                           `\u{0}`,
	} {
		if got := Printable(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func FuzzPrintable(f *testing.F) {
	f.Add("a\x1b[31m\u202e")
	f.Fuzz(func(t *testing.T, s string) {
		got := Printable(s)
		if !utf8.ValidString(got) || Printable(got) != got {
			t.Errorf("%q: %q is not stable", s, got)
		}
		for _, r := range got {
			if r < 0x20 || r >= 0x7f && r < 0xa0 || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
				t.Errorf("%q: %q holds %U", s, got, r)
			}
		}
	})
}

func TestFreshLinksComeFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		early := time.Date(2026, 3, 12, 8, 0, 0, 0, time.UTC)
		late := early.Add(time.Hour)
		order := []time.Time{fresh(late, 0), fresh(late, 1), fresh(late, 1999), fresh(early, 0), fresh(early, 1), early}
		for i := 1; i < len(order); i++ {
			if !order[i-1].Before(order[i]) {
				t.Errorf("%d: %s is not before %s", i, order[i-1], order[i])
			}
		}
		if old := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC); fresh(old, 5).After(old) {
			t.Error("with a wrong clock a link would not be due")
		}
	})
}

func TestHostState(t *testing.T) {
	now := time.Date(2026, 3, 12, 8, 0, 0, 0, time.UTC)
	var s hostState
	var waits []time.Duration
	for range 6 {
		waits = append(waits, s.fail("timeout", now))
	}
	want := []time.Duration{0, 0, 30 * time.Second, time.Minute, 2 * time.Minute, 4 * time.Minute}
	for i := range want {
		if waits[i] < want[i] || waits[i] > want[i]+want[i]/10 {
			t.Errorf("failure %d: %s, want %s and up to a tenth more", i+1, waits[i], want[i])
		}
	}
	back, err := readState(s.bytes())
	if err != nil || back.paused(now) != "timeout" || back.paused(now.Add(5*time.Minute)) != "" || back.Failures != 6 {
		t.Errorf("read back: %+v, %v", back, err)
	}
	back.succeed()
	if back.fail("timeout", now) != 0 {
		t.Error("a success does not forget failures")
	}
	back.Failures, back.Last = 9, now
	back.Until = now.Add(time.Hour)
	back.forgive(now.Add(24 * time.Hour))
	if back.Failures != 9 {
		t.Error("failures are forgiven within a day of the rest")
	}
	back.forgive(now.Add(25 * time.Hour))
	if back.Failures != 0 {
		t.Error("failures are not forgiven after a quiet day")
	}
	limits := []time.Duration{back.limit("http-429", 0, time.Second, now), back.limit("http-429", 0, time.Second, now)}
	back.succeed()
	limits = append(limits, back.limit("http-429", 0, time.Second, now.Add(time.Hour)))
	back.forgive(now.Add(24 * time.Hour))
	limits = append(limits, back.limit("http-429", 0, time.Second, now.Add(24*time.Hour)))
	back.forgive(now.Add(48 * time.Hour))
	limits = append(limits, back.limit("http-429", 0, time.Second, now.Add(48*time.Hour)), back.limit("http-429", 7*time.Second, time.Second, now))
	for i, want := range []time.Duration{30 * time.Second, time.Minute, 2 * time.Minute, 4 * time.Minute, 30 * time.Second, 7 * time.Second} {
		if limits[i] < want || limits[i] > want+want/10 {
			t.Errorf("limit %d: %s, want %s and up to a tenth more", i+1, limits[i], want)
		}
	}
	if _, err := readState([]byte(`{"last":7`)); err == nil {
		t.Error("a broken state is no error")
	}
	if _, err := readState([]byte(`{"robots":{"http://a.test":null}}`)); err != nil {
		t.Errorf("a null robots.txt: %v", err)
	}
}

func FuzzState(f *testing.F) {
	f.Add([]byte(`{"last":"2026-03-12T08:00:00Z","robots":{"http://a.test":{"verdict":"found"}},"failures":3}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		s, err := readState(b)
		if err != nil {
			return
		}
		for _, r := range s.Robots {
			r.Allowed("/a", time.Now())
			r.CrawlDelay()
		}
		if _, err := readState(s.bytes()); err != nil {
			t.Errorf("%s does not read back: %v", s.bytes(), err)
		}
	})
}

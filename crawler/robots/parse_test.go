package robots

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func TestNoise(t *testing.T) {
	file := lines("User-agent: *", "Disallow: /tim-kiem", "Allow: /tim-kiem/huong-dan")
	expect := []string{"-/tim-kiem?q=a", "+/tim-kiem/huong-dan", "+/thoi-su/"}
	crlf := strings.ReplaceAll(file, "\n", "\r\n")
	cases := []verdicts{
		{"plain", file, "tintinh", expect},
		{"CR", strings.ReplaceAll(file, "\n", "\r"), "tintinh", expect},
		{"CRLF", crlf, "tintinh", expect},
		{"no last newline", strings.TrimSuffix(file, "\n"), "tintinh", expect},
		{"byte order mark", "\ufeff" + file, "tintinh", expect},
		{"two thirds of one", "\xef\xbb" + file, "tintinh", expect},
		{"a third of one", "\xef" + file, "tintinh", expect},
		{"UTF-16, little-endian", inUTF16(file, binary.LittleEndian), "tintinh", expect},
		{"UTF-16, big-endian", inUTF16(crlf, binary.BigEndian), "tintinh", expect},
		{"NUL", strings.ReplaceAll(file, "a", "a\x00"), "tintinh", expect},
		{"indented, with comments", "  \t" + strings.ReplaceAll(file, "\n", " # ghi chú\n\t"), "tintinh", expect},
		{"no-break spaces", strings.ReplaceAll(file, "\n", "\u00a0\n"), "tintinh", expect},
		{"an error page", "<!DOCTYPE html>\n<title>Không tìm thấy: trang</title>\n<p style='color: red'>", "tintinh", []string{"+/", "+/a"}},
		{"no agent", "Disallow: /", "tintinh", []string{"+/"}},
		{"empty agent", lines("User-agent:", "Disallow: /"), "", []string{"+/"}},
		{"words after the asterisk", lines("User-agent: * mọi người", "Disallow: /"), "tintinh", []string{"-/"}},
		{"a path without slash", lines("User-agent: *", "Disallow: tim-kiem"), "tintinh", []string{"+/tim-kiem"}},
		{"a space in a path", lines("User-agent: *", "Disallow: /van ban/"), "tintinh", []string{"-/van%20ban/1", "+/van"}},
		{"broken percent", lines("User-agent: *", "Disallow: /100%", "Disallow: /%%34%31"), "tintinh", []string{"-/100%", "-/100%25", "+/A", "+/%41"}},
		{"not UTF-8", "User-agent: *\nDisallow: /v\xfdn*b\xffn$\n", "tintinh", []string{"-/v%FDn-xb%FFn", "+/v%FDn-xb%FFn/", "+/v"}},
		{"dollar inside", lines("User-agent: *", "Disallow: /gia$ve"), "tintinh", []string{"-/gia$ve/1", "-/gia%24ve", "+/gia"}},
		{"fragment asked for", file, "tintinh", []string{"-/tim-kiem#dau", "+/#/tim-kiem"}},
		{"robots.txt itself", lines("User-agent: *", "Disallow: /"), "tintinh", []string{"+/robots.txt", "+/robots.txt?a", "-/robots.txt.bak"}},
		{"a delay does not end the agents", lines("User-agent: a", "Crawl-delay: 3", "User-agent: b", "Disallow: /x"), "a", []string{"-/x"}},
	}
	for _, typo := range []string{"Disalow", "dissallow", "DISSALOW", "disalow", "diasllow", "disallaw", "Disallowed"} {
		cases = append(cases, verdicts{typo, lines("User-agent: *", typo+": /x"), "tintinh", []string{"-/x", "+/y"}})
	}
	for _, typo := range []string{"useragent", "User Agent", "USER-AGENTS"} {
		cases = append(cases, verdicts{typo, lines(typo+": tintinh", "Disallow: /x"), "tintinh", []string{"-/x", "+/y"}})
	}
	check(t, cases)
}

func inUTF16(s string, order binary.ByteOrder) string {
	var b bytes.Buffer
	for _, u := range append([]uint16{0xfeff}, utf16.Encode([]rune(s))...) {
		_ = binary.Write(&b, order, u)
	}
	return b.String()
}

func TestParse(t *testing.T) {
	got := Parse([]byte(lines(
		"Sitemap: https://example.vn/sitemap.xml",
		"Crawl-delay: 99", // of nobody
		"User-agent: Tintinh",
		"Crawl-delay: 1.5",
		"Crawl-delay: 5s",
		"Disallow: /in-trang",
		"Noindex: /cu",
		"User-agent: *",
		"Crawl-delay: 30",
		"Disallow: /",
		"sitemap: /sitemap.xml",
		"Sitemap: https://example.vn/sitemap.xml # lần nữa",
		"Site-map: http://example.vn/tin.xml?a=1&b=2",
		"User-agent: tintinh/2",
		"Allow: /index.html",
		"Disallow: /in-trang",
		"Disallow:",
		"một dòng lạ",
	)), "tintinh/1.0 (+mailto:ai@example.vn)")
	want := &Rules{
		Agent: "tintinh",
		Rules: []Rule{
			{Allow: true, Line: "Allow: /index.html"},
			{Line: "Disallow: /in-trang"},
			{Allow: true, Line: "Allow: /$ # from Allow: /index.html"},
		},
		CrawlDelay: 1500 * time.Millisecond,
		Sitemaps:   []string{"https://example.vn/sitemap.xml", "http://example.vn/tin.xml?a=1&b=2"},
		Ignored:    4, // 5s, Noindex, the relative sitemap, the odd line
	}
	unexported := cmpopts.IgnoreUnexported(Rule{})
	if d := cmp.Diff(want, got, unexported); d != "" {
		t.Errorf("-want +got\n%s", d)
	}
	if d := cmp.Diff(got, throughJSON(t, got), unexported); d != "" {
		t.Errorf("JSON changes it:\n%s", d)
	}
	if ok, line := got.Allowed("/in-trang/1"); ok || line != "Disallow: /in-trang" {
		t.Errorf("/in-trang/1: %v, %q", ok, line)
	}
	if ok, line := got.Allowed("/"); !ok || line != "Allow: /$ # from Allow: /index.html" {
		t.Errorf("/: %v, %q", ok, line)
	}
	if ok, line := got.Allowed("/khac"); !ok || line != "" {
		t.Errorf("/khac: %v, %q", ok, line)
	}
}

func TestCrawlDelay(t *testing.T) {
	for value, want := range map[string]time.Duration{
		"1": time.Second, "0.25": 250 * time.Millisecond, "10 # giây": 10 * time.Second, ".5": time.Second / 2, "0": 0,
		"": 0, "abc": 0, "5s": 0, "-1": 0, "NaN": 0, "inf": 0, "1e3": 0, "0x10": 0, "1,5": 0, "1.2.3": 0,
		"99999999999999999999": 30 * 24 * time.Hour,
	} {
		if got := Parse([]byte("User-agent: *\nCrawl-delay: "+value), "x").CrawlDelay; got != want {
			t.Errorf("Crawl-delay: %s: %v, want %v", value, got, want)
		}
	}
	own := lines("User-agent: *", "Crawl-delay: 9", "Disallow: /", "User-agent: x", "Allow: /")
	if got := Parse([]byte(own), "x").CrawlDelay; got != 0 {
		t.Errorf("the delay of everybody counts for a crawler with a group of its own: %v", got)
	}
}

func TestParseLimit(t *testing.T) {
	head := "User-agent: *\nDisallow: /dau\n"
	tail := "Disallow: /cuoi\n"
	comment := strings.Repeat("#"+strings.Repeat("x", 98)+"\n", ParseLimit/100+1)
	within := head + comment[:ParseLimit-len(head)-1] + "\n"
	for _, c := range []struct {
		name, file string
		truncated  bool
		expect     string
	}{
		{"ends at the limit", within, false, "+/cuoi"},
		{"goes on after it", within + tail, true, "+/cuoi"},
		{"line begins before it", within[:ParseLimit-2] + "\n" + tail, false, "-/cuoi"},
		{"48 MB", head + strings.Repeat(comment, 100), true, "+/cuoi"},
	} {
		rules := Parse([]byte(c.file), "x")
		if rules.Truncated != c.truncated {
			t.Errorf("%s: Truncated = %v", c.name, rules.Truncated)
		}
		if ok, _ := rules.Allowed(c.expect[1:]); ok != (c.expect[0] == '+') {
			t.Errorf("%s: %s is %v", c.name, c.expect, ok)
		}
		if ok, _ := rules.Allowed("/dau"); ok {
			t.Errorf("%s: /dau is allowed", c.name)
		}
	}
	var many strings.Builder
	for i := range maxSitemaps + 5 {
		fmt.Fprintf(&many, "Sitemap: https://example.vn/%d.xml\n", i)
	}
	if r := Parse([]byte(many.String()), "x"); len(r.Sitemaps) != maxSitemaps || r.Ignored != 5 {
		t.Errorf("%d sitemaps, %d ignored", len(r.Sitemaps), r.Ignored)
	}
}

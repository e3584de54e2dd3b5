package discover

import (
	"strings"
	"testing"
	"time"
)

func TestTrap(t *testing.T) {
	for path, want := range map[string]string{
		"/":                              "",
		"/tin-tuc/tin-tuc/123/bai-viet":  "",
		"/2025/07/07/mua-lon.html":       "",
		"/2025/11/11/11/tin.html":        TrapRepeat,
		"/vi/web/guest/tin/-/view/1-a":   "",
		"/bai-viet.html/en/vi":           "",
		"/en/en/tin":                     TrapRepeat,
		"/bai-viet.html/vi/en/vi/en":     TrapRepeat,
		"/a/b/c/a/b/c":                   TrapRepeat,
		"/a/x/a/y/a":                     TrapRepeat,
		"/" + strings.Repeat("a/b//", 2): TrapRepeat,
		"/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17/18/19/20":    "",
		"/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17/18/19/20/21": TrapDepth,
		"/lich?ngay=2025-07-01":                                  TrapCalendar,
		"/lich?muc=3&Month=07":                                   TrapCalendar,
		"/tin?by-date=2025-03-13T17-24":                          TrapCalendar,
		"/tin?ngay=":                                             "",
		"/tin?trang=2":                                           "",
		"/tin?birthday=1":                                        "",
		"/ngay=1":                                                "",
	} {
		if got := Trap(path); got != want {
			t.Errorf("%s: %q, want %q", path, got, want)
		}
	}
}

// The language switch of a real portal appends itself to the address for ever.
func TestTrapCorpus(t *testing.T) {
	traps := 0
	for page, u := range corpusURLs(t) {
		repeated := RepeatedSegments(u.EscapedPath())
		if trap := strings.Contains(page, "/trap-"); repeated != trap {
			t.Errorf("%s: %v", u, repeated)
		} else if trap {
			traps++
		}
	}
	links, _ := Links(corpusPage(t, "sotttt.hanoi.gov.vn/trap-3159600-02931c.html"),
		corpusURLs(t)["sotttt.hanoi.gov.vn/trap-3159600-02931c.html"])
	for _, l := range links {
		if strings.Contains(l.URL, "/vi/vi/") && !RepeatedSegments(strings.TrimPrefix(l.URL, "https://sotttt.hanoi.gov.vn")) {
			t.Errorf("on a trap page: %s", l.URL)
		}
	}
	t.Logf("%d traps", traps)
}

func TestArchive(t *testing.T) {
	day := time.Date(2025, 7, 1, 0, 30, 0, 0, time.FixedZone("", 7*3600))
	for template, want := range map[string]string{
		"https://example.vn/tin?ngay={yyyy}-{mm}-{dd}": "https://example.vn/tin?ngay=2025-07-01",
		"https://example.vn/{d}/{m}/{yyyy}.html":       "https://example.vn/1/7/2025.html",
		"https://example.vn/{y}/{dd}{dd}":              "https://example.vn/{y}/0101",
	} {
		if got := Archive(template, day); got != want {
			t.Errorf("%s: %s, want %s", template, got, want)
		}
	}
	if got := Archive("{d}.{m}", time.Date(2025, 12, 31, 0, 0, 0, 0, time.UTC)); got != "31.12" {
		t.Errorf("two digits: %s", got)
	}
}

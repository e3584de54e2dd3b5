package web

import (
	"io/fs"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/tintinh/tintinh/extract"
)

// TestMessages: both languages have the same texts with the same blanks, and
// every text that a template asks for is there.
func TestMessages(t *testing.T) {
	vi, err := readMessages("vi")
	if err != nil {
		t.Fatal(err)
	}
	en, err := readMessages("en")
	if err != nil {
		t.Fatal(err)
	}
	blank := regexp.MustCompile(`%[sd]`)
	for name, text := range vi {
		other, ok := en[name]
		if !ok {
			t.Errorf("%s has no English", name)
		}
		if got, want := strings.Join(blank.FindAllString(other, -1), ""), strings.Join(blank.FindAllString(text, -1), ""); got != want {
			t.Errorf("%s has blanks %s in English, %s in Vietnamese", name, got, want)
		}
	}
	for name := range en {
		if _, ok := vi[name]; !ok {
			t.Errorf("%s has no Vietnamese", name)
		}
	}
	used := map[string]bool{}
	for _, pattern := range []string{"templates/*.html"} {
		names, err := fs.Glob(files, pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			src, err := files.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range regexp.MustCompile(`\bt "([\w.]+)"`).FindAllStringSubmatch(string(src), -1) {
				used[m[1]] = true
				if _, ok := vi[m[1]]; !ok {
					t.Errorf("%s asks for the text %s, which is not there", name, m[1])
				}
			}
		}
	}
	if got := en.text("badge.photos", 1) + ", " + en.text("badge.photos", 2) + ", " + vi.text("badge.photos", 1); got != "1 photo, 2 photos, 1 ảnh" {
		t.Errorf("photos are counted as %q", got)
	}
	for name := range vi { // texts whose names are put together, or asked for by code
		name = strings.TrimSuffix(name, ".one")
		if family, _, _ := strings.Cut(name, "."); !used[name] && !strings.Contains(" field warn verdict change reason error chart run ", " "+family+" ") {
			t.Errorf("nobody asks for the text %s", name)
		}
	}
}

func TestNumber(t *testing.T) {
	for _, c := range []struct {
		lang string
		n    any
		want string
	}{{"vi", 1234567, "1.234.567"}, {"en", 1234567, "1,234,567"}, {"vi", 999, "999"}, {"en", -1000, "−1,000"}, {"vi", int64(0), "0"}, {"vi", "x", "x"}} {
		if got := number(c.lang, c.n); got != c.want {
			t.Errorf("%v in %s is %q, want %q", c.n, c.lang, got, c.want)
		}
	}
	if got := size("vi", 18342); got != "17,9 KiB" {
		t.Errorf("size %q", got)
	}
	if got := size("en", 12); got != "12 B" {
		t.Errorf("size %q", got)
	}
}

// TestPublished: no more is shown than the page said.
func TestPublished(t *testing.T) {
	at := time.Date(2026, 3, 9, 7, 5, 0, 0, vietnam)
	for precision, want := range map[string]string{"second": "09/03/2026 07:05", "minute": "09/03/2026 07:05", "day": "09/03/2026", "month": "03/2026"} {
		if got := published("vi", &extract.Article{PublishedAt: at, PublishedPrecision: precision}); got != want {
			t.Errorf("to the %s: %q, want %q", precision, got, want)
		}
	}
	if got := published("vi", &extract.Article{}); got != "" {
		t.Errorf("unknown: %q", got)
	}
}

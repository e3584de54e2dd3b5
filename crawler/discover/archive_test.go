package discover

import (
	"testing"
	"time"
)

func TestEarlier(t *testing.T) {
	for _, tt := range []struct{ template, day, want string }{
		{"http://a.test/?ngay={yyyy}-{mm}-{dd}", "2026-03-01", "2026-02-28"},
		{"http://a.test/{yyyy}/{m}/{d}", "2026-01-01", "2025-12-31"},
		{"http://a.test/{yyyy}{mm}/", "2026-03-12", "2026-02-28"},
		{"http://a.test/{m}-{yyyy}", "2026-01-31", "2025-12-31"},
		{"http://a.test/nam-{yyyy}", "2026-03-12", "2025-12-31"},
	} {
		day, err := time.Parse(time.DateOnly, tt.day)
		if err != nil {
			t.Fatal(err)
		}
		if got := Earlier(tt.template, day).Format(time.DateOnly); got != tt.want {
			t.Errorf("before %s of %s: %s, want %s", tt.day, tt.template, got, tt.want)
		}
	}
}

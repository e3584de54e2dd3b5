package crawler

import (
	"testing"
	"time"
)

func TestNextLook(t *testing.T) {
	first := time.Date(2026, 1, 1, 8, 0, 0, 0, time.UTC)
	revisit := []time.Duration{time.Hour, 6 * time.Hour, 24 * time.Hour}
	for _, c := range []struct {
		name   string
		after  time.Duration // now, from the first fetch
		visits int
		want   time.Duration // from the first fetch; 0 = never
	}{
		{"after the first fetch", 0, 1, time.Hour},
		{"on time", time.Hour, 2, 6 * time.Hour},
		{"a little late", time.Hour + time.Minute, 2, 6 * time.Hour},
		{"last look to come", 6 * time.Hour, 3, 24 * time.Hour},
		{"all looks done", 24 * time.Hour, 4, 0},
		{"stood still three days: the distance is kept", 72 * time.Hour, 2, 77 * time.Hour},
		{"stood still, last look to come", 80 * time.Hour, 3, 98 * time.Hour},
		{"no visit counted", 2 * time.Hour, 0, 3 * time.Hour},
	} {
		want := time.Time{}
		if c.want > 0 {
			want = first.Add(c.want)
		}
		if got := nextLook(first, first.Add(c.after), c.visits, revisit); !got.Equal(want) {
			t.Errorf("%s: %v, want %v", c.name, got, want)
		}
	}
	if got := nextLook(first, first, 1, nil); !got.IsZero() {
		t.Errorf("no revisit times: %v, want never", got)
	}
}

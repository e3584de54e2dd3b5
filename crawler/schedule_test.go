package crawler

import (
	"slices"
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

func TestLooksCountFromPublication(t *testing.T) {
	first := time.Date(2026, 1, 10, 8, 0, 0, 0, time.UTC)
	revisit := []time.Duration{time.Hour, 6 * time.Hour, 24 * time.Hour}
	short := []time.Duration{time.Second, time.Minute}
	mixed := append(slices.Clone(short), revisit...)
	for _, c := range []struct {
		name    string
		revisit []time.Duration
		age     time.Duration   // at the first fetch; negative: a date in the future
		want    []time.Duration // looks, from the first fetch
	}{
		{"just published", revisit, 10 * time.Minute, []time.Duration{50 * time.Minute, 5*time.Hour + 50*time.Minute, 23*time.Hour + 50*time.Minute}},
		{"found after two hours", revisit, 2 * time.Hour, []time.Duration{4 * time.Hour, 22 * time.Hour}},
		{"found after thirty hours", revisit, 30 * time.Hour, []time.Duration{18 * time.Hour}},
		{"from an archive", revisit, 1000 * time.Hour, nil},
		{"a date in the future counts for nothing", revisit, -5 * time.Hour, []time.Duration{time.Hour, 6 * time.Hour, 24 * time.Hour}},
		{"times below an hour count from the first fetch", short, 48 * time.Hour, short},
		{"those before the others, too", mixed, 2 * time.Hour, append(slices.Clone(short), 4*time.Hour, 22*time.Hour)},
		{"also of what is from an archive", mixed, 1000 * time.Hour, short},
		{"and of what was just published", mixed, 10 * time.Minute, append(slices.Clone(short), 50*time.Minute, 5*time.Hour+50*time.Minute, 23*time.Hour+50*time.Minute)},
	} {
		var got []time.Duration
		now := first
		for visits := 1; visits < 9; visits++ {
			base, counted := fromPublication(first.Add(-c.age), first, visits, c.revisit)
			next := nextLook(base, now, counted, c.revisit)
			if next.IsZero() {
				break
			}
			got = append(got, next.Sub(first))
			now = next
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: looks after %v, want %v", c.name, got, c.want)
		}
	}
	if base, counted := fromPublication(time.Time{}, first, 2, revisit); !base.Equal(first) || counted != 2 {
		t.Errorf("no date: from %v, %d looks", base, counted)
	}
}

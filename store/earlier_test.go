package store_test

import (
	"testing"
	"time"

	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/store"
)

func TestEarlier(t *testing.T) {
	at := time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
	a := &extract.Article{ID: "vidu:1", FirstSeenAt: at}
	for _, c := range []struct {
		b    *extract.Article
		want bool
	}{
		{&extract.Article{ID: "vidu:0", FirstSeenAt: at.Add(time.Millisecond)}, true},
		{&extract.Article{ID: "vidu:2", FirstSeenAt: at.Add(-time.Millisecond)}, false},
		{&extract.Article{ID: "vidu:2", FirstSeenAt: at}, true},
		{&extract.Article{ID: "vidu:0", FirstSeenAt: at}, false},
		{a, false},
	} {
		if got := store.Earlier(a, c.b); got != c.want {
			t.Errorf("%s %s before %s %s: %v", a.ID, a.FirstSeenAt, c.b.ID, c.b.FirstSeenAt, got)
		}
	}
}

package crawler

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tintinh/tintinh/store"
)

func TestOwnPart(t *testing.T) {
	for name, c := range map[string]struct {
		figures, want store.PortalRun
		due           int
	}{
		"alone": {
			figures: store.PortalRun{Discovered: 10, Due: 7, Found: 3, Fetched: 8, New: 8, Left: 2}, due: 2,
			want: store.PortalRun{Discovered: 10, Due: 7, Found: 3, Fetched: 8, New: 8, Left: 2},
		},
		"more became due meanwhile": {
			figures: store.PortalRun{Discovered: 10, Due: 10, Fetched: 8, New: 8, Left: 2}, due: 50,
			want: store.PortalRun{Discovered: 10, Due: 10, Fetched: 8, New: 8, Left: 2},
		},
		"others took some": {
			figures: store.PortalRun{Discovered: 10, Due: 7, Found: 3, Fetched: 4, New: 4, Left: 6}, due: 1,
			want: store.PortalRun{Discovered: 10, Due: 7, Found: 3, Fetched: 4, New: 4, Left: 1, Skipped: map[string]int{"other-worker": 5}},
		},
		"took what others had found": {
			figures: store.PortalRun{Discovered: 3, Due: 3, Fetched: 9, New: 9, Left: -6}, due: 0,
			want: store.PortalRun{Discovered: 9, Due: 9, Fetched: 9, New: 9},
		},
	} {
		got := c.figures
		ownPart(&got, c.due)
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%s (-want +got):\n%s", name, d)
		}
		if err := got.Balance(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

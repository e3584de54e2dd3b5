package bolt

import (
	"context"
	"fmt"
	"time"

	"github.com/tintinh/tintinh/store"
)

// Restore stores outcomes that are known from kept pages, in the order in
// which they came about: as Done, but without a lease, and as of the moments
// of their captures, for the commits that they repeat were then. One commit,
// one Receipt per outcome.
func (db *DB) Restore(ctx context.Context, host string, outcomes ...store.Outcome) ([]store.Receipt, error) {
	texts := make([]*reading, len(outcomes))
	for i := range outcomes {
		if err := outcomes[i].Check(host); err != nil {
			return nil, fmt.Errorf("restore an outcome of %s: %w", host, err)
		}
		if outcomes[i].Capture == nil {
			return nil, fmt.Errorf("restore the outcome of %s: it has no capture, so no time", outcomes[i].URL.Canonical)
		}
		texts[i] = read(outcomes[i].Article)
	}
	var receipts []store.Receipt
	err := db.commit(ctx, func(t *tx) error {
		defer func(now time.Time) { t.now = now }(t.now)
		receipts = make([]store.Receipt, len(outcomes))
		for i := range outcomes {
			t.now = outcomes[i].Capture.At
			if err := t.outcome(host, &outcomes[i], texts[i], &receipts[i]); err != nil {
				return fmt.Errorf("restore the outcome of %s: %w", outcomes[i].URL.Canonical, err)
			}
		}
		return nil
	}, nil)
	if err != nil {
		return nil, err
	}
	return receipts, nil
}

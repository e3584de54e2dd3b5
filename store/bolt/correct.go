package bolt

import (
	"context"
	"fmt"

	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/store"
)

// Correct takes in articles of one host that were read again from kept pages:
// the same merge, numbers and duplicates as Done, without a lease, for no
// server is asked. One commit, one Receipt per article.
func (db *DB) Correct(ctx context.Context, host string, articles ...*extract.Article) ([]store.Receipt, error) {
	texts := make([]*reading, len(articles))
	for i, a := range articles {
		texts[i] = read(a)
	}
	var receipts []store.Receipt
	err := db.commit(ctx, func(t *tx) error {
		receipts = make([]store.Receipt, len(articles))
		for i, a := range articles {
			if err := t.takeIn(host, a, texts[i], &receipts[i]); err != nil {
				return fmt.Errorf("correct article %s: %w", a.ID, err)
			}
		}
		return nil
	}, nil)
	if err != nil {
		return nil, err
	}
	return receipts, nil
}

package pg

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
	if err := store.CheckName("the host", host); err != nil {
		return nil, fmt.Errorf("correct articles: %w", err)
	}
	w := &wants{lock: []string{host}, create: []string{host}}
	for _, a := range articles {
		if err := store.CheckName("the article's id", a.ID); err != nil {
			return nil, fmt.Errorf("correct articles of %s: %w", host, err)
		}
		w.article(a)
	}
	var receipts []store.Receipt
	err := db.write(ctx, w, func(ctx context.Context, t *tx) error {
		receipts = make([]store.Receipt, len(articles))
		for i, a := range articles {
			if err := t.takeIn(ctx, host, a, &receipts[i]); err != nil {
				return fmt.Errorf("correct article %s: %w", a.ID, err)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return receipts, nil
}

package pg

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/tintinh/tintinh/store"
)

// readHistory is one statement, so that an article that changes meanwhile is
// seen before or after.
const readHistory = `SELECT host, n FROM (
		SELECT r, host, n FROM revisions WHERE id = $1
		UNION ALL SELECT changes, host, n FROM articles WHERE id = $1) h ORDER BY r`

// Revisions calls fn for every change of one article, oldest first: the
// superseded ones, then the one that stands.
func (db *DB) Revisions(ctx context.Context, id string, fn func(store.Revision) error) error {
	var list []numberAt
	var bodies map[numberAt][]byte
	err := db.do(ctx, func(c *pgxpool.Conn) error {
		rows, err := c.Query(ctx, readHistory, id)
		if err != nil {
			return err
		}
		list, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (at numberAt, err error) {
			err = row.Scan(&at.host, &at.n)
			return at, err
		})
		if err == nil {
			bodies, err = db.bodiesAt(ctx, c, list)
		}
		return err
	})
	if err == nil && len(list) == 0 {
		err = store.ErrNotFound
	}
	if err != nil {
		return fmt.Errorf("revisions of %s: %w", id, err)
	}
	for i, at := range list {
		if err := ctx.Err(); err != nil {
			return err
		}
		a, err := db.codec.article(bodies[at])
		if err != nil {
			return db.damage(fmt.Errorf("change %d of article %s: %w", i+1, id, err))
		}
		r := store.Revision{ID: id, N: i + 1, Seq: a.Seq, Change: a.Change, Fields: a.ChangedFields, At: a.ChangedAt, Article: a}
		if err := fn(r); err != nil {
			return err
		}
	}
	return nil
}

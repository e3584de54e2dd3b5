package pg

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"

	"github.com/jackc/pgx/v5/pgxpool"
)

// group commits changes together. One that fails is settled and left out, and
// the others are done again without it; where it cannot be told which one is to
// blame each is done alone.
func (db *DB) group(rs []*request) {
	for {
		if rs = withoutStale(rs); len(rs) == 0 {
			return
		}
		ctx, cancel := allOf(rs)
		bad, err := db.transact(ctx, rs)
		givenUp := ctx.Err() != nil
		cancel()
		switch {
		case err == nil, bad < 0 && (len(rs) == 1 || gone(err) || givenUp):
			for _, r := range rs {
				r.done <- err
			}
			return
		case bad < 0:
			for _, r := range rs {
				db.group([]*request{r})
			}
			return
		}
		rs[bad].done <- err
		rs = slices.Delete(rs, bad, bad+1)
	}
}

// withoutStale hands back the changes that must be made ready again.
func withoutStale(rs []*request) []*request {
	return slices.DeleteFunc(rs, func(r *request) bool {
		stale := r.wants.stale != nil && r.wants.stale()
		if stale {
			r.done <- errForgot
		}
		return stale
	})
}

// allOf is a context that ends when those of all requests have.
func allOf(rs []*request) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancelCause(context.WithoutCancel(rs[0].ctx))
	var left atomic.Int64
	left.Store(int64(len(rs)))
	stops := make([]func() bool, 0, len(rs))
	for _, r := range rs {
		stops = append(stops, context.AfterFunc(r.ctx, func() {
			if left.Add(-1) == 0 {
				cancel(context.Cause(r.ctx))
			}
		}))
	}
	return ctx, func() {
		for _, stop := range stops {
			stop()
		}
		cancel(nil)
	}
}

// moreHosts is returned by apply when it must write to a host that is not
// locked; the transaction begins anew with it.
type moreHosts struct{ host string }

func (m *moreHosts) Error() string { return m.host + " is not locked" }

// write commits one change by itself.
func (db *DB) write(ctx context.Context, w *wants, apply func(ctx context.Context, t *tx) error) error {
	if db.o.ReadOnly {
		return fmt.Errorf("write to the %s: %w", db.place, errReadOnly)
	}
	_, err := db.transact(ctx, []*request{{ctx: ctx, wants: w, apply: apply}})
	return err
}

// transact runs changes in one transaction, again as do says. Where the answer
// to its commit was lost and the mark tells that it took place, it is not
// repeated. bad is the change that err belongs to; -1 when it belongs to all.
func (db *DB) transact(ctx context.Context, rs []*request) (bad int, err error) {
	w := merge(rs)
	mark := make([]byte, 16)
	rand.Read(mark) // never fails
	sent := false   // a commit, whose answer was not seen
	once := func(c *pgxpool.Conn) (err error) {
		bad = -1
		if err := db.makeHosts(ctx, c, w.create); err != nil {
			return err
		}
		if err := db.locate(ctx, c, w.lock...); err != nil {
			return err
		}
		t := newTx(db, c, mark)
		err = t.load(ctx, w)
		if err == nil && sent && t.marked() {
			return t.rollback(ctx, nil) // it took place: what apply returned holds
		}
		if err == nil {
			bad, err = t.apply(ctx, rs)
		}
		if err == nil {
			sent = true
			err = t.flush(ctx)
		}
		if err == nil {
			t.remember()
		}
		return t.rollback(ctx, err)
	}
	for {
		err := db.do(ctx, once)
		more, ok := errors.AsType[*moreHosts](err)
		if !ok {
			return bad, err
		}
		w.lock = append(w.lock, more.host)
	}
}

// apply makes the changes in memory. The server's troubles, and that a host is
// not locked, are nobody's.
func (t *tx) apply(ctx context.Context, rs []*request) (bad int, err error) {
	if err := t.more(ctx); err != nil {
		return -1, err
	}
	for i, r := range rs {
		err := context.Cause(r.ctx)
		if err == nil {
			err = r.apply(ctx, t)
		}
		if _, more := errors.AsType[*moreHosts](err); more || err != nil && (code(err) != "" || gone(err) || conflict(err)) {
			return -1, err
		}
		if err != nil {
			return i, err
		}
	}
	return -1, nil
}

// remember notes which rows are in the table now.
func (t *tx) remember() {
	for host, set := range t.urls {
		for k, u := range set {
			if u.known {
				t.db.known.add(host, k)
			}
		}
	}
}

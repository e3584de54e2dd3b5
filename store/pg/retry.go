package pg

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
)

// conflictRetries is how often a transaction is repeated that met another.
const conflictRetries = 8

// Pauses while a server is away: doubling, with a random part, so that many
// workers do not come back at the same moment.
const (
	firstPause   = 100 * time.Millisecond
	longestPause = 5 * time.Second
)

// do runs fn on a connection, again if it met another transaction, and again
// when the server is back if that was away. So fn must bear being repeated,
// also after it took effect. The error is one for people.
func (db *DB) do(ctx context.Context, fn func(c *pgxpool.Conn) error) error {
	var deadline time.Time // of waiting for a server; zero: it answered last
	pause := firstPause
	for conflicts := 0; ; {
		if db.closed.Load() {
			return ErrClosed
		}
		err := db.pool.AcquireFunc(ctx, fn)
		switch {
		case err == nil:
			db.back()
			return nil
		case ctx.Err() != nil:
			return fmt.Errorf("%s: %w", db.place, context.Cause(ctx))
		case conflict(err) && conflicts < conflictRetries:
			conflicts++
			if werr := db.sleep(ctx, rand.N(time.Duration(conflicts)*10*time.Millisecond)); werr != nil {
				return werr
			}
		case gone(err) && db.mayWait(&deadline):
			db.left(err)
			if code(err) == readOnlyTransaction {
				db.pool.Reset() // its connections lead to what is a standby now
			}
			if werr := db.sleep(ctx, pause/2+rand.N(pause)); werr != nil {
				return werr
			}
			pause = min(2*pause, longestPause)
		default:
			return friendly(db.place, err)
		}
	}
}

// mayWait reports whether a server that is away is waited for any longer.
func (db *DB) mayWait(deadline *time.Time) bool {
	select {
	case <-db.o.Hurry: // nil: never
		return false
	default:
	}
	if deadline.IsZero() {
		*deadline = time.Now().Add(db.o.Patience)
	}
	return time.Now().Before(*deadline)
}

func (db *DB) sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-db.o.Hurry: // the next failure is the last
	case <-ctx.Done():
		return fmt.Errorf("%s: %w", db.place, context.Cause(ctx))
	}
	return nil
}

// left tells, once, that the server is waited for.
func (db *DB) left(err error) {
	if !db.away.Swap(true) && db.o.Log != nil {
		db.o.Log.Warn("waiting for the store", "store", db.place, "at_most", db.o.Patience, "err", err)
	}
}

func (db *DB) back() {
	if db.away.Load() && db.away.Swap(false) && db.o.Log != nil {
		db.o.Log.Info("the store is back", "store", db.place)
	}
}

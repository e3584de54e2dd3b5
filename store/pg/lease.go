package pg

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/tintinh/tintinh/store"
)

// whenLeased is how long to wait for a host that a worker has in hand: it may
// come back with more to do at any moment. Workers of a cluster ask the one
// server, so it is longer than in one process.
const whenLeased = 150 * time.Millisecond

// whenLocked is how long to wait for a host that is being written to.
const whenLocked = 10 * time.Millisecond

// The host that has been ready for longest, past the rows that others have
// locked. ready is a lower bound, so the others are checked too. An end that
// is reckoned from the statement's beginning errs early, as it should.
const (
	takeAny = `WITH free AS (SELECT host FROM hosts
			WHERE ready <= ` + startKey + ` AND lease_until <= ` + startKey + ` AND cooldown <= ` + startKey + `
				AND due <= least($3::bigint, ` + startKey + `)`
	takeOf   = ` AND host = ANY($4::text[])`
	takeRest = ` ORDER BY ready, host LIMIT 1 FOR UPDATE SKIP LOCKED)
		UPDATE hosts h SET token = h.token + 1, worker = $1, lease_until = ` + startKey + ` + $2::bigint, ready = ` + startKey + ` + $2::bigint
		FROM free WHERE h.host = free.host RETURNING h.host, h.token`

	readState = `SELECT state FROM host_states WHERE host = $1`

	// How long until a host could be leased, as the bolt engine reckons it.
	waitAny = `SELECT min(CASE WHEN lease_until > n.now
			THEN greatest(greatest(due, cooldown) - n.now, least($2::bigint, lease_until - n.now))
			ELSE greatest(greatest(due, cooldown) - n.now, 0) END)
		FROM hosts, (SELECT ` + nowKey + ` AS now) n WHERE due <= $1::bigint AND due < 9223372036854775807`
	waitOf = ` AND host = ANY($3::text[])`

	giveBack = `UPDATE hosts SET token = token + 1, lease_until = 0, worker = '', ready = greatest(due, cooldown)
		WHERE host = $1 AND token = $2`
)

// Lease hands out one host. It is committed before its URLs are read: from
// then on nobody else changes them but by adding.
func (db *DB) Lease(ctx context.Context, ask store.Ask) (*store.Lease, error) {
	if ask.TTL <= 0 || ask.Max <= 0 {
		return nil, fmt.Errorf("lease for %d URLs and %s: both must be more than zero", ask.Max, ask.TTL)
	}
	if db.o.ReadOnly {
		return nil, fmt.Errorf("lease a host of the %s: %w", db.place, errReadOnly)
	}
	l := &store.Lease{Worker: ask.Worker}
	err := db.do(ctx, func(c *pgxpool.Conn) error {
		asked := time.Now() // before the server's now: so the lease ends later there
		err := db.take(ctx, c, ask, l)
		if errors.Is(err, pgx.ErrNoRows) {
			wait, err := db.wait(ctx, c, ask)
			if err != nil {
				return err
			}
			return &store.Idle{Wait: wait}
		}
		if err != nil {
			return err
		}
		l.Until = asked.Add(ask.TTL)
		return nil
	})
	var idle *store.Idle
	if errors.As(err, &idle) {
		return nil, err
	}
	if err == nil {
		err = db.fill(ctx, l, ask)
	}
	if err != nil {
		return nil, fmt.Errorf("lease a host: %w", err)
	}
	db.queue.hold(l.Host, true)
	return l, nil
}

func (db *DB) take(ctx context.Context, c *pgxpool.Conn, ask store.Ask, l *store.Lease) error {
	worker := strings.ToValidUTF8(strings.ReplaceAll(ask.Worker, "\x00", ""), "")
	sql, args := takeAny+takeRest, []any{worker, int64(ask.TTL), timeKey(ask.Before)}
	if ask.Hosts != nil {
		sql, args = takeAny+takeOf+takeRest, append(args, ask.Hosts)
	}
	var token int64
	if err := c.QueryRow(ctx, sql, args...).Scan(&l.Host, &token); err != nil {
		return err
	}
	l.Token = uint64(token)
	return nil
}

// fill reads the due URLs and the state of a host just leased. If that fails
// the host is given back, so that it need not wait for the lease's end.
func (db *DB) fill(ctx context.Context, l *store.Lease, ask store.Ask) error {
	err := db.do(ctx, func(c *pgxpool.Conn) error {
		l.URLs, l.State = nil, nil
		if err := db.locate(ctx, c, l.Host); err != nil {
			return err
		}
		b := &pgx.Batch{}
		b.Queue(readState, l.Host).Query(func(rows pgx.Rows) error {
			for rows.Next() {
				if err := rows.Scan(&l.State); err != nil {
					return err
				}
			}
			return nil
		})
		b.Queue(db.part(l.Host).dueURLs, l.Host, timeKey(ask.Before), ask.Max).Query(func(rows pgx.Rows) error {
			for rows.Next() {
				var due int64
				var row []byte
				if err := rows.Scan(&due, &row); err != nil {
					return err
				}
				u, err := urlOf(due, row)
				if err != nil {
					return db.damage(fmt.Errorf("a row of %s: %w", l.Host, err))
				}
				db.known.add(l.Host, u.Key())
				l.URLs = append(l.URLs, u)
			}
			return nil
		})
		return c.SendBatch(ctx, b).Close()
	})
	if err == nil && len(l.URLs) == 0 {
		err = db.damage(fmt.Errorf("%s has no due row where its row says so", l.Host))
	}
	if err != nil {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		_ = db.Release(ctx, l) // else it comes back when the lease ends
	}
	return err
}

// wait is how long until a host could be leased; negative: never.
func (db *DB) wait(ctx context.Context, c *pgxpool.Conn, ask store.Ask) (time.Duration, error) {
	sql, args := waitAny, []any{timeKey(ask.Before), int64(whenLeased)}
	if ask.Hosts != nil {
		sql, args = waitAny+waitOf, append(args, ask.Hosts)
	}
	var wait *int64
	if err := c.QueryRow(ctx, sql, args...).Scan(&wait); err != nil {
		return 0, err
	}
	if wait == nil {
		return -1, nil
	}
	return max(time.Duration(*wait), whenLocked), nil
}

// Release gives the host back, and changes its token: a Done that comes later
// is refused.
func (db *DB) Release(ctx context.Context, l *store.Lease) error {
	db.queue.hold(l.Host, false)
	err := db.do(ctx, func(c *pgxpool.Conn) error {
		_, err := c.Exec(ctx, giveBack, l.Host, int64(l.Token))
		return err
	})
	if err != nil {
		return fmt.Errorf("give %s back: %w", l.Host, err)
	}
	return nil
}

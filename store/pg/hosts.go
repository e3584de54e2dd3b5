package pg

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/tintinh/tintinh/store"
)

// readHostRows counts what is due only of hosts that have something due.
const readHostRows = `SELECT h.host, h.cooldown, h.last, h.articles, h.urls, s.state,
		CASE WHEN h.due <= ` + startKey + ` THEN (SELECT count(*) FROM urls u
			WHERE u.host = h.host AND u.due <= ` + startKey + ` AND u.due < 9223372036854775807) ELSE 0 END
	FROM hosts h LEFT JOIN host_states s ON s.host = h.host WHERE h.urls > 0 ORDER BY h.host`

// Hosts returns every host that has rows, sorted.
func (db *DB) Hosts(ctx context.Context) (all []store.HostState, err error) {
	err = db.do(ctx, func(c *pgxpool.Conn) error {
		rows, err := c.Query(ctx, readHostRows)
		if err != nil {
			return err
		}
		all, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (h store.HostState, err error) {
			var cooldown, last int64
			err = row.Scan(&h.Host, &cooldown, &last, &h.Articles, &h.URLs, &h.State, &h.Due)
			h.Cooldown, h.LastSeq = keyTime(cooldown), uint64(last)
			return h, err
		})
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list hosts: %w", err)
	}
	return all, nil
}

// capturePage is how many captures are read at once.
const capturePage = 1000

// readCaptures goes on behind a capture. The key is compared as a whole, which
// the index of each partition is sorted by.
const readCaptures = `SELECT host, key, at, capture FROM captures
	WHERE (host, key, at) > ($1, $2, $3) ORDER BY host, key, at LIMIT $4`

// Captures calls fn for each capture of a host ("" = all), oldest first per URL.
func (db *DB) Captures(ctx context.Context, host string, fn func(store.Capture) error) error {
	after := captureRow{host: host, at: -1}
	key := []byte{}
	for {
		page, err := db.captures(ctx, host != "", after.host, key, after.at)
		if err != nil {
			return fmt.Errorf("read captures: %w", err)
		}
		for _, row := range page {
			if err := ctx.Err(); err != nil {
				return err
			}
			var c store.Capture
			if err := decodeJSON("a capture", row.text, &c); err != nil {
				return db.damage(err)
			}
			if err := fn(c); err != nil {
				return err
			}
		}
		if len(page) < capturePage {
			return nil
		}
		after = page[len(page)-1]
		key = after.key[:]
	}
}

// captures reads a page of all captures, or of those of one host, which are all
// in one partition.
func (db *DB) captures(ctx context.Context, one bool, host string, key []byte, at int64) (page []captureRow, err error) {
	err = db.do(ctx, func(c *pgxpool.Conn) error {
		sql := readCaptures
		if one {
			if err := db.locate(ctx, c, host); err != nil {
				return err
			}
			sql = db.part(host).ofCaptures
		}
		rows, err := c.Query(ctx, sql, host, key, at, capturePage)
		if err != nil {
			return err
		}
		page, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (r captureRow, err error) {
			var key []byte
			err = row.Scan(&r.host, &key, &r.at, &r.text)
			copy(r.key[:], key)
			return r, err
		})
		return err
	})
	return page, err
}

// LastCapture returns the newest capture of a row.
func (db *DB) LastCapture(ctx context.Context, host string, key store.Key) (capture store.Capture, err error) {
	err = db.do(ctx, func(c *pgxpool.Conn) error {
		if err := db.locate(ctx, c, host); err != nil {
			return err
		}
		var text []byte
		if err := c.QueryRow(ctx, db.part(host).lastCapture, host, key[:]).Scan(&text); err != nil {
			return err
		}
		return db.damage(decodeJSON("a capture", text, &capture))
	})
	if errors.Is(err, pgx.ErrNoRows) {
		err = store.ErrNotFound
	}
	if err != nil {
		return capture, fmt.Errorf("last capture of a page of %s: %w", host, err)
	}
	return capture, nil
}

package bolt

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"time"

	"go.etcd.io/bbolt"

	"github.com/tintinh/tintinh/store"
)

// Hosts returns every host that has rows, sorted.
func (db *DB) Hosts(ctx context.Context) (all []store.HostState, err error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	now := timeKey(time.Now())
	err = db.view(func(t *bbolt.Tx) error {
		return bucketOf(t, hostBucket).ForEach(func(k, v []byte) error {
			h, err := decodeHost(v)
			if err != nil {
				return db.damage(fmt.Errorf("%s: %w", k, err))
			}
			all = append(all, store.HostState{
				Host: string(k), Cooldown: keyTime(h.cooldown), LastSeq: h.last,
				Articles: int(h.articles), URLs: int(h.urls), Due: dueUntil(t, string(k), now),
				State: bytes.Clone(bucketOf(t, stateBucket).Get(k)),
			})
			return nil
		})
	})
	if err != nil {
		return nil, fmt.Errorf("list hosts: %w", err)
	}
	return all, nil
}

// dueUntil counts the rows of a host that are due by a time key.
func dueUntil(t *bbolt.Tx, host string, now uint64) (n int) {
	p := prefix(host)
	c := bucketOf(t, dueBucket).Cursor()
	for k, _ := c.Seek(p); bytes.HasPrefix(k, p) && len(k) == len(p)+24; k, _ = c.Next() {
		if binary.BigEndian.Uint64(k[len(p):]) > now {
			break
		}
		n++
	}
	return n
}

// Captures calls fn for each capture of a host ("" = all), oldest first per URL.
func (db *DB) Captures(ctx context.Context, host string, fn func(store.Capture) error) error {
	var p []byte
	if host != "" {
		p = prefix(host)
	}
	return db.scan(ctx, captureBucket, p, func(k, v []byte) error {
		var c store.Capture
		if err := decodeJSON("a capture", v, &c); err != nil {
			return db.damage(fmt.Errorf("capture %.60x: %w", k, err))
		}
		return fn(c)
	})
}

// LastCapture returns the newest capture of a row.
func (db *DB) LastCapture(ctx context.Context, host string, key store.Key) (c store.Capture, err error) {
	if err := ctx.Err(); err != nil {
		return c, err
	}
	err = db.view(func(t *bbolt.Tx) error {
		p := urlKey(host, key)
		cur := bucketOf(t, captureBucket).Cursor()
		k, v := cur.Seek(captureKey(host, key, time.Time{})) // never, which is after all others
		if k == nil {
			k, v = cur.Last()
		} else if !bytes.HasPrefix(k, p) {
			k, v = cur.Prev()
		}
		if !bytes.HasPrefix(k, p) {
			return store.ErrNotFound
		}
		if err := decodeJSON("a capture", v, &c); err != nil {
			return db.damage(fmt.Errorf("capture %.60x: %w", k, err))
		}
		return nil
	})
	if err != nil {
		return c, fmt.Errorf("last capture of a page of %s: %w", host, err)
	}
	return c, nil
}

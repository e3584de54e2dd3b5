package bolt

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"time"

	"go.etcd.io/bbolt"

	"github.com/tintinh/tintinh/store"
)

// held is a host in a worker's hands. It stays after it expired, until
// somebody else takes the host: so that a late Done is still taken.
type held struct {
	token    uint64
	until    time.Time
	pending  int  // Dones on their way to disk: nobody may take the host over meanwhile
	released bool // while one of them was on its way
}

func (h *held) free(now time.Time) bool {
	return h == nil || h.pending == 0 && (h.released || !now.Before(h.until))
}

// firstToken differs from open to open: a lease of an earlier DB is not taken
// for one of this.
func firstToken() uint64 { return rand.Uint64() >> 1 }

// Lease hands out one host. The lock is held while the file is read, because
// a host that another worker gives back must be seen with what it stored.
func (db *DB) Lease(ctx context.Context, ask store.Ask) (*store.Lease, error) {
	if ask.TTL <= 0 || ask.Max <= 0 {
		return nil, fmt.Errorf("lease for %d URLs and %s: both must be more than zero", ask.Max, ask.TTL)
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	db.mu.Lock()
	defer db.mu.Unlock()
	if db.broken != nil {
		return nil, db.broken
	}
	now := time.Now()
	l, wait := (*store.Lease)(nil), time.Duration(-1)
	err := db.view(func(t *bbolt.Tx) error {
		host, w, err := db.choose(t, ask, now)
		if wait = w; err != nil || host == "" {
			return err
		}
		l, err = db.load(t, host, ask, now)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("lease a host: %w", err)
	}
	if l == nil {
		return nil, &store.Idle{Wait: wait}
	}
	db.token++
	l.Token, l.Until = db.token, now.Add(ask.TTL)
	db.leases[l.Host] = &held{token: l.Token, until: l.Until}
	return l, nil
}

// load reads the due URLs and the state of a host.
func (db *DB) load(t *bbolt.Tx, host string, ask store.Ask, now time.Time) (*store.Lease, error) {
	l := &store.Lease{Host: host, Worker: ask.Worker}
	bound := min(deadline(ask), timeKey(now))
	url, p := bucketOf(t, urlBucket), prefix(host)
	c := bucketOf(t, dueBucket).Cursor()
	for k, _ := c.Seek(p); bytes.HasPrefix(k, p) && len(l.URLs) < ask.Max; k, _ = c.Next() {
		_, rest, err := splitKey(k, 24)
		if err != nil {
			return nil, db.damage(fmt.Errorf("bucket due: %w", err))
		}
		if binary.BigEndian.Uint64(rest) > bound {
			break
		}
		var u store.URL
		if err := decodeJSON("a URL row", url.Get(append(prefix(host), rest[8:]...)), &u); err != nil {
			return nil, db.damage(fmt.Errorf("row %x of %s: %w", rest[8:], host, err))
		}
		l.URLs = append(l.URLs, u)
	}
	if len(l.URLs) == 0 {
		return nil, db.damage(fmt.Errorf("%s has no due row where its row says so", host))
	}
	l.State = bytes.Clone(bucketOf(t, stateBucket).Get([]byte(host)))
	return l, nil
}

// Release gives the host back.
func (db *DB) Release(_ context.Context, l *store.Lease) error {
	db.mu.Lock()
	defer db.mu.Unlock()
	h := db.leases[l.Host]
	switch {
	case h == nil || h.token != l.Token:
	case h.pending > 0:
		h.released = true
	default:
		delete(db.leases, l.Host)
	}
	return nil
}

// claim marks that a Done of the lease is on its way; settle ends that.
func (db *DB) claim(l *store.Lease) (*held, error) {
	db.mu.Lock()
	defer db.mu.Unlock()
	h := db.leases[l.Host]
	if h == nil || h.token != l.Token {
		return nil, fmt.Errorf("%s: %w", l.Host, store.ErrLost)
	}
	h.pending++
	return h, nil
}

func (db *DB) settle(host string, h *held, ttl time.Duration, err error) {
	db.mu.Lock()
	defer db.mu.Unlock()
	h.pending--
	if until := time.Now().Add(ttl); err == nil && ttl > 0 && until.After(h.until) {
		h.until = until
	}
	if h.released && h.pending == 0 && db.leases[host] == h {
		delete(db.leases, host)
	}
}

package bolt

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"go.etcd.io/bbolt"
)

// request is a change that waits for the writer. apply may run more than once
// and must then begin anew; it reads everything before it writes, or fails as
// a whole.
type request struct {
	ctx   context.Context
	at    time.Time // when it was made, which is the change's time
	apply func(*tx) error
	after func(error) // called once, by the writer, when the outcome is known; may be nil
	done  chan error
}

func (r *request) settle(err error) {
	if r.after != nil {
		r.after(err)
	}
	r.done <- err
}

// maxGroup bounds the requests of one commit, and with it how long the first
// of them waits for the rest.
const maxGroup = 256

// commit hands a change to the writer and returns when it is on disk. If ctx
// ends first, the change may or may not be stored.
func (db *DB) commit(ctx context.Context, apply func(*tx) error, after func(error)) error {
	r := &request{ctx: ctx, at: time.Now(), apply: apply, after: after, done: make(chan error, 1)}
	err := db.failed()
	if err == nil && db.readOnly {
		err = fmt.Errorf("write to %s: %w", db.path, ErrReadOnly)
	}
	if err != nil {
		r.settle(err)
		return err
	}
	select {
	case db.requests <- r:
	case <-db.stopping:
		r.settle(ErrClosed)
		return ErrClosed
	case <-ctx.Done():
		err := fmt.Errorf("wait for a commit to %s: %w", db.path, context.Cause(ctx))
		r.settle(err)
		return err
	}
	select {
	case err := <-r.done:
		return err
	case <-ctx.Done():
		return fmt.Errorf("wait for a commit to %s, which may still be stored: %w", db.path, context.Cause(ctx))
	}
}

// patience is how long a commit waits for the other hosts in hand: their pages
// are being read, and one sync for several costs what it costs for one. No host
// waits for it, for each has its delay.
const patience = 10 * time.Millisecond

// write is the writer: the first request that waits starts a commit, those of
// other hosts in hand join it, and what comes meanwhile is the next one.
func (db *DB) write() {
	defer close(db.stopped)
	for {
		select {
		case r := <-db.requests:
			db.group(db.gather(r))
		case <-db.stopping:
			return
		}
	}
}

func (db *DB) gather(r *request) []*request {
	group := []*request{r}
	var late <-chan time.Time
	for len(group) < maxGroup {
		select {
		case r := <-db.requests:
			group = append(group, r)
			continue
		default:
		}
		if len(group) >= db.inHand() {
			return group
		}
		if late == nil {
			late = time.After(patience)
		}
		select {
		case r := <-db.requests:
			group = append(group, r)
		case <-late:
			return group
		case <-db.stopping:
			return group
		}
	}
	return group
}

// inHand is the number of hosts that are leased.
func (db *DB) inHand() int {
	db.mu.Lock()
	defer db.mu.Unlock()
	return len(db.leases)
}

// group commits requests together. One that fails is settled and left out, and
// the others are done again without it.
func (db *DB) group(rs []*request) {
	for len(rs) > 0 {
		bad, err := db.transact(rs)
		if bad < 0 {
			for _, r := range rs {
				r.settle(err)
			}
			return
		}
		rs[bad].settle(err)
		rs = append(rs[:bad:bad], rs[bad+1:]...)
	}
}

// errClean rolls back a transaction that changed nothing.
var errClean = errors.New("nothing to write")

// transact runs the requests in one transaction. bad is the request that err
// belongs to; -1 when it belongs to all of them.
func (db *DB) transact(rs []*request) (bad int, err error) {
	if err := db.failed(); err != nil {
		return -1, err
	}
	db.durable.Lock()
	defer db.durable.Unlock()
	bad = -1
	var t *tx
	err = db.update(func(b *bbolt.Tx) error {
		t = newTx(db, b, time.Now())
		for i, r := range rs {
			err := r.ctx.Err()
			if err == nil {
				t.now = r.at
				err = r.apply(t)
			}
			if err != nil {
				bad = i
				return err
			}
		}
		if err := t.flush(); err != nil {
			return err
		}
		if !t.dirty {
			return errClean
		}
		return nil
	})
	if err != nil && t != nil {
		t.rollback()
	}
	switch {
	case err == nil, errors.Is(err, errClean):
		return -1, nil
	case bad >= 0:
		return bad, err
	}
	return -1, db.fail(err)
}

// update is bbolt's, with panics and faults as errors.
func (db *DB) update(fn func(*bbolt.Tx) error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer recovered(db.path, &err)
	db.wrecked.Store(true) // until it returns
	err = db.bolt.Update(fn)
	db.wrecked.Store(false)
	return closedError(err)
}

// fail remembers a commit that failed. The kernel may have dropped the pages
// that it could not write, so going on could build on what is not on disk.
func (db *DB) fail(err error) error {
	err = fmt.Errorf("commit to %s: %w; what it held may or may not be stored, and nothing more is written until the store is opened again", db.path, systemError(err))
	db.mu.Lock()
	defer db.mu.Unlock()
	if db.broken == nil {
		db.broken = err
	}
	return err
}

func (db *DB) failed() error {
	db.mu.Lock()
	defer db.mu.Unlock()
	return db.broken
}

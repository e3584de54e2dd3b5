package pg

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"
)

// request is a change that is to be committed. apply may run more than once and
// must then begin anew.
type request struct {
	ctx   context.Context
	wants *wants
	apply func(ctx context.Context, t *tx) error
	done  chan error
}

const (
	// committers is how many transactions of a process are under way at most:
	// while one waits for the server's disk the next is put together.
	committers = 2
	// maxGroup bounds the changes of a transaction, and with it how long the
	// hosts of the first wait for the last.
	maxGroup = 32
	// patience is how long a transaction waits for the other hosts that are leased
	// here: their pages are being read. No host waits for it, for each has its delay.
	patience = 10 * time.Millisecond
)

// queue is the changes of a process that wait, and who commits them.
type queue struct {
	gathering sync.Mutex    // held by the committer that takes the next group
	more      chan struct{} // something came

	mu         sync.Mutex
	waiting    []*request
	held       map[string]bool // hosts leased here
	underWay   int             // changes being committed
	committers int             // goroutines
}

// commit hands a change in and returns when it is stored. Changes of several
// hosts share a transaction: all its statements, and the wait for the disk, cost
// little more than for one. If ctx ends first, the change may or may not be stored.
func (db *DB) commit(ctx context.Context, w *wants, apply func(ctx context.Context, t *tx) error) error {
	if db.o.ReadOnly {
		return fmt.Errorf("write to the %s: %w", db.place, errReadOnly)
	}
	r := &request{ctx, w, apply, make(chan error, 1)}
	db.queue.put(r, db.commitWaiting)
	select {
	case err := <-r.done:
		return err
	case <-ctx.Done():
		return fmt.Errorf("wait for a commit to the %s, which may still be stored: %w", db.place, context.Cause(ctx))
	}
}

// commitWaiting commits until nothing waits.
func (db *DB) commitWaiting() {
	for {
		rs := db.queue.take()
		if len(rs) == 0 {
			return
		}
		db.group(rs)
		db.queue.finished(len(rs))
	}
}

// put adds a change, and a committer if there can be one more.
func (q *queue) put(r *request, commit func()) {
	q.mu.Lock()
	q.waiting = append(q.waiting, r)
	start := q.committers < committers
	if start {
		q.committers++
	}
	q.mu.Unlock()
	if start {
		go commit()
	}
	select {
	case q.more <- struct{}{}:
	default: // it is known already
	}
}

// take is the next group; none: the committer that asked is one no more.
func (q *queue) take() (rs []*request) {
	q.gathering.Lock()
	defer q.gathering.Unlock()
	q.gather()
	q.mu.Lock()
	defer q.mu.Unlock()
	n := min(len(q.waiting), maxGroup)
	rs = slices.Clone(q.waiting[:n])
	q.waiting = slices.Delete(q.waiting, 0, n)
	q.underWay += n
	if n == 0 {
		q.committers--
	}
	return rs
}

// gather returns when all hosts that are leased here, and have no change under
// way, have one waiting, or patience is over.
func (q *queue) gather() {
	var late <-chan time.Time
	for !q.complete() {
		if late == nil {
			late = time.After(patience)
		}
		select {
		case <-q.more:
		case <-late:
			return
		}
	}
}

func (q *queue) complete() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	n := len(q.waiting)
	return n == 0 || n >= min(maxGroup, len(q.held)-q.underWay)
}

func (q *queue) finished(n int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.underWay -= n
}

// hold notes that a host is leased here, or not any more.
func (q *queue) hold(host string, held bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if held {
		q.held[host] = true
		return
	}
	delete(q.held, host)
}

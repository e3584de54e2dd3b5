package bolt

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"go.etcd.io/bbolt"

	"github.com/tintinh/tintinh/store"
)

// CheckError lists what Check found.
type CheckError struct {
	File     string
	Problems []string // the first maxProblems
	More     int      // how many there are beyond those
}

func (e *CheckError) Error() string {
	s := fmt.Sprintf("%s has %d faults: %s", e.File, len(e.Problems)+e.More, strings.Join(e.Problems, "; "))
	if e.More > 0 {
		s += fmt.Sprintf("; and %d more", e.More)
	}
	return s
}

const maxProblems = 100

// check is one look at everything. It keeps a bit for each number and a row
// for each host in memory.
type check struct {
	ctx    context.Context
	db     *DB
	tx     *bbolt.Tx
	hosts  map[string]*checkHost
	logRow uint64 // the row of bandlog before
	found  CheckError
}

// checkHost is what the other buckets say of a host, to hold against its row.
type checkHost struct {
	row      hostRow
	hasRow   bool
	urls     uint64
	dueRows  uint64 // rows that have a due time
	dues     uint64 // entries in due
	firstDue uint64
	articles uint64
	numbers  uint64            // entries in number
	seen     map[uint64]uint64 // n/64 → a bit for each number given
}

// Check reads the whole store, its pages, our references and then bbolt's structure, and
// returns a *CheckError that names what does not fit. Writers wait until it
// ends.
func (db *DB) Check(ctx context.Context) error {
	db.durable.RLock()
	defer db.durable.RUnlock()
	c := &check{ctx: ctx, db: db, hosts: map[string]*checkHost{}, found: CheckError{File: db.path}}
	err := db.view(func(t *bbolt.Tx) error {
		c.tx = t
		if err := db.treeOnce(t, -1, c.fault); err != nil || len(c.found.Problems) > 0 {
			return err
		}
		if err := c.references(); err != nil {
			return err
		}
		// bbolt checks in a goroutine of its own, where a fault in the memory map
		// would end the process. So it only sees a file that the walk above went
		// through without one.
		if len(c.found.Problems) > 0 {
			return nil
		}
		for err := range t.Check() {
			c.fault("bbolt: %v", err)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("check %s: %w", db.path, err)
	}
	if len(c.found.Problems) > 0 {
		return &c.found
	}
	return nil
}

// references walks all buckets.
func (c *check) references() error {
	err := c.tx.ForEach(func(name []byte, _ *bbolt.Bucket) error {
		if !slices.Contains(buckets(), string(name)) {
			c.fault("there is a bucket %.60q", name)
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, step := range []struct {
		bucket string
		look   func(k, v []byte)
	}{
		{hostBucket, c.hostRow},
		{urlBucket, c.url},
		{dueBucket, c.dueEntry},
		{readyBucket, c.readyEntry},
		{stateBucket, c.state},
		{captureBucket, c.capture},
		{articleBucket, c.article},
		{revBucket, c.rev},
		{numberBucket, c.number},
		{digestBucket, c.digest},
		{bandBucket, c.band},
		{bandLogBucket, c.bandLog},
		{cursorBucket, c.cursor},
		{runBucket, c.run},
		{noteBucket, func(_, _ []byte) {}}, // whatever it holds, it must be readable
	} {
		b := bucketOf(c.tx, step.bucket)
		if b == nil {
			continue // a file of an older schema, open for reading: Open looked for what it must have
		}
		n := 0
		err := b.ForEach(func(k, v []byte) error {
			if v == nil {
				c.fault("bucket %s holds a bucket %.60q", step.bucket, k)
				return nil
			}
			step.look(k, v)
			if n++; n%1024 == 0 {
				return c.ctx.Err()
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	c.compareHosts()
	return c.ctx.Err()
}

func (c *check) fault(format string, args ...any) {
	if len(c.found.Problems) == maxProblems {
		c.found.More++
		return
	}
	c.found.Problems = append(c.found.Problems, fmt.Sprintf(format, args...))
}

func (c *check) host(name string) *checkHost {
	h := c.hosts[name]
	if h == nil {
		h = &checkHost{firstDue: never, seen: map[uint64]uint64{}}
		c.hosts[name] = h
	}
	return h
}

func (c *check) state(k, _ []byte) {
	if !c.host(string(k)).hasRow {
		c.fault("state of %q, which has no row", k)
	}
}

func (c *check) capture(k, v []byte) {
	name, rest, err := splitKey(k, 24)
	if err == nil {
		err = decodeJSON("it", v, &store.Capture{})
	}
	if err == nil && c.get(urlBucket, append(prefix(name), rest[:16]...)) == nil {
		err = fmt.Errorf("its URL has no row")
	}
	if err != nil {
		c.fault("capture %x: %v", k, err)
	}
}

func (c *check) cursor(k, v []byte) {
	if err := decodeJSON("it", v, &store.Cursor{}); err != nil {
		c.fault("cursor %q: %v", k, err)
	}
}

func (c *check) run(k, v []byte) {
	err := decodeJSON("it", v, &store.Run{})
	if err == nil && len(k) != 8 {
		err = fmt.Errorf("its key has %d bytes", len(k))
	}
	if err != nil {
		c.fault("run %x: %v", k, err)
	}
}

func (c *check) get(bucket string, key []byte) []byte { return bucketOf(c.tx, bucket).Get(key) }

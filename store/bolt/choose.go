package bolt

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"slices"
	"time"

	"go.etcd.io/bbolt"

	"github.com/tintinh/tintinh/store"
)

// whenLeased is how long to wait for a host that a worker has in hand: it may
// come back with more to do at any moment. Its worker is of this process, and
// takes it again itself if nobody else does, so that others need not ask often.
const whenLeased = time.Second

// candidate is a host with something due, now or later.
type candidate struct {
	host  string
	ready uint64 // time key: earliest moment it may be leased
	due   uint64 // time key of its earliest due row
}

// deadline is the time key up to which a URL's due time fits the ask.
func deadline(ask store.Ask) uint64 { return timeKey(ask.Before) } // zero: never, which is all

// search looks for the host that has been ready for longest, and for the time
// until one could be.
type search struct {
	leases   map[string]*held
	now      time.Time
	deadline uint64
	host     string        // found
	wait     time.Duration // until a candidate could be leased; -1: none ever fits
}

// choose picks a host. It walks ready from its front: past the hosts in hand,
// those not asked for, and those whose due rows are all after ask.Before, and
// so not past any host that could be leased. A few hosts are looked up instead.
func (db *DB) choose(t *bbolt.Tx, ask store.Ask, now time.Time) (host string, wait time.Duration, err error) {
	s := &search{leases: db.leases, now: now, deadline: deadline(ask), wait: -1}
	if ask.Hosts != nil && len(ask.Hosts) <= fewHosts {
		all, err := db.candidates(t, ask.Hosts)
		for _, c := range all {
			if s.ended(c) {
				break
			}
		}
		return s.host, s.wait, err
	}
	asked := ask.Hosts
	if !slices.IsSorted(asked) {
		asked = slices.Sorted(slices.Values(asked))
	}
	c := bucketOf(t, readyBucket).Cursor()
	for k, v := c.First(); k != nil; k, v = c.Next() {
		if len(k) < 9 || len(v) != 8 {
			return "", 0, db.damage(fmt.Errorf("bucket ready: key %.60x with a value of %d bytes", k, len(v)))
		}
		due := binary.BigEndian.Uint64(v)
		if due > s.deadline {
			continue
		}
		name := string(k[8:])
		if _, wanted := slices.BinarySearch(asked, name); asked != nil && !wanted {
			continue
		}
		if s.ended(candidate{name, binary.BigEndian.Uint64(k), due}) {
			break
		}
	}
	return s.host, s.wait, nil
}

// fewHosts is how many hosts are sooner looked up than found among all that
// are ready.
const fewHosts = 4

// candidates are the asked hosts that have something due, earliest first.
func (db *DB) candidates(t *bbolt.Tx, hosts []string) ([]candidate, error) {
	var all []candidate
	b := bucketOf(t, hostBucket)
	for _, host := range hosts {
		v := b.Get([]byte(host))
		if v == nil {
			continue
		}
		h, err := decodeHost(v)
		if err != nil {
			return nil, db.damage(fmt.Errorf("%s: %w", host, err))
		}
		if h.ready != never {
			all = append(all, candidate{host, h.ready, h.due})
		}
	}
	slices.SortFunc(all, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(a.ready, b.ready), cmp.Compare(a.host, b.host))
	})
	return all, nil
}

// ended takes the next candidate, and reports whether the search is over:
// this one can be leased, or none after it could be sooner than wait.
func (s *search) ended(c candidate) bool {
	if c.due > s.deadline {
		return false
	}
	until := max(time.Unix(0, int64(min(c.ready, lastTime))).Sub(s.now), 0)
	if s.wait >= 0 && until >= s.wait {
		return true
	}
	if h := s.leases[c.host]; !h.free(s.now) {
		back := max(h.until.Sub(s.now), time.Millisecond) // expired with a Done on its way: very soon
		until = max(until, min(whenLeased, back))
		if s.wait < 0 || until < s.wait {
			s.wait = until
		}
		return false
	}
	if until == 0 {
		s.host = c.host
		return true
	}
	s.wait = until
	return true
}

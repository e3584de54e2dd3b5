package export

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/tintinh/tintinh/store"
)

// Query says which records are written.
type Query struct {
	After        store.Cursor // only what changed since; nil = everything
	Portals      []string     // ids; nil = all
	From, To     time.Time    // days of publication, both included (midnight in the reader's zone); zero = open
	NoDuplicates bool         // leave out what says the same as an earlier record
	Revisions    bool         // every change, not only the last one of each article

	// Owner is the portal id of each politeness key that the configuration
	// knows. With Portals set, hosts of other portals are passed over unread;
	// a host that is not listed is looked at record by record.
	Owner map[string]string
}

// Stats is what became of the records of one Run.
type Stats struct {
	Next       store.Cursor // Query.After, moved over what was walked
	Written    int
	Undated    int // left out: From or To is set, and the record has no publish time
	OutOfRange int // left out: published before From or after To
	Duplicates int // left out by NoDuplicates
}

// Encoder writes records in one format. Close ends the output and flushes it,
// but does not close what is below.
type Encoder interface {
	Write(store.Record) error
	Close() error
}

// Run writes the records of the query, portal by portal in commit order, and
// closes the encoder. The cursor moves only over the portals asked for: what
// another portal has new stays new for the next run. After an error Stats
// holds what was done so far, and Next must not be saved.
func Run(ctx context.Context, s store.Store, q Query, enc Encoder) (Stats, error) {
	stats := Stats{Next: q.After.Clone()}
	start, err := q.start(ctx, s)
	if err != nil {
		return stats, err
	}
	walk := s.Articles
	if q.Revisions {
		walk = s.Changes
	}
	err = walk(ctx, start, func(host string, n uint64, r store.Record) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		asked, err := stats.pick(q, r)
		if err == nil && asked == written {
			if err = enc.Write(r); err == nil {
				stats.Written++
			}
		}
		if err != nil {
			return fmt.Errorf("export change %d of %s: %w", n, host, err)
		}
		if asked != foreign {
			stats.Next[host] = n
		}
		return nil
	})
	if cerr := enc.Close(); err == nil && cerr != nil {
		err = fmt.Errorf("end the export: %w", cerr)
	}
	return stats, err
}

// start is the cursor of the walk: past everything at hosts of portals that
// are not asked for.
func (q Query) start(ctx context.Context, s store.Store) (store.Cursor, error) {
	c := q.After.Clone()
	if len(q.Portals) == 0 || len(q.Owner) == 0 {
		return c, nil
	}
	hosts, err := s.Hosts(ctx)
	if err != nil {
		return nil, fmt.Errorf("list the hosts to export: %w", err)
	}
	for _, h := range hosts {
		if id, known := q.Owner[h.Host]; known && !slices.Contains(q.Portals, id) {
			c[h.Host] = max(c[h.Host], h.LastSeq)
		}
	}
	return c, nil
}

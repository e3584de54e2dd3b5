package bolt

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/tintinh/tintinh/store"
)

// Done commits the outcomes of a lease together. The lease is checked here and
// held until they are on disk, so that nobody takes the host over between the
// check and the commit.
func (db *DB) Done(ctx context.Context, l *store.Lease, ttl time.Duration, outcomes ...store.Outcome) ([]store.Receipt, error) {
	for i := range outcomes {
		if err := outcomes[i].Check(l.Host); err != nil {
			return nil, fmt.Errorf("store an outcome of %s: %w", l.Host, err)
		}
	}
	outcomes = slices.Clone(outcomes) // the writer may still read them when ctx has ended
	texts := make([]*reading, len(outcomes))
	for i := range outcomes {
		texts[i] = read(outcomes[i].Article) // here, and not while others wait for the writer
	}
	h, err := db.claim(l)
	if err != nil {
		return nil, err
	}
	var receipts []store.Receipt
	err = db.commit(ctx, func(t *tx) error {
		receipts = make([]store.Receipt, len(outcomes))
		for i := range outcomes {
			if err := t.outcome(l.Host, &outcomes[i], texts[i], &receipts[i]); err != nil {
				return fmt.Errorf("store the outcome of %s: %w", outcomes[i].URL.Canonical, err)
			}
		}
		return nil
	}, func(err error) { db.settle(l.Host, h, ttl, err) })
	if err != nil {
		return nil, err
	}
	db.mu.Lock()
	defer db.mu.Unlock()
	l.Until = h.until
	return receipts, nil
}

// outcome writes all that became of one URL; text is what read makes of its
// article.
func (t *tx) outcome(host string, o *store.Outcome, text *reading, r *store.Receipt) error {
	h, err := t.hostRow(host)
	if err != nil {
		return err
	}
	if o.Cooldown > 0 {
		// A longer pause that is already promised stays.
		h.cooldown = max(h.cooldown, timeKey(t.now.Add(o.Cooldown)))
	}
	if o.State != nil {
		if err := t.put(t.state, []byte(host), o.State); err != nil {
			return err
		}
	}
	if err := t.visited(o); err != nil {
		return err
	}
	if o.Capture != nil {
		if err := t.putCapture(host, o.URL.Key(), *o.Capture); err != nil {
			return err
		}
	}
	if err := t.links(o, r); err != nil {
		return err
	}
	if o.Gone != "" {
		if err := t.gone(host, o.Gone, r); err != nil {
			return err
		}
	}
	if o.Article != nil {
		return t.takeIn(host, o.Article, text, r)
	}
	return nil
}

// visited stores the row of the URL itself.
func (t *tx) visited(o *store.Outcome) error {
	u := o.URL
	u.Due = o.Next
	key := urlKey(u.Host, u.Key())
	old, err := t.known(key)
	if err != nil {
		return err
	}
	return t.putURL(key, &u, old)
}

func (t *tx) links(o *store.Outcome, r *store.Receipt) error {
	for i := range o.Links {
		u := &o.Links[i]
		isNew, err := t.add(urlKey(u.Host, u.Key()), u)
		if err != nil {
			return err
		}
		if isNew {
			r.NewLinks++
		}
	}
	for i := range o.Recheck {
		if err := t.recheck(&o.Recheck[i], r); err != nil {
			return err
		}
	}
	return nil
}

// recheck adds a row, or makes a known one due earlier.
func (t *tx) recheck(u *store.URL, r *store.Receipt) error {
	key := urlKey(u.Host, u.Key())
	old, err := t.known(key)
	if err != nil {
		return err
	}
	if old == nil {
		r.NewLinks++
		return t.putURL(key, u, nil)
	}
	if timeKey(u.Due) >= timeKey(old.Due) {
		return nil
	}
	woken := *old
	woken.Due = u.Due
	r.Woken++
	return t.putURL(key, &woken, old)
}

func (t *tx) putCapture(host string, key store.Key, c store.Capture) error {
	c.Host = host
	v, err := json.Marshal(c)
	if err != nil {
		return fmt.Errorf("encode a capture: %w", err)
	}
	return t.put(t.capture, captureKey(host, key, c.At), v)
}

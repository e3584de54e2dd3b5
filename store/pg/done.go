package pg

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/tintinh/tintinh/store"
)

// Done commits the outcomes of a lease together. That the lease is still ours
// is checked under the host's lock, which nobody takes it over without.
func (db *DB) Done(ctx context.Context, l *store.Lease, ttl time.Duration, outcomes ...store.Outcome) ([]store.Receipt, error) {
	for i := range outcomes {
		if err := outcomes[i].Check(l.Host); err != nil {
			return nil, fmt.Errorf("store an outcome of %s: %w", l.Host, err)
		}
	}
	receipts, err := db.done(ctx, l, ttl, outcomes)
	for errors.Is(err, errForgot) {
		receipts, err = db.done(ctx, l, ttl, outcomes)
	}
	if errors.Is(err, store.ErrLost) {
		db.queue.hold(l.Host, false)
	}
	return receipts, err
}

// done hands the outcomes in, without the links that are known.
func (db *DB) done(ctx context.Context, l *store.Lease, ttl time.Duration, all []store.Outcome) ([]store.Receipt, error) {
	forgot := db.known.times()
	w := &wants{lock: []string{l.Host}, stale: func() bool { return db.known.times() != forgot }}
	outcomes := slices.Clone(all)
	for i := range outcomes {
		outcomes[i].Links = db.known.unknown(outcomes[i].Links)
		w.outcome(&outcomes[i], &db.known)
	}
	var receipts []store.Receipt
	asked := time.Now()
	err := db.commit(ctx, w, func(ctx context.Context, t *tx) error {
		h := t.hosts[l.Host]
		switch {
		case h == nil || h.token != int64(l.Token):
			return fmt.Errorf("%s: %w", l.Host, store.ErrLost)
		case w.stale():
			return errForgot
		}
		asked = time.Now()
		h.extend = ttl
		receipts = make([]store.Receipt, len(outcomes))
		for i := range outcomes {
			if err := t.outcome(ctx, l.Host, &outcomes[i], &receipts[i]); err != nil {
				return fmt.Errorf("store the outcome of %s: %w", outcomes[i].URL.Canonical, err)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if until := asked.Add(ttl); ttl > 0 && until.After(l.Until) {
		l.Until = until
	}
	return receipts, nil
}

// outcome writes all that became of one URL.
func (t *tx) outcome(ctx context.Context, host string, o *store.Outcome, r *store.Receipt) error {
	h := t.hosts[host]
	h.pause = max(h.pause, o.Cooldown)
	if o.State != nil {
		t.states[host] = o.State
	}
	u := o.URL
	u.Due = o.Next
	if err := t.putURL(u); err != nil {
		return err
	}
	if err := t.capture(host, o); err != nil {
		return err
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
		return t.takeIn(ctx, host, o.Article, r)
	}
	return nil
}

func (t *tx) links(o *store.Outcome, r *store.Receipt) error {
	for _, u := range o.Links {
		isNew, err := t.add(u)
		if err != nil {
			return err
		}
		if isNew {
			r.NewLinks++
		}
	}
	for _, u := range o.Recheck {
		if err := t.recheck(u, r); err != nil {
			return err
		}
	}
	return nil
}

// recheck adds a row, or makes a known one due earlier.
func (t *tx) recheck(u store.URL, r *store.Receipt) error {
	old := t.urls[u.Host][u.Key()]
	if !old.known {
		r.NewLinks++
		return t.putURL(u)
	}
	if timeKey(u.Due) >= old.due {
		return nil
	}
	woken, err := urlOf(old.due, old.row)
	if err != nil {
		return t.db.damage(err)
	}
	woken.Due = u.Due
	r.Woken++
	return t.putURL(woken)
}

func (t *tx) capture(host string, o *store.Outcome) error {
	if o.Capture == nil {
		return nil
	}
	c := *o.Capture
	c.Host = host
	text, err := json.Marshal(c)
	if err != nil {
		return fmt.Errorf("encode a capture: %w", err)
	}
	row := captureRow{host, o.URL.Key(), timeKey(c.At), text}
	for i, old := range t.captures { // a statement writes a row once
		if old.host == row.host && old.key == row.key && old.at == row.at {
			t.captures[i] = row
			return nil
		}
	}
	t.captures = append(t.captures, row)
	return nil
}

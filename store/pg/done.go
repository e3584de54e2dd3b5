package pg

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/store"
)

// Done commits the outcomes of a lease together. That the lease is still ours
// is checked under the host's lock, which nobody takes it over without.
func (db *DB) Done(ctx context.Context, l *store.Lease, ttl time.Duration, outcomes ...store.Outcome) ([]store.Receipt, error) {
	w := &wants{lock: []string{l.Host}}
	for i := range outcomes {
		o := &outcomes[i]
		if err := o.Check(l.Host); err != nil {
			return nil, fmt.Errorf("store an outcome of %s: %w", l.Host, err)
		}
		w.outcome(o)
	}
	var receipts []store.Receipt
	asked := time.Now()
	err := db.write(ctx, w, func(ctx context.Context, t *tx) error {
		h := t.hosts[l.Host]
		if h == nil || h.token != int64(l.Token) {
			return fmt.Errorf("%s: %w", l.Host, store.ErrLost)
		}
		asked = time.Now()
		h.extend = ttl
		if err := t.more(ctx); err != nil {
			return err
		}
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

// outcome wants what an outcome is held against.
func (w *wants) outcome(o *store.Outcome) {
	w.link(o.URL)
	for _, u := range o.Links {
		w.link(u)
	}
	for _, u := range o.Recheck {
		w.content(u)
	}
	if o.Gone != "" {
		w.ids = append(w.ids, o.Gone)
	}
	if o.Article != nil {
		w.article(o.Article)
	}
}

// article wants the stored article of an id, and the owner of its text.
func (w *wants) article(a *extract.Article) {
	w.ids = append(w.ids, a.ID)
	if hash := store.TextDigest(a); hash != nil {
		w.hashes = append(w.hashes, hash)
	}
	if r := read(a); r != nil {
		if w.texts == nil {
			w.texts = map[*extract.Article]*reading{}
		}
		w.texts[a] = r
	}
}

// bands of the articles' texts.
func (w *wants) bands() (all []int64) {
	for _, r := range w.texts {
		all = append(all, r.bands...)
	}
	slices.Sort(all)
	return slices.Compact(all)
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

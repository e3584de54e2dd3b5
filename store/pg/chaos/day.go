//go:build unix

package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"time"

	"github.com/tintinh/tintinh/store/pg"
)

// day is an accelerated day of a cluster: newspapers publish, edit and take
// away, and real tintinh processes join and leave at random: they find nothing
// more to do, are told to stop, or are killed.
type day struct {
	length    time.Duration
	papers    int
	articles  int           // of each paper, in the morning
	delay     time.Duration // between requests to a paper
	most      int           // workers at the same time
	naturally bool          // half of the dead workers' leases end by themselves
	seed      uint64
}

const (
	news      = 300 * time.Millisecond // how often something happens in the city
	stepEvery = 100 * time.Millisecond // how often somebody may join or leave
)

// evening bounds what is left to do when the day is over.
const evening = 8 * time.Minute

func theDay(ctx context.Context, short bool) error {
	d := day{length: 8 * time.Minute, papers: 24, articles: 12, delay: 150 * time.Millisecond, most: 6, naturally: true, seed: rand.Uint64()}
	if short {
		d.length, d.papers, d.articles, d.most, d.naturally = 18*time.Second, 8, 6, 3, false
	}
	r, err := d.run(ctx)
	if err != nil {
		return fmt.Errorf("a day (seed %d): %w", d.seed, err)
	}
	r.print()
	if !r.ok() {
		return fmt.Errorf("a day (seed %d): a promise was broken", d.seed)
	}
	return nil
}

func (d day) run(ctx context.Context) (r *dayResult, err error) {
	ctx, cancel := context.WithTimeout(ctx, d.length+evening)
	defer cancel()
	s, err := newServers(ctx, false)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	if _, _, err := pg.Migrate(ctx, s.dsn); err != nil {
		return nil, err
	}
	c, err := newCity(d.papers, d.articles, d.delay, 10*time.Millisecond)
	if err != nil {
		return nil, err
	}
	defer c.close()
	k, err := newCrew(ctx, s, c)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, k.close()) }()
	start := time.Now()
	if err := d.pass(ctx, c, k); err != nil {
		return nil, err
	}
	if err := d.end(ctx, c, k); err != nil {
		return nil, err
	}
	r = &dayResult{day: d, took: time.Since(start)}
	return r, r.audit(ctx, s.dsn, c, k)
}

// pass lets the day pass: about every second somebody joins or leaves.
func (d day) pass(ctx context.Context, c *city, k *crew) error {
	r := rand.New(rand.NewPCG(d.seed, 1))
	over, paper := time.After(d.length), time.NewTicker(news)
	defer paper.Stop()
	step := time.NewTicker(stepEvery)
	defer step.Stop()
	for {
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-over:
			return nil
		case <-paper.C:
			c.happen(r)
		case <-step.C:
			if err := d.turn(ctx, k, r); err != nil {
				return err
			}
		}
	}
}

// turn is one step of chance.
func (d day) turn(ctx context.Context, k *crew, r *rand.Rand) error {
	switch n := r.IntN(100); {
	case n < 10 && k.count() < d.most:
		_, err := k.start(ctx)
		return err
	case n < 13:
		if m := k.any(r); m != nil {
			return k.stop(m)
		}
	case n < 18:
		m := k.any(r)
		if m == nil {
			return nil
		}
		if err := k.kill(m); err != nil {
			return err
		}
		if d.naturally && r.IntN(2) == 0 {
			return nil
		}
		return k.hurry(ctx, m)
	}
	return nil
}

// end sends everybody home, and lets one worker do what is left, until all that
// was published was asked for. It waits for the leases of the dead, but in the
// short form.
func (d day) end(ctx context.Context, c *city, k *crew) error {
	if err := k.leave(ctx); err != nil {
		return err
	}
	for n := 1; ; n++ {
		m, err := k.start(ctx)
		if err != nil {
			return err
		}
		select {
		case <-m.done:
		case <-ctx.Done():
			return fmt.Errorf("do what is left: %w", context.Cause(ctx))
		}
		if ok, err := m.inOrder(); !ok {
			return errors.Join(errors.New("the last worker did not end in order"), err)
		}
		left := c.unread()
		if left == 0 || n >= lastRuns {
			return nil // what is left is found by the audit
		}
		fmt.Fprintf(os.Stderr, "  after run %d of the evening nobody has asked for %d articles\n", n, left)
		if err := pause(ctx, time.Second); err != nil {
			return err
		}
	}
}

// lastRuns is how many runs of the evening there are at most: in the long form
// the first may find hosts in the hands of the dead.
const lastRuns = 20

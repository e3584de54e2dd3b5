//go:build linux

package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"
)

// maxStart is how long a restart may take to its first request.
const maxStart = time.Second

// killed is what a series of kills came to.
type killed struct {
	audit
	starts []time.Duration // from a process's start to its first request
	early  int             // killed while starting
	again  int             // pages asked for again
}

// kills ends a crawl with SIGKILL at random moments, again and again, lets one
// run end by itself, and holds the store against what the server served.
func kills(ctx context.Context, e *env) (outcome, error) {
	n := e.pick(100, 1000)
	const papers, perLife = 4, 12
	p, err := newPress(papers, perLife, 4*time.Millisecond)
	if err != nil {
		return outcome{}, err
	}
	defer p.close()
	w, err := e.newWorkspace("crawl", p.portals(5*time.Millisecond))
	if err != nil {
		return outcome{}, err
	}
	k := &killed{audit: audit{press: p}}
	seed := uint64(time.Now().UnixNano())
	e.Log.Info("random moments", "seed", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	for done := 0; done < n; {
		killed, err := k.life(ctx, w, random)
		if err != nil {
			return outcome{}, fmt.Errorf("after %d kills: %w", done, err)
		}
		if p.behind() < mostBehind {
			p.publish(perLife)
		}
		if !killed {
			continue
		}
		if done++; done%(n/5) == 0 { // looking at everything each time would take longer than the kills
			if _, err := k.stored(ctx, w); err != nil {
				return outcome{}, err
			}
		}
	}
	p.begin()
	if _, err := w.must(ctx, "crawl"); err != nil {
		return outcome{}, err
	}
	if err := k.whole(ctx, w); err != nil {
		return outcome{}, err
	}
	k.refetches()
	return k.outcome(e, n), nil
}

// mostBehind keeps the front page below the links that a crawl takes from one
// page: what it refuses there is said, and would be called lost here.
const mostBehind = 1000

// life starts a crawl and kills it: one in six while it starts, the others
// within a while after their first request. killed: it was not done before.
func (k *killed) life(ctx context.Context, w *workspace, random *rand.Rand) (killed bool, err error) {
	k.press.begin()
	c, err := w.start(ctx, "crawl")
	if err != nil {
		return false, err
	}
	if random.IntN(6) == 0 {
		k.early++
		time.Sleep(time.Duration(random.Int64N(int64(60 * time.Millisecond))))
	} else {
		at, err := k.press.first(ctx, 30*time.Second)
		if err != nil {
			c.Process.Kill()
			r, _ := c.wait()
			return false, fmt.Errorf("%w\n%s", err, r)
		}
		k.starts = append(k.starts, at.Sub(c.start))
		time.Sleep(time.Duration(random.Int64N(int64(150 * time.Millisecond))))
	}
	c.Process.Kill()
	r, err := c.wait()
	if err == nil && r.code > 0 {
		err = fmt.Errorf("it ended by itself: %s", r)
	}
	return r.code == -1, err
}

// refetches counts pages that were asked for again, and allows one per host
// and life that was killed: the request in flight.
func (k *killed) refetches() {
	for _, x := range k.press.papers {
		lastBy := map[int]int{} // page → life
		lost := map[int]int{}   // life → pages of it that were asked for again
		for _, v := range x.visits() {
			if v.page < 0 {
				continue
			}
			if life, seen := lastBy[v.page]; seen {
				k.again++
				lost[life]++
				if life == v.life {
					k.fault("%s:%d was asked for twice by one process", x.id, v.page)
				} else if lost[life] > 1 {
					k.fault("%s:%d is the %d. page of one process that was asked for again", x.id, v.page, lost[life])
				}
			}
			lastBy[v.page] = v.life
		}
	}
}

func (k *killed) outcome(e *env, n int) outcome {
	for _, d := range k.starts {
		if d > maxStart {
			k.fault("a restart took %s to its first request", d)
		}
	}
	slices.Sort(k.starts)
	pages := k.press.total()
	return k.judge(e, outcome{N: n, Note: fmt.Sprintf(
		"%d articles, each once; %d asked for again; start to first request median %d ms, longest %d ms; %d killed while starting",
		pages, k.again, k.starts[len(k.starts)/2].Milliseconds(), k.starts[len(k.starts)-1].Milliseconds(), k.early)})
}

// first waits for the first request of the current life and returns its time.
func (p *press) first(ctx context.Context, limit time.Duration) (time.Time, error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	for {
		life := p.current()
		for _, x := range p.papers {
			if at, ok := x.firstOf(life); ok {
				return at, nil
			}
		}
		select {
		case <-p.arrived:
		case <-ctx.Done():
			return time.Time{}, fmt.Errorf("no request came within %s", limit)
		}
	}
}

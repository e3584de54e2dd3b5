//go:build linux

package main

import (
	"context"
	"fmt"
	"strings"
	"time"
)

const (
	atOnce     = 20              // crawls started together
	maxRefusal = 2 * time.Second // within which all but one have ended
	codeBusy   = 75
)

// overlaps starts crawls together, as crontabs do that were copied: one works,
// the others end and name it, and the file is as if it had been alone.
func overlaps(ctx context.Context, e *env) (o outcome, err error) {
	p, err := newPress(2, 5, 0)
	if err != nil {
		return o, err
	}
	defer p.close()
	w, err := e.newWorkspace("crawl", p.portals(time.Millisecond))
	if err != nil {
		return o, err
	}
	a := &audit{press: p}
	var slowest time.Duration
	for range e.pick(4, 50) {
		longest, err := together(ctx, w, a)
		if err != nil {
			return o, err
		}
		slowest = max(slowest, longest)
		o.N += atOnce
		p.publish(5)
	}
	if _, err := w.must(ctx, "crawl"); err != nil {
		return o, err
	}
	if err := a.whole(ctx, w); err != nil {
		return o, err
	}
	for _, x := range p.papers {
		for page, n := range x.times() {
			if n > 1 {
				a.fault("%s:%d was asked for %d times", x.id, page, n)
			}
		}
	}
	o.Note = fmt.Sprintf("%d at once each time; the slowest refusal took %d ms", atOnce, slowest.Milliseconds())
	return a.judge(e, o), nil
}

// together starts atOnce crawls, while no article is served until all but one
// have ended.
func together(ctx context.Context, w *workspace, a *audit) (slowest time.Duration, err error) {
	release := a.press.holdArticles()
	defer release()
	endings := make(chan ended, atOnce)
	failed := make(chan error, atOnce)
	for range atOnce {
		c, err := w.start(ctx, "crawl")
		if err != nil {
			return 0, err
		}
		go func() {
			r, err := c.wait()
			if err != nil {
				failed <- err
				return
			}
			endings <- r
		}()
	}
	for i := range atOnce {
		if i == atOnce-1 {
			release()
		}
		select {
		case r := <-endings:
			last := i == atOnce-1
			switch {
			case last && r.code == 0:
			case last || r.code != codeBusy || !strings.Contains(r.stderr, "pid "):
				a.fault("crawl %d of %d to end, of %d started at once: %s", i+1, atOnce, atOnce, r)
			case r.took > maxRefusal:
				a.fault("it took %s to say that another run holds the store", r.took)
			}
			if !last {
				slowest = max(slowest, r.took)
			}
		case err := <-failed:
			return 0, err
		case <-time.After(time.Minute):
			return 0, fmt.Errorf("%d of %d crawls started at once are still running after a minute", atOnce-i, atOnce)
		}
	}
	return slowest, nil
}

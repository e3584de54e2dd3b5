//go:build unix

package main

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// lanes is how many hosts a worker process of scale works on at the same time.
const lanes = 8

// scale measures how much more workers do: the same site, 200 hosts that want
// 200 ms between requests, crawled by 1, 2, 4 and 8 processes.
func scale(ctx context.Context) error {
	fmt.Println("| worker processes | pages/s | of linear |")
	fmt.Println("|---|---|---|")
	var one float64
	for _, n := range []int{1, 2, 4, 8} {
		rate, err := scaled(ctx, n)
		if err != nil {
			return err
		}
		if n == 1 {
			one = rate
		}
		fmt.Printf("| %d | %.0f | %.2f |\n", n, rate, rate/one/float64(n))
	}
	return nil
}

// scaled crawls for a while with n processes, after a while to begin.
func scaled(ctx context.Context, n int) (rate float64, err error) {
	const begin, measured = 5 * time.Second, 15 * time.Second
	t := trial{workers: n, hosts: 200, pages: 1000, delay: 200 * time.Millisecond}
	s, err := newServers(ctx, false)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	web, err := newSite(t.hosts, t.pages, t.delay, 5*time.Millisecond)
	if err != nil {
		return 0, err
	}
	defer web.close()
	if err := t.fill(ctx, s.dsn); err != nil {
		return 0, err
	}
	f := &fleet{dsn: s.dsn, addr: web.addr, delay: t.delay, lanes: lanes}
	defer f.killAll()
	if err := f.start(ctx, n); err != nil {
		return 0, err
	}
	if err := pause(ctx, begin); err != nil {
		return 0, err
	}
	before := web.progress()
	if err := pause(ctx, measured); err != nil {
		return 0, err
	}
	if web.overlaps+web.early > 0 {
		return 0, fmt.Errorf("%d overlaps and %d early requests", web.overlaps, web.early)
	}
	return float64(web.progress()-before) / measured.Seconds(), nil
}

func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

//go:build linux

package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"

	"github.com/tintinh/tintinh/reliability/trace"
)

// killPoints kills a crawl and an export at every call that changes a file.
func killPoints(ctx context.Context, e *env) (o outcome, err error) {
	step := e.pick(40, 1)
	var mu sync.Mutex
	o.N, err = points(ctx, 1+rand.IntN(step), step, func(ctx context.Context, n int) (bool, error) {
		p, err := e.newPoint("kill", n)
		if err != nil {
			return false, err
		}
		p.fate = func(_ *trace.Call, at int) trace.Fate { return trace.Fate{Kill: at == n} }
		touched, err := p.killed(ctx)
		mu.Lock()
		defer mu.Unlock()
		o = p.judge(e, o)
		if cerr := p.close(); err == nil {
			err = cerr
		}
		return touched, err
	})
	o.Note = fmt.Sprintf("every %s call of a crawl of %d pages and its export", nth(step), pointPages)
	return o, err
}

// killed runs to the point, and then the recovery. touched: it was reached.
func (p *point) killed(ctx context.Context) (touched bool, err error) {
	r, err := p.runs(ctx)
	if err != nil {
		return false, err
	}
	if p.touched() != (r.code == -1) {
		p.fault("it ended by itself: %s", r)
	}
	return p.touched(), p.recover(ctx)
}

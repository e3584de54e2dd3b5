//go:build linux

package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"syscall"
	"time"
)

const (
	maxGrace  = 10*time.Second + 2*time.Second // what a stopped run has for requests in flight, and for the rest
	maxAtOnce = time.Second
)

// stops ends crawls by signals: once at any moment, once with a request that
// is never answered, and twice. Exit codes are 128 and the signal's number.
func stops(ctx context.Context, e *env) (o outcome, err error) {
	p, err := newPress(3, 30, 4*time.Millisecond)
	if err != nil {
		return o, err
	}
	defer p.close()
	w, err := e.newWorkspace("crawl", p.portals(5*time.Millisecond))
	if err != nil {
		return o, err
	}
	s := &stopped{audit: audit{press: p}}
	random := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 0))
	for o.N < e.pick(20, 300) {
		signal := []syscall.Signal{syscall.SIGTERM, syscall.SIGINT}[o.N%2]
		told, err := s.once(ctx, w, signal, time.Duration(random.Int64N(int64(120*time.Millisecond))))
		if err != nil {
			return o, err
		}
		p.publish(10)
		o.N += told
	}
	again := s.again()
	if again > 0 {
		s.fault("%d pages were fetched again although their run was stopped in order", again)
	}
	for range e.pick(4, 60) {
		if err := s.twice(ctx, w); err != nil {
			return o, err
		}
		o.N++
	}
	if err := s.unanswered(ctx, w); err != nil {
		return o, err
	}
	o.N++
	if _, err := w.must(ctx, "crawl"); err != nil {
		return o, err
	}
	if err := s.whole(ctx, w); err != nil {
		return o, err
	}
	o.Note = fmt.Sprintf("%d articles, each once; slowest end after one signal %d ms, after a second %d ms, with a request that is never answered %.1f s",
		p.total(), slices.Max(s.first).Milliseconds(), slices.Max(s.second).Milliseconds(), s.longest.Seconds())
	return s.judge(e, o), nil
}

// stopped is a series of crawls that were told to stop.
type stopped struct {
	audit
	first, second []time.Duration // from the signal to the end
	longest       time.Duration
}

// once stops a crawl that is at work; told is 0 if it was done before.
func (s *stopped) once(ctx context.Context, w *workspace, signal syscall.Signal, after time.Duration) (told int, err error) {
	c, err := s.atWork(ctx, w)
	if err != nil {
		return 0, err
	}
	time.Sleep(after)
	at := time.Now()
	c.Process.Signal(signal)
	r, err := c.wait()
	if err != nil || r.code == 0 {
		return 0, err
	}
	took := time.Since(at)
	s.first = append(s.first, took)
	if r.code != 128+int(signal) {
		s.fault("after one %s: %s", signal, r)
	}
	if took > 2*time.Second {
		s.fault("%s took %s, and every request was answered at once", signal, took)
	}
	return 1, nil
}

// atWork starts a crawl and waits for its first request.
func (s *stopped) atWork(ctx context.Context, w *workspace) (*process, error) {
	s.press.begin()
	c, err := w.start(ctx, "crawl")
	if err != nil {
		return nil, err
	}
	at, err := s.press.first(ctx, 30*time.Second)
	if err != nil {
		c.Process.Kill()
		r, _ := c.wait()
		return nil, fmt.Errorf("%w\n%s", err, r)
	}
	if took := at.Sub(c.start); took > 2*time.Second {
		s.fault("the run after a stopped one took %s to its first request", took)
	}
	return c, nil
}

// twice sends a second signal while a request is in flight that would keep the
// run busy.
func (s *stopped) twice(ctx context.Context, w *workspace) error {
	s.press.publish(5)
	release := s.press.holdArticles()
	defer release()
	c, err := s.inFlight(ctx, w)
	if err != nil {
		return err
	}
	c.Process.Signal(syscall.SIGTERM)
	time.Sleep(50 * time.Millisecond) // signals that come together are one
	at := time.Now()
	c.Process.Signal(syscall.SIGTERM)
	r, err := c.wait()
	if err != nil {
		return err
	}
	took := time.Since(at)
	s.second = append(s.second, took)
	if r.code != 128+int(syscall.SIGTERM) || took > maxAtOnce {
		s.fault("after a second SIGTERM it took %s: %s", took, r)
	}
	return nil
}

// inFlight starts a crawl and waits until a request for an article waits.
func (s *stopped) inFlight(ctx context.Context, w *workspace) (*process, error) {
	c, err := s.atWork(ctx, w)
	if err != nil {
		return nil, err
	}
	limit := time.After(30 * time.Second)
	for s.press.held() == 0 {
		select {
		case <-s.press.arrived:
		case <-time.After(10 * time.Millisecond):
		case <-limit:
			c.Process.Kill()
			r, _ := c.wait()
			return nil, fmt.Errorf("no article was asked for within 30 s: %s", r)
		}
	}
	return c, nil
}

// unanswered: the server never answers; the run ends all the same.
func (s *stopped) unanswered(ctx context.Context, w *workspace) error {
	s.press.publish(5)
	release := s.press.holdArticles()
	defer release()
	c, err := s.inFlight(ctx, w)
	if err != nil {
		return err
	}
	at := time.Now()
	c.Process.Signal(syscall.SIGTERM)
	r, err := c.wait()
	if err != nil {
		return err
	}
	s.longest = time.Since(at)
	if r.code != 128+int(syscall.SIGTERM) || s.longest > maxGrace {
		s.fault("with a request that is never answered it took %s after SIGTERM: %s", s.longest, r)
	}
	return nil
}

// again is how many pages were asked for more than once.
func (a *audit) again() int {
	n := 0
	for _, x := range a.press.papers {
		for _, times := range x.times() {
			if times > 1 {
				n++
			}
		}
	}
	return n
}

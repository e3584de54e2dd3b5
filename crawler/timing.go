package crawler

import (
	"context"
	"net/http/httptrace"
	"sync"
	"time"
)

// timing watches one request on the wire. Its calls may come late, from other
// goroutines, when a request was given up.
//
// net/http repeats a GET by itself when a kept connection dies before the
// answer. The server sees two requests then, so that the repetition is held
// back until the pause is over, and counted.
type timing struct {
	pause time.Duration // start to start

	mu           sync.Mutex
	sent         int
	wroteHeaders time.Time // of the last one
	answered     time.Time
	ip           string
}

func (t *timing) trace(ctx context.Context) *httptrace.ClientTrace {
	note := func(f func()) {
		t.mu.Lock()
		defer t.mu.Unlock()
		f()
	}
	return &httptrace.ClientTrace{
		GotConn: func(i httptrace.GotConnInfo) {
			note(func() { t.ip = i.Conn.RemoteAddr().String() })
			if !t.holdBack(ctx) {
				_ = i.Conn.Close() // or the request would be written although its time is over
			}
		},
		WroteHeaders:         func() { note(func() { t.sent++; t.wroteHeaders = time.Now() }) },
		GotFirstResponseByte: func() { note(func() { t.answered = time.Now() }) },
	}
}

// holdBack waits before a repetition; false if the request's time is over first.
func (t *timing) holdBack(ctx context.Context) bool {
	t.mu.Lock()
	sent, last := t.sent, t.wroteHeaders
	t.mu.Unlock()
	if sent == 0 {
		return true
	}
	timer := time.NewTimer(time.Until(last.Add(t.pause + jitter)))
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// fill puts what is known into an exchange. The delay counts from the moment
// the request left, not from the dial: the server sees requests, not dials.
func (t *timing) fill(x *exchange) {
	t.mu.Lock()
	defer t.mu.Unlock()
	x.Took = time.Since(x.At)
	x.IP, x.FirstByte, x.Sent = t.ip, t.answered, t.sent
	if t.sent > 0 {
		x.At = t.wroteHeaders
	}
}

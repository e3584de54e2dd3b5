package crawler

import (
	"net/http/httptrace"
	"sync"
	"time"
)

// timing is what the client's trace tells of a request. Its calls may come
// late, from other goroutines, when a request was given up.
type timing struct {
	mu                    sync.Mutex
	wroteHeaders, answers time.Time
	ip                    string
}

func (t *timing) trace() *httptrace.ClientTrace {
	note := func(f func()) {
		t.mu.Lock()
		defer t.mu.Unlock()
		f()
	}
	return &httptrace.ClientTrace{
		GotConn:              func(i httptrace.GotConnInfo) { note(func() { t.ip = i.Conn.RemoteAddr().String() }) },
		WroteHeaders:         func() { note(func() { t.wroteHeaders = time.Now() }) },
		GotFirstResponseByte: func() { note(func() { t.answers = time.Now() }) },
	}
}

// fill puts what is known into an exchange. The delay counts from the moment
// the request left, not from the dial: the server sees requests, not dials.
func (t *timing) fill(x *exchange) {
	t.mu.Lock()
	defer t.mu.Unlock()
	x.Took = time.Since(x.At)
	x.IP, x.FirstByte = t.ip, t.answers
	if !t.wroteHeaders.IsZero() {
		x.At, x.Sent = t.wroteHeaders, true
	}
}

package crawler

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"sync"
	"testing"
)

// memory is a network in memory: connections are net.Pipes, so that servers
// and crawler run inside one synctest bubble, where a second costs nothing
// and times are exact.
type memory struct {
	mu    sync.Mutex
	hosts map[string]*pipeListener // host:port
}

func newMemory() *memory { return &memory{hosts: map[string]*pipeListener{}} }

// serve starts a server for "host:port" until the test ends.
func (m *memory) serve(t testing.TB, address string, h http.Handler) {
	t.Helper()
	l := &pipeListener{address: address, conns: make(chan net.Conn), closed: make(chan struct{})}
	m.mu.Lock()
	m.hosts[address] = l
	m.mu.Unlock()
	var handlers sync.WaitGroup // one may still be at it when its client has gone
	s := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		handlers.Add(1)
		defer handlers.Done()
		h.ServeHTTP(w, r)
	})}
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = s.Serve(l)
	}()
	t.Cleanup(func() {
		_ = s.Close()
		<-done
		handlers.Wait()
	})
}

func (m *memory) dial(ctx context.Context, _, address string) (net.Conn, error) {
	m.mu.Lock()
	l := m.hosts[address]
	m.mu.Unlock()
	if l == nil {
		return nil, &net.OpError{Op: "dial", Net: "tcp", Err: fmt.Errorf("nobody listens at %s", address)}
	}
	client, server := net.Pipe()
	select {
	case l.conns <- named{server, address}:
		return named{client, address}, nil
	case <-l.closed:
		return nil, &net.OpError{Op: "dial", Net: "tcp", Err: net.ErrClosed}
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

// named is a pipe that has an address, as captures want one.
type named struct {
	net.Conn
	address string
}

func (n named) RemoteAddr() net.Addr {
	return &net.TCPAddr{IP: net.IPv4(203, 0, 113, 5), Port: 80}
}

type pipeListener struct {
	address string
	conns   chan net.Conn
	once    sync.Once
	closed  chan struct{}
}

func (l *pipeListener) Accept() (net.Conn, error) {
	select {
	case c := <-l.conns:
		return c, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

func (l *pipeListener) Close() error {
	l.once.Do(func() { close(l.closed) })
	return nil
}

func (l *pipeListener) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(203, 0, 113, 5), Port: 80} }

package crawler

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"

	"golang.org/x/net/dns/dnsmessage"

	"github.com/tintinh/tintinh/portal"
)

// nameServer is a real name server on loopback that gives every name the
// addresses of its turn, with a time to live of zero: the last turn holds.
func nameServer(t *testing.T, turns ...string) *net.Resolver {
	t.Helper()
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	go func() {
		asked := map[dnsmessage.Type]int{}
		b := make([]byte, 1500)
		for {
			n, from, err := conn.ReadFrom(b)
			if err != nil {
				return
			}
			var p dnsmessage.Parser
			head, err := p.Start(b[:n])
			if err != nil {
				continue
			}
			q, err := p.Question()
			if err != nil {
				continue
			}
			turn := turns[min(asked[q.Type], len(turns)-1)]
			asked[q.Type]++
			head.Response = true
			if reply, err := answering(head, q, strings.Fields(turn)); err == nil {
				_, _ = conn.WriteTo(reply, from)
			}
		}
	}()
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, "udp", conn.LocalAddr().String())
	}}
}

func answering(head dnsmessage.Header, q dnsmessage.Question, addresses []string) ([]byte, error) {
	m := dnsmessage.Message{Header: head, Questions: []dnsmessage.Question{q}}
	for _, s := range addresses {
		a, h := netip.MustParseAddr(s), dnsmessage.ResourceHeader{Name: q.Name, Type: q.Type, Class: q.Class}
		switch {
		case q.Type == dnsmessage.TypeA && a.Is4():
			m.Answers = append(m.Answers, dnsmessage.Resource{Header: h, Body: &dnsmessage.AResource{A: a.As4()}})
		case q.Type == dnsmessage.TypeAAAA && !a.Is4():
			m.Answers = append(m.Answers, dnsmessage.Resource{Header: h, Body: &dnsmessage.AAAAResource{AAAA: a.As16()}})
		}
	}
	return m.Pack()
}

// Whatever a name server says, no connection is made to where none may be.
// Behind the address of the guard's portal a server listens on this machine.
func TestNamesAreNoWayAroundTheGuard(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	var accepted atomic.Int32
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			accepted.Add(1)
			_ = c.Close()
		}
	}()
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	host := "vidu.test:" + port
	tests := []struct {
		name    string
		private bool
		turns   []string
		ok      []bool // of connections one after another
	}{
		{"this machine", false, []string{"127.0.0.1"}, []bool{false}},
		{"this machine, in IPv6", false, []string{"::1"}, []bool{false}},
		{"this machine, as no address", false, []string{"0.0.0.0 ::"}, []bool{false}},
		{"this machine, mapped", false, []string{"::ffff:127.0.0.1"}, []bool{false}},
		{"this machine, by NAT64 and 6to4", false, []string{"64:ff9b::7f00:1 2002:7f00:1::"}, []bool{false}},
		{"an intranet", false, []string{"10.0.0.1 172.16.0.1 192.168.0.1 fd00::1"}, []bool{false}},
		{"a cloud's metadata", false, []string{"169.254.169.254 fe80::1"}, []bool{false}},
		{"a provider's network, benchmarks, many at once", false, []string{"100.64.0.1 198.18.0.1 224.0.0.1 255.255.255.255"}, []bool{false}},
		{"the portal may be private", true, []string{"127.0.0.1"}, []bool{true}},
		{"the second address will do", true, []string{"0.0.0.0 127.0.0.1"}, []bool{true}},
		{"it rebinds to what is never allowed", true, []string{"127.0.0.1", "0.0.0.0", "224.0.0.1"}, []bool{true, false, false}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			g := newGuard(&portal.Portal{ID: "vidu", Hosts: []string{host}, AllowPrivate: tt.private})
			g.resolver = nameServer(t, tt.turns...)
			for i, want := range tt.ok {
				before := accepted.Load()
				c, err := g.dial(t.Context(), "tcp", host)
				if (err == nil) != want {
					t.Fatalf("connection %d: %v, want ok: %t", i+1, err, want)
				}
				if want {
					_, _ = c.Read(make([]byte, 1)) // returns when the server has counted it
					_ = c.Close()
					continue
				}
				if f, ok := errors.AsType[*failure](err); !ok || f.Kind != kindRefused {
					t.Errorf("connection %d: %v, want that the address is refused", i+1, err)
				}
				if accepted.Load() != before {
					t.Errorf("connection %d reached the server", i+1)
				}
			}
		})
	}
}

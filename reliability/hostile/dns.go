//go:build linux

package hostile

import (
	"fmt"
	"net"
	"net/netip"
	"strings"
	"sync"

	"golang.org/x/net/dns/dnsmessage"
)

// nameServer is a DNS server that says what it is told to, with a time to live
// of zero: who asks again is answered anew.
type nameServer struct {
	conn  net.PacketConn
	names map[string][]answer // without the final dot

	mu    sync.Mutex
	asked map[string]int // name and type → times
}

// answer is what a name is answered with; the last one of a name holds for all
// later questions.
type answer []netip.Addr

func addrs(list ...string) answer {
	var a answer
	for _, s := range list {
		a = append(a, netip.MustParseAddr(s))
	}
	return a
}

// listenDNS opens the port; serve answers until it is closed.
func listenDNS(address string, names map[string][]answer) (*nameServer, error) {
	conn, err := net.ListenPacket("udp", address)
	if err != nil {
		return nil, fmt.Errorf("open a port for the name server: %w", err)
	}
	return &nameServer{conn: conn, names: names, asked: map[string]int{}}, nil
}

func (s *nameServer) serve() {
	b := make([]byte, 4096)
	for {
		n, from, err := s.conn.ReadFrom(b)
		if err != nil {
			return
		}
		if reply, err := s.reply(b[:n]); err == nil {
			_, _ = s.conn.WriteTo(reply, from)
		}
	}
}

func (s *nameServer) reply(query []byte) ([]byte, error) {
	var p dnsmessage.Parser
	head, err := p.Start(query)
	if err != nil {
		return nil, err
	}
	q, err := p.Question()
	if err != nil {
		return nil, err
	}
	known, list := s.next(q)
	head.Response, head.Authoritative, head.RCode = true, true, dnsmessage.RCodeSuccess
	if !known {
		head.RCode = dnsmessage.RCodeNameError
	}
	m := dnsmessage.Message{Header: head, Questions: []dnsmessage.Question{q}}
	for _, a := range list {
		h := dnsmessage.ResourceHeader{Name: q.Name, Type: q.Type, Class: q.Class}
		switch {
		case q.Type == dnsmessage.TypeA && a.Is4():
			m.Answers = append(m.Answers, dnsmessage.Resource{Header: h, Body: &dnsmessage.AResource{A: a.As4()}})
		case q.Type == dnsmessage.TypeAAAA && !a.Is4():
			m.Answers = append(m.Answers, dnsmessage.Resource{Header: h, Body: &dnsmessage.AAAAResource{AAAA: a.As16()}})
		}
	}
	return m.Pack()
}

// next is the answer to a question, which moves on to the next one.
func (s *nameServer) next(q dnsmessage.Question) (known bool, a answer) {
	name := strings.ToLower(strings.TrimSuffix(q.Name.String(), "."))
	list, known := s.names[name]
	if !known {
		return false, nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	key := name + " " + q.Type.String()
	i := min(s.asked[key], len(list)-1)
	s.asked[key]++
	return true, list[i]
}

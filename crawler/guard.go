package crawler

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"syscall"
	"time"

	"code.dny.dev/ssrf"

	"github.com/tintinh/tintinh/portal"
)

const dialTimeout = 10 * time.Second

// dialFunc opens a connection to "host:port".
type dialFunc func(ctx context.Context, network, address string) (net.Conn, error)

// guard decides which addresses a portal's requests may reach. It looks at
// the resolved address of every single attempt, so that no answer of a name
// server (rebinding, round robin) gets past it.
type guard struct {
	portal   *portal.Portal
	public   *ssrf.Guardian
	resolver *net.Resolver // tests: a name server of theirs; nil = the system's
}

func newGuard(p *portal.Portal) *guard {
	ports := []uint16{80, 443}
	for _, h := range p.Hosts {
		if n, ok := portOf(h); ok {
			ports = append(ports, n)
		}
	}
	return &guard{portal: p, public: ssrf.New(ssrf.WithPorts(ports...))}
}

// portOf is the port that a host of a definition names.
func portOf(host string) (uint16, bool) {
	_, port, err := net.SplitHostPort(host)
	if err != nil {
		return 0, false // no port named
	}
	n, err := strconv.ParseUint(port, 10, 16)
	return uint16(n), err == nil
}

// dial opens a guarded connection.
func (g *guard) dial(ctx context.Context, network, address string) (net.Conn, error) {
	d := net.Dialer{Timeout: dialTimeout, Resolver: g.resolver, Control: func(network, resolved string, _ syscall.RawConn) error {
		return g.check(network, resolved, address)
	}}
	return d.DialContext(ctx, network, address)
}

// check refuses a resolved address ("ip:port") unless it is public, or the
// portal may be private and address, which was asked for, is one of its hosts.
func (g *guard) check(network, resolved, address string) error {
	err := g.public.Safe(network, resolved, nil)
	if err == nil {
		return nil
	}
	ap, perr := netip.ParseAddrPort(resolved)
	if perr == nil && g.portal.AllowPrivate && local(ap.Addr()) && g.portal.HasHost(address) {
		return nil
	}
	hint := ""
	switch {
	case perr != nil || !local(ap.Addr()) || g.portal.AllowPrivate:
	case g.portal.File == "": // made up for a host that no definition has
		hint = " (a definition of this host with allow_private: true would allow it)"
	default:
		hint = fmt.Sprintf(" (allow_private: true in the definition of portal %s would allow its own hosts)", g.portal.ID)
	}
	return &failure{Kind: kindRefused, Err: fmt.Errorf("connect to %s at %s: %w%s", address, resolved, err, hint)}
}

// local reports whether an address is of this machine or an intranet.
func local(a netip.Addr) bool {
	a = a.Unmap()
	return a.IsLoopback() || a.IsPrivate() || a.IsLinkLocalUnicast()
}

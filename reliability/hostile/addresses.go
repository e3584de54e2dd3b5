//go:build linux

package hostile

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
)

// The trial of the address guard has the Internet to itself: a network of its
// own (a Linux network namespace) in which every address is this machine, and
// a name server that lies. So the crawl runs as it does on the real one, and a
// connection to a private address would be answered, and is seen.

// public are the addresses that names may lead to. All others are private,
// special, or of nobody.
var public = []string{"93.184.216.34", "93.184.216.35", "2606:2800:220:1::1"}

// forbidden are addresses that no name may lead a crawl to.
var forbidden = []string{
	"127.0.0.1", "127.9.9.9", "0.0.0.0", "10.1.2.3", "172.16.5.4", "192.168.1.1", "169.254.169.254", "100.64.1.1", "192.0.2.1", "198.18.0.1", "224.0.0.1",
	"240.0.0.1", "255.255.255.255", "::", "::1", "fd00::1", "fe80::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.1.2.3", "64:ff9b::7f00:1", "64:ff9b:1::7f00:1",
	"2002:7f00:1::", "2001:db8::1",
}

// Addresses is the trial of the address guard. It is started in a network of
// its own by InOwnNetwork.
type Addresses struct {
	Binary, Dir string

	mu       sync.Mutex
	breaches []string // connections to addresses that are not public
	served   int      // articles that were asked for at public ones
}

// InOwnNetwork starts this program again with these arguments in a network and
// mount namespace of its own, which needs root.
func InOwnNetwork(ctx context.Context, args ...string) ([]byte, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	c := exec.CommandContext(ctx, self, args...)
	c.Stderr = os.Stderr
	c.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNET | syscall.CLONE_NEWNS}
	return c.Output()
}

// AddressOutcome is what came of the trial.
type AddressOutcome struct {
	Names, Failures int
	Told            []string // of each failure
	Served          int
}

// Run is the trial, inside.
func (a *Addresses) Run(ctx context.Context) (o AddressOutcome, err error) {
	dns, err := a.world()
	if err != nil {
		return o, err
	}
	defer dns.conn.Close()
	go dns.serve()
	for _, at := range []string{"0.0.0.0:80", "[::]:80"} {
		network := "tcp4"
		if at[0] == '[' {
			network = "tcp6"
		}
		l, err := net.Listen(network, at)
		if err != nil {
			return o, fmt.Errorf("serve the web: %w", err)
		}
		s := &http.Server{Handler: a, ConnState: a.seen, ErrorLog: quiet}
		s.SetKeepAlivesEnabled(false) // each request asks the name server
		defer s.Close()
		go func() { _ = s.Serve(l) }()
	}
	names := a.names()
	o.Names = len(names)
	if err := a.crawl(ctx, names); err != nil {
		return o, err
	}
	got, err := (&Crawl{Binary: a.Binary, Dir: a.Dir}).result(ctx)
	if err != nil {
		return o, err
	}
	for _, n := range names {
		if f := got[n.id]; !n.want(f) {
			o.Told = append(o.Told, fmt.Sprintf("%s: %+v", n.host, f))
		}
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	o.Told = append(o.Told, a.breaches...)
	o.Failures, o.Served = len(o.Told), a.served
	return o, nil
}

// world makes every address one of this machine, and the name server ours.
func (a *Addresses) world() (*nameServer, error) {
	for _, line := range []string{"link set lo up", "route add local 0.0.0.0/0 dev lo", "-6 route add local ::/0 dev lo"} {
		if out, err := exec.Command("ip", strings.Fields(line)...).CombinedOutput(); err != nil {
			return nil, fmt.Errorf("ip %s: %w: %s", line, err, out)
		}
	}
	conf := filepath.Join(a.Dir, "resolv.conf")
	if err := os.WriteFile(conf, []byte("nameserver 127.0.0.53\noptions timeout:2 attempts:1\n"), 0o644); err != nil {
		return nil, err
	}
	if err := syscall.Mount("none", "/", "", syscall.MS_REC|syscall.MS_PRIVATE, ""); err != nil {
		return nil, fmt.Errorf("keep mounts to ourselves: %w", err)
	}
	if err := syscall.Mount(conf, "/etc/resolv.conf", "", syscall.MS_BIND, ""); err != nil {
		return nil, fmt.Errorf("name the name server: %w", err)
	}
	all := map[string][]answer{}
	for _, n := range a.names() {
		if n.answers != nil {
			all[n.host] = n.answers
		}
	}
	return listenDNS("127.0.0.53:53", all)
}

// seen notes connections to addresses that are not public.
func (a *Addresses) seen(c net.Conn, state http.ConnState) {
	if state != http.StateNew {
		return
	}
	at := c.LocalAddr().(*net.TCPAddr).AddrPort().Addr().Unmap()
	for _, ok := range public {
		if at == netip.MustParseAddr(ok) {
			return
		}
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.breaches = append(a.breaches, "a connection to "+at.String())
}

// crawl runs the program over the names.
func (a *Addresses) crawl(ctx context.Context, names []name) error {
	var sites []*site
	for _, n := range names {
		s := &site{id: n.id, scheme: "http", addr: n.host, definition: map[string]any{"allow_private": false}}
		for k, v := range n.more {
			s.definition[k] = v
		}
		sites = append(sites, s)
	}
	b, err := configOf(map[string]any{"data": "data", "user_agent": "tintinh/thu (+https://vidu.test/)", "crawl": map[string]any{"workers": 24, "timeout": "10s"}}, sites)
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(a.Dir, "config.yaml"), b, 0o644); err != nil {
		return err
	}
	out, err := exec.CommandContext(ctx, a.Binary, "crawl", "--config", filepath.Join(a.Dir, "config.yaml")).CombinedOutput()
	if werr := os.WriteFile(filepath.Join(a.Dir, "crawl.log"), out, 0o644); werr != nil {
		return werr
	}
	if exit, ok := err.(*exec.ExitError); err != nil && (!ok || exit.ExitCode() != 3) {
		return fmt.Errorf("the crawl: %w\n%s", err, out)
	}
	return nil
}

// ServeHTTP is every site at once.
func (a *Addresses) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s := &site{id: strings.TrimSuffix(r.Host, ".test"), addr: r.Host}
	switch {
	case r.URL.Path == "/robots.txt" && r.Host == "chidan.test":
		moved("http://127.0.0.1/robots.txt")(w, r)
	case r.URL.Path == "/":
		links := []string{s.article(1), s.article(2), s.article(3)}
		if r.Host == "lienket.test" || r.Host == "chuyen.test" {
			for i, to := range elsewhere() {
				if r.Host == "chuyen.test" {
					to = s.article(100 + i)
				}
				links = append(links, to)
			}
		}
		_, _ = w.Write([]byte(listingPage(links)))
	case r.Host == "chuyen.test" && strings.Contains(r.URL.Path, "/ban-tin-so-1") && len(r.URL.Path) > len(s.article(1)):
		var i int
		_, _ = fmt.Sscanf(r.URL.Path, "/tin-tuc/7/%d/", &i)
		moved(elsewhere()[i-100])(w, r)
	case strings.HasPrefix(r.URL.Path, "/tin-tuc/7/"):
		var i int
		_, _ = fmt.Sscanf(r.URL.Path, "/tin-tuc/7/%d/", &i)
		a.mu.Lock()
		a.served++
		a.mu.Unlock()
		_, _ = w.Write([]byte(s.story(i)))
	default:
		http.NotFound(w, r)
	}
}

// elsewhere are addresses that pages link and redirect to.
func elsewhere() []string {
	list := []string{"http://2130706433/tin-tuc/7/9/x", "http://0x7f.1/tin-tuc/7/9/x", "http://0177.0.0.1/tin-tuc/7/9/x", "http://127.1/tin-tuc/7/9/x", "http://localhost/tin-tuc/7/9/x", "http://cam00.test/tin-tuc/7/9/x"}
	for _, a := range forbidden {
		if strings.Contains(a, ":") {
			a = "[" + a + "]"
		}
		list = append(list, "http://"+a+"/tin-tuc/7/9/x")
	}
	return list
}

// Print writes an outcome for the process that started this one.
func (o AddressOutcome) Print() error { return json.NewEncoder(os.Stdout).Encode(o) }

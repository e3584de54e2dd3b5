package crawler

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tintinh/tintinh/portal"
)

// certAuthority is a certificate with its key.
type certAuthority struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

// issue makes a certificate; a nil authority signs itself.
func (a *certAuthority) issue(t *testing.T, name string, change func(*x509.Certificate)) *certAuthority {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: name},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(90 * 24 * time.Hour),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}, DNSNames: []string{name},
	}
	if strings.HasPrefix(name, "CA ") {
		c.DNSNames, c.ExtKeyUsage = nil, nil
		c.IsCA, c.BasicConstraintsValid, c.KeyUsage = true, true, x509.KeyUsageCertSign
	}
	if change != nil {
		change(c)
	}
	parent, signer := c, key
	if a != nil {
		parent, signer = a.cert, a.key
	}
	der, err := x509.CreateCertificate(rand.Reader, c, parent, &key.PublicKey, signer)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return &certAuthority{cert, key}
}

// serveTLS starts a server with a certificate and what else of its chain it sends.
func (m *memory) serveTLS(t *testing.T, address string, h http.Handler, leaf *certAuthority, chain ...*certAuthority) {
	t.Helper()
	pair := tls.Certificate{Certificate: [][]byte{leaf.cert.Raw}, PrivateKey: leaf.key}
	for _, c := range chain {
		pair.Certificate = append(pair.Certificate, c.cert.Raw)
	}
	l := &pipeListener{address: address, conns: make(chan net.Conn), closed: make(chan struct{})}
	m.mu.Lock()
	m.hosts[address] = l
	m.mu.Unlock()
	s := &http.Server{Handler: h, ErrorLog: log.New(io.Discard, "", 0), TLSConfig: &tls.Config{Certificates: []tls.Certificate{pair}}}
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = s.ServeTLS(queueing{l}, "", "")
	}()
	t.Cleanup(func() {
		_ = s.Close()
		<-done
	})
}

// queueing gives connections whose writes do not wait for the reader, as those
// of TCP: an alert may cross the rest of the server's flight.
type queueing struct{ net.Listener }

func (l queueing) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	q := &queued{Conn: c, out: make(chan []byte, 1000), over: make(chan struct{})}
	go func() {
		for {
			select {
			case b := <-q.out:
				if _, err := c.Write(b); err != nil {
					return
				}
			case <-q.over:
				return
			}
		}
	}()
	return q, nil
}

type queued struct {
	net.Conn
	out  chan []byte
	over chan struct{}
	once sync.Once
}

func (q *queued) Write(b []byte) (int, error) {
	select {
	case q.out <- bytes.Clone(b):
		return len(b), nil
	case <-q.over:
		return 0, net.ErrClosed
	}
}

func (q *queued) Close() error {
	q.once.Do(func() { close(q.over) })
	return q.Conn.Close()
}

const issuerURL = "http://ca.test/issuer.cer"

func namesIssuer(c *x509.Certificate) { c.IssuingCertificateURL = []string{issuerURL} }

// pki is one root that is trusted, one that is not, and what they signed.
type pki struct {
	root, stranger, middle, lapsed *certAuthority
}

func newPKI(t *testing.T) *pki {
	p := &pki{}
	p.root = (*certAuthority)(nil).issue(t, "CA gốc", nil)
	p.stranger = (*certAuthority)(nil).issue(t, "CA lạ", nil)
	p.middle = p.root.issue(t, "CA trung gian", namesIssuer)
	p.lapsed = p.root.issue(t, "CA trung gian cũ", func(c *x509.Certificate) {
		c.NotBefore, c.NotAfter = time.Now().Add(-48*time.Hour), time.Now().Add(-24*time.Hour)
	})
	return p
}

// Each row is a server with a certificate of its own.
func TestCertificates(t *testing.T) {
	yes, no := true, false
	tests := []struct {
		name     string
		mode     string
		chain    func(t *testing.T, p *pki) []*certAuthority // leaf first
		kind     string                                      // "" = the article is taken
		verified *bool
		issuers  int64 // requests for a certificate that was left out, in two runs
	}{
		{"good", "", func(t *testing.T, p *pki) []*certAuthority {
			return []*certAuthority{p.root.issue(t, "vidu.test", nil)}
		}, "", &yes, 0},
		{"good, with its intermediate", "verify", func(t *testing.T, p *pki) []*certAuthority {
			return []*certAuthority{p.middle.issue(t, "vidu.test", nil), p.middle}
		}, "", &yes, 0},
		{"expired", "", func(t *testing.T, p *pki) []*certAuthority {
			return []*certAuthority{p.root.issue(t, "vidu.test", func(c *x509.Certificate) { c.NotAfter = time.Now().Add(-time.Minute) })}
		}, kindTLSExpired, nil, 0},
		{"not yet valid", "", func(t *testing.T, p *pki) []*certAuthority {
			return []*certAuthority{p.root.issue(t, "vidu.test", func(c *x509.Certificate) { c.NotBefore = time.Now().Add(24 * time.Hour) })}
		}, kindTLSEarly, nil, 0},
		{"of another name", "aia", func(t *testing.T, p *pki) []*certAuthority {
			return []*certAuthority{p.root.issue(t, "khac.test", nil)}
		}, kindTLSHostname, nil, 0},
		{"signed by itself", "aia", func(t *testing.T, p *pki) []*certAuthority {
			return []*certAuthority{(*certAuthority)(nil).issue(t, "vidu.test", nil)}
		}, kindTLSSelfSigned, nil, 0},
		{"signed by a stranger", "", func(t *testing.T, p *pki) []*certAuthority {
			return []*certAuthority{p.stranger.issue(t, "vidu.test", nil), p.stranger}
		}, kindTLSUnknown, nil, 0},
		{"for clients", "", func(t *testing.T, p *pki) []*certAuthority {
			return []*certAuthority{p.root.issue(t, "vidu.test", func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth} })}
		}, kindTLSInvalid, nil, 0},
		{"intermediate expired", "", func(t *testing.T, p *pki) []*certAuthority {
			return []*certAuthority{p.lapsed.issue(t, "vidu.test", nil), p.lapsed}
		}, kindTLSExpired, nil, 0},
		{"intermediate left out", "", func(t *testing.T, p *pki) []*certAuthority {
			return []*certAuthority{p.middle.issue(t, "vidu.test", namesIssuer)}
		}, kindTLSIntermediate, nil, 0},
		{"intermediate left out, and fetched", "aia", func(t *testing.T, p *pki) []*certAuthority {
			return []*certAuthority{p.middle.issue(t, "vidu.test", namesIssuer)}
		}, "", &yes, 1},
		{"intermediate of another", "aia", func(t *testing.T, p *pki) []*certAuthority {
			return []*certAuthority{p.stranger.issue(t, "vidu.test", namesIssuer)}
		}, kindTLSIntermediate, nil, 2},
		{"any will do", "insecure", func(t *testing.T, p *pki) []*certAuthority {
			return []*certAuthority{(*certAuthority)(nil).issue(t, "khac.test", nil)}
		}, "", &no, 0},
		{"any would do, and it is good", "insecure", func(t *testing.T, p *pki) []*certAuthority {
			return []*certAuthority{p.root.issue(t, "vidu.test", nil)}
		}, "", &yes, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			bubble(t, "", func(t *testing.T, w *world) {
				p := newPKI(t)
				w.crawl.Portals[0].TLS = tt.mode
				w.crawl.Portals[0].Sources[0].URL = "https://vidu.test/"
				w.crawl.roots = x509.NewCertPool()
				w.crawl.roots.AddCert(p.root.cert)
				chain := tt.chain(t, p)
				w.net.serveTLS(t, "vidu.test:443", w.site, chain[0], chain[1:]...)
				var asked atomic.Int64
				w.net.serve(t, "ca.test:80", http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) {
					asked.Add(1)
					_, _ = rw.Write(p.middle.cert.Raw)
				}))
				w.site.listing("/", w.site.article(1))
				first := w.run().Portals["vidu"]
				time.Sleep(time.Hour)
				w.run()
				if n := asked.Load(); n != tt.issuers {
					t.Errorf("%d requests for an issuer, want %d", n, tt.issuers)
				}
				if tt.kind != "" {
					if first.Errors[tt.kind] != 1 || len(w.records()) != 0 || len(w.site.uris()) != 0 {
						t.Errorf("errors %v, %d records, %d requests got through; want %s and nothing else", first.Errors, len(w.records()), len(w.site.uris()), tt.kind)
					}
					return
				}
				a := w.records()["vidu:1"]
				if a == nil || a.HTTP.TLSVerified == nil || *a.HTTP.TLSVerified != *tt.verified {
					t.Errorf("record %+v, errors %v; want tls_verified %t", a, first.Errors, *tt.verified)
				}
			})
		})
	}
}

// What stands in a certificate is a stranger's word: nothing of it is asked
// for beyond the bounds.
func TestIssuersAreFetchedWithinBounds(t *testing.T) {
	p := newPKI(t)
	answers := map[string]http.HandlerFunc{
		"/large":    func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(make([]byte, maxIssuerSize+1)) },
		"/moved":    func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/good", http.StatusFound) },
		"/garbage":  func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("không phải chứng thư")) },
		"/missing":  http.NotFound,
		"/stranger": func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(p.stranger.cert.Raw) },
		"/good":     func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(p.middle.cert.Raw) },
	}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { answers[r.URL.Path](w, r) }))
	t.Cleanup(s.Close)
	open := issuerFetcher{dial: (&net.Dialer{}).DialContext}
	guarded := issuerFetcher{dial: newGuard(&portal.Portal{ID: "a", Hosts: []string{"a.test"}}).dial}
	tests := []struct {
		name, at, want string // want: part of the error; "" = the issuer
		from           issuerFetcher
	}{
		{"good", s.URL + "/good", "", open},
		{"too large", s.URL + "/large", "more than 65536 bytes", open},
		{"moved", s.URL + "/moved", "answered 302", open},
		{"garbage", s.URL + "/garbage", "not the issuer's", open},
		{"missing", s.URL + "/missing", "answered 404", open},
		{"of another", s.URL + "/stranger", "not the issuer's", open},
		{"not http", "ldap://ca.test/x", "names no http address", open},
		{"https", "https://ca.test/x", "names no http address", open},
		{"a machine of ours", s.URL + "/good", "connect to 127.0.0.1", guarded},
	}
	for _, tt := range tests {
		leaf := p.middle.issue(t, "vidu.test", func(c *x509.Certificate) { c.IssuingCertificateURL = []string{tt.at} })
		got, err := tt.from.issuer(t.Context(), leaf.cert)
		switch {
		case tt.want == "" && (err != nil || !got.Equal(p.middle.cert)):
			t.Errorf("%s: %v", tt.name, err)
		case tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)):
			t.Errorf("%s: error %v, want one with %q", tt.name, err, tt.want)
		}
	}
}

// A server that is asked by address has no name in TLS; its certificate must
// be for the address all the same.
func TestCertificateOfAnAddress(t *testing.T) {
	p := newPKI(t)
	roots := x509.NewCertPool()
	roots.AddCert(p.root.cert)
	for address, want := range map[string]bool{"203.0.113.5": true, "203.0.113.6": false} {
		leaf := p.root.issue(t, "vidu.test", func(c *x509.Certificate) { c.IPAddresses = []net.IP{net.ParseIP("203.0.113.5")} })
		tr := &trust{mode: portal.TLSAIA, roots: roots, hosts: []string{address + ":8443"}}
		err := tr.verify(tls.ConnectionState{PeerCertificates: []*x509.Certificate{leaf.cert}})
		if (err == nil) != want {
			t.Errorf("%s: %v, want it good: %t", address, err, want)
		}
	}
}

func TestKeptIssuers(t *testing.T) {
	p := newPKI(t)
	a, b := &trust{}, &trust{}
	a.keep([]*x509.Certificate{p.middle.cert})
	a.keep([]*x509.Certificate{p.middle.cert, p.root.cert})
	b.restore(append(a.kept(), []byte("hỏng")))
	if got := b.issuers(); len(got) != 2 || !got[0].Equal(p.middle.cert) || !got[1].Equal(p.root.cert) {
		t.Errorf("%d certificates came back, want the two", len(got))
	}
}

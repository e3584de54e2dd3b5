//go:build linux

package hostile

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"io"
	"math/big"
	"net"
	"time"
)

// authority signs the certificates of the hostile sites; the crawl trusts it
// through SSL_CERT_FILE.
type authority struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
	pem  []byte
}

func newAuthority() (*authority, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	c := certificate("Gốc thử nghiệm")
	c.IPAddresses = []net.IP{net.IPv4(127, 0, 0, 1)} // of a server that signs for itself
	c.IsCA, c.BasicConstraintsValid, c.KeyUsage = true, true, x509.KeyUsageCertSign
	der, err := x509.CreateCertificate(rand.Reader, c, c, &key.PublicKey, key)
	if err != nil {
		return nil, err
	}
	cert, err := x509.ParseCertificate(der)
	return &authority{cert, key, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})}, err
}

func certificate(name string) *x509.Certificate {
	serial, err := rand.Int(rand.Reader, big.NewInt(1<<62))
	if err != nil {
		panic(err) // unreachable: the system's random bytes do not end
	}
	return &x509.Certificate{
		SerialNumber: serial, Subject: pkix.Name{CommonName: name}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
}

// sign makes a server's certificate, for 127.0.0.1 unless it is changed.
func (a *authority) sign(change ...func(*x509.Certificate)) tls.Certificate {
	c := certificate("127.0.0.1")
	c.IPAddresses = []net.IP{net.IPv4(127, 0, 0, 1)}
	for _, f := range change {
		f(c)
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(err) // unreachable, as above
	}
	der, err := x509.CreateCertificate(rand.Reader, c, a.cert, &key.PublicKey, a.key)
	if err != nil {
		panic(err) // the template is ours
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

// below is an authority under this one.
func (a *authority) below() *authority {
	c := certificate("Trung gian thử nghiệm")
	c.IsCA, c.BasicConstraintsValid, c.KeyUsage = true, true, x509.KeyUsageCertSign
	signed := a.sign(func(leaf *x509.Certificate) { *leaf = *c })
	cert, err := x509.ParseCertificate(signed.Certificate[0])
	if err != nil {
		panic(err) // just made
	}
	return &authority{cert: cert, key: signed.PrivateKey.(*ecdsa.PrivateKey)}
}

// tlsRows are servers whose certificate is not good: nothing is asked for.
func tlsRows() []row {
	with := func(change ...func(*x509.Certificate)) func(*authority) *tls.Config {
		return func(a *authority) *tls.Config { return &tls.Config{Certificates: []tls.Certificate{a.sign(change...)}} }
	}
	closed := func(name, kind string, conf func(*authority) *tls.Config) row {
		return row{name: "TLS: " + name, tls: conf, want: figures{Errors: map[string]int{kind: 1}, Untouched: "/"}}
	}
	return []row{
		{name: "TLS: a good one", tls: with(), want: figures{Articles: healthyPages}},
		closed("expired", "tls-expired", with(func(c *x509.Certificate) { c.NotBefore, c.NotAfter = time.Unix(0, 0), time.Now().Add(-time.Hour) })),
		closed("not yet valid", "tls-not-yet-valid", with(func(c *x509.Certificate) { c.NotBefore = time.Now().Add(time.Minute * 30) })),
		closed("another name", "tls-hostname", with(func(c *x509.Certificate) { c.IPAddresses = nil; c.DNSNames = []string{"khac.test"} })),
		closed("self-signed", "tls-self-signed", func(*authority) *tls.Config {
			own, err := newAuthority()
			if err != nil {
				panic(err) // unreachable, as above
			}
			return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{own.cert.Raw}, PrivateKey: own.key}}}
		}),
		closed("unknown authority", "tls-unknown-authority", func(*authority) *tls.Config {
			own, err := newAuthority()
			if err != nil {
				panic(err) // unreachable, as above
			}
			return &tls.Config{Certificates: []tls.Certificate{own.sign()}}
		}),
		closed("an intermediate left out", "tls-missing-intermediate", func(a *authority) *tls.Config {
			return &tls.Config{Certificates: []tls.Certificate{a.below().sign(func(c *x509.Certificate) { c.IssuingCertificateURL = []string{"http://127.0.0.1:1/ca.der"} })}}
		}),
		closed("not for servers", "tls-invalid", with(func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageEmailProtection} })),
		closed("TLS 1.1 only", "tls-handshake", func(a *authority) *tls.Config {
			return &tls.Config{Certificates: []tls.Certificate{a.sign()}, MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11}
		}),
		{name: "TLS: none at all", tls: func(*authority) *tls.Config { return nil }, want: figures{Errors: map[string]int{"tls-handshake": 1}}},
		{name: "TLS: a handshake that never ends", tls: func(*authority) *tls.Config { return nil }, raw: func(s *site) {
			for {
				c, err := s.listener.Accept()
				if err != nil {
					return
				}
				go func() { _, _ = io.Copy(io.Discard, c) }()
			}
		}, want: figures{Errors: map[string]int{"tls-handshake": 1}}},
	}
}

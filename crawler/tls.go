package crawler

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/tintinh/tintinh/portal"
)

// Kinds of failures of TLS. All of them are closed doors: nothing is asked for
// over a connection whose certificate is not good, unless the portal's
// definition says tls: insecure.
const (
	kindTLS             = "tls"                      // of no other kind
	kindTLSExpired      = "tls-expired"              // the server's certificate, or one that signed it
	kindTLSEarly        = "tls-not-yet-valid"        // or the clock here is slow
	kindTLSHostname     = "tls-hostname"             // it is for another name
	kindTLSSelfSigned   = "tls-self-signed"          // nobody vouches for it
	kindTLSUnknown      = "tls-unknown-authority"    // who vouches for it is not trusted here
	kindTLSIntermediate = "tls-missing-intermediate" // the server leaves out a certificate between its own and the root
	kindTLSInvalid      = "tls-invalid"              // not for servers, outside its constraints, too weak
	kindTLSHandshake    = "tls-handshake"            // no common version or cipher, or no TLS at all
)

func isTLS(kind string) bool { return kind == kindTLS || strings.HasPrefix(kind, kindTLS+"-") }

// trust decides about the certificates of one portal's hosts.
type trust struct {
	mode  string         // as in the definition
	roots *x509.CertPool // nil = the system's
	hosts []string       // of the portal, for servers that are asked by address
	fetch issuerFetcher

	mu     sync.Mutex          // handshakes are net/http's goroutines
	issued []*x509.Certificate // intermediates that were fetched, and completed a chain
}

// config is what net/http connects with.
func (t *trust) config() *tls.Config {
	switch t.mode {
	case portal.TLSInsecure:
		return &tls.Config{InsecureSkipVerify: true} // the definition wants it, and records say so
	case portal.TLSAIA:
		// crypto/tls verifies what the server sent; verify does the same with
		// what it left out.
		return &tls.Config{InsecureSkipVerify: true, VerifyConnection: t.verify}
	}
	return &tls.Config{RootCAs: t.roots}
}

// good reports whether the certificate of a connection that was made is good.
func (t *trust) good(cs *tls.ConnectionState) bool {
	return cs != nil && (t.mode != portal.TLSInsecure || t.check(*cs, nil) == nil)
}

// check verifies a server's certificate as crypto/tls does, with more
// intermediates at hand.
func (t *trust) check(cs tls.ConnectionState, more []*x509.Certificate) error {
	if len(cs.PeerCertificates) == 0 {
		return errors.New("the server has no certificate")
	}
	o := x509.VerifyOptions{Roots: t.roots, Intermediates: x509.NewCertPool(), CurrentTime: time.Now(), DNSName: cs.ServerName}
	for _, c := range slices.Concat(cs.PeerCertificates[1:], more) {
		o.Intermediates.AddCert(c)
	}
	leaf := cs.PeerCertificates[0]
	if cs.ServerName == "" { // asked by address: TLS has no name for those
		if err := t.ownAddress(leaf); err != nil {
			return err
		}
	}
	_, err := leaf.Verify(o)
	return err
}

// ownAddress wants a certificate for an address that the definition names.
func (t *trust) ownAddress(leaf *x509.Certificate) error {
	err := error(x509.HostnameError{Certificate: leaf, Host: strings.Join(t.hosts, ", ")})
	for _, host := range t.hosts {
		if name, _, serr := net.SplitHostPort(host); serr == nil {
			host = name
		}
		if host = strings.Trim(host, "[]"); net.ParseIP(host) != nil && leaf.VerifyHostname(host) == nil {
			return nil
		}
	}
	return err
}

// tlsKind names what is wrong with a TLS connection; "" where the error is
// none of TLS.
func tlsKind(err error) string {
	var (
		verify  *tls.CertificateVerificationError
		record  tls.RecordHeaderError
		alert   tls.AlertError
		unknown x509.UnknownAuthorityError
		name    x509.HostnameError
		invalid x509.CertificateInvalidError
		weak    x509.InsecureAlgorithmError
	)
	var sent []*x509.Certificate
	if errors.As(err, &verify) {
		sent = verify.UnverifiedCertificates
	}
	switch text := err.Error(); {
	case errors.As(err, &name):
		return kindTLSHostname
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return outOfDate(invalid.Cert)
	case errors.As(err, &invalid), errors.As(err, &weak):
		return kindTLSInvalid
	case errors.As(err, &unknown):
		return unknownKind(sent)
	case errors.As(err, &record), errors.As(err, &alert), strings.Contains(text, "TLS handshake timeout"),
		strings.Contains(text, "tls: handshake failure"), strings.Contains(text, "remote error: tls"), strings.Contains(text, "server selected unsupported"):
		return kindTLSHandshake
	case verify != nil, strings.Contains(text, "tls: "), strings.Contains(text, "x509: "):
		return kindTLS
	}
	return ""
}

func outOfDate(c *x509.Certificate) string {
	if c != nil && time.Now().Before(c.NotBefore) {
		return kindTLSEarly
	}
	return kindTLSExpired
}

// unknownKind says why no trusted root was reached from what a server sent.
func unknownKind(sent []*x509.Certificate) string {
	if len(sent) == 0 {
		return kindTLSUnknown
	}
	now := time.Now()
	for _, c := range sent[1:] {
		if now.After(c.NotAfter) {
			return kindTLSExpired
		}
	}
	top := topOf(sent)
	switch {
	case selfIssued(sent[0]):
		return kindTLSSelfSigned
	case !selfIssued(top) && len(top.IssuingCertificateURL) > 0:
		return kindTLSIntermediate
	}
	return kindTLSUnknown
}

// topOf is the end of the chain that begins with the first certificate.
func topOf(sent []*x509.Certificate) *x509.Certificate {
	top := sent[0]
	for range sent {
		i := slices.IndexFunc(sent, func(c *x509.Certificate) bool {
			return c != top && string(c.RawSubject) == string(top.RawIssuer)
		})
		if i < 0 || selfIssued(top) {
			break
		}
		top = sent[i]
	}
	return top
}

func selfIssued(c *x509.Certificate) bool { return string(c.RawSubject) == string(c.RawIssuer) }

// tlsHint says what can be done about a failure; "" where only the site's
// owner can do something.
func tlsHint(kind string) string {
	switch kind {
	case kindTLSExpired:
		return "its owner has to renew it"
	case kindTLSEarly:
		return "is the clock of this machine right?"
	case kindTLSIntermediate:
		return "the server leaves out a certificate; with tls: aia in the portal's definition it is fetched and checked"
	case kindTLSSelfSigned, kindTLSUnknown:
		return "tls: insecure in the portal's definition takes it unchecked, and marks every record"
	}
	return ""
}

// hinted adds the hint to an error of TLS.
func hinted(kind string, err error) error {
	if hint := tlsHint(kind); hint != "" {
		return fmt.Errorf("%w (%s)", err, hint)
	}
	return err
}

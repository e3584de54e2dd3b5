package crawler

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"time"
)

// Bounds of fetching what a server leaves out of its chain (RFC 5280 section
// 4.2.2.1, caIssuers). The address in a certificate is a stranger's word.
const (
	maxIssuers     = 3               // certificates fetched for one chain
	maxIssuerSize  = 64 << 10        // bytes of one
	issuerTimeout  = 5 * time.Second // for all of a chain; the handshake waits
	maxIssuersKept = 8               // in a host's state
)

// issuerFetcher asks for certificates over plain http, as RFC 5280 has it, at
// guarded addresses. What comes is only believed as far as a root vouches for it.
type issuerFetcher struct {
	dial      dialFunc
	userAgent string
}

// verify completes a server's chain with certificates that were fetched, now
// or before. It is crypto/tls's VerifyConnection.
func (t *trust) verify(cs tls.ConnectionState) error {
	known := t.issuers()
	err := t.check(cs, known)
	if _, unknown := errors.AsType[x509.UnknownAuthorityError](err); !unknown {
		return unverified(cs, err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), issuerTimeout)
	defer cancel()
	var fetched []*x509.Certificate
	for range maxIssuers {
		top := topOf(slices.Concat(cs.PeerCertificates, fetched))
		issuer, ferr := t.fetch.issuer(ctx, top)
		if ferr != nil {
			return unverified(cs, fmt.Errorf("%w; its issuer was looked for: %v", err, ferr)) // %v: the kind is that of the certificate
		}
		fetched = append(fetched, issuer)
		if t.check(cs, fetched) == nil {
			t.keep(fetched)
			return nil
		}
		if selfIssued(issuer) {
			break // a root, and none that is trusted here
		}
	}
	return &tls.CertificateVerificationError{
		UnverifiedCertificates: slices.Concat(cs.PeerCertificates, fetched),
		Err:                    fmt.Errorf("%w; %d certificates were fetched, and no trusted root was reached", err, len(fetched)),
	}
}

func unverified(cs tls.ConnectionState, err error) error {
	if err == nil {
		return nil
	}
	return &tls.CertificateVerificationError{UnverifiedCertificates: cs.PeerCertificates, Err: err}
}

// issuer fetches the certificate that signed c.
func (f issuerFetcher) issuer(ctx context.Context, c *x509.Certificate) (*x509.Certificate, error) {
	errs := []error{errors.New("the certificate names no http address of its issuer")}
	for _, at := range c.IssuingCertificateURL[:min(len(c.IssuingCertificateURL), 2)] {
		u, err := url.Parse(at)
		if err != nil || u.Scheme != "http" || u.Host == "" {
			continue
		}
		der, err := f.get(ctx, u.String())
		if err != nil {
			errs = append(errs, err)
			continue
		}
		if b, _ := pem.Decode(der); b != nil {
			der = b.Bytes
		}
		issuer, err := x509.ParseCertificate(der)
		if err == nil {
			err = c.CheckSignatureFrom(issuer)
		}
		if err == nil {
			return issuer, nil
		}
		errs = append(errs, fmt.Errorf("%s is not the issuer's certificate: %w", at, err))
	}
	return nil, errs[len(errs)-1]
}

// get asks for one small file, and follows nothing.
func (f issuerFetcher) get(ctx context.Context, at string) ([]byte, error) {
	base := &http.Transport{Proxy: nil, DialContext: f.dial, DisableKeepAlives: true, MaxResponseHeaderBytes: maxHeader}
	client := &http.Client{Transport: base, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, at, nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("User-Agent", f.userAgent)
	resp, err := client.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("GET %s: the server answered %d", at, resp.StatusCode)
	}
	b, err := io.ReadAll(io.LimitReader(resp.Body, maxIssuerSize+1))
	if err == nil && len(b) > maxIssuerSize {
		err = fmt.Errorf("GET %s: more than %d bytes", at, maxIssuerSize)
	}
	return b, err
}

// issuers are the certificates that completed a chain before.
func (t *trust) issuers() []*x509.Certificate {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.issued)
}

// keep remembers what completed a chain, the newest first.
func (t *trust) keep(more []*x509.Certificate) {
	t.mu.Lock()
	defer t.mu.Unlock()
	all := slices.Clone(more)
	for _, c := range t.issued {
		if !slices.ContainsFunc(all, c.Equal) {
			all = append(all, c)
		}
	}
	t.issued = all[:min(len(all), maxIssuersKept)]
}

// restore takes in what an earlier run kept. What cannot be read is fetched
// again.
func (t *trust) restore(kept [][]byte) {
	var all []*x509.Certificate
	for _, der := range kept[:min(len(kept), maxIssuersKept)] {
		if c, err := x509.ParseCertificate(der); err == nil {
			all = append(all, c)
		}
	}
	if len(all) > 0 {
		t.mu.Lock()
		defer t.mu.Unlock()
		t.issued = all
	}
}

// kept is what the next run is told, DER.
func (t *trust) kept() [][]byte {
	var all [][]byte
	for _, c := range t.issuers() {
		all = append(all, c.Raw)
	}
	return all
}

package warc

import (
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"
)

// Exchange is one request and what came back.
type Exchange struct {
	URL           string // as fetched, absolute http or https
	Method        string // "" = GET
	RequestHeader http.Header

	Proto          string // as Go gives it: HTTP/1.1, HTTP/2.0; "" = HTTP/1.1
	Status         int
	ResponseHeader http.Header
	Body           []byte // as received: transfer coding removed, content coding kept

	At        time.Time // when the request was sent
	IP        string    // of the server, with or without port; "" = not known
	Truncated string    // why the body is not whole: length time disconnect unspecified; "" = whole

	// Metadata goes into a record of its own beside the response: what a
	// rebuild of the store must know and the page does not say.
	Metadata map[string]string

	// Revisit is set when the body is the one of an earlier capture. The body
	// is then not written again; the profile follows from Status: 304 is
	// server-not-modified, all else identical-payload-digest.
	Revisit *Revisit
}

// Revisit names the earlier capture that holds the body.
type Revisit struct {
	URL    string    // of the earlier capture; "" = the same URL
	At     time.Time // its Exchange.At
	Digest string    // its payload digest, as PayloadDigest gives it; may be left out where Body is set
}

// Ref is the place of a response or revisit record.
type Ref struct {
	File   string // base name
	Offset int64  // of the record's gzip member, bytes
	Length int64  // of the member, bytes
}

// check refuses what would make a record that cannot be read back.
func (x *Exchange) check() error {
	u, err := url.Parse(x.URL)
	switch {
	case err != nil:
		return fmt.Errorf("capture %.200q: the URL cannot be parsed: %w", x.URL, err)
	case u.Scheme != "http" && u.Scheme != "https" || u.Host == "":
		return fmt.Errorf("capture %.200q: not an absolute http or https URL", x.URL)
	case x.At.IsZero():
		return fmt.Errorf("capture %s: the time of the request is missing", x.URL)
	case x.Status < 100 || x.Status > 999:
		return fmt.Errorf("capture %s: %d is no HTTP status", x.URL, x.Status)
	case x.Method != "" && !isToken(x.Method):
		return fmt.Errorf("capture %s: %.40q is no HTTP method", x.URL, x.Method)
	case x.Revisit != nil && x.Revisit.At.IsZero():
		return fmt.Errorf("capture %s: a revisit must say when the earlier capture was made", x.URL)
	}
	switch x.Truncated {
	case "", "length", "time", "disconnect", "unspecified":
	default:
		return fmt.Errorf("capture %s: truncated %.40q, want length, time, disconnect or unspecified", x.URL, x.Truncated)
	}
	for name := range x.Metadata {
		if !isToken(name) {
			return fmt.Errorf("capture %s: %.40q is no name of a metadata field", x.URL, name)
		}
	}
	if _, err := x.ip(); err != nil {
		return fmt.Errorf("capture %s: address of the server: %w", x.URL, err)
	}
	return nil
}

// ip is the server's address without port and zone, "" where it is not known.
func (x *Exchange) ip() (string, error) {
	if x.IP == "" {
		return "", nil
	}
	addr, err := netip.ParseAddr(x.IP)
	if err != nil {
		ap, err2 := netip.ParseAddrPort(x.IP)
		if err2 != nil {
			return "", errors.Join(err, err2)
		}
		addr = ap.Addr()
	}
	return addr.Unmap().WithZone("").String(), nil
}

// isToken reports whether s may stand as a field name or method (RFC 9110
// section 5.6.2).
func isToken(s string) bool {
	for i := range len(s) {
		c := s[i]
		if !('a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' ||
			strings.IndexByte("!#$%&'*+-.^_`|~", c) >= 0) {
			return false
		}
	}
	return s != ""
}

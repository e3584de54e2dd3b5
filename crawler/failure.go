package crawler

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"syscall"

	"code.dny.dev/ssrf"

	"github.com/tintinh/tintinh/extract"
)

// failure is a fetch that gave no page. Kind is a stable word that figures
// count and users filter by.
type failure struct {
	Kind string
	Err  error
}

func (f *failure) Error() string { return fmt.Sprintf("%s: %v", f.Kind, f.Err) }

func (f *failure) Unwrap() error { return f.Err }

func failf(kind, format string, args ...any) error {
	return &failure{Kind: kind, Err: fmt.Errorf(format, args...)}
}

// Kinds of failures that the crawler itself raises or recognises.
const (
	kindDNS       = "dns"
	kindConnect   = "connect"
	kindTimeout   = "timeout"
	kindSlow      = "too-slow"
	kindShort     = "short-body"
	kindLarge     = "too-large"
	kindHeader    = "header-too-large"
	kindBomb      = "bomb"
	kindEncoding  = "encoding"
	kindRefused   = "address-refused"
	kindReset     = "reset"
	kindProtocol  = "protocol"
	kindLoop      = "redirect-loop"
	kindOffSite   = "off-site"
	kindChallenge = "challenge"
	kindEmpty     = "empty"
	kindPanic     = "panic"
	kindParse     = "parse"
	kindElements  = "too-many-elements"
)

// unparsed is the failure of a page that no tree was built of.
func unparsed(err error) *failure {
	if errors.Is(err, extract.ErrTooMany) {
		return &failure{Kind: kindElements, Err: err}
	}
	return &failure{Kind: kindParse, Err: err}
}

// errRunOver ends requests that are in flight when a run's time is up. It is
// no failure of the page.
var errRunOver = errors.New("the run is over")

// failureOf names what went wrong with a request. ctx is the request's: its
// cause tells our own deadlines from those of the network.
func failureOf(ctx context.Context, err error) *failure {
	if f, ok := errors.AsType[*failure](err); ok {
		return f
	}
	if f, ok := errors.AsType[*failure](context.Cause(ctx)); ok {
		return f
	}
	kind := kindOf(err)
	return &failure{Kind: kind, Err: hinted(kind, err)}
}

func kindOf(err error) string {
	var (
		dns     *net.DNSError
		op      *net.OpError
		timeout net.Error
	)
	switch text := err.Error(); {
	case errors.Is(err, ssrf.ErrProhibitedIP), errors.Is(err, ssrf.ErrProhibitedPort), errors.Is(err, ssrf.ErrProhibitedNetwork):
		return kindRefused
	case errors.As(err, &dns):
		return kindDNS
	case tlsKind(err) != "":
		return tlsKind(err)
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return kindTimeout
	case strings.Contains(text, "response headers exceeded"), strings.Contains(text, "header list larger"):
		return kindHeader
	case errors.Is(err, io.ErrUnexpectedEOF):
		return kindShort
	case errors.As(err, &op) && op.Op == "dial", errors.Is(err, syscall.ECONNREFUSED):
		return kindConnect
	case errors.Is(err, io.EOF), errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE),
		strings.Contains(text, "server closed idle connection"), strings.Contains(text, "stream error"):
		return kindReset
	}
	return kindProtocol
}

// unreachable reports whether a failure is the host's rather than the URL's:
// going on with the next URL would most likely meet it again.
func unreachable(kind string) bool {
	switch kind {
	case kindDNS, kindConnect, kindTimeout, kindReset, kindRefused:
		return true
	}
	return isTLS(kind) || strings.HasPrefix(kind, "http-5")
}

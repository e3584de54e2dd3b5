package crawler

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"sync/atomic"
	"time"
)

const (
	maxHeader  = 256 << 10
	minSpeed   = 1 << 10 // bytes a second, over speedEvery
	speedEvery = 20 * time.Second
)

var (
	errTimeout = &failure{Kind: kindTimeout, Err: errors.New("the server did not finish its answer in time")}
	errSlow    = &failure{Kind: kindSlow, Err: fmt.Errorf("the server sent less than %d bytes a second for %s", minSpeed, speedEvery)}
)

// exchange is one request and all that came back. The transport fills it
// behind Colly, which would hand on a transcoded body and no addresses.
type exchange struct {
	URL            string
	RequestHeader  http.Header
	At             time.Time // when the request was sent
	Sent           int       // how often: net/http repeats what a dead connection took
	FirstByte      time.Time // when the answer began; zero = it did not
	Took           time.Duration
	IP             string // of the server, with port
	TLS            bool
	Verified       bool // TLS, and its certificate is good; false where the definition says tls: insecure, and it is not
	Proto          string
	Status         int // 0 = no answer
	ResponseHeader http.Header
	Raw            []byte        // as received, content coding in place
	Body           []byte        // decoded
	limit          int64         // of Body
	large          *share        // of the room for large bodies; nil = there is no such bound
	pause          time.Duration // start to start of requests
	complete       bool          // Raw and Body are whole
	unframed       bool          // nothing but the connection's end told where the body ends
	sum            string        // digest of Body, when it was asked for
}

// digest is the SHA-256 of the decoded body, in hex.
func (x *exchange) digest() string {
	if x.sum == "" {
		x.sum = digest(x.Body)
	}
	return x.sum
}

// conditional reports whether the server was asked for what has changed only.
func (x *exchange) conditional() bool {
	return x.RequestHeader.Get("If-None-Match") != "" || x.RequestHeader.Get("If-Modified-Since") != ""
}

type exchangeKey struct{}

// address is the URL that was asked for, in parts.
func (x *exchange) address() *url.URL {
	u, err := url.Parse(x.URL)
	if err != nil {
		return &url.URL{Opaque: x.URL} // unreachable: it was fetched
	}
	return u
}

// transport is the RoundTripper below Colly: it reads the whole body under
// deadlines and caps, and keeps it in the exchange, as received and decoded.
// What it hands on has no body: a copy that nobody reads.
type transport struct {
	base    *http.Transport
	trust   *trust
	decoder decoder
	suspect atomic.Bool // the last request failed: its connection is not used again
}

func newTransport(dial dialFunc, timeout time.Duration, certificates *trust) *transport {
	return &transport{trust: certificates, base: &http.Transport{
		Proxy:                  nil, // through a proxy the guard would see the proxy only
		DialContext:            dial,
		TLSClientConfig:        certificates.config(),
		TLSHandshakeTimeout:    dialTimeout,
		ResponseHeaderTimeout:  max(timeout/2, min(timeout, 15*time.Second)),
		MaxResponseHeaderBytes: maxHeader,
		DisableCompression:     true, // we ask for gzip ourselves and keep what came
		ForceAttemptHTTP2:      true,
		MaxIdleConnsPerHost:    1,
		MaxConnsPerHost:        1,
		IdleConnTimeout:        4 * time.Second, // many servers close after 5 s, and a request may cross that
	}}
}

// RoundTrip sends one request. The exchange is in the request's context.
func (t *transport) RoundTrip(req *http.Request) (*http.Response, error) {
	x, ok := req.Context().Value(exchangeKey{}).(*exchange)
	if !ok {
		return nil, errors.New("a request reached the transport without its exchange") // unreachable: only fetcher sends
	}
	x.At, x.URL = time.Now(), req.URL.String()
	times := timing{pause: x.pause}
	defer times.fill(x)
	ctx, cancel := context.WithCancelCause(req.Context())
	defer cancel(nil)
	req = req.Clone(httptrace.WithClientTrace(ctx, times.trace(ctx)))
	req.Header.Set("Accept-Encoding", "gzip")
	x.RequestHeader = req.Header.Clone()
	if t.suspect.Swap(true) {
		t.base.CloseIdleConnections() // HTTP/2 keeps a connection on which one stream was given up, and a flood goes on
	}
	resp, err := t.base.RoundTrip(req)
	if err != nil {
		return nil, failureOf(ctx, err)
	}
	defer resp.Body.Close()
	x.Proto, x.Status, x.ResponseHeader = resp.Proto, resp.StatusCode, resp.Header
	x.TLS, x.Verified = resp.TLS != nil, t.trust.good(resp.TLS)
	x.unframed = resp.ProtoMajor == 1 && resp.ContentLength < 0 && len(resp.TransferEncoding) == 0
	if err := t.read(ctx, x, resp, func() { cancel(errSlow) }); err != nil {
		return nil, failureOf(ctx, err)
	}
	x.complete = true
	t.suspect.Store(false)
	return x.decoded(resp), nil
}

// read takes the body in. The error is no *failure where it is the network's.
func (t *transport) read(ctx context.Context, x *exchange, resp *http.Response, slow func()) error {
	watch := watchSpeed(resp.Body, slow)
	defer watch.stop()
	grow := func(n int64) error {
		if x.large == nil {
			return nil
		}
		watch.stop() // waiting for room is not the server's slowness
		defer watch.timer.Reset(speedEvery)
		return x.large.take(ctx, n)
	}
	raw := body{limit: x.limit, grow: grow, said: resp.ContentLength}
	err := raw.fill(watch)
	x.Raw = raw.bytes
	if err != nil {
		return fmt.Errorf("read the page after %d bytes: %w", len(x.Raw), err)
	}
	if x.Body, err = t.decoder.decode(x.Raw, x.ResponseHeader.Values("Content-Encoding"), x.limit, grow); err != nil {
		return err
	}
	if raw.over() { // compressed, and cut by the limit
		return tooLarge(x.limit)
	}
	return nil
}

// decoded is the response as Colly is to see it: without a body, and with
// nothing in the header that would make Colly decode or transcode one.
func (x *exchange) decoded(resp *http.Response) *http.Response {
	r := *resp
	r.Header = resp.Header.Clone()
	r.Header.Del("Content-Encoding")
	r.Header.Set("Content-Type", "application/octet-stream")
	r.Uncompressed = true
	r.ContentLength = 0
	r.Body = http.NoBody
	return &r
}

// speedWatch calls slow when its reader gives too few bytes in a while.
type speedWatch struct {
	io.Reader
	n     atomic.Int64
	timer *time.Timer
}

func watchSpeed(r io.Reader, slow func()) *speedWatch {
	w := &speedWatch{Reader: r}
	var last int64
	started := make(chan struct{})
	w.timer = time.AfterFunc(speedEvery, func() {
		<-started // w.timer is set
		n := w.n.Load()
		if n-last < minSpeed*int64(speedEvery/time.Second) {
			slow()
			return
		}
		last = n
		w.timer.Reset(speedEvery)
	})
	close(started)
	return w
}

func (w *speedWatch) Read(p []byte) (int, error) {
	n, err := w.Reader.Read(p)
	w.n.Add(int64(n))
	return n, err
}

func (w *speedWatch) stop() { w.timer.Stop() }

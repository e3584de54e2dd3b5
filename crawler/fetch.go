package crawler

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/gocolly/colly/v2"
)

// fetcher asks one portal's hosts for pages, one at a time, through Colly.
// It lives as long as a lease: its cookies are thrown away with it.
type fetcher struct {
	colly   *colly.Collector
	timeout time.Duration
}

// newFetcher makes the Collector in a way that no COLLY_* variable reaches:
// NewCollector applies the environment over its options, Init does not.
func newFetcher(userAgent string, rt http.RoundTripper, timeout time.Duration) *fetcher {
	f := &fetcher{colly: &colly.Collector{}, timeout: timeout}
	c := f.colly
	c.Init()
	c.UserAgent = userAgent
	c.AllowURLRevisit = true        // which URL is fetched when is the frontier's business
	c.IgnoreRobotsTxt = true        // Colly's takes a broken server for permission; ours asks before
	c.MaxBodySize = 0               // Colly's cap cuts silently; the transport's is an error
	c.ParseHTTPErrorResponse = true // every answer is classified, 304 and 404 too
	c.SetRequestTimeout(0)          // the context has the deadline
	c.SetRedirectHandler(func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse })
	c.SetCookieJar(newJar())
	c.WithTransport(rt)
	return f
}

// request is what to ask for.
type request struct {
	url   string
	limit int64         // of the decoded body, bytes
	known validators    // of the copy that we have
	pause time.Duration // start to start, should the request be repeated below us
	large *share        // of the room for large bodies
}

// validators make a request conditional.
type validators struct{ ETag, LastModified string }

// get asks for one URL and returns when the whole answer is there. The
// exchange says what happened as far as it went, also beside an error, which
// is a *failure or errRunOver.
func (f *fetcher) get(ctx context.Context, q request) (*exchange, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, f.timeout, errTimeout)
	defer cancel()
	x := &exchange{URL: q.url, limit: q.limit, pause: q.pause, large: q.large}
	f.colly.Context = context.WithValue(ctx, exchangeKey{}, x)
	err := f.colly.Request(http.MethodGet, q.url, nil, nil, header(q.known))
	switch {
	case x.complete:
		// What Colly or net/http make of a status or of a broken Location is
		// no matter: the answer is there, and classified by us.
		return x, nil
	case context.Cause(ctx) == errRunOver:
		return x, errRunOver
	case err == nil:
		return x, failf(kindProtocol, "GET %s: no answer and no error", q.url)
	}
	return x, failureOf(ctx, fmt.Errorf("GET %s: %w", q.url, err))
}

func header(known validators) http.Header {
	h := http.Header{
		"Accept":          {"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"},
		"Accept-Language": {"vi,en;q=0.5"},
	}
	if known.ETag != "" {
		h.Set("If-None-Match", known.ETag)
	}
	if known.LastModified != "" {
		h.Set("If-Modified-Since", known.LastModified)
	}
	return h
}

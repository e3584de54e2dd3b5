package crawler

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/tintinh/tintinh/portal"
)

// Fetched is a page that FetchOne got.
type Fetched struct {
	URL    string // after redirects
	Status int
	Header http.Header
	Body   []byte // content coding removed
	At     time.Time
}

// FetchOne fetches a single page as a run would: robots.txt, address guard,
// limits, redirects within the portal. A URL of no portal is taken for a
// portal of its own. Nothing is stored. Any status is returned as it is; an
// error means that there is no whole answer, or that we do not ask.
func (c *Crawl) FetchOne(ctx context.Context, rawURL string) (*Fetched, error) {
	u, err := resolve(rawURL, "")
	if err != nil || u.Scheme != "http" && u.Scheme != "https" {
		return nil, fmt.Errorf("fetch %.200q: want an absolute http or https URL", rawURL)
	}
	s, err := c.Session(ctx, portalFor(c.Portals, u))
	if err != nil {
		return nil, err
	}
	defer s.Close()
	return s.Get(u.String())
}

// portalFor is the portal of a URL, or one made up for it.
func portalFor(portals []*portal.Portal, u *url.URL) *portal.Portal {
	for _, p := range portals {
		if p.HasHost(u.Host) {
			return p
		}
	}
	return &portal.Portal{ID: u.Hostname(), Hosts: []string{u.Host}}
}

// ask makes one request if robots.txt and scope let it.
func (t *tenancy) ask(rawURL string) (*exchange, error) {
	if !t.onSite(rawURL) {
		return nil, fmt.Errorf("fetch %s: it is not on the hosts of portal %s", rawURL, t.portal.ID)
	}
	p, err := t.allowed(rawURL)
	if err != nil {
		return nil, fmt.Errorf("fetch %s: %w", rawURL, err)
	}
	if p.reason != "" {
		return nil, fmt.Errorf("fetch %s: not asked for (%s): %s", rawURL, p.reason, p.detail)
	}
	return t.page(rawURL, t.run.MaxBody, validators{})
}

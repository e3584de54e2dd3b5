package crawler

import (
	"crypto/sha256"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/tintinh/tintinh/store"
)

// kindCaptive is one page that many hosts send: it is not theirs, but the
// network's, which wants a login or shows a notice.
const kindCaptive = "captive-portal"

// captiveHosts is from how many hosts the same useless page must come before
// the network is suspected.
const captiveHosts = 5

// answers notices when hosts that have nothing in common answer the same.
type answers struct {
	mu   sync.Mutex
	good map[string]bool                       // hosts that gave something of their own
	from map[[sha256.Size]byte]map[string]bool // page that nothing could be read from → hosts that sent it
}

// own notes that a host gave something of its own: it is reached.
func (a *answers) own(host string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.good == nil {
		a.good = map[string]bool{}
	}
	a.good[host] = true
}

// useless notes a page that nothing could be read from. It reports whether the
// hosts that sent the same are too many to be true: captiveHosts, and more
// than those that gave something of their own. Portals of one provider that
// are all away do not stop the others.
func (a *answers) useless(host string, page []byte) bool {
	sum := sha256.Sum256(page)
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.good[host] { // it is reached: what it lacks is its own affair
		return false
	}
	if a.from == nil || len(a.from) >= mostPages {
		a.from = map[[sha256.Size]byte]map[string]bool{}
	}
	if a.from[sum] == nil {
		a.from[sum] = map[string]bool{}
	}
	a.from[sum][host] = true
	n := len(a.from[sum])
	return n >= captiveHosts && n > len(a.good)
}

// suspects are the hosts that sent the page that most of them sent.
func (a *answers) suspects() []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	var most map[string]bool
	for _, hosts := range a.from {
		if len(hosts) > len(most) {
			most = hosts
		}
	}
	return slices.Sorted(maps.Keys(most))
}

// captive ends the run: what the network answers is not what hosts say.
func (r *run) captive() error {
	hosts := r.answers.suspects()
	r.mu.Lock()
	if r.reason == "" {
		r.reason = kindCaptive
	}
	for _, name := range hosts {
		r.shutFor[name] = kindCaptive
	}
	r.mu.Unlock()
	r.stopTaking()
	return failf(kindCaptive, "the same page came from %d hosts (%s): it is this network's and not theirs; sign in to the network, or mend its proxy, and run again",
		len(hosts), strings.Join(hosts, ", "))
}

// samePage notes a page under the address of an article, and reports whether
// it came under three of them: a server that sends one page whatever it is
// asked for. It is an error and no removal: a site that is away looks the same.
func (h *host) samePage(sum, id string) bool {
	if _, known := h.pagesOf[sum]; !known && len(h.pagesOf) >= mostPages {
		clear(h.pagesOf)
	}
	if !slices.Contains(h.pagesOf[sum], id) {
		h.pagesOf[sum] = append(h.pagesOf[sum], id)
	}
	return len(h.pagesOf[sum]) >= sameArticles
}

const (
	sameArticles = 3

	// mostPages is how many pages are remembered of a host, or of hosts that
	// gave nothing of their own: a run may have millions. A server that sends
	// one page whatever it is asked for does so in a row.
	mostPages = 256
)

// masked ends the visit of a page that nothing could be read from, if it is
// not the site's or not what was asked for. It returns what it is; soft404 of
// an article's address is left to the caller, and so is "".
func (v *visit) masked(row store.URL, x *exchange, page []byte) string {
	kind, told := unmask(page)
	if kind == "" && row.Kind == store.ArticlePage && isSoftMissing(page) {
		kind = kindSoft404
	}
	captive := v.run.answers.useless(v.portal.Host(), x.Body)
	if !captive && (kind == "" || kind == kindSoft404 && row.Kind == store.ArticlePage) {
		return kind
	}
	if captive {
		kind = kindCaptive
	}
	v.instead(row, x, kind, told)
	return kind
}

// instead ends the visit of a page that is not what was asked for. The page is
// kept, so that the signs can be looked at.
func (v *visit) instead(row store.URL, x *exchange, kind, told string) {
	err := failf(kind, "GET %s: this is not the page that was asked for; its sign is %.120q", x.URL, told)
	if kind == kindCaptive {
		err = v.run.captive()
		v.run.Log.Error("the run ends", "err", err)
	}
	if leaveAlone(kind) {
		v.blocked(row, err, v.state.block(kind, x.At.UTC()))
	} else {
		v.fail(row, err.(*failure), 0)
	}
	v.capture(x, row, "")
}

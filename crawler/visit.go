package crawler

import (
	"errors"
	"fmt"
	"net/url"
	"runtime/debug"
	"time"

	whatwg "github.com/nlnwa/whatwg-url/url"

	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/store"
)

// visit is the way from one due URL to its commit. Redirects make it a chain
// of rows, which are committed together: a run that ends in the middle leaves
// the first one due.
type visit struct {
	*tenancy
	steps []step
	asked []string // URLs asked for, in order: aliases of what the last one gives
	hops  int
	also  []store.Outcome // aliases of articles that are stored already
	seen  map[string]bool

	articles int           // links of a source to articles, known or not
	ttlAsked time.Duration // by a feed: how long it may be kept
}

// step is one row and what became of it.
type step struct {
	outcome  store.Outcome
	count    counter
	word     string // of countSkip and countError: the reason or kind
	err      error  // for the log
	links    int    // of a source: those that lead to articles
	fields   []extract.FieldTrace
	again    bool      // of a page without an article: it was none before
	exchange *exchange // to be archived; nil = not
}

const maxHops = 5

// look visits a row and commits what comes of it. stop is true when nothing
// more of the host can be done now.
func (t *tenancy) look(row store.URL) (stop bool, err error) {
	defer t.free()
	v := &visit{tenancy: t, seen: map[string]bool{}}
	err = v.chain(row)
	switch {
	case errors.Is(err, errRunOver), errors.Is(err, errBudget), errors.Is(err, errShutHost), errors.Is(err, errResting):
		return true, v.leave(row)
	case err != nil:
		return true, err
	}
	if err := v.commit(); err != nil {
		return true, err
	}
	return t.state.paused(time.Now()) != "", nil
}

// chain asks for the row's URL and goes after redirects.
func (v *visit) chain(row store.URL) error {
	for {
		next, err := v.one(row)
		if err != nil || next == nil {
			return err
		}
		row = *next
	}
}

// one makes one request for a row. It returns the row to go on with after a
// redirect, nil at the end of the chain. A panic is the page's failure, and
// never the run's: pages are written by strangers.
func (v *visit) one(row store.URL) (next *store.URL, err error) {
	steps, also := len(v.steps), len(v.also)
	defer func() {
		if p := recover(); p != nil {
			v.steps, v.also = v.steps[:steps], v.also[:also]
			v.run.Log.Error("a page made the program panic; please report it", "portal", v.portal.ID, "url", row.Canonical, "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
			v.fail(row, &failure{Kind: kindPanic, Err: fmt.Errorf("reading %s: panic: %v", row.Canonical, p)}, 0)
			next, err = nil, nil
		}
	}()
	rawURL := v.spellingOf(row)
	requests := v.figures.Requests
	p, err := v.permit(row, rawURL)
	if f, ok := errors.AsType[*failure](err); ok {
		v.fail(row, f, v.hostFailed(f.Kind))
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	if v.figures.Requests > requests && v.hops == 0 && v.run.crowded() && v.cooldown() > 0 {
		return nil, errResting // robots.txt was asked for, and is kept with the host
	}
	if p.reason != "" {
		v.refuse(row, p)
		return nil, nil
	}
	v.seen[rawURL] = true
	x, err := v.page(rawURL, v.limit(row), v.known(row))
	if f, ok := errors.AsType[*failure](err); ok {
		v.fail(row, f, v.hostFailed(f.Kind))
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	v.asked = append(v.asked, rawURL)
	return v.answer(row, x)
}

// known are the validators of a page that was taken in whole; a page that
// gave nothing is always fetched anew.
func (v *visit) known(row store.URL) validators {
	if row.Kind == store.ArchivePage { // its row stands for all pages of an archive
		return validators{}
	}
	if row.Status != store.Fetched && row.Status != store.NotModified {
		return validators{}
	}
	return validators{ETag: row.ETag, LastModified: row.LastModified}
}

// limit is the largest body of a row's kind, decoded bytes.
func (v *visit) limit(row store.URL) int64 {
	if row.Kind == store.SitemapPage {
		return max(v.run.MaxBody, sitemapBody)
	}
	return v.run.MaxBody
}

// answer decides by what came back.
func (v *visit) answer(row store.URL, x *exchange) (next *store.URL, err error) {
	a, kind := classify(x.Status, x.ResponseHeader, x.Body)
	if a == answerPage || a == answerNotModified || a == answerRedirect || a == answerMissing {
		v.state.succeed()
	}
	now := x.At.UTC()
	switch a {
	case answerNotModified:
		if !x.conditional() {
			v.fail(row, failf("http-304", "GET %s: the server says that nothing has changed, and was not asked whether", x.URL).(*failure), 0)
			return nil, nil
		}
		v.run.answers.own(v.portal.Host())
		v.notModified(row, x, now)
		return nil, v.seenAgain(x, row)
	case answerRedirect:
		return v.redirect(row, x)
	case answerMissing:
		if row.Kind == store.ArchivePage {
			v.emptyDay(row, x)
			return nil, nil
		}
		return nil, v.missing(row, x, now)
	case answerLimited:
		v.limited(row, x, kind)
	case answerForbidden:
		v.forbidden(row, kind, now)
	case answerChallenge:
		v.instead(row, x, kind, "a script or a riddle stands in its place")
	case answerFailed:
		v.fail(row, &failure{Kind: kind, Err: fmt.Errorf("GET %s: the server answered %d with %d bytes", x.URL, x.Status, len(x.Body))}, v.hostFailed(kind))
	default:
		return nil, v.read(row, x)
	}
	return nil, nil
}

// read takes in a whole page, one a core at a time: the tree of a hostile page
// is thirty times its size.
func (v *visit) read(row store.URL, x *exchange) error {
	v.run.cores <- struct{}{}
	defer func() { <-v.run.cores }()
	if isCut(x) && (row.Reason != kindShort || row.Digest != x.digest()) {
		v.fail(row, &failure{Kind: kindShort, Err: fmt.Errorf("GET %s: the connection ended without the end of the page, after %d bytes", x.URL, len(x.Body))}, 0)
		v.steps[len(v.steps)-1].outcome.URL.Digest = x.digest() // if the same comes again, it is the page
		return nil
	}
	switch row.Kind {
	case store.ListingPage:
		return v.listing(row, x)
	case store.FeedPage:
		return v.feed(row, x)
	case store.SitemapPage:
		return v.sitemap(row, x)
	case store.ArchivePage:
		return v.archivePage(row, x)
	}
	return v.article(row, x)
}

// resolve reads a Location as browsers do: spaces and backslashes are no errors.
func resolve(base, ref string) (*url.URL, error) {
	u, err := whatwg.ParseRef(base, ref)
	if err != nil {
		return nil, err
	}
	return url.Parse(u.Href(true))
}

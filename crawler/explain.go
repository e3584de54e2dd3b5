package crawler

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"time"

	"github.com/tintinh/tintinh/portal"
	"github.com/tintinh/tintinh/store"
)

// Explanation is what is known of a URL: what it is to its portal, what the
// store has of it, whether a run would fetch it, and under which other
// addresses its article goes.
type Explanation struct {
	URL       string `json:"url"`       // as asked
	Canonical string `json:"canonical"` // "" where it has none
	Portal    string `json:"portal"`
	Identity  string `json:"identity,omitempty"` // record id of an article

	Known   bool      `json:"known"`            // the frontier has it
	Row     store.URL `json:"row,omitzero"`     // with Known
	Fetched bool      `json:"fetched"`          // at least once with success
	Would   bool      `json:"would_be_fetched"` // a run that starts now would ask for it
	Reason  string    `json:"reason,omitempty"` // why not: a stable word
	Why     string    `json:"why"`              // for people, one sentence

	Chain   []string `json:"chain,omitempty"`   // where redirects of it lead, in order
	Aliases []string `json:"aliases,omitempty"` // other URLs of its article
	Article string   `json:"article,omitempty"` // the URL that the article goes by
}

// Reasons of an Explanation, beside those of runs and of Plan.
const (
	explainNoArticle = "not-an-article" // by its URL
	explainUnknown   = "not-seen"       // no source or page led there
	explainAlias     = "alias"          // of an article that we have
	explainNever     = "looks-over"     // all its looks were made
)

// mostChain is how many redirects an explanation follows.
const mostChain = 10

// Explain says why a URL was or was not fetched. It asks nobody: robots.txt
// counts as it was last seen. A URL of none of the portals is an error.
func (c *Crawl) Explain(ctx context.Context, rawURL string) (_ *Explanation, err error) {
	p, u := c.portalOf(rawURL)
	if p == nil {
		return nil, fmt.Errorf("explain %.200q: it is on the hosts of no portal that is configured", rawURL)
	}
	e := &Explanation{URL: rawURL, Portal: p.ID}
	s := p.Scope(rawURL)
	e.Canonical, e.Identity = s.Canonical, s.Key
	h := newHost(p, c)
	if h.state, err = c.stateOf(ctx, p.Host()); err != nil {
		return nil, err
	}
	h.adopt()
	row, isSource, err := rowFor(h, s)
	if err != nil {
		return nil, fmt.Errorf("explain %s: %w", rawURL, err)
	}
	known, err := c.Store.Known(ctx, p.Host(), row.Key())
	switch {
	case err == nil:
		e.Known, e.Row, e.Fetched = true, known, known.Visits > 0
		if err := c.explainAliases(ctx, p, e); err != nil {
			return nil, err
		}
	case !errors.Is(err, store.ErrNotFound):
		return nil, fmt.Errorf("explain %s: %w", rawURL, err)
	}
	e.judge(h, s, isSource, u)
	return e, nil
}

// portalOf is the portal on whose hosts a URL is; nil if there is none.
func (c *Crawl) portalOf(rawURL string) (*portal.Portal, *url.URL) {
	u, err := resolve(rawURL, "")
	if err != nil {
		return nil, nil
	}
	for _, p := range c.Portals {
		if p.HasHost(u.Host) {
			return p, u
		}
	}
	return nil, nil
}

// rowFor is the row that a URL would be: a source's, or an article's.
func rowFor(h *host, s portal.Scope) (row store.URL, isSource bool, err error) {
	if _, isSource = h.sources[s.Canonical]; isSource {
		return store.URL{Host: h.portal.Host(), Canonical: s.Canonical}, true, nil
	}
	if s.Canonical == "" && s.Key == "" {
		return store.URL{Host: h.portal.Host(), Canonical: "?"}, false, nil // no row has that key
	}
	return articleRow(h, s, time.Time{}), false, nil
}

// stateOf is what was kept of a host; a state that cannot be read is none.
func (c *Crawl) stateOf(ctx context.Context, host string) (hostState, error) {
	all, err := c.Store.Hosts(ctx)
	if err != nil {
		return hostState{}, fmt.Errorf("read the state of %s: %w", host, err)
	}
	for _, s := range all {
		if s.Host == host {
			state, _ := readState(s.State)
			return state, nil
		}
	}
	return hostState{}, nil
}

// explainAliases follows the row's redirects and names its article's URLs.
func (c *Crawl) explainAliases(ctx context.Context, p *portal.Portal, e *Explanation) error {
	row := e.Row
	for row.AliasOf != "" && len(e.Chain) < mostChain {
		e.Chain = append(e.Chain, row.AliasOf)
		s := p.Scope(row.AliasOf)
		if s.Kind == "" {
			break
		}
		next := store.URL{Canonical: s.Canonical, Identity: s.Key}
		var err error
		if row, err = c.Store.Known(ctx, p.Host(), next.Key()); errors.Is(err, store.ErrNotFound) {
			break
		} else if err != nil {
			return fmt.Errorf("follow the redirects of %s: %w", e.URL, err)
		}
	}
	id := row.ArticleID
	if id == "" {
		return nil
	}
	a, err := c.Store.Article(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read the article of %s: %w", e.URL, err)
	}
	e.Article, e.Aliases, e.Identity = a.URL, a.URLAliases, a.ID
	return nil
}

// judge says whether a run would fetch the URL, and why not.
func (e *Explanation) judge(h *host, s portal.Scope, isSource bool, u *url.URL) {
	now := time.Now()
	likely := h.portal.Article == nil && slug.MatchString(s.Canonical)
	allowed, line := true, ""
	if r := h.robots(u); r != nil {
		allowed, line = r.Allowed(u.RequestURI(), now)
	}
	set := func(reason, format string, args ...any) { e.Reason, e.Why = reason, fmt.Sprintf(format, args...) }
	due := e.Row.Due
	switch {
	case s.Kind == "":
		set(s.Reason, "the definition of portal %s keeps it out (%s)", e.Portal, s.Reason)
	case !isSource && s.Kind != portal.ScopeArticle && !likely && !e.Known:
		set(explainNoArticle, "it is no source, and the article pattern of portal %s does not match it", e.Portal)
	case !allowed:
		set(reasonRobots, "robots.txt forbids it: %s", line)
	case !e.Known:
		set(explainUnknown, "no source, page or feed has led to it yet; crawl finds what they list")
	case e.Row.Status == store.Redirected && e.Row.ArticleID != "":
		set(explainAlias, "it redirects to %s, an article that we have", e.Row.AliasOf)
	case due.IsZero() && e.Row.Status == store.Discovered:
		set(skipArchive, "a back-fill found it and stopped before it; the next crawl --backfill asks for it")
	case due.IsZero():
		set(explainNever, "no look at it is planned any more: all were made, or it was old when it was found; the last was at %s", e.Row.FetchedAt.Format(time.RFC3339))
	case h.state.paused(now) != "":
		set(h.state.paused(now), "its host is left alone until %s (%s)", h.state.Until.Format(time.RFC3339), h.state.Reason)
	case due.After(now):
		set(planNotDue, "it is due again at %s; %s", due.Format(time.RFC3339), lastTime(e.Row))
	default:
		e.Would, e.Why = true, "it is due, and the next run asks for it; "+lastTime(e.Row)
	}
}

// lastTime says what happened to a row last.
func lastTime(row store.URL) string {
	switch {
	case row.Status == store.Discovered:
		return "it was never asked for"
	case row.Reason != "":
		return fmt.Sprintf("last it was %s (%s)", row.Status, row.Reason)
	}
	return fmt.Sprintf("last it was %s, at %s", row.Status, row.FetchedAt.Format(time.RFC3339))
}

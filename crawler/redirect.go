package crawler

import (
	"errors"
	"fmt"
	"net/url"
	"time"

	"github.com/tintinh/tintinh/portal"
	"github.com/tintinh/tintinh/store"
)

// redirect decides where a hop leads:
//
//	off the portal, denied, a trap      refused; the row is looked at again later
//	the same row, or a source's         the row goes on under the new spelling
//	home page or a source, for articles a soft 404: the article is gone
//	an article that we have             an alias of it, without asking again
//	another page of the portal          the row is its alias, and the chain goes on
func (v *visit) redirect(row store.URL, x *exchange) (*store.URL, error) {
	now := x.At.UTC()
	to, err := resolve(x.URL, x.ResponseHeader.Get("Location"))
	if err != nil {
		v.fail(row, &failure{Kind: kindProtocol, Err: fmt.Errorf("%s redirects to what is no URL: %w", x.URL, err)}, 0)
		return nil, nil
	}
	target := to.String()
	v.hops++
	again := v.seen[target] && len(x.ResponseHeader.Values("Set-Cookie")) == 0
	s := v.portal.Scope(target)
	switch {
	case v.hops > maxHops || again:
		v.fail(row, &failure{Kind: kindLoop, Err: fmt.Errorf("%s redirects to %s after %d hops", x.URL, target, v.hops)}, 0)
		return nil, nil
	case row.Kind != store.ArticlePage && s.Reason != portal.ReasonOffSite && s.Canonical != "":
		row.Fetch = target
		return &row, nil
	case row.Kind != store.ArticlePage:
		v.fail(row, &failure{Kind: kindOffSite, Err: fmt.Errorf("the source %s redirects to %s, which is not of the portal", x.URL, target)}, 0)
		return nil, nil
	case s.Kind == "":
		v.turnedAway(row, s, target, now)
		return nil, nil
	}
	next := articleRow(v.host, s, now)
	switch {
	case next.Key() == row.Key():
		row.Fetch = target
		return &row, nil
	case s.Kind == portal.ScopePage && v.isHome(s.Canonical, to):
		return nil, v.missing(row, x, now)
	}
	next.Fetch, next.Via = target, row.Canonical
	return v.alias(row, next, now)
}

// turnedAway notes a redirect to where we do not go.
func (v *visit) turnedAway(row store.URL, to portal.Scope, target string, now time.Time) {
	row.Status, row.Reason, row.AliasOf, row.FetchedAt = store.Refused, to.Reason, target, now
	row.Failures++
	v.add(store.Outcome{URL: row, Next: now.Add(doubled(firstRetry, row.Failures, lastRetry))}, countRedirect, "")
}

// isHome reports whether a page is the portal's front page or one of its
// sources: where sites send readers whose article they removed.
func (v *visit) isHome(canonical string, u *url.URL) bool {
	_, source := v.sources[canonical]
	return source || (u.Path == "" || u.Path == "/") && u.RawQuery == ""
}

// alias makes row an alias of next and goes on there, unless next is an
// article that we have, or was looked at in this run already.
func (v *visit) alias(row, next store.URL, now time.Time) (*store.URL, error) {
	known, err := v.run.Store.Known(v.run.background, v.portal.Host(), next.Key())
	stored := err == nil
	if !stored && !errors.Is(err, store.ErrNotFound) {
		return nil, err
	}
	row.Status, row.AliasOf, row.FetchedAt, row.Reason, row.Digest = store.Redirected, next.Canonical, now, "", ""
	row.ETag, row.LastModified = "", ""
	if stored && (known.ArticleID != "" && known.Missing == 0 || !known.FetchedAt.Before(v.run.start)) {
		row.ArticleID, row.AliasOf = known.ArticleID, known.Canonical
		v.add(store.Outcome{URL: row, Next: aliasAgain(row, now)}, countRedirect, "")
		return nil, v.alsoKnownAs(known, row.Canonical)
	}
	if stored {
		known.Fetch = next.Fetch
		next, row.AliasOf = known, known.Canonical
	}
	next.Due = v.run.start
	v.add(store.Outcome{URL: row, Recheck: []store.URL{next}}, countRedirect, "")
	return &next, nil
}

// aliasAgain is when an alias is asked again: never, once it is known which
// article it leads to; that one has its own times.
func aliasAgain(row store.URL, now time.Time) time.Time {
	if row.ArticleID != "" {
		return time.Time{}
	}
	return now.Add(doubled(firstRetry, row.Failures, lastRetry))
}

// settleAliases gives the rows of the chain before the last one what the last
// one came to.
func (v *visit) settleAliases(now time.Time) {
	last := v.steps[len(v.steps)-1].outcome.URL
	for i := range v.steps[:len(v.steps)-1] {
		o := &v.steps[i].outcome
		o.URL.ArticleID = last.ArticleID
		if last.ArticleID == "" {
			o.URL.Failures++
			o.URL.Reason = "target-no-article"
		} else {
			o.URL.Failures = 0
		}
		o.Next = aliasAgain(o.URL, now)
	}
}

package crawler

import (
	"errors"
	"fmt"
	"time"

	"github.com/tintinh/tintinh/portal"
	"github.com/tintinh/tintinh/store"
)

// add ends a row's part of the visit.
func (v *visit) add(o store.Outcome, c counter, word string) *step {
	if at := portal.WithoutSession(o.URL.Fetch); at != o.URL.Fetch { // the next visit gets a session of its own
		if o.URL.Fetch = at; at == o.URL.Canonical {
			o.URL.Fetch = ""
		}
	}
	v.steps = append(v.steps, step{outcome: o, count: c, word: word})
	return &v.steps[len(v.steps)-1]
}

// refuse notes that a URL is not asked for, by our own rules.
func (v *visit) refuse(row store.URL, p permission) {
	row.Status, row.Reason = store.Refused, p.reason
	v.add(store.Outcome{URL: row, Next: p.again}, countSkip, p.reason)
}

// hostFailed notes a failure of the host; the host is left alone for the time
// returned.
func (v *visit) hostFailed(kind string) time.Duration {
	if !unreachable(kind) {
		return 0
	}
	return v.state.fail(kind, time.Now())
}

// fail notes a request that gave no page; it is made again later, each time
// twice as late. cooldown is of the host.
func (v *visit) fail(row store.URL, f *failure, cooldown time.Duration) {
	now := time.Now().UTC()
	row.Status, row.Reason = store.Failed, f.Kind
	row.Failures++
	row.Fetch = spellingAfterFailure(row)
	s := v.add(store.Outcome{URL: row, Next: now.Add(doubled(firstRetry, row.Failures, lastRetry)), Cooldown: cooldown}, countError, f.Kind)
	s.err = f
}

// spellingAfterFailure goes back to the canonical spelling after repeated
// failures under another one: a redirect that was followed may be undone.
func spellingAfterFailure(row store.URL) string {
	if row.Failures >= 4 {
		return ""
	}
	return row.Fetch
}

// blocked notes that the server does not want us, and leaves the host alone.
func (v *visit) blocked(row store.URL, err error, cooldown time.Duration) {
	now := time.Now().UTC()
	f := failureOf(v.run.background, err)
	row.Status, row.Reason = store.Blocked, f.Kind
	row.Failures++
	v.figures.Blocked = f.Kind
	s := v.add(store.Outcome{URL: row, Next: now.Add(max(cooldown, doubled(firstRetry, row.Failures, lastRetry))), Cooldown: cooldown}, countError, f.Kind)
	s.err = err
}

// sameRun is the longest wait of a host that a run sits out.
const sameRun = 2 * time.Minute

// limited waits as long as the server asks for. The URL is asked again in
// this run if that is not long, but not for ever.
func (v *visit) limited(row store.URL, x *exchange, kind string) {
	now := time.Now().UTC()
	asked, _ := retryAfter(x.ResponseHeader.Get("Retry-After"), now)
	wait := v.state.limit(kind, asked, v.pause(), now)
	row.Status, row.Reason = store.Blocked, kind
	row.Failures++
	next := now.Add(max(wait, doubled(firstRetry, row.Failures-1, lastRetry)))
	if wait <= sameRun && row.Failures <= toleratedFailures {
		next = v.run.start // still due
	}
	if wait > sameRun {
		v.figures.Blocked = kind
	}
	s := v.add(store.Outcome{URL: row, Next: next, Cooldown: wait}, countError, kind)
	s.err = failf(kind, "GET %s: the server asks to wait; its host is left alone for %s", x.URL, wait)
}

// toleratedForbidden in a row are taken for pages that are not public; more,
// for a server that refuses us.
const toleratedForbidden = 2

func (v *visit) forbidden(row store.URL, kind string, now time.Time) {
	err := failf(kind, "GET %s: the server refused", v.spellingOf(row))
	if v.state.Failures < toleratedForbidden {
		v.state.Failures++
		v.fail(row, err.(*failure), 0)
		v.steps[len(v.steps)-1].outcome.URL.Status = store.Blocked
		return
	}
	v.blocked(row, err, v.state.block(kind, now))
}

// notModified is a 304: nothing was sent, for nothing changed.
func (v *visit) notModified(row store.URL, x *exchange, now time.Time) {
	row = v.paced(v.looked(row, now), 0, maxAge(x.ResponseHeader))
	row.Status = store.NotModified
	v.add(store.Outcome{URL: row, Next: v.next(row, now)}, countNotModified, "")
}

// looked notes a success in a row.
func (v *visit) looked(row store.URL, now time.Time) store.URL {
	if row.FirstFetched.IsZero() {
		row.FirstFetched = now
	}
	row.FetchedAt = now
	row.Visits++
	row.Failures, row.Missing, row.Reason = 0, 0, ""
	return row
}

// next is when a row is due again after a success.
func (v *visit) next(row store.URL, now time.Time) time.Time {
	if row.Kind == store.ArticlePage {
		first := row.FirstFetched
		if first.IsZero() {
			first = now
		}
		base, visits := fromPublication(row.Published, first, row.Visits, v.run.Revisit)
		return nextLook(base, now, visits, v.run.Revisit)
	}
	if row.Kind == store.ArchivePage {
		return v.run.start // until its end is reached
	}
	if s, ok := v.sources[row.Canonical]; ok {
		return nextRead(v.run.start, orDefault(row.Interval, interval(s)))
	}
	return time.Time{} // a next page or a map of an index: its source wakes it
}

// reasonMissing is that of a 404, 410, or a page that says so.
const reasonMissing = "missing"

// missing is a 404, 410, or a page that says so under another status.
func (v *visit) missing(row store.URL, x *exchange, now time.Time) error {
	row, gone, next := miss(row, now, v.run.Revisit)
	row.FetchedAt, row.ETag, row.LastModified, row.Digest, row.Fetch = now, "", "", "", ""
	row.Reason = reasonMissing
	if _, source := v.sources[row.Canonical]; source {
		next = nextRead(v.run.start, interval(v.sources[row.Canonical]))
		row.Status, gone = store.Failed, false
	}
	o := store.Outcome{URL: row, Next: next}
	if gone {
		own, err := v.goesBy(row)
		if err != nil {
			return err
		}
		if own {
			o.Gone = row.ArticleID
		}
	}
	s := v.add(o, countMissing, "")
	if row.Kind != store.ArticlePage {
		s.err = fmt.Errorf("the source %s answers %d", x.URL, x.Status)
	}
	v.capture(x, row, "")
	return nil
}

// goesBy reports whether a row is the address that its article goes by. The
// end of another address, such as a second path of an article without an id,
// is not the end of the article.
func (v *visit) goesBy(row store.URL) (bool, error) {
	if row.Identity == row.ArticleID {
		return true, nil
	}
	a, err := v.run.Store.Article(v.run.background, row.ArticleID)
	if errors.Is(err, store.ErrNotFound) {
		return false, nil
	}
	return err == nil && (a.CanonicalURL == row.Canonical || a.URL == v.spellingOf(row)), err
}

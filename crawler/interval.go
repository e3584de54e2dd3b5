package crawler

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/tintinh/tintinh/portal"
	"github.com/tintinh/tintinh/store"
)

// How often a source is read adapts to how much news it brings. every: in the
// definition is the longest that readers wait for its news; a source that
// brings many new articles at a time is read up to four times as often. A
// source without every: begins at its kind's interval and is read less often
// while it brings nothing. What the server says of its pages' lifetime
// (Cache-Control, a feed's ttl) lengthens an interval, up to the same bound.

const (
	quickest = 10 * time.Minute // no source is read more often, unless its definition says so

	busyYield  = 10 // new articles of one read, from which the interval is halved
	quietYield = 4  // up to which it grows a little; it grows more at none
)

// interval is how often a source is read at first.
func interval(s portal.Source) time.Duration {
	if s.Every > 0 {
		return s.Every
	}
	switch s.Kind {
	case portal.FeedSource:
		return 15 * time.Minute
	case foundFeed:
		return time.Hour
	case portal.SitemapSource:
		return 6 * time.Hour
	}
	return time.Hour
}

// bounds are the shortest and the longest interval of a source.
func bounds(s portal.Source) (least, most time.Duration) {
	start := interval(s)
	least = min(start, max(start/4, quickest))
	switch {
	case s.Every > 0:
		return least, s.Every
	case s.Kind == portal.SitemapSource, s.Kind == foundFeed:
		return least, 24 * time.Hour
	}
	return least, 6 * time.Hour
}

// adapted is the interval after a read that brought yield new articles. The
// first read tells nothing: everything is new to it.
func adapted(row store.URL, s portal.Source, yield int) time.Duration {
	least, most := bounds(s)
	d := row.Interval
	switch {
	case d == 0:
		d = interval(s)
	case row.Visits <= 1:
	case yield >= busyYield:
		d /= 2
	case yield == 0:
		d += d / 2
	case yield <= quietYield:
		d += d / 4
	}
	return min(max(d, least), most)
}

// paced ends a read of a source: its interval from now on. asked is how long
// the server wants its answer to be kept.
func (v *visit) paced(row store.URL, yield int, asked time.Duration) store.URL {
	s, ok := v.sources[row.Canonical]
	if !ok {
		return row // a next page, a map of an index: its source wakes it
	}
	_, most := bounds(s)
	row.Interval = min(max(adapted(row, s, yield), asked), most)
	return row
}

// maxAge is for how long an answer is fresh by its Cache-Control field
// (RFC 9111 section 5.2.2.1), less the time it was in caches; 0 = not said.
func maxAge(h http.Header) time.Duration {
	var age time.Duration
	for _, field := range h.Values("Cache-Control") {
		for directive := range strings.SplitSeq(field, ",") {
			name, value, _ := strings.Cut(strings.TrimSpace(directive), "=")
			switch strings.ToLower(strings.TrimSpace(name)) {
			case "no-cache", "no-store":
				return 0
			case "max-age":
				age = seconds(strings.Trim(strings.TrimSpace(value), `"`))
			}
		}
	}
	return max(0, age-seconds(strings.TrimSpace(h.Get("Age"))))
}

// seconds reads a number of seconds, at most a day; 0 where it is none.
func seconds(s string) time.Duration {
	n, err := strconv.ParseUint(s, 10, 63)
	if err != nil {
		return 0
	}
	return time.Duration(min(n, 24*60*60)) * time.Second
}

// nextRead is when a source is due again. It counts from the run's start, and
// a little short: an hourly source read by an hourly cron would else be found
// a few seconds early every second time, and be read every two hours.
func nextRead(runStart time.Time, every time.Duration) time.Time {
	return runStart.Add(every - min(every/20, time.Minute))
}

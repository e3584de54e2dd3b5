package crawler

import (
	"time"

	"github.com/tintinh/tintinh/store"
)

// exact is how exact the dates of pages are: looks at shorter times count from
// the first fetch, whatever the date.
const exact = time.Hour

// fromPublication makes looks count from an article's publication: the times
// that were over when it was first fetched count as looked at, so that news is
// looked at more than what was found late. One look is left to every article
// that is not older than the last of the times twice over; an older one, such
// as a back-fill brings, stays as it was found. A date that is missing, or in
// the future, counts for nothing, and none counts for times below an hour.
func fromPublication(published, first time.Time, visits int, revisit []time.Duration) (base time.Time, counted int) {
	visits = max(visits, 1)
	if published.IsZero() || !published.Before(first) || visits > len(revisit) || revisit[visits-1] < exact {
		return first, visits
	}
	age, last := first.Sub(published), len(revisit)-1
	if age > 2*revisit[last] {
		return published.UTC(), len(revisit) + 1
	}
	over := 0
	for _, at := range revisit[:last] {
		if at >= exact && at <= age {
			over++
		}
	}
	return published.UTC(), visits + over
}

// nextLook is when an article that was looked at visits times is looked at
// again: at the revisit time whose turn it is, counted from its first fetch;
// zero after the last. Where the crawler stood still that moment is past: the
// looks are then not crowded together but keep their distance from each other.
func nextLook(first, now time.Time, visits int, revisit []time.Duration) time.Time {
	k := max(visits, 1) - 1
	if k >= len(revisit) {
		return time.Time{}
	}
	if at := first.Add(revisit[k]); at.After(now) {
		return at
	}
	if k == 0 {
		return now.Add(revisit[0])
	}
	return now.Add(revisit[k] - revisit[k-1])
}

// A URL that answered 404 or 410 is asked again. The second look decides; the
// later ones are for articles that come back. Where the operator looks at
// articles sooner, so it is here: the second look comes after the shortest
// revisit time, the later ones after the longest at the latest.
const (
	missingSecond = time.Hour
	missingThird  = 7 * 24 * time.Hour
	missingLast   = 30 * 24 * time.Hour
)

// miss notes a 404, 410 or soft 404. gone is true when the article has now
// been away at two independent looks; next is zero when it is not looked at
// again.
func miss(u store.URL, now time.Time, revisit []time.Duration) (row store.URL, gone bool, next time.Time) {
	second, third, last := missingSecond, missingThird, missingLast
	if n := len(revisit); n > 0 {
		second, third, last = min(second, revisit[0]), min(third, revisit[n-1]), min(last, revisit[n-1])
	}
	if u.Missing == 1 && now.Sub(u.FetchedAt) < second/2 {
		u.Missing = 0 // too soon to be another observation
	}
	u.Missing++
	gone = u.Missing == 2 && u.ArticleID != ""
	u.Status = store.Gone
	switch u.Missing {
	case 1:
		u.Status, next = store.Failed, now.Add(second)
	case 2:
		next = now.Add(third)
	case 3:
		next = now.Add(last)
	}
	return u, gone, next
}

// Links found now are due at once; among the due, earlier times are taken
// first. What a front page or feed shows today goes before everything, the
// newest first, so that a backlog of old pages never delays the news: their
// times are mirrored around freshPivot, which makes the latest run's the
// earliest. Links from deeper pages and sitemaps wait in line.
var freshPivot = time.Date(2010, 1, 1, 0, 0, 0, 0, time.UTC)

// fresh is the due time of the i-th link of a page read now.
func fresh(now time.Time, i int) time.Time {
	if now.Before(freshPivot) {
		return now // a clock without a battery
	}
	return freshPivot.Add(-now.Sub(freshPivot)).Add(time.Duration(i) * time.Microsecond).Truncate(time.Microsecond)
}

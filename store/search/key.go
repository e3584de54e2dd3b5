package search

import (
	"hash/fnv"
	"time"

	"github.com/tintinh/tintinh/extract"
)

// Key layout, see the package comment.
const (
	slotBits = 10
	undated  = int64(1) << 38 // added to the keys of articles without a publish time
	lastKey  = int64(1) << 40
)

// vietnam is the zone in which the portals write days. It has had no summer
// time since the portals began.
var vietnam = time.FixedZone("+07", 7*3600)

// beginning and end of the time that keys can tell apart.
var (
	beginning = time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC)
	end       = time.Date(2200, 1, 1, 0, 0, 0, 0, time.UTC)
)

// keyOf is the first key of a minute. A later minute has a smaller key.
func keyOf(t time.Time) int64 {
	if t.Before(beginning) {
		t = beginning
	}
	if !t.Before(end) {
		t = end.Add(-time.Minute)
	}
	minutes := end.Unix()/60 - 1 - floorDiv(t.Unix(), 60)
	return minutes << slotBits
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// place is the first key at which an article may stand. One whose page gives
// only the day stands anywhere within the day, by its id: thousands of them at
// midnight would not fit into one minute's slots.
func place(a *extract.Article) int64 {
	switch t := a.PublishedAt; {
	case t.IsZero():
		return undated + keyOf(a.FirstSeenAt)
	case a.PublishedPrecision == "day" || a.PublishedPrecision == "month":
		h := fnv.New32a()
		h.Write([]byte(a.ID))
		return keyOf(dayStart(t).Add(time.Duration(h.Sum32()%1440) * time.Minute))
	default:
		return keyOf(t)
	}
}

// dayStart is the midnight in Vietnam before t.
func dayStart(t time.Time) time.Time {
	y, m, d := t.In(vietnam).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, vietnam)
}

// between is the range of keys (first included, last not) of the days from
// and to, both included; a zero day is open. A bounded range holds no undated
// articles.
func between(from, to time.Time) (first, last int64) {
	last = lastKey
	if !from.IsZero() || !to.IsZero() {
		last = undated
	}
	if !to.IsZero() {
		first = keyOf(dayStart(to).AddDate(0, 0, 1).Add(-time.Minute))
	}
	if !from.IsZero() {
		last = keyOf(dayStart(from)) + 1<<slotBits
	}
	return first, last
}

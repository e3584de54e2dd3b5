package health

import (
	"fmt"
	"math"
	"slices"
	"time"
)

// Rhythm is how many new articles a portal published on each day that it was
// watched. Days are those of Vietnam. An article found late counts on the day
// of its publication, so that a back-fill changes nothing of late.
type Rhythm struct {
	From   string `json:"from,omitempty"` // first of Days, as in 2026-01-31
	Days   []int  `json:"days,omitempty"`
	Newest Page   `json:"newest,omitzero"` // article published last, and when
}

const (
	rhythmDays  = 120 // remembered
	leastDays   = 21  // to know a rhythm
	nothingDays = 30  // without a single article, ever
	quietAlpha  = 1e-4
)

var vietnam = time.FixedZone("", 7*3600)

func dayOf(t time.Time) string { return t.In(vietnam).Format(time.DateOnly) }

// take counts new articles, and brings the days up to today.
func (r *Rhythm) take(e *Evidence) {
	today := dayOf(e.At)
	if r.From == "" {
		r.From, r.Days = today, nil
	}
	first, err := time.Parse(time.DateOnly, r.From)
	if err != nil {
		*r = Rhythm{From: today, Newest: r.Newest}
		first, _ = time.Parse(time.DateOnly, today)
	}
	last, _ := time.Parse(time.DateOnly, today)
	if n := int(last.Sub(first).Hours()/24) + 1; n > len(r.Days) {
		r.Days = append(r.Days, make([]int, min(n-len(r.Days), 10*rhythmDays))...)
	}
	for day, n := range e.days {
		at, err := time.Parse(time.DateOnly, day)
		if i := int(at.Sub(first).Hours() / 24); err == nil && i >= 0 && !at.Before(first) && i < len(r.Days) {
			r.Days[i] += n
		}
	}
	if over := len(r.Days) - rhythmDays; over > 0 {
		r.Days = slices.Delete(r.Days, 0, over)
		r.From = first.AddDate(0, 0, over).Format(time.DateOnly)
	}
	if e.newest.At.After(r.Newest.At) {
		r.Newest = e.newest
	}
}

// weekday is what is usual of a day of the week, of the days before the pause.
type weekday struct{ days, quiet int }

// silence is the pause that lasts until yesterday, as far as its days count:
// holidays are nobody's rhythm.
type silence struct {
	days    int     // of the pause
	longest int     // pause before it
	chance  float64 // of such a pause
}

func (r *Rhythm) silence() (s silence) {
	first, err := time.Parse(time.DateOnly, r.From)
	if err != nil || len(r.Days) < 2 {
		return silence{chance: 1}
	}
	whole := r.Days[:len(r.Days)-1] // today is not over
	begin := len(whole)
	for begin > 0 && whole[begin-1] == 0 && r.Days[len(r.Days)-1] == 0 {
		begin--
	}
	week, gap := [7]weekday{}, 0
	counts := [7][]int{}
	for i, n := range whole[:begin] {
		day := first.AddDate(0, 0, i)
		if n > 0 {
			gap = 0
		}
		if holiday(day) {
			continue
		}
		w := &week[day.Weekday()]
		w.days++
		counts[day.Weekday()] = append(counts[day.Weekday()], n)
		if n == 0 {
			w.quiet++
			gap++
			s.longest = max(s.longest, gap)
		}
	}
	logChance := 0.0
	for i := begin; i < len(whole); i++ {
		day := first.AddDate(0, 0, i)
		if holiday(day) {
			continue
		}
		s.days++
		w := week[day.Weekday()]
		p := math.Log((float64(w.quiet) + .5) / (float64(w.days) + 1))
		if n := counts[day.Weekday()]; len(n) >= 3 { // many articles a day, and then none
			p = min(p, -float64(slices.Sorted(slices.Values(n))[len(n)/4])/4)
		}
		logChance += p
	}
	s.chance = math.Exp(logChance)
	return s
}

// judgeRhythm looks whether the portal is quiet for longer than is usual. Where
// no source could be read, nothing is known.
func (s *State) judgeRhythm(e *Evidence) {
	s.Rhythm.take(e)
	if e.Run.Sources+e.Run.NotModified == 0 {
		return
	}
	q := s.Rhythm.silence()
	never := q.days >= nothingDays && q.days+1 >= len(s.Rhythm.Days)-holidaysIn(s.Rhythm)
	unusual := len(s.Rhythm.Days) >= leastDays && q.days >= 2 && q.chance < quietAlpha && 2*q.days > 3*q.longest+2
	if !never && !unusual {
		s.drop(silentFinding)
		return
	}
	f := Finding{What: silentFinding, Verdict: Silent, Since: e.At}
	f.Why = fmt.Sprintf("nothing new for %d days; the longest pause of the %d days before was %d", q.days, len(s.Rhythm.Days)-1-q.days, q.longest)
	if never {
		f.Why = fmt.Sprintf("nothing new in the %d days since it is watched", len(s.Rhythm.Days))
	}
	if n := s.Rhythm.Newest; n.URL != "" {
		f.LastGood = &n
		f.Why += ", and the newest article is of " + dayOf(n.At)
	}
	s.put(f)
}

func holidaysIn(r Rhythm) (n int) {
	first, err := time.Parse(time.DateOnly, r.From)
	if err != nil {
		return 0
	}
	for i := range r.Days {
		if holiday(first.AddDate(0, 0, i)) {
			n++
		}
	}
	return n
}

// holiday reports the days on which all Vietnam rests: Tết with the days around
// it, and the public holidays by the solar calendar.
func holiday(day time.Time) bool {
	new := tet(day.Year())
	if !day.Before(new.AddDate(0, 0, -5)) && day.Before(new.AddDate(0, 0, 9)) {
		return true
	}
	switch _, m, d := day.Date(); {
	case m == time.January && d == 1, m == time.April && d == 30, m == time.May && d == 1:
		return true
	case m == time.September && d <= 3:
		return true
	}
	return false
}

// tet is the first day of the lunar year, a day more or less: the mean new moon
// (Meeus, Astronomical Algorithms, chapter 49) between 20 January and 20 February.
func tet(year int) time.Time {
	const (
		month = 29.530588861
		epoch = 947182440 // 6 January 2000, 18:14 UTC, seconds since 1970
	)
	from := time.Date(year, time.January, 20, 12, 0, 0, 0, vietnam)
	k := math.Ceil(float64(from.Unix()-epoch) / 86400 / month)
	at := time.Unix(epoch+int64(k*month*86400), 0).In(vietnam)
	return time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, time.UTC)
}

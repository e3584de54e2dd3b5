package vndate

import (
	"strings"
	"time"
)

// Date is a date that was read.
type Date struct {
	// Time is in the fixed zone +07:00. Below the precision it is zero, but
	// for a relative form and for midnight in UTC (see the package comment).
	Time time.Time
	// Raw is what was read, as it is printed, in NFC, without invisible
	// characters and with white space collapsed. Labels around it
	// ("Ngày đăng", "View count: 349") are not part of it.
	Raw string
	// Precision is second, minute, day or month.
	Precision string
	// WeekdayMismatch: a weekday is printed, and it is not the date's.
	WeekdayMismatch bool
}

// Precisions of a Date.
const (
	Second = "second"
	Minute = "minute"
	Day    = "day"
	Month  = "month"
)

// Options say how a text is read. The zero value is good for a page whose
// fetch time is not known.
type Options struct {
	// Order of numbers: "dmy" (also when empty) or "mdy" for a portal that
	// prints US order. A date that is impossible in its order is absent; it is
	// never tried in the other one.
	Order string
	// Now is the fetch or capture time. It anchors relative forms ("3 giờ
	// trước", "hôm qua") and bounds the future: later than Now+24h is absent.
	// Without it relative forms are absent, and the year 2100 is the bound.
	Now time.Time
}

// ICT is the zone of every Date: Vietnam has had no other offset since 1975.
var ICT = time.FixedZone("", 7*60*60)

const (
	firstYear = 1990 // no Vietnamese paper was on the web before; older dates are history, not publication
	lastYear  = 2100 // Buddhist years (2568) and ids are no years
)

// Find returns the first believable date of the text: the first one that
// gives a day, else the first relative one, else the first month. Labels,
// weekdays, separators and counters may stand around it. ok is false when
// there is none; the current time is never an answer.
func Find(text string, o Options) (Date, bool) {
	r, ok := newReader(text, o)
	if !ok {
		return Date{}, false
	}
	var relative, month Date
	for i, from := 0, 0; i < len(r.tokens); {
		d, kind, next := r.read(i, from)
		switch {
		case kind == none:
			i++
			continue
		case kind == absolute:
			return d, true
		case kind == ago && relative.Raw == "":
			relative = d
		case kind == monthOnly && month.Raw == "":
			month = d
		}
		i, from = next, next
	}
	if relative.Raw != "" {
		return relative, true
	}
	return month, month.Raw != ""
}

// All returns every date of the text, of any kind, in order. It is meant for
// judging candidates: how many dates a block holds, and what else they say.
func All(text string, o Options) []Date {
	r, ok := newReader(text, o)
	if !ok {
		return nil
	}
	var all []Date
	for i, from := 0, 0; i < len(r.tokens); {
		d, kind, next := r.read(i, from)
		if kind == none {
			i++
			continue
		}
		all = append(all, d)
		i, from = next, next
	}
	return all
}

// kind says what read found.
type kind byte

const (
	none kind = iota
	absolute
	ago
	monthOnly
)

// read tries every form at token i. Tokens before from belong to an earlier
// date. next is the token after the date.
func (r *reader) read(i, from int) (Date, kind, int) {
	if t := r.tokens[i]; t.class == mark || t.class == word && t.word == "" {
		return Date{}, none, i
	}
	for _, form := range forms[r.tokens[i].class] {
		day, ok := form(r, i)
		if !ok || !day.exists() || r.lunar(day.end) {
			continue
		}
		d, next, ok := r.complete(day, from)
		if !ok {
			continue
		}
		if d.Precision == Month {
			return d, monthOnly, next
		}
		return d, absolute, next
	}
	if !r.Now.IsZero() {
		if d, next, ok := r.relative(i, from); ok {
			return d, ago, next
		}
	}
	return Date{}, none, i
}

// hasDigit is the cheap test that lets most text go.
func hasDigit(s string) bool { return strings.ContainsAny(s, "0123456789") }

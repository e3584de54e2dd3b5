package vndate

import "time"

// abbreviations are zones in hours east of UTC: Vietnam's, UTC's, and those
// of RFC 822, which feeds still use.
var abbreviations = map[string]int{
	"ict": 7, "z": 0, "utc": 0, "gmt": 0, "ut": 0,
	"est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
}

// zone reads the zone behind a clock time, from token i: "+07:00", "+0700",
// "GMT+7", "(GMT+7)", "[GMT+7]", "Z", "ICT". A bare minus is read only behind
// an ISO date: elsewhere "08:00-10:00" is a span of time.
func (r *reader) zone(i int, iso bool) (offset, next int, ok bool) {
	closing := rune(0)
	switch r.mark(i) {
	case '(':
		closing = ')'
	case '[':
		closing = ']'
	case ',':
		if w := r.word(i + 1); w != "gmt" && w != "utc" {
			return 0, i, false
		}
		i++
	}
	if closing != 0 {
		offset, next, ok = r.offset(i+1, false)
		if !ok || r.mark(next) != closing {
			return 0, i, false
		}
		return offset, next + 1, true
	}
	return r.offset(i, iso)
}

// offset reads the zone itself. minus allows a bare negative offset.
func (r *reader) offset(i int, minus bool) (offset, next int, ok bool) {
	next = i
	if w := r.word(i); w != "" {
		hours, known := abbreviations[w]
		if !known || w == "z" && !r.glued(i-1) {
			return 0, i, false
		}
		offset, next, ok, minus = hours*3600, i+1, true, true
		if w != "gmt" && w != "utc" {
			return offset, next, ok
		}
	}
	sign := r.mark(next)
	if sign != '+' && (sign != '-' || !minus) || !r.glued(next) {
		return offset, next, ok
	}
	seconds, after, found := r.hoursMinutes(next + 1)
	if !found {
		return offset, next, ok
	}
	if sign == '-' {
		seconds = -seconds
	}
	return seconds, after, true
}

// hoursMinutes reads 7, 07, 0700 and 07:00.
func (r *reader) hoursMinutes(i int) (seconds, next int, ok bool) {
	if n, ok := r.number(i, 4, 4); ok {
		return n/100*3600 + n%100*60, i + 1, n/100 <= 14 && n%100 < 60
	}
	h, ok := r.number(i, 1, 2)
	if !ok || h > 14 {
		return 0, i, false
	}
	if r.mark(i+1) == ':' && r.glued(i) {
		if m, ok := r.number(i+2, 2, 2); ok && m < 60 {
			return h*3600 + m*60, i + 3, true
		}
	}
	return h * 3600, i + 1, true
}

// offsetForms are the forms of a machine's time that Offset reads.
var offsetForms = [...]string{
	time.RFC3339, "2006-01-02T15:04:05Z0700", "2006-01-02T15:04Z07:00", "2006-01-02 15:04:05Z07:00", "2006-01-02 15:04:05 Z0700",
	time.RFC1123, time.RFC1123Z,
}

// Offset is the zone that a machine's time states, in seconds east of UTC: 0
// for "2022-05-04T02:41:00Z" and "Wed, 04 May 2022 02:41:00 GMT", -14400 for
// "2022-05-03T22:41:00-04:00". ok is false for another text, and for a time
// without a zone.
func Offset(raw string) (seconds int, ok bool) {
	for _, layout := range offsetForms {
		t, err := time.Parse(layout, raw)
		if err != nil {
			continue
		}
		name, seconds := t.Zone()
		return seconds, layout != time.RFC1123 || name == "GMT" || name == "UTC"
	}
	return 0, false
}

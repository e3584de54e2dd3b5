package vndate

import "time"

// clock is a time of day.
type clock struct {
	hour, minute, second int
	precise              bool // seconds are printed
	zoned                bool
	offset               int // seconds east of UTC, where zoned
}

// clock reads "18:45", "18:45:37.225", "6:45 CH", "18h45", "4h12'", "18 giờ
// 45 phút", "18h" from token i.
func (r *reader) clock(i int) (c clock, next int, ok bool) {
	h, ok := r.number(i, 1, 2)
	if !ok || h > 24 {
		return c, i, false
	}
	c.hour = h
	switch {
	case r.mark(i+1) == ':':
		next, ok = r.colon(&c, i+2)
	case isHour(r.word(i + 1)):
		next, ok = r.hours(&c, i+2)
	default:
		ok = false
	}
	if !ok || c.minute > 59 || c.second > 60 || c.hour == 24 && c.minute > 0 {
		return c, i, false
	}
	c.second = min(c.second, 59) // a leap second
	if half, after := r.half(next); half != "" {
		c.hour, next = half.of(c.hour), after
	}
	c.hour %= 24
	return c, next, true
}

// colon reads minutes and seconds after "18:".
func (r *reader) colon(c *clock, i int) (next int, ok bool) {
	if c.minute, ok = r.number(i, 2, 2); !ok {
		return i, false
	}
	if r.mark(i+1) != ':' {
		return r.minuteSign(i + 1), !r.glued(i) || !isHour(r.word(i+1))
	}
	if c.second, ok = r.number(i+2, 2, 2); !ok {
		return i, false
	}
	c.precise = true
	next = i + 3
	if r.fraction(next) {
		next += 2 // Raw keeps it, Time does not
	}
	return next, true
}

// fraction reports a fraction of a second from its mark on, also where a
// program wrote a colon before the milliseconds: "22:06:08:684Z".
func (r *reader) fraction(i int) bool {
	m := r.mark(i)
	if !r.glued(i-1) || !r.glued(i) || !r.isNumber(i+1) {
		return false
	}
	_, three := r.number(i+1, 3, 3)
	return m == '.' || m == ',' || m == ':' && three
}

func isHour(w string) bool { return w == "h" || w == "g" || w == "giờ" }

// hours reads the minutes, if any, after "18h".
func (r *reader) hours(c *clock, i int) (next int, ok bool) {
	m, ok := r.number(i, 1, 2)
	if !ok || m > 59 || !r.glued(i-1) && !r.minutesFollow(i) {
		return i, true
	}
	// "8h 30/12/2020": the number is a day.
	if c := r.mark(i + 1); c == '/' || r.glued(i) && (c == '-' || c == '.') && r.isNumber(i+2) {
		return i, !r.glued(i - 1)
	}
	c.minute = m
	i++
	switch r.word(i) {
	case "phút", "ph", "p", "m":
		return i + 1, true
	}
	return r.minuteSign(i), true
}

// minuteSign skips the sign in "4h12'".
func (r *reader) minuteSign(i int) int {
	switch r.mark(i) {
	case '\'', '’', '′':
		if r.glued(i - 1) {
			return i + 1
		}
	}
	return i
}

// minutesFollow reports that the number at i, apart from its "giờ", is
// minutes: "18 giờ 45", "18h 45".
func (r *reader) minutesFollow(i int) bool {
	switch r.word(i + 1) {
	case "phút", "ph", "p":
		return true
	case "tháng", "thg":
		return false
	}
	_, two := r.number(i, 2, 2)
	_, day := months[r.word(i+1)]
	return two && !day
}

// half is a half or a part of the day behind a clock time.
type half string

// half reads "AM", "p.m.", "SA", "CH", "sáng", "chiều", "tối" … from token i.
func (r *reader) half(i int) (half, int) {
	switch w := r.word(i); w {
	case "am", "pm", "sa", "ch":
		return half(w), i + 1
	case "sáng", "trưa", "chiều", "tối", "đêm":
		switch r.word(i + 1) {
		case "nay", "qua", "mai": // "06:45 Chiều nay, …": the text begins
			return "", i
		}
		return half(w), i + 1
	case "a", "p":
		if r.mark(i+1) == '.' && r.word(i+2) == "m" {
			if r.mark(i+3) == '.' && r.glued(i+2) {
				return half(w + "m"), i + 4
			}
			return half(w + "m"), i + 3
		}
	}
	return "", i
}

// of is the hour on the 24-hour clock. Behind 13 to 23 the half says nothing
// new ("18:45 PM"), and where it contradicts ("18:45 AM") the clock wins.
func (h half) of(hour int) int {
	if hour > 12 {
		return hour
	}
	switch h {
	case "am", "sa", "sáng":
		return hour % 12
	case "pm", "ch", "chiều", "tối":
		return hour%12 + 12
	case "trưa": // 11 giờ trưa, 1 giờ trưa
		if hour < 10 {
			return hour + 12
		}
	case "đêm": // 10 giờ đêm, 1 giờ đêm
		if hour == 12 {
			return 0
		}
		if hour >= 7 {
			return hour + 12
		}
	}
	return hour
}

// isMidnight reports a clock that stands for "no time known".
func (c clock) isMidnight() bool {
	return c.hour == 0 && c.minute == 0 && c.second == 0 && (!c.zoned || c.offset == 0 || c.offset == 7*3600)
}

// on is the instant of the clock on a day; nil is the start of the day in
// Vietnam.
func (c *clock) on(d day) time.Time {
	dom := max(d.day, 1)
	if c == nil {
		return time.Date(d.year, time.Month(d.month), dom, 0, 0, 0, 0, ICT)
	}
	zone := ICT
	if c.zoned {
		zone = time.FixedZone("", c.offset)
	}
	return time.Date(d.year, time.Month(d.month), dom, c.hour, c.minute, c.second, 0, zone).In(ICT)
}

package vndate

import "time"

// lead is what stands before a day: a clock, a weekday.
type lead struct {
	first   int // token
	clock   *clock
	weekday *time.Weekday
}

// complete adds to a day what is printed before and after it, and makes the
// Date. Tokens before from are taken. ok is false for a date out of bounds.
func (r *reader) complete(d day, from int) (date Date, next int, ok bool) {
	before := r.before(d.first, from, true)
	c, next := d.clock, d.end
	if c == nil && d.day > 0 {
		after, end, found := r.after(d)
		switch {
		case found && !(before.clock != nil && r.startsDate(end)):
			c, next = after, end
			if before.clock != nil { // "06:13 … 30/12/2020 18:45": the clock behind the date is the date's
				before = r.before(d.first, from, false)
			}
		case before.clock != nil:
			c = before.clock
			if offset, end, ok := r.zone(next, d.iso); ok && !c.zoned {
				c.offset, c.zoned, next = offset, true, end
			}
		}
	}
	if d.short && c == nil && before.weekday == nil {
		return Date{}, 0, false
	}
	date = Date{Time: c.on(d), Raw: r.raw(before.first, next), Precision: precision(d, c)}
	if c != nil && date.Time.Equal(date.Time.Truncate(time.Minute)) && date.Time.Hour() == 0 && date.Time.Minute() == 0 {
		date.Precision = Day // midnight in Vietnam, written in another zone
	}
	date.WeekdayMismatch = before.weekday != nil && d.day > 0 && *before.weekday != weekdayOf(d)
	return date, next, r.believable(date.Time)
}

func precision(d day, c *clock) string {
	switch {
	case d.day == 0:
		return Month
	case c == nil || c.isMidnight():
		return Day
	case c.precise:
		return Second
	}
	return Minute
}

func weekdayOf(d day) time.Weekday {
	return time.Date(d.year, time.Month(d.month), d.day, 0, 0, 0, 0, time.UTC).Weekday()
}

// believable bounds a time: a page cannot be older than the web, nor from the
// future (24 hours allow for clocks and zones that are wrong).
func (r *reader) believable(t time.Time) bool {
	return t.Year() >= firstYear && t.Year() <= lastYear && (r.Now.IsZero() || !t.After(r.Now.Add(24*time.Hour)))
}

// after reads a clock behind the day.
func (r *reader) after(d day) (*clock, int, bool) {
	i := r.gap(d.end, isJoint)
	if _, end, ok := r.weekday(i); ok { // 30/12/2020, Thứ 4, 18:45
		i = r.gap(end, isJoint)
	}
	c, next, ok := r.clock(i)
	if !ok {
		return nil, 0, false
	}
	if offset, end, ok := r.zone(next, d.iso); ok {
		c.offset, c.zoned, next = offset, true, end
	}
	if m := r.mark(i - 1); i > d.end && (m == '(' && r.mark(next) == ')' || m == '[' && r.mark(next) == ']') {
		next++
	}
	return &c, next, true
}

// startsDate reports that a day stands at i, behind a gap: in a list "clock
// date clock date" a clock belongs to the date behind it.
func (r *reader) startsDate(i int) bool {
	if i = r.gap(i, isJoint); i >= len(r.tokens) {
		return false
	}
	for _, form := range forms[r.tokens[i].class] {
		if d, ok := form(r, i); ok && d.exists() {
			return true
		}
	}
	return false
}

// gap skips up to three tokens that join a day and a clock.
func (r *reader) gap(i int, joint func(*reader, int) bool) int {
	for n := 0; n < 3 && joint(r, i); n++ {
		i++
	}
	return i
}

// isJoint reports a token that may stand between a day and its clock.
func isJoint(r *reader, i int) bool {
	switch r.mark(i) {
	case ',', '|', '-', '•', '·', ';', '(', '[', ':', '/', '.', '@', '∙', '●':
		return true
	}
	switch r.word(i) {
	case "lúc", "vào", "hồi", "at", "ngày":
		return true
	case "t":
		return r.glued(i-1) && r.glued(i)
	}
	return false
}

// before finds the longest run of tokens that ends where the day starts and
// is made of a clock (if withClock), a weekday and the word ngày, each
// optional, in this order.
func (r *reader) before(first, from int, withClock bool) lead {
	for k := max(from, first-18); k < first; k++ {
		if l, ok := r.leadAt(k, first, withClock); ok {
			return l
		}
	}
	return lead{first: first}
}

// insideNumber reports that token k continues a number or a time, so that no
// clock begins there.
func (r *reader) insideNumber(k int) bool {
	switch r.mark(k - 1) {
	case ':', '/', '.':
		return r.glued(k-1) && r.glued(k-2) && r.isNumber(k-2)
	}
	return false
}

func (r *reader) leadAt(k, first int, withClock bool) (lead, bool) {
	l := lead{first: k}
	i := k
	if c, next, ok := r.clock(i); ok {
		if !withClock || r.insideNumber(k) {
			return l, false
		}
		if offset, end, ok := r.zone(next, false); ok {
			c.offset, c.zoned, next = offset, true, end
		}
		l.clock = &c
		i = r.gap(next, isJoint)
	}
	if d, next, ok := r.weekday(i); ok {
		l.weekday = &d
		i = r.gap(next, isJoint)
	}
	if i == k { // "ngày 30 tháng 12" is one phrase; "Ngày 30/12/2020" is a label and a date
		return l, r.word(k) == "ngày" && k+1 == first && r.mark(first+1) == 0
	}
	return l, i == first
}

package vndate

import (
	"strings"
	"time"
)

// unit is a unit of a relative form; months are counted apart.
type unit struct {
	span      time.Duration
	months    int
	precision string
}

var units = map[string]unit{
	"giây": {time.Second, 0, Minute}, "phút": {time.Minute, 0, Minute},
	"giờ": {time.Hour, 0, Day}, "h": {time.Hour, 0, Day}, "tiếng": {time.Hour, 0, Day},
	"ngày": {24 * time.Hour, 0, Day}, "hôm": {24 * time.Hour, 0, Day},
	"tuần": {7 * 24 * time.Hour, 0, Month}, "tháng": {0, 1, Month},

	"second": {time.Second, 0, Minute}, "minute": {time.Minute, 0, Minute}, "min": {time.Minute, 0, Minute},
	"hour": {time.Hour, 0, Day}, "day": {24 * time.Hour, 0, Day},
	"week": {7 * 24 * time.Hour, 0, Month}, "month": {0, 1, Month},
}

// signs are in every relative form without digits, composed and decomposed.
var signs = []string{"hôm", "Hôm", "HÔM", "o\u0302m", "O\u0302M", "xong", "XONG", "ước", "ƯỚC", "\u0301c", "\u0301C", "đây", "ĐÂY", "a\u0302y", "ago", "AGO"}

// mayBeRelative is the cheap test for a text without digits.
func mayBeRelative(s string) bool {
	for _, sign := range signs {
		if strings.Contains(s, sign) {
			return true
		}
	}
	return false
}

// relative reads a relative form from token i.
func (r *reader) relative(i, from int) (Date, int, bool) {
	switch r.word(i) {
	case "hôm":
		switch r.word(i + 1) {
		case "nay":
			return r.dayBack(i, 0, from)
		case "qua":
			return r.dayBack(i, 1, from)
		case "kia":
			return r.dayBack(i, 2, from)
		}
	case "vừa":
		if r.word(i+1) == "xong" {
			return r.backFrom(i, i+2, unit{precision: Minute}, 0)
		}
	}
	start, j := i, i
	if r.word(i) == "cách" && r.word(i+1) == "đây" {
		j = i + 2
	}
	n, j, ok := r.count(j)
	if !ok {
		return Date{}, 0, false
	}
	u, ok := units[strings.TrimSuffix(r.word(j), "s")]
	if !ok {
		return Date{}, 0, false
	}
	j++
	if m, ok := r.number(j, 1, 2); ok && u.span == time.Hour && r.word(j+1) == "phút" { // 3 giờ 20 phút trước
		u.span, n, j = time.Minute, n*60+m, j+2
	}
	if r.word(j) == "đồng" && r.word(j+1) == "hồ" {
		j += 2
	}
	if w := r.word(j); w == "trước" || w == "ago" {
		j++
		if r.otherBefore(j) {
			return Date{}, 0, false
		}
	} else if r.word(start) != "cách" {
		return Date{}, 0, false
	}
	return r.backFrom(start, j, u, n)
}

// count reads a number of at most three digits, or one of the words that
// stand for one.
func (r *reader) count(i int) (n, next int, ok bool) {
	if n, ok := r.number(i, 1, 3); ok {
		return n, i + 1, !r.glued(i-1) || r.mark(i-1) == '(' || r.mark(i-1) == '|'
	}
	switch r.word(i) {
	case "một", "a", "an":
		return 1, i + 1, true
	case "vài": // "vài giây trước"
		return 0, i + 1, r.word(i+1) == "giây"
	}
	return 0, i, false
}

// otherBefore reports a "trước" that counts from something else than now:
// "3 ngày trước đó", "2 giờ trước khi".
func (r *reader) otherBefore(i int) bool {
	switch r.word(i) {
	case "đó", "khi", "ngày", "thời", "lúc", "hạn", "tết", "đây":
		return r.word(i) != "đây"
	}
	return false
}

// dayBack is "hôm qua", with a clock where one is beside it.
func (r *reader) dayBack(i, back, from int) (Date, int, bool) {
	y, m, dom := r.Now.In(ICT).AddDate(0, 0, -back).Date()
	return r.complete(day{year: y, month: int(m), day: dom, first: i, end: i + 2}, from)
}

// backFrom counts n units back from Now.
func (r *reader) backFrom(first, end int, u unit, n int) (Date, int, bool) {
	if u.span == time.Minute && n >= 60 {
		u.precision = Day
	}
	t := r.Now.In(ICT).Add(-time.Duration(n) * u.span).Truncate(time.Minute)
	if u.months > 0 {
		t = monthsBack(t, n)
	}
	if u.span >= 24*time.Hour || u.months > 0 {
		y, m, dom := t.Date()
		t = time.Date(y, m, dom, 0, 0, 0, 0, ICT)
	}
	return Date{Time: t, Raw: r.raw(first, end), Precision: u.precision}, end, r.believable(t)
}

// monthsBack keeps within the month where AddDate would spill over: a month
// before 31 March is in February.
func monthsBack(t time.Time, n int) time.Time {
	y, m, d := t.Date()
	first := time.Date(y, m-time.Month(n), 1, 0, 0, 0, 0, ICT)
	return first.AddDate(0, 0, min(d, daysIn(first.Year(), int(first.Month())))-1)
}

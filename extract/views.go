package extract

import (
	"math"
	"strconv"
	"strings"
	"unicode"

	"github.com/tintinh/tintinh/portal"
)

// views reads the article's own view count. A printed 0 is the placeholder of
// a counter that is filled in by script: absent.
func (r *reading) views() {
	var all []candidate
	if c, n := r.selected(portal.Views); n != nil {
		all = append(all, c)
	}
	if !r.ruled(portal.Views) {
		all = append(all, candidate{fromAuto, fromAuto, r.auto().Views})
	}
	for _, c := range r.sorted(portal.Views, all) {
		if n, ok := ParseViews(c.value); ok {
			r.trace("view_count", c, nil)
			r.article.ViewCount, r.article.ViewCountAt = &n, r.page.FetchedAt
			return
		}
	}
}

// viewLabels stand before or after the number. Site counters ("Lượt truy
// cập") are no count of an article.
var viewLabels = []string{"view count", "lượt xem", "số lượt xem", "lượt đọc", "đã xem", "views", "view", "xem", "đọc"}

// ParseViews reads a printed count: "8,093 lượt xem", "8.093", "Lượt xem: 1,2K",
// "… | View count: 349". A separator before three digits groups thousands;
// before other digits it is a decimal sign, which only a unit may follow. ok
// is false for 0 and where there is no count.
func ParseViews(s string) (n int64, ok bool) {
	low := strings.ToLower(s)
	if strings.Contains(low, "truy cập") || strings.Contains(low, "online") {
		return 0, false
	}
	number := low
	for _, label := range viewLabels {
		before, after, found := strings.Cut(low, label)
		if !found {
			continue
		}
		after = strings.TrimLeft(after, " :")
		if after != "" && unicode.IsDigit(rune(after[0])) {
			number = after
		} else {
			number = trailingNumber(before)
		}
		break
	}
	return count64(number)
}

// trailingNumber is the number, with its unit, at the end of a text.
func trailingNumber(s string) string {
	fields := strings.Fields(strings.TrimRight(s, " :|-–("))
	if len(fields) == 0 {
		return ""
	}
	last := fields[len(fields)-1]
	if _, unit := units[last]; unit && len(fields) > 1 {
		return fields[len(fields)-2] + " " + last
	}
	return last
}

var units = map[string]float64{"k": 1e3, "n": 1e3, "nghìn": 1e3, "ngàn": 1e3, "tr": 1e6, "triệu": 1e6, "m": 1e6}

func count64(s string) (int64, bool) {
	s = strings.TrimSpace(s)
	end := strings.IndexFunc(s, func(c rune) bool { return !unicode.IsDigit(c) && c != '.' && c != ',' })
	digits, rest := s, ""
	if end >= 0 {
		digits, rest = s[:end], strings.TrimSpace(s[end:])
	}
	digits = strings.Trim(digits, ".,")
	word := strings.FieldsFunc(rest, func(c rune) bool { return !unicode.IsLetter(c) })
	factor := 1.0
	if len(word) > 0 && strings.HasPrefix(rest, word[0]) {
		factor = max(1, units[word[0]])
	}
	value, ok := grouped(digits, factor > 1)
	value = math.Round(value * factor)
	if !ok || value <= 0 || value > 1e12 {
		return 0, false
	}
	return int64(value), true
}

// grouped reads digits with separators.
func grouped(s string, decimal bool) (float64, bool) {
	parts := strings.FieldsFunc(s, func(c rune) bool { return c == '.' || c == ',' })
	if len(parts) == 0 || len(s) > 20 {
		return 0, false
	}
	for _, p := range parts[1:] {
		if len(p) == 3 && len(parts[0]) <= 3 {
			continue
		}
		if !decimal || len(parts) != 2 {
			return 0, false
		}
		v, err := strconv.ParseFloat(parts[0]+"."+parts[1], 64)
		return v, err == nil
	}
	v, err := strconv.ParseFloat(strings.Join(parts, ""), 64)
	return v, err == nil
}

package demosite

import (
	"fmt"
	"strconv"
	"time"
)

// weekday as papers print it: Thứ 2 is Monday.
func weekday(t time.Time) string {
	day := t.In(zone).Weekday()
	if day == time.Sunday {
		return "Chủ nhật"
	}
	return fmt.Sprintf("Thứ %d", day+1)
}

// longDate is the form of the paper: Thứ 4, 12/03/2025 | 18:45:37.
func longDate(t time.Time) string {
	return weekday(t) + t.In(zone).Format(", 02/01/2006 | 15:04:05")
}

// shortDate is the form of the broadcaster: 12/03/2025 - 18:21.
func shortDate(t time.Time) string { return t.In(zone).Format("02/01/2006 - 15:04") }

// clock is the page clock, which is not the date of any article.
func clock(t time.Time) string {
	return weekday(t) + t.In(zone).Format(", 02/01/2006, 15:04") + "[GMT+7]"
}

// grouped prints a count with commas: 1,234.
func grouped(n int64) string {
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

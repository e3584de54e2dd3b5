package discover

import (
	"strconv"
	"strings"
	"time"
)

// Archive is the address of a day's page: {yyyy}, {mm}, {dd} are its year,
// month and day with leading zeros, {m} and {d} without. The day is taken in
// the time's own zone.
func Archive(template string, day time.Time) string {
	return strings.NewReplacer(
		"{yyyy}", day.Format("2006"), "{mm}", day.Format("01"), "{dd}", day.Format("02"),
		"{m}", strconv.Itoa(int(day.Month())), "{d}", strconv.Itoa(day.Day()),
	).Replace(template)
}

// Earlier is a day of the archive page before the one of a day: the day, the
// month or the year before, whatever the template tells apart.
func Earlier(template string, day time.Time) time.Time {
	switch {
	case strings.Contains(template, "{dd}") || strings.Contains(template, "{d}"):
		return day.AddDate(0, 0, -1)
	case strings.Contains(template, "{mm}") || strings.Contains(template, "{m}"):
		return day.AddDate(0, 0, -day.Day()) // the last of the month before
	}
	return day.AddDate(0, 0, -day.YearDay())
}

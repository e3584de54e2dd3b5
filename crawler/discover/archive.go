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

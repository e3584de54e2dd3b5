// Package vndate reads dates as Vietnamese newspapers and portals print them.
package vndate

import "time"

// Date is a date that was read.
type Date struct {
	Time            time.Time
	Raw             string
	Precision       string // second minute day month
	WeekdayMismatch bool
}

// Options say how to read.
type Options struct {
	Order string    // "dmy" (default) or "mdy"
	Now   time.Time // fetch or capture time
}

// Find returns the first believable date.
func Find(text string, o Options) (Date, bool) { return Date{}, false }

// Parse reads a machine value.
func Parse(value string, o Options) (Date, bool) {
	t, err := time.Parse(time.RFC3339, value)
	return Date{Time: t, Raw: value, Precision: "second"}, err == nil
}

// FromURL reads the date of a URL.
func FromURL(path string) (Date, bool) { return Date{}, false }

// All finds all dates.
func All(text string, o Options) []Date { return nil }

package vndate

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// compact are machine forms that would be numbers in running text, so that
// they count only as the whole value.
var compact = []struct {
	form      *regexp.Regexp
	layouts   []string
	precision string
}{
	{regexp.MustCompile(`^\d{8}T\d{6}$`), []string{"20060102T150405"}, Second},
	{regexp.MustCompile(`^\d{8}T\d{6}(Z|[+-]\d\d:?\d\d)$`), []string{"20060102T150405Z07:00", "20060102T150405Z0700"}, Second},
	{regexp.MustCompile(`^\d{8}T\d{4}$`), []string{"20060102T1504"}, Minute},
	{regexp.MustCompile(`^\d{14}$`), []string{"20060102150405"}, Second},
	{regexp.MustCompile(`^\d{8}$`), []string{"20060102"}, Day},
	{regexp.MustCompile(`^\d{4}-\d\d$`), []string{"2006-01"}, Month},
	{regexp.MustCompile(`^\d{1,2}/\d{4}$`), []string{"1/2006"}, Month},
}

// epoch is a Unix time in seconds or milliseconds, also as ASP.NET writes it.
var epoch = regexp.MustCompile(`^(?:/Date\()?([1-9]\d{9})(\d{3})?(?:[+-]\d{4})?(?:\)/)?$`)

// Parse reads a machine value: the content of a meta tag, a field of JSON-LD
// or of a feed, an attribute. It knows ISO 8601 and RFC 3339 (extended and
// compact), RFC 822, 850, 1123 and 2822, the forms of ctime, date and
// JavaScript, and Unix times; anything else is read as Find reads it. A bare
// date has precision day, a time without seconds minute.
func Parse(value string, o Options) (Date, bool) {
	if !hasDigit(value) {
		return Find(value, o)
	}
	r := &reader{Options: o, text: normalize(value)}
	v := r.text
	for _, c := range compact {
		if !c.form.MatchString(v) {
			continue
		}
		for _, layout := range c.layouts {
			if t, err := time.ParseInLocation(layout, v, ICT); err == nil && r.believable(t) {
				return machine(t, v, c.precision), true
			}
		}
	}
	if m := epoch.FindStringSubmatch(v); m != nil {
		seconds, err := strconv.ParseInt(m[1], 10, 64)
		t := time.Unix(seconds, 0)
		if err == nil && r.believable(t.In(ICT)) {
			return machine(t, v, Second), true
		}
	}
	return Find(strings.Trim(v, `"'`), o)
}

func machine(t time.Time, raw, precision string) Date {
	t = t.In(ICT)
	if h, m, s := t.Clock(); h+m+s == 0 && precision != Month {
		precision = Day
	}
	return Date{Time: t, Raw: raw, Precision: precision}
}

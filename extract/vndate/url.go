package vndate

import (
	"regexp"
	"strings"
	"time"
)

// urlForms are tried in this order: the most precise first. Group 1 is the
// date.
var urlForms = []struct {
	form      *regexp.Regexp
	layout    string
	precision string
}{
	// Ids: yyyymmddhhmmss and milliseconds; three digits of the site, then
	// yymmddhhmmss and milliseconds (VCCorp).
	{regexp.MustCompile(`(?:^|\D)(20\d{12})\d{3}(?:\D|$)`), "20060102150405", Second},
	{regexp.MustCompile(`(?:^|\D)(20\d{12})(?:\D|$)`), "20060102150405", Second},
	{regexp.MustCompile(`(?:^|\D)[1-9]\d\d([12]\d{11})\d{3}(?:\D|$)`), "060102150405", Second},
	{regexp.MustCompile(`(?:^|\D)(20\d{10})(?:\D|$)`), "200601021504", Minute},
	// Folders.
	{regexp.MustCompile(`/(20\d\d/\d\d?/\d\d?)(?:/|$)`), "2006/1/2", Day},
	{regexp.MustCompile(`/(20\d\d-\d\d-\d\d)(?:/|$)`), "2006-01-02", Day},
	{regexp.MustCompile(`/(\d\d-\d\d-20\d\d)(?:/|$)`), "02-01-2006", Day},
	{regexp.MustCompile(`(?:^|[/_-])(20\d{6})(?:[/._-]|$)`), "20060102", Day},
	{regexp.MustCompile(`/(20\d\d\d\d)(?:/|$)`), "200601", Month},
	{regexp.MustCompile(`/(20\d\d/\d\d?)(?:/|$)`), "2006/1", Month},
	{regexp.MustCompile(`/(20\d\d-\d\d)(?:/|$)`), "2006-01", Month},
}

// FromURL reads the date that a CMS writes into its paths and ids:
// /2025/01/08/, /202503/, /20250108/, 20251224183630500, and VCCorp's ids of
// three digits and yymmddhhmmss. It is a bound or a check, not the publish
// time: an id is made when the article is begun, and a folder may be the
// month of the upload. path is a path or a whole URL; what follows "?" or "#"
// is not read. Words of a slug ("ngay-8-1-2025") are not read either: they
// say what the article is about.
func FromURL(path string) (Date, bool) {
	if i := strings.IndexAny(path, "?#"); i >= 0 {
		path = path[:i]
	}
	if !hasDigit(path) {
		return Date{}, false
	}
	for _, f := range urlForms {
		for _, m := range f.form.FindAllStringSubmatch(path, -1) {
			t, err := time.ParseInLocation(f.layout, m[1], ICT)
			if err == nil && t.Year() >= 2000 && t.Year() <= lastYear {
				return Date{Time: t, Raw: m[1], Precision: f.precision}, true
			}
		}
	}
	return Date{}, false
}

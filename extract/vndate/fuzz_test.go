package vndate

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

var seeds = []string{
	"Thứ 4, 30/12/2020 | 18:45:37", "Thứ 5, 23/05/2024, 06:13[GMT+7]", "18:45 PM - 30/12/2020",
	"Tháng Mười Hai 30, 2020", "2020-12-30T18:45:37.225Z", "3 giờ 20 phút trước", "hôm qua, 18h45'",
	"Wed Dec 30 18:45:37 ICT 2020", "20201230T184537+0700", "/Date(1609328737000)/", "30/12/20 4:12 p.m.",
	"2020年12月30日", "/hoi-nghi-196250414081234567.htm", "/2025/01/08/", "\xff30/12/2020", "ngày 30/12 năm 2020",
}

// FuzzFind: whatever the text, a date is within its bounds, in Vietnam's
// zone, and its Raw stands in the text.
func FuzzFind(f *testing.F) {
	for _, s := range seeds {
		f.Add(s, false)
		f.Add(s, true)
	}
	first := time.Date(firstYear, 1, 1, 0, 0, 0, 0, ICT)
	f.Fuzz(func(t *testing.T, text string, us bool) {
		o := Options{Now: now}
		if us {
			o.Order = "mdy"
		}
		found := All(text, o)
		if d, ok := Find(text, o); ok != (len(found) > 0) {
			t.Errorf("Find says %+v %v, All %+v", d, ok, found)
		}
		if d, ok := Parse(text, o); ok {
			found = append(found, d)
		}
		for _, d := range found {
			if d.Time.Before(first) || d.Time.After(now.Add(24*time.Hour)) {
				t.Errorf("%q: %v is out of bounds", text, d.Time)
			}
			if !strings.Contains(normalize(text), d.Raw) || d.Raw == "" || !utf8.ValidString(d.Raw) {
				t.Errorf("%q: raw %q is not in the text", text, d.Raw)
			}
			if _, offset := d.Time.Zone(); offset != 7*3600 {
				t.Errorf("%q: zone of %v", text, d.Time)
			}
		}
		if d, ok := FromURL(text); ok && (!strings.Contains(text, d.Raw) || d.Time.Year() < 2000) {
			t.Errorf("FromURL(%q) = %+v", text, d)
		}
	})
}

// FuzzRoundTrip: every second that is not midnight reads back from every
// printed form.
func FuzzRoundTrip(f *testing.F) {
	f.Add(int64(1609328737))
	layouts := []string{
		"02/01/2006 | 15:04:05", "02-01-2006 03:04:05 PM", "15:04:05, 2.1.2006", time.RFC3339, time.RFC1123Z,
		time.RFC850, time.ANSIC, time.UnixDate, "20060102T150405Z0700", "2 Tháng 1, 2006 15:04:05",
	}
	f.Fuzz(func(t *testing.T, unix int64) {
		at := time.Unix(unix, 0).In(ICT)
		if at.Year() < 1991 || at.After(now) || at.Format("15:04:05") == "00:00:00" {
			t.Skip("out of the bounds of a publish time, or a placeholder")
		}
		for _, layout := range layouts {
			text := at.Format(layout)
			d, ok := Parse(text, Options{Now: now})
			if !ok || !d.Time.Equal(at) || d.Precision != Second || d.WeekdayMismatch {
				t.Errorf("%q: %+v %v, want %v", text, d, ok, at)
			}
		}
		weekday := [...]string{"Chủ nhật", "Thứ 2", "Thứ Ba", "T4", "thứ năm", "THỨ SÁU", "Thứ Bảy"}[at.Weekday()]
		text := weekday + at.Format(", 02/01/2006 | 15:04:05")
		if d, ok := Find(text, Options{Now: now}); !ok || !d.Time.Equal(at) || d.Raw != text || d.WeekdayMismatch {
			t.Errorf("%q: %+v %v, want %v", text, d, ok, at)
		}
	})
}

package discover

import (
	"regexp"
	"strings"
	"time"
)

// offsetName matches offsets as many Vietnamese feeds write them: "GMT+7".
var offsetName = regexp.MustCompile(`\s*(?:GMT|UTC)\s*([+-])(\d{1,2})(?::?(\d{2}))?$`)

// zones are the zone names that mean one offset only.
var zones = map[string]string{
	"GMT": "+0000", "UTC": "+0000", "UT": "+0000", "Z": "+0000", "ICT": "+0700",
	"EST": "-0500", "EDT": "-0400", "CST": "-0600", "CDT": "-0500", "MST": "-0700", "MDT": "-0600", "PST": "-0800", "PDT": "-0700",
}

var dateLayouts = []string{
	"2 Jan 2006 15:04:05 -0700", "2 Jan 2006 15:04 -0700", "2 Jan 2006 15:04:05 -07:00", "2 Jan 2006 15:04 -07:00", // RFC 5322
	"2 Jan 06 15:04:05 -0700", "2 Jan 06 15:04 -0700", // RFC 822
	"2 January 2006 15:04:05 -0700", "2-Jan-06 15:04:05 -0700",
	"2006-01-02T15:04:05Z07:00", "2006-01-02T15:04:05-0700", "2006-01-02T15:04Z07:00", "2006-01-02T15:04-0700", // RFC 3339, W3C
	"2006-01-02 15:04:05Z07:00", "2006-01-02 15:04:05 -0700", "2006-01-02 15:04:05-0700",
}

// parseDate reads the date forms of RFC 822, 5322 and 3339, with a zone. All
// else is the zero time: 9/7/2018 may be July or September, and a date
// without zone is some site's local time. The weekday is not checked, for
// many are wrong.
func parseDate(s string) time.Time {
	s = strings.Join(strings.Fields(s), " ")
	if day, rest, ok := strings.Cut(s, ","); ok && isWeekday(day) {
		s = strings.TrimSpace(rest)
	}
	if m := offsetName.FindStringSubmatch(s); m != nil {
		hours, minutes := m[2], m[3]
		if len(hours) == 1 {
			hours = "0" + hours
		}
		if minutes == "" {
			minutes = "00"
		}
		s = strings.TrimSuffix(s, m[0]) + " " + m[1] + hours + minutes
	} else if at := strings.LastIndexByte(s, ' '); at >= 0 {
		if offset, ok := zones[strings.ToUpper(s[at+1:])]; ok {
			s = s[:at+1] + offset
		}
	}
	for _, layout := range dateLayouts {
		if t, err := time.Parse(layout, s); err == nil {
			return t
		}
	}
	return time.Time{}
}

func isWeekday(s string) bool {
	switch strings.ToLower(s) {
	case "mon", "tue", "wed", "thu", "fri", "sat", "sun",
		"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday":
		return true
	}
	return false
}

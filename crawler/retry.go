package crawler

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

const (
	longestWait = 24 * time.Hour     // of a host, whatever it asks for
	firstWait   = 30 * time.Second   // of a host that failed without saying for how long
	firstRetry  = 10 * time.Minute   // of a URL
	lastRetry   = 7 * 24 * time.Hour // of a URL; it is never given up, only asked less
)

// retryAfter reads the field in both of its forms (RFC 9110 section 10.2.3):
// seconds, or a date. ok is false for what is neither, and for what lies in
// the past.
func retryAfter(field string, now time.Time) (wait time.Duration, ok bool) {
	field = strings.TrimSpace(field)
	if field == "" {
		return 0, false
	}
	if strings.Trim(field, "0123456789") == "" {
		n, err := strconv.ParseInt(field, 10, 64)
		if err != nil || n > int64(longestWait/time.Second) {
			return longestWait, true // more digits than an int64 has are still a number
		}
		return time.Duration(n) * time.Second, n > 0
	}
	at, err := http.ParseTime(field)
	if err != nil {
		return 0, false
	}
	wait = at.Sub(now)
	return min(wait, longestWait), wait > 0
}

// doubled is first, 2·first, 4·first … for the 1st, 2nd, 3rd failure in a
// row, at most limit.
func doubled(first time.Duration, failures int, limit time.Duration) time.Duration {
	wait := first
	for range max(0, failures-1) {
		if wait *= 2; wait >= limit {
			return limit
		}
	}
	return min(wait, limit)
}

package crawler

import (
	"net/http"
	"net/http/cookiejar"
	"net/url"

	"golang.org/x/net/publicsuffix"
)

const (
	maxCookies    = 50
	maxCookieSize = 4 << 10 // name and value, bytes (RFC 6265 section 6.1)
)

// jar keeps the cookies of one lease: enough for a site that redirects until
// its session cookie comes back. The standard jar has no bounds of its own.
type jar struct {
	*cookiejar.Jar
	taken int
}

func newJar() *jar {
	j, err := cookiejar.New(&cookiejar.Options{PublicSuffixList: publicsuffix.List})
	if err != nil {
		panic(err) // unreachable: New returns no error
	}
	return &jar{Jar: j}
}

// SetCookies takes cookies in until there are maxCookies.
func (j *jar) SetCookies(u *url.URL, cookies []*http.Cookie) {
	kept := cookies[:0:0]
	for _, c := range cookies {
		if j.taken < maxCookies && len(c.Name)+len(c.Value) <= maxCookieSize {
			kept = append(kept, c)
			j.taken++
		}
	}
	j.Jar.SetCookies(u, kept)
}

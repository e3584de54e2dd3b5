package crawler

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// A lease keeps some cookies, whatever a server sends; none is too large, and
// none is for a whole country.
func TestCookieJarIsBounded(t *testing.T) {
	j, u := newJar(), &url.URL{Scheme: "http", Host: "bao.gov.vn", Path: "/"}
	j.SetCookies(u, []*http.Cookie{{Name: "dai", Value: strings.Repeat("x", maxCookieSize)}, {Name: "rong", Value: "1", Domain: "gov.vn"}})
	if got := j.Cookies(&url.URL{Scheme: "http", Host: "khac.gov.vn", Path: "/"}); len(got) != 0 || len(j.Cookies(u)) != 0 {
		t.Errorf("kept %v for another host, %v for its own; want none", got, j.Cookies(u))
	}
	for i := range 10_000 {
		j.SetCookies(u, []*http.Cookie{{Name: fmt.Sprintf("c%d", i), Value: "1"}})
	}
	if got := len(j.Cookies(u)); got == 0 || got > maxCookies {
		t.Errorf("%d cookies are kept, want some, and at most %d", got, maxCookies)
	}
}

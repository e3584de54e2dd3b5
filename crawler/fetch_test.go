package crawler

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tintinh/tintinh/portal"
)

// loopback is a real server on this machine, and a portal of it.
func loopback(t *testing.T, h http.Handler) (*httptest.Server, *portal.Portal) {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	u, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	return s, parsed(t, fmt.Sprintf(`
id: loopback
hosts: ["%s"]
allow_private: true
delay: 20ms
sources: [{kind: listing, url: "%s/"}]
article: '^/(?:tin-tuc|news)/\d+/(?P<id>\d+)/'
`, u.Host, s.URL))
}

func fetcherOf(t *testing.T, p *portal.Portal) *fetcher {
	t.Helper()
	tr := newTransport(newGuard(p).dial, 5*time.Second, &trust{mode: p.TLS, hosts: p.Hosts})
	t.Cleanup(tr.base.CloseIdleConnections)
	return newFetcher("tintinh/test (+https://vidu.test/)", tr, 5*time.Second)
}

func wantFailure(t *testing.T, err error, kind string) {
	t.Helper()
	if f, ok := errors.AsType[*failure](err); !ok || f.Kind != kind {
		t.Errorf("error %v, want a failure of kind %s", err, kind)
	}
}

// No variable of Colly's, and no proxy of the environment, changes anything.
func TestEnvironmentIsIgnored(t *testing.T) {
	for k, v := range map[string]string{
		"COLLY_USER_AGENT": "khac", "COLLY_MAX_BODY_SIZE": "5", "COLLY_ALLOWED_DOMAINS": "khac.test", "COLLY_DISALLOWED_DOMAINS": "127.0.0.1",
		"COLLY_CACHE_DIR": t.TempDir(), "COLLY_IGNORE_ROBOTSTXT": "no", "COLLY_FOLLOW_REDIRECTS": "yes", "COLLY_MAX_REQUESTS": "1",
		"COLLY_DETECT_CHARSET": "yes", "COLLY_PARSE_HTTP_ERROR_RESPONSE": "no", "COLLY_MAX_DEPTH": "1", "COLLY_DISABLE_COOKIES": "yes",
		"HTTP_PROXY": "http://127.0.0.1:1", "HTTPS_PROXY": "http://127.0.0.1:1",
	} {
		t.Setenv(k, v)
	}
	var agents []string
	s, p := loopback(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		agents = append(agents, r.UserAgent())
		switch r.URL.Path {
		case "/chuyen":
			http.Redirect(w, r, "/dich", http.StatusFound)
		case "/loi":
			w.WriteHeader(http.StatusInternalServerError)
			_, _ = io.WriteString(w, "hỏng")
		default:
			_, _ = io.WriteString(w, "một trang dài hơn năm byte")
		}
	}))
	f := fetcherOf(t, p)
	type got struct {
		Status int
		Body   string
	}
	var all []got
	for _, path := range []string{"/", "/", "/chuyen", "/loi"} {
		x, err := f.get(t.Context(), request{url: s.URL + path, limit: 1 << 20})
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, got{x.Status, string(x.Body)})
	}
	want := []got{{200, "một trang dài hơn năm byte"}, {200, "một trang dài hơn năm byte"}, {302, "<a href=\"/dich\">Found</a>.\n\n"}, {500, "hỏng"}}
	if d := cmp.Diff(want, all); d != "" {
		t.Errorf("answers (-want +got):\n%s", d)
	}
	for _, a := range agents {
		if a != "tintinh/test (+https://vidu.test/)" {
			t.Errorf("user agent %q", a)
		}
	}
}

// The body arrives as it was sent, whatever charset the header claims and
// whatever Colly would make of it; what is archived is what was received.
func TestBytesAsReceived(t *testing.T) {
	page := []byte("<p>Ti\xea\xecng</p>")
	s, p := loopback(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Accept-Encoding") != "gzip" {
			t.Errorf("accept-encoding %q, want gzip only", r.Header.Get("Accept-Encoding"))
		}
		w.Header().Set("Content-Type", "text/html; charset=windows-1258")
		w.Header().Set("Content-Encoding", "gzip")
		_, _ = w.Write(zipped(string(page)))
	}))
	x, err := fetcherOf(t, p).get(t.Context(), request{url: s.URL + "/map.xml.gz", limit: 1 << 20})
	if err != nil {
		t.Fatal(err)
	}
	if string(x.Body) != string(page) || string(x.Raw) != string(zipped(string(page))) {
		t.Errorf("body %q, raw %q", x.Body, x.Raw)
	}
	if x.ResponseHeader.Get("Content-Type") != "text/html; charset=windows-1258" || x.ResponseHeader.Get("Content-Encoding") != "gzip" {
		t.Errorf("header changed: %v", x.ResponseHeader)
	}
	if x.IP == "" || x.Proto != "HTTP/1.1" || x.Sent != 1 || x.FirstByte.Before(x.At) || x.TLS {
		t.Errorf("exchange %+v", x)
	}
}

func TestPrivateAddressesAreRefused(t *testing.T) {
	hits := 0
	s, p := loopback(t, http.HandlerFunc(func(http.ResponseWriter, *http.Request) { hits++ }))
	p.AllowPrivate = false
	_, err := fetcherOf(t, p).get(t.Context(), request{url: s.URL + "/", limit: 1 << 20})
	wantFailure(t, err, "address-refused")
	if err != nil && !strings.Contains(err.Error(), "allow_private") {
		t.Errorf("the error does not say what would allow it: %v", err)
	}
	if hits != 0 {
		t.Error("the server was reached")
	}
}

func TestGuard(t *testing.T) {
	public := newGuard(&portal.Portal{ID: "a", Hosts: []string{"a.test", "b.test:8443"}})
	private := newGuard(&portal.Portal{ID: "a", Hosts: []string{"a.test", "127.0.0.1:9000", "[::1]:9000"}, AllowPrivate: true})
	tests := []struct {
		g        *guard
		resolved string
		address  string
		ok       bool
	}{
		{public, "8.8.8.8:80", "a.test:80", true},
		{public, "8.8.8.8:443", "a.test:443", true},
		{public, "8.8.8.8:8443", "b.test:8443", true},
		{public, "8.8.8.8:22", "a.test:22", false},
		{public, "8.8.8.8:6379", "a.test:6379", false},
		{public, "127.0.0.1:80", "a.test:80", false},
		{public, "10.1.2.3:80", "a.test:80", false},
		{public, "172.16.0.1:80", "a.test:80", false},
		{public, "192.168.1.1:443", "a.test:443", false},
		{public, "169.254.169.254:80", "a.test:80", false},
		{public, "100.64.0.1:80", "a.test:80", false},
		{public, "0.0.0.0:80", "a.test:80", false},
		{public, "198.18.0.1:80", "a.test:80", false},
		{public, "[::1]:80", "a.test:80", false},
		{public, "[fd00::1]:80", "a.test:80", false},
		{public, "[fe80::1]:80", "a.test:80", false},
		{public, "[::ffff:10.0.0.1]:80", "a.test:80", false},
		{public, "[64:ff9b::7f00:1]:80", "a.test:80", false},
		{public, "[2002:7f00:1::]:80", "a.test:80", false},
		{private, "127.0.0.1:9000", "127.0.0.1:9000", true},
		{private, "[::1]:9000", "[::1]:9000", true},
		{private, "127.0.0.1:80", "a.test:80", true},
		{private, "10.0.0.7:443", "a.test:443", true},
		{private, "127.0.0.1:9001", "127.0.0.1:9001", false},
		{private, "127.0.0.1:22", "a.test:22", false},
		{private, "127.0.0.1:80", "khac.test:80", false},
		{private, "0.0.0.0:80", "a.test:80", false},
		{private, "198.18.0.1:80", "a.test:80", false},
		{private, "8.8.8.8:443", "a.test:443", true},
	}
	for _, tt := range tests {
		network := "tcp4"
		if strings.HasPrefix(tt.resolved, "[") {
			network = "tcp6"
		}
		err := tt.g.check(network, tt.resolved, tt.address)
		if (err == nil) != tt.ok {
			t.Errorf("%s at %s (private %t): %v, want ok %t", tt.address, tt.resolved, tt.g.portal.AllowPrivate, err, tt.ok)
		}
		if err != nil {
			wantFailure(t, err, "address-refused")
		}
	}
}

// A redirect to another port of this machine is another site.
func TestRedirectToAnotherPortIsRefused(t *testing.T) {
	hits := 0
	other, _ := loopback(t, http.HandlerFunc(func(http.ResponseWriter, *http.Request) { hits++ }))
	s, p := loopback(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/robots.txt" {
			http.Redirect(w, r, other.URL+r.URL.Path, http.StatusFound)
		}
	}))
	c := &Crawl{Portals: []*portal.Portal{p}, UserAgent: "tintinh/test"}
	if _, err := c.FetchOne(t.Context(), s.URL+"/tin-tuc/1/2/x"); err == nil || hits != 0 {
		t.Errorf("error %v, %d requests to the other port", err, hits)
	}
}

func TestNetworkFailuresHaveNames(t *testing.T) {
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := closed.Addr().String()
	if err := closed.Close(); err != nil {
		t.Fatal(err)
	}
	secure := httptest.NewTLSServer(http.NotFoundHandler())
	t.Cleanup(secure.Close)
	plain, _ := loopback(t, http.NotFoundHandler())
	tests := []struct{ name, url, kind string }{
		{"nobody listens", "http://" + address + "/", "connect"},
		{"no such name", "http://khong-co.invalid/", "dns"},
		{"a certificate of nobody", secure.URL + "/", "tls-self-signed"},
		{"no TLS at all", strings.Replace(plain.URL, "http:", "https:", 1) + "/", "tls-handshake"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			u, err := url.Parse(tt.url)
			if err != nil {
				t.Fatal(err)
			}
			f := fetcherOf(t, &portal.Portal{ID: "a", Hosts: []string{u.Host}, AllowPrivate: true})
			_, err = f.get(t.Context(), request{url: tt.url, limit: 1 << 20})
			wantFailure(t, err, tt.kind)
		})
	}
}

func TestCancelledRequestIsNoFailure(t *testing.T) {
	entered := make(chan struct{})
	s, p := loopback(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		close(entered)
		<-r.Context().Done()
	}))
	ctx, cancel := context.WithCancelCause(t.Context())
	go func() {
		<-entered
		cancel(errRunOver)
	}()
	if _, err := fetcherOf(t, p).get(ctx, request{url: s.URL + "/", limit: 1 << 20}); !errors.Is(err, errRunOver) {
		t.Errorf("error %v, want that the run is over", err)
	}
}

func TestFetchOne(t *testing.T) {
	s, p := loopback(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/robots.txt":
			_, _ = io.WriteString(w, "User-agent: *\nDisallow: /kin\n")
		case "/cu":
			http.Redirect(w, r, "/moi", http.StatusMovedPermanently)
		case "/vong":
			http.Redirect(w, r, "/vong", http.StatusFound)
		case "/moi":
			_, _ = io.WriteString(w, "<p>Trang mới</p>")
		default:
			http.NotFound(w, r)
		}
	}))
	c := &Crawl{Portals: []*portal.Portal{p}, UserAgent: "tintinh/test"}
	got, err := c.FetchOne(t.Context(), s.URL+"/cu")
	if err != nil || got.URL != s.URL+"/moi" || string(got.Body) != "<p>Trang mới</p>" || got.Status != 200 || got.At.IsZero() {
		t.Errorf("fetched %+v, error %v", got, err)
	}
	if got, err := c.FetchOne(t.Context(), s.URL+"/khong-co"); err != nil || got.Status != 404 {
		t.Errorf("fetched %+v, error %v; want the 404 as it is", got, err)
	}
	for _, bad := range []string{s.URL + "/kin", s.URL + "/vong", "ftp://a.test/x", "khong phai url"} {
		if _, err := c.FetchOne(t.Context(), bad); err == nil {
			t.Errorf("%s was fetched", bad)
		}
	}
	// A site of no portal is guarded like any other.
	c.Portals = nil
	_, err = c.FetchOne(t.Context(), s.URL+"/moi")
	if err == nil || !strings.Contains(err.Error(), "robots.txt unreachable") {
		t.Errorf("error %v, want that nothing is fetched from this machine", err)
	}
}

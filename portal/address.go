package portal

import (
	"fmt"
	"strings"
	"unicode/utf8"

	whatwg "github.com/nlnwa/whatwg-url/url"
)

// MaxURL is the longest URL that is taken, in bytes, before and after
// canonicalisation.
const MaxURL = 2048

// Reasons why a link is not followed, and why a URL has no identity.
const (
	ReasonScheme     = "scheme"      // not http or https
	ReasonInvalid    = "invalid"     // no absolute URL, userinfo, control bytes, invalid UTF-8
	ReasonTooLong    = "too-long"    // more than MaxURL bytes
	ReasonOffSite    = "off-site"    // the host is not one of the portal's
	ReasonDeny       = "deny"        // a deny pattern of the definition matched
	ReasonTrapRepeat = "trap-repeat" // a segment more than twice, or a run of segments twice in a row
	ReasonTrapDepth  = "trap-depth"  // more than 20 segments
)

// URLError says why a URL has no canonical form.
type URLError struct {
	URL    string // shortened
	Reason string // one of the Reason constants
	Msg    string
}

func (e *URLError) Error() string { return fmt.Sprintf("URL %q: %s", e.URL, e.Msg) }

func urlError(raw, reason, format string, args ...any) error {
	if len(raw) > 120 {
		raw = raw[:120] + "…"
	}
	return &URLError{URL: strings.ToValidUTF8(raw, "\uFFFD"), Reason: reason, Msg: fmt.Sprintf(format, args...)}
}

// address is a URL split up after WHATWG parsing: the scheme in lower case,
// the host as a browser would send it with its port where it is not the
// default one, a path that starts with a slash, and the query without its
// question mark. There is no fragment.
type address struct {
	scheme, host, path, query string
}

func (a address) String() string { return a.scheme + "://" + a.host + a.pathQuery() }

func (a address) pathQuery() string {
	if a.query == "" {
		return a.path
	}
	return a.path + "?" + a.query
}

// parseAddress parses an absolute http or https URL as a browser does.
func parseAddress(raw string) (address, error) {
	raw = strings.Trim(raw, " \t\r\n\f")
	if len(raw) > MaxURL {
		return address{}, urlError(raw, ReasonTooLong, "it has %d bytes, at most %d are taken", len(raw), MaxURL)
	}
	if a, ok := plainAddress(raw); ok {
		return a, nil
	}
	if err := checkBytes(raw); err != nil {
		return address{}, err
	}
	u, err := whatwg.Parse(raw)
	if err != nil {
		return address{}, urlError(raw, ReasonInvalid, "expected an absolute http or https URL: %v", err)
	}
	if s := u.Scheme(); s != "http" && s != "https" {
		return address{}, urlError(raw, ReasonScheme, "the scheme is %s; only http and https are fetched", s)
	}
	if u.Username() != "" || u.Password() != "" {
		return address{}, urlError(raw, ReasonInvalid, "it holds a user name or password")
	}
	host := trimDot(u.Host())
	if name, _, _ := strings.Cut(host, ":"); name == "" || strings.HasSuffix(name, ".") {
		return address{}, urlError(raw, ReasonInvalid, "it has no host name")
	}
	return address{scheme: u.Scheme(), host: host, path: u.Pathname(), query: u.Query()}, nil
}

// checkBytes refuses what no honest link holds. Tabs and line ends inside a
// URL are left to the parser, which drops them as browsers do: editors wrap
// long links.
func checkBytes(raw string) error {
	if !utf8.ValidString(raw) {
		return urlError(raw, ReasonInvalid, "it is not valid UTF-8")
	}
	for i := 0; i < len(raw); i++ {
		c := raw[i]
		if c < 0x20 && c != '\t' && c != '\n' && c != '\r' || c == 0x7f {
			return urlError(raw, ReasonInvalid, "it holds the control byte %#02x", c)
		}
		if c == '%' && strings.HasPrefix(raw[i+1:], "00") {
			return urlError(raw, ReasonInvalid, "it holds a NUL (%%00)")
		}
	}
	return nil
}

// trimDot takes the final dot off the name: example.vn. is example.vn.
func trimDot(host string) string {
	name, port, found := strings.Cut(host, ":")
	if strings.HasPrefix(host, "[") {
		return host
	}
	name = strings.TrimSuffix(name, ".")
	if !found {
		return name
	}
	return name + ":" + port
}

// plainAddress splits a URL that the WHATWG parser would hand back as it is:
// nine of ten links, at a fiftieth of the parser's cost. A fuzz test compares
// the two.
func plainAddress(raw string) (address, bool) {
	a := address{scheme: "https"}
	rest, ok := strings.CutPrefix(raw, "https://")
	if !ok {
		a.scheme = "http"
		if rest, ok = strings.CutPrefix(raw, "http://"); !ok {
			return a, false
		}
	}
	slash := strings.IndexByte(rest, '/')
	if slash < 0 {
		return a, false
	}
	a.host, a.path = rest[:slash], rest[slash:]
	name, port, found := strings.Cut(a.host, ":")
	if found && !plainPort(port) || !plainHost(name) && !plainIPv4(name) {
		return a, false
	}
	if i := strings.IndexByte(a.path, '?'); i >= 0 {
		a.path, a.query = a.path[:i], a.path[i+1:]
	}
	return a, plainPath(a.path) && plainQuery(a.query)
}

// plainHost admits names of letters: no number that could be an address in
// disguise, no punycode.
func plainHost(h string) bool {
	letter := false
	for i := 0; i < len(h); i++ {
		switch c := h[i]; {
		case c >= 'a' && c <= 'z':
			letter = true
		case c == '.' && (i == 0 || i == len(h)-1 || h[i-1] == '.'):
			return false
		case c >= '0' && c <= '9' || c == '.' || c == '-':
		default:
			return false
		}
	}
	last := h[strings.LastIndexByte(h, '.')+1:]
	return letter && last != "" && last[0] >= 'a' && last[0] <= 'z' && !strings.Contains(h, "--") &&
		!strings.Contains(h, "-.") && !strings.Contains(h, ".-") && h[0] != '-' && h[len(h)-1] != '-'
}

// plainPort admits a port as a browser writes it, and not one that
// a scheme may imply.
func plainPort(port string) bool {
	n, ok := plainNumber(port, 65535)
	return ok && n != 80 && n != 443
}

// plainIPv4 admits the usual form of four numbers.
func plainIPv4(h string) bool {
	parts := 0
	for part := range strings.SplitSeq(h, ".") {
		if _, ok := plainNumber(part, 255); !ok {
			return false
		}
		parts++
	}
	return parts == 4
}

// plainNumber reads decimal digits without a zero before them.
func plainNumber(s string, most int) (int, bool) {
	n := 0
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' || i == 5 {
			return 0, false
		}
		n = 10*n + int(s[i]-'0')
	}
	return n, s != "" && n <= most && (s[0] != '0' || len(s) == 1)
}

func plainPath(s string) bool {
	for i := 0; i < len(s); i++ {
		c := s[i]
		if !unreserved(c) && c != '/' && c != ',' && c != '_' {
			return false
		}
		if c == '/' && i+1 < len(s) && (s[i+1] == '.' || s[i+1] == '/') {
			return false
		}
	}
	return true
}

func plainQuery(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; !unreserved(c) && c != '=' && c != '&' && c != '/' && c != ',' {
			return false
		}
	}
	return true
}

// unreserved characters mean the same with and without percent-encoding
// (RFC 3986, section 2.3).
func unreserved(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' ||
		c == '-' || c == '.' || c == '_' || c == '~'
}

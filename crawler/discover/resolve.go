package discover

import (
	"net/url"
	"strings"

	whatwg "github.com/nlnwa/whatwg-url/url"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// maxURL is the longest URL kept, in bytes.
const maxURL = 2048

// Reasons why a link is not taken; the words of Stats.Dropped.
const (
	DropFragment   = "fragment"   // leads to a place on the same page
	DropJavaScript = "javascript" // also vbscript:
	DropMail       = "mailto"
	DropPhone      = "tel" // also sms:, zalo: and the like
	DropData       = "data"
	DropScheme     = "scheme" // any other that is not http or https
	DropInvalid    = "invalid"
	DropTooLong    = "too-long"
	DropLimit      = "limit" // more distinct links than MaxLinks
)

// resolver turns hrefs into absolute URLs the way browsers do (WHATWG URL):
// spaces, backslashes, line breaks and stray percent signs are not errors.
type resolver struct {
	base   *whatwg.Url // nil: only absolute hrefs can be resolved
	origin string      // of the base, "https://example.vn"
}

func newResolver(base string) resolver {
	u, err := whatwg.Parse(base)
	if err != nil {
		return resolver{}
	}
	return resolver{u, u.Protocol() + "//" + u.Host()}
}

// pageResolver resolves against the page's first usable <base href>, else
// against its address.
func pageResolver(root *html.Node, page *url.URL) resolver {
	r := newResolver(page.String())
	for n := range root.Descendants() {
		if n.Type == html.ElementNode && n.DataAtom == atom.Base {
			if href, ok := attr(n, "href"); ok {
				if u, drop := r.resolve(href); drop == "" {
					return newResolver(u)
				}
			}
		}
	}
	return r
}

// resolve gives the absolute http(s) URL of an href, without fragment, or the
// reason why there is none.
func (r resolver) resolve(href string) (abs, drop string) {
	href = strings.TrimSpace(href)
	if strings.HasPrefix(href, "#") {
		return "", DropFragment
	}
	if abs, ok := r.plain(href); ok {
		return abs, ""
	}
	if len(href) > maxURL {
		if drop := dropScheme(scheme(href)); drop != "" {
			return "", drop
		}
		return "", DropTooLong
	}
	var u *whatwg.Url
	var err error
	if r.base != nil {
		u, err = r.base.Parse(href)
	} else {
		u, err = whatwg.Parse(href)
	}
	if err != nil {
		if drop := dropScheme(scheme(href)); drop != "" {
			return "", drop
		}
		return "", DropInvalid
	}
	if drop := dropScheme(u.Scheme()); drop != "" {
		return "", drop
	}
	abs = u.Href(true)
	switch {
	case u.Hostname() == "":
		return "", DropInvalid
	case len(abs) > maxURL:
		return "", DropTooLong
	}
	return abs, ""
}

// plain resolves the hrefs of which most pages consist, full URLs and paths in
// plain ASCII, without the parser's cost. ok is false for all others.
func (r resolver) plain(href string) (abs string, ok bool) {
	href, _, _ = strings.Cut(href, "#")
	path := href
	switch rest, full := strings.CutPrefix(href, "https://"); {
	case full:
		slash := strings.IndexByte(rest, '/')
		if slash < 0 || !plainHost(rest[:slash]) {
			return "", false
		}
		abs, path = href, rest[slash:]
	case strings.HasPrefix(href, "/") && !strings.HasPrefix(href, "//") && strings.HasPrefix(r.origin, "http"):
		abs = r.origin + href
	default:
		return "", false
	}
	return abs, len(abs) <= maxURL && plainPath(path)
}

// plainHost accepts names in lower case that no rule about numbers, ports or
// international names touches.
func plainHost(host string) bool {
	for i := range len(host) {
		if c := host[i]; !('a' <= c && c <= 'z' || '0' <= c && c <= '9' || c == '.' || c == '-') {
			return false
		}
	}
	return host != "" && 'a' <= host[len(host)-1] && host[len(host)-1] <= 'z' && !strings.Contains(host, "--")
}

// plainPath accepts paths with a query in which nothing is to be encoded and
// no dot segment to be resolved.
func plainPath(path string) bool {
	for i := range len(path) {
		switch c := path[i]; {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9':
		case c == '.' && (i == 0 || path[i-1] != '/'):
		case strings.IndexByte("/-_~?=&+,;:@!$()*", c) >= 0:
		default:
			return false
		}
	}
	return true
}

// scheme is what stands before the first colon, as far as it can be a scheme.
func scheme(href string) string {
	before, _, ok := strings.Cut(href, ":")
	if !ok || strings.ContainsAny(before, "/?#") {
		return ""
	}
	return strings.ToLower(strings.Map(func(c rune) rune {
		if c <= ' ' {
			return -1 // "java\nscript:" is a script to a browser
		}
		return c
	}, before))
}

func dropScheme(scheme string) string {
	switch scheme {
	case "", "http", "https":
		return ""
	case "javascript", "vbscript":
		return DropJavaScript
	case "mailto":
		return DropMail
	case "tel", "sms", "callto", "zalo", "skype", "viber", "whatsapp":
		return DropPhone
	case "data":
		return DropData
	}
	return DropScheme
}

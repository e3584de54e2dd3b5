package discover

import (
	"net/url"
	"strings"
	"sync"

	whatwg "github.com/nlnwa/whatwg-url/url"
	"golang.org/x/net/html"
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
	base   func() *whatwg.Url // parsed when asked for; gives nil where only absolute hrefs can be resolved
	origin string             // of the base, "https://example.vn"; "" where it names a user
	dir    string             // of the base with its folders, "https://example.vn/muc/"; "" where it is not plain
}

func newResolver(base string) resolver {
	parse := sync.OnceValue(func() *whatwg.Url {
		u, err := whatwg.Parse(base)
		if err != nil {
			return nil
		}
		return u
	})
	r := resolver{base: parse}
	path := ""
	if origin, ok := plainOrigin(base); ok {
		r.origin = origin
		path, _, _ = strings.Cut(base[len(origin):], "#")
		path, _, _ = strings.Cut(path, "?")
	} else if u := parse(); u != nil && u.Username() == "" && u.Password() == "" { // which links without a host keep
		r.origin = u.Protocol() + "//" + u.Host()
		path = u.Pathname()
	}
	if strings.HasPrefix(r.origin, "http") && strings.HasPrefix(path, "/") && plainPath(path) {
		r.dir = r.origin + path[:strings.LastIndexByte(path, '/')+1]
	}
	return r
}

// plainOrigin is the origin of the addresses that most pages have, without the
// parser's cost; ok is false for all others.
func plainOrigin(base string) (origin string, ok bool) {
	scheme, rest, ok := strings.Cut(base, "://")
	host, _, slash := strings.Cut(rest, "/")
	if !ok || !slash || scheme != "https" && scheme != "http" || !plainHost(host) {
		return "", false
	}
	return base[:len(scheme)+len("://")+len(host)], true
}

// pageResolver resolves against the page's first usable <base href>, else
// against its address.
func pageResolver(root *html.Node, page *url.URL) resolver {
	_, bases := hrefsOf(root)
	return resolverOf(bases, page)
}

// resolverOf is pageResolver for the hrefs of the page's <base> elements.
func resolverOf(bases []string, page *url.URL) resolver {
	r := newResolver(page.String())
	for _, href := range bases {
		if u, drop := r.resolve(href); drop == "" {
			return newResolver(u)
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
	if name, _, ok := strings.Cut(href, ":"); ok && letters(name) {
		if drop := dropScheme(strings.ToLower(name)); drop != "" {
			return "", drop
		}
	}
	if len(href) > maxURL {
		if drop := dropScheme(scheme(href)); drop != "" {
			return "", drop
		}
		return "", DropTooLong
	}
	var u *whatwg.Url
	var err error
	if base := r.base(); base != nil {
		u, err = base.Parse(href)
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
	if rest, full := withoutScheme(href); full {
		slash := strings.IndexByte(rest, '/')
		if slash < 0 || !plainHost(rest[:slash]) {
			return "", false
		}
		abs, path = href, rest[slash:]
	} else if strings.HasPrefix(href, "/") && !strings.HasPrefix(href, "//") && strings.HasPrefix(r.origin, "http") {
		abs = r.origin + href
	} else if abs, path, ok = r.below(href); !ok {
		return "", false
	}
	return abs, len(abs) <= maxURL && plainPath(path)
}

func withoutScheme(href string) (rest string, full bool) {
	if rest, full = strings.CutPrefix(href, "https://"); full {
		return rest, true
	}
	return strings.CutPrefix(href, "http://")
}

// below resolves a path without a leading slash. rest is what stands behind the
// "../" that it begins with; its bytes are for the caller to judge.
func (r resolver) below(href string) (abs, rest string, ok bool) {
	if r.dir == "" || href == "" || strings.IndexByte(href, ':') >= 0 || strings.IndexByte("/?.", href[0]) >= 0 && !strings.HasPrefix(href, "../") {
		return "", "", false
	}
	dir, rest := r.dir, href
	for strings.HasPrefix(rest, "../") {
		rest = rest[len("../"):]
		if folders := dir[len(r.origin):]; folders != "/" {
			dir = dir[:len(r.origin)+strings.LastIndexByte(folders[:len(folders)-1], '/')+1]
		}
	}
	return dir + rest, rest, rest == "" || strings.IndexByte("/?.", rest[0]) < 0
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
		if !plainBytes[path[i]] || path[i] == '.' && i > 0 && path[i-1] == '/' {
			return false
		}
	}
	return true
}

// plainBytes are those of plain paths and queries.
var plainBytes = func() (plain [256]bool) {
	for _, c := range []byte("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789./-_~?=&+,;:@!$()*") {
		plain[c] = true
	}
	return plain
}()

// letters reports a name of letters alone, which before a colon is a scheme.
func letters(name string) bool {
	for i := range len(name) {
		if c := name[i] | 0x20; c < 'a' || 'z' < c {
			return false
		}
	}
	return name != ""
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

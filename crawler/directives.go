package crawler

import (
	"net/http"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// directives are what a page asks of crawlers, beside robots.txt: the
// X-Robots-Tag field and <meta name="robots">. They are about search results,
// so that they count where the definition says obey_noindex.
type directives struct{ noindex, nofollow bool }

const reasonNoindex = "noindex"

// directivesOf reads both forms: for everybody, and for our product token.
func directivesOf(header http.Header, root *html.Node, userAgent string) directives {
	token := strings.ToLower(productToken(userAgent))
	var d directives
	for _, field := range header.Values("X-Robots-Tag") {
		d.field(strings.ToLower(field), token)
	}
	for n := range root.Descendants() {
		if n.DataAtom != atom.Meta {
			continue
		}
		name, content := "", ""
		for _, a := range n.Attr {
			switch strings.ToLower(a.Key) {
			case "name":
				name = strings.ToLower(strings.TrimSpace(a.Val))
			case "content":
				content = strings.ToLower(a.Val)
			}
		}
		if name == "robots" || name == token && token != "" {
			d.add(content)
		}
	}
	return d
}

// field reads "noindex, nofollow" and "googlebot: noindex": a name before a
// colon binds all that follows it to that crawler. unavailable_after has a
// colon too, in its date.
func (d *directives) field(field, token string) {
	name, rest, named := strings.Cut(field, ":")
	name = strings.TrimSpace(name)
	switch {
	case !named || strings.ContainsAny(name, ", "):
		d.add(field)
	case name == token || name == "*" || name == "robots":
		d.add(rest)
	}
}

func (d *directives) add(list string) {
	for word := range strings.FieldsFuncSeq(list, func(c rune) bool { return c == ',' || c == ' ' || c == '\t' || c == ';' }) {
		switch word {
		case "noindex":
			d.noindex = true
		case "nofollow":
			d.nofollow = true
		case "none":
			d.noindex, d.nofollow = true, true
		}
	}
}

// productToken is the name of a user agent, without version and contact.
func productToken(userAgent string) string {
	name, _, _ := strings.Cut(userAgent, "/")
	name, _, _ = strings.Cut(strings.TrimSpace(name), " ")
	return name
}

// directives are those of a page that count for the portal.
func (v *visit) directives(x *exchange, root *html.Node) directives {
	if !v.portal.ObeyNoindex {
		return directives{}
	}
	return directivesOf(x.ResponseHeader, root, v.run.UserAgent)
}

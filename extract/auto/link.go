package auto

import (
	"net/url"
	"strings"

	"golang.org/x/net/html"
)

// linkMarks tells links to documents and to other places.
func (p *page) linkMarks(a *html.Node, first bool) mark {
	href := ""
	for i := range a.Attr {
		if a.Attr[i].Key == "href" {
			href = a.Attr[i].Val
		}
	}
	var m mark
	if document(href) {
		m |= attached
	}
	if first && p.leaves(href) {
		m |= outgoing
	}
	return m
}

var documents = []string{".pdf", ".doc", ".docx", ".xls", ".xlsx", ".zip", ".rar", ".ppt", ".pptx", ".odt", ".7z"}

// document tells links to files for download.
func document(href string) bool {
	href, _, _ = strings.Cut(strings.ToLower(href), "?")
	if strings.Contains(href, "/documents/") {
		return true
	}
	for _, ext := range documents {
		if strings.HasSuffix(href, ext) {
			return true
		}
	}
	return false
}

// leaves reports whether a link leads away from the page's host, or is no
// web link at all.
func (p *page) leaves(href string) bool {
	if strings.HasPrefix(href, "mailto:") || strings.HasPrefix(href, "tel:") {
		return true
	}
	if p.host == "" || !strings.Contains(href, "//") {
		return false
	}
	u, err := url.Parse(strings.TrimSpace(href))
	return err == nil && u.Host != "" && !sameSite(u.Hostname(), p.host)
}

// sameSite compares hosts without their subdomains.
func sameSite(a, b string) bool {
	a, b = strings.TrimPrefix(strings.ToLower(a), "www."), strings.TrimPrefix(b, "www.")
	return a == b || strings.HasSuffix(a, "."+b) || strings.HasSuffix(b, "."+a)
}

package metadata

import (
	"slices"
	"strings"

	"github.com/tintinh/tintinh/extract/vntext"
)

// papers are words that come before or after a paper's name and do not tell
// one paper from another: "Báo Cần Thơ Online" and "Cần Thơ" are the same.
var papers = []string{
	"bao dien tu", "bao", "tap chi", "dai pt th", "dai phat thanh va truyen hinh", "dai phat thanh truyen hinh",
	"cong thong tin dien tu", "trang thong tin dien tu", "cong tt dt", "trang tin dien tu", "trang tin", "website", "the",
}

var editions = []string{"online", "dien tu", "news", "newspaper", "com vn", "vn", "com", "net", "tin tuc"}

// NamesSite reports whether a name is that of the page's site or host rather
// than of a person: "Báo Cần Thơ Online", "baocantho.com.vn".
func (p *Page) NamesSite(name string) bool {
	got := siteKey(name)
	if got == "" {
		return true
	}
	if host := hostLabel(p.Host); host != "" {
		flat := strings.ReplaceAll(got, " ", "")
		if flat == host || "bao"+flat == host || flat == strings.ReplaceAll(vntext.Fold(p.Host), " ", "") ||
			strings.EqualFold(bareHost(strings.TrimSpace(name)), p.Host) {
			return true
		}
	}
	return slices.ContainsFunc(p.SiteNames, func(s string) bool { return siteKey(s) == got })
}

// siteKey is the part of a site's name that tells it from others.
func siteKey(name string) string {
	key := vntext.Fold(name)
	for _, w := range papers {
		if rest, ok := strings.CutPrefix(key, w+" "); ok {
			key = rest
		}
	}
	for _, w := range editions {
		if rest, ok := strings.CutSuffix(key, " "+w); ok {
			key = rest
		}
	}
	return strings.TrimSpace(key)
}

// bareHost is a host in lower case without "www." or "m.".
func bareHost(host string) string {
	host = strings.ToLower(host)
	for _, prefix := range []string{"www.", "m."} {
		host = strings.TrimPrefix(host, prefix)
	}
	return host
}

// hostLabel is the telling label of a host: "baocantho" of
// "baocantho.com.vn", "thanhnien" of "thanhnien.vn".
func hostLabel(host string) string {
	labels := strings.Split(host, ".")
	for i := len(labels) - 2; i >= 0; i-- {
		switch labels[i] {
		case "com", "net", "org", "gov", "edu", "co", "info":
			continue
		}
		return labels[i]
	}
	return ""
}

// separators stand between a title and the name of the site; the longer
// ones first.
var separators = []string{" | ", " - ", " – ", " — ", " :: ", " » ", " • ", " · ", "|"}

// StripSite removes the site's name, and slogans that carry it, from the end
// or the start of a title: " - Báo Cần Thơ Online". Without a known name
// only parts that say by their own words that they name a site go.
func (p *Page) StripSite(s string) string {
	for _, sep := range separators {
		parts := strings.Split(s, sep)
		for len(parts) > 1 && p.namesSitePart(parts[len(parts)-1]) {
			parts = parts[:len(parts)-1]
		}
		for len(parts) > 1 && p.namesSitePart(parts[0]) {
			parts = parts[1:]
		}
		s = strings.TrimSpace(strings.Join(parts, sep))
	}
	return s
}

// namesSitePart judges one part of a title: the site's name, its host, or a
// slogan around either.
func (p *Page) namesSitePart(part string) bool {
	if strings.TrimSpace(part) == "" || p.NamesSite(part) {
		return true
	}
	folded := vntext.Fold(part)
	if words := strings.Count(folded, " ") + 1; words > 12 {
		return false
	}
	for _, prefix := range []string{"bao dien tu ", "cong thong tin dien tu", "trang thong tin dien tu", "tin tuc moi nhat", "tin nhanh ", "tin moi "} {
		if strings.HasPrefix(folded, prefix) {
			return true
		}
	}
	if strings.HasPrefix(folded, "bao ") && (strings.HasSuffix(folded, " online") || strings.HasSuffix(folded, " dien tu")) {
		return true
	}
	return p.Host != "" && strings.Contains(strings.ToLower(part), p.Host)
}

package extract

import (
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"strings"

	"github.com/tintinh/tintinh/portal"
)

// unknownSite is a portal of one host without rules: its id is the host
// without "www."; "unknown" for a file without any address.
func unknownSite(raw string) *portal.Portal {
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" {
		return &portal.Portal{ID: "unknown", Hosts: []string{""}}
	}
	host := strings.ToLower(u.Host)
	p := &portal.Portal{ID: strings.TrimPrefix(host, "www."), Hosts: []string{host}}
	if u.Scheme == "http" {
		p.Sources = []portal.Source{{Kind: portal.ListingSource, URL: "http://" + host + "/"}}
	}
	return p
}

func bareHost(u *url.URL) string {
	return strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
}

// identity sets id, canonical URL and aliases. The address that the page was
// fetched under decides which article it is: with id-only routing the server
// looks at nothing else. A canonical link that names the same article gives
// the better address; one that names another article is doubtful and only
// noted.
func (r *reading) identity() {
	a := r.article
	a.Portal, a.Outlet = r.site.ID, r.site.Outlet
	a.Province, a.ProvinceBefore2025 = r.site.Province, r.site.ProvinceBefore2025
	a.URL = portal.WithoutSession(r.page.URL)
	id, canonical, err := r.site.RecordID(r.page.URL)
	if err != nil {
		// A file without an address: its own statement is all there is.
		for _, c := range r.meta.Canonical {
			if id, canonical, err = r.site.RecordID(c.Text); err == nil {
				break
			}
		}
	}
	if err != nil {
		return
	}
	a.ID, a.CanonicalURL = id, canonical
	for _, c := range r.meta.Canonical {
		if r.takeCanonical(c.Text) {
			break
		}
	}
	if a.CanonicalURL != canonical {
		a.URLAliases = []string{canonical}
	}
}

// withoutAddress is the id of an article that came without any address: made
// of what it says, so that the same file gives the same id.
func (a *Article) withoutAddress() string {
	sum := sha256.Sum256([]byte(a.Title + "\n" + a.Text))
	return a.Portal + ":" + hex.EncodeToString(sum[:8])
}

// takeCanonical adopts the page's own statement of its address where it names
// the same article; it reports whether it did.
func (r *reading) takeCanonical(stated string) bool {
	a := r.article
	id, canonical, err := r.site.RecordID(stated)
	if err != nil || !r.onSite(stated) {
		return false
	}
	if id == a.ID {
		a.CanonicalURL = canonical
		return true
	}
	if r.hasOwnID(stated) && r.hasOwnID(a.URL) {
		r.warn(WarnCanonicalMismatch)
		return false
	}
	if !r.hasOwnID(a.URL) && deeper(canonical) {
		// Without an id in the address the canonical URL is the identity.
		a.ID, a.CanonicalURL = id, canonical
		return true
	}
	return false
}

func (r *reading) onSite(raw string) bool {
	u, err := url.Parse(raw)
	return err == nil && r.site.HasHost(u.Host)
}

// hasOwnID reports whether the site's article pattern finds an id in a URL.
func (r *reading) hasOwnID(raw string) bool {
	if r.site.Article == nil {
		return false
	}
	u, err := url.Parse(raw)
	if err != nil {
		return false
	}
	id, ok := r.site.Article.Match(u.RequestURI())
	return ok && id != ""
}

// deeper refuses the home page as an article's canonical URL, which careless
// templates print on every page.
func deeper(canonical string) bool {
	u, err := url.Parse(canonical)
	return err == nil && (len(strings.Trim(u.Path, "/")) > 0 || u.RawQuery != "")
}

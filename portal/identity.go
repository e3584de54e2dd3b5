package portal

import (
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"strings"
)

// siteID is what an article id of a site may be made of. Others are hashed:
// ids end up in file names, URLs and terminals.
var siteID = regexp.MustCompile(`^[A-Za-z0-9._-]{1,64}$`)

// ArticleID returns the key of a canonical URL within its portal: the site's
// own id where the article pattern gives one, else the first 16 hex digits of
// the SHA-256 of the URL. ok reports whether the article pattern matches; the
// key is good either way.
func (p *Portal) ArticleID(canonical string) (key string, ok bool) {
	id := ""
	if p.Article != nil {
		id, ok = matchPattern(p.Article, split(canonical))
	}
	return articleKey(id, canonical), ok
}

func articleKey(id, canonical string) string {
	if siteID.MatchString(id) {
		return id
	}
	sum := sha256.Sum256([]byte(canonical))
	return hex.EncodeToString(sum[:])[:16]
}

// split takes a canonical URL apart without looking at it closely.
func split(canonical string) address {
	a := address{path: "/"}
	_, rest, _ := strings.Cut(canonical, "://")
	if i := strings.IndexByte(rest, '/'); i >= 0 {
		a.host, a.path = rest[:i], rest[i:]
	}
	a.path, _, _ = strings.Cut(a.path, "#")
	a.path, a.query, _ = strings.Cut(a.path, "?")
	return a
}

// RecordID returns the id of the record of a page, portal:key, and the page's
// canonical URL. Other paths, hosts, slugs and schemes of an article that the
// site numbers give the same id. The page need not match the article pattern.
func (p *Portal) RecordID(rawURL string) (id, canonical string, err error) {
	l, err := p.locate(rawURL)
	if err != nil {
		return "", "", err
	}
	if !l.onSite {
		return "", "", urlError(rawURL, ReasonOffSite, "the host %s is not one of portal %s (%s)", l.page.host, p.ID, strings.Join(p.Hosts, ", "))
	}
	canonical, err = fits(rawURL, l.identity())
	if err != nil {
		return "", "", err
	}
	key, _ := p.ArticleID(canonical)
	return p.ID + ":" + key, canonical, nil
}

// Kinds of a link.
const (
	ScopeArticle = "article" // the article pattern matches
	ScopePage    = "page"    // another page of the portal
)

// Scope says what a link is to a portal.
type Scope struct {
	Canonical string // Canonical of an article, CanonicalPage of other pages; "" where the URL has none
	Kind      string // ScopeArticle, ScopePage, or "" = not to be followed
	Key       string // record id (portal:key) of an article
	Reason    string // why it is not to be followed
}

// Scope judges a link, given as a resolved absolute URL, in this order: can it
// be read as a URL; is it on the portal; is it a trap; is it denied; is it an
// article.
//
// Deny patterns are matched on path and query of the URL as it stands (only
// percent-encoding normalised), of its page form and of its canonical form:
// one match is enough. They name what canonicalisation would drop, such as
// [?&]ngay=, and must not be slipped past by other spellings. The article
// pattern is matched on the canonical form first, see Canonical.
func (p *Portal) Scope(raw string) Scope {
	l, err := p.locate(raw)
	if err != nil {
		return Scope{Reason: err.(*URLError).Reason}
	}
	s := Scope{}
	id, isArticle, at := l.article()
	if at == nil {
		at = &l.page
	}
	if s.Canonical, err = fits(raw, *at); err != nil {
		return Scope{Reason: ReasonTooLong}
	}
	switch {
	case !l.onSite:
		s.Reason = ReasonOffSite
	case trap(l.page.path) != "":
		s.Reason = trap(l.page.path)
	case p.denied(&l, *at):
		s.Reason = ReasonDeny
	case isArticle:
		s.Kind = ScopeArticle
		s.Key = p.ID + ":" + articleKey(id, s.Canonical)
	default:
		s.Kind = ScopePage
	}
	return s
}

func (p *Portal) denied(l *location, at address) bool {
	if len(p.Deny) == 0 {
		return false
	}
	forms := []string{l.original.pathQuery()}
	for _, a := range []address{l.page, at} {
		if s := a.pathQuery(); s != forms[len(forms)-1] {
			forms = append(forms, s)
		}
	}
	for _, re := range p.Deny {
		for _, s := range forms {
			if !isPlain(re.String()) {
				s = decoded(s)
			}
			if re.MatchString(s) {
				return true
			}
		}
	}
	return false
}

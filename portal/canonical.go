package portal

import "strings"

// Canonical returns the form of a URL that is identity. It is idempotent.
//
//   - parsed as browsers do (WHATWG): white space around it, dot segments,
//     backslashes, default ports, IDN, case of scheme and host
//   - a host of the portal becomes its first host, and the scheme the
//     portal's one: https, or http where all its sources are http
//   - no fragment, no session in path parameters or segments, // becomes /
//   - percent-encoding in one spelling, letters in NFC
//   - of the query only keep_params, in their order. A parameter without
//     which the article pattern would not match is kept as well, for it
//     cannot but be part of identity
//
// A trailing slash stays. URLs of other sites keep their host, scheme and
// query, less tracking and sessions. Errors are *URLError.
func (p *Portal) Canonical(raw string) (string, error) {
	l, err := p.locate(raw)
	if err != nil {
		return "", err
	}
	return fits(raw, l.identity())
}

// CanonicalPage is Canonical for pages that lead to articles: the query stays
// as it is, less tracking, sessions and portlet state (keep_params and
// page_params always stay), for ?p=2 is another page of a listing.
func (p *Portal) CanonicalPage(raw string) (string, error) {
	l, err := p.locate(raw)
	if err != nil {
		return "", err
	}
	return fits(raw, l.page)
}

// fits refuses canonical forms over the limit: escaping makes URLs longer.
func fits(raw string, a address) (string, error) {
	s := a.String()
	if len(s) > MaxURL {
		return "", urlError(raw, ReasonTooLong, "its canonical form has %d bytes, at most %d are taken", len(s), MaxURL)
	}
	return s, nil
}

// location is a URL in the forms that patterns and identity look at.
type location struct {
	portal   *Portal
	onSite   bool
	original address // parsed, percent-encoding normalised; query whole
	page     address // canonical, query less tracking and sessions
	strict   address // canonical, query only of keep_params
	params   []param // of page
}

func (p *Portal) locate(raw string) (location, error) {
	a, err := parseAddress(raw)
	if err != nil {
		return location{}, err
	}
	l := location{portal: p, onSite: p.HasHost(a.host)}
	a.path, a.query = normalise(a.path), normalise(a.query)
	l.original = a
	if a.path, err = cleanPath(raw, a); err != nil {
		return location{}, err
	}
	if l.onSite {
		a.host, a.scheme = p.Hosts[0], p.scheme()
	}
	all := params(a.query)
	l.params = pageParams(all, p.KeepParams, p.PageParams)
	l.page, l.strict = a, a
	l.page.query = joinParams(l.params)
	l.strict.query = joinParams(identityParams(all, p.KeepParams))
	if !l.onSite {
		l.strict = l.page // what another site's query means is not known
	}
	return l, nil
}

// cleanPath drops sessions and doubled slashes.
func cleanPath(raw string, a address) (string, error) {
	path := a.path
	if strings.Contains(path, ";") {
		path = sessionParam.ReplaceAllString(path, "")
		if strings.Contains(path, "/.") { // "..;sid=1" was a name and is a dot segment now
			again, err := parseAddress(a.scheme + "://" + a.host + path)
			if err != nil {
				return "", urlError(raw, ReasonInvalid, "its path has no canonical form: %v", err)
			}
			path = again.path
		}
	}
	path = withoutSessions(path)
	for strings.Contains(path, "//") {
		path = strings.ReplaceAll(path, "//", "/")
	}
	return path, nil
}

// scheme is the portal's one scheme, so that http and https are one page.
func (p *Portal) scheme() string {
	for _, s := range p.Sources {
		if !strings.HasPrefix(s.URL, "http://") {
			return "https"
		}
	}
	if len(p.Sources) == 0 {
		return "https"
	}
	return "http"
}

// identity is the address that stands for the page: strict, unless the article
// pattern matches only with parameters that strict lacks.
func (l *location) identity() address {
	if _, _, a := l.article(); a != nil {
		return *a
	}
	return l.strict
}

// article matches the article pattern. It looks at the canonical form, where
// $ cannot be defeated by ?utm_source=…; where that does not match, at the
// page form, whose parameters are then dropped one by one as long as the
// pattern still gives the same id. The address is nil where nothing matches.
func (l *location) article() (id string, ok bool, at *address) {
	pattern := l.portal.Article
	if pattern == nil || !l.onSite {
		return "", false, nil
	}
	if id, ok := matchPattern(pattern, l.strict); ok {
		return id, true, &l.strict
	}
	id, ok = matchPattern(pattern, l.page)
	if !ok {
		return "", false, nil
	}
	a, left := l.page, l.params
	for i := len(left) - 1; i >= 0 && len(left) <= 32; i-- {
		fewer := append(append([]param(nil), left[:i]...), left[i+1:]...)
		b := a
		b.query = joinParams(fewer)
		if got, ok := matchPattern(pattern, b); ok && got == id {
			a, left = b, fewer
		}
	}
	return id, true, &a
}

// matchPattern matches an article pattern on path and query; a pattern with
// letters beyond ASCII is matched on the decoded form.
func matchPattern(p *Pattern, a address) (string, bool) {
	s := a.pathQuery()
	if !isPlain(p.String()) {
		s = decoded(s)
	}
	return p.Match(s)
}

package portal

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// noise are query parameters that say who shared a link or who is reading,
// never what is shown. Names are compared in lower case.
var noise = regexp.MustCompile(`^(?:` + strings.Join([]string{
	`utm_.*`, `fbclid`, `fb_.*`, `gclid`, `gclsrc`, `dclid`, `gbraid`, `wbraid`, `msclkid`, `yclid`, `twclid`, `ttclid`,
	`igshid`, `mc_[ce]id`, `_g[al]`, `zarsrc`, `gidzl`, `zalo_.*`,
	`phpsessid`, `jsessionid`, `aspsessionid.*`, `asp\.net_sessionid`, `cfid`, `cftoken`, `sid`, `sessionid`, `session_id`,
	// Liferay: the state of its portlets, in every link of a page
	`p_p_.*`, `p_r_p_.*`, `p_l_.*`, `p_auth`, `p_v_l_s_g_id`, `_\d+_.*`, `_.*_instance_.*`, `_.*_war_.*`, `redirect`,
}, "|") + `)$`)

// sessionParam is a path parameter: /x;jsessionid=1F2A.node1
var sessionParam = regexp.MustCompile(`(?i);(?:jsessionid|phpsessid|sid|sessionid)=[^;/]*`)

// sessionSegment is a path segment of ASP.NET's that stands for a cookie:
// /(S(lit3py55t21z5v55vlm25s55))/, with A, F and X for logins and the test
// whether cookies are taken; version 1 wrote /(lit3py55t21z5v55vlm25s55)/.
var sessionSegment = regexp.MustCompile(`(?i)^(?:\(|%28)(?:(?:[AFSX](?:\(|%28)[a-z0-9_-]+(?:\)|%29))+|[a-z0-5]{24})(?:\)|%29)$`)

// WithoutSession returns a URL as it is, less a session in its path: what a
// server gives to each visitor anew is no part of where something is.
func WithoutSession(rawURL string) string {
	if !strings.ContainsAny(rawURL, "(;") && !strings.Contains(rawURL, "%28") {
		return rawURL
	}
	path, query, found := strings.Cut(rawURL, "?")
	if at := strings.Index(path, "://"); at >= 0 {
		slash := strings.IndexByte(path[at+3:], '/')
		if slash < 0 {
			return rawURL
		}
		at += 3 + slash
		path = path[:at] + withoutSessions(sessionParam.ReplaceAllString(path[at:], ""))
	}
	if found {
		return path + "?" + query
	}
	return path
}

// withoutSessions leaves out such segments.
func withoutSessions(path string) string {
	if !strings.Contains(path, "/(") && !strings.Contains(path, "/%28") {
		return path
	}
	kept := slices.DeleteFunc(strings.Split(path, "/"), sessionSegment.MatchString)
	if len(kept) == 1 {
		return "/"
	}
	return strings.Join(kept, "/")
}

// param is one name=value of a query, as written.
type param struct {
	name, text string
}

// params splits a normalised query.
func params(query string) []param {
	if query == "" {
		return nil
	}
	var out []param
	for part := range strings.SplitSeq(query, "&") {
		for strings.HasPrefix(part, "amp;") { // &amp; of HTML that was escaped twice
			part = part[len("amp;"):]
		}
		if part == "" {
			continue
		}
		name, _, _ := strings.Cut(part, "=")
		if plain, err := url.QueryUnescape(name); err == nil {
			name = plain
		}
		out = append(out, param{name, part})
	}
	return out
}

func joinParams(ps []param) string {
	texts := make([]string, len(ps))
	for i, q := range ps {
		texts[i] = q.text
	}
	return strings.Join(texts, "&")
}

// identityParams keeps the parameters that are part of identity, in the order
// of keep: ?b=2&a=1 and ?a=1&b=2 are one page.
func identityParams(ps []param, keep []string) []param {
	var out []param
	for _, name := range keep {
		for _, q := range ps {
			if q.name == name {
				out = append(out, q)
			}
		}
	}
	return out
}

// pageParams drops tracking, sessions and portlet state, and keeps the rest
// as it stands.
func pageParams(ps []param, keep ...[]string) []param {
	var out []param
	for _, q := range ps {
		kept := slices.ContainsFunc(keep, func(names []string) bool { return slices.Contains(names, q.name) })
		if kept || !noise.MatchString(strings.ToLower(q.name)) {
			out = append(out, q)
		}
	}
	return out
}

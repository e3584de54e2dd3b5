package learn

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/tintinh/tintinh/crawler/discover"
	"github.com/tintinh/tintinh/extract/vntext"
	"github.com/tintinh/tintinh/portal"
)

func bare(host string) string {
	return strings.TrimPrefix(strings.TrimPrefix(strings.ToLower(host), "www."), "m.")
}

var notID = regexp.MustCompile(`[^a-z0-9]+`)

// idOf is a portal's id from its host: the name without the endings that all
// have.
func idOf(host string) string {
	name, port, _ := strings.Cut(bare(host), ":")
	for _, end := range []string{".com.vn", ".org.vn", ".gov.vn", ".edu.vn", ".vn", ".com", ".org", ".net"} {
		if rest, ok := strings.CutSuffix(name, end); ok {
			name = rest
			break
		}
	}
	id := strings.Trim(notID.ReplaceAllString(name+"-"+port, "-"), "-")
	return id[:min(len(id), 60)]
}

// name finds what the outlet calls itself.
func (p *Proposal) name(all []*sample, home *url.URL) {
	p.ID = idOf(home.Host)
	counts := map[string]int{}
	for _, s := range all {
		for _, n := range s.meta.SiteNames {
			counts[vntext.Clean(n)]++
		}
		if s.doc.URL.Path == "/" && len(s.meta.SiteNames) == 0 && len(s.meta.Titles) > 0 {
			counts[vntext.Clean(s.meta.Titles[0].Text)]++
		}
	}
	best := ""
	for _, n := range slices.Sorted(mapKeys(counts)) {
		if n != "" && len(n) < 120 && (best == "" || counts[n] > counts[best]) {
			best = n
		}
	}
	if p.Outlet = best; best == "" {
		p.Outlet = home.Hostname()
		p.Notes = append(p.Notes, "the site does not say what it is called: write the outlet's name")
	}
	p.Notes = append(p.Notes, "province and kind are not on the pages: write them")
}

// menu are the addresses that nearly every page links with few words: the
// sections, and what else the frame of the site leads to.
func menu(all []*sample) []*url.URL {
	if len(all) < minArticles {
		return nil
	}
	count, short := map[string]int{}, map[string]bool{}
	for _, s := range all {
		links, _ := discover.Links(s.doc.Root, s.doc.URL)
		for _, l := range links {
			u, err := url.Parse(l.URL)
			if err != nil || bare(u.Host) != bare(s.doc.URL.Host) {
				continue
			}
			count[l.URL]++
			if n := len(strings.Fields(l.Text)); n <= 4 {
				short[l.URL] = true
			} else {
				count[l.URL] -= 1000 // headlines have more words
			}
		}
	}
	var out []*url.URL
	for raw, n := range count {
		if n*10 < len(all)*6 || !short[raw] {
			continue
		}
		if u, err := url.Parse(raw); err == nil {
			out = append(out, u)
		}
	}
	slices.SortFunc(out, func(a, b *url.URL) int { return strings.Compare(a.String(), b.String()) })
	return out
}

// sources are the home page, the listings that lead to articles, and the
// feeds and sitemaps that answered.
func (p *Proposal) sources(site Site, all []*sample, home *url.URL) {
	root := *home
	root.RawQuery, root.Fragment = "", ""
	if root.Path == "" {
		root.Path = "/"
	}
	p.Sources = []portal.Source{{Kind: portal.ListingSource, URL: root.String(), Every: time.Hour}}
	re, err := portal.CompilePattern(p.Pattern.Text)
	isArticle := func(raw string) bool {
		u, perr := url.Parse(raw)
		if perr != nil || bare(u.Host) != bare(home.Host) {
			return false
		}
		_, ok := re.Match(u.RequestURI())
		return ok && err == nil && p.Pattern.Text != ""
	}
	seen := map[string]bool{"/": true, "": true}
	for _, s := range all {
		u := *s.doc.URL
		if len(u.Query()) > 2 {
			u.RawQuery = "" // a page of a listing, with the state of a form
		}
		if s.isArticle() || seen[u.RequestURI()] || bare(u.Host) != bare(home.Host) || len(p.Sources) >= 12 || discover.Trap(u.RequestURI()) != "" {
			continue
		}
		links, _, _ := discover.Listing(s.doc.Root, s.doc.URL, isArticle, nil)
		if len(links) >= 3 && !isArticle(s.URL) {
			seen[u.RequestURI()] = true
			p.Sources = append(p.Sources, portal.Source{Kind: portal.ListingSource, URL: u.String(), Every: 2 * time.Hour})
		}
	}
	for _, s := range site.Sources {
		if u, err := url.Parse(s.URL); err == nil && bare(u.Host) == bare(home.Host) {
			p.Sources = append(p.Sources, s)
		}
	}
}

// examples are a few articles and other pages, so that the definition proves
// its pattern whenever it is read.
func (p *Proposal) examples(articles, others []*sample) {
	re, err := portal.CompilePattern(p.Pattern.Text)
	if err != nil || p.Pattern.Text == "" {
		return
	}
	for _, s := range articles {
		if id, ok := re.Match(s.path()); ok && len(p.Examples) < 4 {
			p.Examples = append(p.Examples, portal.Example{URL: s.URL, ID: id, Is: portal.ExampleArticle})
		}
	}
	n := 0
	for _, s := range others {
		if _, ok := re.Match(s.path()); !ok && n < 2 && s.doc.URL.Path != "/" {
			p.Examples = append(p.Examples, portal.Example{URL: s.URL, Is: portal.ExamplePage})
			n++
		}
	}
}

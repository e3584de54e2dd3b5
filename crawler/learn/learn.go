package learn

import (
	"cmp"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"time"

	"github.com/andybalholm/cascadia"

	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/extract/auto"
	"github.com/tintinh/tintinh/portal"
)

// Site is what was fetched of a site, by Gather or from a list of files.
type Site struct {
	Home    string            // URL of the home page
	Pages   []Page            // articles, listings, the home page: in any order
	Sources []portal.Source   // feeds and sitemaps that answered as such
	Refused map[string]string // URL → why it was not fetched
	Private bool              // the site is on loopback or an intranet
}

// Learner proposes definitions.
type Learner struct {
	Catalogue *portal.Catalogue // families that pages are recognised by
	Version   string
}

// Proposal is a definition that was learned, with what it rests on.
type Proposal struct {
	ID, Outlet string
	Hosts      []string
	Sources    []portal.Source
	Pattern    Pattern
	Family     string
	FamilyOn   int // articles that were recognised as of the family
	Fields     map[portal.Field]Answer
	Strip      []string
	Related    []string
	Articles   []Page // the pages that it was learned from
	Examples   []portal.Example
	At         time.Time // of the newest page
	Private    bool
	Notes      []string // what a person should look at
	Check      Check
}

// minArticles is how many articles are needed to tell content from furniture.
const minArticles = 3

// ErrTooFew is wrapped where a site gives too few articles to compare.
var ErrTooFew = errors.New("too few articles to compare")

// Learn compares the pages of a site and proposes a definition.
func (l *Learner) Learn(site Site) (*Proposal, error) {
	all, err := samples(site.Pages)
	if err != nil {
		return nil, err
	}
	home, err := url.Parse(site.Home)
	if err != nil || home.Host == "" {
		return nil, fmt.Errorf("learn from %q: expected the URL of the home page", site.Home)
	}
	articles, others := split(all, home)
	if len(articles) < minArticles {
		return nil, fmt.Errorf("learn %s: %d of %d pages read as articles: %w; at least %d are needed", site.Home, len(articles), len(all), ErrTooFew, minArticles)
	}
	p := &Proposal{Hosts: []string{home.Host}, Fields: map[portal.Field]Answer{}, Private: site.Private}
	for _, s := range articles {
		p.Articles = append(p.Articles, s.Page)
		if s.At.After(p.At) {
			p.At = s.At
		}
	}
	p.name(all, home)
	p.addresses(all, articles, others)
	p.family(l.Catalogue, articles)
	p.rule(articles)
	p.sources(site, all, home)
	p.examples(articles, others)
	if p.Check, err = l.check(p, articles); err != nil {
		return nil, err
	}
	return p, nil
}

// split tells articles from other pages of the site, by their looks. The home
// page is none, whatever it looks like, and an article that stands at several
// addresses counts once.
func split(all []*sample, home *url.URL) (articles, others []*sample) {
	seen := map[string]bool{}
	for _, s := range all {
		if s.doc.URL.Host != home.Host && bare(s.doc.URL.Host) != bare(home.Host) {
			continue
		}
		root := s.doc.URL.Path == "" || s.doc.URL.Path == "/"
		switch {
		case !s.isArticle() || root && s.doc.URL.RawQuery == "":
			others = append(others, s)
		case !seen[s.path()]:
			seen[s.path()] = true
			articles = append(articles, s)
		}
	}
	return articles, others
}

// addresses learns the article pattern. Addresses that links of the menu lead
// to are no articles either, though nobody fetched them.
func (p *Proposal) addresses(all, articles, others []*sample) {
	var in, out []*url.URL
	for _, s := range articles {
		in = append(in, s.doc.URL)
	}
	for _, s := range others {
		if s.auto.Kind != auto.Other { // which may be an article that was not recognised
			out = append(out, s.doc.URL)
		}
	}
	out = append(out, menu(all)...)
	pattern, ok := learnPattern(in, out)
	if !ok {
		p.Notes = append(p.Notes, "no pattern fits the addresses of the articles: they are told by their slugs")
		return
	}
	p.Pattern = pattern
	if pattern.Others > 0 {
		p.Notes = append(p.Notes, fmt.Sprintf("the article pattern also matches %d pages that are no articles", pattern.Others))
	}
	if !pattern.HasID {
		p.Notes = append(p.Notes, "addresses hold no id of the site: the URL is the identity")
	}
}

// maxArticles is how many pages are compared: more say the same again.
const maxArticles = 30

// spread takes n of the pages, evenly from first to last.
func spread(pages []*sample, n int) []*sample {
	if len(pages) <= n {
		return pages
	}
	out := make([]*sample, n)
	for i := range out {
		out[i] = pages[i*len(pages)/n]
	}
	return out
}

// family is the content system of most articles, if it is a known one.
func (p *Proposal) family(c *portal.Catalogue, articles []*sample) {
	if c == nil {
		return
	}
	counts := map[string]int{}
	for _, s := range articles {
		if f, _ := c.Recognise(portal.ElementsOf(s.doc.Root), s.doc.Text, ""); f != nil {
			counts[f.ID]++
		}
	}
	for _, id := range slices.Sorted(mapKeys(counts)) {
		if counts[id]*10 >= len(articles)*6 && counts[id] > p.FamilyOn {
			p.Family, p.FamilyOn = id, counts[id]
		}
	}
}

// rule asks for the selectors of each field. Those of a known family stay
// where they are: check tells whether they are enough.
func (p *Proposal) rule(articles []*sample) {
	if p.Family != "" {
		return
	}
	articles = spread(articles, maxArticles)
	taken := map[portal.Field][]string{}
	for _, q := range []question{
		titleQuestion(), dateQuestion(), bodyQuestion(), leadQuestion(), bylineQuestion(),
		sectionQuestion(), tagsQuestion(), viewsQuestion(),
	} {
		a, ok := ask(articles, q)
		if !ok {
			continue
		}
		p.Fields[q.field] = a
		taken[q.field] = a.Selectors
		if q.field == portal.Title || q.field == portal.Published {
			behead(articles, a.Selectors)
		}
	}
	if _, ok := p.Fields[portal.Lead]; !ok {
		p.apart(articles, taken)
	}
	if body, ok := p.Fields[portal.Body]; ok {
		if c, ok := compile(body.Selectors[0]); ok {
			p.Strip, p.Related = strips(articles, c, taken)
		}
	}
	for _, f := range []portal.Field{portal.Title, portal.Published, portal.Body} {
		if _, ok := p.Fields[f]; !ok {
			p.Notes = append(p.Notes, fmt.Sprintf("no selector gives the %s on most pages: it is left to what the page says of itself, and to its looks", f))
		}
	}
}

// behead notes the elements that selectors give, so that the container of the
// body is looked for beside them.
func behead(pages []*sample, selectors []string) {
	for _, s := range pages {
		for _, text := range selectors {
			if c, ok := compile(text); ok {
				if n := cascadia.Query(s.doc.Root, c.Match); n != nil {
					s.head = append(s.head, n)
					break
				}
			}
		}
	}
}

// Check is how the learned definition reads the pages it was learned from,
// beside how they are read without rules.
type Check struct {
	Articles int // pages
	Read     int // that gave an article with title, date and text
	AutoRead int // the same without any rule
	Warned   int // articles with a warning that a rule missed
	Gold     []*extract.Article
}

// check reads the pages with the proposal, as crawl would.
func (l *Learner) check(p *Proposal, articles []*sample) (Check, error) {
	c := Check{Articles: len(articles)}
	src, err := p.YAML()
	if err != nil {
		return c, err
	}
	site, err := portal.Parse(p.ID+".yaml", src)
	if err != nil {
		return c, fmt.Errorf("the definition that was learned is not valid: %w", err)
	}
	ruled, plain := extract.New(l.Catalogue, l.Version), &extract.Extractor{Version: l.Version, AutoOnly: true}
	for _, s := range articles {
		page := extract.Page{URL: s.URL, Body: s.Body, ContentType: s.ContentType, FetchedAt: s.At, Portal: site}
		got := ruled.Extract(s.doc, page)
		if whole(got) {
			c.Read++
		}
		if whole(plain.Extract(s.doc, page)) {
			c.AutoRead++
		}
		if got.Article != nil {
			if slices.ContainsFunc(got.Article.Warnings, func(w string) bool { return len(w) > 10 && w[:11] == "rule-missed" }) {
				c.Warned++
			}
			c.Gold = append(c.Gold, got.Article)
		}
	}
	slices.SortFunc(c.Gold, func(a, b *extract.Article) int { return cmp.Compare(a.URL, b.URL) })
	return c, nil
}

func whole(r *extract.Result) bool {
	return r.Article != nil && r.Article.Title != "" && !r.Article.PublishedAt.IsZero() && r.Article.Text != ""
}

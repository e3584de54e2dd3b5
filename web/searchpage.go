package web

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/tintinh/tintinh/store/search"
)

// filterNames are the parameters of a search, in pages and in the API alike.
var filterNames = []string{"q", "portal", "province", "province_before_2025", "section", "from", "to", "audio", "duplicates", "order", "limit", "after"}

// search reads the parameters of a search.
func (r *request) search() (q search.Query, err error) {
	q = search.Query{
		Text: r.arg("q"), Portal: r.arg("portal"), Province: r.arg("province"), OldProvince: r.arg("province_before_2025"),
		Section: r.arg("section"), After: r.arg("after"),
	}
	if q.From, err = r.dayArg("from"); err != nil {
		return q, err
	}
	if q.To, err = r.dayArg("to"); err != nil {
		return q, err
	}
	if q.Audio, err = r.truth("audio"); err != nil {
		return q, err
	}
	if q.Duplicates, err = r.truth("duplicates"); err != nil {
		return q, err
	}
	if q.Newest, err = r.order(); err != nil {
		return q, err
	}
	q.Limit, err = r.number("limit", 20, 100)
	return q, err
}

func (r *request) truth(name string) (bool, error) {
	switch text := r.arg(name); text {
	case "", "0", "false":
		return false, nil
	case "1", "true":
		return true, nil
	default:
		return false, &search.QueryError{Field: name, Why: fmt.Sprintf("expected 1 or 0, found %.40q", text)}
	}
}

func (r *request) order() (newest bool, err error) {
	switch text := r.arg("order"); text {
	case "", "relevance":
		return false, nil
	case "newest":
		return true, nil
	default:
		return false, &search.QueryError{Field: "order", Why: fmt.Sprintf("expected relevance or newest, found %.40q", text)}
	}
}

func (r *request) number(name string, otherwise, most int) (int, error) {
	text := r.arg(name)
	if text == "" {
		return otherwise, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > most {
		return 0, &search.QueryError{Field: name, Why: fmt.Sprintf("expected a whole number from 1 to %d, found %.40q", most, text)}
	}
	return n, nil
}

// searchContent is what the search page shows.
type searchContent struct {
	Query                                     search.Query
	Portals, Provinces, OldProvinces, Section []search.Facet
	Hits                                      []search.Hit
	Found                                     int  // up to countUpTo; 0: not counted
	Many                                      bool // more than that
	Filtered                                  bool // a filter besides the words is set
	Next                                      string
	Wrong                                     string // why the search could not be made
	Took                                      time.Duration
}

// countUpTo is how far hits are counted for the page.
const countUpTo = 1000

func (s *Site) searchPage(r *request) error {
	c := searchContent{}
	var err error
	if c.Query, err = r.search(); err == nil {
		err = s.find(r, &c)
	}
	if err != nil {
		if statusOf(err) != 400 {
			return err
		}
		c.Wrong = err.Error()
	}
	if err := s.choices(r, &c); err != nil {
		return err
	}
	q := c.Query
	c.Filtered = q.Portal != "" || q.Province != "" || q.OldProvince != "" || q.Section != "" || !q.From.IsZero() || !q.To.IsZero() || q.Audio || q.Duplicates || q.Newest
	title := strings.TrimSpace(q.Text)
	return s.show(r, "search.html", "search", title, c)
}

func (s *Site) find(r *request, c *searchContent) error {
	start := time.Now()
	p, err := s.View.Find(r.Context(), c.Query)
	if err != nil {
		return err
	}
	c.Hits, c.Next, c.Found = p.Hits, p.Next, len(p.Hits)
	if c.Next != "" || c.Query.After != "" {
		if err := s.count(r, c); err != nil {
			return err
		}
	}
	c.Took = time.Since(start)
	return nil
}

// countTime is what the number of hits may cost; where it takes longer the
// page goes without it.
const countTime = 250 * time.Millisecond

func (s *Site) count(r *request, c *searchContent) (err error) {
	ctx, cancel := context.WithTimeout(r.Context(), countTime)
	defer cancel()
	if c.Found, err = s.View.Count(ctx, c.Query, countUpTo+1); err != nil {
		c.Found = 0
		if ctx.Err() != nil && r.Context().Err() == nil {
			return nil
		}
		return err
	}
	if c.Found > countUpTo {
		c.Found, c.Many = countUpTo, true
	}
	return nil
}

// choices fills the lists of the form.
func (s *Site) choices(r *request, c *searchContent) (err error) {
	for _, f := range []struct {
		into  *[]search.Facet
		kind  search.FacetKind
		limit int
	}{{&c.Portals, search.ByPortal, 400}, {&c.Provinces, search.ByProvince, 100}, {&c.OldProvinces, search.ByOldProvince, 100}, {&c.Section, search.BySection, 60}} {
		if *f.into, err = s.View.Facets(r.Context(), f.kind, f.limit); err != nil {
			return err
		}
	}
	return nil
}

// NextLink is the page after this one.
func (p view) NextLink(after string) string { return p.With("after", after) }

// With is this page with one parameter changed ("" removes it).
func (p view) With(name, value string) string {
	var pairs []any
	for key, values := range p.Here.query {
		if key != name && key != "lang" && key != "after" {
			pairs = append(pairs, key, values[0])
		}
	}
	return p.Link(p.Here.URL.Path, append(pairs, name, value)...)
}

package search

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/tintinh/tintinh/extract"
)

// Hit is an article that was found, with the passages to show.
type Hit struct {
	Article *extract.Article
	Line    []byte // the record, as the store has it
	Title   []Part
	Snippet []Part // of lead and text: plain text, cut at words
	Tier    int    // 0 is best; see the package comment
}

// Page is a page of hits. Next is the cursor of the page after it, "" at the end.
type Page struct {
	Hits []Hit
	Next string
}

// Find returns a page of hits. A *QueryError is the reader's to mend.
func (v *View) Find(ctx context.Context, q Query) (Page, error) {
	s, err := q.plan()
	if err != nil {
		return Page{}, err
	}
	places, err := s.collect(ctx, v)
	if err != nil {
		return Page{}, fmt.Errorf("search: %w", err)
	}
	var p Page
	if len(places) > s.limit {
		places = places[:s.limit]
		p.Next = cursorOf(places[s.limit-1], s.hash())
	}
	marker := newMarker(s.terms)
	for _, at := range places {
		var packed []byte
		if err := v.read.QueryRowContext(ctx, `SELECT line FROM doc WHERE key = ?`, at.key).Scan(&packed); err != nil {
			if err == sql.ErrNoRows {
				continue // it moved between two reads; it is found at its new place
			}
			return Page{}, fmt.Errorf("search: %w", err)
		}
		h := Hit{Tier: at.tier}
		if h.Line, err = v.line(packed); err != nil {
			return Page{}, err
		}
		if h.Article, err = extract.ParseLine(h.Line); err != nil {
			return Page{}, err
		}
		h.Title, h.Snippet = marker.mark(h.Article)
		p.Hits = append(p.Hits, h)
	}
	return p, nil
}

// Count counts hits up to a bound: counting all of a million costs more than
// finding the first page.
func (v *View) Count(ctx context.Context, q Query, upTo int) (int, error) {
	q.Newest = true // one tier holds everything
	q.After = ""
	s, err := q.plan()
	if err != nil {
		return 0, err
	}
	query, args := s.statement(s.ranks[0].whole, s.first, upTo)
	var n int
	if err := v.read.QueryRowContext(ctx, `SELECT count(*) FROM (`+query+`)`, args...).Scan(&n); err != nil {
		return 0, fmt.Errorf("count hits: %w", err)
	}
	return n, nil
}

// spot is a place in the results.
type spot struct {
	tier int
	key  int64
}

// search is a query ready to run.
type search struct {
	terms       terms
	ranks       []rank // filters included; "" walks all articles
	first, last int64  // keys: first included, last not
	after       spot
	resumed     bool
	limit       int
	duplicates  bool
}

func (q Query) plan() (*search, error) {
	t, err := parseText(q.Text)
	if err != nil {
		return nil, err
	}
	s := &search{terms: t, limit: q.Limit, duplicates: q.Duplicates}
	if s.limit <= 0 {
		s.limit = defaultLimit
	}
	s.limit = min(s.limit, maxLimit)
	if !q.From.IsZero() && !q.To.IsZero() && q.To.Before(q.From) {
		return nil, &QueryError{"to", "it is before the first day"}
	}
	s.first, s.last = between(q.From, q.To)
	with, without := q.filters()
	with = apart(with)
	ranks := t.tiers(q.Newest)
	switch {
	case len(ranks) == 0 && hasWords(q.Text):
		return nil, &QueryError{"q", "there is no word in it to search for"}
	case len(ranks) == 0:
		ranks = []rank{{"", ""}}
	}
	for _, r := range ranks {
		if with != "" {
			r = rank{apart(r.whole), apart(r.rest)}
		}
		s.ranks = append(s.ranks, rank{butNot(allOf(with, r.whole), without), butNot(allOf(with, r.rest), without)})
	}
	if q.After == "" {
		return s, nil
	}
	s.resumed = true
	s.after, err = parseCursor(q.After, s.hash())
	if err == nil && s.after.tier >= len(s.ranks) {
		err = errCursor
	}
	return s, err
}

// collect gathers the places of one page and one more, tier by tier. On a
// first page all hits of the tiers before are known and are passed over here;
// on a later one, the index has to leave them out.
func (s *search) collect(ctx context.Context, v *View) ([]spot, error) {
	var found []spot
	known := map[int64]bool{}
	for tier := s.after.tier; tier < len(s.ranks) && len(found) <= s.limit; tier++ {
		first, e := s.first, s.ranks[tier].whole
		if s.resumed {
			e = s.ranks[tier].rest
		}
		if s.resumed && tier == s.after.tier {
			first = max(first, s.after.key+1)
		}
		query, args := s.statement(e, first, s.limit+1+len(known))
		err := v.each(ctx, query, args, func(rows *sql.Rows) error {
			at := spot{tier: tier}
			err := rows.Scan(&at.key)
			if !known[at.key] && len(found) <= s.limit {
				found = append(found, at)
			}
			return err
		})
		if err != nil {
			return nil, err
		}
		for _, at := range found {
			known[at.key] = true
		}
	}
	return found, nil
}

// statement is the SQL of one tier. With nothing to match the articles
// themselves are walked: FTS5 can only leave out what something else gave.
func (s *search) statement(e expr, first int64, limit int) (string, []any) {
	if e == "" {
		return `SELECT key FROM doc WHERE key >= ? AND key < ? AND dup <= ? ORDER BY key LIMIT ?`, []any{first, s.last, s.duplicates, limit}
	}
	return `SELECT rowid FROM words WHERE words MATCH ? AND rowid >= ? AND rowid < ? ORDER BY rowid LIMIT ?`,
		[]any{string(e), first, s.last, limit}
}

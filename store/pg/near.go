package pg

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/extract/near"
	"github.com/tintinh/tintinh/store"
)

// What one article may cost, however large the store is: a form that says
// other things every day has thousands of others in its bands.
const (
	bandEntries = 32 // of one band, the newest
	comparisons = 8  // of texts, those that share the most bands
)

// bandShift leaves 48 bits of a key.
const bandShift = 16

// reading is a text made ready for the search for near-duplicates.
type reading struct {
	text  *near.Text
	bands []int64
}

// read makes an article ready. nil: it has no text, or one too short to be
// compared, or extraction did not fingerprint it.
func read(a *extract.Article) *reading {
	if a == nil || a.SimHash == "" || a.Text == "" {
		return nil
	}
	text := near.Of(a.Text)
	if text == nil {
		return nil
	}
	r := &reading{text: text}
	for _, k := range text.Keys() {
		r.bands = append(r.bands, int64(k>>bandShift))
	}
	return r
}

// readAgain is read where the text of the merged record is another than what
// was read already.
func readAgain(merged, next *extract.Article, r *reading) *reading {
	if merged.Text == next.Text && (merged.SimHash == "") == (next.SimHash == "") {
		return r
	}
	return read(merged)
}

// slot is where an article stands in a band.
type slot struct {
	band, seen int64
	id         string
}

// compare puts the newest of a band first: copies come soon after each other.
func (p slot) compare(q slot) int {
	return cmp.Or(cmp.Compare(p.band, q.band), cmp.Compare(q.seen, p.seen), strings.Compare(p.id, q.id))
}

const (
	loadBands = `SELECT b, e.seen, e.id FROM unnest($1::bigint[]) b,
		LATERAL (SELECT seen, id FROM bands WHERE band = b ORDER BY seen DESC, id DESC LIMIT $2) e`
	newBands = `INSERT INTO bands (band, seen, id) SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[]) ON CONFLICT DO NOTHING`
	dropBand = `DELETE FROM bands WHERE band = $1 AND seen = $2 AND id = $3`
)

// expectBands notes that these were read, of which those without articles
// give no rows.
func (t *tx) expectBands(bands []int64) {
	for _, b := range bands {
		if t.bands[b] == nil {
			t.bands[b] = map[slot]bool{}
		}
	}
}

func (t *tx) readBands(rows pgx.Rows) error {
	for rows.Next() {
		var p slot
		if err := rows.Scan(&p.band, &p.seen, &p.id); err != nil {
			return err
		}
		t.bands[p.band][p] = true
	}
	return nil
}

// moreBands reads bands that were not asked for when the transaction began.
func (t *tx) moreBands(ctx context.Context, bands []int64) error {
	bands = slices.DeleteFunc(slices.Clone(bands), func(b int64) bool { return t.bands[b] != nil })
	if len(bands) == 0 {
		return nil
	}
	t.expectBands(bands)
	b := &pgx.Batch{}
	b.Queue(loadBands, bands, bandEntries).Query(t.readBands)
	return t.conn.SendBatch(ctx, b).Close()
}

// nearest is the id of the first article that a says the same as, "" if there
// is none before it. a keeps its place in the bands only while it is nobody's
// copy; prev is a before.
func (t *tx) nearest(ctx context.Context, prev, a *extract.Article, r *reading) (string, error) {
	sameText := prev != nil && prev.Text == a.Text && (prev.SimHash == "") == (a.SimHash == "")
	if sameText && prev.DuplicateOf == "" {
		return "", nil // what came later cannot be earlier
	}
	original := ""
	if r != nil {
		var err error
		if original, err = t.earliest(ctx, prev, a, r); err != nil {
			return "", err
		}
	}
	t.leaveBands(prev)
	if r != nil && original == "" {
		for _, b := range r.bands {
			t.placed[slot{b, max(0, a.FirstSeenAt.Unix()), a.ID}] = true
		}
	}
	return original, nil
}

// leaveBands takes away what an article had put into the bands.
func (t *tx) leaveBands(prev *extract.Article) {
	if prev == nil || prev.DuplicateOf != "" {
		return
	}
	if r := read(prev); r != nil {
		for _, b := range r.bands {
			t.placed[slot{b, max(0, prev.FirstSeenAt.Unix()), prev.ID}] = false
		}
	}
}

// earliest compares a with the articles that share its bands.
func (t *tx) earliest(ctx context.Context, prev, a *extract.Article, r *reading) (string, error) {
	if err := t.moreBands(ctx, r.bands); err != nil {
		return "", err
	}
	var first *extract.Article
	for _, id := range t.candidates(r, a.ID) {
		c, err := t.peek(ctx, id)
		if err != nil {
			return "", err
		}
		if c == nil || prev != nil && !store.Earlier(c, a) {
			continue // it is being changed, or a was there before it
		}
		text := near.Of(c.Text)
		if text == nil || !near.Same(text, r.text) {
			continue
		}
		if first == nil || store.Earlier(c, first) {
			first = c
		}
	}
	if first == nil {
		return "", nil
	}
	return first.ID, nil
}

// candidates lists the articles that share bands, those with the most first.
func (t *tx) candidates(r *reading, own string) []string {
	shared := map[string]int{}
	for _, b := range r.bands {
		var places []slot
		for p := range t.bands[b] {
			if there, changed := t.placed[p]; there || !changed {
				places = append(places, p)
			}
		}
		for p, there := range t.placed {
			if there && p.band == b && !t.bands[b][p] {
				places = append(places, p)
			}
		}
		slices.SortFunc(places, slot.compare)
		for _, p := range places[:min(len(places), bandEntries)] {
			if p.id != own {
				shared[p.id]++
			}
		}
	}
	ids := make([]string, 0, len(shared))
	for id := range shared {
		ids = append(ids, id)
	}
	slices.SortFunc(ids, func(x, y string) int { return cmp.Or(cmp.Compare(shared[y], shared[x]), strings.Compare(x, y)) })
	return ids[:min(len(ids), comparisons)]
}

// root is the article that an exact copy's owner duplicates itself, as long as
// the copy is near it too; else the owner.
func (t *tx) root(ctx context.Context, owner string, a *extract.Article, r *reading) (string, error) {
	if r == nil {
		return owner, nil
	}
	o, err := t.peek(ctx, owner)
	if err != nil || o == nil || o.DuplicateOf == "" {
		return owner, err
	}
	if o.DuplicateOf == a.ID {
		return "", nil // the owner is the copy: a was there first
	}
	first, err := t.peek(ctx, o.DuplicateOf)
	if err != nil || first == nil {
		return owner, err
	}
	if text := near.Of(first.Text); text != nil && near.Same(text, r.text) {
		return first.ID, nil
	}
	return owner, nil
}

// peek is an article to compare with, as this transaction leaves it; nil if
// there is none. It is not locked and so not written.
func (t *tx) peek(ctx context.Context, id string) (*extract.Article, error) {
	if a := t.articles[id]; a != nil {
		return a.Article, nil
	}
	if a, seen := t.peeked[id]; seen {
		return a, nil
	}
	var at numberAt
	err := t.conn.QueryRow(ctx, "SELECT host, n FROM articles WHERE id = $1", id).Scan(&at.host, &at.n)
	if errors.Is(err, pgx.ErrNoRows) {
		t.peeked[id] = nil
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	bodies, err := t.db.bodiesAt(ctx, t.conn, []numberAt{at})
	if err != nil {
		return nil, err
	}
	a, err := t.db.codec.article(bodies[at])
	if err != nil {
		return nil, t.db.damage(fmt.Errorf("change %d of %s, of article %s: %w", at.n, at.host, id, err))
	}
	t.peeked[id] = a
	return a, nil
}

// flushBands brings the bands to what was decided.
func (t *tx) flushBands(b *pgx.Batch) {
	var bands, seen []int64
	var ids []string
	places := make([]slot, 0, len(t.placed))
	for p := range t.placed {
		places = append(places, p)
	}
	slices.SortFunc(places, slot.compare)
	for _, p := range places {
		if !t.placed[p] {
			b.Queue(dropBand, p.band, p.seen, p.id)
			continue
		}
		bands, seen, ids = append(bands, p.band), append(seen, p.seen), append(ids, p.id)
	}
	if len(ids) > 0 {
		b.Queue(newBands, bands, seen, ids)
	}
}

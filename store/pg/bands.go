package pg

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
)

// slot is where an article stands in a band.
type slot struct {
	band, seen int64
	id         string
}

// placing is what becomes of a slot.
type placing byte

const (
	left  placing = iota // the article is taken away
	kept                 // it is put there, if it is not there already
	fresh                // it is put there, and is new to the store
)

// compare puts the newest of a band first: copies come soon after each other.
func (p slot) compare(q slot) int {
	return cmp.Or(cmp.Compare(p.band, q.band), cmp.Compare(q.seen, p.seen), strings.Compare(p.id, q.id))
}

const (
	loadBands = `SELECT b, e.seen, e.id FROM unnest($1::bigint[]) b,
		LATERAL (SELECT seen, id FROM bands WHERE band = b ORDER BY seen DESC, id DESC LIMIT $2) e`
	newBands = `INSERT INTO bands (band, seen, id) SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[])`
	putBands = newBands + ` ON CONFLICT DO NOTHING` // a third more to write for the server
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

// flushBands brings the bands to what was decided.
func (t *tx) flushBands(b *pgx.Batch) {
	places := make([]slot, 0, len(t.placed))
	for p := range t.placed {
		places = append(places, p)
	}
	slices.SortFunc(places, slot.compare)
	var put, add bandRows
	for _, p := range places {
		switch t.placed[p] {
		case left:
			b.Queue(dropBand, p.band, p.seen, p.id)
		case kept:
			put.add(p)
		case fresh:
			add.add(p)
		}
	}
	put.queue(b, putBands)
	add.queue(b, newBands)
}

// bandRows are rows of bands, as unnest takes them.
type bandRows struct {
	bands, seen []int64
	ids         []string
}

func (r *bandRows) add(p slot) {
	r.bands, r.seen, r.ids = append(r.bands, p.band), append(r.seen, p.seen), append(r.ids, p.id)
}

func (r *bandRows) queue(b *pgx.Batch, sql string) {
	if len(r.ids) > 0 {
		b.Queue(sql, r.bands, r.seen, r.ids)
	}
}

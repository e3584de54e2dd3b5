package bolt

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"time"

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

// reading is a text made ready for the search for near-duplicates.
type reading struct {
	text  *near.Text
	bands [near.Keys]uint64
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
	return &reading{text, text.Keys()}
}

// readAgain is read where the text of the merged record is another than what
// was read already.
func readAgain(merged, next *extract.Article, r *reading) *reading {
	if merged.Text == next.Text && (merged.SimHash == "") == (next.SimHash == "") {
		return r
	}
	return read(merged)
}

// bandKey sorts the newest of a band first: copies come soon after each other.
func bandKey(band uint64, seen uint32, id string) []byte {
	k := binary.BigEndian.AppendUint64(make([]byte, 0, 8+4+len(id)), band)[:bandBits]
	k = binary.BigEndian.AppendUint32(k, math.MaxUint32-seen)
	return append(k, id...)
}

// bandSecond is the time in a key: seconds since 1970.
func bandSecond(seen time.Time) uint32 { return uint32(max(0, min(seen.Unix(), math.MaxUint32))) }

const bandBits = 6 // bytes of a band's hash that are kept

// nearest is the id of the first article that a says the same as, "" if there
// is none before it. a keeps its place in the bands only while it is nobody's
// copy; prev is a before.
func (t *tx) nearest(prev, a *extract.Article, r *reading) (string, error) {
	sameText := prev != nil && prev.Text == a.Text && (prev.SimHash == "") == (a.SimHash == "")
	if sameText && prev.DuplicateOf == "" {
		return "", nil // what came later cannot be earlier
	}
	if r == nil {
		return "", t.leaveBands(prev)
	}
	original, err := t.earliest(prev, a, r)
	if err != nil {
		return "", err
	}
	if original != "" {
		return original, t.leaveBands(prev)
	}
	if err := t.leaveBands(prev); err != nil {
		return "", err
	}
	row := logRow{id: a.ID, seen: bandSecond(a.FirstSeenAt)}
	for i, b := range r.bands {
		row.bands[i] = kept(b)
	}
	return "", t.enter(row)
}

// kept is what of a band's hash is kept.
func kept(band uint64) uint64 { return band &^ (1<<(64-8*bandBits) - 1) }

// leaveBands takes away what an article had put into the bands.
func (t *tx) leaveBands(prev *extract.Article) error {
	if prev == nil || prev.DuplicateOf != "" {
		return nil
	}
	r := read(prev)
	if r == nil {
		return nil
	}
	var keys [][]byte
	for _, b := range r.bands {
		keys = append(keys, bandKey(b, bandSecond(prev.FirstSeenAt), prev.ID))
	}
	return t.leave(prev.ID, keys)
}

// earliest compares a with the articles that share its bands.
func (t *tx) earliest(prev, a *extract.Article, r *reading) (string, error) {
	var first *extract.Article
	ids, err := t.candidates(r, a.ID)
	if err != nil {
		return "", err
	}
	for _, id := range ids {
		c, err := t.current(id)
		if err != nil {
			return "", err
		}
		if c == nil {
			return "", t.db.damage(fmt.Errorf("bucket band names article %s, which is not there", id))
		}
		if prev != nil && !store.Earlier(c.Article, a) {
			continue // a was there before it
		}
		text := near.Of(c.Text)
		if text == nil || !near.Same(text, r.text) {
			continue
		}
		if first == nil || store.Earlier(c.Article, first) {
			first = c.Article
		}
	}
	if first == nil {
		return "", nil
	}
	return first.ID, nil
}

// candidates lists the articles that share bands, those with the most first.
func (t *tx) candidates(r *reading, own string) ([]string, error) {
	m, err := t.memtable()
	if err != nil {
		return nil, err
	}
	shared := map[string]int{}
	var keys [][]byte
	c := t.band.Cursor()
	for _, b := range r.bands {
		keys = m.newest(keys[:0], kept(b), bandEntries)
		p := binary.BigEndian.AppendUint64(nil, b)[:bandBits]
		n := 0
		for k, _ := c.Seek(p); bytes.HasPrefix(k, p) && n < bandEntries; k, _ = c.Next() {
			keys = append(keys, k)
			n++
		}
		slices.SortFunc(keys, bytes.Compare)
		for _, k := range keys[:min(len(keys), bandEntries)] {
			if id := string(k[min(len(k), bandBits+4):]); id != own {
				shared[id]++
			}
		}
	}
	ids := make([]string, 0, len(shared))
	for id := range shared {
		ids = append(ids, id)
	}
	slices.SortFunc(ids, func(x, y string) int { return cmp.Or(cmp.Compare(shared[y], shared[x]), cmp.Compare(x, y)) })
	return ids[:min(len(ids), comparisons)], nil
}

// root is the article that an exact copy's owner duplicates itself, as long as
// the copy is near it too; else the owner.
func (t *tx) root(owner string, a *extract.Article, r *reading) (string, error) {
	if r == nil {
		return owner, nil
	}
	o, err := t.current(owner)
	if err != nil || o == nil || o.DuplicateOf == "" {
		return owner, err
	}
	if o.DuplicateOf == a.ID {
		return "", nil // the owner is the copy: a was there first
	}
	first, err := t.current(o.DuplicateOf)
	if err != nil || first == nil {
		return owner, err
	}
	if text := near.Of(first.Text); text != nil && near.Same(text, r.text) {
		return first.ID, nil
	}
	return owner, nil
}

package pg

import (
	"cmp"
	"context"
	"slices"
	"strings"

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
		how := kept
		if prev == nil {
			how = fresh
		}
		for _, b := range r.bands {
			t.placed[slot{b, max(0, a.FirstSeenAt.Unix()), a.ID}] = how
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
			t.placed[slot{b, max(0, prev.FirstSeenAt.Unix()), prev.ID}] = left
		}
	}
}

// earliest compares a with the articles that share its bands.
func (t *tx) earliest(ctx context.Context, prev, a *extract.Article, r *reading) (string, error) {
	if err := t.moreBands(ctx, r.bands); err != nil {
		return "", err
	}
	var first *extract.Article
	ids := t.candidates(r, a.ID)
	if err := t.peekAll(ctx, ids); err != nil {
		return "", err
	}
	for _, id := range ids {
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
			if how, changed := t.placed[p]; how != left || !changed {
				places = append(places, p)
			}
		}
		for p, how := range t.placed {
			if how != left && p.band == b && !t.bands[b][p] {
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

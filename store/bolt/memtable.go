package bolt

import (
	"slices"

	"github.com/tintinh/tintinh/extract/near"
)

// A text's places in the bands are by hash, each on a page of its own once the
// store is large: 8 pages rewritten for one article. So they are written as a
// log-structured merge tree writes (O'Neil et al. 1996): the places of the last
// logRows texts are in memory, and in the file as a log in order of arrival;
// with every mergeRows texts one of mergeSlots parts of the hashes is brought
// into the bucket band, sorted, many to a page. A text's last place is there
// after mergeSlots merges, and its row goes out of the log.
//
// All of it follows from the numbers of the rows, so nothing else is stored.
const (
	mergeRows  = 128
	mergeSlots = 128 // a power of two: the first bits of a hash
	logRows    = mergeRows * mergeSlots
)

// slotOf is the part that a place belongs to.
func slotOf(band uint64) uint64 { return band / (1 << 64 / mergeSlots) }

// merges is how many merges were done when row n was the last one.
func merges(n uint64) uint64 { return n / mergeRows }

// firstMerge is the first merge that takes places of row n, counted from 1.
func firstMerge(n uint64) uint64 { return (n + mergeRows - 1) / mergeRows }

// merged reports whether a place of row n is in the bucket band after some
// merges.
func merged(n, band, done uint64) bool {
	wait := (slotOf(band) - firstMerge(n)) % mergeSlots // merge m takes slot m mod mergeSlots
	return firstMerge(n)+wait <= done
}

// outOfLog is the last row whose places are all in the bucket band.
func outOfLog(done uint64) uint64 {
	if done < mergeSlots {
		return 0
	}
	return (done - mergeSlots + 1) * mergeRows
}

// memtable is what stands in the log, and not in the bucket band, by band.
// It is the writer's alone.
type memtable struct {
	rows  []logRow          // in order; the last one has number last
	last  uint64            // number of the row that came last; they count from 1
	heads map[uint64]uint64 // band → its newest place
	byID  map[string]uint64 // id → its row
}

// logRow is a text in the log.
type logRow struct {
	id    string // "" once it left
	seen  uint32 // seconds since 1970
	bands [near.Keys]uint64
	older [near.Keys]uint64 // the next place of the same band: row number × Keys + index; 0 = none
}

func newMemtable() *memtable {
	return &memtable{heads: map[uint64]uint64{}, byID: map[string]uint64{}}
}

func (m *memtable) row(n uint64) *logRow { return &m.rows[n-m.last-1+uint64(len(m.rows))] }

func place(n uint64, i int) uint64 { return n*near.Keys + uint64(i) }

func (m *memtable) at(place uint64) (*logRow, int) {
	return m.row(place / near.Keys), int(place % near.Keys)
}

// add takes in a row as the last one.
func (m *memtable) add(r logRow) {
	m.last++
	m.rows = append(m.rows, r)
	if r.id != "" {
		m.byID[r.id] = m.last
	}
}

// drop takes the last row out again.
func (m *memtable) drop() {
	delete(m.byID, m.row(m.last).id)
	m.rows = m.rows[:len(m.rows)-1]
	m.last--
}

// link enters the places of a row that are not in the bucket band, the newest
// first, as its keys are sorted.
func (m *memtable) link(n, done uint64) {
	r := m.row(n)
	for i, b := range r.bands {
		if merged(n, b, done) || slices.Index(r.bands[:], b) < i {
			continue
		}
		var before *uint64
		next := m.heads[b]
		for next != 0 {
			o, j := m.at(next)
			if o.seen < r.seen || o.seen == r.seen && o.id > r.id {
				break
			}
			before, next = &o.older[j], o.older[j]
		}
		r.older[i] = next
		if before != nil {
			*before = place(n, i)
		} else {
			m.heads[b] = place(n, i)
		}
	}
}

// unlink takes the places of a row out again.
func (m *memtable) unlink(n uint64) {
	for i, b := range m.row(n).bands {
		var before *uint64
		at := m.heads[b]
		for at != 0 && at != place(n, i) {
			o, j := m.at(at)
			before, at = &o.older[j], o.older[j]
		}
		if at == 0 {
			continue // merged
		}
		switch next := m.row(n).older[i]; {
		case before != nil:
			*before = next
		case next != 0:
			m.heads[b] = next
		default:
			delete(m.heads, b)
		}
	}
}

// trim forgets rows that are out of the log.
func (m *memtable) trim() {
	first := m.last - uint64(len(m.rows)) + 1
	gone := outOfLog(merges(m.last))
	if gone < first {
		return
	}
	for _, r := range m.rows[:gone-first+1] {
		if m.byID[r.id] <= gone { // it may have come again since
			delete(m.byID, r.id)
		}
	}
	m.rows = slices.Delete(m.rows, 0, int(gone-first+1))
}

// newest appends the keys of a band's newest places, not more than most.
func (m *memtable) newest(keys [][]byte, band uint64, most int) [][]byte {
	for at := m.heads[band]; at != 0 && most > 0; most-- {
		r, i := m.at(at)
		keys = append(keys, bandKey(band, r.seen, r.id))
		at = r.older[i]
	}
	return keys
}

package conform

import (
	"cmp"
	"encoding/hex"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/store"
)

// model is the contract in maps: slow, in memory, and short enough to be seen
// to be right. What a record becomes is store.Merge's, which has its own tests.
type model struct {
	urls     map[string]map[store.Key]store.URL
	cooldown map[string]time.Time
	state    map[string][]byte
	last     map[string]uint64
	leases   map[string]modelLease
	articles map[string]modelArticle
	history  map[string][]*extract.Article
	original map[string]string // text hash → id
}

type modelLease struct {
	token uint64
	until time.Time
}

type modelArticle struct {
	*extract.Article
	host string
}

func newModel() *model {
	return &model{
		urls: map[string]map[store.Key]store.URL{}, cooldown: map[string]time.Time{}, state: map[string][]byte{},
		last: map[string]uint64{}, leases: map[string]modelLease{}, articles: map[string]modelArticle{},
		history: map[string][]*extract.Article{}, original: map[string]string{},
	}
}

func (m *model) add(u store.URL) (added int) {
	if m.urls[u.Host] == nil {
		m.urls[u.Host] = map[store.Key]store.URL{}
	}
	if _, known := m.urls[u.Host][u.Key()]; known {
		return 0
	}
	m.urls[u.Host][u.Key()] = u
	return 1
}

// due are a host's rows due at or before a moment, earliest first.
func (m *model) due(host string, at time.Time) (rows []store.URL) {
	for _, u := range m.urls[host] {
		if !u.Due.IsZero() && !u.Due.After(at) {
			rows = append(rows, u)
		}
	}
	slices.SortFunc(rows, func(a, b store.URL) int { return a.Due.Compare(b.Due) })
	return rows
}

// ready is when a host can be leased for what is due by a moment.
func (m *model) ready(host string, before time.Time) (at time.Time, ok bool) {
	rows := m.due(host, before)
	if len(rows) == 0 {
		return at, false
	}
	return slices.MaxFunc([]time.Time{rows[0].Due, m.cooldown[host]}, time.Time.Compare), true
}

// leasable are the hosts that an ask could get now, by the time since when.
func (m *model) leasable(ask store.Ask, now time.Time) map[string]time.Time {
	before := now
	if !ask.Before.IsZero() && ask.Before.Before(now) {
		before = ask.Before
	}
	fit := map[string]time.Time{}
	for host := range m.urls {
		if ask.Hosts != nil && !slices.Contains(ask.Hosts, host) {
			continue
		}
		at, ok := m.ready(host, before)
		if ok && !at.After(now) && !m.leases[host].until.After(now) {
			fit[host] = at
		}
	}
	return fit
}

func (m *model) done(host string, o store.Outcome, now time.Time) (r store.Receipt) {
	row := o.URL
	row.Due = o.Next
	m.add(row)
	m.urls[host][row.Key()] = row
	if end := now.Add(o.Cooldown); o.Cooldown > 0 && end.After(m.cooldown[host]) {
		m.cooldown[host] = end
	}
	if o.State != nil {
		m.state[host] = o.State
	}
	for _, u := range o.Links {
		r.NewLinks += m.add(u)
	}
	for _, u := range o.Recheck {
		if m.add(u) == 1 {
			r.NewLinks++
			continue
		}
		known := m.urls[u.Host][u.Key()]
		if !u.Due.IsZero() && (known.Due.IsZero() || u.Due.Before(known.Due)) {
			known.Due = u.Due
			m.urls[u.Host][u.Key()] = known
			r.Woken++
		}
	}
	if o.Gone != "" {
		m.gone(host, o.Gone, now, &r)
	}
	if o.Article != nil {
		m.takeIn(host, o.Article, now, &r)
	}
	return r
}

func (m *model) gone(host, id string, now time.Time, r *store.Receipt) {
	prev, ok := m.articles[id]
	if !ok {
		return
	}
	merged, change := store.MergeGone(prev.Article, now)
	m.store(host, merged, change, r)
}

func (m *model) takeIn(host string, next *extract.Article, now time.Time, r *store.Receipt) {
	prev, known := m.articles[next.ID]
	r.HeldBack = known && store.HeldBack(prev.Article, next)
	merged, change, _ := store.Merge(prev.Article, next, now)
	if was := textOf(prev.Article); was != "" && was != textOf(merged) && m.original[was] == next.ID {
		delete(m.original, was)
	}
	b := *merged
	b.DuplicateOf = ""
	if text := textOf(merged); text != "" {
		if m.original[text] == "" {
			m.original[text] = b.ID
		}
		if m.original[text] != b.ID {
			b.DuplicateOf = m.original[text]
		}
	}
	m.store(host, &b, change, r)
}

// store keeps a merged record, under a new number if there is a change.
func (m *model) store(host string, a *extract.Article, change extract.Change, r *store.Receipt) {
	b := *a
	if change != "" {
		m.last[host]++
		b.Seq = m.last[host]
		r.Change, r.Seq = change, b.Seq
		m.history[b.ID] = append(m.history[b.ID], nil)
	} else {
		host = m.articles[b.ID].host
	}
	r.Revision, r.Duplicate = b.Revision, b.DuplicateOf
	m.articles[b.ID] = modelArticle{&b, host}
	m.history[b.ID][len(m.history[b.ID])-1] = &b
}

func textOf(a *extract.Article) string {
	if a == nil || utf8.RuneCountInString(a.Text) < 200 {
		return ""
	}
	sum, _ := strings.CutPrefix(a.TextHash, "sha256:")
	if b, err := hex.DecodeString(sum); err != nil || len(b) != 32 {
		return ""
	}
	return sum
}

// walk is what Articles gives after a cursor.
func (m *model) walk(after store.Cursor) (all []change) {
	for _, a := range m.articles {
		if a.Seq > after[a.host] {
			all = append(all, change{a.host, a.Seq, a.Article})
		}
	}
	slices.SortFunc(all, func(a, b change) int {
		return cmp.Or(cmp.Compare(a.Host, b.Host), cmp.Compare(a.N, b.N))
	})
	return all
}

func (m *model) hosts(now time.Time) (all []store.HostState) {
	for _, host := range slices.Sorted(maps.Keys(m.urls)) {
		h := store.HostState{
			Host: host, Cooldown: m.cooldown[host], LastSeq: m.last[host], State: m.state[host],
			URLs: len(m.urls[host]), Due: len(m.due(host, now)),
		}
		for _, a := range m.articles {
			if a.host == host {
				h.Articles++
			}
		}
		all = append(all, h)
	}
	return all
}

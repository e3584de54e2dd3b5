package pg

import (
	"bytes"
	"maps"
	"slices"
	"strings"

	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/store"
)

// wants is what a transaction reads.
type wants struct {
	lock   []string                      // hosts
	create []string                      // those of them that are given a row if they have none
	known  map[string]map[store.Key]bool // rows whose being there matters; false: they are there, it need not be asked
	rows   map[string]map[store.Key]bool // rows whose content matters
	ids    []string                      // articles
	hashes [][]byte                      // texts
	texts  map[*extract.Article]*reading // of the articles
	stale  func() bool                   // something was left out because it was known, and that holds no more; nil: never
}

// url wants to know whether a URL is known, and its host locked. ask is false
// where that is certain already.
func (w *wants) url(host string, key store.Key, ask bool) {
	if w.known == nil {
		w.known = map[string]map[store.Key]bool{}
	}
	if w.known[host] == nil {
		w.known[host] = map[store.Key]bool{}
		w.lock, w.create = append(w.lock, host), append(w.create, host)
	}
	w.known[host][key] = w.known[host][key] || ask
}

func (w *wants) link(u store.URL) { w.url(u.Host, u.Key(), true) }

// content wants a URL's row too.
func (w *wants) content(host string, key store.Key) {
	w.url(host, key, true)
	if w.rows == nil {
		w.rows = map[string]map[store.Key]bool{}
	}
	if w.rows[host] == nil {
		w.rows[host] = map[store.Key]bool{}
	}
	w.rows[host][key] = true
}

// outcome wants what an outcome is held against.
func (w *wants) outcome(o *store.Outcome, known *knownRows) {
	key := o.URL.Key()
	w.url(o.URL.Host, key, !known.has(o.URL.Host, key))
	for _, u := range o.Links {
		w.link(u)
	}
	for _, u := range o.Recheck {
		w.content(u.Host, u.Key())
	}
	if o.Gone != "" {
		w.ids = append(w.ids, o.Gone)
	}
	if o.Article != nil {
		w.article(o.Article)
	}
}

// article wants the stored article of an id, and the owner of its text.
func (w *wants) article(a *extract.Article) {
	w.ids = append(w.ids, a.ID)
	if hash := store.TextDigest(a); hash != nil {
		w.hashes = append(w.hashes, hash)
	}
	if r := read(a); r != nil {
		if w.texts == nil {
			w.texts = map[*extract.Article]*reading{}
		}
		w.texts[a] = r
	}
}

// merge is what several changes together want.
func merge(rs []*request) *wants {
	w := &wants{texts: map[*extract.Article]*reading{}}
	for _, r := range rs {
		w.lock = append(w.lock, r.wants.lock...)
		w.create = append(w.create, r.wants.create...)
		for host, set := range r.wants.known {
			for k, ask := range set {
				w.url(host, k, ask)
			}
		}
		for host, set := range r.wants.rows {
			for k := range set {
				w.content(host, k)
			}
		}
		w.ids = append(w.ids, r.wants.ids...)
		w.hashes = append(w.hashes, r.wants.hashes...)
		maps.Copy(w.texts, r.wants.texts)
	}
	return w
}

// hosts to lock, in the order that all transactions lock them in.
func (w *wants) hosts() []string {
	slices.Sort(w.lock)
	w.lock = slices.Compact(w.lock)
	return w.lock
}

// bands of the articles' texts.
func (w *wants) bands() (all []int64) {
	for _, r := range w.texts {
		all = append(all, r.bands...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// pairs are keys of rows, as unnest takes them.
type pairs struct {
	hosts []string
	keys  [][]byte
}

// pairsOf lists the rows that are to be asked for, in the order of the table.
func pairsOf(set map[string]map[store.Key]bool) (p pairs) {
	for _, host := range slices.SortedFunc(maps.Keys(set), strings.Compare) {
		n := len(p.keys)
		for k, ask := range set[host] {
			if ask {
				p.hosts, p.keys = append(p.hosts, host), append(p.keys, k[:])
			}
		}
		slices.SortFunc(p.keys[n:], bytes.Compare)
	}
	return p
}

package main

import (
	"cmp"
	"slices"
	"sync"
	"time"

	"github.com/tintinh/tintinh/crawler"
	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/store"
)

// activity is what a run has done so far, of a portal or of all.
type activity struct {
	Portal string    // "" of all
	Done   int       // URLs it is done with
	New    int       // articles
	Edited int       // also gone and back
	Errors int       // requests that failed or were turned away
	Newest string    // title of the last article that was new or changed; not escaped
	At     time.Time // of the last of these
}

// tally adds up a run's events for whoever looks on.
type tally struct {
	mu      sync.Mutex
	all     activity
	portals map[string]*activity
}

func newTally() *tally { return &tally{portals: map[string]*activity{}} }

// take is a crawl's Progress.
func (t *tally) take(e crawler.Event) {
	t.mu.Lock()
	defer t.mu.Unlock()
	p := t.portals[e.Portal]
	if p == nil {
		p = &activity{Portal: e.Portal}
		t.portals[e.Portal] = p
	}
	for _, a := range []*activity{&t.all, p} {
		a.Done++
		a.At = e.At
		switch e.Change {
		case "":
		case extract.ChangeNew:
			a.New++
		default:
			a.Edited++
		}
		if e.Status == store.Failed || e.Status == store.Blocked {
			a.Errors++
		}
		if e.Change != "" && e.Title != "" {
			a.Newest = e.Title
		}
	}
}

// total is the activity of all portals.
func (t *tally) total() activity {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.all
}

// latest are the n portals where something happened last, by name: rows that
// change places cannot be read.
func (t *tally) latest(n int) []activity {
	t.mu.Lock()
	defer t.mu.Unlock()
	var all []activity
	for _, p := range t.portals {
		all = append(all, *p)
	}
	slices.SortFunc(all, func(a, b activity) int { return cmp.Or(b.At.Compare(a.At), cmp.Compare(a.Portal, b.Portal)) })
	all = all[:min(n, len(all))]
	slices.SortFunc(all, func(a, b activity) int { return cmp.Compare(a.Portal, b.Portal) })
	return all
}

//go:build unix

package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/store"
	"github.com/tintinh/tintinh/store/pg"
)

// dayResult is what a day is judged by.
type dayResult struct {
	day
	took                               time.Duration
	joined, done, told, killed, unborn int // workers: all; ended by themselves; as told; by kill -9; told before they had begun
	published, edits, requests         int
	lost                               int // published, and not in the store
	stale                              int // the store has an older version than a run that ended in order was given
	doubled                            int // a version has two changes, or an article is new twice
	invented                           int // the store has what was never served
	gaps                               int // in a host's numbers, or its row does not say what its tables say
	overlaps, early                    int // as counted by the papers
	runs, unbalanced                   int // runs that ended in order; of them those whose figures do not add up
	miscounted                         int // of them those that did not make the requests that they say
	unexplained                        int // changes that are in no run's figures, and more than dead workers could have made
	failed                             int // workers that ended with an error
	notes                              []string

	changes      map[extract.Change]int // in the store
	counted      map[extract.Change]int // by the runs that ended in order
	deadArticles int                    // requests for articles by those that did not
}

func (r *dayResult) ok() bool {
	return r.lost+r.stale+r.doubled+r.invented+r.gaps+r.overlaps+r.early+r.unbalanced+r.miscounted+r.unexplained+r.failed == 0
}

func (r *dayResult) note(format string, args ...any) {
	r.notes = append(r.notes, fmt.Sprintf(format, args...))
}

// audit holds the store, and the figures of all runs, against what the papers saw.
func (r *dayResult) audit(ctx context.Context, dsn string, c *city, k *crew) error {
	db, err := pg.Open(ctx, dsn, pg.Options{ReadOnly: true})
	if err != nil {
		return err
	}
	defer db.Close()
	r.changes, r.counted = map[extract.Change]int{}, map[extract.Change]int{}
	r.overlaps, r.early, r.notes = c.overlaps, c.early, c.notes
	dead := r.roll(c, k)
	if err := r.auditArticles(ctx, db, c, dead); err != nil {
		return err
	}
	if err := r.auditRuns(ctx, db, c, k); err != nil {
		return err
	}
	r.auditSum()
	return nil
}

// roll calls the workers' names; dead are the User-Agents of those that did not
// end in order.
func (r *dayResult) roll(c *city, k *crew) (dead map[string]bool) {
	dead = map[string]bool{}
	for _, m := range k.members() {
		r.joined++
		r.requests += c.requests[m.agent]
		ok, err := m.inOrder()
		switch {
		case err != nil:
			r.failed++
			r.note("%v", err)
		case ok && m.told:
			r.told++
		case ok:
			r.done++
		case m.killed:
			r.killed++
		default:
			r.unborn++
		}
		if !ok {
			dead[m.agent] = true
			r.deadArticles += c.articles[m.agent]
		}
	}
	return dead
}

// history is what the store says of an article.
type history struct {
	versions map[int]bool
	newest   int
	news     int // changes that say it is new
	gone     bool
}

func (r *dayResult) auditArticles(ctx context.Context, db *pg.DB, c *city, dead map[string]bool) error {
	seen := map[string]*history{}
	last := map[string]uint64{}
	err := db.Changes(ctx, nil, func(host string, n uint64, rec store.Record) error {
		a, err := rec.Article()
		if err != nil {
			return err
		}
		if last[host]++; n != last[host] {
			r.gaps++
			r.note("change %d of %s is number %d", last[host], host, n)
			last[host] = n
		}
		r.changes[a.Change]++
		return r.change(seen, a)
	})
	if err != nil {
		return fmt.Errorf("read the store: %w", err)
	}
	for _, p := range c.papers {
		for n, x := range p.pages {
			r.published++
			r.edits += x.version
			r.article(fmt.Sprintf("%s:%d", p.id, n), x, seen, dead)
		}
	}
	for id := range seen {
		r.invented++
		r.note("%s was never published", id)
	}
	return r.auditHosts(ctx, db, last)
}

func (r *dayResult) change(seen map[string]*history, a *extract.Article) error {
	h := seen[a.ID]
	if h == nil {
		h = &history{versions: map[int]bool{}}
		seen[a.ID] = h
	}
	h.gone = a.Change == extract.ChangeGone
	if h.gone {
		return nil
	}
	version, err := versionOf(a.Title)
	if err != nil {
		return fmt.Errorf("the title of %s is %q: %w", a.ID, a.Title, err)
	}
	if a.Change == extract.ChangeNew {
		h.news++
	}
	if h.versions[version] {
		r.doubled++
		r.note("%s has two changes with version %d", a.ID, version)
	}
	h.versions[version], h.newest = true, version
	return nil
}

// article holds one article of a paper against the store. One that went before
// anybody asked for it is nowhere.
func (r *dayResult) article(id string, x *item, seen map[string]*history, dead map[string]bool) {
	h := seen[id]
	delete(seen, id)
	if h == nil {
		if !x.gone || given(x, dead) >= 0 {
			r.lost++
			r.note("%s is not in the store", id)
		}
		return
	}
	switch {
	case h.news != 1:
		r.doubled++
		r.note("%s was new %d times", id, h.news)
	case h.newest > x.version:
		r.invented++
		r.note("%s has version %d of %d", id, h.newest, x.version)
	case h.newest < given(x, dead):
		r.stale++
		r.note("%s has version %d, and a run was given %d", id, h.newest, given(x, dead))
	case h.gone && x.refused == 0:
		r.invented++
		r.note("%s is gone for the store only", id)
	}
}

// given is the newest version that a run was given that ended in order; -1: none.
func given(x *item, dead map[string]bool) int {
	newest := -1
	for who, version := range x.served {
		if !dead[who] {
			newest = max(newest, version)
		}
	}
	return newest
}

func (r *dayResult) auditHosts(ctx context.Context, db *pg.DB, last map[string]uint64) error {
	current := map[string]int{}
	err := db.Articles(ctx, nil, func(host string, _ uint64, _ store.Record) error { current[host]++; return nil })
	if err != nil {
		return fmt.Errorf("read the store: %w", err)
	}
	states, err := db.Hosts(ctx)
	if err != nil {
		return fmt.Errorf("read the hosts: %w", err)
	}
	for _, h := range states {
		if h.Articles != current[h.Host] || h.LastSeq != last[h.Host] {
			r.gaps++
			r.note("%s has %d articles and %d changes, its row says %d and %d", h.Host, current[h.Host], last[h.Host], h.Articles, h.LastSeq)
		}
	}
	return nil
}

// auditRuns looks at the figures of each run that ended in order.
func (r *dayResult) auditRuns(ctx context.Context, db *pg.DB, c *city, k *crew) error {
	runs := map[int]store.Run{}
	err := db.Runs(ctx, func(run store.Run) bool {
		runs[run.PID] = run
		return true
	})
	if err != nil {
		return fmt.Errorf("read the runs: %w", err)
	}
	for _, m := range k.members() {
		if ok, err := m.inOrder(); !ok || err != nil {
			continue
		}
		run, there := runs[m.cmd.Process.Pid]
		if !there && m.told && c.requests[m.agent] == 0 {
			continue // it was told before its run began
		}
		r.runs++
		if !there || run.Ended.IsZero() {
			r.unbalanced++
			r.note("%s ended in order, and its run has no end", m.agent)
			continue
		}
		if err := run.Balance(); err != nil {
			r.unbalanced++
			r.note("the figures of %s: %v", m.agent, err)
		}
		requests := 0
		for _, p := range run.Portals {
			requests += p.Requests
			r.counted[extract.ChangeNew] += p.New
			r.counted[extract.ChangeEdited] += p.Edited
			r.counted[extract.ChangeGone] += p.Gone
			r.counted[extract.ChangeBack] += p.Back
		}
		if requests != c.requests[m.agent] {
			r.miscounted++
			r.note("%s says it made %d requests, the papers had %d of it", m.agent, requests, c.requests[m.agent])
		}
	}
	return nil
}

// auditSum holds the changes in the store against those in the runs' figures:
// what is more was made by workers that left no figures, one by a request at
// the most.
func (r *dayResult) auditSum() {
	more := 0
	for _, kind := range []extract.Change{extract.ChangeNew, extract.ChangeEdited, extract.ChangeGone, extract.ChangeBack} {
		n := r.changes[kind] - r.counted[kind]
		if n < 0 {
			r.unexplained -= n
			r.note("the runs say that %d articles were %s, the store has %d", r.counted[kind], kind, r.changes[kind])
		}
		more += max(0, n)
	}
	if more > r.deadArticles {
		r.unexplained += more - r.deadArticles
		r.note("%d changes are in no run's figures, and workers that left none asked for %d articles", more, r.deadArticles)
	}
}

func (r *dayResult) print() {
	fmt.Println("| day | papers | published | edits | workers joined | done | SIGTERM | kill -9 | requests | lost | stale | doubled | invented | overlaps | early | number gaps | runs in order | their figures wrong | time |")
	fmt.Println("|" + strings.Repeat("---|", 19))
	fmt.Printf("| %s | %d | %d | %d | %d | %d | %d | %d | %d | %d | %d | %d | %d | %d | %d | %d | %d | %d | %.0f s |\n", r.length, r.papers, r.published, r.edits,
		r.joined, r.done, r.told+r.unborn, r.killed, r.requests, r.lost, r.stale, r.doubled, r.invented, r.overlaps, r.early, r.gaps,
		r.runs, r.unbalanced+r.miscounted+r.unexplained, r.took.Seconds())
	for _, n := range r.notes {
		fmt.Fprintln(os.Stderr, " ", n)
	}
}

package crawler

import (
	"errors"
	"fmt"
	"time"

	"github.com/tintinh/tintinh/crawler/discover"
	"github.com/tintinh/tintinh/portal"
	"github.com/tintinh/tintinh/store"
)

// A back-fill walks a date archive from today back to its oldest day. It has
// one row in the frontier, which stays due until the walk is over, and is
// taken up only when nothing else of its host is due: one request, and then
// whatever has become due since comes first. Articles that an archive page
// lists are added as rows that are never due, and looked at by the walk, so
// that what its budget leaves is no work of the runs without --backfill.
//
// How far a walk is stands in the host's state; an interrupted one reads the
// page of its day again.

const (
	defaultBudget = 200 // requests of a run, of one archive
	maxDayPages   = 100 // pages of one day
	skipDayAfter  = 3   // failures in a row of one day's page

	skipArchive       = "archive-needs-backfill"
	skipArchiveBudget = "archive-budget"
	skipArchiveDone   = "archive-done"
)

// walked is how far a back-fill is.
type walked struct {
	Day   string `json:"day"`             // whose page is being read, 2006-01-02
	Empty int    `json:"empty,omitempty"` // pages before it that listed no article, in a row
}

// walk is a back-fill in one run.
type walk struct {
	portal.Source
	todo  []store.URL // articles of the day that were never asked for
	page  string      // a further page of the day; "" = its first
	pages map[string]bool
	seen  map[store.Key]bool // articles of the day
	used  int                // requests
	over  string             // why it goes no further in this run
	day   time.Time          // zero until it is begun
	read  bool               // the day's pages were read
}

// vietnam is the zone whose days archives have.
func vietnam() *time.Location { return time.FixedZone("", 7*3600) }

// walkRow is the row of an archive. Its key holds the oldest day: an archive
// whose definition now goes further back is walked on.
func walkRow(host string, s portal.Source, due time.Time) store.URL {
	from := ""
	if !s.From.IsZero() {
		from = s.From.Format(time.DateOnly)
	}
	return store.URL{Host: host, Canonical: s.URL + "#from=" + from, Kind: store.ArchivePage, Due: due, FirstSeen: due}
}

// walkRows are the rows of the portal's archives.
func (h *host) walkRows(due time.Time) []store.URL {
	var rows []store.URL
	for _, s := range h.portal.Sources {
		if s.Kind == portal.ArchiveSource {
			rows = append(rows, walkRow(h.portal.Host(), s, due))
		}
	}
	return rows
}

// apart takes the rows of walks out of a batch.
func (h *host) apart(rows []store.URL) (others, walks []store.URL) {
	for _, row := range rows {
		if h.walks[row.Canonical] != nil {
			walks = append(walks, row)
		} else {
			others = append(others, row)
		}
	}
	return others, walks
}

// backfill makes one request for the first walk that may go on. When there is
// none the host is done with: only walks were due.
func (t *tenancy) backfill(rows []store.URL) error {
	for _, row := range rows {
		w := t.walks[row.Canonical]
		if !t.run.Backfill {
			w.over = skipArchive
		}
		for w.over == "" {
			asked, err := t.step(w, row)
			if err != nil || asked {
				return err
			}
		}
		t.skip(w.over)
	}
	t.run.shut(t.host, "")
	return nil
}

// step goes on with a walk; asked is false where that took no request.
func (t *tenancy) step(w *walk, row store.URL) (asked bool, err error) {
	if w.used >= orDefault(w.Budget, defaultBudget) {
		w.over = skipArchiveBudget
		return false, nil
	}
	if len(w.todo) > 0 {
		return t.stepArticle(w)
	}
	if over, err := t.turn(w, row); over || err != nil {
		return false, err
	}
	if w.page == "" && row.Failures >= skipDayAfter {
		t.run.Log.Warn("a page of an archive is left out after repeated failures", "portal", t.portal.ID, "url", discover.Archive(w.URL, w.day), "reason", row.Reason)
		w.read, row.Failures = true, 0
		if over, err := t.turn(w, row); over || err != nil {
			return false, err
		}
	}
	row.Fetch = discover.Archive(w.URL, w.day)
	if w.page != "" {
		row.Fetch = w.page
	}
	return true, t.lookFor(w, row)
}

// stepArticle looks at the next article of the day. One that was not asked for
// after all, because the host rests or the run is over, stays the next.
func (t *tenancy) stepArticle(w *walk) (asked bool, err error) {
	known, err := t.run.Store.Known(t.run.background, w.todo[0].Host, w.todo[0].Key())
	if err != nil {
		return false, fmt.Errorf("go on with the archive %s: %w", w.URL, err)
	}
	if known.Status != store.Discovered || !known.Due.IsZero() {
		w.todo = w.todo[1:]
		t.figures.Found-- // it was taken meanwhile, and counted
		return false, nil
	}
	if err := t.lookFor(w, known); err != nil {
		return true, err
	}
	after, err := t.run.Store.Known(t.run.background, known.Host, known.Key())
	if err == nil && after.Status != store.Discovered {
		w.todo = w.todo[1:]
	}
	return true, err
}

// lookFor looks at a row and books its requests on the walk.
func (t *tenancy) lookFor(w *walk, row store.URL) error {
	before := t.pages
	t.walking = true
	_, err := t.look(row)
	t.walking = false
	w.used += t.pages - before
	return err
}

// turn goes to the day whose page is to be read: today at first, or where an
// earlier run stopped, then backwards. over is true at the end of the archive.
func (t *tenancy) turn(w *walk, row store.URL) (over bool, err error) {
	s := t.state.Archives[w.URL]
	switch {
	case w.day.IsZero():
		if w.day, err = time.ParseInLocation(time.DateOnly, s.Day, vietnam()); err != nil {
			w.day = t.run.start.In(vietnam())
		}
		w.begin()
	case w.read:
		s.Empty++
		if len(w.seen) > 0 {
			s.Empty = 0
		}
		w.day = discover.Earlier(w.URL, w.day)
		w.begin()
	}
	if t.state.Archives == nil {
		t.state.Archives = map[string]walked{}
	}
	s.Day = w.day.Format(time.DateOnly)
	t.state.Archives[w.URL] = s
	switch {
	case s.Day < w.From.Format(time.DateOnly), w.From.IsZero() && s.Empty >= w.patience():
		w.over = skipArchiveDone
		_, err := t.run.Store.Done(t.run.background, t.lease, t.ttl(), store.Outcome{URL: row, State: t.save()})
		return true, err
	case !t.run.Since.IsZero() && w.day.Before(discover.Earlier(w.URL, t.run.Since)):
		w.over = "since"
		return true, nil
	}
	return false, nil
}

func (w *walk) begin() {
	w.read, w.page, w.pages, w.seen = false, "", map[string]bool{}, map[store.Key]bool{}
}

// patience is how many empty pages in a row end an archive whose oldest day
// is not known: two months, which no holiday is.
func (w *walk) patience() int {
	year := discover.Earlier(w.URL, w.day)
	switch gap := w.day.Sub(year); {
	case gap <= 24*time.Hour:
		return 60
	case w.day.Year() == year.Year():
		return 3
	}
	return 2
}

// archivePage takes in the list of a day. Its articles are for the walk.
func (v *visit) archivePage(row store.URL, x *exchange) error {
	w := v.walks[row.Canonical]
	if w == nil { // unreachable: rows of other archives are refused
		return fmt.Errorf("the archive page %s belongs to no archive", x.URL)
	}
	if s := v.portal.Scope(x.URL); v.isHome(s.Canonical, x.address()) {
		v.emptyDay(row, x)
		return nil
	}
	doc, err := v.parse(x)
	if err != nil {
		v.fail(row, failureOf(v.run.background, err), 0)
		return nil
	}
	column, next, stats := discover.Listing(doc.Root, doc.URL, v.isArticle, nil)
	v.overLimit(x.URL, stats)
	via := row
	via.Canonical = x.URL
	links, err := v.admit(via, candidates(column), func(int) time.Time { return time.Time{} })
	if err != nil {
		return err
	}
	o := store.Outcome{Links: links.links}
	for _, r := range links.recheck {
		if known, err := v.run.Store.Known(v.run.background, r.Host, r.Key()); err != nil {
			return err
		} else if known.Status == store.Discovered {
			v.figures.Found++
			w.todo = append(w.todo, r)
			continue
		}
		r.Due = v.run.start
		o.Recheck = append(o.Recheck, r)
	}
	w.todo = append(w.todo, links.links...)
	w.turnPage(v, x, next, column)
	v.sourceRead(row, x, o)
	return nil
}

// turnPage decides whether a day has a further page: one that is linked as the
// next, was not read yet, and follows a page that brought something.
func (w *walk) turnPage(v *visit, x *exchange, next string, column []discover.Link) {
	w.pages[x.URL] = true
	brought := false
	for _, l := range column {
		key := store.KeyOf(l.URL)
		brought = brought || !w.seen[key]
		w.seen[key] = true
	}
	w.page = ""
	if brought && next != "" && !w.pages[next] && v.portal.Scope(next).Kind != "" {
		if len(w.pages) < maxDayPages {
			w.page = next
			return
		}
		v.refuseLink(next, "page-limit")
	}
	w.read = true
}

// emptyDay is a day without a page: archives have none of days without news.
func (v *visit) emptyDay(row store.URL, x *exchange) {
	w := v.walks[row.Canonical]
	w.page, w.read = "", true
	v.sourceRead(row, x, store.Outcome{})
}

// planArchive says what a back-fill would begin with.
func (t *tenancy) planArchive(s portal.Source) (Planned, error) {
	p := t.notPlanned(s.URL, store.ArchivePage, skipArchive, "date archives are walked with --backfill")
	if !t.run.Backfill {
		return p, nil
	}
	row := walkRow(t.portal.Host(), s, t.run.start)
	known, err := t.run.Store.Known(t.run.background, row.Host, row.Key())
	switch {
	case err == nil && known.Due.IsZero():
		p.Reason, p.Detail = skipArchiveDone, "the archive was walked to its end"
		return p, nil
	case err == nil:
		row = known
	case !errors.Is(err, store.ErrNotFound):
		return p, err
	}
	day, err := time.ParseInLocation(time.DateOnly, t.state.Archives[s.URL].Day, vietnam())
	if err != nil {
		day = t.run.start.In(vietnam()) // not begun
	}
	row.Fetch = discover.Archive(s.URL, day)
	return t.planned(row)
}

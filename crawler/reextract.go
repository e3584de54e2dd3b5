package crawler

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/portal"
	"github.com/tintinh/tintinh/store"
	"github.com/tintinh/tintinh/store/health"
	"github.com/tintinh/tintinh/store/warc"
)

// Corrected is a store that takes in articles that were read again.
type Corrected interface {
	store.Store
	Correct(ctx context.Context, host string, articles ...*extract.Article) ([]store.Receipt, error)
}

// Reextraction runs today's rules over kept pages: the same parse, extraction
// and merge as a crawl, without a request. It first finds what would differ,
// then, when asked to, writes just that. Run again it goes on where it was
// stopped, for what is written differs no more.
type Reextraction struct {
	Store     Corrected
	Dir       string // of the WARC files
	Portals   []*portal.Portal
	Extractor *extract.Extractor
	Since     time.Time            // only captures at or after; zero = all
	Flagged   map[string]time.Time // portal → since when its pages are flagged by health
	Workers   int                  // 0 = all cores
}

// Outlook is what re-extraction makes of one portal. Pages is the sum of
// Same, Superseded, the lists and Changed.
type Outlook struct {
	Portal     string
	Pages      int            // newest captures of article pages that were read
	Same       int            // nothing differs
	Superseded int            // a newer page of the article was read elsewhere
	Changed    int            // would be, or were, written
	New        int            // of Changed: pages that gave no article before
	Fields     map[string]int // of Changed: which fields differ
	HeldBack   []string       // ids: today's rules give less than what is stored, which stays
	Lost       []string       // ids: today's rules give no article at all; what is stored stays
	Nothing    int            // gave no article before, and give none now
	Unreadable []string       // captures that could not be read, with the reason
	differing  []store.Capture

	// Seen is what today's rules read from the flagged pages; nil where none is
	// flagged, or some could not be read.
	Seen *health.Evidence
}

// reread is the outcome of one capture.
type reread struct {
	capture store.Capture
	article *extract.Article // nil: none
	traces  []extract.FieldTrace
	change  extract.Change
	fields  []string
	held    bool
	stored  bool // there is a record already
	newer   bool // which is of a newer page
	err     error
}

// Look reads the captures of a portal and says what would differ.
func (x *Reextraction) Look(ctx context.Context, p *portal.Portal) (*Outlook, error) {
	o := &Outlook{Portal: p.ID, Fields: map[string]int{}}
	since, flagged := x.Flagged[p.ID]
	if flagged && !x.Since.After(since) {
		o.Seen = evidence(p, x.Extractor)
	}
	err := x.each(ctx, p, x.captures(ctx, p), func(r reread) error {
		o.Pages++
		o.count(r)
		if flagged && !r.capture.At.Before(since) {
			o.observe(r)
		}
		return nil
	})
	slices.Sort(o.HeldBack)
	slices.Sort(o.Lost)
	slices.Sort(o.Unreadable)
	return o, err
}

// Write takes in what Look found to differ. It returns how many changes were
// stored.
func (x *Reextraction) Write(ctx context.Context, p *portal.Portal, o *Outlook) (written int, err error) {
	source := func(yield func(store.Capture) bool) error {
		for _, c := range o.differing {
			if !yield(c) {
				break
			}
		}
		return nil
	}
	const batch = 100
	var waiting []*extract.Article
	flush := func() error {
		receipts, err := x.Store.Correct(ctx, p.Host(), waiting...)
		for _, r := range receipts {
			if r.Change != "" {
				written++
			}
		}
		waiting = waiting[:0]
		return err
	}
	err = x.each(ctx, p, source, func(r reread) error {
		if r.article == nil || r.held || r.err != nil {
			return nil
		}
		if waiting = append(waiting, r.article); len(waiting) < batch {
			return nil
		}
		return flush()
	})
	if err == nil && len(waiting) > 0 {
		err = flush()
	}
	return written, err
}

// captures yields the newest capture of each article page, oldest rows first.
func (x *Reextraction) captures(ctx context.Context, p *portal.Portal) func(yield func(store.Capture) bool) error {
	return func(yield func(store.Capture) bool) error {
		var newest *store.Capture
		stop := errors.New("stop")
		emit := func() error {
			if newest != nil && !newest.At.Before(x.Since) && !yield(*newest) {
				return stop
			}
			return nil
		}
		err := x.Store.Captures(ctx, p.Host(), func(c store.Capture) error {
			if c.Kind != store.ArticlePage || c.Status != 200 {
				return nil
			}
			if newest != nil && newest.URL != c.URL {
				if err := emit(); err != nil {
					return err
				}
			}
			newest = &c
			return nil
		})
		if err == nil {
			err = emit()
		}
		if errors.Is(err, stop) {
			return nil
		}
		return err
	}
}

// each reads captures with all workers and hands the outcomes to fn, one at a
// time, in no order that matters.
func (x *Reextraction) each(ctx context.Context, p *portal.Portal, source func(func(store.Capture) bool) error, fn func(reread) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	in, out := make(chan store.Capture), make(chan reread)
	var workers sync.WaitGroup
	for range cmp.Or(x.Workers, runtime.GOMAXPROCS(0)) {
		workers.Go(func() {
			for c := range in {
				out <- x.read(ctx, p, c)
			}
		})
	}
	go func() {
		err := source(func(c store.Capture) bool {
			select {
			case in <- c:
				return true
			case <-ctx.Done():
				return false
			}
		})
		if err != nil {
			cancel(err)
		}
		close(in)
		workers.Wait()
		close(out)
	}()
	for r := range out {
		if context.Cause(ctx) != nil {
			continue // drain
		}
		if err := fn(r); err != nil {
			cancel(err)
		}
	}
	return context.Cause(ctx)
}

// read is a crawl's steps from the bytes to the merge.
func (x *Reextraction) read(ctx context.Context, p *portal.Portal, c store.Capture) reread {
	r := reread{capture: c}
	rec, err := warc.ReadAt(filepath.Join(x.Dir, c.File), c.Offset)
	if err != nil {
		r.err = err
		return r
	}
	status, header, body, err := rec.Response()
	if err != nil {
		r.err = err
		return r
	}
	contentType := header.Get("Content-Type")
	doc, err := extract.Parse(body, contentType, c.URL)
	if err != nil {
		r.err = err
		return r
	}
	var prev *extract.Article
	if c.ArticleID != "" {
		if prev, err = x.Store.Article(ctx, c.ArticleID); err != nil && !errors.Is(err, store.ErrNotFound) {
			r.err = err
			return r
		}
	}
	page := extract.Page{URL: rec.URL, Body: body, ContentType: contentType, FetchedAt: c.At, Portal: p}
	if prev != nil {
		page.Feed = prev.Feed
	}
	result := x.Extractor.Extract(doc, page)
	a := result.Article
	r.traces = result.Fields
	if a != nil {
		if kind, _ := slightly(a, doc.Text); kind != "" {
			a = nil
		}
	}
	if a == nil {
		r.stored = prev != nil
		return r
	}
	if prev == nil {
		if prev, err = x.Store.Article(ctx, a.ID); err != nil && !errors.Is(err, store.ErrNotFound) {
			r.err = err
			return r
		}
	}
	a.FetchedAt, a.Change = c.At, extract.ChangeReextracted
	a.Raw = &extract.Raw{File: c.File, Offset: c.Offset, Length: c.Length}
	a.HTTP = &extract.HTTP{Status: status, ETag: header.Get("ETag"), LastModified: header.Get("Last-Modified"), Charset: doc.Charset, CharsetSource: doc.CharsetSource}
	r.article, r.stored = a, prev != nil
	if prev != nil {
		if prev.HTTP != nil {
			a.HTTP.TLSVerified = prev.HTTP.TLSVerified
		}
		a.Feed = prev.Feed
		r.newer = prev.FetchedAt.After(c.At.Add(time.Second)) && prev.Raw != nil && *prev.Raw != *a.Raw
		r.held = store.HeldBack(prev, a)
	}
	_, r.change, r.fields = store.Merge(prev, a, c.At)
	return r
}

// observe takes a flagged page into the evidence.
func (o *Outlook) observe(r reread) {
	page := health.Page{URL: r.capture.URL, At: r.capture.At}
	switch {
	case r.err != nil || o.Seen == nil:
		o.Seen = nil
	case r.article != nil:
		o.Seen.Read(page, r.article, r.traces)
	default:
		o.Seen.Unread(page)
	}
}

// count adds one outcome.
func (o *Outlook) count(r reread) {
	id := r.capture.ArticleID
	switch {
	case r.err != nil:
		o.Unreadable = append(o.Unreadable, fmt.Sprintf("%s: %v", r.capture.URL, r.err))
	case r.article == nil && r.stored:
		o.Lost = append(o.Lost, id)
	case r.article == nil:
		o.Nothing++
	case r.newer:
		o.Superseded++
	case r.held:
		o.HeldBack = append(o.HeldBack, r.article.ID)
	case r.change == "":
		o.Same++
	default:
		o.Changed++
		if !r.stored {
			o.New++
		}
		for _, f := range r.fields {
			o.Fields[f]++
		}
		o.differing = append(o.differing, r.capture)
	}
}

package crawler

import (
	"cmp"
	"log/slog"
	"time"

	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/store"
)

// Event is one URL that a run is done with, for progress displays.
type Event struct {
	At       time.Time
	Portal   string
	URL      string // canonical; not escaped
	Kind     store.Kind
	Status   store.Status
	Reason   string         // of a failure or a refusal: a stable word
	Change   extract.Change // "" = nothing that counts changed
	Article  string         // record id; "" = none
	Title    string         // of an article that was read; not escaped
	Pages    int64          // requests for pages in this run so far
	NewLinks int
}

// report tells log and progress of a committed step.
func (r *run) report(h *host, s step, got store.Receipt) {
	u := s.outcome.URL
	e := Event{
		At: time.Now(), Portal: h.portal.ID, URL: u.Canonical, Kind: u.Kind, Status: u.Status, Reason: u.Reason,
		Change: got.Change, Article: u.ArticleID, Pages: r.pages.Load(), NewLinks: got.NewLinks,
	}
	if a := s.outcome.Article; a != nil {
		e.Title = a.Title
	}
	if s.err != nil {
		level := slog.LevelWarn
		if s.count == countNoArticle {
			level = slog.LevelInfo // extraction's figures tell if these are many
		}
		r.Log.Log(r.background, level, "no page", "portal", e.Portal, "url", e.URL, "kind", cmp.Or(s.word, e.Reason), "err", toldBeside(s.err), "again", s.outcome.Next)
	} else {
		r.Log.Debug("looked", "portal", e.Portal, "url", e.URL, "status", string(e.Status), "reason", e.Reason, "change", string(e.Change), "links", e.NewLinks)
	}
	if r.Progress != nil {
		r.Progress(e)
	}
}

// toldBeside is an error's text where its kind is told already.
func toldBeside(err error) string {
	if f, ok := err.(*failure); ok {
		err = f.Err
	}
	return err.Error()
}

package crawler

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/portal"
	"github.com/tintinh/tintinh/store"
	"github.com/tintinh/tintinh/store/warc"
)

// Crawl is one scheduled run over portals. Set the fields, then call Run (or
// Plan, or FetchOne). A Crawl can be used once at a time.
type Crawl struct {
	Store     store.Store
	Portals   []*portal.Portal
	Extractor *extract.Extractor
	Archive   *warc.Writer // nil: raw pages are not kept
	KeepRaw   string       // all (also ""), articles, none

	UserAgent string // product token, version and contact; robots.txt groups are matched by the token

	Workers  int           // hosts asked at the same time; 0 = 8, and with more than 64 portals an eighth of their number, up to 64
	MaxTime  time.Duration // no request starts later, and Run returns within 2 s after; 0 = no limit
	MaxPages int           // requests for pages, robots.txt not counted; 0 = no limit
	MaxBody  int64         // decoded bytes of a page; 0 = 8 MiB
	Timeout  time.Duration // of one request, body included; 0 = 30 s
	Delay    time.Duration // start to start per host where the definition says nothing; 0 = 1 s, negative = none
	Grace    time.Duration // what requests in flight get after ctx is cancelled; 0 = 10 s

	Revisit []time.Duration // when an article is looked at again, from its first fetch; nil = never
	Since   time.Time       // links known to be older are skipped; zero = none

	Shared   bool // others crawl with the same store at the same time; see ownPart
	Backfill bool // walk date archives too, after all that is due

	Version  string
	Log      *slog.Logger // nil = none
	Progress func(Event)  // called after each commit, by several goroutines at once; nil = none

	dial  dialFunc       // tests: a network in memory; nil = the guarded one
	roots *x509.CertPool // tests: who is trusted; nil = whom the system trusts
}

// Limits that hold where the fields are zero.
const (
	fewestWorkers  = 8
	mostWorkers    = 64
	defaultBody    = 8 << 20
	defaultTimeout = 30 * time.Second
	defaultDelay   = time.Second
	defaultGrace   = 10 * time.Second

	// flightAfterMaxTime is what requests get that are in flight when MaxTime
	// is over; the rest of the two seconds is for committing.
	flightAfterMaxTime = time.Second

	// sitemapBody is the size that sitemaps.org allows.
	sitemapBody = 50 << 20
)

// Run does one run: everything due at its start, and what that leads to. It
// returns when nothing is left, when a limit is reached, or when ctx is
// cancelled: then it starts no request, gives those in flight Grace, commits,
// and returns the figures and no error. An error means that the store or the
// archive failed; the figures are those up to then.
func (c *Crawl) Run(ctx context.Context) (*store.Run, error) {
	r, err := c.begin(ctx)
	if err != nil {
		return nil, err
	}
	defer r.end()
	if err := r.seed(); err != nil {
		return nil, fmt.Errorf("start the run: %w", err)
	}
	err = r.work()
	var due map[string]int
	if err == nil {
		due, err = r.stillDue()
	}
	f := r.settle(err, due)
	if err == nil {
		err = r.judge(r.background)
	}
	if aerr := c.Store.AddRun(r.background, *f); aerr != nil {
		err = errors.Join(err, fmt.Errorf("keep the run's figures: %w", aerr))
	}
	return f, err
}

// begin checks the settings and fills in defaults, in a copy.
func (c *Crawl) begin(ctx context.Context) (*run, error) {
	if len(c.Portals) == 0 {
		return nil, errors.New("start the run: no portals are given")
	}
	s := *c
	s.Workers = orDefault(s.Workers, min(max(fewestWorkers, len(s.Portals)/8), mostWorkers))
	s.MaxBody = orDefault(s.MaxBody, defaultBody)
	s.Timeout = orDefault(s.Timeout, defaultTimeout)
	s.Delay = max(0, orDefault(s.Delay, defaultDelay))
	s.Grace = orDefault(s.Grace, defaultGrace)
	if s.Log == nil {
		s.Log = slog.New(slog.DiscardHandler)
	}
	return newRun(ctx, &s), nil
}

func orDefault[T int | int64 | time.Duration](v, standard T) T {
	if v == 0 {
		return standard
	}
	return v
}

// Package store holds what a crawl must not forget, as types and as the
// contract that every engine keeps; store/conform is the contract as a test
// suite. An engine decides nothing: no delay, interval, canonical form or
// retry. It keeps rows, leases hosts, numbers changes, and commits what
// belongs together in one transaction.
package store

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"time"

	"github.com/tintinh/tintinh/extract"
)

// Frontier is the contract. Host means the portal's politeness key.
type Frontier interface {
	// Add takes in URLs; known ones change nothing. It returns how many were new.
	Add(ctx context.Context, urls ...URL) (added int, err error)
	// Lease hands out one host that is free and past its cooldown, with URLs
	// of it that are due, earliest due first. Nothing to hand out: an *Idle error.
	Lease(ctx context.Context, ask Ask) (*Lease, error)
	// Done commits outcomes of a lease atomically and extends the lease by
	// ttl from now (0: not extended). ErrLost: somebody else has the host,
	// and nothing was stored. Any other error: it may or may not have been
	// stored, and repeating the fetch is harmless. One Receipt per outcome.
	Done(ctx context.Context, l *Lease, ttl time.Duration, outcomes ...Outcome) ([]Receipt, error)
	// Release gives the host back. ErrLost is not reported: it is gone anyway.
	Release(ctx context.Context, l *Lease) error
	// Articles calls fn for each article changed after the cursor: its last
	// change only, host by host (sorted), in commit order within a host. The
	// record is only valid during the call. An error of fn ends the walk and
	// is returned.
	Articles(ctx context.Context, after Cursor, fn func(host string, n uint64, r Record) error) error
}

// Store is a frontier with what is read and written beside it.
type Store interface {
	Frontier

	// Article returns the current record of an id; ErrNotFound if there is none.
	Article(ctx context.Context, id string) (*extract.Article, error)
	// Changes is Articles with what was superseded since: every change after
	// the cursor, host by host (sorted), in commit order within a host.
	Changes(ctx context.Context, after Cursor, fn func(host string, n uint64, r Record) error) error
	// Revisions calls fn for every change of one article, oldest first.
	Revisions(ctx context.Context, id string, fn func(Revision) error) error
	// Known returns the row of a URL; ErrNotFound if there is none.
	Known(ctx context.Context, host string, key Key) (URL, error)
	// Hosts returns every host that has rows, sorted.
	Hosts(ctx context.Context) ([]HostState, error)
	// Captures calls fn for each capture of a host ("" = all), oldest first per URL.
	Captures(ctx context.Context, host string, fn func(Capture) error) error
	// LastCapture returns the newest capture of a row; ErrNotFound if there is none.
	LastCapture(ctx context.Context, host string, key Key) (Capture, error)

	// Cursor returns a consumer's saved cursor; nil if there is none.
	Cursor(ctx context.Context, name string) (Cursor, error)
	SetCursor(ctx context.Context, name string, c Cursor) error

	// Notes returns what was noted, by name: little things that outlive a run
	// and belong to no host's lease, such as the health of a portal.
	Notes(ctx context.Context) (map[string][]byte, error)
	// UpdateNotes changes the notes with these names in one commit that no other
	// falls into. fn is given them (nil: there is none) and leaves in the map
	// what is to stand (nil: none); it may be called more than once.
	UpdateNotes(ctx context.Context, names []string, fn func(notes map[string][]byte) error) error

	// AddRun stores the figures of a run under its start time (again = replaced).
	AddRun(ctx context.Context, r Run) error
	// Runs calls fn for runs, newest first, until fn returns false.
	Runs(ctx context.Context, fn func(Run) bool) error

	Close() error
}

// ErrLost: the lease is no longer ours; nothing was stored.
var ErrLost = errors.New("the lease on this host was taken over")

// ErrNotFound: there is no such row.
var ErrNotFound = errors.New("not in the store")

// ErrBusy is returned (wrapped, in a *Busy) when another process holds the store.
var ErrBusy = errors.New("another run holds the store")

// Busy names the holder of a store file.
type Busy struct {
	File    string
	PID     int       // 0 if unknown
	Started time.Time // zero if unknown
}

func (b *Busy) Error() string {
	if b.PID == 0 {
		return fmt.Sprintf("%s: %v", b.File, ErrBusy)
	}
	return fmt.Sprintf("%s: %v (pid %d, started %s)", b.File, ErrBusy, b.PID, b.Started.Format(time.RFC3339))
}

func (b *Busy) Unwrap() error { return ErrBusy }

// Idle is returned by Lease when no host can be handed out. Wait is how long
// until one could be, for the ask that was made; negative if nothing that is
// known now will ever fit it.
type Idle struct{ Wait time.Duration }

func (i *Idle) Error() string { return fmt.Sprintf("no host is due (next in %s)", i.Wait) }

// Key is the identity of a URL row: the first 16 bytes of the SHA-256 of its
// Identity, or of its canonical URL where it has none. Always take a row's key
// with URL.Key.
type Key [16]byte

// KeyOf hashes an identity or a canonical URL.
func KeyOf(identity string) Key {
	h := sha256.Sum256([]byte(identity))
	return Key(h[:16])
}

// URL is a row of the frontier. Host and Canonical are set by the crawler and
// never change; the rest is the crawler's state, given back with each lease.
type URL struct {
	Host      string    `json:"host"`
	Canonical string    `json:"url"`             // as first seen; its hash is the key unless Identity is set
	Identity  string    `json:"id,omitempty"`    // record id of an article link: the article under another path, host or slug is the same row
	Fetch     string    `json:"fetch,omitempty"` // spelling to ask the server for, where it differs
	Kind      Kind      `json:"kind"`
	Due       time.Time `json:"due,omitzero"` // zero = never
	Status    Status    `json:"status,omitempty"`
	Via       string    `json:"via,omitempty"`  // canonical URL of the source or page that led here
	Page      int       `json:"page,omitempty"` // listing: 2 = the second page of its source …

	FirstSeen    time.Time     `json:"first_seen,omitzero"`
	Published    time.Time     `json:"published,omitzero"`     // of an article, as its page says: recrawl times count from it
	FirstFetched time.Time     `json:"first_fetched,omitzero"` // of the first success
	FetchedAt    time.Time     `json:"fetched,omitzero"`
	ETag         string        `json:"etag,omitempty"`
	LastModified string        `json:"last_modified,omitempty"`
	Digest       string        `json:"digest,omitempty"` // of the last body
	Interval     time.Duration `json:"interval,omitempty"`
	Visits       int           `json:"visits,omitempty"`   // successful looks at it
	Failures     int           `json:"failures,omitempty"` // in a row
	Missing      int           `json:"missing,omitempty"`  // 404 and 410 in a row
	Reason       string        `json:"reason,omitempty"`   // of the last failure or skip: a stable word
	ArticleID    string        `json:"article,omitempty"`
	AliasOf      string        `json:"alias_of,omitempty"` // canonical URL it redirects to
	Feed         *extract.Feed `json:"feed,omitempty"`
}

// Key of the row.
func (u URL) Key() Key {
	if u.Identity != "" {
		return KeyOf(u.Identity)
	}
	return KeyOf(u.Canonical)
}

// Kind says what a URL is expected to be.
type Kind string

const (
	ArticlePage Kind = "article"
	ListingPage Kind = "listing"
	FeedPage    Kind = "feed"
	SitemapPage Kind = "sitemap"
	ArchivePage Kind = "archive"
)

// Status is the last thing that happened to a URL.
type Status string

const (
	Discovered  Status = ""
	Fetched     Status = "fetched"
	NotModified Status = "not-modified"
	Redirected  Status = "redirected"
	Failed      Status = "failed"  // network, server error, cut short; tried again
	Refused     Status = "refused" // by us: robots, trap, limit; Reason says which
	Blocked     Status = "blocked" // by them: challenge, captcha, 403, 429
	Gone        Status = "gone"
	NoArticle   Status = "no-article" // fetched, but nothing was extracted; tried again when rules change
)

// Ask is what a worker wants.
type Ask struct {
	Worker string
	TTL    time.Duration
	Max    int       // URLs at the most
	Before time.Time // only URLs due at or before this; zero = now. Never later than now.
	Hosts  []string  // only these; nil = any
}

// Lease is one host in one worker's hands. Until is by the engine's clock.
type Lease struct {
	Host   string
	Worker string
	Token  uint64 // fencing
	Until  time.Time
	URLs   []URL
	State  []byte // opaque to the engine: robots, failures, pauses
}

// Outcome is what became of one URL. It is one commit.
type Outcome struct {
	URL      URL           // the row as it is to be stored; Due is ignored
	Next     time.Time     // when it is due again; zero = never
	Cooldown time.Duration // the host is not leased again for this long; 0 = as before
	Capture  *Capture
	Article  *extract.Article // with ID set; nil if the page gave none
	Gone     string           // id of an article that is no longer there
	Links    []URL            // new ones are added, known ones change nothing
	Recheck  []URL            // added if new; if known, made due at their Due at the latest
	State    []byte           // nil = as before
}

// Receipt says what an outcome changed.
type Receipt struct {
	NewLinks  int            // of Links and Recheck
	Woken     int            // of Recheck: known, and made due earlier
	Change    extract.Change // "" = nothing that counts changed
	Seq       uint64         // of the change
	Revision  int
	Duplicate string // id that the article duplicates
	HeldBack  bool   // the article was worse than the stored one, which was kept; see Merge
}

// Capture is one stored response, kept under the key of the outcome's row.
// Key schema: capture  host \0 key time(8).
type Capture struct {
	Host      string    `json:"host"`
	URL       string    `json:"url"` // as fetched
	At        time.Time `json:"at"`
	File      string    `json:"file"` // name of the WARC file, without folder
	Offset    int64     `json:"offset"`
	Length    int64     `json:"length"`
	Digest    string    `json:"digest"` // sha256 hex of the body as received
	Status    int       `json:"status"`
	Kind      Kind      `json:"kind,omitempty"`
	ArticleID string    `json:"article,omitempty"`
}

// Record is a stored article as an export sees it: its finished JSON line
// (without newline), and the article decoded from it on demand.
type Record interface {
	Line() ([]byte, error)
	Article() (*extract.Article, error)
}

// Revision is one change of an article, as kept in its history. Article is
// the whole record after the change.
type Revision struct {
	ID      string           `json:"id"`
	N       int              `json:"n"` // 1, 2, 3 … changes of this article, gone and back included
	Seq     uint64           `json:"seq"`
	Change  extract.Change   `json:"change"`
	Fields  []string         `json:"fields,omitempty"`
	At      time.Time        `json:"at"`
	Article *extract.Article `json:"article"`
}

// HostState is what is known of a host without reading its URLs.
type HostState struct {
	Host     string
	Cooldown time.Time // not to be leased before
	LastSeq  uint64    // last number given
	Articles int
	URLs     int
	Due      int // due now
	State    []byte
}

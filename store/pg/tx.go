package pg

import (
	"bytes"
	"cmp"
	"context"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/store"
)

// tx is one write transaction. It has two round trips: load locks the hosts
// and reads all that the changes depend on, flush writes what came of them and
// commits. Between them it is in memory, as in the bolt engine.
type tx struct {
	db   *DB
	conn *pgxpool.Conn
	mark []byte    // of this change, the same when it is repeated
	now  time.Time // of this machine, for the dates in records

	hosts    map[string]*hostRow
	urls     map[string]map[store.Key]*urlRow // host → its rows that matter here
	articles map[string]*stored
	digests  map[string]*digest      // by text hash
	bands    map[int64]map[slot]bool // as read
	placed   map[slot]placing
	readings map[*extract.Article]*reading // of the articles that come
	peeked   map[string]*extract.Article   // to compare with; nil: not there

	changes   map[numberAt]*changeRow // written in this transaction
	revisions []revisionRow
	captures  []captureRow
	states    map[string][]byte
}

// hostRow is a locked row of hosts. What depends on the server's clock is
// reckoned there, when it is written.
type hostRow struct {
	token    int64
	last     int64
	articles int64
	urls     int64
	mark     []byte
	pause    time.Duration // from the commit on; 0: as before
	extend   time.Duration // of the lease, from the commit on; 0: as before
}

// urlRow is a row of urls as this transaction leaves it.
type urlRow struct {
	known   bool // it is in the table
	changed bool
	due     int64
	row     []byte // nil where only its being there was asked
}

type numberAt struct {
	host string
	n    int64
}

func (a numberAt) compare(b numberAt) int {
	return cmp.Or(strings.Compare(a.host, b.host), cmp.Compare(a.n, b.n))
}

// changeRow is a row of changes, or what becomes of one.
type changeRow struct {
	id         string
	fresh      bool // numbered in this transaction
	superseded bool
	body       []byte // nil: as it is
}

type revisionRow struct {
	id string
	r  int32
	at numberAt
}

type captureRow struct {
	host string
	key  store.Key
	at   int64
	text []byte
}

func newTx(db *DB, c *pgxpool.Conn, mark []byte) *tx {
	return &tx{
		db: db, conn: c, mark: mark, now: time.Now().UTC().Truncate(time.Millisecond),
		hosts: map[string]*hostRow{}, urls: map[string]map[store.Key]*urlRow{},
		articles: map[string]*stored{}, digests: map[string]*digest{}, changes: map[numberAt]*changeRow{}, states: map[string][]byte{},
		bands: map[int64]map[slot]bool{}, placed: map[slot]placing{}, peeked: map[string]*extract.Article{},
	}
}

// marked reports whether a host bears the mark of this change.
func (t *tx) marked() bool {
	for _, h := range t.hosts {
		if bytes.Equal(h.mark, t.mark) {
			return true
		}
	}
	return false
}

// rollback ends the transaction if it is still open, and returns err. A
// connection that it cannot be ended on is not used again.
func (t *tx) rollback(ctx context.Context, err error) error {
	if t.conn.Conn().PgConn().TxStatus() == 'I' {
		return err // committed, or never begun
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	if _, rerr := t.conn.Exec(ctx, "rollback"); rerr != nil {
		t.conn.Conn().Close(ctx) // its error says no more than this one
	}
	return err
}

const (
	lockHosts    = "SELECT host, token, last, articles, urls, mark FROM hosts WHERE host = ANY($1) ORDER BY host FOR UPDATE"
	loadArticles = "SELECT id, host, n, changes FROM articles WHERE id = ANY($1)"
)

// load locks and reads, in one round trip.
func (t *tx) load(ctx context.Context, w *wants) error {
	b := &pgx.Batch{}
	b.Queue("begin")
	b.Queue(lockHosts, w.hosts()).Query(t.readHosts)
	t.expectURLs(w.known)
	if asked := pairsOf(w.known); len(asked.keys) > 0 {
		b.Queue(t.db.part(asked.hosts...).loadKnown, asked.hosts, asked.keys).Query(t.readKnown)
	}
	if asked := pairsOf(w.rows); len(asked.keys) > 0 {
		b.Queue(t.db.part(asked.hosts...).loadRows, asked.hosts, asked.keys).Query(t.readRows)
	}
	if len(w.ids) > 0 {
		b.Queue(loadArticles, w.ids).Query(t.readArticles)
	}
	if len(w.hashes) > 0 {
		t.expectDigests(w.hashes)
		b.Queue(loadDigests, w.hashes).Query(t.readDigests)
	}
	if t.readings = w.texts; len(w.texts) > 0 {
		bands := w.bands()
		t.expectBands(bands)
		b.Queue(loadBands, bands, bandEntries).Query(t.readBands)
	}
	return t.conn.SendBatch(ctx, b).Close()
}

// expectURLs notes that rows matter, of which those that are not in the table
// give none when they are read.
func (t *tx) expectURLs(known map[string]map[store.Key]bool) {
	for host, set := range known {
		t.urls[host] = map[store.Key]*urlRow{}
		for k, ask := range set {
			t.urls[host][k] = &urlRow{due: never, known: !ask}
		}
	}
}

func (t *tx) readHosts(rows pgx.Rows) error {
	for rows.Next() {
		var host string
		h := &hostRow{}
		if err := rows.Scan(&host, &h.token, &h.last, &h.articles, &h.urls, &h.mark); err != nil {
			return err
		}
		t.hosts[host] = h
	}
	return nil
}

func (t *tx) readKnown(rows pgx.Rows) error {
	for rows.Next() {
		var host string
		var key []byte
		if err := rows.Scan(&host, &key); err != nil {
			return err
		}
		t.urls[host][store.Key(key)].known = true
	}
	return nil
}

func (t *tx) readRows(rows pgx.Rows) error {
	for rows.Next() {
		var host string
		var key []byte
		u := &urlRow{known: true}
		if err := rows.Scan(&host, &key, &u.due, &u.row); err != nil {
			return err
		}
		t.urls[host][store.Key(key)] = u
	}
	return nil
}

// host is a locked host, to be written to.
func (t *tx) host(name string) (*hostRow, error) {
	if h := t.hosts[name]; h != nil {
		return h, nil
	}
	t.db.rows.Delete(name) // if it was to be locked and has no row, it is given one now
	return nil, &moreHosts{name}
}

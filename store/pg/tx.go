package pg

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"maps"
	"slices"
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
	digests  map[string]*digest            // by text hash
	bands    map[int64]map[slot]bool       // as read
	placed   map[slot]bool                 // true: put into the bands, false: taken away
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

// wants is what a transaction reads.
type wants struct {
	lock   []string                      // hosts
	create []string                      // those of them that are given a row if they have none
	known  map[string]map[store.Key]bool // rows whose being there matters
	rows   map[string]map[store.Key]bool // rows whose content matters
	ids    []string                      // articles
	hashes [][]byte                      // texts
	texts  map[*extract.Article]*reading // of the articles
}

// moreHosts is returned by apply when it must write to a host that is not
// locked; the transaction begins anew with it.
type moreHosts struct{ host string }

func (m *moreHosts) Error() string { return m.host + " is not locked" }

// write runs apply in a transaction, again as do says. Where the answer to its
// commit was lost and the mark tells that it took place, it is not repeated.
func (db *DB) write(ctx context.Context, w *wants, apply func(ctx context.Context, t *tx) error) error {
	if db.o.ReadOnly {
		return fmt.Errorf("write to the %s: %w", db.place, errReadOnly)
	}
	mark := make([]byte, 16)
	rand.Read(mark) // never fails
	sent := false   // a commit, whose answer was not seen
	once := func(c *pgxpool.Conn) error {
		if err := db.makeHosts(ctx, c, w.create); err != nil {
			return err
		}
		if err := db.locate(ctx, c, w.lock...); err != nil {
			return err
		}
		t := newTx(db, c, mark)
		err := t.load(ctx, w)
		if err == nil && sent && t.marked() {
			return t.rollback(ctx, nil) // it took place: what apply returned holds
		}
		if err == nil {
			err = apply(ctx, t)
		}
		if err == nil {
			sent = true
			err = t.flush(ctx)
		}
		return t.rollback(ctx, err)
	}
	for {
		err := db.do(ctx, once)
		more, ok := errors.AsType[*moreHosts](err)
		if !ok {
			return err
		}
		w.lock = append(w.lock, more.host)
	}
}

func newTx(db *DB, c *pgxpool.Conn, mark []byte) *tx {
	return &tx{
		db: db, conn: c, mark: mark, now: time.Now().UTC().Truncate(time.Millisecond),
		hosts: map[string]*hostRow{}, urls: map[string]map[store.Key]*urlRow{},
		articles: map[string]*stored{}, digests: map[string]*digest{}, changes: map[numberAt]*changeRow{}, states: map[string][]byte{},
		bands: map[int64]map[slot]bool{}, placed: map[slot]bool{}, peeked: map[string]*extract.Article{},
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
	slices.Sort(w.lock)
	w.lock = slices.Compact(w.lock)
	b.Queue(lockHosts, w.lock).Query(t.readHosts)
	for _, host := range slices.Sorted(maps.Keys(w.known)) {
		t.urls[host] = map[store.Key]*urlRow{}
		for k := range w.known[host] {
			t.urls[host][k] = &urlRow{due: never}
		}
		b.Queue(t.db.part(host).loadKnown, host, keys(w.known[host])).Query(func(rows pgx.Rows) error { return t.readKnown(host, rows) })
		if len(w.rows[host]) > 0 {
			b.Queue(t.db.part(host).loadRows, host, keys(w.rows[host])).Query(func(rows pgx.Rows) error { return t.readRows(host, rows) })
		}
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

func keys(set map[store.Key]bool) [][]byte {
	list := make([][]byte, 0, len(set))
	for k := range set {
		list = append(list, k[:])
	}
	slices.SortFunc(list, bytes.Compare)
	return list
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

func (t *tx) readKnown(host string, rows pgx.Rows) error {
	for rows.Next() {
		var key []byte
		if err := rows.Scan(&key); err != nil {
			return err
		}
		t.urls[host][store.Key(key)].known = true
	}
	return nil
}

func (t *tx) readRows(host string, rows pgx.Rows) error {
	for rows.Next() {
		var key []byte
		u := &urlRow{known: true}
		if err := rows.Scan(&key, &u.due, &u.row); err != nil {
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

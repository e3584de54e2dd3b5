package pg

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/store"
)

// desks are hosts leased on one store, each with a page. Those from 2 on are
// what a test is about: the first two keep the committers busy.
type desks struct {
	*testing.T
	db     *DB
	guest  *pgx.Conn // another worker
	leases []*store.Lease
	done   []chan answer
}

type answer struct {
	receipts []store.Receipt
	err      error
}

func newDesks(t *testing.T, name string, n int) *desks {
	t.Helper()
	dsn := os.Getenv(groupDSN + name) // set by TestMain, which has the server
	if dsn == "" {
		t.Skip("no PostgreSQL server is installed here: on Debian, apt-get install postgresql")
	}
	if _, _, err := Migrate(t.Context(), dsn); err != nil {
		t.Fatal(err)
	}
	db, err := Open(t.Context(), dsn, Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	connectAll(t, db) // one that is made later lets what is known be forgotten
	d := &desks{T: t, db: db, done: make([]chan answer, n)}
	cfg, err := configure(dsn, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if d.guest, err = pgx.ConnectConfig(t.Context(), cfg.ConnConfig); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.guest.Close(context.Background()) })
	for i := range n {
		host := deskHost(i)
		if _, err := db.Add(t.Context(), store.URL{Host: host, Canonical: "https://" + host + "/", Due: time.Now().Add(-time.Minute)}); err != nil {
			t.Fatal(err)
		}
		l, err := db.Lease(t.Context(), store.Ask{TTL: time.Hour, Max: 1, Hosts: []string{host}})
		if err != nil {
			t.Fatal(err)
		}
		d.leases = append(d.leases, l)
	}
	return d
}

// connectAll makes all connections of the pool.
func connectAll(t *testing.T, db *DB) {
	t.Helper()
	var all []*pgxpool.Conn
	for range db.pool.Stat().MaxConns() {
		c, err := db.pool.Acquire(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, c)
	}
	for _, c := range all {
		c.Release()
	}
}

func deskHost(i int) string { return fmt.Sprintf("bao-%02d.vn", i) }

func (d *desks) exec(sql string, args ...any) {
	d.Helper()
	if _, err := d.guest.Exec(d.Context(), sql, args...); err != nil {
		d.Fatal(err)
	}
}

// begin commits an article of a host, in the background.
func (d *desks) begin(ctx context.Context, i int) {
	done := make(chan answer, 1)
	d.done[i] = done
	l := d.leases[i]
	o := store.Outcome{URL: l.URLs[0], Article: &extract.Article{Schema: 1, ID: l.Host + ":1", URL: l.URLs[0].Canonical, Title: "Được mùa"}}
	go func() {
		r, err := d.db.Done(ctx, l, time.Hour, o)
		done <- answer{r, err}
	}()
}

// await returns when so many changes wait, and are under way.
func (d *desks) await(waiting, underWay int) {
	d.Helper()
	q := &d.db.queue
	for ok := false; !ok; runtime.Gosched() {
		q.mu.Lock()
		ok = len(q.waiting) == waiting && q.underWay == underWay
		q.mu.Unlock()
		if d.Context().Err() != nil {
			d.Fatalf("%d changes wait, want %d", len(q.waiting), waiting)
		}
	}
}

// together lets the hosts from 2 on commit in one transaction; between runs
// when all wait.
func (d *desks) together(ctx context.Context, between func()) {
	d.Helper()
	d.exec("BEGIN")
	d.exec("SELECT FROM hosts WHERE host = ANY($1) ORDER BY host FOR UPDATE", []string{deskHost(0), deskHost(1)})
	d.begin(d.Context(), 0)
	d.await(0, 1)
	d.begin(d.Context(), 1)
	d.await(0, 2)
	for i := 2; i < len(d.leases); i++ {
		d.begin(ctx, i)
	}
	d.await(len(d.leases)-2, 2)
	if between != nil {
		between()
	}
	d.exec("COMMIT")
}

var first = []store.Receipt{{Change: "new", Seq: 1, Revision: 1}}

// want holds the answer to a host's change against what it should be; nil:
// it is stored.
func (d *desks) want(i int, err error) {
	d.Helper()
	got := <-d.done[i]
	switch {
	case err == nil && (got.err != nil || !cmp.Equal(first, got.receipts)):
		d.Errorf("%s: %+v, %v", deskHost(i), got.receipts, got.err)
	case err != nil && !errors.Is(got.err, err):
		d.Errorf("%s: %v, want %v", deskHost(i), got.err, err)
	}
}

func (d *desks) number(sql string) (n int) {
	d.Helper()
	if err := d.guest.QueryRow(d.Context(), sql).Scan(&n); err != nil {
		d.Fatal(err)
	}
	return n
}

// TestGroup: changes of several hosts that wait are one transaction.
func TestGroup(t *testing.T) {
	d := newDesks(t, "1", 10)
	d.together(t.Context(), nil)
	for i := range d.leases {
		d.want(i, nil)
	}
	if n := d.number("SELECT count(DISTINCT mark) FROM hosts"); n != 3 {
		t.Errorf("%d transactions, want 3", n)
	}
	if n := d.number("SELECT count(*) FROM hosts WHERE last = 1 AND articles = 1 AND urls = 1 AND due = 9223372036854775807"); n != 10 {
		t.Errorf("%d of 10 hosts are as they should be", n)
	}
}

// TestGroupTakenOver: of changes that share a transaction the one of a zombie is
// refused, and the others are stored.
func TestGroupTakenOver(t *testing.T) {
	d := newDesks(t, "2", 8)
	d.exec("UPDATE hosts SET token = token + 1 WHERE host = $1", deskHost(4))
	d.together(t.Context(), nil)
	for i := range d.leases {
		var want error
		if i == 4 {
			want = store.ErrLost
		}
		d.want(i, want)
	}
	if n := d.number("SELECT count(*) FROM articles"); n != 7 {
		t.Errorf("%d articles, want 7", n)
	}
}

// TestGroupDamaged: a value that cannot be read stops the change that needs it,
// and no other.
func TestGroupDamaged(t *testing.T) {
	d := newDesks(t, "3", 6)
	d.exec("INSERT INTO articles (id, host, n, changes) VALUES ($1, $2, 1, 1)", deskHost(3)+":1", deskHost(3))
	d.exec("INSERT INTO changes (host, n, id, superseded, body) VALUES ($2, 1, $1, false, 'x')", deskHost(3)+":1", deskHost(3))
	d.together(t.Context(), nil)
	for i := range d.leases {
		if i != 3 {
			d.want(i, nil)
			continue
		}
		var damaged *DamageError
		if got := <-d.done[i]; !errors.As(got.err, &damaged) {
			t.Errorf("a change on a damaged article: %+v, %v", got.receipts, got.err)
		}
	}
}

// TestGroupCancelled: a call that is given up returns at once, and those it
// would have shared a transaction with are stored.
func TestGroupCancelled(t *testing.T) {
	d := newDesks(t, "4", 6)
	given, giveUp := context.WithCancel(t.Context())
	d.exec("BEGIN")
	d.exec("SELECT FROM hosts WHERE host = ANY($1) ORDER BY host FOR UPDATE", []string{deskHost(0), deskHost(1)})
	for i := range d.leases {
		ctx := t.Context()
		if i == 3 || i == 0 {
			ctx = given
		}
		d.begin(ctx, i)
		if i < 2 {
			d.await(0, i+1)
		}
	}
	d.await(4, 2)
	giveUp()
	d.want(0, context.Canceled)
	d.want(3, context.Canceled)
	d.exec("COMMIT")
	for _, i := range []int{1, 2, 4, 5} {
		d.want(i, nil)
	}
	if n := d.number("SELECT count(*) FROM articles"); n != 4 {
		t.Errorf("%d articles, want 4", n)
	}
}

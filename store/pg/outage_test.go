//go:build unix

package pg_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/store"
	"github.com/tintinh/tintinh/store/pg"
	"github.com/tintinh/tintinh/store/pg/pgtest"
)

// own is a server for one test, which may kill it.
func own(t *testing.T) (*pgtest.Server, string) {
	t.Helper()
	need(t)
	s, err := pgtest.New(t.Context(), pgtest.Options{Durable: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	dsn := s.DSN("postgres")
	if _, _, err := pg.Migrate(t.Context(), dsn); err != nil {
		t.Fatal(err)
	}
	return s, dsn
}

// leased is a store with one page of one host leased.
func leased(t *testing.T, db *pg.DB) *store.Lease {
	t.Helper()
	u := store.URL{Host: "vidu.vn", Canonical: "https://vidu.vn/1", Due: time.Now().Add(-time.Minute)}
	if _, err := db.Add(t.Context(), u); err != nil {
		t.Fatal(err)
	}
	l, err := db.Lease(t.Context(), store.Ask{Worker: "thợ", TTL: time.Minute, Max: 10})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func outcome(l *store.Lease) store.Outcome {
	return store.Outcome{URL: l.URLs[0], Article: &extract.Article{Schema: 1, ID: "vidu:1", URL: "https://vidu.vn/1", Title: "Được mùa"}}
}

// TestServerCrash: a call waits for a server that is away, and then does what
// it was to do.
func TestServerCrash(t *testing.T) {
	s, dsn := own(t)
	db, err := pg.Open(t.Context(), dsn, pg.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	l := leased(t, db)
	if err := s.KillAll(); err != nil {
		t.Fatal(err)
	}
	type answer struct {
		receipts []store.Receipt
		err      error
	}
	answers := make(chan answer, 1)
	go func() {
		r, err := db.Done(context.Background(), l, time.Minute, outcome(l))
		answers <- answer{r, err}
	}()
	if err := s.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	got := <-answers
	if d := cmp.Diff([]store.Receipt{{Change: "new", Seq: 1, Revision: 1}}, got.receipts); got.err != nil || d != "" {
		t.Errorf("%v (-want +got):\n%s", got.err, d)
	}
	if err := db.Release(t.Context(), l); err != nil {
		t.Error(err)
	}
}

// TestServerAway: a call that may not wait says what is the matter, and what
// to look at.
func TestServerAway(t *testing.T) {
	s, dsn := own(t)
	hurry := make(chan struct{})
	patient, err := pg.Open(t.Context(), dsn, pg.Options{Hurry: hurry})
	if err != nil {
		t.Fatal(err)
	}
	defer patient.Close()
	impatient, err := pg.Open(t.Context(), dsn, pg.Options{Patience: -1})
	if err != nil {
		t.Fatal(err)
	}
	defer impatient.Close()
	if err := s.KillAll(); err != nil {
		t.Fatal(err)
	}
	close(hurry)
	for name, db := range map[string]*pg.DB{"told to stop": patient, "impatient": impatient} {
		_, err := db.Hosts(t.Context())
		if err == nil || !strings.Contains(err.Error(), "cannot be reached") || !strings.Contains(err.Error(), "cluster.postgres") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := pg.Open(t.Context(), dsn, pg.Options{}); err == nil || !strings.Contains(err.Error(), "cannot be reached") {
		t.Errorf("open: %v", err)
	}
}

// cutter forwards connections to a server; when told to, it cuts one where the
// server says that it committed, before the client hears of it.
type cutter struct {
	net.Listener
	to  string
	cut atomic.Bool
	did atomic.Int32
}

func newCutter(t *testing.T, to string) *cutter {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	c := &cutter{Listener: l, to: to}
	go func() {
		for {
			client, err := l.Accept()
			if err != nil {
				return
			}
			go c.forward(client)
		}
	}()
	return c
}

func (c *cutter) forward(client net.Conn) {
	defer client.Close()
	server, err := net.Dial("tcp", c.to)
	if err != nil {
		return
	}
	defer server.Close()
	go io.Copy(server, client)
	buf := make([]byte, 64<<10)
	for {
		n, err := server.Read(buf)
		if bytes.Contains(buf[:n], []byte("COMMIT\x00")) && c.cut.CompareAndSwap(true, false) {
			c.did.Add(1)
			return
		}
		if n > 0 {
			client.Write(buf[:n])
		}
		if err != nil {
			return
		}
	}
}

// TestLostAnswer: the connection breaks between a commit and its answer. It is
// stored once, and the receipt says what it changed.
func TestLostAnswer(t *testing.T) {
	dsn := fresh(t)
	u, err := url.Parse(dsn)
	if err != nil {
		t.Fatal(err)
	}
	c := newCutter(t, u.Host)
	u.Host = c.Addr().String()
	db := open(t, u.String())
	defer db.Close()
	l := leased(t, db)
	c.cut.Store(true)
	got, err := db.Done(t.Context(), l, time.Minute, outcome(l))
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]store.Receipt{{Change: "new", Seq: 1, Revision: 1}}, got); d != "" {
		t.Errorf("receipts (-want +got):\n%s", d)
	}
	if c.did.Load() != 1 {
		t.Errorf("%d connections were cut", c.did.Load())
	}
	n := 0
	err = db.Changes(t.Context(), nil, func(string, uint64, store.Record) error { n++; return nil })
	if err != nil || n != 1 {
		t.Errorf("%d changes are stored, %v", n, err)
	}
	c.cut.Store(true)
	if n, err := db.Add(t.Context(), store.URL{Host: "vidu.vn", Canonical: "https://vidu.vn/2"}); n != 1 || err != nil {
		t.Errorf("added %d, %v", n, err)
	}
}

func TestReadOnly(t *testing.T) {
	dsn := fresh(t)
	writer := open(t, dsn)
	defer writer.Close()
	l := leased(t, writer)
	if _, err := writer.Done(t.Context(), l, time.Minute, outcome(l)); err != nil {
		t.Fatal(err)
	}
	db, err := pg.Open(t.Context(), dsn, pg.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	ctx := t.Context()
	_, addErr := db.Add(ctx, store.URL{Host: "vidu.vn", Canonical: "https://vidu.vn/3"})
	_, leaseErr := db.Lease(ctx, store.Ask{TTL: time.Minute, Max: 1})
	_, doneErr := db.Done(ctx, l, 0)
	for name, err := range map[string]error{"Add": addErr, "Lease": leaseErr, "Done": doneErr, "SetCursor": db.SetCursor(ctx, "tên", nil), "AddRun": db.AddRun(ctx, store.Run{})} {
		if err == nil || !strings.Contains(err.Error(), "reading only") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if a, err := db.Article(ctx, "vidu:1"); err != nil || a.Title != "Được mùa" {
		t.Errorf("article %+v, %v", a, err)
	}
	db.Close()
	if _, err := db.Hosts(ctx); !errors.Is(err, pg.ErrClosed) {
		t.Errorf("after Close: %v", err)
	}
}

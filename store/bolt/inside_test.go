package bolt

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"go.etcd.io/bbolt"

	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/store"
)

// These tests look inside, for what a caller cannot bring about at will.

func openTemp(t *testing.T) *DB {
	t.Helper()
	db, err := Open(filepath.Join(t.TempDir(), "tintinh.db"), Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// commits counts the commits of a file.
func (db *DB) commits(t *testing.T) (n int) {
	t.Helper()
	if err := db.view(func(tx *bbolt.Tx) error { n = tx.ID(); return nil }); err != nil {
		t.Fatal(err)
	}
	return n
}

func row118() store.URL {
	return store.URL{Host: "vidu.vn", Canonical: "https://vidu.vn/118", Due: time.Unix(9e8, 0).UTC()}
}

// TestNoTakeoverDuringDone: between a Done's look at its lease and its commit,
// the lease ends. The host must not be given away with what is being stored.
func TestNoTakeoverDuringDone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db := openTemp(t)
		if _, err := db.Add(t.Context(), row118()); err != nil {
			t.Fatal(err)
		}
		ask := store.Ask{Worker: "w", TTL: time.Second, Max: 1}
		l, err := db.Lease(t.Context(), ask)
		if err != nil {
			t.Fatal(err)
		}
		h, err := db.claim(l)
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		var idle *store.Idle
		if heir, err := db.Lease(t.Context(), ask); !errors.As(err, &idle) || idle.Wait <= 0 || idle.Wait > time.Second {
			t.Errorf("taken over while a Done was on its way: %+v, %v", heir, err)
		}
		if err := db.Release(t.Context(), l); err != nil {
			t.Fatal(err)
		}
		if heir, err := db.Lease(t.Context(), ask); !errors.As(err, &idle) {
			t.Errorf("released while a Done was on its way: %+v, %v", heir, err)
		}
		db.settle(l.Host, h, time.Hour, nil)
		if _, err := db.Lease(t.Context(), ask); err != nil {
			t.Errorf("after the Done: %v", err)
		}
	})
}

func TestGroupCommit(t *testing.T) {
	db := openTemp(t)
	bad, cancelled := errors.New("hỏng"), func() context.Context { c, stop := context.WithCancel(t.Context()); stop(); return c }()
	var rs []*request
	want := map[int]error{3: bad, 5: context.Canceled}
	for i := range 8 {
		u := row118()
		u.Canonical += fmt.Sprint(i)
		r := &request{ctx: t.Context(), done: make(chan error, 1)}
		r.apply = func(tx *tx) error {
			if _, err := tx.add(urlKey(u.Host, u.Key()), &u); err != nil {
				return err
			}
			return want[i] // after it wrote: nothing of it may stay
		}
		if i == 5 {
			r.ctx = cancelled
		}
		rs = append(rs, r)
	}
	before := db.commits(t)
	db.group(append([]*request(nil), rs...))
	if n := db.commits(t) - before; n != 1 {
		t.Errorf("%d commits for one group", n)
	}
	for i, r := range rs {
		if err := <-r.done; !errors.Is(err, want[i]) {
			t.Errorf("request %d: %v", i, err)
		}
		u := row118()
		u.Canonical += fmt.Sprint(i)
		_, err := db.Known(t.Context(), u.Host, u.Key())
		if stored := err == nil; stored != (want[i] == nil) {
			t.Errorf("request %d: %v", i, err)
		}
	}
	if err := db.Check(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestNothingToWrite: what changes nothing costs no commit.
func TestNothingToWrite(t *testing.T) {
	db := openTemp(t)
	u := row118()
	if _, err := db.Add(t.Context(), u); err != nil {
		t.Fatal(err)
	}
	l, err := db.Lease(t.Context(), store.Ask{Worker: "w", TTL: time.Hour, Max: 1})
	if err != nil {
		t.Fatal(err)
	}
	a := &extract.Article{ID: "vidu:118", Portal: "vidu", URL: u.Canonical, Title: "Tít"}
	o := store.Outcome{URL: u, Next: u.Due.Add(time.Hour), Article: a, Links: []store.URL{u}, State: []byte("s"), Capture: &store.Capture{URL: u.Canonical, At: u.Due}}
	if _, err := db.Done(t.Context(), l, time.Hour, o); err != nil {
		t.Fatal(err)
	}
	before := db.commits(t)
	_, doneErr := db.Done(t.Context(), l, time.Hour, o)
	_, extendErr := db.Done(t.Context(), l, time.Hour)
	_, addErr := db.Add(t.Context(), u)
	if err := errors.Join(doneErr, extendErr, addErr); err != nil {
		t.Fatal(err)
	}
	if n := db.commits(t) - before; n != 0 {
		t.Errorf("%d commits for nothing", n)
	}
}

// TestPanicInCommit: bbolt panics over pages that cannot be so. The store says
// so, writes no more, and can still be closed and opened.
func TestPanicInCommit(t *testing.T) {
	db := openTemp(t)
	var damage *DamageError
	err := db.commit(t.Context(), func(*tx) error { panic("page 7 already freed") }, nil)
	if !errors.As(err, &damage) {
		t.Errorf("a panic gave %v", err)
	}
	if _, err := db.Add(t.Context(), row118()); !errors.As(err, &damage) {
		t.Errorf("a write after it: %v", err)
	}
	if _, err := db.Hosts(t.Context()); err != nil {
		t.Errorf("a read after it: %v", err)
	}
	if err := db.Close(); err != nil {
		t.Error(err)
	}
	if _, err := db.Hosts(t.Context()); !errors.Is(err, ErrClosed) {
		t.Errorf("a read after Close: %v", err)
	}
	again, err := Open(db.path, Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := again.Add(t.Context(), row118()); err != nil {
		t.Error(err)
	}
	if err := again.Close(); err != nil {
		t.Error(err)
	}
}

// TestLeaseOfFormerProcess: leases end with the process, so one from before a
// restart is lost.
func TestLeaseOfFormerProcess(t *testing.T) {
	db := openTemp(t)
	if _, err := db.Add(t.Context(), row118()); err != nil {
		t.Fatal(err)
	}
	ask := store.Ask{Worker: "w", TTL: time.Hour, Max: 1}
	old, err := db.Lease(t.Context(), ask)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	again, err := Open(db.path, Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	if _, err := again.Lease(t.Context(), ask); err != nil {
		t.Fatalf("the host of a process that is gone: %v", err)
	}
	if _, err := again.Done(t.Context(), old, 0, store.Outcome{URL: row118()}); !errors.Is(err, store.ErrLost) {
		t.Errorf("a lease of a former process: %v", err)
	}
}

func TestTimeKey(t *testing.T) {
	at := func(s string) time.Time {
		t.Helper()
		v, err := time.Parse(time.RFC3339Nano, s)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	sorted := []time.Time{
		at("0001-06-01T00:00:00Z"), at("1970-01-01T00:00:00.000000001Z"), at("2026-01-02T03:04:05+07:00"),
		at("2026-01-02T03:04:05Z"), at("2026-01-02T03:04:05.000000001Z"), at("9999-12-31T23:59:59Z"), {},
	}
	for i := 1; i < len(sorted); i++ {
		if timeKey(sorted[i-1]) >= timeKey(sorted[i]) {
			t.Errorf("%s does not sort before %s", sorted[i-1], sorted[i])
		}
	}
	for _, v := range sorted[1:5] {
		if got := keyTime(timeKey(v)); !got.Equal(v) {
			t.Errorf("%s came back as %s", v, got)
		}
	}
	if k := timeKey(time.Time{}); k != never || !keyTime(never).IsZero() {
		t.Errorf("the zero time is %d", k)
	}
}

func TestSystemError(t *testing.T) {
	grown := fmt.Errorf("file resize error: %s", syscall.ENOSPC) // as bbolt says it
	if err := systemError(grown); !errors.Is(err, syscall.ENOSPC) || err.Error() != grown.Error() {
		t.Errorf("%v", err)
	}
	if err := errors.New("khác"); systemError(err) != err {
		t.Error("another error changed")
	}
}

// TestSmallBucketThatIsNoLeaf: a bucket inside the page that names it whose
// flags are those of a branch leads to itself. Open says so, and does not follow.
func TestSmallBucketThatIsNoLeaf(t *testing.T) {
	db := openTemp(t)
	var root int
	if err := db.view(func(tx *bbolt.Tx) error { root = int(tx.Cursor().Bucket().Root()); return nil }); err != nil {
		t.Fatal(err)
	}
	path, size := db.path, db.bolt.Info().PageSize
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	page := file[root*size:]
	word := func(at int) int { return int(binary.NativeEndian.Uint32(page[at:])) }
	value := pageHeader + word(pageHeader+4) + word(pageHeader+8) // of the first item
	binary.NativeEndian.PutUint16(page[value+bucketHeader+8:], branchFlag)
	if err := os.WriteFile(path, file, 0o644); err != nil {
		t.Fatal(err)
	}
	for _, readOnly := range []bool{true, false} {
		var damage *DamageError
		if _, err := Open(path, Options{ReadOnly: readOnly}); !errors.As(err, &damage) || !strings.Contains(damage.What, "no leaf") {
			t.Errorf("read only %v: %v", readOnly, err)
		}
	}
}

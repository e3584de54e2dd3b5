package pg

import (
	"encoding/binary"
	"testing"
	"time"

	"github.com/tintinh/tintinh/store"
)

func keyOf(i int) (k store.Key) {
	binary.BigEndian.PutUint32(k[:], uint32(i))
	return k
}

// TestKnownRows: what is used stays, what is not goes, and never is there more
// than was promised.
func TestKnownRows(t *testing.T) {
	var k knownRows
	k.add("bao.vn", keyOf(-1))
	for i := range 5 * knownAtMost {
		k.add("bao.vn", keyOf(i))
		if i%1000 == 0 && !k.has("bao.vn", keyOf(-1)) {
			t.Fatalf("a row in use was forgotten after %d others", i)
		}
		if n := len(k.now) + len(k.old); n > 2*knownAtMost {
			t.Fatalf("%d rows are remembered", n)
		}
	}
	if k.has("bao.vn", keyOf(1)) {
		t.Error("a row that nobody used is still remembered")
	}
	if !k.has("bao.vn", keyOf(5*knownAtMost-1)) || k.has("khac.vn", keyOf(5*knownAtMost-1)) {
		t.Error("a row is remembered under another host's name, or not at all")
	}
}

// TestKnownAfterReconnect: a server that lost rows, as a standby may that was
// not synchronous, is given the links anew.
func TestKnownAfterReconnect(t *testing.T) {
	d := newDesks(t, "5", 1)
	link := store.URL{Host: deskHost(0), Canonical: "https://bao-00.vn/tin/1", Due: time.Now()}
	look := func() int {
		t.Helper()
		r, err := d.db.Done(t.Context(), d.leases[0], time.Hour, store.Outcome{URL: d.leases[0].URLs[0], Links: []store.URL{link}})
		if err != nil {
			t.Fatal(err)
		}
		return r[0].NewLinks
	}
	if a, b := look(), look(); a != 1 || b != 0 {
		t.Errorf("a link was new %d and %d times", a, b)
	}
	key := link.Key()
	d.exec("DELETE FROM urls WHERE host = $1 AND key = $2", link.Host, key[:])
	d.db.pool.Reset() // as when the server was away
	if n := look(); n != 1 {
		t.Errorf("a link that the server lost was added %d times", n)
	}
}

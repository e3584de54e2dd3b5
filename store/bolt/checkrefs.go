package bolt

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"maps"
	"math/bits"
	"slices"

	"github.com/tintinh/tintinh/store"
)

func (c *check) hostRow(k, v []byte) {
	row, err := decodeHost(v)
	if err != nil {
		c.fault("host %q: %v", k, err)
	}
	h := c.host(string(k))
	h.row, h.hasRow = row, err == nil
}

// url checks a row, and that it stands in due where it says it is due.
func (c *check) url(k, v []byte) {
	var u store.URL
	name, rest, err := splitKey(k, 16)
	if err == nil {
		err = decodeJSON("it", v, &u)
	}
	key := u.Key()
	if err == nil && (u.Host != name || !bytes.Equal(key[:], rest)) {
		err = fmt.Errorf("it holds the row of %s of %s", u.Canonical, u.Host)
	}
	if err != nil {
		c.fault("url %x: %v", k, err)
		return
	}
	h := c.host(name)
	h.urls++
	due := timeKey(u.Due)
	if due == never {
		return
	}
	h.dueRows++
	h.firstDue = min(h.firstDue, due)
	// Entries have empty values, so Get cannot tell: look where it would stand.
	want := dueKey(name, due, key)
	if found, _ := bucketOf(c.tx, dueBucket).Cursor().Seek(want); !bytes.Equal(found, want) {
		c.fault("%s is due at %s but has no entry in due", u.Canonical, u.Due)
	}
}

// dueEntry only counts: every due row has an entry, so an entry too many is one
// without a row.
func (c *check) dueEntry(k, v []byte) {
	name, _, err := splitKey(k, 24)
	if err == nil && len(v) > 0 {
		err = fmt.Errorf("key %x has a value", k)
	}
	if err != nil {
		c.fault("due: %v", err)
		return
	}
	c.host(name).dues++
}

func (c *check) readyEntry(k, v []byte) {
	if len(k) < 9 || len(v) != 8 {
		c.fault("ready: key %x with a value of %d bytes", k, len(v))
		return
	}
	h := c.host(string(k[8:]))
	if h.row.ready != binary.BigEndian.Uint64(k) || h.row.due != binary.BigEndian.Uint64(v) {
		c.fault("ready: the entry of %s is not what its row says", k[8:])
	}
}

func (c *check) article(k, v []byte) {
	a, r, err := c.db.codec.article(v)
	switch {
	case err != nil:
	case a.ID != string(k) || a.Seq != r.n:
		err = fmt.Errorf("it holds change %d of %s", a.Seq, a.ID)
	case !bytes.Equal(c.get(numberBucket, numberKey(r.host, r.n)), k):
		err = fmt.Errorf("its change %d of %s is not in number", r.n, r.host)
	}
	if err != nil {
		c.fault("article %q: %v", k, err)
		return
	}
	h := c.host(r.host)
	h.articles++
	c.mark(h, r)
}

// rev checks a superseded record: the history of an id has no hole before it.
func (c *check) rev(k, v []byte) {
	name, rest, err := splitKey(k, 4)
	if err != nil {
		c.fault("rev: %v", err)
		return
	}
	n := binary.BigEndian.Uint32(rest)
	a, r, err := c.db.codec.article(v)
	switch {
	case err != nil:
	case a.ID != name || a.Seq != r.n:
		err = fmt.Errorf("it holds change %d of %s", a.Seq, a.ID)
	case c.get(articleBucket, []byte(name)) == nil:
		err = fmt.Errorf("there is no such article")
	case n != 1 && c.get(revBucket, revKey(name, n-1)) == nil:
		err = fmt.Errorf("the change before it is missing")
	}
	if err != nil {
		c.fault("rev %d of %q: %v", n, name, err)
		return
	}
	c.mark(c.host(r.host), r)
}

// mark notes that a number was given.
func (c *check) mark(h *checkHost, r record) {
	if r.n == 0 || r.n > h.row.last {
		c.fault("change %d of %s, which has only %d", r.n, r.host, h.row.last)
		return
	}
	if h.seen[r.n/64]&(1<<(r.n%64)) != 0 {
		c.fault("change %d of %s was given twice", r.n, r.host)
	}
	h.seen[r.n/64] |= 1 << (r.n % 64)
}

// number only counts, as dueEntry.
func (c *check) number(k, _ []byte) {
	name, _, err := splitKey(k, 8)
	if err != nil {
		c.fault("number: %v", err)
		return
	}
	c.host(name).numbers++
}

func (c *check) digest(k, id []byte) {
	v := c.get(articleBucket, id)
	if v == nil {
		c.fault("digest %x is of article %q, which is not there", k, id)
		return
	}
	if a, _, err := c.db.codec.article(v); err == nil && !bytes.Equal(store.TextDigest(a), k) {
		c.fault("digest %x is of article %q, whose text is another", k, id)
	}
}

// band checks that the article is there; that its text has the key is for the
// search to see, which compares the texts anyway.
func (c *check) band(k, v []byte) {
	if len(k) <= bandBits+4 || len(v) > 0 {
		c.fault("band: key %x with a value of %d bytes", k, len(v))
		return
	}
	if id := k[bandBits+4:]; c.get(articleBucket, id) == nil {
		c.fault("band %x is of article %q, which is not there", k[:bandBits], id)
	}
}

// bandLog checks the rows of the log as band does. Empty ones are of texts
// that left.
func (c *check) bandLog(k, v []byte) {
	n, r, err := decodeLogRow(k, v)
	if err == nil {
		err = follows(c.logRow, n)
	}
	switch {
	case err != nil:
	case r.id != "" && c.get(articleBucket, []byte(r.id)) == nil:
		err = fmt.Errorf("it is of article %q, which is not there", r.id)
	}
	if err != nil {
		c.fault("bandlog: row %x: %v", k, err)
	}
	c.logRow = n
}

// compareHosts holds the rows against what was counted.
func (c *check) compareHosts() {
	for _, name := range slices.Sorted(maps.Keys(c.hosts)) {
		h := c.hosts[name]
		if !h.hasRow {
			c.fault("host %s has entries but no row", name)
			continue
		}
		given := uint64(0)
		for _, word := range h.seen {
			given += uint64(bits.OnesCount64(word))
		}
		ready := uint64(never)
		if h.firstDue != never {
			ready = max(h.firstDue, h.row.cooldown)
			if c.get(readyBucket, readyKey(ready, name)) == nil {
				c.fault("host %s has due rows but is not in ready", name)
			}
		}
		for _, f := range []struct {
			what       string
			have, want uint64
		}{
			{"rows", h.row.urls, h.urls},
			{"earliest due time", h.row.due, h.firstDue},
			{"ready time", h.row.ready, ready},
			{"entries in due", h.dues, h.dueRows},
			{"articles", h.row.articles, h.articles},
			{"entries in number", h.numbers, h.articles},
			{"last number", h.row.last, given},
		} {
			if f.have != f.want {
				c.fault("host %s: %s %d, but counted %d", name, f.what, f.have, f.want)
			}
		}
	}
}

package bolt

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/store"
)

// FuzzRecord: any stored value gives an article or an error, and what is an
// article goes through the codec unchanged.
func FuzzRecord(f *testing.F) {
	c, err := newCodec()
	if err != nil {
		f.Fatal(err)
	}
	for _, a := range []extract.Article{{ID: "vidu:1"}, {ID: "vidu:2", Title: "Được mùa", Text: strings.Repeat("Bà con ra đồng. ", 100)}} {
		line, err := a.Line()
		if err != nil {
			f.Fatal(err)
		}
		v, err := c.encode("vidu.vn", 7, line)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(v)
		f.Add(v[:len(v)/2])
	}
	f.Add([]byte("j\x00\x00\x00\x00\x00\x00\x00\x01vidu.vn\x00null"))
	f.Fuzz(func(t *testing.T, v []byte) {
		a, r, err := c.article(v)
		if err != nil {
			return
		}
		line, err := a.Line()
		if err != nil {
			return // a time that JSON reads but does not write
		}
		again, err := c.encode(r.host, r.n, line)
		if err != nil {
			t.Fatal(err)
		}
		b, s, err := c.article(again)
		if err != nil || s.host != r.host || s.n != r.n {
			t.Fatalf("%q %d came back as %q %d, %v", r.host, r.n, s.host, s.n, err)
		}
		if got, err := b.Line(); err != nil || !bytes.Equal(got, line) {
			t.Fatalf("%s came back as %s, %v", line, got, err)
		}
	})
}

// FuzzRows: the small values.
func FuzzRows(f *testing.F) {
	f.Add([]byte("vidu.vn\x000123456789abcdef"), byte(16), hostRow{1, 2, 3, 4, 5, 6}.encode())
	f.Add([]byte{0}, byte(0), []byte(`{"host":"vidu.vn"}`))
	f.Fuzz(func(t *testing.T, key []byte, size byte, value []byte) {
		if name, rest, err := splitKey(key, int(size)); err == nil && !bytes.Equal(append(prefix(name), rest...), key) {
			t.Fatalf("key %x came apart as %q and %x", key, name, rest)
		}
		if h, err := decodeHost(value); err == nil && !bytes.Equal(h.encode(), value) {
			t.Fatalf("host row %x came back as %x", value, h.encode())
		}
		var u store.URL
		if decodeJSON("a row", value, &u) == nil {
			if _, err := json.Marshal(u); err != nil {
				t.Skip(err)
			}
		}
	})
}

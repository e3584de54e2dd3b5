package bolt

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
)

// fixedDictionaries are the sums of the dictionaries that records are stored
// with. None may ever change: those records could not be read.
var fixedDictionaries = []string{
	"47b680fd5fb6c9f59fb7359f82ee08134c90cb5a4a07d44d756806cf81712bf0",
}

func TestDictionariesAreForever(t *testing.T) {
	if len(dictionaries()) != len(fixedDictionaries) {
		t.Fatalf("%d dictionaries, %d sums", len(dictionaries()), len(fixedDictionaries))
	}
	for i, d := range dictionaries() {
		sum := sha256.Sum256(d)
		if got := hex.EncodeToString(sum[:]); got != fixedDictionaries[i] {
			t.Errorf("dictionary %d is another one: %s", i+1, got)
		}
		info, err := zstd.InspectDictionary(d)
		if err != nil || info.ID() != uint32(i+1) {
			t.Errorf("dictionary %d: number %d, %v", i+1, info.ID(), err)
		}
	}
}

func testCodec(t testing.TB) *codec {
	t.Helper()
	c, err := newCodec()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// Records of every form are read, and new ones name their dictionary.
func TestRecordForms(t *testing.T) {
	c := testCodec(t)
	line := samples(t, 7, 1)[0]
	now, err := c.encode("vidu.vn", 5, line)
	if err != nil {
		t.Fatal(err)
	}
	short, err := c.encode("vidu.vn", 5, []byte(`{"id":"a:1"}`))
	if err != nil {
		t.Fatal(err)
	}
	e, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	before := append([]byte("z\x00\x00\x00\x00\x00\x00\x00\x05vidu.vn\x00"), e.EncodeAll(line, nil)...)
	for name, v := range map[string]struct {
		value []byte
		form  byte
		line  string
	}{
		"with a dictionary": {now, 'd', string(line)},
		"before there were": {before, 'z', string(line)},
		"short":             {short, 'j', `{"id":"a:1"}`},
	} {
		r, err := split(v.value)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		got, err := c.line(r)
		if err != nil || string(got) != v.line || r.form != v.form || r.n != 5 || r.host != "vidu.vn" {
			t.Errorf("%s: form %c, number %d of %s, %d bytes, %v", name, r.form, r.n, r.host, len(got), err)
		}
		behind, err := c.appendLine([]byte("x"), r)
		if err != nil || string(behind) != "x"+v.line {
			t.Errorf("%s: appended %.40q, %v", name, behind, err)
		}
	}
	r, err := split(now)
	if err != nil {
		t.Fatal(err)
	}
	var h zstd.Header
	if err := h.Decode(r.body); err != nil || h.DictionaryID != uint32(len(dictionaries())) || !h.HasCheckSum {
		t.Errorf("the frame says %+v, %v", h, err)
	}
}

// A record of a later version is an error that says so.
func TestUnknownDictionary(t *testing.T) {
	later := bytes.Clone(dictionary1)
	later[4] = 99 // its number
	e, err := zstd.NewWriter(nil, zstd.WithEncoderDict(later))
	if err != nil {
		t.Fatal(err)
	}
	v := append([]byte("d\x00\x00\x00\x00\x00\x00\x00\x05vidu.vn\x00"), e.EncodeAll(samples(t, 7, 1)[0], nil)...)
	if _, _, err := testCodec(t).article(v); err == nil || !strings.Contains(err.Error(), "newer tintinh") {
		t.Errorf("%v", err)
	}
}

// On articles that it was not made from, the dictionary saves a sixth at least.
func TestDictionarySaves(t *testing.T) {
	c := testCodec(t)
	e, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	with, without := 0, 0
	for _, line := range samples(t, 99, 50) {
		v, err := c.encode("vidu.vn", 1, line)
		if err != nil {
			t.Fatal(err)
		}
		with, without = with+len(v), without+len(e.EncodeAll(line, nil))
	}
	if with > without*5/6 {
		t.Errorf("%d bytes with the dictionary, %d without", with, without)
	}
}

func BenchmarkCodec(b *testing.B) {
	c := testCodec(b)
	lines := samples(b, 3, 100)
	var values [][]byte
	size, stored := 0, 0
	for _, line := range lines {
		v, err := c.encode("vidu.vn", 1, line)
		if err != nil {
			b.Fatal(err)
		}
		values, size, stored = append(values, v), size+len(line), stored+len(v)
	}
	b.Run("encode", func(b *testing.B) {
		b.SetBytes(int64(size / len(lines)))
		for i := 0; b.Loop(); i++ {
			if _, err := c.encode("vidu.vn", 1, lines[i%100]); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(stored/len(lines)), "bytes/record")
	})
	b.Run("decode", func(b *testing.B) {
		b.SetBytes(int64(size / len(lines)))
		var buf []byte
		for i := 0; b.Loop(); i++ {
			r, err := split(values[i%100])
			if err == nil {
				buf, err = c.appendLine(buf[:0], r)
			}
			if err != nil {
				b.Fatal(err)
			}
		}
	})
}

package bolt

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
)

// The dictionaries that records are stored with may never change: those
// records could not be read.
func TestDictionariesAreForever(t *testing.T) {
	text, err := dictionaryText()
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		bytes []byte
		sum   string
	}{
		"first":            {dictionary1, "47b680fd5fb6c9f59fb7359f82ee08134c90cb5a4a07d44d756806cf81712bf0"},
		"second, its text": {text, "fa7c8595ea2b00e406ab966bc16075f8e24e2e56d1c5ba23ed7977a9807dde72"},
	} {
		sum := sha256.Sum256(c.bytes)
		if got := hex.EncodeToString(sum[:]); got != c.sum {
			t.Errorf("the %s dictionary is another one: %s", name, got)
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
	first, err := zstd.NewWriter(nil, zstd.WithEncoderDict(dictionary1))
	if err != nil {
		t.Fatal(err)
	}
	withFirst := append([]byte("d\x00\x00\x00\x00\x00\x00\x00\x05vidu.vn\x00"), first.EncodeAll(line, nil)...)
	before := append([]byte("z\x00\x00\x00\x00\x00\x00\x00\x05vidu.vn\x00"), e.EncodeAll(line, nil)...)
	for name, v := range map[string]struct {
		value []byte
		form  byte
		line  string
	}{
		"now":               {now, 'd', string(line)},
		"first dictionary":  {withFirst, 'd', string(line)},
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
	if err := h.Decode(r.body); err != nil || h.DictionaryID != textDictionary || !h.HasCheckSum {
		t.Errorf("the frame says %+v, %v", h, err)
	}
}

// Lines of any length come back: of less than the dictionary, of more than a
// block (128 KiB), of more than the window (1 MiB), and with nothing to compress.
func TestLongRecords(t *testing.T) {
	c := testCodec(t)
	random := rand.NewChaCha8([32]byte{1})
	for _, n := range []int{128, 1 << 10, 40 << 10, 127 << 10, 129 << 10, 1 << 20, 3<<20 + 7, 20 << 20} {
		noise := make([]byte, n)
		random.Read(noise)
		line := bytes.Join(samples(t, 3, 4), []byte(","))
		text := bytes.Repeat(line, n/len(line)+1)[:n]
		mixed := slices.Concat(text[:n/2], noise[:n-n/2])
		for name, line := range map[string][]byte{"noise": noise, "text": text, "mixed": mixed} {
			v, err := c.encode("vidu.vn", 1, line)
			if err != nil {
				t.Fatal(err)
			}
			r, err := split(v)
			if err != nil {
				t.Fatal(err)
			}
			if got, err := c.line(r); err != nil || !bytes.Equal(got, line) {
				t.Errorf("%s of %d bytes: %d bytes, %v", name, n, len(got), err)
			}
		}
	}
}

// A bit that fell over is an error, wherever it stood.
func TestDamagedRecord(t *testing.T) {
	c := testCodec(t)
	line := samples(t, 7, 1)[0]
	v, err := c.encode("vidu.vn", 5, line)
	if err != nil {
		t.Fatal(err)
	}
	start := bytes.IndexByte(v[9:], 0) + 10
	for bit := start * 8; bit < len(v)*8; bit++ {
		bad := bytes.Clone(v)
		bad[bit/8] ^= 1 << (bit % 8)
		r, err := split(bad)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := c.line(r); err == nil && !bytes.Equal(got, line) {
			t.Errorf("bit %d: %d bytes that were never stored", bit-start*8, len(got))
		}
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

// BenchmarkDecode compares records of the first dictionary, whose statistics
// the decoder has no fast loop for, with those of today.
func BenchmarkDecode(b *testing.B) {
	c := testCodec(b)
	first, err := zstd.NewWriter(nil, zstd.WithEncoderDict(dictionary1), zstd.WithEncoderLevel(zstd.SpeedFastest))
	if err != nil {
		b.Fatal(err)
	}
	lines := samples(b, 99, 100)
	encode := map[string]func(line []byte) ([]byte, error){
		"first": func(line []byte) ([]byte, error) {
			return first.EncodeAll(line, []byte("d\x00\x00\x00\x00\x00\x00\x00\x05vidu.vn\x00")), nil
		},
		"today": func(line []byte) ([]byte, error) { return c.encode("vidu.vn", 5, line) },
	}
	for name, encode := range encode {
		b.Run(name, func(b *testing.B) {
			var all []record
			size, packed := 0, 0
			for _, line := range lines {
				v, err := encode(line)
				if err != nil {
					b.Fatal(err)
				}
				r, err := split(v)
				if err != nil {
					b.Fatal(err)
				}
				all, size, packed = append(all, r), size+len(line), packed+len(r.body)
			}
			b.SetBytes(int64(size / len(all)))
			var buf []byte
			i := 0
			for b.Loop() {
				var err error
				if buf, err = c.appendLine(buf[:0], all[i%len(all)]); err != nil {
					b.Fatal(err)
				}
				i++
			}
			b.ReportMetric(float64(packed)/float64(len(all)), "bytes/record")
		})
	}
}

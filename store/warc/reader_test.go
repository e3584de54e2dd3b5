package warc

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// text is a record as other tools write it; eol is the line end of the header.
func text(kind, uri, block, eol string) string {
	return strings.Join([]string{"WARC/1.0", "WARC-Type: " + kind, "WARC-Target-URI: " + uri,
		"warc-date: 2019-05-06T07:08:09Z", "Content-Type: application/http;msgtype=response",
		fmt.Sprintf("content-length:%d", len(block)), "", block}, eol) + "\r\n\r\n"
}

func zipped(parts ...string) []byte {
	var b bytes.Buffer
	for _, p := range parts {
		z := gzip.NewWriter(&b)
		io.WriteString(z, p)
		z.Close()
	}
	return b.Bytes()
}

func deflated(s string) string {
	var b bytes.Buffer
	z, _ := flate.NewWriter(&b, flate.BestSpeed)
	io.WriteString(z, s)
	z.Close()
	return b.String()
}

func zlibbed(s string) string {
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	io.WriteString(z, s)
	z.Close()
	return b.String()
}

// found is what a test sees of one Next.
type found struct {
	URL            string
	Body           string
	Offset, Length int64
	Err            string
}

func scan(t *testing.T, name string, data []byte) []found {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	r, err := OpenFile(path)
	if err != nil {
		return []found{{Err: strings.ReplaceAll(err.Error(), path, "FILE")}}
	}
	defer r.Close()
	var out []found
	for {
		rec, err := r.Next()
		var d *Damage
		switch {
		case err == io.EOF:
			return out
		case errors.As(err, &d):
			out = append(out, found{Offset: d.Offset, Err: d.Err.Error()})
		case err != nil:
			t.Fatal(err)
		default:
			_, _, body, err := rec.Response()
			f := found{URL: rec.URL, Body: string(body), Offset: rec.Offset, Length: rec.Length}
			if err != nil {
				f.Err = err.Error()
			}
			out = append(out, f)
		}
	}
}

func TestForeignLayouts(t *testing.T) {
	const u, v = "http://daimau.example/a", "http://daimau.example/b"
	ok := "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
	a, b := text("response", u, ok+"mưa", "\r\n"), text("response", v, ok+"nắng", "\r\n")
	la, lb := int64(len(a)), int64(len(b))
	za, zb := zipped(a), zipped(b)
	zla, zlb := int64(len(za)), int64(len(zb))
	both := []found{{u, "mưa", 0, zla, ""}, {v, "nắng", zla, zlb, ""}}
	lf := text("response", "<"+u+">", "HTTP/1.0 200\nContent-Type: text/html\n\nmưa", "\n")
	half := len(a) / 2
	split := append(zipped(a[:half]), zipped(a[half:])...)
	broken := bytes.Clone(za)
	broken[len(broken)-6] ^= 1 // checksum
	short := strings.Replace(a, "content-length:", "content-length:9", 1)
	small := strings.Replace(a, fmt.Sprint(len(ok)+4), fmt.Sprint(len(ok)), 1)

	for _, c := range []struct {
		name string
		data []byte
		want []found
	}{
		{"plain.warc", []byte(a + b), []found{{u, "mưa", 0, la, ""}, {v, "nắng", la, lb, ""}}},
		{"wrong name.warc.gz", []byte(a), []found{{u, "mưa", 0, la, ""}}},
		{"member each.warc.gz", append(za, zb...), both},
		{"name without gz.warc", append(za, zb...), both},
		{"zeros behind.warc.gz", append(append(bytes.Clone(za), zb...), 0, 0, 0), both},
		{"one member.warc.gz", zipped(a + b), []found{{u, "mưa", 0, -1, ""}, {v, "nắng", -1, -1, ""}}},
		{"split record.warc.gz", append(bytes.Clone(split), zb...), []found{{u, "mưa", 0, int64(len(split)), ""}, {v, "nắng", int64(len(split)), zlb, ""}}},
		{"empty members.warc.gz", append(append(zipped("", "\r\n"), za...), zipped("")...), []found{{u, "mưa", int64(len(zipped("", "\r\n"))), zla, ""}}},
		{"line feeds.warc", []byte("\n\n" + lf), []found{{u, "mưa", 2, int64(len(lf)), ""}}},
		{"no end.warc", []byte(strings.TrimRight(a, "\r\n")), []found{{u, "mưa", 0, la - 4, ""}}},
		{"empty.warc", nil, nil},
		{"empty.warc.gz", zipped(""), nil},
		{"folded.warc", []byte(strings.Replace(a, u, "\r\n\t"+u, 1)), []found{{u, "mưa", 0, la + 3, ""}}},
		{"html.warc", []byte("<html>"), []found{{Err: `no record begins here (want "WARC/"), found "<html>"`}}},
		{"zstd.warc.zst", []byte{0x28, 0xb5, 0x2f, 0xfd, 0}, []found{{Err: "read archive FILE: zstd is not read here; unpack it first: unzstd zstd.warc.zst"}}},

		{"torn.warc", []byte(a + b[:len(b)-6]), []found{{u, "mưa", 0, la, ""}, {Offset: la, Err: "unexpected EOF"}}},
		{"torn.warc.gz", append(bytes.Clone(za), zb[:len(zb)-1]...), []found{both[0], {Offset: zla, Err: "unexpected EOF"}}},
		{"checksum.warc.gz", append(bytes.Clone(broken), zb...), []found{{Err: "gzip: invalid checksum"}, both[1]}},
		{"rubbish between.warc.gz", append(append(bytes.Clone(za), "rác\x1f\x8b\x08"...), zb...), []found{both[0], {Offset: zla, Err: "gzip: invalid header"}, {v, "nắng", zla + 7, zlb, ""}}},
		{"rubbish between.warc", []byte(a + "rác\r\n" + b), []found{{u, "mưa", 0, la, ""}, {Offset: la, Err: `no record begins here (want "WARC/"), found "rác"`}, {v, "nắng", la + 6, lb, ""}}},
		{"length too large.warc", []byte(short + b), []found{{Err: "unexpected EOF"}, {v, "nắng", la + 1, lb, ""}}},
		{"length too large.warc.gz", append(zipped(short), zb...), []found{{Err: "unexpected EOF"}, {v, "nắng", int64(len(zipped(short))), zlb, ""}}},
		{"length too small.warc.gz", append(zipped(small), zb...), []found{{Err: `Content-Length is too small, "mưa\r" follows the block`}, {v, "nắng", int64(len(zipped(small))), zlb, ""}}},
		{"no length.warc", []byte(strings.Replace(a, "content-length", "x", 1)), []found{{Err: `Content-Length is "", want a number of bytes`}}},
		{"no type.warc", []byte(strings.Replace(a, "WARC-Type", "x", 1)), []found{{Err: "WARC-Type is missing"}}},
	} {
		if d := cmp.Diff(c.want, scan(t, c.name, c.data)); d != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, d)
		}
	}
}

func TestResponseForms(t *testing.T) {
	const page = "<p>Sáng nay trời nắng.</p>"
	for _, c := range []struct {
		name, kind, block, want, err string
	}{
		{"chunked", "response", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<p>Tr\r\n4;x=y\r\nời\r\n0\r\n\r\n", "<p>Trời", ""},
		{"chunked in name only", "response", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + page, page, ""},
		{"chunked cut short", "response", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n50\r\n<p>", "", "decode chunked: unexpected EOF"},
		{"gzip", "response", "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + string(zipped(page)), page, ""},
		{"gzip with padding", "response", "HTTP/1.1 200 OK\r\nContent-Encoding: x-gzip\r\n\r\n" + string(zipped(page)) + strings.Repeat("\x00", 12), page, ""},
		{"gzip in name only", "response", "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + page, page, ""},
		{"gzip cut short", "response", "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + string(zipped(page)[:20]), "", "decode gzip: unexpected EOF"},
		{"deflate", "response", "HTTP/1.1 200 OK\r\nContent-Encoding: deflate\r\n\r\n" + zlibbed(page), page, ""},
		{"raw deflate", "response", "HTTP/1.1 200 OK\r\nContent-Encoding: deflate\r\n\r\n" + deflated(page), page, ""},
		{"deflate in name only", "response", "HTTP/1.1 200 OK\r\nContent-Encoding: deflate\r\n\r\n" + page, page, ""},
		{"bomb", "response", "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + strings.Repeat(string(zipped(strings.Repeat("\x00", 1<<20))), MaxBody>>20+1), "", "decode gzip: too large to be held in memory"},
		{"brotli", "response", "HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n\r\nx", "", `content coding "br" is not read here, only gzip and deflate`},
		{"HTTP/2", "response", "HTTP/2 200\r\ncontent-type: text/html\r\n\r\n" + page, page, ""},
		{"line feeds", "response", "HTTP/1.1 200 OK\nno field\nContent-Type: text/html\n\n" + page, page, ""},
		{"no body", "response", "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n", "", ""},
		{"revisit", "revisit", "HTTP/1.1 304 Not Modified\r\nContent-Encoding: gzip\r\n\r\n", "", ""},
		{"revisit, bare", "revisit", "", "", ""},
		{"resource", "resource", page, page, ""},
		{"not HTTP", "response", page, "", `the block begins with "` + page + `", want an HTTP status line`},
		{"request", "request", "GET / HTTP/1.1\r\n\r\n", "", "holds no response"},
	} {
		rec := &Record{Type: c.kind, Block: []byte(c.block), URL: "u"}
		_, _, body, err := rec.Response()
		got := ""
		if err != nil {
			got = strings.TrimPrefix(err.Error(), c.kind+" record of u: ")
		}
		if string(body) != c.want || got != c.err {
			t.Errorf("%s: %.60q, %q; want %q, %q", c.name, body, got, c.want, c.err)
		}
	}
}

func TestLongBlock(t *testing.T) {
	a := text("response", "http://daimau.example/a", "HTTP/1.1 200 OK\r\n\r\n"+strings.Repeat("dài ", 1000), "\r\n")
	b := text("response", "http://daimau.example/b", "HTTP/1.1 200 OK\r\n\r\nngắn", "\r\n")
	for name, data := range map[string][]byte{"gzip": append(zipped(a), zipped(b)...), "plain": []byte(a + b)} {
		r, err := newReader(name, bytes.NewReader(data), int64(len(data)), 0)
		if err != nil {
			t.Fatal(err)
		}
		r.MaxBlock = 1000
		long, err := r.Next()
		if err != nil {
			t.Fatal(err)
		}
		if _, _, _, err := long.Response(); !errors.Is(err, ErrTooLarge) || !long.TooLarge || long.Block != nil {
			t.Errorf("%s: %v, block of %d bytes", name, err, len(long.Block))
		}
		if next, err := r.Next(); err != nil || next.URL != "http://daimau.example/b" {
			t.Errorf("%s: %v %v", name, next, err)
		}
	}
}

func TestReadAtWrongPlace(t *testing.T) {
	path, data, last := archive(t, t.TempDir(), 1)
	for _, offset := range []int64{-1, 1, last + 1, int64(len(data)), 1 << 40} {
		if rec, err := ReadAt(path, offset); err == nil {
			t.Errorf("offset %d: %v", offset, rec)
		}
	}
	if _, err := ReadAt(path+"x", 0); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("missing file: %v", err)
	}
	if _, err := OpenFile(filepath.Dir(path)); err == nil {
		t.Error("a directory was opened")
	}
}

func FuzzReader(f *testing.F) {
	a := text("response", "http://daimau.example/a", "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n"+string(zipped("mưa")), "\r\n")
	f.Add([]byte(a + a))
	f.Add(append(zipped(a), zipped(a)...))
	f.Add(zipped(a + a))
	f.Add(append(zipped(a[:40]), zipped(a[40:])...))
	f.Add(append(zipped(a), "rác\x1f\x8b\x08"...))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := newReader("fuzz", bytes.NewReader(data), int64(len(data)), 0)
		if err != nil {
			return
		}
		r.MaxBlock = 1 << 20
		last := int64(-1)
		for {
			rec, err := r.Next()
			var d *Damage
			switch {
			case err == io.EOF:
				return
			case errors.As(err, &d):
				if d.Offset <= last {
					t.Fatalf("damage at %d after %d: no headway", d.Offset, last)
				}
				last = d.Offset
				continue
			case err != nil:
				t.Fatal(err)
			}
			rec.Response()
			rec.Payload()
			rec.Fields()
			if rec.Offset >= 0 && rec.Length >= 0 {
				again, err := newReader("fuzz", bytes.NewReader(data), int64(len(data)), rec.Offset)
				if err != nil {
					t.Fatal(err)
				}
				again.MaxBlock = r.MaxBlock
				got, err := again.Next()
				if err != nil || cmp.Diff(rec, got) != "" {
					t.Fatalf("record at %d read again: %v %v", rec.Offset, got, err)
				}
			}
		}
	})
}

func BenchmarkWrite(b *testing.B) {
	w, err := Open(b.TempDir(), Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer w.Close()
	x := page(1)
	x.Body = bytes.Repeat([]byte("<p>Nước sông dâng chậm, bà con yên tâm gặt nốt vụ.</p>\n"), 700) // about 50 KiB
	b.SetBytes(int64(len(x.Body)))
	for b.Loop() {
		if _, err := w.Write(x); err != nil {
			b.Fatal(err)
		}
	}
}

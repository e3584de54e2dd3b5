package warc

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var day = time.Date(2026, 3, 14, 8, 15, 30, 123456000, time.UTC)

// page is an exchange with a body of its own.
func page(n int) Exchange {
	return Exchange{
		URL:            fmt.Sprintf("https://baovidu.example/tin-tuc/1/%d/mua-lua-moi", n),
		RequestHeader:  http.Header{"User-Agent": {"tintinh/1.0 (+mailto:ban-doc@baovidu.example)"}},
		Proto:          "HTTP/1.1",
		Status:         200,
		ResponseHeader: http.Header{"Content-Type": {"text/html; charset=utf-8"}, "Etag": {`"a1"`}},
		Body:           fmt.Appendf(nil, "<p>Bà con xã Mẫu %d vào vụ gặt.</p>\r\n\r\nWARC/1.1\r\n", n),
		At:             day.Add(time.Duration(n) * time.Second),
		IP:             "192.0.2.7:443",
		Metadata:       map[string]string{"portal": "bao-vi-du", "kind": "article"},
	}
}

func open(t *testing.T, dir string, o Options) *Writer {
	t.Helper()
	if o.Now == nil {
		o.Now = func() time.Time { return day }
	}
	w, err := Open(dir, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	})
	return w
}

func write(t *testing.T, w *Writer, x Exchange) Ref {
	t.Helper()
	ref, err := w.Write(x)
	if err != nil {
		t.Fatal(err)
	}
	return ref
}

// all reads a file to its end; damage fails the test.
func all(t *testing.T, path string) []*Record {
	t.Helper()
	r, err := OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var recs []*Record
	for {
		rec, err := r.Next()
		if err == io.EOF {
			return recs
		}
		if err != nil {
			t.Fatal(err)
		}
		recs = append(recs, rec)
	}
}

func types(recs []*Record) []string {
	var s []string
	for _, r := range recs {
		s = append(s, r.Type)
	}
	return s
}

func TestRoundTrip(t *testing.T) {
	dir := t.TempDir()
	w := open(t, dir, Options{Software: "tintinh/test", Operator: "Toà soạn Báo Ví Dụ", Robots: "obey"})
	x := page(7)
	ref := write(t, w, x)
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	if want := "tintinh-20260314-081530-00000.warc.gz"; ref.File != want {
		t.Errorf("file %s, want %s", ref.File, want)
	}
	path := filepath.Join(dir, ref.File)
	recs := all(t, path)
	if got := types(recs); !slices.Equal(got, []string{"warcinfo", "response", "request", "metadata"}) {
		t.Fatalf("records %v", got)
	}

	rec, err := ReadAt(path, ref.Offset)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(recs[1], rec); d != "" {
		t.Errorf("ReadAt differs from Next (-next +at):\n%s", d)
	}
	if rec.Length != ref.Length || rec.Offset != ref.Offset {
		t.Errorf("at %d+%d, want %d+%d", rec.Offset, rec.Length, ref.Offset, ref.Length)
	}
	want := map[string]string{
		"Warc-Type": "response", "Warc-Date": "2026-03-14T08:15:37.123456Z", "Warc-Target-Uri": x.URL,
		"Warc-Ip-Address": "192.0.2.7", "Content-Type": "application/http; msgtype=response",
		"Warc-Payload-Digest": PayloadDigest(x.Body), "Warc-Block-Digest": PayloadDigest(rec.Block),
		"Content-Length": fmt.Sprint(len(rec.Block)), "Warc-Record-Id": rec.ID,
	}
	got := map[string]string{}
	for k := range rec.Header {
		got[k] = rec.Header.Get(k)
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("named fields (-want +got):\n%s", d)
	}
	if !rec.At.Equal(x.At) || rec.URL != x.URL {
		t.Errorf("at %v %s", rec.At, rec.URL)
	}
	status, h, body, err := rec.Response()
	if err != nil || status != 200 || !bytes.Equal(body, x.Body) {
		t.Errorf("response %d %q %v", status, body, err)
	}
	if d := cmp.Diff(x.ResponseHeader, h); d != "" {
		t.Errorf("header (-want +got):\n%s", d)
	}
	for _, r := range recs[2:] {
		if r.Header.Get("WARC-Concurrent-To") != rec.ID {
			t.Errorf("%s is concurrent to %s, want %s", r.Type, r.Header.Get("WARC-Concurrent-To"), rec.ID)
		}
	}
	wantReq := "GET /tin-tuc/1/7/mua-lua-moi HTTP/1.1\r\nHost: baovidu.example\r\n" +
		"User-Agent: tintinh/1.0 (+mailto:ban-doc@baovidu.example)\r\n\r\n"
	if string(recs[2].Block) != wantReq {
		t.Errorf("request %q, want %q", recs[2].Block, wantReq)
	}
	meta, err := recs[3].Fields()
	if d := cmp.Diff(x.Metadata, meta); d != "" || err != nil {
		t.Errorf("metadata %v (-want +got):\n%s", err, d)
	}
	info, err := recs[0].Fields()
	if d := cmp.Diff(map[string]string{
		"format": "WARC File Format 1.1", "conformsTo": conformsTo, "software": "tintinh/test",
		"operator": "Toà soạn Báo Ví Dụ", "robots": "obey",
	}, info); d != "" || err != nil {
		t.Errorf("warcinfo %v (-want +got):\n%s", err, d)
	}
}

func TestRevisit(t *testing.T) {
	dir := t.TempDir()
	w := open(t, dir, Options{})
	first := page(1)
	write(t, w, first)

	unchanged := page(1)
	unchanged.Status, unchanged.Body = 304, nil
	unchanged.Revisit = &Revisit{At: first.At, Digest: PayloadDigest(first.Body)}
	same := page(2)
	same.Body = first.Body
	same.Revisit = &Revisit{URL: first.URL, At: first.At}

	for _, c := range []struct {
		x       Exchange
		profile string
		status  int
	}{
		{unchanged, "http://netpreserve.org/warc/1.1/revisit/server-not-modified", 304},
		{same, "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest", 200},
	} {
		ref := write(t, w, c.x)
		rec, err := ReadAt(filepath.Join(dir, ref.File), ref.Offset)
		if err != nil {
			t.Fatal(err)
		}
		got := []string{rec.Type, rec.URL, rec.Header.Get("WARC-Profile"), rec.Header.Get("WARC-Payload-Digest"),
			rec.Header.Get("WARC-Refers-To-Target-URI"), rec.Header.Get("WARC-Refers-To-Date")}
		want := []string{"revisit", c.x.URL, c.profile, PayloadDigest(first.Body), first.URL, "2026-03-14T08:15:31.123456Z"}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("revisit (-want +got):\n%s", d)
		}
		status, h, body, err := rec.Response()
		if status != c.status || h.Get("Etag") != `"a1"` || body != nil || err != nil {
			t.Errorf("response %d %v %q %v", status, h, body, err)
		}
	}
}

// What the transport has removed may not stay in the header as if it were there.
func TestHeaderFitsBody(t *testing.T) {
	dir := t.TempDir()
	w := open(t, dir, Options{})
	for name, c := range map[string]struct{ in, want http.Header }{
		"chunked": {http.Header{"Transfer-Encoding": {"chunked"}}, http.Header{"X-Crawler-Transfer-Encoding": {"chunked"}}},
		"length":  {http.Header{"Content-Length": {"999"}}, http.Header{"Content-Length": {"3"}, "X-Crawler-Content-Length": {"999"}}},
		"fits":    {http.Header{"Content-Length": {"3"}}, http.Header{"Content-Length": {"3"}}},
		"injected": {http.Header{"X-Title": {"a\r\nSet-Cookie: b\n\nc\x00"}},
			http.Header{"X-Title": {"a  Set-Cookie: b  c"}}},
	} {
		x := page(1)
		x.ResponseHeader, x.Body, x.Proto = c.in, []byte("abc"), "HTTP/2.0"
		ref := write(t, w, x)
		rec, err := ReadAt(filepath.Join(dir, ref.File), ref.Offset)
		if err != nil {
			t.Fatal(err)
		}
		_, h, body, err := rec.Response()
		if d := cmp.Diff(c.want, h); d != "" || string(body) != "abc" || err != nil {
			t.Errorf("%s: %q %v (-want +got):\n%s", name, body, err, d)
		}
		if !bytes.HasPrefix(rec.Block, []byte("HTTP/1.1 200 OK\r\n")) || rec.Header.Get("WARC-Protocol") != "h2" {
			t.Errorf("%s: %.30q, WARC-Protocol %q", name, rec.Block, rec.Header.Get("WARC-Protocol"))
		}
	}
}

func TestRefused(t *testing.T) {
	dir := t.TempDir()
	w := open(t, dir, Options{})
	for name, breakIt := range map[string]func(*Exchange){
		"relative":  func(x *Exchange) { x.URL = "/tin-tuc" },
		"scheme":    func(x *Exchange) { x.URL = "file:///etc/passwd" },
		"control":   func(x *Exchange) { x.URL = "https://baovidu.example/a\r\nWARC-Type: x" },
		"time":      func(x *Exchange) { x.At = time.Time{} },
		"status":    func(x *Exchange) { x.Status = 0 },
		"method":    func(x *Exchange) { x.Method = "GET /" },
		"truncated": func(x *Exchange) { x.Truncated = "cut" },
		"address":   func(x *Exchange) { x.IP = "baovidu.example" },
		"metadata":  func(x *Exchange) { x.Metadata = map[string]string{"a: b": "c"} },
		"revisit":   func(x *Exchange) { x.Revisit = &Revisit{} },
	} {
		x := page(1)
		breakIt(&x)
		if ref, err := w.Write(x); err == nil {
			t.Errorf("%s: written at %v", name, ref)
		}
	}
	if files, err := list(dir); err != nil || len(files) != 0 {
		t.Errorf("files %v %v, want none", files, err)
	}
}

func TestConcurrentWriters(t *testing.T) {
	dir := t.TempDir()
	w := open(t, dir, Options{MaxSize: 20 << 10})
	const workers, each = 8, 25
	refs := make([]Ref, workers*each)
	var wg sync.WaitGroup
	for i := range workers {
		wg.Go(func() {
			for j := range each {
				n := i*each + j
				ref, err := w.Write(page(n))
				if err == nil {
					err = w.Flush()
				}
				if err != nil {
					t.Error(err)
				}
				refs[n] = ref
			}
		})
	}
	wg.Wait()
	records := 0
	files, err := list(dir)
	if err != nil || len(files) < 3 {
		t.Fatalf("files %v %v, want several", files, err)
	}
	for _, f := range files {
		records += len(all(t, filepath.Join(dir, f.name))) - 1
	}
	if want := 3 * workers * each; records != want {
		t.Errorf("%d records, want %d", records, want)
	}
	for n, ref := range refs {
		rec, err := ReadAt(filepath.Join(dir, ref.File), ref.Offset)
		if err != nil {
			t.Fatal(err)
		}
		if _, _, body, err := rec.Response(); err != nil || !bytes.Equal(body, page(n).Body) || rec.Length != ref.Length {
			t.Errorf("page %d: %q %v", n, body, err)
		}
	}
}

func TestRotation(t *testing.T) {
	dir := t.TempDir()
	now := day
	w := open(t, dir, Options{Prefix: "mau", MaxSize: 1 << 20, Now: func() time.Time { return now }})
	write(t, w, page(1))
	now = now.Add(24 * time.Hour)
	second := write(t, w, page(2))
	if want := "mau-20260315-081530-00001.warc.gz"; second.File != want {
		t.Errorf("the next day's file is %s, want %s", second.File, want)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(page(3)); err == nil {
		t.Error("written after Close")
	}

	now = now.Add(time.Hour)
	w = open(t, dir, Options{Prefix: "mau", MaxSize: 1 << 20, Now: func() time.Time { return now }})
	third := write(t, w, page(3))
	if third.File != second.File || third.Offset <= second.Offset || w.Repaired != nil {
		t.Errorf("the same day goes on at %v (%v), want in %s", third, w.Repaired, second.File)
	}
	if got := types(all(t, filepath.Join(dir, third.File))); len(got) != 7 {
		t.Errorf("records %v", got)
	}
	// A name that is taken is passed over.
	w2 := open(t, dir, Options{Prefix: "khac", Now: func() time.Time { return now }})
	taken := filepath.Join(dir, newName("khac", now, 0))
	if err := os.WriteFile(taken, []byte("của người khác"), 0o600); err != nil {
		t.Fatal(err)
	}
	if ref := write(t, w2, page(4)); ref.File != newName("khac", now, 1) {
		t.Errorf("file %s", ref.File)
	}
}

func TestOneWriter(t *testing.T) {
	dir := t.TempDir()
	w := open(t, dir, Options{})
	if _, err := Open(dir, Options{}); !errors.Is(err, ErrBusy) {
		t.Errorf("second Open: %v, want ErrBusy", err)
	}
	open(t, dir, Options{Prefix: "khac"}) // another prefix is another archive
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	open(t, dir, Options{})
}

// A file that takes no more bytes: the error is told, and what was there stays.
func TestFailedAppend(t *testing.T) {
	dir := t.TempDir()
	w := open(t, dir, Options{})
	first := write(t, w, page(1))
	path := filepath.Join(dir, first.File)
	good := w.size
	w.mu.Lock()
	writable := w.f
	readOnly, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	w.f = readOnly
	w.mu.Unlock()
	for range 2 {
		if _, err := w.Write(page(2)); err == nil {
			t.Fatal("written to a read-only file")
		}
	}
	if info, err := os.Stat(path); err != nil || info.Size() != good {
		t.Errorf("size %d %v, want %d", info.Size(), err, good)
	}
	if err := w.Close(); err == nil {
		t.Error("Close says nothing of the broken file")
	}
	if err := writable.Close(); err != nil {
		t.Fatal(err)
	}
	if got := types(all(t, path)); len(got) != 4 {
		t.Errorf("records %v", got)
	}
}

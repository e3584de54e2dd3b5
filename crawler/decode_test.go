package crawler

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"testing/iotest"
)

// What a body says of its length saves growing, and is not believed further.
func TestBodyThatSaysItsLength(t *testing.T) {
	for _, c := range []struct{ said, size, limit, held int64 }{
		{said: 70_000, size: 70_000, limit: 5 << 20, held: 70_001},
		{said: 70_000, size: 10, limit: 5 << 20, held: 70_001},
		{said: 10, size: 70_000, limit: 5 << 20, held: 128 << 10},
		{said: 1 << 40, size: 70_000, limit: 5 << 20, held: freeBody},
		{said: 1 << 40, size: 70_000, limit: 1 << 10, held: 1<<10 + 1},
		{said: -1, size: 10, limit: 5 << 20, held: 32 << 10},
	} {
		sent := bytes.Repeat([]byte("tin "), int(c.size)/4+1)[:c.size]
		b := body{limit: c.limit, said: c.said}
		if err := b.fill(iotest.DataErrReader(bytes.NewReader(sent))); err != nil {
			t.Fatal(err)
		}
		if want := sent[:min(c.size, c.limit+1)]; !bytes.Equal(b.bytes, want) {
			t.Errorf("%+v: %d bytes came", c, len(b.bytes))
		}
		if int64(cap(b.bytes)) != c.held {
			t.Errorf("%+v: %d bytes are held", c, cap(b.bytes))
		}
	}
}

// Readers are used again: what one page left in them is not in the next.
func TestDecoderIsUsedAgain(t *testing.T) {
	var d decoder
	pages := []string{strings.Repeat("Tỉnh Thái Bình. ", 5000), "một", "", strings.Repeat("đê điều ", 300)}
	for i := range 12 {
		page := pages[i%len(pages)]
		raw := zipped(page)
		if i%3 == 2 {
			if _, err := d.decode(raw[:len(raw)-5], []string{"gzip"}, 1<<20, nil); err == nil {
				t.Error("a body that breaks off was taken for whole")
			}
		}
		got, err := d.decode(raw, []string{"gzip"}, 1<<20, nil)
		if err != nil || string(got) != page {
			t.Fatalf("page %d: %d bytes instead of %d, error %v", i, len(got), len(page), err)
		}
	}
}

func BenchmarkDecode(b *testing.B) {
	var page strings.Builder
	for i := range 1500 {
		fmt.Fprintf(&page, "<p class=\"muc-%d\">Ngày %d, xã Đông Hải họp bàn về %d hộ dân.</p>\n", i%7, i%28+1, i*i%97)
	}
	var d decoder
	raw := zipped(page.String())
	b.SetBytes(int64(page.Len()))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := d.decode(raw, []string{"gzip"}, 8<<20, nil); err != nil {
			b.Fatal(err)
		}
	}
}

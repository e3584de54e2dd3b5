package extract

import (
	"bytes"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
)

// A line is one line to every reader, and steers no terminal.
func TestLine(t *testing.T) {
	a := &Article{Schema: 1, ID: "bao-vi-du:1", Portal: "bao-vi-du", URL: "https://vi.example/1",
		Title: "Giá <b>lúa</b> & “ổn định” – tăng…",
		Text:  "một\u2028hai\u2029ba\u0085bốn\x00năm\x1b[31m\x7f sáu\u009b31m bảy\u202e tám\u2066\u200f\u061c chín\r\n\v\f"}
	line, err := a.Line()
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(line, []byte(`"Giá <b>lúa</b> & “ổn định” – tăng…"`)) {
		t.Errorf("what needs no escape is escaped: %s", line)
	}
	want := `"text":"một\u2028hai\u2029ba\u0085bốn\u0000năm\u001b[31m\u007f sáu\u009b31m bảy\u202e tám\u2066\u200f\u061c chín\r\n\u000b\f"`
	if !bytes.Contains(line, []byte(want)) {
		t.Errorf("%s\nwant %s", line, want)
	}
	if i := strings.IndexFunc(string(line), func(r rune) bool {
		return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\u2028' || r == '\u2029'
	}); i >= 0 {
		t.Errorf("a control character stands at byte %d: %q", i, line[i:])
	}
	back, err := ParseLine(line)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(a, back); d != "" {
		t.Errorf("there and back (-want +got):\n%s", d)
	}
}

func BenchmarkLine(b *testing.B) {
	a := &Article{ID: "bao-vi-du:1", Text: strings.Repeat("Sáng nay, “trạm bơm” chạy thử – nước về đều… ", 100)}
	for b.Loop() {
		line, err := a.Line()
		if err != nil {
			b.Fatal(err)
		}
		b.SetBytes(int64(len(line)))
	}
}

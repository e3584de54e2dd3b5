package store

import (
	"maps"
	"testing"
)

func TestCursorRoundTrip(t *testing.T) {
	for _, c := range []Cursor{{}, {"vidu.vn": 1}, {"vidu.vn": 1<<64 - 1, "mau.vn:8080": 0}} {
		got, err := ParseCursor(c.String())
		if err != nil || !maps.Equal(got, c) {
			t.Errorf("%v came back as %v, %v", c, got, err)
		}
	}
	if c, err := ParseCursor(""); err != nil || c == nil || len(c) != 0 {
		t.Errorf(`"" gives %v, %v`, c, err)
	}
}

func FuzzParseCursor(f *testing.F) {
	for _, s := range []string{"", "e30", Cursor{"vidu.vn": 12}.String(), "bnVsbA", "{}", "eyJhIjotMX0", "W10"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c, err := ParseCursor(s)
		if err != nil {
			return
		}
		if c == nil {
			t.Fatalf("%q gives a nil cursor without an error", s)
		}
		again, err := ParseCursor(c.String())
		if err != nil || !maps.Equal(again, c) {
			t.Fatalf("%v came back as %v, %v", c, again, err)
		}
	})
}

package vntext

import (
	"strings"
	"testing"
	"unicode"
)

// TestSuspicious: what is told by bytes is what is told character by character.
func TestSuspicious(t *testing.T) {
	slow := func(s string) (n int) {
		var lead, small bool
		for _, c := range s {
			switch {
			case strings.ContainsRune("ÃÄÅÆÂĂ", c):
				if small {
					n++
				}
				lead = true
			case c == 'á' || c == 'â':
				lead = true
			default:
				if lead && c >= 0x80 {
					n++
				}
				lead = false
			}
			small = unicode.IsLower(c)
		}
		return n
	}
	parts := []string{"Ã", "Ä", "Å", "Æ", "Â", "Ă", "á", "â", "ă", "à", "ế", "a", "A", " ", "»", "\u0083", "\xc3", "\xc4", "\xff", "\xe1", "中", "😀"}
	found := 0
	for _, a := range parts {
		for _, b := range parts {
			for _, c := range parts {
				s := a + b + c
				if got, want := suspicious(s), slow(s); got != want {
					t.Errorf("%+q has %d signs, want %d", s, got, want)
				} else {
					found += got
				}
			}
		}
	}
	if found < 5000 {
		t.Errorf("only %d signs in all", found)
	}
}

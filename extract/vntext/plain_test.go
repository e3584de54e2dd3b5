package vntext

import (
	"testing"
)

// TestPlainShadow: one pass over plain text makes what the tables make,
// character by character, for every character, every syllable with its tone on
// each vowel, and in capitals.
func TestPlainShadow(t *testing.T) {
	texts := []string{prose, "", " ", "a\nb\r\tc", "ươ ướt ƯỚT Thuở thuở hươu khuya khuỷu", "qúa gìa 30/12 Covid19 x2y m²"}
	for c := rune(1); c < 0x3000; c++ {
		texts = append(texts, string(c), "a"+string(c)+"b", "hoà"+string(c)+"thuỷ")
	}
	for _, word := range everySyllable() {
		s, _ := parse(word)
		for i, c := range s.letters[:s.n] {
			if letterOf(c).tone != noVowel && s.tone != level {
				letters := []rune(string(s.letters[:s.n]))
				letters[i] = withTone(c, s.tone)
				texts = append(texts, string(letters))
			}
		}
	}
	plain := 0
	for _, s := range texts {
		b, ok := plainShadow(s)
		if ok {
			plain++
		}
		if got, want := string(b), cleanShadow(s); ok && got != want {
			t.Errorf("plain Shadow of %q is %q, in full %q", s, got, want)
		}
	}
	if plain < 25_000 {
		t.Errorf("only %d of %d texts are plain", plain, len(texts))
	}
}

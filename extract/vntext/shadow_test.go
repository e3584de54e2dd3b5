package vntext

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestShadow(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"Hoà Bình – HÒA BÌNH", "hòa bình hòa bình"},
		{"thuỷ thủy khoẻ khỏe", "thủy thủy khỏe khỏe"},
		{"quý qúy quà qùa quỳnh", "quý quý quà quà quỳnh"},
		{"già gìa giếng gíêng gì gìn", "già già giếng giếng gì gìn"},
		{"tòan hoàn thủyên truờng", "toàn hoàn thuyển truờng"},
		{"ngoẹo khuỷu oái òa uỷ", "ngoẹo khuỷu oái òa ủy"},
		{"mía mùa được nước tiến tuyết", "mía mùa được nước tiến tuyết"},
		{"goòng moóc", "goòng moóc"},
		{"Đắk Lắk: 66.032 cuộc, tăng 3,2%", "đắk lắk 66 032 cuộc tăng 3 2"},
		{"th\u00adông\u200b tin<_o3a_p>", "thông tin"},
		{"UBND-HĐND", "ubnd hđnd"},
		{"Café São Tomé", "café são tomé"},
		{"Tie\u0302\u0301ng", "tiếng"},
		{"“…” ?!", ""},
		{"今天 Covid19", "今天 covid19"},
	} {
		if got := Shadow(c.in); got != c.want {
			t.Errorf("Shadow(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}

func TestFold(t *testing.T) {
	for in, want := range map[string]string{
		"Đà Nẵng":              "da nang",
		"hoà bình":             "hoa binh",
		"Đường về xã được ướt": "duong ve xa duoc uot",
		"Café Ðà":              "cafe da",
		"今天":                   "今天",
		"ở ữ ẫ ặ ễ":            "o u a a e",
	} {
		if got := Fold(in); got != want {
			t.Errorf("Fold(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestSyllables(t *testing.T) {
	want := []string{"hòa", "bình", "30", "12", "2020"}
	if d := cmp.Diff(want, Syllables("Hoà Bình, 30/12/2020.")); d != "" {
		t.Error(d)
	}
	if got := Syllables(""); len(got) != 0 {
		t.Errorf("Syllables of nothing: %q", got)
	}
}

func TestTextHash(t *testing.T) {
	a, b, c := TextHash("Hoà Bình, ngày mới."), TextHash("HÒA BÌNH ngày\u00a0mới"), TextHash("Hòa Bình, ngày mai.")
	if a != b || a == c {
		t.Errorf("hashes %s %s %s: the first two must be the same, the third another", a, b, c)
	}
	if want := "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"; TextHash("") != want {
		t.Errorf("TextHash of nothing is %s", TextHash(""))
	}
}

// every Vietnamese syllable that the tables allow, with its tone in the old
// style.
func everySyllable() []string {
	var all []string
	onsets := strings.Split(" b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x", " ")
	for _, onset := range onsets {
		for r := range rimes {
			for tone := range uint8(6) {
				letters := []rune(r)
				letters[rimes[r].tone] = withTone(letters[rimes[r].tone], tone)
				if word := onset + string(letters); isSyllable(word) {
					all = append(all, word)
				}
			}
		}
	}
	return all
}

// TestOldStyle moves the tone of every syllable to each of its vowels: all of
// them have one Shadow.
func TestOldStyle(t *testing.T) {
	all := everySyllable()
	if len(all) < 10000 || len(all) > 20000 {
		t.Errorf("the tables allow %d syllables, which is not Vietnamese", len(all))
	}
	for _, word := range all {
		s, _ := parse(word)
		want := Shadow(word)
		for i, c := range s.letters[:s.n] {
			if letterOf(c).tone == noVowel || s.tone == level {
				continue
			}
			letters := []rune(string(s.letters[:s.n]))
			letters[i] = withTone(c, s.tone)
			if moved := string(letters); Shadow(moved) != want {
				t.Fatalf("%s: Shadow %s, of %s %s", moved, Shadow(moved), word, want)
			}
		}
	}
}

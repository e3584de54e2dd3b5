package vntext

import (
	"strings"
	"testing"
)

func TestLangOfLongTexts(t *testing.T) {
	english := "The provincial leaders met with the investors from Japan on Monday, and they agreed that the port will be built by the end of this year. "
	for name, c := range map[string]struct{ text, want string }{
		"Vietnamese":                       {strings.Repeat(prose, 10), "vi"},
		"cut inside a character":           {"ab" + strings.Repeat("ế ", 3000) + prose, "vi"},
		"English":                          {strings.Repeat(english, 40), "en"},
		"English under a Vietnamese title": {"Hội nghị xúc tiến đầu tư của tỉnh\n" + strings.Repeat(english, 40), "en"},
		"bare Vietnamese":                  {strings.Repeat("Hoi nghi tong ket cong tac nam cua tinh da dien ra sang nay. ", 60), "vi"},
	} {
		if got := Lang(c.text); got != c.want {
			t.Errorf("%s: Lang is %q, want %q", name, got, c.want)
		}
	}
	if plainlyVietnamese(strings.Repeat(english, 10)) || plainlyVietnamese(prose[:200]) || !plainlyVietnamese(strings.Repeat(prose, 3)) {
		t.Error("plainlyVietnamese must hold of long Vietnamese prose alone")
	}
}

// TestLatinAt: a letter told by its bytes is one of Latin script, for every
// character, and none reaches beyond the end of a text that was cut.
func TestLatinAt(t *testing.T) {
	told := 0
	for c := rune(1); c < 0x3000; c++ {
		s := string(c)
		n := latinAt(s, 0)
		if latin := (c <= 0x24F || 0x1E00 <= c && c <= 0x1EFF) && isWordRune(c); n > 0 && (!latin || n != len(s)) {
			t.Errorf("%q of %d bytes is a Latin letter of %d", c, len(s), n)
		}
		if n > 0 {
			told++
		}
		if n := latinAt(s[:len(s)-1]+"a", 0); len(s) > 1 && n > 0 {
			t.Errorf("the beginning of %q is a letter of %d bytes", c, n)
		}
	}
	if told < 52+120+90 {
		t.Errorf("only %d letters are told by their bytes", told)
	}
}

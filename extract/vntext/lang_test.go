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

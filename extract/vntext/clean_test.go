package vntext

import (
	"strings"
	"testing"
)

func TestClean(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"clean already", "Thái Bình: thêm 3 xã đạt chuẩn – “nông thôn mới”…", "Thái Bình: thêm 3 xã đạt chuẩn – “nông thôn mới”…"},
		{"empty", "", ""},
		{"only space", " \u00a0\t\n", ""},
		{"decomposed", "Tie\u0302\u0301ng Vie\u0323\u0302t", "Tiếng Việt"},
		{"tone before circumflex", "b\u0065\u0323\u0302nh", "bệnh"},
		{"windows-1258", "ti\u00ea\u0301ng", "tiếng"},
		{"deprecated tone marks", "a\u0340 a\u0341", "à á"},
		{"mark at a tag boundary", "Việ" + "\u200b" + "\u0301t", "Việ\u0301t"},
		{"mark behind a zero width", "Viê\u200b\u0323t", "Việt"},
		{"no-break and other spaces", "\u00a0Hà\u2003Nội\u3000\r\n nay\u2028mai\u0085", "Hà Nội nay mai"},
		{"zero width, soft hyphen, BOM", "\ufeffth\u00adông\u200b t\u2060in\u200c", "thông tin"},
		{"directional marks", "giá\u202e 5\u2066", "giá 5"},
		{"controls", "a\x00b\x1fc\u0080d", "abcd"},
		{"invalid bytes", "an\xff\xfe toàn", "an\uFFFD toàn"},
		{"joiner inside an emoji", "gia đình 👩\u200d👧 vui", "gia đình 👩\u200d👧 vui"},
		{"joiner with a selector", "❤️\u200d🔥", "❤️\u200d🔥"},
		{"joiner beside a letter", "gia\u200d đình 👩\u200d", "gia đình 👩"},
		{"bullets of Word", "\uf0b7 Mục một \uf0d8 Mục hai", "- Mục một - Mục hai"},
		{"debris of Word", "Báo cáo<_o3a_p></_o3a_p> quý<o:p></o:p>", "Báo cáo quý"},
		{"nested debris", "Báo<_o3a<_o3a_p>_p> cáo", "Báo cáo"},
		{"punctuation stays", "Ông nói : “ Tốt !”", "Ông nói : “ Tốt !”"},
		{"a sign that composes", "a <\u0338 b", "a ≮ b"},
		{"other languages stay", "今天 ឥឡូវ", "今天 ឥឡូវ"},
		{"eth stays", "Ðà Nẵng", "Ðà Nẵng"},
		{"old and new style stay", "hoà bình, hòa bình", "hoà bình, hòa bình"},
	} {
		if got := Clean(c.in); got != c.want {
			t.Errorf("%s: Clean(%+q) = %+q, want %+q", c.name, c.in, got, c.want)
		}
	}
}

func TestSpace(t *testing.T) {
	if got, want := Space(" Vie\u0302\u0323t\u00a0\u200b Nam\n"), "Vie\u0302\u0323t Nam"; got != want {
		t.Errorf("Space = %+q, want %+q: no Unicode form, no more", got, want)
	}
}

func TestEntities(t *testing.T) {
	for _, c := range []struct {
		in, want string
		changed  bool
	}{
		{"B&aacute;o Th&aacute;i B&igrave;nh", "Báo Thái Bình", true},
		{"C&#x1ED4;NG &#7853;", "CỔNG ậ", true},
		{"Q&amp;A về đất đai", "Q&A về đất đai", true},
		{"giá &lt; 5 triệu", "giá < 5 triệu", true},
		{"Q&A", "Q&A", false},
		{"?a=1&copy=2", "?a=1&copy=2", false},
		{"&khongco;", "&khongco;", false},
		{"dùng thẻ &lt;b&gt; để in đậm", "dùng thẻ &lt;b&gt; để in đậm", false},
		{"if (a &amp;&amp; b) { c(); }", "if (a &amp;&amp; b) { c(); }", false},
		{"&#xFFFFFFFFFF;", "&#xFFFFFFFFFF;", false},
	} {
		if got, changed := Entities(c.in); got != c.want || changed != c.changed {
			t.Errorf("Entities(%q) = %q, %v, want %q, %v", c.in, got, changed, c.want, c.changed)
		}
	}
}

func TestLookalike(t *testing.T) {
	for _, c := range []struct {
		in, want string
		n        int
	}{
		{"Ðà Nẵng phát ðộng thi đua", "Đà Nẵng phát động thi đua", 2},
		{"Ɖường phố", "Đường phố", 1},
		{"ðường", "đường", 1},
		{"UBNÐ tỉnh Thái Bình họp", "UBNĐ tỉnh Thái Bình họp", 1},
		{"Það er gott að vera hér", "Það er gott að vera hér", 0},
		{"ða", "ða", 0},
		{"Đà Nẵng", "Đà Nẵng", 0},
	} {
		if got, n := Lookalike(c.in); got != c.want || n != c.n {
			t.Errorf("Lookalike(%q) = %q, %d, want %q, %d", c.in, got, n, c.want, c.n)
		}
	}
}

// TestCleanPlain: one pass over plain text makes what the steps make, for every
// character in every place, and for white space of every kind.
func TestCleanPlain(t *testing.T) {
	texts := []string{prose, " " + prose + "\n", strings.ReplaceAll(prose, " ", "\u00a0 "), strings.ReplaceAll(prose, ", ", ",\r\n\t"), "a  b c", "a b\u00a0", "\u00a0", "a\n", "\xc2", "\xe1\xba", "ệ\xe1", "b\xe2\x80", "a \xc3"}
	for c := rune(1); c < 0x3100; c++ {
		texts = append(texts, string(c), "a"+string(c)+"b", " a "+string(c)+" ", "ệ"+string(c))
	}
	plain := 0
	for _, s := range texts {
		got, ok := cleanPlain(s)
		if ok {
			plain++
		}
		if want := cleanAny(s); ok && got != want {
			t.Errorf("Clean of %q in one pass is %q, in full %q", s, got, want)
		}
	}
	if plain < 2500 {
		t.Errorf("only %d of %d texts are plain", plain, len(texts))
	}
}

package vntext

import (
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

var seeds = []string{
	prose, "Tie\u0302\u0301ng Vie\u0323\u0302t", "a\u200b\u0301 \u00a0\ufeff", "👩\u200d👧", "\xff\xfeabc", "Báo<_o3a<_o3a_p>_p>",
	"B&aacute;o &#7853;", "Bé T- ph¸p", "Xin chaøo caùc baïn", "Tiáº¿ng Viá»‡t", "Ðà Nẵng", "<\u0338", "İSTANBUL", "J\u030c", "\U000e0001", "hoà thuỷ qúy gìa", "Bé T\u00ad ph¸p", "n\u00adíc s\u00ad", "Xin chaøo caùo ca\xc3\x10n",
}

func FuzzClean(f *testing.F) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		clean := Clean(s)
		if !utf8.ValidString(clean) || !norm.NFC.IsNormalString(clean) || Clean(clean) != clean || strings.TrimSpace(clean) != clean {
			t.Errorf("Clean(%+q) = %+q, Clean of it %+q", s, clean, Clean(clean))
		}
		shadow := Shadow(s)
		if Shadow(clean) != shadow || Shadow(shadow) != shadow {
			t.Errorf("Shadow(%+q) = %+q, of Clean %+q, of itself %+q", s, shadow, Shadow(clean), Shadow(shadow))
		}
		if slow := cleanAny(s); slow != clean {
			t.Errorf("Clean(%+q) = %+q, step by step %+q", s, clean, slow)
		}
		if slow := cleanShadow(s); slow != shadow {
			t.Errorf("Shadow(%+q) = %+q, in full %+q", s, shadow, slow)
		}
		if fold := Fold(s); Fold(shadow) != fold || !norm.NFC.IsNormalString(fold) {
			t.Errorf("Fold(%+q) = %+q, of Shadow %+q", s, fold, Fold(shadow))
		}
		if v := Vietnamese(s); v < 0 || v > 1 {
			t.Errorf("Vietnamese(%+q) = %v", s, v)
		}
		Lang(s)
	})
}

// FuzzRepair: a repair that is not made leaves the text alone, and one that is
// made keeps it valid.
func FuzzRepair(f *testing.F) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if text, _, ok := Legacy(s); !ok && text != s || ok && utf8.ValidString(s) && !utf8.ValidString(text) {
			t.Errorf("Legacy(%+q) = %+q, %v", s, text, ok)
		}
		if text, ok := FixMojibake(s); ok == (text == s) || ok && utf8.ValidString(s) && !utf8.ValidString(text) || ok && !Mojibake(s) {
			t.Errorf("FixMojibake(%+q) = %+q, %v", s, text, ok)
		}
		if text, changed := Entities(s); changed == (text == s) {
			t.Errorf("Entities(%+q) = %+q, %v", s, text, changed)
		}
		if text, n := Lookalike(s); n == 0 && text != norm.NFC.String(s) && text != s {
			t.Errorf("Lookalike(%+q) = %+q, %d", s, text, n)
		}
	})
}

func FuzzDecode(f *testing.F) {
	for _, s := range seeds {
		f.Add([]byte(s), "text/html; charset=windows-1258")
	}
	f.Add([]byte("\xff\xfe<\x00"), "")
	f.Add([]byte("<\x00p\x00>"), "text/html; charset=utf-16le")
	f.Add([]byte("<meta charset=gbk>\xc4\xe3\x81"), "text/html; charset=\"")
	f.Add([]byte("<meta charset=iso-2022-jp>\x1b$B"), ";;charset")
	f.Fuzz(func(t *testing.T, body []byte, contentType string) {
		d := Decode(body, contentType)
		if !utf8.Valid(d.Text) || d.Charset == "" || d.Source == "" || d.Replaced < 0 {
			t.Errorf("Decode(%q, %q) = %+v", body, contentType, d)
		}
		if utf8.Valid(body) && d.Charset == "utf-8" && strings.TrimPrefix(string(body), "\uFEFF") != string(d.Text) {
			t.Errorf("valid UTF-8 was changed: %q to %q", body, d.Text)
		}
	})
}

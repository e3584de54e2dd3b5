package vntext

import (
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"
)

// prose holds every Vietnamese letter that legacy fonts have, in words.
const prose = `Đảng bộ tỉnh lãnh đạo nhân dân đẩy mạnh sản xuất, xây dựng nông thôn mới; đời sống của bà con ở vùng sâu,
vùng xa được cải thiện rõ rệt. Những năm qua, cả xã vẫn giữ vững danh hiệu văn hóa, khuyến khích trẻ em đến trường,
hỗ trợ hộ nghèo, mở rộng đường nhựa, kéo điện về từng ngõ. Kỹ sư kể: lũ về, thủy lợi hỏng, nước ngập trắng đồng;
quỹ vì người nghèo quyên góp, cứu đói, giúp dân chẳng bỏ ruộng. ý kiến cử tri đã gửi; cỏ cũ, mẹ ẵm bé, kẻ sĩ nghĩ kĩ,
chữ viết, lẽ phải, ngõ nhỏ, phở bò, tỵ nạnh, huỳnh quang, thuở ấy, lễ hội, bỗng nhiên, sỡ hữu, lẳng lặng, chậm trễ.`

// inverse writes Unicode text as a font's text.
func inverse(convert func(string) string, codes []string, s string) string {
	var list []string
	for _, code := range codes {
		list = append(list, convert(code), code)
	}
	return strings.NewReplacer(list...).Replace(s)
}

func codesOf(name string) []string {
	var codes []string
	switch name {
	case TCVN3:
		codes = strings.Split(tcvn3Codes, "")
	case VNI:
		for i, s := range vniPairs() {
			if i%2 == 0 {
				codes = append(codes, s)
			}
		}
	case VISCII:
		for b := range 256 {
			if c := visciiRune(byte(b)); c != rune(b) || b >= 0x80 {
				codes = append(codes, string(runeOf(charmap.Windows1252, byte(b))))
			}
		}
	}
	return codes
}

func TestLegacyRoundTrip(t *testing.T) {
	for _, l := range legacies {
		t.Run(l.name, func(t *testing.T) {
			old := inverse(l.convert, codesOf(l.name), prose)
			if old == prose || strings.ContainsAny(old, "ếộữạ") {
				t.Fatalf("the inverse table is not complete: %q", old)
			}
			got, name, ok := Legacy(old)
			if !ok || name != l.name || got != prose {
				t.Errorf("%q\n%s %v\n got %q\nwant %q", old, name, ok, got, prose)
			}
		})
	}
}

// TestLegacyAlphabet: each encoding gives each letter that it has.
func TestLegacyAlphabet(t *testing.T) {
	small := strings.Join(vowels[:], "") + "đ"
	for _, l := range legacies {
		var all strings.Builder
		for _, code := range codesOf(l.name) {
			all.WriteString(l.convert(code))
		}
		want := small + strings.ToUpper(small)
		if l.name == TCVN3 {
			want = small + "ĂÂĐÊÔƠƯ" // its capitals with a tone are small letters of another font
		}
		for _, c := range want {
			if c >= 0x80 && !strings.ContainsRune(all.String(), c) {
				t.Errorf("%s has no %c", l.name, c)
			}
		}
	}
}

// TestLegacyAfterClean: fields are often clean before anybody asks for their
// encoding, and the ư of TCVN3 must not be lost by then.
func TestLegacyAfterClean(t *testing.T) {
	old := strings.ReplaceAll(inverse(fromTCVN3, codesOf(TCVN3), prose), "\n", " ")
	if got, _, _ := Legacy(Clean(old)); got != Clean(prose) {
		t.Errorf("got %q\nwant %q", got, Clean(prose))
	}
}

func TestLegacy(t *testing.T) {
	for _, c := range []struct{ in, want, encoding string }{
		{"Bé T- ph¸p", "Bộ Tư pháp", TCVN3},
		{"Bé T\u00ad ph¸p", "Bộ Tư pháp", TCVN3},
		{"nhµ m¸y ë Hµ-Néi", "nhà máy ở Hà-Nội", TCVN3},
		{"h-íng dÉn thi hµnh", "hướng dẫn thi hành", TCVN3},
		{"céng hoµ x· héi chñ nghÜa ViÖt Nam", "cộng hoà xã hội chủ nghĩa Việt Nam", TCVN3},
		{"Xin chaøo caùc baïn", "Xin chào các bạn", VNI},
		{"COÄNG HOØA XAÕ HOÄI CHUÛ NGHÓA VIEÄT NAM", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", VNI},
		{"Ủy ban nhân dân tỉnh", "", ""},
		{"Hà Giang, Cà Mau, Phú Yên", "", ""},
		{"Ban Tin Thanh Hoa", "", ""},
		{"Le président a reçu les délégués de São Tomé", "", ""},
		{"© 2020 Müller & Söhne, 50 m² ± 2 °C", "", ""},
		{"El Niño, La Niña", "", ""},
		{"", "", ""},
	} {
		want := c.want
		if want == "" {
			want = c.in
		}
		if got, encoding, ok := Legacy(c.in); got != want || encoding != c.encoding || ok != (c.encoding != "") {
			t.Errorf("Legacy(%q) = %q, %s, %v, want %q, %s", c.in, got, encoding, ok, want, c.encoding)
		}
	}
}

// misreadAs is s in UTF-8, read as an encoding of one byte.
func misreadAs(m *charmap.Charmap, s string) string {
	var b strings.Builder
	for i := range len(s) {
		b.WriteRune(runeOf(m, s[i]))
	}
	return b.String()
}

func TestFixMojibake(t *testing.T) {
	for _, m := range misread {
		broken := misreadAs(m, prose)
		if got, ok := FixMojibake(broken); !ok || got != prose {
			t.Errorf("%s: %v\n got %q\nwant %q", m, ok, got, prose)
		}
		if !Mojibake(broken) {
			t.Errorf("%s: not suspected", m)
		}
	}
	for in, want := range map[string]string{
		"Tiáº¿ng Viá»‡t": "Tiếng Việt",
		misreadAs(charmap.Windows1252, misreadAs(charmap.Windows1252, "Tiếng Việt")): "Tiếng Việt",
		"Phun 2 láº§n":                      "Phun 2 lần",
		"đây lÃ  Hà Nội":                    "đây là Hà Nội",
		"tỉnh họp â€œtrực tuyếnâ€\u009d":    "tỉnh họp “trực tuyến”",
		"nhiệt độ 30Â°C ở Hà Nội":           "nhiệt độ 30°C ở Hà Nội",
		"Thái Bình «xã hội» cả tỉnh – được": "",
		"Công ty São Paulo, Ângela":         "",
		"HỘI NGHỊ TÂN Á":                    "",
		"«giá» cao, «cá» và «má» rất hay":   "",
		"XÃ HỘI CHỦ NGHĨA, BÃ XÃ":           "",
		"đây lÃ Hà Nội":                     "đây là Hà Nội",
		"":                                  "",
	} {
		fixed := want != ""
		if !fixed {
			want = in
		}
		if got, ok := FixMojibake(in); got != want || ok != fixed {
			t.Errorf("FixMojibake(%q) = %q, %v, want %q", in, got, ok, want)
		}
		if Mojibake(in) != fixed {
			t.Errorf("Mojibake(%q) = %v", in, !fixed)
		}
	}
	if !Mojibake("ngá»i, máºy") { // a byte is gone: seen, not mended
		t.Error("torn letters are not seen")
	}
}

package vntext

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// Names of the legacy encodings.
const (
	TCVN3  = "tcvn3"
	VNI    = "vni"
	VISCII = "viscii"
)

// legacies convert the text of one encoding, each character of which was read
// as the windows-1252 or Latin-1 character of its byte.
var legacies = []struct {
	name    string
	convert func(string) string
}{
	{TCVN3, fromTCVN3},
	{VNI, vniText.Replace},
	{VISCII, fromVISCII},
}

// How sure Legacy must be: this share of the words of the converted text are
// Vietnamese syllables, and this much more than before.
const (
	legacyShare = 0.7
	legacyGain  = 0.15
)

// Legacy converts text of the fonts that came before Unicode (.VnTime, VNI),
// which stands in a UTF-8 page as Latin letters and signs: "Bé T- ph¸p". The
// three encodings are tried, and the best is taken if the text becomes much
// better Vietnamese. Text that holds a letter that only Unicode has, ordinary
// Vietnamese and other languages are left, with ok false.
//
// Capitals of the .VnTimeH fonts are the codes of small letters and come out
// as such.
func Legacy(s string) (converted, encoding string, ok bool) {
	if !mayBeLegacy(s) {
		return s, "", false
	}
	before := Vietnamese(s)
	best := max(legacyShare, before+legacyGain)
	for _, l := range legacies {
		text := l.convert(s)
		if share := Vietnamese(text); share >= best && (encoding == "" || share > best) {
			best, converted, encoding = share, text, l.name
		}
	}
	if encoding == "" {
		return s, "", false
	}
	return converted, encoding, true
}

// mayBeLegacy is the cheap test: a character of the upper half, and none that
// the old fonts did not have.
func mayBeLegacy(s string) bool {
	high := false
	for _, c := range s {
		switch {
		case 'Ạ' <= c && c <= 'ỹ', c == 'ơ', c == 'Ơ', c == 'ư', c == 'Ư', c == 'đ', c == 'Đ', c == 'ă', c == 'Ă':
			return false
		case c > 0x7F || c < 0x20 && c != '\n' && c != '\t' && c != '\r':
			high = true
		}
	}
	return high
}

// The letters of TCVN3 (TCVN 5712 VN3, the "ABC" fonts), each above its own.
// Small letters with a tone have no capitals.
const (
	tcvn3Codes   = "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\u00ADõøö÷ùúýûüþ¡¢§£¤¥¦"
	tcvn3Letters = "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵĂÂĐÊÔƠƯ"
)

var tcvn3Text = pairs(tcvn3Codes, tcvn3Letters)

func pairs(from, to string) map[rune]rune {
	table := map[rune]rune{}
	letters := []rune(to)
	for i, c := range []rune(from) {
		table[c] = letters[i]
	}
	return table
}

func fromTCVN3(s string) string {
	s = strings.Map(func(c rune) rune {
		if letter, ok := tcvn3Text[c]; ok {
			return letter
		}
		return c
	}, s)
	return restoreU(s)
}

// restoreU makes ư of a hyphen that only a missing ư explains. The code of ư
// is the soft hyphen, and editors turn it into a hyphen: "T- ph¸p" is Tư
// pháp. "Hà-Nội" keeps its hyphen: with ư it would be no syllable.
func restoreU(s string) string {
	if !strings.Contains(s, "-") {
		return s
	}
	fields := strings.Split(s, " ")
	for i, field := range fields {
		if !strings.Contains(field, "-") {
			continue
		}
		word := strings.Trim(field, ".,;:!?()\"“”")
		filled := strings.ReplaceAll(word, "-", "ư")
		if isSyllable(filled) {
			fields[i] = strings.Replace(field, word, filled, 1)
		}
	}
	return strings.Join(fields, " ")
}

func isSyllable(w string) bool {
	s, ok := parse(strings.ToLower(w))
	return ok && s.plausible()
}

// visciiHigh are the letters of the bytes 80 to FF of VISCII (RFC 1456);
// six capitals stand among the controls.
const visciiHigh = "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲ" +
	"ÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯ" +
	"ÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡư" +
	"àáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ"

var visciiControls = map[byte]rune{0x02: 'Ẳ', 0x05: 'Ẵ', 0x06: 'Ẫ', 0x14: 'Ỷ', 0x19: 'Ỹ', 0x1E: 'Ỵ'}

var visciiLetters = []rune(visciiHigh)

func visciiRune(b byte) rune {
	if b >= 0x80 {
		return visciiLetters[b-0x80]
	}
	if c, ok := visciiControls[b]; ok {
		return c
	}
	return rune(b)
}

func fromVISCII(s string) string {
	return strings.Map(func(c rune) rune {
		if b, ok := byteOf(charmap.Windows1252, c); ok {
			return visciiRune(b)
		}
		return c
	}, s)
}

// runeOf is the character of a byte. The controls that the tables of x/text
// leave out stand for themselves, as the WHATWG has it; VISCII and broken
// UTF-8 need them.
func runeOf(m *charmap.Charmap, b byte) rune {
	if c := m.DecodeByte(b); c != utf8.RuneError {
		return c
	}
	return rune(b)
}

// byteOf is the inverse of runeOf.
func byteOf(m *charmap.Charmap, c rune) (byte, bool) {
	if b, ok := m.EncodeRune(c); ok {
		return b, true
	}
	return byte(c), c >= 0x80 && c <= 0x9F
}

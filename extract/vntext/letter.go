package vntext

import "unicode/utf8"

// Tones in the order of the alphabets below.
const (
	level   = iota // a
	huyen          // à
	sac            // á
	hoi            // ả
	nga            // ã
	nang           // ạ
	noVowel = 0xFF
)

// vowels are the twelve vowels with their six tones.
var vowels = [...]string{
	"aàáảãạ", "ăằắẳẵặ", "âầấẩẫậ", "eèéẻẽẹ", "êềếểễệ", "iìíỉĩị",
	"oòóỏõọ", "ôồốổỗộ", "ơờớởỡợ", "uùúủũụ", "ưừứửữự", "yỳýỷỹỵ",
}

// letter is a lower-case letter without its tone.
type letter struct {
	base rune // 0: no letter of Vietnamese words
	tone uint8
}

// letters are the letters up to ư (U+01B0); toned those from ạ (U+1EA0) to ỹ.
var letters, toned = func() (low ['ư' + 1]letter, high ['ỹ' + 1 - 'Ạ']letter) {
	for _, c := range "bcdđghklmnpqrstvx" {
		low[c] = letter{c, noVowel}
	}
	for _, v := range vowels {
		base, _ := utf8.DecodeRuneInString(v)
		tone := uint8(0)
		for _, c := range v {
			if int(c) < len(low) {
				low[c] = letter{base, tone}
			} else {
				high[c-'Ạ'] = letter{base, tone}
			}
			tone++
		}
	}
	return low, high
}()

// letterOf takes a lower-case letter in NFC apart.
func letterOf(c rune) letter {
	switch {
	case c >= 0 && int(c) < len(letters):
		return letters[c]
	case 'Ạ' <= c && c <= 'ỹ':
		return toned[c-'Ạ']
	}
	return letter{}
}

// withTone puts a tone on a vowel without one.
func withTone(base rune, tone uint8) rune {
	for _, v := range vowels {
		if first, _ := utf8.DecodeRuneInString(v); first == base {
			return []rune(v)[tone]
		}
	}
	return base
}

// bareOf is the letter that is left of a base letter without its diacritics.
func bareOf(base rune) byte {
	switch base {
	case 'ă', 'â':
		return 'a'
	case 'ê':
		return 'e'
	case 'ô', 'ơ':
		return 'o'
	case 'ư':
		return 'u'
	case 'đ':
		return 'd'
	}
	return byte(base)
}

package vntext

import "strings"

// VNI writes a vowel and, behind it, a second character for the tone and the
// circumflex or breve. The rows are: the plain vowel, what VNI writes, and the
// letters in the order huyền sắc hỏi ngã nặng; behind them the marks of a
// vowel with its circumflex or breve, which carry the tone as well.
const (
	vniTones      = "øùûõï" // behind a e o u y, and behind ô (ơ) and ö (ư)
	vniCircumflex = "âàáåãä"
	vniBreve      = "êèéúüë"
)

// vniSingle are the letters of one character.
const (
	vniSingleCodes   = "ñìíæóòîôö"
	vniSingleLetters = "đìíỉĩịỵơư"
)

// vniText converts VNI. Pairs stand before single characters, for a replacer
// takes the first match: oâ is ô, but ô alone is ơ.
var vniText = strings.NewReplacer(vniPairs()...)

func vniPairs() []string {
	var list []string
	add := func(code, letter string) {
		list = append(list, code, letter)
		upper := strings.ToUpper(letter)
		list = append(list, strings.ToUpper(code), upper)
		if r := []rune(code); len(r) == 2 { // a capital with a small mark
			list = append(list, strings.ToUpper(string(r[0]))+string(r[1]), upper)
		}
	}
	row := func(base string, marks string, letters string) {
		l := []rune(letters)
		for i, mark := range []rune(marks) {
			add(base+string(mark), string(l[i]))
		}
	}
	row("a", vniTones, "àáảãạ")
	row("a", vniBreve, "ăằắẳẵặ")
	row("a", vniCircumflex, "âầấẩẫậ")
	row("e", vniTones, "èéẻẽẹ")
	row("e", vniCircumflex, "êềếểễệ")
	row("o", vniTones, "òóỏõọ")
	row("o", vniCircumflex, "ôồốổỗộ")
	row("ô", vniTones, "ờớởỡợ")
	row("u", vniTones, "ùúủũụ")
	row("ö", vniTones, "ừứửữự")
	row("y", vniTones[:len("øùûõ")], "ỳýỷỹ")
	row("", vniSingleCodes, vniSingleLetters)
	return list
}

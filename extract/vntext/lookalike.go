package vntext

import "strings"

// lookalikes are the eth and the African D, which some keyboards and fonts
// give for đ.
var lookalikes = strings.NewReplacer("ð", "đ", "Ð", "Đ", "Ɖ", "Đ", "ɖ", "đ")

// Lookalike replaces ð, Ð, Ɖ and ɖ by đ and Đ in words that are Vietnamese
// with it, and says how many letters changed. A word without another
// Vietnamese letter ("ða") changes only in a text that is otherwise
// Vietnamese: Icelandic and Faroese keep their letters.
func Lookalike(s string) (string, int) {
	if !strings.Contains(s, "ð") && !strings.Contains(s, "Ð") && !strings.Contains(s, "Ɖ") && !strings.Contains(s, "ɖ") {
		return s, 0
	}
	s = composed(s)
	fixed := lookalikes.Replace(s)
	vietnamese := Vietnamese(fixed) >= 0.6 && len(strings.Fields(fixed)) > 1
	count := 0
	var b strings.Builder
	for i := 0; i < len(s); {
		end := i + wordLen(s[i:])
		if end == i {
			end = i + 1
			for end < len(s) && s[end]&0xC0 == 0x80 {
				end++
			}
			b.WriteString(s[i:end])
			i = end
			continue
		}
		word := s[i:end]
		if n, ok := lookalikeWord(word, vietnamese); ok {
			count += n
			word = lookalikes.Replace(word)
		}
		b.WriteString(word)
		i = end
	}
	return b.String(), count
}

// lookalikeWord reports that the word is Vietnamese with đ, and how many
// letters of it are not.
func lookalikeWord(word string, inVietnamese bool) (int, bool) {
	n := 0
	for _, c := range word {
		if strings.ContainsRune("ðÐƉɖ", c) {
			n++
		}
	}
	if n == 0 {
		return 0, false
	}
	fixed := strings.ToLower(lookalikes.Replace(word))
	if isSyllable(fixed) {
		rest := strings.ReplaceAll(fixed, "đ", "")
		return n, inVietnamese || onlyVietnamese(rest)
	}
	// ÐBSCL, UBNÐ: an abbreviation of a Vietnamese text
	return n, inVietnamese && word == strings.ToUpper(word) && len(word) > len("Ð")
}

// onlyVietnamese reports a letter that no neighbouring language has.
func onlyVietnamese(s string) bool {
	return strings.ContainsFunc(s, func(c rune) bool {
		return 'Ạ' <= c && c <= 'ỹ' || c == 'ơ' || c == 'ư' || c == 'ă'
	})
}

// wordLen is the length of the run of letters and marks at the start of s.
func wordLen(s string) int {
	for i, c := range s {
		if !isWordRune(c) {
			return i
		}
	}
	return len(s)
}

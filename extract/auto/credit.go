package auto

import "strings"

// lastWordIndex is the last place where mark begins at a word, -1 without.
func lastWordIndex(s, mark string) int {
	for at := strings.LastIndex(s, mark); at >= 0; at = strings.LastIndex(s[:at], mark) {
		if at == 0 || s[at-1] == ' ' {
			return at
		}
	}
	return -1
}

// hasCreditMark reports whether a text prints a credit: "Ảnh: Minh Hải",
// "(Ảnh: TTXVN)", "Ảnh minh họa".
func hasCreditMark(text string) bool {
	for _, mark := range []string{"Ảnh:", "ảnh:", "ẢNH:", "Ảnh :", "Ảnh minh họa", "Ảnh minh hoạ", "Ảnh tư liệu", "Nguồn ảnh", "Photo:", "Photo by", "Photo ©"} {
		if strings.Contains(text, mark) {
			return true
		}
	}
	return false
}

// dropCredits takes lines out of the text that are a photo's credit only.
func (p *page) dropCredits() {
	for i := p.from; i < p.to; i++ {
		b := &p.blocks[i]
		if b.is(kept) && b.words <= 6 && i > 0 && p.blocks[i-1].is(media) && hasCreditMark(b.text()) {
			b.marks |= caption
		}
	}
}

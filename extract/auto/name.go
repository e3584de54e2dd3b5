package auto

import (
	"slices"
	"strings"
	"unicode"

	"github.com/tintinh/tintinh/extract/vntext"
)

// labels begin lines that sign an article, in search form.
var labels = []string{
	"tin anh", "tin va anh", "bai anh", "bai va anh", "bai", "tin", "anh", "tac gia", "thuc hien", "clip", "video", "do hoa", "nguoi viet", "pv", "nhom pv", "bien tap",
	"theo", "nguon", "text", "by", "written by", "author", "reported by", "photos", "tong hop", "bien dich", "trinh bay", "thiet ke",
}

// labelled reports whether a line names its author or source: "Tin, ảnh:
// …", "(Theo TTXVN)". A sentence that begins with "Theo" is none: it has a
// comma or is long.
func labelled(text string) bool {
	inner := strings.Trim(text, "()[] .")
	if before, after, ok := strings.Cut(inner, ":"); ok && after != "" {
		key := vntext.Fold(before)
		if slices.Contains(labels, key) || strings.HasPrefix(key, "nguon ") && strings.Count(key, " ") < 4 || jobs(key) {
			return true
		}
	}
	folded := vntext.Fold(inner)
	for _, l := range []string{"theo ", "nguon ", "by ", "boi "} {
		rest, ok := strings.CutPrefix(folded, l)
		if ok && rest != "" && strings.Count(rest, " ") < 8 && !strings.ContainsAny(inner, ",;:") && !strings.HasSuffix(text, ".") && properStart(inner) {
			return true
		}
	}
	return false
}

// jobs reports whether a label names several jobs: "tin anh clip", "bai va
// anh".
func jobs(key string) bool {
	words := strings.Fields(key)
	for _, w := range words {
		switch w {
		case "tin", "bai", "anh", "hinh", "clip", "video", "va", "do", "hoa", "viet", "thuc", "hien":
		default:
			return false
		}
	}
	return len(words) > 1 && len(words) < 7
}

// desks are newsrooms that sign, in search form.
var desks = []string{"ban bien tap", "toa soan", "nhom pv", "nhom phong vien", "nhom tac gia", "cong tac vien", "phong vien", "ban bien tap bao"}

// properStart reports whether the second word is a name.
func properStart(s string) bool {
	_, rest, _ := strings.Cut(s, " ")
	for _, c := range rest {
		return unicode.IsUpper(c) || unicode.IsDigit(c)
	}
	return false
}

// personal reports whether a line can name a person or a desk: not an
// account's name in lower case, not an address.
func personal(text string) bool {
	if labelled(text) {
		return true
	}
	if strings.ContainsAny(text, "@/") {
		return false
	}
	for part := range strings.FieldsFuncSeq(text, func(c rune) bool { return strings.ContainsRune(",;&|•·-–", c) }) {
		if nameLike(strings.TrimSpace(part)) {
			return true
		}
	}
	return false
}

// nameLike reports whether a text reads as names: one to eight words that
// begin with capitals, or initials, joined by "-", "và", "and".
func nameLike(text string) bool {
	if before, _, ok := strings.Cut(text, "("); ok && strings.TrimSpace(before) != "" && strings.HasSuffix(text, ")") {
		text = before // "(tổng hợp)"
	}
	if slices.Contains(desks, vntext.Fold(text)) {
		return true
	}
	text = strings.TrimPrefix(text, "Phóng viên ")
	for _, w := range []string{" lược dịch", " biên dịch", " tổng hợp", " thực hiện"} {
		text = strings.TrimSuffix(text, w)
	}
	text = strings.Trim(text, " ()*.")
	words := strings.Fields(text)
	if len(words) == 0 || len(words) > 9 {
		return false
	}
	capital := 0
	for _, w := range words {
		c := []rune(w)[0]
		switch {
		case unicode.IsUpper(c):
			capital++
		case w == "-" || w == "–" || w == "&" || w == "và" || w == "and" || w == "|" || w == "by" || w == "By" || w == "de" || w == "van" || w == "von":
		case !unicode.IsLetter(c) && !unicode.IsDigit(c):
		default:
			return false
		}
	}
	return capital > 0
}

// firstName is the first name of a line of several.
func firstName(text string) string {
	for part := range strings.FieldsFuncSeq(text, func(c rune) bool { return strings.ContainsRune(",;&|-–", c) }) {
		return strings.TrimSpace(strings.Split(part, " và ")[0])
	}
	return text
}

// withoutBy cuts the word that introduces a name without a colon: "By Ann
// Fell", "Bởi Lý Lan Chi".
func withoutBy(text string) string {
	for _, w := range []string{"By ", "by ", "BY ", "Bởi ", "bởi "} {
		if rest, ok := strings.CutPrefix(text, w); ok && nameLike(rest) {
			return strings.TrimSpace(rest)
		}
	}
	return text
}

package extract

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const longestCredit = 60 // runes

// creditLabels are what stands before a photographer's or source's name.
// The first is the only one whose sentence is cut off the caption.
var creditLabels = []string{"ảnh", "nguồn ảnh", "ảnh nguồn", "nguồn", "ảnh tư liệu", "photo", "đồ họa", "đồ hoạ", "clip", "video"}

// splitCredit finds the credit at the end of a caption. A credit that is a
// sentence of its own ("… hội nghị. Ảnh: Thành Tâm") is cut off; one in
// brackets or behind a dash belongs to the caption's sentence, which stays as
// printed. "Ảnh: minh họa" credits nobody.
func splitCredit(caption string) (rest, credit string) {
	at, after, label := lastLabel(caption)
	if at < 0 {
		return caption, bracketCredit(caption)
	}
	name := strings.TrimSpace(caption[after:])
	before := strings.TrimRight(caption[:at], " ")
	if strings.HasSuffix(before, "(") || strings.HasSuffix(before, "[") {
		name, _, _ = strings.Cut(name, ")")
		name, _, _ = strings.Cut(name, "]")
	}
	name = cutAddress(strings.TrimSpace(strings.Trim(name, " )]")))
	if !creditName(name) {
		return caption, ""
	}
	if label != "ảnh" || before != "" && strings.ContainsRune("([-–—,/", lastRune(before)) {
		return caption, name
	}
	return before, name
}

// lastLabel finds the last credit label with a colon: where it begins, where
// the name begins, and the label.
func lastLabel(s string) (at, after int, label string) {
	at = -1
	if !strings.ContainsAny(s, ":;") {
		return -1, 0, ""
	}
	low := strings.ToLower(s)
	if len(low) != len(s) {
		return -1, 0, "" // a letter whose lower case has another length: offsets would not fit
	}
	for _, l := range creditLabels {
		for _, colon := range []string{":", " :", ";"} {
			i := strings.LastIndex(low, l+colon)
			if i < 0 || i <= at || colon == ";" && l != "nguồn" {
				continue
			}
			if begins(s, i) {
				at, after, label = i, i+len(l)+len(colon), l
			}
		}
	}
	return at, after, label
}

// begins reports whether a label at i begins a statement: "hình ảnh: …" in
// the middle of a sentence is none.
func begins(s string, i int) bool {
	before := strings.TrimRight(s[:i], " ")
	if before == "" || strings.ContainsRune(".!?…)”\"»([-–—|/*,;:", lastRune(before)) {
		return true
	}
	first, _ := utf8.DecodeRuneInString(s[i:])
	return unicode.IsUpper(first) && len(before) < i
}

// bracketCredit reads "(Ảnh TTXVN)" at the end, without a colon.
func bracketCredit(s string) string {
	s = strings.TrimRight(s, ". ")
	if !strings.HasSuffix(s, ")") {
		return ""
	}
	open := strings.LastIndexByte(s, '(')
	if open < 0 {
		return ""
	}
	name, ok := strings.CutPrefix(s[open+1:len(s)-1], "Ảnh ")
	if !ok || !creditName(name) {
		return ""
	}
	return name
}

func creditName(name string) bool {
	if name == "" || utf8.RuneCountInString(name) > longestCredit {
		return false
	}
	low := strings.ToLower(name)
	return !strings.HasPrefix(low, "minh họa") && !strings.HasPrefix(low, "minh hoạ")
}

// onlyCredit reports whether a text is nothing but a credit: "Ảnh: Thành Tâm",
// "(Ảnh: Thành Tâm)".
func onlyCredit(s string) bool {
	s = strings.TrimLeft(s, "([ ")
	at, _, label := lastLabel(s)
	if at != 0 || label == "nguồn" || label == "clip" || label == "video" {
		return strings.HasPrefix(s, "Ảnh minh họa") && utf8.RuneCountInString(s) <= longestCredit
	}
	rest, credit := splitCredit(strings.TrimRight(s, ")] "))
	return rest == "" && credit != "" || strings.HasPrefix(strings.ToLower(s), "ảnh: minh h")
}

// cutAddress drops a web address printed after a name.
func cutAddress(s string) string {
	if i := strings.Index(s, "http"); i > 0 {
		return strings.TrimRight(s[:i], " :,-–(")
	}
	return s
}

func lastRune(s string) rune {
	r, _ := utf8.DecodeLastRuneInString(s)
	return r
}

package vndate

import (
	"time"
	"unicode"
	"unicode/utf8"
)

// vocabulary maps every word that a form asks for to itself. Words of other
// texts are not even put into lower case.
var vocabulary = func() map[string]string {
	v := map[string]string{}
	add := func(w string) { v[w] = w }
	for _, w := range []string{
		"tháng", "thg", "th", "năm", "ngày", "lần", "thứ", "t", "chủ", "chúa", "nhật", "cn",
		"st", "nd", "rd", "h", "g", "giờ", "phút", "ph", "p", "m", "a",
		"am", "pm", "sa", "ch", "sáng", "trưa", "chiều", "tối", "đêm", "lúc", "vào", "hồi", "at",
		"âm", "lịch", "âl", "年", "月",
		"hôm", "nay", "qua", "kia", "vừa", "xong", "vài", "cách", "đây", "trước", "ago", "đồng", "hồ",
		"đó", "khi", "thời", "hạn", "tết", "an", "mai",
	} {
		add(w)
	}
	for w := range months {
		add(w)
	}
	for w := range numerals {
		add(w)
	}
	for w := range englishDays {
		add(w)
	}
	for w := range abbreviations {
		add(w)
	}
	for w := range units {
		add(w)
		add(w + "s")
	}
	for w := range foreign {
		add(w)
	}
	add("de")
	return v
}()

// longestWord is that of the vocabulary in bytes ("października").
const longestWord = 13

// known returns the word of the vocabulary that s is, in any case; "" for
// none.
func known(s string) string {
	var buf [longestWord + utf8.UTFMax]byte
	lower := buf[:0]
	for _, c := range s {
		if len(lower) > longestWord {
			return ""
		}
		switch {
		case c >= utf8.RuneSelf:
			c = unicode.ToLower(c)
		case 'A' <= c && c <= 'Z':
			c += 'a' - 'A'
		}
		lower = utf8.AppendRune(lower, c)
	}
	return vocabulary[string(lower)]
}

// months are names of one word. The Vietnamese ones of two words (mười một,
// mười hai) are put together in monthName, where the longer one wins: tháng
// Mười Hai read as tháng Mười is a known mistake of other programs.
// Giêng and Chạp are not here: they are lunar.
var months = map[string]time.Month{
	"january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7,
	"august": 8, "september": 9, "october": 10, "november": 11, "december": 12,
	"jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7,
	"aug": 8, "sep": 9, "sept": 9, "oct": 10, "nov": 11, "dec": 12,
}

// foreign are the months of German, French, Spanish, Italian, Portuguese,
// Dutch and Polish. All of them write the day first, and the names count
// only between a day and a year: "mai" and "ago" are words of other texts.
var foreign = map[string]time.Month{
	"januar": 1, "jänner": 1, "februar": 2, "märz": 3, "mai": 5, "juni": 6, "juli": 7, "oktober": 10, "dezember": 12, "okt": 10, "dez": 12, "mär": 3,
	"janvier": 1, "février": 2, "mars": 3, "avril": 4, "juin": 6, "juillet": 7, "août": 8, "septembre": 9, "octobre": 10, "novembre": 11, "décembre": 12,
	"enero": 1, "febrero": 2, "marzo": 3, "abril": 4, "mayo": 5, "junio": 6, "julio": 7, "agosto": 8, "septiembre": 9, "octubre": 10, "noviembre": 11, "diciembre": 12,
	"gennaio": 1, "febbraio": 2, "aprile": 4, "maggio": 5, "giugno": 6, "luglio": 7, "settembre": 9, "ottobre": 10, "dicembre": 12,
	"janeiro": 1, "fevereiro": 2, "março": 3, "maio": 5, "junho": 6, "julho": 7, "setembro": 9, "outubro": 10, "novembro": 11, "dezembro": 12,
	"januari": 1, "februari": 2, "maart": 3, "mei": 5, "augustus": 8,
	"stycznia": 1, "lutego": 2, "marca": 3, "kwietnia": 4, "maja": 5, "czerwca": 6, "lipca": 7, "sierpnia": 8, "września": 9, "października": 10, "listopada": 11, "grudnia": 12,
}

// numerals are the Vietnamese numbers after "tháng".
var numerals = map[string]int{
	"một": 1, "hai": 2, "ba": 3, "tư": 4, "bốn": 4, "năm": 5, "sáu": 6,
	"bảy": 7, "bẩy": 7, "tám": 8, "chín": 9, "mười": 10,
}

// weekdays after "thứ".
var weekdays = map[string]time.Weekday{
	"hai": time.Monday, "ba": time.Tuesday, "tư": time.Wednesday, "năm": time.Thursday,
	"sáu": time.Friday, "bảy": time.Saturday, "bẩy": time.Saturday,
}

var englishDays = map[string]time.Weekday{
	"sunday": 0, "monday": 1, "tuesday": 2, "wednesday": 3, "thursday": 4, "friday": 5, "saturday": 6,
	"sun": 0, "mon": 1, "tue": 2, "tues": 2, "wed": 3, "thu": 4, "thur": 4, "thurs": 4, "fri": 5, "sat": 6,
}

// monthName reads "tháng 12", "Tháng Mười Hai", "Th12", "thg 12" and English
// names from token i.
func (r *reader) monthName(i int) (m, next int, ok bool) {
	w := r.word(i)
	switch w {
	case "":
		return 0, i, false
	case "tháng", "thg", "th":
		if n, ok := r.number(i+1, 1, 2); ok {
			return n, i + 2, w != "th" || r.glued(i)
		}
		if w == "th" {
			return 0, i, false
		}
		n, ok := numerals[r.word(i+1)]
		if n == 10 {
			if units := numerals[r.word(i+2)]; units == 1 || units == 2 {
				return 10 + units, i + 3, true
			}
		}
		return n, i + 2, ok
	}
	if n, ok := months[w]; ok {
		if r.mark(i+1) == '.' && r.glued(i) { // Dec.
			return int(n), i + 2, true
		}
		return int(n), i + 1, true
	}
	return 0, i, false
}

// weekday reads "Thứ Tư", "thứ 4", "T4", "Chủ nhật", "CN" and English names
// from token i.
func (r *reader) weekday(i int) (d time.Weekday, next int, ok bool) {
	w := r.word(i)
	switch w {
	case "":
		return 0, i, false
	case "thứ", "t", "th":
		if n, ok := r.number(i+1, 1, 1); ok && n >= 2 && n <= 7 {
			return time.Weekday(n - 1), i + 2, w == "th" || w == "thứ" && r.word(i-1) != "lần" || r.glued(i)
		}
		d, ok := weekdays[r.word(i+1)]
		return d, i + 2, ok && w == "thứ" && r.word(i-1) != "lần" // "lần thứ tư" is the fourth time
	case "chủ", "chúa":
		return time.Sunday, i + 2, r.word(i+1) == "nhật"
	case "cn":
		return time.Sunday, i + 1, true
	}
	if d, ok := englishDays[w]; ok {
		if r.mark(i+1) == '.' && r.glued(i) {
			return d, i + 2, true
		}
		return d, i + 1, true
	}
	return 0, i, false
}

package vndate

import (
	"time"
	"unicode"
	"unicode/utf8"
)

// day is a calendar day (or month) as a form found it.
type day struct {
	year, month, day int // day 0: the form names a month only
	first, end       int // its tokens
	iso              bool
	short            bool   // two-digit year: needs a clock or a weekday beside it
	clock            *clock // stands inside: "Dec 30 18:45:37 2020"
}

// exists reports whether the calendar has the day.
func (d day) exists() bool {
	if d.year < firstYear || d.year > lastYear || d.month < 1 || d.month > 12 {
		return false
	}
	return d.day == 0 || d.day <= daysIn(d.year, d.month)
}

func daysIn(year, month int) int {
	return time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// forms are tried in this order at every token of their class; the first that
// gives an existing day wins.
var forms = [...][]func(*reader, int) (day, bool){
	number: {
		numeric,    // 30/12/2020 30-12-2020 30.12.2020 2020-12-30
		numericNam, // 30/12 năm 2020
		written,    // 30 tháng 12 năm 2020, 30-Th12-2020, 30 Dec 2020, 30. Dezember 2020
		chinese,    // 2020年12月30日
	},
	word: {
		monthFirst,  // Tháng Mười Hai 30, 2020; December 30, 2020
		ansi,        // Dec 30 18:45:37 ICT 2020
		monthOfYear, // tháng 12/2020, December 2020
	},
	mark: {},
}

func numeric(r *reader, i int) (day, bool) {
	a, ok := r.number(i, 1, 4)
	if !ok {
		return day{}, false
	}
	sep := r.separator(i + 1)
	if sep == 0 || r.separator(i+3) != sep || r.codeBefore(i, sep) || r.codeAfter(i+5, sep) {
		return day{}, false
	}
	b, ok := r.number(i+2, 1, 2)
	if !ok {
		return day{}, false
	}
	d := day{first: i, end: i + 5}
	if _, four := r.number(i, 4, 4); four {
		c, ok := r.number(i+4, 1, 2)
		d.year, d.month, d.day, d.iso = a, b, c, true
		return d, ok && c > 0
	}
	if _, ok := r.number(i, 1, 2); !ok {
		return day{}, false
	}
	d.day, d.month = a, b
	if r.Order == "mdy" {
		d.day, d.month = b, a
	}
	c, four := r.number(i+4, 4, 4)
	two := false
	if !four {
		c, two = r.number(i+4, 2, 2)
		c, d.short = century(c), true
	}
	d.year = c
	return d, (four || two) && d.day > 0
}

// century completes a two-digit year.
func century(yy int) int {
	if yy >= firstYear%100 {
		return 1900 + yy
	}
	return 2000 + yy
}

// separator returns the separator between two numbers, 0 where token i is
// none. Only a slash may have spaces around it: "5 - 10 - 2020" is a list.
func (r *reader) separator(i int) rune {
	switch c := r.mark(i); c {
	case '/':
		return c
	case '-', '.':
		if r.glued(i-1) && r.glued(i) {
			return c
		}
	}
	return 0
}

// codeBefore reports that the number at i continues something that is no
// date: a path, a document number, a version, a phone number.
func (r *reader) codeBefore(i int, sep rune) bool {
	if !r.glued(i - 1) {
		return r.mark(i-1) == '/' && sep == '/' && r.isNumber(i-2)
	}
	switch c := r.mark(i - 1); c {
	case 0: // "đăng30/12/2020": spans without a space between them; "v1.12.2020": a version
		return sep != '/' && !r.wordBefore(i)
	case '/', '_', '\\', '%', '$', '@':
		return true
	case '.', '-':
		return c == sep && r.glued(i-2)
	case ':': // the minutes of a time
		return r.isNumber(i-2) && r.glued(i-2)
	}
	return false
}

// wordBefore reports that a day of two digits is glued to a word of dates, as
// in "Erstellt am09.02.2022" and "ngày09.02.2022"; "BC09.02.2022" is a number.
func (r *reader) wordBefore(i int) bool {
	if _, two := r.number(i, 2, 2); !two || i < 2 || r.tokens[i-1].class != word || r.word(i-1) == "" {
		return false
	}
	return !r.glued(i-2) && r.tokens[i-1].end-r.tokens[i-1].start > 1
}

// codeAfter is codeBefore for the token after the date.
func (r *reader) codeAfter(i int, sep rune) bool {
	if i >= len(r.tokens) {
		return false
	}
	if !r.glued(i - 1) {
		return r.mark(i) == '/' && sep == '/' && r.isNumber(i+1)
	}
	switch c := r.mark(i); c {
	case 0: // 2020-12-30T18:45; "30/12/2020Lượt xem"
		return sep != '/' && r.word(i) != "t"
	case '_', '\\', '%', '@':
		return true
	case '/':
		return r.glued(i)
	case '-':
		return c == sep && r.glued(i) && r.mark(i+2) != ':' // 30-12-2020-18:45
	case '.': // 1.2.2020.5, 30-12-2020.pdf
		return r.glued(i) && (r.isNumber(i+1) && c == sep || r.lowerASCII(i+1))
	}
	return false
}

func (r *reader) isNumber(i int) bool {
	return i >= 0 && i < len(r.tokens) && r.tokens[i].class == number
}

func (r *reader) lowerASCII(i int) bool {
	return i < len(r.tokens) && 'a' <= r.text[r.tokens[i].start] && r.text[r.tokens[i].start] <= 'z'
}

// numericNam reads "30/12 năm 2020" and "30-12, năm 2020".
func numericNam(r *reader, i int) (day, bool) {
	a, ok := r.number(i, 1, 2)
	sep := r.separator(i + 1)
	if !ok || sep == 0 || sep == '.' || r.codeBefore(i, sep) {
		return day{}, false
	}
	b, ok := r.number(i+2, 1, 2)
	j := i + 3
	if r.mark(j) == ',' {
		j++
	}
	if !ok || r.word(j) != "năm" {
		return day{}, false
	}
	year, ok := r.number(j+1, 4, 4)
	if r.Order == "mdy" {
		a, b = b, a
	}
	return day{year: year, month: b, day: a, first: i, end: j + 2}, ok && a > 0
}

func written(r *reader, i int) (day, bool) {
	d, ok := r.number(i, 1, 2)
	if !ok || d == 0 || r.glued(i-1) && (r.mark(i-1) == '/' || r.mark(i-1) == '.') {
		return day{}, false
	}
	j := r.ordinal(i + 1)
	hyphen := r.mark(j) == '-'
	if c := r.mark(j); c == '-' || c == '.' || c == '/' || c == ',' {
		j++
	}
	m, j, ok := r.monthName(j)
	if !ok {
		return r.writtenAbroad(i, j, d)
	}
	if year, end, ok := r.year(j); ok {
		return day{year: year, month: m, day: d, first: i, end: end}, true
	}
	if yy, ok := r.number(j+1, 2, 2); ok && hyphen && r.mark(j) == '-' { // RFC 850: 30-Dec-20
		return day{year: century(yy), month: m, day: d, first: i, end: j + 2, short: true}, true
	}
	return day{}, false
}

// writtenAbroad reads "5. Januar 2020", "1er août 2020", "5 de enero de 2020"
// from the month on, at j.
func (r *reader) writtenAbroad(i, j, d int) (day, bool) {
	skipDe := func() {
		if r.word(j) == "de" {
			j++
		}
	}
	skipDe()
	m, ok := foreign[r.word(j)]
	if !ok {
		if m, ok = months[r.word(j)]; !ok || r.word(j-1) != "de" { // "5 de mar 2020"
			return day{}, false
		}
	}
	j++
	skipDe()
	year, end, ok := r.year(j)
	return day{year: year, month: int(m), day: d, first: i, end: end}, ok
}

// ordinal skips the English ending in "30th".
func (r *reader) ordinal(i int) int {
	switch r.word(i) {
	case "st", "nd", "rd", "th":
		if r.glued(i-1) && !(i+1 < len(r.tokens) && r.glued(i) && r.isNumber(i+1)) {
			return i + 1
		}
	}
	return i
}

// year reads a year of four digits after a month: "năm 2020", ", 2020",
// "/2020", " 2020".
func (r *reader) year(i int) (year, end int, ok bool) {
	switch r.mark(i) {
	case ',', '-', '/', '.':
		i++
	}
	if r.word(i) == "năm" {
		i++
	}
	year, ok = r.number(i, 4, 4)
	if !ok || r.glued(i) && r.mark(i+1) == '/' && r.glued(i+1) {
		return 0, i, false
	}
	return year, i + 1, true
}

func monthFirst(r *reader, i int) (day, bool) {
	m, j, ok := r.monthName(i)
	if !ok {
		return day{}, false
	}
	if r.mark(j) == ',' || r.mark(j) == '-' {
		j++
	}
	d, ok := r.number(j, 1, 2)
	if !ok || d == 0 {
		return day{}, false
	}
	year, end, ok := r.year(r.ordinal(j + 1))
	return day{year: year, month: m, day: d, first: i, end: end}, ok
}

// ansi reads the output of C's ctime and of date(1), which put the clock
// before the year.
func ansi(r *reader, i int) (day, bool) {
	m, ok := months[r.word(i)]
	if !ok {
		return day{}, false
	}
	d, ok := r.number(i+1, 1, 2)
	if !ok || d == 0 {
		return day{}, false
	}
	c, j, ok := r.clock(i + 2)
	if !ok {
		return day{}, false
	}
	if offset, next, ok := r.zone(j, true); ok {
		c.offset, c.zoned, j = offset, true, next
	}
	year, ok := r.number(j, 4, 4)
	return day{year: year, month: int(m), day: d, first: i, end: j + 1, clock: &c}, ok
}

// chinese serves the Chinese editions of Vietnamese papers.
func chinese(r *reader, i int) (day, bool) {
	y, ok1 := r.number(i, 4, 4)
	m, ok2 := r.number(i+2, 1, 2)
	d, ok3 := r.number(i+4, 1, 2)
	if !ok1 || !ok2 || !ok3 || d == 0 || r.word(i+1) != "年" || r.word(i+3) != "月" || i+5 >= len(r.tokens) {
		return day{}, false
	}
	c, _ := utf8.DecodeRuneInString(r.text[r.tokens[i+5].start:])
	return day{year: y, month: m, day: d, first: i, end: i + 6}, c == '日' && unicode.IsLetter(c)
}

func monthOfYear(r *reader, i int) (day, bool) {
	// "32 tháng 12 năm 2020" is an impossible day, not a month.
	if _, ok := r.number(i-1, 1, 2); ok {
		return day{}, false
	}
	m, j, ok := r.monthName(i)
	if !ok || r.word(i) == "th" {
		return day{}, false
	}
	year, end, ok := r.year(j)
	return day{year: year, month: m, first: i, end: end}, ok
}

// lunar reports "âm lịch" after the date.
func (r *reader) lunar(i int) bool {
	if r.mark(i) == '(' {
		i++
	}
	return r.word(i) == "âm" && r.word(i+1) == "lịch" || r.word(i) == "âl"
}

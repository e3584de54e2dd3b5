package extract

import (
	"slices"
	"strings"
	"unicode"
)

// withoutDate drops parts of a line that are dates or times: "Minh Anh •
// 05/09/2026 - 06:30".
func withoutDate(line string) string {
	parts := strings.FieldsFunc(line, func(c rune) bool { return c == '•' || c == '|' || c == '·' })
	kept := slices.DeleteFunc(slices.Clone(parts), func(p string) bool {
		digits := 0
		for _, c := range p {
			if unicode.IsDigit(c) {
				digits++
			}
		}
		return digits >= 4
	})
	if len(kept) == len(parts) || len(kept) == 0 {
		return line
	}
	return strings.TrimSpace(strings.Join(kept, "•"))
}

// withoutOffice drops what a name is at the paper: "Phóng viên Lê Hà".
func withoutOffice(line string) string {
	for _, w := range []string{"Phóng viên ", "PHÓNG VIÊN ", "PV. ", "PV ", "CTV ", "Cộng tác viên ", "Nhà báo "} {
		rest, ok := strings.CutPrefix(line, w)
		if !ok {
			continue
		}
		if _, ok := names(rest); ok {
			return strings.TrimSpace(rest)
		}
	}
	return line
}

// works end lines that say what a name did: "Hà An lược dịch".
var works = []struct{ word, role string }{
	{" lược dịch", RoleTranslation}, {" biên dịch", RoleTranslation}, {" dịch", RoleTranslation}, {" tổng hợp", ""}, {" thực hiện", ""},
	{" lược ghi", ""}, {" ghi", ""}, {" biên soạn", ""}, {" sưu tầm", ""},
}

// work cuts such a word off; "" where none stands at the end.
func work(line string) (name, role string) {
	for _, w := range works {
		if rest, ok := strings.CutSuffix(line, w.word); ok {
			return strings.Trim(rest, " -–,("), w.role
		}
	}
	return "", ""
}

package extract

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/tintinh/tintinh/extract/vntext"
)

// longestByline is the length, in runes, up to which a line can be a byline.
const longestByline = 100

// Byline is what a sign-off line says.
type Byline struct {
	Raw     string
	Authors []Author
	Credit  string // source credit: "Theo TTXVN" → "TTXVN"
	Office  bool   // it names an office, not persons
}

// Roles as records name them.
const (
	RoleText        = "text"
	RolePhoto       = "photo"
	RoleVideo       = "video"
	RoleGraphics    = "graphics"
	RoleAudio       = "audio"
	RoleTranslation = "translation"
	RoleEditing     = "editing"
)

// roleWords are the words of byline labels: "Bài và ảnh", "Tin, clip".
var roleWords = map[string]string{
	"tin": RoleText, "bài": RoleText, "bài viết": RoleText, "thơ": RoleText, "lời": RoleText, "nội dung": RoleText,
	"ảnh": RolePhoto, "hình": RolePhoto, "hình ảnh": RolePhoto, "chụp ảnh": RolePhoto,
	"video": RoleVideo, "clip": RoleVideo, "quay phim": RoleVideo,
	"đồ họa": RoleGraphics, "đồ hoạ": RoleGraphics, "thiết kế": RoleGraphics, "trình bày": RoleGraphics, "kỹ thuật": RoleGraphics, "infographic": RoleGraphics,
	"audio": RoleAudio, "giọng đọc": RoleAudio,
	"dịch": RoleTranslation, "biên dịch": RoleTranslation, "lược dịch": RoleTranslation,
	"biên tập":  RoleEditing,
	"thực hiện": "", "tác giả": "", "người viết": "", "phóng viên": "", "pv": "", "nhóm tác giả": "", "nhóm pv": "", "by": "",
}

// labelRoles reads a byline label; ok is false where it is none.
func labelRoles(label string) (roles []string, ok bool) {
	label = strings.ToLower(strings.Trim(label, " .-–*•"))
	if label == "" {
		return nil, false
	}
	for _, cut := range []string{" và ", "&", "/", "-", "–", "+"} {
		label = strings.ReplaceAll(label, cut, ",")
	}
	for part := range strings.SplitSeq(label, ",") {
		part = strings.TrimSpace(part)
		role, known := roleWords[part]
		if !known {
			words := strings.Fields(part) // "tin ảnh"
			if len(words) != 2 || roleWords[words[0]] == "" || roleWords[words[1]] == "" {
				return nil, false
			}
			roles = append(roles, roleWords[words[0]])
			role = roleWords[words[1]]
		}
		if role != "" && !slices.Contains(roles, role) {
			roles = append(roles, role)
		}
	}
	return roles, true
}

// ParseByline reads a line that may be a byline: names, roles, source
// credit. ok is false where the line is none.
func ParseByline(line string) (b Byline, ok bool) {
	line = strings.TrimSpace(line)
	b.Raw = line
	if line == "" || utf8.RuneCountInString(line) > longestByline {
		return b, false
	}
	line = strings.Trim(line, " *•|")
	if whole, in := bracketed(line); in {
		line = whole
	}
	line, b.Credit = bylineCredit(withoutDate(line))
	line = withoutOffice(line)
	line = strings.Trim(line, " .,-–;|*•")
	if strings.HasSuffix(b.Raw, ".") && initials(lastWord(b.Raw)) {
		line = strings.TrimRight(line, " ") + "."
	}
	if line == "" {
		return b, b.Credit != ""
	}
	if office(line) {
		b.Office = true
		return b, true
	}
	if line, role := work(line); line != "" {
		if b.Authors, ok = names(line); ok {
			for i := range b.Authors {
				b.Authors[i].Role = cmp.Or(b.Authors[i].Role, role)
			}
			return b, ok
		}
	}
	b.Authors, ok = names(line)
	return b, ok
}

// bracketed strips one pair of brackets around a line.
func bracketed(s string) (string, bool) {
	if strings.HasPrefix(s, "(") && strings.HasSuffix(s, ")") && strings.Count(s, "(") == 1 {
		return strings.TrimSpace(s[1 : len(s)-1]), true
	}
	return s, false
}

// bylineCredit cuts a source credit off a byline: "Theo TTXVN", "Nguồn: X",
// "Minh Anh (Theo X)", "Minh Anh (TTXVN)".
func bylineCredit(line string) (rest, credit string) {
	if credit, ok := creditLine(line); ok {
		return "", credit
	}
	if agency(line) {
		return "", line
	}
	open := strings.LastIndexByte(line, '(')
	if open <= 0 || !strings.HasSuffix(line, ")") {
		if name, from, ok := strings.Cut(line, "/"); ok && agency(strings.TrimSpace(from)) {
			return strings.TrimSpace(name), strings.TrimSpace(from)
		}
		return line, ""
	}
	inner, before := strings.TrimSpace(line[open+1:len(line)-1]), strings.TrimSpace(line[:open])
	if credit, ok := creditLine(inner); ok {
		return before, credit
	}
	switch low := strings.ToLower(inner); {
	case agency(inner):
		return before, inner
	case low == "tổng hợp", low == "t/h", low == "th", low == "ghi", low == "lược ghi", low == "biên soạn", low == "sưu tầm", low == "thực hiện", low == "lược dịch", low == "biên dịch", low == "dịch":
		return before, ""
	}
	return line, ""
}

// creditLine reads "Theo X" and "Nguồn: X". "Theo Bộ Y tế, …" begins a
// sentence: a credit has no comma and at most eight words.
func creditLine(line string) (string, bool) {
	for _, label := range []string{"Theo:", "Theo", "THEO", "Nguồn:", "Nguồn tin:", "Nguồn :", "Nguồn", "NGUỒN:", "Source:"} {
		rest, ok := strings.CutPrefix(line, label)
		if !ok || rest == "" || !strings.HasSuffix(label, ":") && !strings.HasPrefix(rest, " ") {
			continue
		}
		rest = strings.Trim(rest, " :.")
		if rest == "" || strings.Contains(rest, ",") || len(strings.Fields(rest)) > 8 {
			return "", false
		}
		first, _ := utf8.DecodeRuneInString(rest)
		if unicode.IsLower(first) && !strings.HasPrefix(rest, "http") && !strings.Contains(rest, ".") {
			return "", false // "Theo đó …"
		}
		return rest, true
	}
	return "", false
}

// agencies are news agencies and the like whose name alone is a credit.
func agency(s string) bool {
	switch strings.ToLower(strings.Trim(s, " .")) {
	case "ttxvn", "vietnam+", "vietnamplus", "ttxvn/vietnam+", "vna", "tttxvn", "bnews", "vov", "vtv", "chinhphu.vn",
		"ttxvn/vietnamplus", "vgp", "thông tấn xã việt nam", "reuters", "afp", "xinhua", "tân hoa xã", "sputnik":
		return true
	}
	return false
}

// names reads labelled and unlabelled names: "Tin, ảnh: P.Y",
// "Bài: Hà An - Ảnh: Minh Tú", "Minh Hương và Thu Hà".
func names(line string) ([]Author, bool) {
	var out []Author
	for _, s := range segments(line) {
		for _, name := range splitNames(s.names) {
			if !plausibleName(name) {
				return nil, false
			}
			out = addAuthor(out, Author{Name: name, Role: strings.Join(s.roles, ", ")})
		}
	}
	return out, len(out) > 0
}

// addAuthor keeps each name once; the roles of a second mention are added.
func addAuthor(list []Author, a Author) []Author {
	for i := range list {
		if list[i].Name == a.Name {
			if a.Role != "" && !strings.Contains(list[i].Role, a.Role) {
				list[i].Role = strings.TrimPrefix(list[i].Role+", "+a.Role, ", ")
			}
			return list
		}
	}
	return append(list, a)
}

type segment struct {
	roles []string
	names string
}

// segments cuts a line at its labels.
func segments(line string) []segment {
	out := []segment{{}}
	for part := range strings.FieldsFuncSeq(line, func(r rune) bool { return r == ';' || r == '|' || r == '•' }) {
		rest := part
		for {
			colon := strings.IndexByte(rest, ':')
			if colon < 0 {
				break
			}
			cut, roles, ok := labelStart(rest[:colon])
			if !ok {
				break
			}
			out[len(out)-1].names += rest[:cut]
			out = append(out, segment{roles: roles})
			rest = rest[colon+1:]
		}
		out[len(out)-1].names += rest
		out = append(out, segment{})
	}
	return out
}

// labelStart finds the longest label that ends at the end of s.
func labelStart(s string) (at int, roles []string, ok bool) {
	for i := range s {
		if i > 0 && !strings.ContainsRune(" -–,.;(", lastRune(s[:i])) {
			continue
		}
		if roles, ok = labelRoles(s[i:]); ok {
			return i, roles, true
		}
	}
	return 0, nil, false
}

// splitNames cuts at commas, "và", "&", and at hyphens between names.
func splitNames(s string) []string {
	for _, cut := range []string{" và ", "&", " - ", " – ", " — ", "–", " + ", "/"} {
		s = strings.ReplaceAll(s, cut, ",")
	}
	var out []string
	for name := range strings.SplitSeq(s, ",") {
		name = strings.Trim(name, " -–*:()")
		if name == "" {
			continue
		}
		// "NHẬT XUÂN-NGHI VŨ" are two; "Chí Linh-BBL" is a name with the paper's mark.
		if a, b, ok := strings.Cut(name, "-"); ok && strings.Contains(strings.TrimSpace(a), " ") && strings.Contains(strings.TrimSpace(b), " ") {
			out = append(out, strings.TrimSpace(a), strings.TrimSpace(b))
			continue
		}
		out = append(out, name)
	}
	return out
}

// desks are names of newsrooms that are printed in place of a person's.
var desks = map[string]bool{
	"pv": true, "p.v": true, "bbt": true, "ban biên tập": true, "phóng viên": true, "nhóm pv": true, "nhóm phóng viên": true,
	"ctv": true, "tòa soạn": true, "toà soạn": true, "nhóm tác giả": true, "ban bạn đọc": true, "cộng tác viên": true,
}

// plausibleName reports whether a text can be a person's name, pen name or
// initials: up to six words, each beginning with a capital, no digits.
func plausibleName(s string) bool {
	if desks[strings.ToLower(s)] {
		return true
	}
	words := strings.Fields(s)
	if len(words) == 0 || len(words) > 6 || utf8.RuneCountInString(s) > 40 || accountName(s) {
		return false
	}
	for _, w := range words {
		w = strings.TrimLeft(w, "(“\"'")
		first, _ := utf8.DecodeRuneInString(w)
		if !unicode.IsUpper(first) {
			return false
		}
	}
	letters := 0
	for _, c := range s {
		switch {
		case unicode.IsLetter(c), unicode.Is(unicode.Mn, c):
			letters++
		case unicode.IsDigit(c):
			return false
		case !strings.ContainsRune(" .-'’()“”\"", c):
			return false
		}
	}
	return letters > 0 && (letters > 1 || len(words) == 1)
}

// accountName reports whether a name is that of a login: "admin admin",
// "Pho Ban bien tap". Such names stand where a content system prints the
// account that entered the page.
func accountName(s string) bool {
	fold := vntext.Fold(s)
	for _, w := range []string{"admin", "administrator", "quan tri", "quantri", "bientap", "super user", "webmaster", "editor"} {
		if strings.Contains(fold, w) {
			return true
		}
	}
	plain := strings.ToLower(s)
	return strings.Contains(plain, "bien tap") || strings.Contains(plain, "ban biên tập") && plain != "ban biên tập"
}

// offices begin the names of authorities; they sign notices.
var offices = []string{
	"sở ", "ubnd", "hđnd", "ủy ban", "uỷ ban", "hội đồng", "văn phòng", "phòng ", "trung tâm", "bộ ", "cục ", "chi cục", "tổng cục",
	"công an", "bộ chỉ huy", "ban quản lý", "ban chỉ đạo", "ban tổ chức", "ban tuyên giáo", "ban dân", "ban chỉ huy", "viện ", "trường ",
	"công ty", "tỉnh ủy", "thành ủy", "huyện ủy", "đảng ủy", "hội nông dân", "hội liên hiệp", "liên đoàn", "tỉnh đoàn", "mặt trận", "đài ", "báo ", "tạp chí", "bệnh viện", "ngân hàng", "kho bạc", "thanh tra",
}

func office(s string) bool {
	low := strings.ToLower(s)
	if len(strings.Fields(low)) < 3 && !strings.HasPrefix(low, "ubnd") {
		return false // "Thanh Trà", "Báo Hoa"
	}
	for _, o := range offices {
		if strings.HasPrefix(low, o) {
			return true
		}
	}
	return false
}

// initials: "P.Y", "H.Y.T.": their closing full stop is part of them.
func initials(w string) bool {
	dots := strings.Count(strings.TrimSuffix(w, "."), ".")
	return dots > 0 && utf8.RuneCountInString(w) <= 3*(dots+2)
}

func lastWord(s string) string {
	f := strings.Fields(s)
	if len(f) == 0 {
		return ""
	}
	return f[len(f)-1]
}

package site

import (
	"math/rand/v2"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Words of provincial news, the frequent ones first: sentences draw from them
// so that the common words are common. "_" joins the syllables of a word.
var lexicon = strings.Fields(`và của các trong là có được cho với những người này đến năm từ khi một về tỉnh tại ra ông nhiều cũng trên
đã không để nhà sau hơn còn sẽ như theo ngày vào phải làm việc lại xã huyện phường thôn bà con nông_dân bà_con gia_đình địa_phương
phát_triển thực_hiện xây_dựng sản_xuất kinh_tế đầu_tư dự_án tuyến đường cầu hồ đê kênh ruộng lúa ngô cà_phê hồ_tiêu chè quả vải
mùa vụ thu_hoạch năng_suất giá tăng giảm thị_trường hợp_tác_xã doanh_nghiệp chế_biến xuất_khẩu du_lịch lễ_hội đình chùa di_tích
nghệ_nhân làng nghề gốm lụa thêu đan học_sinh giáo_viên trường lớp thư_viện sách bác_sĩ trạm y_tế bệnh_viện tiêm phòng khám
mưa lũ bão nắng hạn mặn nước sông biển thuyền cá tôm rừng cây giống trồng chăn_nuôi trâu bò lợn gà vịt chuồng trại
công_an giao_thông an_toàn cứu_hộ lực_lượng tình_nguyện thanh_niên phụ_nữ người_cao_tuổi trẻ_em cộng_đồng hỗ_trợ vốn vay
chuyển_đổi số dữ_liệu dịch_vụ thủ_tục cải_cách cán_bộ hội_nghị kế_hoạch chương_trình mục_tiêu kết_quả bình_quân diện_tích héc_ta`)

var (
	families = []string{"Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Phan", "Vũ", "Đặng", "Bùi", "Đỗ"}
	given    = []string{"Thu Hà", "Minh Đức", "Thanh Tùng", "Ngọc Lan", "Văn Hùng", "Quốc Khánh", "Hồng Nhung", "Anh Tuấn", "Bảo Ngọc", "Đình Phúc"}
)

// story is the text of one article.
type story struct {
	title, lead, author string
	paragraphs          []string
}

// newStory writes the article of a number: the same one for the same number.
func newStory(n int) story {
	w := writer{r: rand.New(rand.NewPCG(uint64(n), 2025)), z: nil}
	w.z = rand.NewZipf(w.r, 1.1, 12, uint64(len(lexicon)-1))
	s := story{
		title: strings.TrimSuffix(w.sentence(7, 13), "."), lead: w.sentence(22, 34),
		author: families[w.r.IntN(10)] + " " + given[w.r.IntN(10)],
	}
	for range 8 + w.r.IntN(10) {
		var p []string
		for range 1 + w.r.IntN(3) {
			p = append(p, w.sentence(14, 30))
		}
		s.paragraphs = append(s.paragraphs, strings.Join(p, " "))
	}
	return s
}

type writer struct {
	r *rand.Rand
	z *rand.Zipf
}

func (w *writer) sentence(least, most int) string {
	var b strings.Builder
	for i := range least + w.r.IntN(most-least+1) {
		if i > 0 {
			if w.r.IntN(11) == 0 {
				b.WriteByte(',')
			}
			b.WriteByte(' ')
		}
		b.WriteString(strings.ReplaceAll(lexicon[w.z.Uint64()], "_", " "))
	}
	s := b.String()
	first, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(first)) + s[size:] + "."
}

// fold makes the ASCII of an address: "Nước lên" → nuoc-len.
func fold(s string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(s) {
		switch {
		case r < 0x80 && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			b.WriteRune(r)
		case plain[r] != 0:
			b.WriteRune(plain[r])
		case r == ' ' && b.Len() > 0:
			b.WriteByte('-')
		}
		if b.Len() > 80 {
			break
		}
	}
	return strings.Trim(b.String(), "-")
}

var plain = func() map[rune]rune {
	m := map[rune]rune{}
	for letter, marked := range map[rune]string{
		'a': "àáảãạăằắẳẵặâầấẩẫậ", 'e': "èéẻẽẹêềếểễệ", 'i': "ìíỉĩị", 'o': "òóỏõọôồốổỗộơờớởỡợ", 'u': "ùúủũụưừứửữự", 'y': "ỳýỷỹỵ", 'd': "đ",
	} {
		for _, r := range marked {
			m[r] = letter
		}
	}
	return m
}()

// Text is what the article of a number says.
func Text(n int) (title, lead, author string, paragraphs []string) {
	s := newStory(n)
	return s.title, s.lead, s.author, s.paragraphs
}
